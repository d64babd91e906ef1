// The real window under scripted editing, until somebody kills it (killed_test.cpp): each edit goes to a journal the
// moment that it is done. edited_until_killed JOURNAL SEED
#include <fcntl.h>
#include <unistd.h>

#include <QApplication>
#include <QDateTime>
#include <QTimer>
#include <cstdio>
#include <random>

#include "ui/editors/text_input.h"
#include "ui/window/lens_area.h"
#include "ui/window/main_window.h"

namespace {

using namespace headlight;
using namespace headlight::ui;

/// One line, in one piece: what the kernel has taken outlives the process.
void note(int journal, MainWindow& window) {
  const Selection& selection = window.selection();
  const QByteArray line = QStringLiteral("%1\t%2\t%3\t%4\t%5\n")
                              .arg(QDateTime::currentMSecsSinceEpoch())
                              .arg(window.document().text().text())
                              .arg(window.document().whatIfs().size())
                              .arg(selection.layer())
                              .arg(selection.head())
                              .toUtf8();
  if (::write(journal, line.constData(), static_cast<std::size_t>(line.size())) != line.size()) std::_Exit(3);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  allocateFromFewPlaces();
  QApplication application(argc, argv);
  WindowOptions options;
  options.model = QStringLiteral("storyteller");
  options.device = QStringLiteral("cpu");
  options.threads = 1;
  options.theme = QStringLiteral("light");
  options.background = false;
  options.text = QStringLiteral("The");
  MainWindow window(options);
  window.show();
  const int journal = ::open(argv[1], O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (journal < 0) return 4;
  std::mt19937 dice(static_cast<unsigned>(std::atoi(argv[2])));
  int count = 0;
  QTimer edits;
  edits.setInterval(25);
  QObject::connect(&edits, &QTimer::timeout, &window, [&] {
    TextDocument& text = window.document().text();
    const int length = static_cast<int>(text.text().size());
    switch (dice() % 8) {
      case 0:
        window.document().addWhatIf(
            ScaleHead{StackId::Decoder, static_cast<int>(dice() % 6), static_cast<int>(dice() % 8), 0.5F});
        break;
      case 1:
        window.selection().chooseHead(static_cast<int>(dice() % 6), static_cast<int>(dice() % 8));
        break;
      case 2:
        if (length > 20) text.replaceText(static_cast<int>(dice() % 10), 5, {});
        break;
      default:
        text.replaceText(length, 0, QStringLiteral(" %1").arg(count++));
    }
    if (length > 400) text.setText(QStringLiteral("Again %1").arg(count), {});
    note(journal, window);
  });
  QObject::connect(&window, &MainWindow::pictureShown, &edits, [&] {
    if (edits.isActive()) return;
    note(journal, window);  // what it begins with
    edits.start();
  });
  return QApplication::exec();
}
