#include "ui/views/stages_view.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <cmath>

#include "models/load_model.h"
#include "support/fake_trace.h"
#include "support/passes.h"
#include "support/shared_data.h"
#include "support/tiny_model.h"
#include "support/tiny_seq2seq.h"
#include "trace/host_rows.h"
#include "ui/lens/lens_widget.h"
#include "ui/theme/theme.h"
#include "ui/views/numbers.h"
#include "ui/views/options_row.h"
#include "ui/views/segmented_buttons.h"

namespace headlight::ui {
namespace {

void pressKey(QWidget& widget, int key) {
  QKeyEvent event(QEvent::KeyPress, key, Qt::NoModifier);
  QApplication::sendEvent(&widget, &event);
}

void clickAt(QWidget& widget, QPointF at) {
  for (const auto type : {QEvent::MouseButtonPress, QEvent::MouseButtonRelease}) {
    QMouseEvent event(type, at, widget.mapToGlobal(at), Qt::LeftButton,
                      type == QEvent::MouseButtonPress ? Qt::LeftButton : Qt::NoButton, Qt::NoModifier);
    QApplication::sendEvent(&widget, &event);
  }
}

/// A decoder of two stacks: self-attention is causal, cross-attention is not, neither has a picture.
class StagesTest : public testing::Test {
 protected:
  void SetUp() override {
    pair_ = test::makeTinySeq2seq(*backend_, {});
    Request request;
    request.revision = 1;
    request.inputs =
        std::vector<Input>{TokenInput{test::randomIds(sources, 60)}, TokenInput{test::randomIds(targets, 60)}};
    request.plan = pair_.model->info()->everySite();
    trace_ = runModel(*pair_.model, *backend_, request);
    state_.theme = &Theme::light();
    state_.attention = self;
    state_.layer = 1;
    state_.head = 2;
  }
  void show(Stage stage) { view_.setOptions({.stage = stage}); }
  Scene scene() const { return view_.scene(trace_, state_, size_); }
  StagesView::Layout layout() const { return view_.layout(*trace_, state_, size_); }
  /// Numbers of one column, from the top down: right-aligned labels that end there.
  static QStringList column(const Scene& scene, double right, const StagesView::Layout& l) {
    QStringList found;
    for (const Label& label : scene.labels)
      if (label.fixedFont && std::abs(label.area.right() - right) < 0.5 && l.rows.contains(label.area.center()))
        found << label.text;
    return found;
  }
  std::vector<float> rowOf(AttentionId attention, Site site, int row) const {
    return trace_->find({attention.stack, site, state_.layer, attention.which})->rowToHost(row);
  }

  static constexpr int sources = 6, targets = 9;
  static constexpr AttentionId self{StackId::Decoder, 0}, cross{StackId::Decoder, 1};
  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);
  test::Seq2seqPair pair_;
  std::shared_ptr<const Trace> trace_;
  ViewState state_;
  StagesView view_;
  QSizeF size_{900, 620};
};

TEST_F(StagesTest, NumbersOfEveryStageAreThoseOfTheTraceByHand) {
  for (const AttentionId attention : {self, cross}) {
    state_.attention = attention;
    state_.lockedRow = 4;
    show(Stage::Softmax);
    const auto l = layout();
    const int seen = attention == self ? 5 : sources;
    ASSERT_EQ(static_cast<int>(l.listed.size()), seen);
    const int width = trace_->model().attention(attention).headWidth;
    const std::vector<float> query = rowOf(attention, Site::Query, 4);
    const std::vector<float> weights = patternRow(*trace_, attention, 1, 2, 4);
    QStringList products, scores, shown;
    for (int key = 0; key < seen; ++key) {
      const std::vector<float> all = rowOf(attention, Site::Key, key);
      double product = 0;
      for (int i = 0; i < width; ++i) {
        const auto at = static_cast<std::size_t>(2 * width + i);
        product += static_cast<double>(query[at]) * static_cast<double>(all[at]);
      }
      products << decimal(product, 2);
      scores << decimal(product / std::sqrt(static_cast<double>(width)), 2);
      shown << shortWeight(static_cast<double>(weights[static_cast<std::size_t>(key)]));
    }
    const Scene drawn = scene();
    EXPECT_EQ(column(drawn, l.productRight, l), products);
    EXPECT_EQ(column(drawn, l.scoreRight, l), scores);
    EXPECT_EQ(column(drawn, l.weightRight, l), shown);
  }
}

TEST_F(StagesTest, WhatIsNotReachedIsHatchedAndHasNoNumber) {
  state_.lockedRow = 4;
  const auto hatched = [](const Scene& scene) {
    return std::count_if(scene.boxes.begin(), scene.boxes.end(), [](const Box& box) { return box.hatched; });
  };
  auto before = std::ptrdiff_t{100};
  for (int stage = 0; stage < stageCount; ++stage) {
    show(static_cast<Stage>(stage));
    const auto l = layout();
    const Scene drawn = scene();
    EXPECT_EQ(column(drawn, l.productRight, l).isEmpty(), stage < static_cast<int>(Stage::Product)) << stage;
    EXPECT_EQ(column(drawn, l.scoreRight, l).isEmpty(), stage < static_cast<int>(Stage::Scale)) << stage;
    EXPECT_EQ(column(drawn, l.weightRight, l).isEmpty(), stage < static_cast<int>(Stage::Softmax)) << stage;
    EXPECT_LE(hatched(drawn), before) << stage;
    before = hatched(drawn);
    EXPECT_FALSE(view_.words(*trace_, state_).isEmpty());
  }
  EXPECT_EQ(before, 0) << "at the end everything is there";
}

TEST_F(StagesTest, MaskedKeysHaveOneLineAndNoneWhereNothingIsMasked) {
  show(Stage::Mask);
  state_.lockedRow = 3;
  EXPECT_EQ(layout().masked, targets - 4);
  EXPECT_EQ(static_cast<int>(layout().listed.size()), 4);
  state_.attention = cross;
  EXPECT_EQ(layout().masked, 0);
  EXPECT_TRUE(layout().maskedLine.isNull());
}

TEST_F(StagesTest, TheOutputIsTheHeadsOutputOfTheTrace) {
  state_.lockedRow = 7;
  const auto& steps = view_.steps(*trace_, state_, 7);
  const std::vector<float> all = rowOf(self, Site::HeadOut, 7);
  for (std::size_t i = 0; i < steps.output.size(); ++i)
    EXPECT_NEAR(steps.output[i], static_cast<double>(all[2 * steps.output.size() + i]), 1e-5);
}

TEST_F(StagesTest, EveryLineIsHitAndTheCardHasTheProduct) {
  state_.lockedRow = 6;
  show(Stage::Softmax);
  const auto l = layout();
  for (std::size_t place = 0; place < l.listed.size(); ++place) {
    const QRectF line = l.line(static_cast<int>(place));
    const auto found = view_.hit(*trace_, state_, size_, line.center());
    ASSERT_TRUE(found);
    EXPECT_EQ(found->key, l.listed[place]);
    EXPECT_EQ(found->query, 6);
    EXPECT_EQ(found->value, patternRow(*trace_, self, 1, 2, 6)[static_cast<std::size_t>(found->key)]);
    state_.pointerInside = true;
    state_.hoveredQuery = 6;
    state_.hoveredKey = found->key;
    const Scene drawn = scene();
    ASSERT_EQ(drawn.above.size(), 1U);
    const QString product = decimal(view_.steps(*trace_, state_, 6).products[static_cast<std::size_t>(found->key)], 4);
    EXPECT_TRUE(std::any_of(drawn.above[0].labels.begin(), drawn.above[0].labels.end(),
                            [&](const Label& label) { return label.text == product; }));
    EXPECT_TRUE(QRectF(QPointF(0, 0), size_).contains(drawn.above[0].boxes.front().area));
    EXPECT_FALSE(drawn.above[0].boxes.front().area.intersects(line)) << "the line is to be read with it";
  }
  EXPECT_FALSE(view_.hit(*trace_, state_, size_, {1, 1}));
}

TEST_F(StagesTest, LongTextsScrollFromTheirEndAndTinySizesDraw) {
  const auto l = view_.layout(*trace_, state_, {500, 190});
  EXPECT_GT(l.hiddenAbove, 0);
  EXPECT_EQ(l.hiddenBelow, 0);
  EXPECT_EQ(l.listed.back(), targets - 1);
  view_.setOptions({.below = 1000});
  const auto top = view_.layout(*trace_, state_, {500, 190});
  EXPECT_EQ(top.listed.front(), 0);
  EXPECT_EQ(top.hiddenAbove, 0);
  for (const QSizeF size : {QSizeF(0, 0), QSizeF(20, 400), QSizeF(400, 20), QSizeF(300, 200)})
    EXPECT_FALSE(view_.scene(trace_, state_, size).boxes.empty());
}

TEST_F(StagesTest, WhatWasNotCapturedSaysSo) {
  const auto bare = test::makeTrace(*backend_, {});  // patterns alone
  ViewState state;
  state.theme = &Theme::light();
  state.notComputed = QStringLiteral("because");
  const Scene drawn = view_.scene(bare, state, size_);
  ASSERT_EQ(drawn.labels.size(), 1U);
  EXPECT_TRUE(drawn.labels[0].text.contains(QLatin1String("because")));
  EXPECT_TRUE(view_.hit(*bare, state, size_, {40, 40})->notComputed);
}

TEST_F(StagesTest, SpaceGoesOnBackspaceBackAndALineAsks) {
  Selection selection;
  selection.chooseAttention(self);
  selection.chooseHead(1, 2);
  LensWidget lens(selection);
  lens.resize(900, 620);
  lens.setView(StagesView::id);
  lens.setShown({.trace = trace_});
  lens.show();
  const auto& view = dynamic_cast<const StagesView&>(lens.view());
  for (int stage = 1; stage < stageCount; ++stage) {
    pressKey(lens, Qt::Key_Space);
    EXPECT_EQ(static_cast<int>(view.options().stage), stage);
  }
  pressKey(lens, Qt::Key_Space);
  EXPECT_EQ(view.options().stage, Stage::Output) << "there it ends";
  pressKey(lens, Qt::Key_Backspace);
  EXPECT_EQ(view.options().stage, Stage::Weighted);
  pressKey(lens, Qt::Key_Up);
  EXPECT_EQ(selection.lockedRow(), targets - 2);
  const auto l = view.layout(*trace_, lens.state(), lens.sceneSize());
  clickAt(lens, l.line(2).center());
  EXPECT_EQ(selection.lockedRow(), 2);
}

}  // namespace
}  // namespace headlight::ui
