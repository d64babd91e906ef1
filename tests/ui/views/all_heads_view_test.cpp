#include "ui/views/all_heads_view.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "derived/attention_distance.h"
#include "support/fake_trace.h"
#include "ui/theme/theme.h"
#include "ui/views/head_ranges.h"
#include "ui/views/numbers.h"

namespace headlight::ui {
namespace {

class AllHeadsTest : public testing::Test {
 protected:
  AllHeadsTest() { state_.theme = &Theme::light(); }
  std::shared_ptr<const Trace> make(const test::FakeTrace& fake) { return test::makeTrace(*backend_, fake); }

  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);
  ViewState state_;
  AllHeadsView view_;
  QSizeF size_{856, 648};
};

TEST_F(AllHeadsTest, EveryHeadIsAFieldAndLiesInsideTheView) {
  const auto trace = make({});
  const Scene scene = view_.scene(trace, state_, size_);
  ASSERT_EQ(scene.fields.size(), 48u);
  for (const Field& field : scene.fields) EXPECT_TRUE(QRectF(QPointF(), size_).contains(field.area));
  EXPECT_EQ(scene.fields.front().area.width(), 85) << "the measure of the design at 856 x 648";
}

TEST_F(AllHeadsTest, AThumbnailIsHitInItsMiddleAndAtItsCornersOnly) {
  const auto trace = make({});
  const auto grid = view_.grid(*trace, state_, size_);
  for (int i = 0; i < 48; ++i) {
    const QRectF thumb = grid.place(i);
    for (const QPointF at : {thumb.center(), thumb.topLeft() + QPointF(1, 1), thumb.bottomRight() - QPointF(1, 1)}) {
      const auto hit = view_.hit(*trace, state_, size_, at);
      ASSERT_TRUE(hit);
      EXPECT_EQ(hit->layer, i / 8);
      EXPECT_EQ(hit->head, i % 8);
      EXPECT_EQ(hit->query, -1);
    }
    EXPECT_FALSE(view_.hit(*trace, state_, size_, thumb.bottomRight() + QPointF(4, -10))) << "the gap is nobody's";
  }
}

TEST_F(AllHeadsTest, NumbersUnderTheThumbnailsAreTheTraces) {
  const auto trace = make({});
  for (const auto number : {HeadNumber::Entropy, HeadNumber::FirstTokenMass, HeadNumber::Largest}) {
    view_.setOptions({.number = number});
    const Scene scene = view_.scene(trace, state_, size_);
    std::vector<QString> shown;
    for (const Label& label : scene.labels)
      if (label.fixedFont) shown.push_back(label.text);
    ASSERT_EQ(shown.size(), 48u);
    for (int i = 0; i < 48; ++i) {
      const HeadStatistics& s = (*trace->headStatistics(StackId::Decoder, i / 8))[static_cast<std::size_t>(i % 8)];
      // Of the first row, which has no choice, the mass does not count.
      const float value = number == HeadNumber::Entropy          ? s.entropyBits
                          : number == HeadNumber::FirstTokenMass ? (s.firstTokenMass * 19 - 1) / 18
                                                                 : s.largest;
      EXPECT_EQ(shown[static_cast<std::size_t>(i)], QString::number(static_cast<double>(value), 'f', 2));
    }
  }
}

TEST_F(AllHeadsTest, DistancesAreOfTheTraceAtHandNotOfOneThatWasAtItsAddress) {
  view_.setOptions({.number = HeadNumber::Distance});
  test::FakeTrace fake = test::ofPicture({.grid = {4, 4}}), other = fake;
  other.seed = 99;
  std::optional<Trace> place;
  for (const test::FakeTrace& what : {fake, other}) {
    place.emplace(*make(what));
    const auto trace = std::shared_ptr<const Trace>(std::shared_ptr<const Trace>(), &*place);
    std::vector<QString> shown;
    for (const Label& label : view_.scene(trace, state_, size_).labels)
      if (label.fixedFont) shown.push_back(label.text);
    ASSERT_EQ(shown.size(), 48u);
    for (int layer = 0; layer < 6; ++layer) {
      const std::vector<float> distances = derived::meanAttentionDistance(*place, layer);
      for (int head = 0; head < 8; ++head)
        EXPECT_EQ(shown[static_cast<std::size_t>(layer * 8 + head)],
                  QString::number(static_cast<double>(distances[static_cast<std::size_t>(head)]), 'f', 1));
    }
  }
}

TEST_F(AllHeadsTest, OwnAndSharedRangesLeaveOutTheRowThatSeesOneKey) {
  const auto trace = make({});
  float largest = 0;
  state_.range = RangeMode::Own;
  for (int layer = 0; layer < 6; ++layer)
    for (int head = 0; head < 8; ++head) {
      const auto weights = test::fakeWeights({}, layer, head);
      const float own = *std::max_element(weights.begin() + 19, weights.end());
      EXPECT_LT(own, 1);
      EXPECT_EQ(rangeHigh(*trace, state_, layer, head), own);
      largest = std::max(largest, own);
    }
  state_.range = RangeMode::Shared;
  for (const Field& field : view_.scene(trace, state_, size_).fields) {
    EXPECT_EQ(field.high, largest);
    EXPECT_EQ(field.rowScale, nullptr);
  }
}

TEST_F(AllHeadsTest, PerRowEveryRowReachesToItsOwnLargestWeight) {
  const auto trace = make({});
  const Scene scene = view_.scene(trace, state_, size_);
  ASSERT_EQ(scene.fields.size(), 48u);
  for (const Field& field : scene.fields) {
    const auto weights = test::fakeWeights({}, field.site.layer, field.head);
    EXPECT_EQ(field.high, 1);
    ASSERT_EQ(field.rowScale->size(), 19u);
    for (int row = 0; row < 19; ++row)
      EXPECT_EQ((*field.rowScale)[static_cast<std::size_t>(row)],
                1 / *std::max_element(weights.begin() + row * 19, weights.begin() + row * 19 + 19));
  }
}

// A scene is made at every move of the pointer, and painters keep what they sampled for as long as it is the same.
TEST_F(AllHeadsTest, ScalesOfRowsStayTheSameForOneTrace) {
  const auto trace = make({}), other = make({.seed = 99});
  const auto first = view_.scene(trace, state_, size_).fields.front().rowScale;
  EXPECT_EQ(view_.scene(trace, state_, size_).fields.front().rowScale, first);
  EXPECT_NE(*view_.scene(other, state_, size_).fields.front().rowScale, *first);
}

TEST_F(AllHeadsTest, LimitsOfTheInspectorStandForEveryRow) {
  state_.high = 0.25F;
  for (const Field& field : view_.scene(make({}), state_, size_).fields) {
    EXPECT_EQ(field.high, 0.25F);
    EXPECT_EQ(field.rowScale, nullptr);
  }
}

TEST_F(AllHeadsTest, SortedByEntropyTheSharpestHeadComesFirst) {
  const auto trace = make({});
  view_.setOptions({.sorted = true});
  const auto grid = view_.grid(*trace, state_, size_);
  ASSERT_EQ(grid.order.size(), 48u);
  double before = -1;
  for (const auto& [layer, head] : grid.order) {
    const double entropy = headNumber(*trace, HeadNumber::Entropy, StackId::Decoder, layer, head);
    EXPECT_GE(entropy, before);
    before = entropy;
  }
}

TEST_F(AllHeadsTest, ManyLayersShrinkToFortyPixelsThenScroll) {
  const auto trace = make({.layers = 24, .heads = 12, .tokens = 5});
  auto grid = view_.grid(*trace, state_, size_);
  EXPECT_EQ(grid.side, 40);
  EXPECT_GT(grid.contentHeight, size_.height());
  const QPointF last = grid.place(23 * 12).center();
  EXPECT_FALSE(QRectF(QPointF(), size_).contains(last));
  view_.setOptions({.scroll = 1e6});  // clamped to the end
  const double scrolled = grid.contentHeight - size_.height();
  const auto hit = view_.hit(*trace, state_, size_, last - QPointF(0, scrolled));
  ASSERT_TRUE(hit);
  EXPECT_EQ(hit->layer, 23);
}

TEST_F(AllHeadsTest, ALayerThatWasNotCapturedIsHatchedAndSaysSo) {
  const auto trace = make({.capturedLayers = 4});
  state_.notComputed = QStringLiteral("Because of the test.");
  state_.hoveredLayer = 5;
  state_.hoveredHead = 0;
  state_.pointerInside = true;
  const Scene scene = view_.scene(trace, state_, size_);
  for (const Field& field : scene.fields) EXPECT_EQ(field.trace == nullptr, field.site.layer >= 4);
  bool said = false;
  for (const Scene& above : scene.above)
    for (const Label& label : above.labels) said |= label.text.contains(state_.notComputed);
  EXPECT_TRUE(said);
}

TEST_F(AllHeadsTest, TheCardNamesTheSiteAndDoesNotCoverItsThumbnail) {
  const auto trace = make({});
  state_.pointerInside = true;
  for (int i = 0; i < 48; ++i) {
    state_.hoveredLayer = i / 8;
    state_.hoveredHead = i % 8;
    const Scene scene = view_.scene(trace, state_, size_);
    const Scene& card = scene.above.back();
    bool named = false;
    const QString site = QStringLiteral("blocks.%1.attn.pattern, head %2").arg(i / 8).arg(i % 8);
    for (const Label& label : card.labels) named |= label.text == site;
    EXPECT_TRUE(named) << site.toStdString();
    EXPECT_FALSE(card.boxes.front().area.intersects(view_.grid(*trace, state_, size_).place(i)));
    EXPECT_TRUE(QRectF(QPointF(), size_).contains(card.boxes.front().area));
  }
}

TEST_F(AllHeadsTest, NoSizeIsTooSmall) {
  const auto trace = make({});
  for (const QSizeF size : {QSizeF(0, 0), QSizeF(1, 1), QSizeF(30, 900), QSizeF(900, 3)}) {
    const Scene scene = view_.scene(trace, state_, size);
    for (const Field& field : scene.fields) EXPECT_GT(field.area.width(), 0);
    view_.hit(*trace, state_, size, QPointF(0, 0));
  }
}

TEST(Numbers, SmallWeightsAreNotCalledZero) {
  EXPECT_EQ(shortWeight(0), "0");
  EXPECT_EQ(shortWeight(0.004), "<0.01");
  EXPECT_EQ(shortWeight(0.006), "0.01");
  EXPECT_EQ(shortWeight(1), "1.00");
  EXPECT_EQ(exactWeight(0.58904), "0.5890");
  EXPECT_EQ(exactWeight(0.0001), "0.0001");
  EXPECT_EQ(exactWeight(0.000040449), "4.04·10⁻⁵");
  EXPECT_EQ(exactWeight(9.996e-11), "1.00·10⁻¹⁰");
  EXPECT_EQ(exactWeight(0), "0");
  EXPECT_EQ(decimal(-1.26, 1), QString(QChar(0x2212)) + "1.3");
  EXPECT_EQ(decimal(-0.001, 2), "0.00") << "no minus before a zero";
  EXPECT_EQ(percent(0.004), "<1 %");
  EXPECT_EQ(shortWeight(std::nan("")), "NaN");
}

TEST(HeadTagTest, SaysWhatIsDoneToAHead) {
  const std::vector<Intervention> changes{ScaleHead{StackId::Decoder, 4, 1, 0}, ScaleHead{StackId::Decoder, 3, 1, 0.5F},
                                          AttentionTemperature{StackId::Decoder, everyLayer, 2}};
  EXPECT_EQ(headTag(changes, StackId::Decoder, 4, 1), QStringLiteral("output off, temperature × 2 in the what-if"));
  EXPECT_EQ(headTag(changes, StackId::Decoder, 3, 1), QStringLiteral("output × 0.5, temperature × 2 in the what-if"));
  EXPECT_EQ(headTag({}, StackId::Decoder, 3, 1), QString());
  const Intervention bias = ScaleRelativeBias{StackId::Decoder, everyLayer, 0};
  EXPECT_EQ(headTag(std::span(&bias, 1), StackId::Decoder, 3, 1), QStringLiteral("relative bias off in the what-if"));
  EXPECT_EQ(headTag(std::span(&bias, 1), AttentionId(StackId::Decoder, 1), 3, 1), QString())
      << "cross-attention has none";
}

TEST(HeadTagTest, ThumbnailsOfScaledHeadsAndOnlyTheseWearATag) {
  const auto backend = makeBackend("cpu", 1);
  const auto trace = test::makeTrace(
      *backend, {.changes = {ScaleHead{StackId::Decoder, 4, 1, 0}, ScaleHead{StackId::Decoder, 0, 0, 0.5F}}});
  ViewState state;
  state.theme = &Theme::dark();
  const QSizeF size(856, 648);
  const AllHeadsView view;
  const auto grid = view.grid(*trace, state, size);
  int tags = 0;
  for (const Label& label : view.scene(trace, state, size).labels) {
    if (!label.pill.isValid()) continue;
    ++tags;
    const bool off = grid.place(grid.indexOf(4, 1)).contains(label.area);
    EXPECT_TRUE(off || grid.place(grid.indexOf(0, 0)).contains(label.area));
    EXPECT_EQ(label.text, off ? QStringLiteral("off") : QStringLiteral("× 0.5"));
  }
  EXPECT_EQ(tags, 2);
}

}  // namespace
}  // namespace headlight::ui
