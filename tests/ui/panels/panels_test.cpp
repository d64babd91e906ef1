// Panels on made-up logits and tokens: what they paint and what their keys do.
#include <gtest/gtest.h>

#include <QApplication>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <cmath>

#include "info/model_info.h"
#include "support/fake_trace.h"
#include "ui/document/document.h"
#include "ui/editors/token_chips.h"
#include "ui/panels/layer_rows.h"
#include "ui/panels/numbers.h"
#include "ui/panels/pipeline_stages.h"
#include "ui/panels/prediction_bars.h"
#include "ui/panels/predictions_panel.h"
#include "ui/panels/stale_overlay.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

int pixelsOf(const QImage& image, const QColor& color) {
  int count = 0;
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) count += image.pixelColor(x, y) == color;
  return count;
}

TEST(NumbersTest, SmallProbabilitiesAndMinusSigns) {
  EXPECT_EQ(probabilityText(0.004), QStringLiteral("0.004"));
  EXPECT_EQ(probabilityText(0.0096), QStringLiteral("0.01"));
  EXPECT_EQ(probabilityText(0.00096), QStringLiteral("0.001"));
  EXPECT_EQ(probabilityText(0.000136), QStringLiteral("1e-4"));
  EXPECT_EQ(probabilityText(3.4e-12), QStringLiteral("3e-12"));
  EXPECT_EQ(probabilityText(0.005), QStringLiteral("0.005"));
  EXPECT_EQ(probabilityText(1), QStringLiteral("1.00"));
  EXPECT_EQ(numberText(-1.5, 2), QStringLiteral("\u22121.50"));
  EXPECT_EQ(timeText(9.84), QStringLiteral("9.8 ms"));
  EXPECT_EQ(timeText(0.001), QStringLiteral("<0.01 ms"));
  EXPECT_EQ(timeText(1234), QStringLiteral("1.2 s"));
}

class BarsTest : public testing::Test {
 protected:
  BarsTest() : bars(selection) {
    bars.setTheme(Theme::light());
    bars.resize(240, PredictionBars::axisHeight + 10 * PredictionBars::rowHeight);
    bars.setRows({{7, QStringLiteral("·owl"), 0.5, 0.4, 2.0F, false},
                  {3, QStringLiteral("·fox"), 0.25, 0.2, 1.0F, false},
                  {9, QStringLiteral("x"), 0, 0.1, 0.5F, true}},
                 10);
  }
  Selection selection;
  PredictionBars bars;
};

TEST_F(BarsTest, BeforeIsATickAndTheOutlineOfWhatIsGone) {
  // Names are empty: what is left in the colours looked for is bars, ticks and numbers.
  bars.setRows({{7, QString(), 0.2, 0.2, 2.0F, false, PredictionRow::Before{0.4, 0.4, 3.0F}},
                {3, QString(), 0.3, 0.3, 1.0F, false, PredictionRow::Before{0.1, 0.1, 0.0F}}},
               10);
  const QImage image = bars.grab().toImage();
  const Theme& t = Theme::light();
  const auto columns = [&](int row, int dy, const QColor& color) {
    std::vector<int> xs;
    for (int x = 0; x < 150; ++x)
      if (image.pixelColor(x, bars.rowRect(row).center().y() + dy) == color) xs.push_back(x);
    return xs;
  };
  for (int row = 0; row < 2; ++row) {
    const auto tick = columns(row, -8, t.text);  // above the bar, which is 12 px high: the tick alone
    ASSERT_EQ(tick.size(), 2U) << row;
    const auto filled = columns(row, 0, t.logits);
    ASSERT_GT(filled.size(), 10U);
    if (row == 0) {
      // A half of before is left; the outline goes on to the tick.
      EXPECT_NEAR(columns(row, 5, t.logits).back(), tick.front() - 2, 4);
      EXPECT_NEAR(filled.size(), (tick.front() - filled.front()) / 2.0, 3);
    } else {
      EXPECT_GT(filled.back(), tick.back()) << "it grew past the tick";
      EXPECT_NEAR(tick.front() - filled.front(), static_cast<double>(filled.size()) / 3, 4);
    }
  }
}

/// How long the bar of a row is, in that colour.
int lengthOf(const PredictionBars& bars, int row, const QColor& color) {
  const QImage image = const_cast<PredictionBars&>(bars).grab().toImage();
  int count = 0;
  for (int x = 0; x < image.width(); ++x) count += image.pixelColor(x, bars.rowRect(row).center().y()) == color;
  return count;
}

TEST_F(BarsTest, TheAxisRunsFromZeroToOneAndShowsTheModelsOwnProbability) {
  const Theme& t = Theme::light();
  const QColor pale = mix(t.surface, t.logits, 0.4);
  for (const bool drawn : {false, true}) {
    bars.setDrawn(drawn);
    const auto rowsOf = [&](double first) {
      bars.setRows({{7, QString(), 1, first, 2.0F, false}, {9, QString(), 0, 0.5, 0.5F, true}}, 10);
    };
    rowsOf(1);
    const int whole = lengthOf(bars, 0, t.logits);
    EXPECT_GT(whole, drawn ? 50 : 100);
    EXPECT_NEAR(lengthOf(bars, 1, pale), whole / 2.0, 2) << "what cannot be drawn is pale, and as long as its p";
    EXPECT_EQ(lengthOf(bars, 1, t.logits), 0);
    rowsOf(0.08);
    EXPECT_NEAR(lengthOf(bars, 0, t.logits), 0.08 * whole, 2) << "whatever the likeliest is";
  }
}

TEST_F(BarsTest, WhatTheSlidersMakeOfItStandsBesideIt) {
  bars.setRows({{7, QString(), 0.9, 0.5, 2.0F, false}}, 10);
  const QImage plain = bars.grab().toImage();
  bars.setDrawn(true);
  const QImage both = bars.grab().toImage();
  EXPECT_NE(both, plain);
  bars.setRows({{7, QString(), 0.6, 0.5, 2.0F, false}}, 10);
  const QImage other = bars.grab().toImage();
  EXPECT_NE(other, both) << "the second column tells of the sliders";
  const QRect row = bars.rowRect(0);
  EXPECT_EQ(other.copy(0, row.top(), 190, row.height()), both.copy(0, row.top(), 190, row.height()))
      << "bar and p do not";
}

TEST_F(BarsTest, KeysWalkAndTake) {
  QSignalSpy chosen(&bars, &PredictionBars::chosen);
  QTest::keyClick(&bars, Qt::Key_Down);
  QTest::keyClick(&bars, Qt::Key_Return);
  ASSERT_EQ(chosen.count(), 1);
  EXPECT_EQ(chosen[0][0].toInt(), 3);
  QTest::keyClick(&bars, Qt::Key_End);
  QTest::keyClick(&bars, Qt::Key_Down);
  QTest::keyClick(&bars, Qt::Key_Space);
  EXPECT_EQ(chosen[1][0].toInt(), 9);
}

TEST_F(BarsTest, APressThatEndsElsewhereTakesNothing) {
  QSignalSpy chosen(&bars, &PredictionBars::chosen);
  QTest::mousePress(&bars, Qt::LeftButton, {}, bars.rowRect(0).center());
  QTest::mouseRelease(&bars, Qt::LeftButton, {}, bars.rowRect(1).center());
  QTest::mouseClick(&bars, Qt::LeftButton, {}, bars.rowRect(5).center());
  EXPECT_EQ(chosen.count(), 0);
}

TEST_F(BarsTest, ATokenHoveredElsewhereIsLit) {
  EXPECT_EQ(pixelsOf(bars.grab().toImage(), Theme::light().beam), 0);
  bars.setLitToken(3);
  EXPECT_GT(pixelsOf(bars.grab().toImage(), Theme::light().beam), 500);
}

/// The panel over a picture's classes.
class ClassesTest : public testing::Test {
 protected:
  ClassesTest() {
    panel_.resize(304, 600);
    panel_.setShown({test::makeTrace(*backend_, fake_)});
    panel_.show();
    QApplication::processEvents();
  }
  const std::vector<PredictionRow>& bars() { return panel_.findChild<PredictionBars*>()->rows(); }

  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);
  const test::FakeTrace fake_{.layers = 6, .heads = 2, .grid = {2, 2}, .labels = 12};
  Document document_;
  Selection selection_;
  PredictionsPanel panel_{document_, selection_};
};

TEST_F(ClassesTest, FiveBarsTheRestTogetherAndASearch) {
  ASSERT_EQ(bars().size(), 5U);
  EXPECT_EQ(bars()[0].shown, "class 11");
  const double all = 11 + std::exp(6.0);
  EXPECT_NEAR(bars()[0].probability, std::exp(6.0) / all, 1e-9);
  EXPECT_NEAR(bars()[1].probability, 1 / all, 1e-9);
  auto* bars = panel_.findChild<PredictionBars*>();
  EXPECT_EQ(bars->sizeHint().height(), PredictionBars::axisHeight + 6 * PredictionBars::rowHeight)
      << "a line for the rest";
  auto* search = panel_.findChild<QLineEdit*>(QStringLiteral("findToken"));
  ASSERT_TRUE(search->isVisible());
  search->setText("class 10");
  ASSERT_EQ(this->bars().size(), 1U);
  EXPECT_EQ(this->bars()[0].shown, "class 10");
  for (const char* name : {"temperature", "topK", "topP", "nextToken", "seed"})
    EXPECT_FALSE(panel_.findChild<QWidget*>(QLatin1String(name))->isVisible()) << name;
}

TEST_F(ClassesTest, ByLayerStandsWhatTheClassifierSaysOfEachLayer) {
  auto* layers = panel_.findChild<LayerRows*>();
  ASSERT_TRUE(layers->isVisible());
  ASSERT_EQ(layers->rows().size(), 6U);
  for (int layer = 0; layer < 6; ++layer) {
    const LayerRows::Row& row = layers->rows()[static_cast<std::size_t>(layer)];
    EXPECT_EQ(row.name, layer < 3 ? "class 0" : "class 11");
    EXPECT_EQ(row.last, layer >= 3);
    EXPECT_NEAR(row.probability, std::exp(1.0 + layer) / (11 + std::exp(1.0 + layer)), 1e-6);
  }
  const QImage image = layers->grab().toImage();
  EXPECT_GT(pixelsOf(image, Theme::light().logits), 100);
  panel_.setShown({test::makeTrace(*backend_, {})});
  EXPECT_FALSE(layers->isVisible()) << "a text has none";
}

TEST_F(ClassesTest, WithWhatIfsEachBarSaysWhatWasBefore) {
  test::FakeTrace before = fake_;
  before.layers = 2;  // smaller logits
  panel_.setShown({test::makeTrace(*backend_, fake_), test::makeTrace(*backend_, before)});
  ASSERT_EQ(bars().size(), 5U);
  ASSERT_TRUE(bars()[0].before);
  EXPECT_NEAR(bars()[0].before->probability, std::exp(2.0) / (11 + std::exp(2.0)), 1e-6);
}

class ChipsTest : public testing::Test {
 protected:
  ChipsTest() : chips(rows) {
    for (int i = 0; i < 12; ++i) {
      InputToken token;
      token.id = 100 + i;
      token.shown = QStringLiteral("·w%1").arg(i);
      token.added = token.special = i == 0;
      tokens.push_back(token);
    }
    chips.setTheme(Theme::light());
    chips.resize(240, 200);
    chips.setTokens(tokens);
    chips.setCommonRows(10);
    chips.show();
    EXPECT_TRUE(QTest::qWaitForWindowExposed(&chips));
  }
  Selection selection;
  RowSelection rows{selection};
  TokenChips chips;
  std::vector<InputToken> tokens;
};

TEST_F(ChipsTest, ChipsLieInLinesWithoutOverlapping) {
  for (int i = 0; i < 12; ++i) {
    EXPECT_GE(chips.chipRect(i).width(), 30);
    EXPECT_LE(chips.chipRect(i).right(), chips.width());
    EXPECT_EQ(chips.chipAt(chips.chipRect(i).center()), i);
    for (int j = 0; j < i; ++j) EXPECT_FALSE(chips.chipRect(i).intersects(chips.chipRect(j)));
  }
  EXPECT_GT(chips.chipRect(11).top(), chips.chipRect(0).bottom());
  EXPECT_EQ(chips.chipAt({239, 2}), -1);
  EXPECT_GT(chips.heightForWidth(100), chips.heightForWidth(240));
}

TEST_F(ChipsTest, OnlyRowsOfTheTraceAreHovered) {
  QTest::mouseMove(&chips, chips.chipRect(4).center());
  QTest::qWait(50);
  EXPECT_EQ(selection.hoveredKey(), 4);
  QTest::mouseMove(&chips, chips.chipRect(11).center());
  QTest::qWait(50);
  EXPECT_EQ(selection.hoveredKey(), -1) << "row 11 is of a text that has not been computed yet";
}

TEST_F(ChipsTest, KeysWalkAndAsk) {
  QSignalSpy replace(&chips, &TokenChips::replaceAsked), remove(&chips, &TokenChips::removeAsked);
  chips.setFocus();
  QTest::keyClick(&chips, Qt::Key_Right);
  QTest::keyClick(&chips, Qt::Key_Right);
  EXPECT_EQ(chips.current(), 2);
  QTest::keyClick(&chips, Qt::Key_Return);
  ASSERT_EQ(replace.count(), 1);
  EXPECT_EQ(replace[0][0].toInt(), 2);
  QTest::keyClick(&chips, Qt::Key_Down);
  EXPECT_GT(chips.chipRect(chips.current()).top(), chips.chipRect(2).bottom());
  QTest::keyClick(&chips, Qt::Key_Home);
  QTest::keyClick(&chips, Qt::Key_Delete);
  EXPECT_EQ(remove[0][0].toInt(), 0);
}

TEST(PipelineTest, AsksForTheResidualStreamOfEveryLayer) {
  ModelInfo model;
  StackInfo stack;
  stack.layers = 3;
  model.stacks = {stack};
  const CapturePlan plan = vectorSites(model);
  EXPECT_TRUE(plan.contains({StackId::Decoder, Site::Embed, -1}));
  EXPECT_TRUE(plan.contains({StackId::Decoder, Site::ResidPost, 2}));
  EXPECT_TRUE(plan.contains({StackId::Decoder, Site::Final, -1}));
  EXPECT_FALSE(plan.contains({StackId::Decoder, Site::Pattern, 0}));
}

TEST(StaleTest, ShowsOnlyAfterAHundredMillisecondsAndLetsThePanelShine) {
  QWidget panel;
  panel.resize(200, 100);
  panel.show();
  StaleOverlay overlay(&panel);
  overlay.setTheme(Theme::light());
  overlay.setStale(true, 60);
  EXPECT_FALSE(overlay.isVisible());
  overlay.setStale(true, 140);
  EXPECT_TRUE(overlay.isVisible());
  EXPECT_EQ(panel.grab().toImage().pixelColor(10, 1), Theme::light().stale);
  EXPECT_TRUE(overlay.testAttribute(Qt::WA_TransparentForMouseEvents));
  overlay.setStale(false, 0);
  EXPECT_FALSE(overlay.isVisible());
  overlay.setStale(true, -1);
  EXPECT_TRUE(overlay.isVisible()) << "nothing is being computed: said at once";
}

}  // namespace
}  // namespace headlight::ui
