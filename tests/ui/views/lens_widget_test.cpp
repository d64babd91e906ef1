#include "ui/lens/lens_widget.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>
#include <algorithm>

#include "support/fake_trace.h"
#include "ui/theme/theme.h"
#include "ui/views/all_heads_view.h"
#include "ui/views/legend_widget.h"
#include "ui/views/matrix_view.h"

namespace headlight::ui {
namespace {

class LensTest : public testing::Test {
 protected:
  LensTest() {
    lens_.resize(856, 648);
    for (int i = 0; i < 19; ++i) tokens_ << QStringLiteral("t%1").arg(i);
  }
  void show(const test::FakeTrace& fake = {}) {
    lens_.setShown({.trace = test::makeTrace(*backend_, fake), .inputs = {{tokens_, {}}}});
    lens_.show();
    QApplication::processEvents();
  }
  void mouse(QEvent::Type type, QPointF at, Qt::MouseButton button = Qt::NoButton) {
    const Qt::MouseButtons held = type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::MouseButtons(button);
    QMouseEvent event(type, at, lens_.mapToGlobal(at), type == QEvent::MouseMove ? Qt::NoButton : button, held,
                      Qt::NoModifier);
    QApplication::sendEvent(&lens_, &event);
  }
  void click(QPointF at) {
    mouse(QEvent::MouseMove, at);
    mouse(QEvent::MouseButtonPress, at, Qt::LeftButton);
    mouse(QEvent::MouseButtonRelease, at, Qt::LeftButton);
  }
  void press(int key) {
    QKeyEvent event(QEvent::KeyPress, key, Qt::NoModifier);
    QApplication::sendEvent(&lens_, &event);
  }
  ViewState state() const {
    ViewState s;
    s.theme = &Theme::light();
    s.rows[StackId::Decoder].names = tokens_;
    s.layer = selection_.layer();
    s.head = selection_.head();
    return s;
  }
  MatrixView::Layout matrix() const { return MatrixView().layout(*lens_.trace(), state(), lens_.size()); }

  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);
  QStringList tokens_;
  Selection selection_;
  LensWidget lens_{selection_};
};

TEST_F(LensTest, AClickOnAThumbnailOpensThatHead) {
  show();
  std::pair<int, int> opened{-1, -1};
  QObject::connect(&lens_, &LensWidget::headActivated, [&](int layer, int head) { opened = {layer, head}; });
  const auto grid = AllHeadsView().grid(*lens_.trace(), state(), lens_.size());
  click(grid.place(3 * 8 + 5).center());
  EXPECT_EQ(opened, std::pair(3, 5));
  EXPECT_EQ(selection_.layer(), 3);
  EXPECT_EQ(selection_.head(), 5);
}

TEST_F(LensTest, ArrowsMoveTheChosenHeadAndEnterOpensIt) {
  show();
  std::pair<int, int> opened{-1, -1};
  QObject::connect(&lens_, &LensWidget::headActivated, [&](int layer, int head) { opened = {layer, head}; });
  press(Qt::Key_Right);
  press(Qt::Key_Down);
  press(Qt::Key_Down);
  EXPECT_EQ(selection_.layer(), 2);
  EXPECT_EQ(selection_.head(), 1);
  EXPECT_TRUE(lens_.accessibleDescription().startsWith("Layer 2, head 1"))
      << lens_.accessibleDescription().toStdString();
  press(Qt::Key_Return);
  EXPECT_EQ(opened, std::pair(2, 1));
}

TEST_F(LensTest, HoveringACellTellsTheSelectionAndLeavingTakesItBack) {
  show();
  lens_.setView(MatrixView::id);
  mouse(QEvent::MouseMove, matrix().cellRect(7, 3).center());
  EXPECT_EQ(selection_.hoveredQuery(), 7);
  EXPECT_EQ(selection_.hoveredKey(), 3);
  QEvent leave(QEvent::Leave);
  QApplication::sendEvent(&lens_, &leave);
  EXPECT_EQ(selection_.hoveredQuery(), -1);
}

TEST_F(LensTest, AClickLocksARowAndASecondUnlocksIt) {
  show();
  lens_.setView(MatrixView::id);
  const QPointF at = matrix().cellRect(7, 3).center();
  click(at);
  EXPECT_EQ(selection_.lockedRow(), 7);
  click(at);
  EXPECT_EQ(selection_.lockedRow(), -1);
}

TEST_F(LensTest, HoverChangesPixelsButNotTheFieldsFarFromIt) {
  show();
  lens_.setView(MatrixView::id);
  const QImage before = lens_.grab().toImage();
  selection_.hover(5, 5);
  const QImage after = lens_.grab().toImage();
  EXPECT_NE(before, after);
  const QPoint corner = matrix().cellRect(15, 1).center().toPoint();
  EXPECT_EQ(before.pixel(corner), after.pixel(corner));
}

TEST_F(LensTest, TheWheelZoomsAroundThePointer) {
  show({.tokens = 200});
  lens_.setView(MatrixView::id);
  const QPointF at = matrix().field.topLeft() + QPointF(100, 200);
  mouse(QEvent::MouseMove, at);
  const int query = selection_.hoveredQuery(), key = selection_.hoveredKey();
  const QImage before = lens_.grab().toImage();
  for (int i = 0; i < 8; ++i) {
    QWheelEvent event(at, lens_.mapToGlobal(at), {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&lens_, &event);
    EXPECT_EQ(selection_.hoveredQuery(), query);
    EXPECT_EQ(selection_.hoveredKey(), key);
  }
  EXPECT_NE(before, lens_.grab().toImage());
  press(Qt::Key_0);
  mouse(QEvent::MouseMove, at);
  EXPECT_EQ(selection_.hoveredQuery(), query);
}

TEST_F(LensTest, APictureSaysItsRevision) {
  quint64 seen = 0;
  QObject::connect(&lens_, &LensWidget::painted, [&](quint64 revision) { seen = revision; });
  show({.revision = 42});
  lens_.grab();
  EXPECT_EQ(seen, 42u);
}

TEST_F(LensTest, StaleShowsItsBarOnlyAfterAHundredMilliseconds) {
  show();
  const QImage fresh = lens_.grab().toImage();
  lens_.setStale(true, 60);
  EXPECT_EQ(lens_.grab().toImage(), fresh);
  lens_.setStale(true, 140);
  const QImage stale = lens_.grab().toImage();
  EXPECT_EQ(stale.pixelColor(20, 1), Theme::light().stale);
  EXPECT_NE(stale.pixel(20, 10), Theme::light().stale.rgb());
  lens_.setStale(false);
  EXPECT_EQ(lens_.grab().toImage(), fresh);
}

TEST_F(LensTest, WhereNothingNewerIsComputedThatIsSaidAtOnce) {
  show();
  lens_.setStale(true, 60);
  quint64 paints = 0;
  QApplication::processEvents();
  QObject::connect(&lens_, &LensWidget::painted, [&](quint64) { ++paints; });
  lens_.setStale(true, -1);  // the text is too long
  QApplication::processEvents();
  EXPECT_GT(paints, 0U) << "not only when the pointer enters";
  EXPECT_EQ(lens_.grab().toImage().pixelColor(20, 1), Theme::light().stale);
}

// The pointer rests; what lies under it is another cell.
TEST_F(LensTest, APointerAtRestIsOnWhatIsUnderIt) {
  show();
  lens_.setView(MatrixView::id);
  const auto cellAt = [&](QPoint at) { return lens_.view().hit(*lens_.trace(), lens_.state(), lens_.sceneSize(), at); };
  const QPoint at(lens_.width() / 3, lens_.height() / 2);
  mouse(QEvent::MouseMove, at);
  ASSERT_TRUE(cellAt(at));
  const int before = cellAt(at)->query;
  EXPECT_EQ(selection_.hoveredQuery(), before);
  lens_.resize(lens_.size() * 7 / 10);
  QApplication::processEvents();
  ASSERT_TRUE(cellAt(at));
  ASSERT_NE(cellAt(at)->query, before) << "a test of nothing";
  EXPECT_EQ(selection_.hoveredQuery(), cellAt(at)->query);
  EXPECT_EQ(selection_.hoveredKey(), cellAt(at)->key);
}

TEST_F(LensTest, RowsBeyondANewShorterTextAreLetGo) {
  show();
  selection_.lockRow(15);
  selection_.hover(16, 2);
  lens_.setShown(
      {.trace = test::makeTrace(*backend_, {.tokens = 4}), .inputs = {{QStringList{"a", "b", "c", "d"}, {}}}});
  EXPECT_EQ(selection_.lockedRow(), -1);
  EXPECT_EQ(selection_.hoveredQuery(), -1);
}

TEST_F(LensTest, TheLegendStatesWhatIsDrawnAndWhatIsClipped) {
  show();
  LegendWidget legend;
  const auto says = [&](const char* low, const QString& high, const char* words) {
    legend.setLegend(lens_.legend());
    EXPECT_EQ(legend.lowText(), low);
    EXPECT_EQ(legend.highText(), high);
    EXPECT_EQ(legend.words(), words);
  };
  says("0", "row’s max", "each row its own range");
  lens_.setRange(RangeMode::Own);
  says("0", "max", "own range per head");
  lens_.setRange(RangeMode::Percentile);
  says("0", "≥ its 99 %", "99 % of the weights lie below");
  // The first row's weight of 1 lies beyond: no other row of any head reaches so far.
  float largest = 0, own = 0;
  for (int layer = 0; layer < 6; ++layer)
    for (int head = 0; head < 8; ++head) {
      const auto weights = test::fakeWeights({}, layer, head);
      largest = std::max(largest, *std::max_element(weights.begin() + 19, weights.end()));
      if (layer == 0 && head == 0) own = largest;
    }
  const auto beyond = [](float value) { return "≥ " + QString::number(static_cast<double>(value), 'f', 2); };
  lens_.setRange(RangeMode::Shared);
  says("0", beyond(largest), "shared range");
  lens_.setView(MatrixView::id);
  lens_.setRange(RangeMode::Own);
  says("0", beyond(own), "own range");
  lens_.setRange(RangeMode::PerRow);
  says("0", "row’s max", "each row its own range");
  lens_.setScale(Scale::Log);
  says("max/10⁴", "row’s max", "each row its own range, log");
}

TEST_F(LensTest, NeedsEveryPattern) {
  show();
  const CapturePlan plan = lens_.needs(lens_.trace()->model());
  for (int layer = 0; layer < 6; ++layer) EXPECT_TRUE(plan.contains({StackId::Decoder, Site::Pattern, layer}));
  EXPECT_EQ(plan.sites().size(), 6u);
}

TEST_F(LensTest, PaintsWithoutATraceAndAtNoSize) {
  lens_.resize(0, 0);
  lens_.grab();
  lens_.resize(300, 200);
  const QImage image = lens_.grab().toImage();
  EXPECT_FALSE(image.isNull());
  bool hatched = false;
  for (int x = 20; x < 280; ++x) hatched |= image.pixel(x, 40) != image.pixel(20, 40);
  EXPECT_TRUE(hatched) << "what was not computed is hatched";
}

TEST_F(LensTest, FilesHaveNoHover) {
  show();
  lens_.setView(MatrixView::id);
  const QImage before = lens_.renderToImage({500, 400}, 2);
  EXPECT_EQ(before.size(), QSize(1000, 800));
  mouse(QEvent::MouseMove, matrix().cellRect(7, 3).center());
  EXPECT_EQ(lens_.renderToImage({500, 400}, 2), before);
}

}  // namespace
}  // namespace headlight::ui
