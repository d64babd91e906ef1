// Another language while the program runs: everything is said in it, and nothing that was made or chosen is lost.
#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QDockWidget>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QStatusBar>
#include <QTabBar>
#include <QTextBlock>

#include "fixture.h"
#include "ui/editors/image_editor.h"
#include "ui/lens/lens_widget.h"
#include "ui/lessons/lesson_package.h"
#include "ui/theme/language.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"
#include "ui/theme/words.h"
#include "ui/views/matrix_view.h"
#include "ui/window/lesson_actions.h"
#include "ui/window/lesson_player.h"
#include "ui/window/program_window.h"
#include "ui/window/session_files.h"

namespace headlight::ui {
namespace {

bool isChinese(const QString& words) {
  static const QRegularExpression han(QStringLiteral("\\p{Han}"));
  return words.contains(han);
}

class LanguagesTest : public WindowTest {
 protected:
  LanguagesTest() { options.language = QStringLiteral("en"); }
  ~LanguagesTest() override {
    program.reset();
    setLanguage(QStringLiteral("en"));
    QLocale::setDefault(QLocale::c());
  }

  void begin() {
    program = std::make_unique<ProgramWindow>(options);
    now().resize(1280, 800);
    ASSERT_TRUE(hasPicture()) << stateNow();
  }
  std::string stateNow() {
    const auto& trace = now().shownTrace();
    return std::string(now().bridge().current() ? "a model serves" : "no model") +
           (now().bridge().opening() ? ", one is being opened" : "") + ", document " +
           std::to_string(now().document().revision()) + ", trace " +
           (trace ? std::to_string(trace->revision()) : "none");
  }
  MainWindow& now() { return program->window(); }
  /// The window shows the newest text.
  bool hasPicture() {
    return waitUntil([this] {
      const auto& trace = now().shownTrace();
      return now().bridge().current() && !now().bridge().opening() && trace &&
             trace->revision() == now().document().revision();
    });
  }
  QAction& action(const QString& name) { return *now().findChild<QAction*>(name); }
  /// As a person does it.
  void speak(const char* tag) {
    QSignalSpy made(program.get(), &ProgramWindow::madeAnew);
    action(QStringLiteral("language_") + QLatin1String(tag)).trigger();
    ASSERT_TRUE(waitUntil([&] { return made.count() == 1; }));
    EXPECT_EQ(language(), QLatin1String(tag));
    EXPECT_TRUE(action(QStringLiteral("language_") + QLatin1String(tag)).isChecked());
    ASSERT_TRUE(hasPicture()) << stateNow();
    QTest::qWait(50);
  }
  void expectWords(bool chinese) {
    for (const QAction* menu : now().menuBar()->actions())
      EXPECT_EQ(isChinese(menu->text()), chinese) << menu->text().toStdString();
    for (const auto* dock : now().findChildren<QDockWidget*>())
      EXPECT_EQ(isChinese(dock->windowTitle()), chinese) << dock->windowTitle().toStdString();
    const LensWidget& lens = now().lensArea().lens();
    EXPECT_EQ(isChinese(lens.view().title(lens.state())), chinese) << lens.view().title(lens.state()).toStdString();
    QString drawn;
    for (const Label& label : lens.view().scene(lens.trace(), lens.state(), lens.sceneSize()).labels)
      drawn += label.text + QLatin1Char(' ');
    EXPECT_EQ(isChinese(drawn), chinese) << drawn.toStdString();
  }
  QString status() {
    QString said;
    for (const QLabel* label : now().statusBar()->findChildren<QLabel*>()) said += label->text();
    return said;
  }
  QString text() { return now().document().text().text(); }
  TextInput& input() { return *now().findChild<TextInput*>(QStringLiteral("textInput")); }

  std::unique_ptr<ProgramWindow> program;
};

TEST_F(LanguagesTest, ThereAndBackNothingIsLost) {
  begin();
  expectWords(false);
  const StackId stack = now().bridge().current()->info->stacks.front().stack;
  const QString folder = now().bridge().current()->folder;
  now().lensArea().setView(MatrixView::id);
  now().selection().chooseHead(3, 2);
  now().selection().pin({{stack}, 1, 1});
  now().document().addWhatIf(ScaleHead{stack, 2, 1, 0});
  now().document().addWhatIf(CutEdge{stack, 3, 2, 3, 1});
  Sampling sampling = now().document().sampling();
  sampling.temperature = 1.5F;
  now().document().setSampling(sampling);
  now().setTextScale(125);
  now().lensArea().lens().setRange(RangeMode::Own);
  now().findChild<QDockWidget*>(QStringLiteral("whatIfDock"))->show();
  ASSERT_TRUE(hasPicture());
  now().selection().lockRow(4);
  now().selection().lockAlso(2);
  const std::vector<WhatIf> changes = now().document().whatIfs();
  const QSize size = now().size();
  const auto first = now().shownTrace();
  const auto expectSame = [&] {
    EXPECT_EQ(now().bridge().current()->folder, folder);
    EXPECT_EQ(now().document().whatIfs(), changes);
    EXPECT_EQ(now().document().sampling(), sampling);
    EXPECT_TRUE(now().lensArea().lens().shows(MatrixView::id));
    EXPECT_EQ(now().selection().layer(), 3);
    EXPECT_EQ(now().selection().head(), 2);
    EXPECT_EQ(now().selection().lockedRow(), 4);
    EXPECT_EQ(now().selection().alsoLocked(), std::vector<int>{2});
    EXPECT_EQ(now().selection().pins(), (std::vector<PinnedHead>{{{stack}, 1, 1}}));
    EXPECT_EQ(now().lensArea().lens().state().range, RangeMode::Own);
    EXPECT_EQ(textPercent(), 125);
    EXPECT_EQ(now().size(), size);
    EXPECT_TRUE(now().findChild<QDockWidget*>(QStringLiteral("whatIfDock"))->isVisible());
    EXPECT_FALSE(now().shownTrace()->changes().empty());
    EXPECT_EQ(now().theme().name, QLatin1String("light"));
    EXPECT_TRUE(waitUntil([this] { return !status().isEmpty(); }));
    if (now().shownTrace() != first) {  // the start is told once
      EXPECT_FALSE(status().contains(QStringLiteral("Ready")) || status().contains(QStringLiteral("就绪")))
          << status().toStdString();
    }
  };
  expectSame();
  speak("zh_CN");
  expectWords(true);
  expectSame();
  speak("en");
  expectWords(false);
  expectSame();
  now().setTextScale(100);
}

TEST_F(LanguagesTest, AnEditOfTheLastMomentIsThereAndCanBeUndone) {
  options.remember = true;
  begin();
  const QString before = text();
  input().moveCursor(QTextCursor::End);
  QTest::keyClicks(&input(), QStringLiteral(" laughed"));
  const QString after = text();
  ASSERT_NE(after, before);
  speak("zh_CN");  // without waiting for anything
  EXPECT_EQ(text(), after);
  EXPECT_EQ(input().toPlainText(), after);
  now().document().undoStack().undo();
  EXPECT_TRUE(before.startsWith(text()) || text().size() < after.size()) << text().toStdString();
  const QString last = text();
  // And it is kept as before: the next run begins with it, in the language that was chosen.
  now().close();
  program.reset();
  setLanguage(QStringLiteral("en"));
  options.text = {};
  options.language.clear();
  begin();
  EXPECT_EQ(text(), last);
  EXPECT_EQ(language(), QStringLiteral("zh_CN"));
  expectWords(true);
}

TEST_F(LanguagesTest, NobodyIsAskedAboutWorkThatIsNotSaved) {
  options.remember = true;
  begin();
  const QString path = QString::fromStdString((folder.path() / "a.headlight").string());
  ASSERT_TRUE(now().sessions().saveTo(path));
  QTest::keyClicks(&input(), QStringLiteral("x"));
  ASSERT_TRUE(waitUntil([this] { return now().sessions().modified(); }));
  speak("zh_CN");
  EXPECT_EQ(now().sessions().named(), path);
  EXPECT_TRUE(now().sessions().modified());
  EXPECT_TRUE(now().isWindowModified());
  ASSERT_TRUE(now().sessions().saveTo(path));
  EXPECT_FALSE(now().sessions().modified());
}

TEST_F(LanguagesTest, ALessonGoesOnInTheOtherLanguage) {
  begin();
  for (const QString& path : bundledLessons())
    if (path.endsWith(QLatin1String("04-copying"))) {
      ASSERT_TRUE(now().lessonActions().open(path));
    }
  ASSERT_TRUE(waitUntil([this] { return now().lessons().arrived(); }));
  for (int times = 0; times < 2 && now().lessons().step() == 0; ++times) now().lessons().next();  // its question first
  ASSERT_TRUE(waitUntil([this] { return now().lessons().arrived(); }));
  const int step = now().lessons().step();
  const int head = now().selection().head(), layer = now().selection().layer();
  ASSERT_EQ(step, 1);
  const QString english = now().lessons().page().title;
  EXPECT_FALSE(isChinese(english));
  speak("zh_CN");
  ASSERT_TRUE(now().lessons().playing());
  ASSERT_TRUE(waitUntil([this] { return now().lessons().arrived(); }));
  EXPECT_EQ(now().lessons().step(), step);
  EXPECT_EQ(now().selection().head(), head);
  EXPECT_EQ(now().selection().layer(), layer);
  EXPECT_TRUE(isChinese(now().lessons().page().title));
  EXPECT_TRUE(now().findChild<QDockWidget*>(QStringLiteral("lessonDock"))->isVisible());
  speak("en");
  ASSERT_TRUE(waitUntil([this] { return now().lessons().arrived(); }));
  EXPECT_EQ(now().lessons().page().title, english);
}

TEST_F(LanguagesTest, ALessonThatIsWrittenIsStillThere) {
  begin();
  now().lessonActions().begin();
  now().lessonActions().addStep();
  const auto draft = now().lessonActions().draft();
  ASSERT_TRUE(draft);
  speak("zh_CN");
  const auto after = now().lessonActions().draft();
  ASSERT_TRUE(after);
  EXPECT_EQ(after->step, draft->step);
  ASSERT_EQ(after->lesson.steps.size(), draft->lesson.steps.size());
  EXPECT_EQ(after->lesson.steps.front().title, draft->lesson.steps.front().title);
}

TEST_F(LanguagesTest, APictureThatIsDrawnStays) {
  options.model = QStringLiteral("doodles");
  options.text = {};
  begin();
  ASSERT_TRUE(now().document().imageRead());
  EditedPicture& picture = now().document().image().picture();
  picture.mirror();
  ASSERT_TRUE(hasPicture());
  const auto pixels = [this] { return now().document().image().picture().pixels().rgb; };
  const auto before = pixels();
  speak("zh_CN");
  EXPECT_EQ(pixels(), before);
  EXPECT_TRUE(now().document().undoStack().canUndo());
  expectWords(true);
}

TEST_F(LanguagesTest, ATargetThatSomebodyChangedStays) {
  options.model = QStringLiteral("translator");
  options.text = QStringLiteral("How are you?");
  begin();
  ASSERT_EQ(now().document().inputs().size(), 2U);
  auto& target = dynamic_cast<TextDocument&>(*now().document().inputs()[1]);
  ASSERT_TRUE(waitUntil([&] { return target.text().size() > 1 && hasPicture(); }));
  QTest::qWait(400);
  target.putTokens(2, {}, QStringLiteral("test"));
  ASSERT_TRUE(waitUntil([&] { return target.text().size() > 1 && hasPicture(); }));
  QTest::qWait(400);
  const auto ids = target.ids();
  speak("zh_CN");
  QTest::qWait(600);
  EXPECT_EQ(target.ids(), ids);
}

TEST_F(LanguagesTest, AModelThatIsBeingOpenedStillComes) {
  begin();
  now().openModel(QStringLiteral("doodles"));
  ASSERT_TRUE(now().bridge().opening());
  QSignalSpy made(program.get(), &ProgramWindow::madeAnew);
  action(QStringLiteral("language_zh_CN")).trigger();
  ASSERT_TRUE(waitUntil([&] { return made.count() == 1; }));
  ASSERT_TRUE(waitUntil([this] {
    const OpenModel* model = now().bridge().current();
    return model && model->folder.endsWith(QLatin1String("doodles"));
  }));
  ASSERT_TRUE(hasPicture());
  expectWords(true);
}

TEST_F(LanguagesTest, WhatCouldNotBeOpenedIsSaidAgain) {
  options.model = QString::fromStdString((folder.path() / "nowhere").string());
  program = std::make_unique<ProgramWindow>(options);
  const auto refused = [this] { return now().lensArea().messages().has(MessageStrip::NotOpened); };
  ASSERT_TRUE(waitUntil(refused));
  program->speak(QStringLiteral("zh_CN"));
  ASSERT_TRUE(waitUntil(refused));
  EXPECT_TRUE(isChinese(now().lensArea().messages().message(MessageStrip::NotOpened).title));
}

TEST_F(LanguagesTest, TheWindowIsInTheLanguageThatTheOptionSays) {
  options.language = QStringLiteral("zh_CN");
  begin();
  expectWords(true);
  EXPECT_EQ(QLocale().language(), QLocale::Chinese);
}

TEST_F(LanguagesTest, WhatIsWrittenFromTheRightStaysSoInEveryLanguage) {
  begin();
  const QString arabic = QStringLiteral("قال القط owl ثم نام");
  for (const char* tag : {"en", "zh_CN"}) {
    if (language() != QLatin1String(tag)) speak(tag);
    input().selectAll();
    QTest::keyClick(&input(), Qt::Key_Delete);
    input().insertPlainText(arabic);
    EXPECT_EQ(text(), arabic);
    EXPECT_EQ(input().document()->firstBlock().textDirection(), Qt::RightToLeft);
    EXPECT_EQ(now().layoutDirection(), Qt::LeftToRight);
    ASSERT_TRUE(hasPicture()) << stateNow();
  }
}

TEST_F(LanguagesTest, AnEntryOfAMenuIsCalledWithoutItsKeyElsewhere) {
  EXPECT_EQ(withoutMnemonic(QStringLiteral("&Open a model…")), QStringLiteral("Open a model…"));
  EXPECT_EQ(withoutMnemonic(QStringLiteral("打开模型(&O)…")), QStringLiteral("打开模型…"));
  EXPECT_EQ(withoutMnemonic(QStringLiteral("q && k (&K)")), QStringLiteral("q & k"));
  options.language = QStringLiteral("zh_CN");
  begin();
  for (const auto* button : now().findChildren<QAbstractButton*>()) {
    EXPECT_FALSE(button->toolTip().contains(QRegularExpression(QStringLiteral("\\p{Han}\\([A-Z]\\)"))))
        << button->toolTip().toStdString();
  }
}

TEST_F(LanguagesTest, AnUnknownLanguageIsEnglish) {
  setLanguage(QStringLiteral("xx_YY"));
  EXPECT_EQ(language(), QStringLiteral("en"));
}

TEST_F(LanguagesTest, TheProgramDoesNotEndWithTheWindowThatGoes) {
  begin();
  QSignalSpy quits(qApp, &QCoreApplication::aboutToQuit), last(qApp, &QGuiApplication::lastWindowClosed);
  speak("zh_CN");
  QTest::qWait(50);
  EXPECT_EQ(quits.count(), 0);
  EXPECT_TRUE(QGuiApplication::quitOnLastWindowClosed());
  EXPECT_TRUE(now().isVisible());
}

}  // namespace
}  // namespace headlight::ui
