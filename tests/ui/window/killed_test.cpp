// kill -9 at a random moment of editing loses at most a second of it, and the next start offers the rest.
#include <signal.h>

#include <QDateTime>
#include <QFile>
#include <QProcess>
#include <random>

#include "fixture.h"
#include "io/assets.h"
#include "ui/document/autosave.h"
#include "ui/views/matrix_view.h"

namespace headlight::ui {
namespace {

struct Entry {
  qint64 time = 0;
  QString text;
  int whatIfs = 0, layer = 0, head = 0;
};

std::vector<Entry> readJournal(const QString& path) {
  QFile file(path);
  std::vector<Entry> entries;
  if (!file.open(QIODevice::ReadOnly)) return entries;
  for (const QByteArray& line : file.readAll().split('\n')) {
    const QStringList parts = QString::fromUtf8(line).split(QLatin1Char('\t'));
    if (parts.size() == 5)
      entries.push_back({parts[0].toLongLong(), parts[1], parts[2].toInt(), parts[3].toInt(), parts[4].toInt()});
  }
  return entries;
}

QString textOf(const SavedWork& work) {
  QString text;
  for (const Segment& segment : work.texts.front()) text += segment.text;
  return text;
}

class KilledTest : public WindowTest {
 protected:
  /// Starts the program in a folder of its own and kills it so long after its first edit; when that was, ms.
  qint64 killAfter(int run, int milliseconds) {
    home = QString::fromStdString((folder.path() / ("run" + std::to_string(run))).string());
    journal = home + QStringLiteral("/journal");
    QDir().mkpath(home);
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    environment.insert(QStringLiteral("XDG_CONFIG_HOME"), home + QStringLiteral("/config"));
    environment.insert(QStringLiteral("XDG_DATA_HOME"), home + QStringLiteral("/data"));
    QProcess program;
    program.setProcessEnvironment(environment);
    program.setProcessChannelMode(QProcess::ForwardedChannels);
    program.start(QStringLiteral(HEADLIGHT_KILLED_PROGRAM), {journal, QString::number(run)});
    EXPECT_TRUE(program.waitForStarted());
    EXPECT_TRUE(waitUntil([this] { return QFile::exists(journal) && QFile(journal).size() > 0; }, 60000));
    QTest::qWait(milliseconds);
    const qint64 time = QDateTime::currentMSecsSinceEpoch();
    EXPECT_EQ(::kill(static_cast<pid_t>(program.processId()), SIGKILL), 0);
    EXPECT_TRUE(program.waitForFinished());
    EXPECT_EQ(program.exitStatus(), QProcess::CrashExit);
    return time;
  }

  QString home, journal;
};

TEST_F(KilledTest, ASecondAtMostIsLost) {
  constexpr int runs = headlight::test::patience > 1 ? 8 : 50;  // a sanitizer is slow, and looks for other things here
  constexpr qint64 mostLost = 1000 * headlight::test::patience;
  std::mt19937 dice(20261129);
  int recovered = 0;
  qint64 worst = 0;
  for (int run = 0; run < runs; ++run) {
    SCOPED_TRACE(run);
    const qint64 killed = killAfter(run, 50 + static_cast<int>(dice() % 2200));
    const std::vector<Entry> entries = readJournal(journal);
    ASSERT_FALSE(entries.empty());
    Document document;
    const Autosave autosave(document, home + QStringLiteral("/data/headlight/work"));
    // The newest entry that is what was found; the one after it is the first that was lost.
    const auto kept =
        !autosave.found() ? entries.rend() : std::find_if(entries.rbegin(), entries.rend(), [&](const Entry& entry) {
          return entry.text == textOf(*autosave.found()) &&
                 entry.whatIfs == static_cast<int>(autosave.found()->whatIfs.size());
        });
    if (autosave.found()) {
      ++recovered;
      EXPECT_FALSE(autosave.found()->closed);
      EXPECT_NE(kept, entries.rend()) << "what was found was never there: " << textOf(*autosave.found()).toStdString();
    }
    const auto lost = kept.base();
    if (lost != entries.end()) worst = std::max(worst, killed - lost->time);
    EXPECT_TRUE(lost == entries.end() || killed - lost->time <= mostLost)
        << "lost since " << killed - lost->time << " ms before the end";
  }
  std::cout << runs << " runs, " << recovered << " with work, at most " << worst << " ms of edits lost\n";
  EXPECT_GT(recovered, runs / 2);
}

TEST_F(KilledTest, TheNextStartOffersModelAndView) {
  killAfter(1000, 2500);
  const Entry last = readJournal(journal).back();
  qputenv("XDG_CONFIG_HOME", (home + QStringLiteral("/config")).toUtf8());
  qputenv("XDG_DATA_HOME", (home + QStringLiteral("/data")).toUtf8());
  options.remember = true;
  options.model = QStringLiteral("doodles");
  const auto bundled = io::bundledModels();
  if (std::ranges::none_of(bundled, [](const auto& model) { return model.name == "doodles"; }))
    options.model = QStringLiteral("storyteller");
  options.text.clear();
  open();
  ASSERT_TRUE(messages().has(MessageStrip::Restored));
  const auto& buttons = messages().message(MessageStrip::Restored).buttons;
  const auto bringBack = std::ranges::find(buttons, true, &Message::Button::primary);
  ASSERT_NE(bringBack, buttons.end());
  bringBack->pressed();
  ASSERT_TRUE(waitUntil([this] { return window->bridge().current()->folder.endsWith(QLatin1String("storyteller")); }));
  ASSERT_TRUE(waitForPicture());
  EXPECT_GT(window->document().whatIfs().size(), 0U);
  EXPECT_FALSE(window->document().text().text().isEmpty());
  const std::vector<Entry> entries = readJournal(journal);
  EXPECT_TRUE(std::ranges::any_of(entries, [this](const Entry& entry) {
    return entry.layer == window->selection().layer() && entry.head == window->selection().head();
  }));
}

}  // namespace
}  // namespace headlight::ui
