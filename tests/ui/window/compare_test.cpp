// Compare in the window: what is kept stays while the text goes on, and rows of it are put into what is there now.
#include <QAction>
#include <QComboBox>
#include <QToolButton>
#include <algorithm>
#include <cmath>

#include "fixture.h"
#include "session/patch_sweep.h"
#include "ui/views/compare_view.h"

namespace headlight::ui {
namespace {

class CompareWindowTest : public WindowTest {
 protected:
  CompareWindowTest() { options.text = QStringLiteral("Tom had a red ball"); }
  void keep() { window->findChild<QAction*>(QStringLiteral("keepA"))->trigger(); }
  std::shared_ptr<const KeptRun> kept() {
    const auto comparison = lens().state().comparison;
    return comparison ? comparison->kept : nullptr;
  }
  void type(const QString& text) {
    editor->selectAll();
    QTest::keyClicks(editor, text);
  }
  const PatchReadings* readings() { return view().readings(*lens().trace(), state_ = lens().state()); }
  bool waitForMap() {
    return waitUntil([this] {
      const PatchReadings* now = lens().trace() ? readings() : nullptr;
      return now && now->map && now->left == 0;
    });
  }
  CompareView& view() { return lens().viewOf<CompareView>(); }
  void openPatches() {
    open();
    window->lensArea().setView(CompareView::id);
    keep();
    if (!waitUntil([this] { return kept() != nullptr; })) throw std::runtime_error("nothing was kept");
    type(QStringLiteral("Tom had a red hat"));
    if (!waitForPicture()) throw std::runtime_error("no picture");
    window->findChild<QToolButton*>(QStringLiteral("patching"))->click();
    if (!waitForMap()) throw std::runtime_error("no map");
  }
  ViewState state_;
};

TEST_F(CompareWindowTest, WhatIsKeptHasWhatAComparisonNeedsWhateverWasShown) {
  open();
  EXPECT_FALSE(kept());
  window->lensArea().setView(QStringLiteral("matrix"));
  keep();
  ASSERT_TRUE(waitUntil([this] { return kept() != nullptr; }));
  for (int layer = 0; layer < 6; ++layer) {
    EXPECT_TRUE(kept()->trace->find({StackId::Decoder, Site::Pattern, layer})) << layer;
    EXPECT_TRUE(kept()->trace->find({StackId::Decoder, Site::MlpOut, layer})) << layer;
  }
  EXPECT_TRUE(kept()->text.contains(QStringLiteral("red ball")));
  const auto before = kept();
  type(QStringLiteral("Tom had a big red ball"));
  ASSERT_TRUE(waitForPicture());
  EXPECT_EQ(kept(), before) << "it stays";
  window->lensArea().setView(CompareView::id);
  ASSERT_TRUE(waitForPicture());
  const auto& trace = lens().trace();
  const CompareView::Subject subject = view().subject(*trace, lens().state());
  ASSERT_TRUE(subject.whole());
  const ComparedMaps maps = view().maps(subject, lens().state());
  EXPECT_EQ(maps.queries.size(), static_cast<std::size_t>(trace->rows(StackId::Decoder))) << "one word more";
  EXPECT_EQ(std::ranges::count(maps.queries, -1, &derived::AlignedRows::a), 1);
  EXPECT_TRUE(maps.a && maps.b && maps.difference);
  window->findChild<QAction*>(QStringLiteral("forgetA"))->trigger();
  EXPECT_FALSE(kept());
}

TEST_F(CompareWindowTest, TheMapOfPatchesIsTheSweepsAndFollowsTheText) {
  openPatches();
  const PatchMap map = *readings()->map;
  EXPECT_EQ(map.layers, 6);
  EXPECT_EQ(map.rows.size(), static_cast<std::size_t>(lens().trace()->rows(StackId::Decoder)));
  EXPECT_TRUE(
      std::ranges::none_of(map.readings, [](const PatchReading& one) { return std::isnan(one.logProbability); }));
  // Before the last block the last row alone is the answer: of the stream into layer 0 it is the word itself.
  EXPECT_NEAR(map.restored(map.at(0, static_cast<int>(map.rows.size()) - 1)), 1, 1e-3)
      << "only the last word differs, so its row is all of it";
  EXPECT_NEAR(map.restored(map.at(0, 0)), 0, 1e-3) << "the first word is the same";
  const auto before = readings()->map;
  QComboBox* site = window->findChild<QComboBox*>(QStringLiteral("patchSite"));
  ASSERT_TRUE(site && site->isVisibleTo(site->parentWidget()));
  site->setCurrentIndex(site->findData(static_cast<int>(Site::MlpOut)));
  emit site->activated(site->currentIndex());
  ASSERT_TRUE(waitUntil([&] { return readings() && readings()->map && readings()->map->site.site == Site::MlpOut; }));
  ASSERT_TRUE(waitForMap());
  EXPECT_NE(readings()->map, before);
  auto* answer = window->findChild<QComboBox*>(QStringLiteral("patchAnswer"));
  ASSERT_TRUE(answer && answer->count() > 2);
  EXPECT_EQ(answer->currentData().toInt(), -1) << "what changes most";
  const int chosen = answer->itemData(2).toInt();
  answer->setCurrentIndex(2);
  emit answer->activated(2);
  ASSERT_TRUE(waitUntil([&] { return readings() && readings()->map && readings()->map->answer == chosen; }));
  ASSERT_TRUE(waitForMap());
  QTest::keyClicks(editor, QStringLiteral(" and"));
  ASSERT_TRUE(waitForPicture());
  ASSERT_TRUE(waitForMap()) << "of the new text";
  EXPECT_EQ(readings()->map->answer, chosen) << "it stays";
  EXPECT_EQ(readings()->map->rows.size(), map.rows.size());
}

TEST_F(CompareWindowTest, APatchIsALineOfTheWhatIfsWithItsBarsBeforeAndAfter) {
  openPatches();
  const PatchMap map = *readings()->map;
  const int last = static_cast<int>(map.rows.size()) - 1;
  Hit hit;
  hit.layer = 3;
  hit.query = map.rows.back().b;
  view().click(lens(), hit, Qt::NoModifier);
  ASSERT_EQ(window->document().whatIfs().size(), 1U);
  ASSERT_TRUE(waitForPicture());
  ASSERT_TRUE(window->shownBaseline()) << "before and after";
  const auto changes = window->shownTrace()->changes();
  ASSERT_EQ(changes.size(), 1U);
  ASSERT_TRUE(std::holds_alternative<PatchRows>(changes.front()));
  const auto logit = [&](const Trace& trace, int id) { return trace.predictedLogits()[static_cast<std::size_t>(id)]; };
  const Trace& shown = *window->shownTrace();
  EXPECT_FLOAT_EQ(logit(shown, map.answer) - logit(shown, map.instead), map.at(3, last).logitDifference)
      << "the bars say what the map says";
  ASSERT_TRUE(waitForMap()) << "the map is of what has no what-ifs, and stays";
  EXPECT_EQ(readings()->map->at(3, last).logitDifference, map.at(3, last).logitDifference);
  window->document().undoStack().undo();
  EXPECT_TRUE(window->document().whatIfs().empty());
  ASSERT_TRUE(waitForPicture());
  EXPECT_FALSE(window->shownBaseline());
  ASSERT_TRUE(waitForMap());
  view().click(lens(), hit, Qt::NoModifier);
  ASSERT_TRUE(waitForPicture());
  window->findChild<QAction*>(QStringLiteral("forgetA"))->trigger();
  ASSERT_TRUE(waitUntil([this] { return window->shownTrace()->changes().empty(); })) << "its source is gone: it rests";
  EXPECT_EQ(window->document().whatIfs().size(), 1U);
}

TEST_F(CompareWindowTest, WhatIsWrittenOnIsPatchedToo) {
  openPatches();
  Hit hit;
  hit.layer = 0;
  hit.query = readings()->map->rows.back().b;
  view().click(lens(), hit, Qt::NoModifier);
  ASSERT_TRUE(waitForPicture());
  const int rows = window->shownTrace()->rows(StackId::Decoder);
  window->findChild<QAction*>(QStringLiteral("writeOn"))->trigger();
  ASSERT_TRUE(waitUntil([&] { return window->document().rows() >= rows + 5; })) << "tokens come";
  QTest::keyClick(window.get(), Qt::Key_Escape);
  ASSERT_TRUE(waitForPicture());
  EXPECT_EQ(window->shownTrace()->changes().size(), 1U);
}

TEST_F(CompareWindowTest, TheMapShowsHowFarItIsAndStopsWhenAsked) {
  for (int i = 0; i < 30; ++i) options.text += QStringLiteral(" and a red ball");
  open();
  window->lensArea().setView(CompareView::id);
  keep();
  ASSERT_TRUE(waitUntil([this] { return kept() != nullptr; }));
  QTest::keyClicks(editor, QStringLiteral(" too"));
  ASSERT_TRUE(waitForPicture());
  window->findChild<QToolButton*>(QStringLiteral("patching"))->click();
  auto* stop = window->findChild<QToolButton*>(QStringLiteral("cancelOpening"));
  ASSERT_TRUE(stop);
  ASSERT_TRUE(waitUntil([&] { return readings() && readings()->map && readings()->left > 0 && stop->isVisible(); }));
  stop->click();
  EXPECT_FALSE(stop->isVisible());
  QTest::qWait(150);
  ASSERT_TRUE(readings());
  const int left = readings()->left;
  EXPECT_GT(left, 0);
  QTest::qWait(300);
  EXPECT_EQ(readings()->left, left) << "what was computed stays, and no more comes";
}

// Whatever ends the map while it is under way: A is let go of, the text changes, another model comes, the window goes.
TEST_F(CompareWindowTest, TheMapMayEndAtAnyTime) {
  for (int i = 0; i < 30; ++i) options.text += QStringLiteral(" and a red ball");
  open();
  window->lensArea().setView(CompareView::id);
  const auto begin = [&] {
    keep();
    if (!waitUntil([this] { return kept() != nullptr; })) return false;
    view().setOptions({.patching = false});
    QTest::keyClicks(editor, QStringLiteral(" too"));
    if (!waitForPicture()) return false;
    view().setOptions({.patching = true});
    lens().optionsEdited();
    return waitUntil([&] { return readings() && readings()->map && readings()->left > 0; });
  };
  ASSERT_TRUE(begin());
  window->findChild<QAction*>(QStringLiteral("forgetA"))->trigger();
  EXPECT_FALSE(kept());
  ASSERT_TRUE(begin());
  editor->moveCursor(QTextCursor::End);
  QTest::keyClick(editor, Qt::Key_Backspace);
  ASSERT_TRUE(waitForPicture());
  ASSERT_TRUE(waitUntil([&] { return readings() && readings()->map; })) << "of the new text";
  window->document().addWhatIf(ScaleHead{StackId::Decoder, 1, 2, 0});
  ASSERT_TRUE(waitForPicture());
  window->document().clearWhatIfs();
  ASSERT_TRUE(begin());
  window->openModel(QStringLiteral("fill-in"));
  ASSERT_TRUE(waitUntil([this] { return window->bridge().current()->info->name == "fill-in"; }));
  EXPECT_FALSE(kept()) << "though the text is too long for that one, and no trace of it comes";
  window->openModel(QStringLiteral("storyteller"));
  ASSERT_TRUE(
      waitUntil([this] { return window->shownTrace() && window->shownTrace()->model().name == "storyteller"; }));
  ASSERT_TRUE(waitForPicture());
  ASSERT_TRUE(begin());
  window.reset();
}

TEST_F(CompareWindowTest, AnotherModelsRunIsLetGoOf) {
  open();
  keep();
  ASSERT_TRUE(waitUntil([this] { return kept() != nullptr; }));
  window->openModel(QStringLiteral("fill-in"));
  ASSERT_TRUE(waitUntil([this] {
    return window->shownTrace() && window->shownTrace()->model().name == "fill-in" && !window->bridge().opening();
  }));
  EXPECT_FALSE(kept());
}

}  // namespace
}  // namespace headlight::ui
