#include "ui/views/matrix_view.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "support/fake_trace.h"
#include "ui/theme/theme.h"
#include "ui/views/head_numbers.h"
#include "ui/views/numbers.h"

namespace headlight::ui {
namespace {

class MatrixTest : public testing::Test {
 protected:
  void make(const test::FakeTrace& fake) {
    fake_ = fake;
    trace_ = test::makeTrace(*backend_, fake);
    state_.theme = &Theme::dark();
    state_.layer = 4;
    state_.head = 1;
    for (int i = 0; i < fake.tokens; ++i)
      state_.rows[fake.causal ? StackId::Decoder : StackId::Encoder].names << QStringLiteral("·t%1").arg(i);
  }
  MatrixView::Layout layout() const { return view_.layout(*trace_, state_, size_); }
  std::optional<Hit> hit(QPointF at) const { return view_.hit(*trace_, state_, size_, at); }

  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);
  test::FakeTrace fake_;
  std::shared_ptr<const Trace> trace_;
  ViewState state_;
  MatrixView view_;
  QSizeF size_{856, 648};
};

TEST_F(MatrixTest, EveryCellIsHitWithItsWeight) {
  make({.tokens = 19});
  const auto weights = test::fakeWeights(fake_, 4, 1);
  const auto l = layout();
  EXPECT_EQ(l.cell, std::floor(l.cell)) << "cell edges on whole pixels";
  for (int q = 0; q < 19; ++q)
    for (int k = 0; k < 19; ++k) {
      const auto found = hit(l.cellRect(q, k).center());
      ASSERT_TRUE(found);
      EXPECT_EQ(found->query, q);
      EXPECT_EQ(found->key, k);
      EXPECT_EQ(found->masked, k > q);
      EXPECT_EQ(found->value, weights[static_cast<std::size_t>(q * 19 + k)]);
    }
}

TEST_F(MatrixTest, TheNameOfTheKeysStandsBesideTheirTitles) {
  for (const int tokens : {3, 8, 19, 60}) {
    make({.tokens = tokens});
    const auto l = layout();
    const Scene scene = view_.scene(trace_, state_, size_);
    const auto found = std::find_if(scene.labels.begin(), scene.labels.end(),
                                    [](const Label& label) { return label.text.startsWith(QLatin1String("key")); });
    ASSERT_TRUE(found != scene.labels.end()) << tokens;
    EXPECT_GE(found->area.left(), l.field.right()) << tokens;
    EXPECT_LE(found->area.left(), l.field.right() + 60) << tokens;
    EXPECT_LT(found->area.top(), l.field.top()) << tokens;
  }
}

TEST_F(MatrixTest, EveryLayerOfTheSmallMapHasItsNumber) {
  make({.layers = 12, .heads = 12, .tokens = 9});
  const Scene scene = view_.scene(trace_, state_, size_);
  const auto l = layout();
  for (int layer = 0; layer < 12; ++layer)
    EXPECT_TRUE(std::any_of(scene.labels.begin(), scene.labels.end(), [&](const Label& label) {
      return label.text == QString::number(layer) && label.area.right() <= l.map.left() &&
             std::abs(label.area.center().y() - (l.map.top() + layer * l.mapPitch + l.mapSide / 2)) < 2;
    })) << layer;
}

TEST_F(MatrixTest, RowAndColumnTitlesAreHit) {
  make({.tokens = 19});
  const auto l = layout();
  for (int i = 0; i < 19; ++i) {
    const auto row = hit({l.field.left() - 12, l.cellRect(i, 0).center().y()});
    ASSERT_TRUE(row);
    EXPECT_TRUE(row->title);
    EXPECT_EQ(row->query, i);
    EXPECT_EQ(row->key, -1);
    const auto column = hit({l.cellRect(0, i).center().x() + 3, l.field.top() - 4});
    ASSERT_TRUE(column);
    EXPECT_TRUE(column->title);
    EXPECT_EQ(column->key, i);
  }
}

TEST_F(MatrixTest, TheHeadMapIsHit) {
  make({.tokens = 19});
  const auto l = layout();
  for (int layer = 0; layer < 6; ++layer)
    for (int head = 0; head < 8; ++head) {
      const auto found = hit({l.map.left() + (head + 0.4) * l.mapPitch, l.map.top() + (layer + 0.4) * l.mapPitch});
      ASSERT_TRUE(found);
      EXPECT_EQ(found->layer, layer);
      EXPECT_EQ(found->head, head);
      EXPECT_EQ(found->query, -1);
    }
}

TEST_F(MatrixTest, TheCellUnderAPointSurvivesZoomAndPan) {
  make({.tokens = 200});
  view_.setOptions({.zoom = 20, .origin = {100.25, 150.5}});
  const auto l = layout();
  EXPECT_NEAR(l.queries.shown, 10, 1e-9);
  const auto found = hit(l.field.topLeft() + QPointF(1, 1));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->key, 100);
  EXPECT_EQ(found->query, 150);
  const auto end = hit(l.field.bottomRight() - QPointF(1, 1));
  ASSERT_TRUE(end);
  EXPECT_EQ(end->key, 110);
  EXPECT_EQ(end->query, 160);
  view_.setOptions({.zoom = 20, .origin = {500, 500}});  // dragged past the end
  EXPECT_NEAR(layout().queries.first, 190, 1e-9);
}

TEST_F(MatrixTest, BarsListTheLockedRowWithTheTracesWeightsAndTheRestAddsUp) {
  make({.tokens = 40});
  state_.lockedRow = 30;
  const auto weights = test::fakeWeights(fake_, 4, 1);
  std::vector<std::pair<float, int>> order;
  for (int k = 0; k <= 30; ++k) order.emplace_back(-weights[static_cast<std::size_t>(30 * 40 + k)], k);
  std::stable_sort(order.begin(), order.end(), [](auto a, auto b) { return a.first < b.first; });
  const auto l = layout();
  ASSERT_GE(l.barCount, 4);
  const Scene scene = view_.scene(trace_, state_, size_);
  std::vector<QString> names, numbers;
  for (const Label& label : scene.labels) {
    if (label.area.left() < l.bars.left() - 1 || label.area.top() < l.bars.top() - 1) continue;
    (label.fixedFont ? numbers : names).push_back(label.text);
  }
  ASSERT_GE(numbers.size(), static_cast<std::size_t>(l.barCount) + 1);
  double rest = 0;
  for (std::size_t i = static_cast<std::size_t>(l.barCount); i < order.size(); ++i)
    rest -= static_cast<double>(order[i].first);
  for (int i = 0; i < l.barCount; ++i) {
    const auto& [weight, key] = order[static_cast<std::size_t>(i)];
    EXPECT_EQ(numbers[static_cast<std::size_t>(i)], shortWeight(static_cast<double>(-weight)));
    EXPECT_EQ(names[static_cast<std::size_t>(i)], QStringLiteral("t%1").arg(key));
    const auto found = hit({l.bars.left() + 20, l.bars.top() + 23 * i + 11});
    ASSERT_TRUE(found);
    EXPECT_EQ(found->key, key);
    EXPECT_EQ(found->query, 30);
  }
  EXPECT_EQ(numbers[static_cast<std::size_t>(l.barCount)], shortWeight(rest));
}

TEST_F(MatrixTest, TheCardStatesTheWeightAndCoversNeitherRowNorColumn) {
  make({.tokens = 19});
  const auto weights = test::fakeWeights(fake_, 4, 1);
  state_.pointerInside = true;
  for (const QSizeF size : {QSizeF(856, 648), QSizeF(768, 548), QSizeF(560, 500), QSizeF(1300, 900)}) {
    size_ = size;
    for (int q = 0; q < 19; q += 3)
      for (int k = 0; k <= q; k += 2) {
        state_.hoveredQuery = q;
        state_.hoveredKey = k;
        const auto l = layout();
        const Scene scene = view_.scene(trace_, state_, size_);
        ASSERT_FALSE(scene.above.empty());
        const QRectF card = scene.above.back().boxes.front().area;
        const QRectF row(l.field.left(), l.cellRect(q, 0).top(), l.field.width(), l.cell);
        const QRectF column(l.cellRect(0, k).left(), l.field.top(), l.cell, l.field.height());
        EXPECT_FALSE(card.intersects(row)) << size.width() << ": row " << q << ", column " << k;
        EXPECT_FALSE(card.intersects(column)) << size.width() << ": row " << q << ", column " << k;
        EXPECT_FALSE(card.intersects(l.caveat)) << size.width() << ": row " << q << ", column " << k;
        bool stated = false, named = false;
        for (const Label& label : scene.above.back().labels) {
          stated |=
              label.text == QString::number(static_cast<double>(weights[static_cast<std::size_t>(q * 19 + k)]), 'f', 4);
          named |= label.text == "blocks.4.attn.pattern, head 1";
        }
        EXPECT_TRUE(stated);
        EXPECT_TRUE(named);
      }
  }
}

TEST_F(MatrixTest, LabelsThinOutWhenRowsAreLowButTheHoveredOneStays) {
  make({.tokens = 300});
  state_.hoveredQuery = state_.hoveredKey = 201;
  const auto l = layout();
  ASSERT_LT(l.cell, 11);
  const Scene scene = view_.scene(trace_, state_, size_);
  std::vector<double> heights;
  bool hovered = false;
  for (const Label& label : scene.labels) {
    if (label.area.right() > l.field.left() || label.angle != 0) continue;
    if (label.pill.isValid())
      hovered |= label.text == "t201";
    else
      heights.push_back(label.area.center().y());
  }
  EXPECT_TRUE(hovered);
  ASSERT_GT(heights.size(), 5u);
  for (std::size_t i = 1; i < heights.size(); ++i) EXPECT_GE(heights[i] - heights[i - 1], 10.9);
}

TEST_F(MatrixTest, TheCaveatNamesTheShareOfTheFirstTokenThatTheTraceHas) {
  make({.tokens = 30});
  for (int head = 0; head < 8; ++head) {
    state_.head = head;
    const auto mass = static_cast<float>(headNumber(*trace_, HeadNumber::FirstTokenMass, StackId::Decoder, 4, head));
    bool said = false;
    for (const Label& label : view_.scene(trace_, state_, size_).labels)
      said |= label.text.startsWith(percent(static_cast<double>(mass)) + " of this head");
    EXPECT_EQ(said, mass >= 0.3F) << "head " << head << ", mass " << mass;
  }
}

TEST_F(MatrixTest, WideCellsHoldTheirNumbers) {
  make({.tokens = 6});
  const auto weights = test::fakeWeights(fake_, 4, 1);
  const auto l = layout();
  ASSERT_GE(l.cell, 40);
  int found = 0;
  const Scene scene = view_.scene(trace_, state_, size_);
  for (const Label& label : scene.labels)
    for (int q = 0; q < 6; ++q)
      for (int k = 0; k < 6; ++k) {
        if (label.area != l.cellRect(q, k)) continue;
        ++found;
        EXPECT_LE(k, q) << "a masked cell has no number";
        EXPECT_EQ(label.text, shortWeight(static_cast<double>(weights[static_cast<std::size_t>(q * 6 + k)])));
      }
  EXPECT_EQ(found, 21);
}

TEST_F(MatrixTest, MoreIsOnScreenOnlyAndIsHitWhereItIsDrawn) {
  make({.tokens = 30});
  const auto more = [&](const Scene& scene) {
    for (const Label& label : scene.labels)
      if (label.text == "More") return label.area;
    return QRectF();
  };
  EXPECT_TRUE(more(view_.scene(trace_, state_, size_)).isNull()) << "a file has nothing to click";
  state_.interactive = true;
  for (int head = 0; head < 8; ++head) {
    state_.head = head;
    const QRectF area = more(view_.scene(trace_, state_, size_));
    ASSERT_FALSE(area.isNull());
    const auto found = hit({area.left() + 10, area.center().y()});
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->more);
  }
}

TEST_F(MatrixTest, OneTokenAndTinySizesDraw) {
  make({.tokens = 1});
  for (const QSizeF size : {QSizeF(856, 648), QSizeF(0, 0), QSizeF(1, 1), QSizeF(200, 90)}) {
    size_ = size;
    const Scene scene = view_.scene(trace_, state_, size);
    ASSERT_FALSE(scene.fields.empty());
    EXPECT_EQ(scene.fields.front().rowCount, 1);
    const auto found = hit(layout().field.center());
    ASSERT_TRUE(found);
    EXPECT_EQ(found->query, 0);
  }
}

TEST_F(MatrixTest, AHeadThatWasNotCapturedIsHatchedWithTheReason) {
  make({.tokens = 19, .capturedLayers = 4});
  state_.pointerInside = true;
  state_.notComputed = QStringLiteral("Because of the test.");
  const Scene scene = view_.scene(trace_, state_, size_);
  EXPECT_EQ(scene.fields.front().trace, nullptr);
  ASSERT_FALSE(scene.above.empty());
  bool said = false;
  for (const Label& label : scene.above.back().labels) said |= label.text.contains(state_.notComputed);
  EXPECT_TRUE(said);
}

TEST_F(MatrixTest, TheDifferenceIsAfterMinusBeforeInASymmetricRange) {
  for (const bool causal : {true, false}) {
    make({.tokens = 70, .causal = causal});  // two blocks
    test::FakeTrace other = fake_;
    other.seed = 99;
    const auto before = test::makeTrace(*backend_, other);
    state_.baseline = before;
    EXPECT_EQ(view_.scene(trace_, state_, size_).fields.front().trace, trace_) << "wished for it was not";
    view_.setOptions({.difference = true});
    const Scene scene = view_.scene(trace_, state_, size_);
    const Field& field = scene.fields.front();
    EXPECT_EQ(field.colormap, Colormap::Diverging);
    EXPECT_EQ(field.low, -field.high);
    ASSERT_TRUE(field.values);
    ASSERT_EQ(field.values->rows(), 70);
    const auto now = test::fakeWeights(fake_, 4, 1), then = test::fakeWeights(other, 4, 1);
    float largest = 0;
    for (int q = 0; q < 70; ++q) {
      const auto row = field.values->rowToHost(q);
      for (int k = 0; k < 70; ++k) {
        const auto at = static_cast<std::size_t>(q * 70 + k);
        ASSERT_EQ(row[static_cast<std::size_t>(k)], now[at] - then[at]);
        largest = std::max(largest, std::abs(now[at] - then[at]));
      }
    }
    EXPECT_EQ(field.high, largest);
    view_.setOptions({});
  }
}

TEST_F(MatrixTest, ACutEdgeWearsACross) {
  make({.tokens = 10});
  const auto curves = view_.scene(trace_, state_, size_).curves.size();
  make({.tokens = 10,
        .changes = {CutEdge{StackId::Decoder, 4, 1, 5, 2}, CutEdge{StackId::Decoder, 3, everyHead, 5, 3},
                    CutEdge{StackId::Decoder, everyLayer, everyHead, 6, 2}, CutEdge{StackId::Decoder, 4, 1, 40, 2}}});
  EXPECT_EQ(view_.scene(trace_, state_, size_).curves.size(), curves + 2 * 2) << "this head's two, two strokes each";
  make({.tokens = 10, .changes = {MaskKey{StackId::Decoder, 7}}});
  EXPECT_EQ(view_.scene(trace_, state_, size_).curves.size(), curves + 2 * 2) << "rows 8 and 9 no longer see it";
}

TEST_F(MatrixTest, AnotherTraceAtTheAddressOfOneThatIsGoneIsReadAnew) {
  // As a worker's allocator does it: of one revision, at the same address.
  test::FakeTrace fake{.tokens = 19}, other{.tokens = 19, .seed = 99};
  make(fake);
  std::optional<Trace> place;
  for (const test::FakeTrace& what : {fake, other}) {
    place.emplace(*test::makeTrace(*backend_, what));
    const auto weights = test::fakeWeights(what, 4, 1);
    const auto l = view_.layout(*place, state_, size_);
    for (int k = 0; k <= 9; ++k) {
      const auto found = view_.hit(*place, state_, size_, l.cellRect(9, k).center());
      ASSERT_TRUE(found);
      EXPECT_EQ(found->value, weights[static_cast<std::size_t>(9 * 19 + k)]);
    }
  }
}

}  // namespace
}  // namespace headlight::ui
