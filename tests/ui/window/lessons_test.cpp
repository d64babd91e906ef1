// Lessons on the real window: every step of every bundled one by keys and in both languages, what a step hides and
// locks, files that are dropped, and a lesson that a teacher writes.
#include <QAction>
#include <QDockWidget>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QToolButton>
#include <cstdio>

#include "fixture.h"
#include "ui/lessons/lesson_package.h"
#include "ui/panels/lesson_editor.h"
#include "ui/panels/lesson_list.h"
#include "ui/panels/lesson_panel.h"
#include "ui/views/matrix_view.h"
#include "ui/window/lesson_actions.h"
#include "ui/window/lesson_player.h"

namespace headlight::ui {
namespace {

class LessonsTest : public WindowTest {
 protected:
  void TearDown() override { QLocale::setDefault(QLocale::c()); }
  template <class Widget>
  Widget* find(const char* name) {
    return window->findChild<Widget*>(QLatin1String(name));
  }
  LessonPlayer& player() { return window->lessons(); }
  QDockWidget& dock() { return *find<QDockWidget>("lessonDock"); }
  QString words(const char* name) { return find<QLabel>(name)->text(); }
  void press(Qt::Key key) { QTest::keyClick(find<LessonPanel>("lessonPanel"), key); }
  QString folderOf(const char* name) {
    for (const QString& path : bundledLessons())
      if (path.endsWith(QLatin1String(name))) return path;
    return {};
  }
  bool start(const char* name) {
    return window->lessonActions().open(folderOf(name)) && waitUntil([&] { return player().arrived(); });
  }
  int marks(const char* name) {
    int count = 0;
    for (const QWidget* mark : window->findChildren<QWidget*>(QLatin1String(name))) count += mark->isVisible() ? 1 : 0;
    return count;
  }
  QString path(const char* name) const { return QString::fromStdString((folder.path() / name).string()); }

  /// Every step, as a class goes through it: the question is answered, what is to be done is done, Space goes on.
  void play(const QString& lesson) {
    SCOPED_TRACE(lesson.toStdString());
    const Lesson read = readLesson(lesson);
    ASSERT_TRUE(window->lessonActions().open(lesson));
    ASSERT_TRUE(player().playing());
    int slowest = 0;
    for (std::size_t i = 0; i < read.steps.size(); ++i) {
      SCOPED_TRACE("step " + std::to_string(i + 1));
      const LessonStep& step = read.steps[i];
      QElapsedTimer timer;
      timer.start();
      ASSERT_TRUE(waitUntil([&] { return player().arrived(); }));
      const bool otherModel = step.state && step.state->model;
      if (!otherModel) slowest = std::max(slowest, static_cast<int>(timer.elapsed()));
      ASSERT_EQ(player().step(), static_cast<int>(i));
      // All that the step says is on screen, once what it needs has been computed.
      EXPECT_TRUE(waitUntil(
          [&] {
            return !player().page().text.contains(QStringLiteral("—")) ||
                   step.text.shown().contains(QStringLiteral("—"));
          },
          3000))
          << player().page().text.toStdString();
      EXPECT_TRUE(waitUntil([&] { return player().page().broken.isEmpty(); }, 3000))
          << player().page().broken.join(QStringLiteral("; ")).toStdString();
      EXPECT_EQ(words("lessonTitle"), step.title.shown());
      if (step.state && step.state->view) {
        EXPECT_TRUE(lens().shows(*step.state->view)) << step.state->view->toStdString();
      }
      if (step.state && step.state->head) {
        EXPECT_EQ(window->selection().layer(), step.state->head->layer);
        EXPECT_EQ(window->selection().head(), step.state->head->head);
      }
      if (step.question) {
        EXPECT_GT(marks("lessonCover"), 0) << "the answer is hidden";
        int right = -1, judged = 0;
        for (std::size_t answer = 0; answer < step.question->answers.size(); ++answer) {
          judged += step.question->answers[answer].when.empty() ? 0 : 1;
          if (player().page().answers[answer].right) right = static_cast<int>(answer);
        }
        EXPECT_EQ(right >= 0, judged > 0);
        find<QRadioButton>("lessonAnswer0")->click();
        press(Qt::Key_Space);
        EXPECT_TRUE(player().page().revealed);
        EXPECT_EQ(marks("lessonCover"), static_cast<int>(step.hide.size()));
      }
      if (step.solution) {
        EXPECT_FALSE(player().stepDone());
        player().solve();
      }
      if (!step.done.empty()) {
        EXPECT_TRUE(waitUntil([&] { return player().stepDone(); }, 5000)) << "what is asked for is not noticed";
        EXPECT_FALSE(words("lessonDone").isEmpty());
      }
      press(Qt::Key_Space);
    }
    EXPECT_FALSE(player().playing()) << "behind the last step";
    EXPECT_EQ(marks("lessonCover") + marks("lessonRing"), 0);
    std::printf("%s: %zu steps, slowest set-up of one %d ms\n", qPrintable(read.name), read.steps.size(), slowest);
    EXPECT_LT(slowest, 1500 * headlight::test::patience);
  }
};

TEST_F(LessonsTest, EveryStepOfEveryLessonPlays) {
  open();
  ASSERT_GE(bundledLessons().size(), 11);
  for (const QString& lesson : bundledLessons()) play(lesson);
}

TEST_F(LessonsTest, ALessonIsInTheLanguageOfTheWindow) {
  QLocale::setDefault(QLocale(QLocale::Chinese, QLocale::China));
  open();
  for (const char* name : {"04-copying", "08-translation"}) play(folderOf(name));
  ASSERT_TRUE(start("04-copying"));
  EXPECT_EQ(words("lessonTitle"), QStringLiteral("下一个是什么？"));
}

TEST_F(LessonsTest, KeysGoOnAndBackUnlessSomebodyTypes) {
  open();
  ASSERT_TRUE(start("02-who-looks"));
  EXPECT_TRUE(dock().isVisible());
  EXPECT_TRUE(find<LessonPanel>("lessonPanel")->hasFocus());
  press(Qt::Key_Right);
  EXPECT_EQ(player().step(), 1);
  press(Qt::Key_Left);
  EXPECT_EQ(player().step(), 0);
  press(Qt::Key_PageDown);
  EXPECT_EQ(player().step(), 1);
  press(Qt::Key_PageUp);
  EXPECT_EQ(player().step(), 0);
  press(Qt::Key_Left);
  EXPECT_EQ(player().step(), 0) << "there is none before the first";
  // A key that the lens has no use for goes on as well.
  ASSERT_TRUE(waitUntil([&] { return player().arrived(); }));
  lens().setFocus();
  QTest::keyClick(&lens(), Qt::Key_PageDown);
  EXPECT_EQ(player().step(), 1);
  ASSERT_TRUE(waitUntil([&] { return player().arrived(); }));
  editor->setFocus();
  const QString before = window->document().text().text();
  QTest::keyClick(editor, Qt::Key_Space);
  QTest::keyClick(editor, Qt::Key_Left);
  EXPECT_EQ(player().step(), 1) << "a space is a space";
  EXPECT_EQ(window->document().text().text().size(), before.size() + 1);
  find<QToolButton>("lessonAgain")->click();
  ASSERT_TRUE(waitUntil([&] { return player().arrived(); }));
  EXPECT_EQ(window->document().text().text(), before);
}

TEST_F(LessonsTest, WhatIsHiddenAndLockedComesBack) {
  open();
  ASSERT_TRUE(start("04-copying"));
  auto* bars = find<QWidget>("predictionBars");
  ASSERT_EQ(marks("lessonCover"), 1);
  const QWidget* cover = find<QWidget>("lessonCover");
  EXPECT_TRUE(cover->rect().contains(cover->mapFromGlobal(bars->mapToGlobal(bars->rect().center()))));
  find<QSpinBox>("lessonVotes0")->setValue(12);
  find<QSpinBox>("lessonVotes1")->setValue(8);
  find<QPushButton>("lessonReveal")->click();
  EXPECT_EQ(marks("lessonCover"), 0);
  bool told = false;
  for (const QLabel* label : find<QWidget>("lessonAnswers")->findChildren<QLabel*>())
    told =
        told || (label->text().contains(QStringLiteral("12 of 20")) && label->text().startsWith(QStringLiteral("✓")));
  EXPECT_TRUE(told) << "who was right, and how many";
  press(Qt::Key_Space);
  ASSERT_TRUE(waitUntil([&] { return player().arrived(); }));
  EXPECT_GT(marks("lessonRing"), 0);
  dock().close();
  EXPECT_FALSE(player().playing()) << "nothing stays where nothing says what it is";
  EXPECT_EQ(marks("lessonRing") + marks("lessonCover"), 0);
}

TEST_F(LessonsTest, AClaimThatDoesNotHoldAnyMoreIsSaid) {
  open();
  ASSERT_TRUE(start("04-copying"));
  press(Qt::Key_Space);
  press(Qt::Key_Space);
  ASSERT_TRUE(waitUntil([&] { return player().arrived(); }));
  EXPECT_TRUE(words("lessonBroken").isEmpty());
  window->document().text().setText(QStringLiteral("Something else"), {});
  EXPECT_TRUE(waitUntil([&] { return words("lessonBroken").contains(QStringLiteral("Silver")); }))
      << words("lessonBroken").toStdString();
}

TEST_F(LessonsTest, AFileIsOpenedByDropAndAHostileOneChangesNothing) {
  open();
  Lesson lesson = readLesson(folderOf("04-copying"));
  writeLessonFile(lesson, path("own.headlight-lesson"));
  window->openFiles({path("own.headlight-lesson")});
  ASSERT_TRUE(waitUntil([&] { return player().arrived(); }));
  EXPECT_TRUE(player().playing());
  player().leave();
  const QString text = window->document().text().text();
  QFile hostile(path("bad.headlight-lesson"));
  ASSERT_TRUE(hostile.open(QIODevice::WriteOnly));
  hostile.write("no zip");
  hostile.close();
  window->openFiles({path("bad.headlight-lesson")});
  ASSERT_TRUE(messages().has(MessageStrip::NotOpened));
  EXPECT_TRUE(messages().message(MessageStrip::NotOpened).detail.contains(QStringLiteral("bad.headlight-lesson")));
  EXPECT_FALSE(player().playing());
  EXPECT_EQ(window->document().text().text(), text);
  lesson.steps.front().state->model = QStringLiteral("gpt-17");
  writeLessonFile(lesson, path("other.headlight-lesson"));
  window->openFiles({path("other.headlight-lesson")});
  EXPECT_TRUE(messages().message(MessageStrip::NotOpened).detail.contains(QStringLiteral("gpt-17")))
      << messages().message(MessageStrip::NotOpened).detail.toStdString();
  EXPECT_FALSE(player().playing());
}

TEST_F(LessonsTest, ATeacherWritesThreeStepsAndSomebodyElsePlaysThem) {
  open();
  window->document().text().setText(QStringLiteral("The Scarecrow and the Tin"), {});
  ASSERT_TRUE(waitForPicture());
  find<QAction>("lessonNew")->trigger();
  ASSERT_TRUE(find<LessonEditor>("lessonEditor")->isVisible());
  find<QLineEdit>("lessonEditTitle")->setText(QStringLiteral("Tin men"));
  find<QLineEdit>("lessonEditStepTitle")->setText(QStringLiteral("Who comes?"));
  find<QPlainTextEdit>("lessonEditText")->setPlainText(QStringLiteral("**{top}** with {p:Woodman}."));
  window->lensArea().setView(MatrixView::id);
  window->selection().chooseHead(4, 2);
  find<QToolButton>("lessonEditAdd")->click();
  find<QLineEdit>("lessonEditStepTitle")->setText(QStringLiteral("A head"));
  window->document().addWhatIf(ScaleHead{StackId::Decoder, 4, 2, 0});
  ASSERT_TRUE(waitForPicture());
  find<QAction>("lessonAddStep")->trigger();
  // A mistake in the words is said at once and not saved.
  find<QPlainTextEdit>("lessonEditText")->setPlainText(QStringLiteral("{q:Woodman}"));
  EXPECT_TRUE(words("lessonEditSaid").contains(QStringLiteral("q:Woodman")));
  EXPECT_FALSE(window->lessonActions().saveTo(path("tin.headlight-lesson"), false));
  EXPECT_FALSE(QFileInfo::exists(path("tin.headlight-lesson")));
  find<QPlainTextEdit>("lessonEditText")->setPlainText(QStringLiteral("Off: {p:Woodman}"));
  ASSERT_TRUE(window->lessonActions().saveTo(path("tin.headlight-lesson"), false))
      << words("lessonEditSaid").toStdString();
  ASSERT_TRUE(window->lessonActions().saveTo(path("tin"), true));
  // Played from where it is edited, and back.
  find<QToolButton>("lessonEditPreview")->click();
  ASSERT_TRUE(waitUntil([&] { return player().arrived(); }));
  EXPECT_EQ(player().step(), 2);
  player().leave();
  EXPECT_TRUE(find<LessonEditor>("lessonEditor")->isVisible());
  window.reset();
  options.lesson = path("tin.headlight-lesson");
  painted = 0;
  open();
  ASSERT_TRUE(waitUntil([&] { return player().arrived(); }));
  EXPECT_EQ(words("lessonTitle"), QStringLiteral("Who comes?"));
  EXPECT_EQ(window->document().text().text(), QStringLiteral("The Scarecrow and the Tin"));
  EXPECT_TRUE(words("lessonText").contains(QStringLiteral("<b>Woodman</b> with 0.98")))
      << words("lessonText").toStdString();
  press(Qt::Key_Space);
  ASSERT_TRUE(waitUntil([&] { return player().arrived(); }));
  EXPECT_TRUE(lens().shows(MatrixView::id));
  EXPECT_EQ(window->selection().head(), 2);
  press(Qt::Key_Space);
  ASSERT_TRUE(waitUntil([&] { return player().arrived(); }));
  EXPECT_EQ(window->document().whatIfs().size(), 1U);
}

TEST_F(LessonsTest, TheFirstStartOffersTheTourOnce) {
  options.remember = true;
  options.text = QString();
  open();
  ASSERT_TRUE(messages().has(MessageStrip::FirstStart));
  messages().message(MessageStrip::FirstStart).buttons.front().pressed();
  EXPECT_FALSE(messages().has(MessageStrip::FirstStart));
  ASSERT_TRUE(waitUntil([&] { return player().arrived(); }));
  EXPECT_TRUE(player().playing());
  player().leave();
  EXPECT_TRUE(find<LessonList>("lessonList")->isVisible()) << "the other lessons come to hand";
  window->close();
  window.reset();
  painted = 0;
  open();
  EXPECT_FALSE(messages().has(MessageStrip::FirstStart));
  find<QAction>("showAround")->trigger();
  ASSERT_TRUE(waitUntil([&] { return player().playing() && player().arrived(); }));
}

}  // namespace
}  // namespace headlight::ui
