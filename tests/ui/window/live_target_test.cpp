// A translator in the window: the target follows the source, a forced word changes what comes after it, and what is
// typed stays.
#include <QLabel>
#include <QStatusBar>
#include <fstream>

#include "translator.h"

namespace headlight::ui {
namespace {

class LiveTargetTest : public TranslatorTest {};

TEST_F(LiveTargetTest, TheTargetFollowsTheSource) {
  open();
  EXPECT_TRUE(choice->isVisible());
  EXPECT_EQ(choice->chosen(), 0);
  const Ids first = written(start);
  ASSERT_GT(first.size(), 3u) << "a test of nothing";
  EXPECT_TRUE(waitForTarget(first));
  QTest::keyClicks(editor, QStringLiteral(" and a dog"));
  const Ids second = written(start);
  EXPECT_NE(second, first);
  EXPECT_TRUE(waitForTarget(second));
  const std::span<const std::int32_t> shown = window->shownTrace()->ids();
  EXPECT_EQ(Ids(shown.begin(), shown.end()), second) << "the picture is of both";
  target().undoStack().undo();
  QTest::qWait(50);
  EXPECT_EQ(target().ids(), start) << "all that followed is one step of undo, and nothing writes over it";
}

TEST_F(LiveTargetTest, AForcedWordChangesWhatComesAfterIt) {
  open();
  const Ids first = written(start);
  ASSERT_TRUE(waitForTarget(first));
  for (std::int32_t other = 3; other < 200; other += 7) {  // until one of them makes a difference
    Ids prompt(first.begin(), first.begin() + 2);
    prompt.push_back(other);
    const Ids forced = written(prompt);
    if (Ids(forced.begin() + 3, forced.end()) == Ids(first.begin() + 3, first.end())) continue;
    target().replaceToken(2, other);
    EXPECT_TRUE(waitForTarget(forced));
    target().undoStack().undo();
    QTest::qWait(50);
    EXPECT_EQ(target().ids()[2], other) << "the words that came after it";
    target().undoStack().undo();
    QTest::qWait(50);
    EXPECT_EQ(target().ids(), first) << "the word itself";
    return;
  }
  FAIL() << "no word changed anything";
}

TEST_F(LiveTargetTest, WhatIsTypedStays) {
  open();
  ASSERT_TRUE(waitForTarget(written(start)));
  emit choice->choose(1);
  EXPECT_EQ(choice->chosen(), 1);
  const Ids before = target().ids();
  QTest::keyClicks(editor, QStringLiteral(" of stone"));
  ASSERT_TRUE(waitForPicture());
  QTest::qWait(50);
  EXPECT_EQ(target().ids(), before);
  target().removeToken(1);
  ASSERT_TRUE(waitForPicture());
  EXPECT_EQ(target().ids().size(), before.size() - 1);
  emit choice->choose(0);
  EXPECT_TRUE(waitForTarget(written(start))) << "live again";
}

TEST_F(LiveTargetTest, EditsWhileItIsWrittenWin) {
  open();
  for (const char* words : {" a", " dog", " sat", " by", " it"}) {
    QTest::keyClicks(editor, QString::fromLatin1(words), Qt::NoModifier, 1);
  }
  EXPECT_TRUE(waitForTarget(written(start)));
  QTest::qWait(100);
  EXPECT_EQ(target().ids(), written(start)) << "nothing of an earlier source comes later";
}

TEST_F(LiveTargetTest, ARunawayStopsAtItsLimitAndSaysSo) {
  const std::filesystem::path endless = folder.path() / "endless";
  std::filesystem::copy(translator, endless, std::filesystem::copy_options::recursive);
  std::ofstream(endless / "generation_config.json") << R"({"decoder_start_token_id": 2, "max_length": 5})";
  options.model = QString::fromStdString(endless.string());
  open();
  ASSERT_TRUE(waitUntil([this] { return target().ids().size() == 5; }));
  const auto said = [this] {
    const QList<QLabel*> labels = window->statusBar()->findChildren<QLabel*>();
    return std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
      return (label->text() + label->toolTip()).contains(QStringLiteral("stopped at its limit of 5 tokens"));
    });
  };
  EXPECT_TRUE(waitUntil(said));
  QTest::qWait(200);
  EXPECT_EQ(target().ids().size(), 5u);
  QTest::keyClicks(editor, QStringLiteral(" s"));
  EXPECT_TRUE(waitForPicture()) << "edits go on";
}

TEST_F(LiveTargetTest, ModelsOfOneTextHaveNoSuchChoice) {
  options.model.clear();
  WindowTest::open();
  EXPECT_FALSE(window->findChild<SegmentedButtons*>(QStringLiteral("liveTarget"))->isVisible());
}

}  // namespace
}  // namespace headlight::ui
