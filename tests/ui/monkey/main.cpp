// The monkey: a seeded program that uses the real window at random. See tests/README.md.
#include <QApplication>
#include <QCommandLineParser>
#include <cstdio>
#include <exception>

#include "journal.h"
#include "monkey.h"
#include "world.h"

namespace headlight::ui::monkey {
namespace {

/// An exception that reaches the event loop is told by the program and swallowed; here it is a fault.
class Application : public QApplication {
 public:
  using QApplication::QApplication;
  bool notify(QObject* receiver, QEvent* event) override {
    try {
      return QApplication::notify(receiver, event);
    } catch (const std::exception& error) {
      journal::fault(QStringLiteral("an exception reached the event loop: %1").arg(QString::fromUtf8(error.what())));
    }
  }
};

int run(int argc, char** argv) {
  allocateFromFewPlaces();
  QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
  QCoreApplication::setAttribute(Qt::AA_DontUseNativeMenuBar);
  QCoreApplication::setApplicationName(QStringLiteral("headlight"));
  QStringList arguments;
  for (int i = 0; i < argc; ++i) arguments << QString::fromLocal8Bit(argv[i]);
  QCommandLineParser parser;
  parser.addOptions({{QStringLiteral("seed"), {}, QStringLiteral("N"), QStringLiteral("1")},
                     {QStringLiteral("steps"), {}, QStringLiteral("N"), QStringLiteral("0")},
                     {QStringLiteral("minutes"), {}, QStringLiteral("M"), QStringLiteral("0")},
                     {QStringLiteral("measure-every"), {}, QStringLiteral("N"), QStringLiteral("500")},
                     {QStringLiteral("log"), {}, QStringLiteral("FILE")},
                     {QStringLiteral("more"), {}, QStringLiteral("FOLDER")},
                     QCommandLineOption(QStringLiteral("check-memory"))});
  Plan plan;
  if (!parser.parse(arguments)) {
    std::fprintf(stderr, "%s\n", parser.errorText().toUtf8().constData());
    return 2;
  }
  plan.seed = parser.value(QStringLiteral("seed")).toULongLong();
  plan.steps = parser.value(QStringLiteral("steps")).toULongLong();
  plan.minutes = parser.value(QStringLiteral("minutes")).toDouble();
  plan.measureEvery = std::max(1ULL, parser.value(QStringLiteral("measure-every")).toULongLong());
  if (plan.steps == 0 && plan.minutes <= 0) {
    std::fprintf(stderr, "monkey --seed N (--steps N | --minutes M) [--log FILE] [--more FOLDER] [--check-memory]\n");
    return 2;
  }
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  journal::begin(plan.seed, arguments.join(QLatin1Char(' ')), parser.value(QStringLiteral("log")));
  World world(parser.value(QStringLiteral("more")));
  Application application(argc, argv);
  QApplication::setQuitOnLastWindowClosed(false);
  world.catchLinks();
  bool flat = true;
  {
    Monkey monkey(world, plan);
    monkey.run();
    std::printf("monkey: seed %llu, %llu steps in %.0f s, nothing found\n", static_cast<unsigned long long>(plan.seed),
                static_cast<unsigned long long>(monkey.steps()), monkey.seconds());
    monkey.memory().print();
    flat = monkey.memory().flat();
  }
  if (flat || !parser.isSet(QStringLiteral("check-memory"))) return 0;
  std::fprintf(stderr, "monkey: resident memory is not flat\n");
  return 1;
}

}  // namespace
}  // namespace headlight::ui::monkey

int main(int argc, char** argv) { return headlight::ui::monkey::run(argc, argv); }
