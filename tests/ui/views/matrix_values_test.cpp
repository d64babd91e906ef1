// What the matrix can show beside the weights of one head: several heads put together, scores before softmax, rollout,
// and several locked rows.
#include <gtest/gtest.h>

#include <QApplication>
#include <QKeyEvent>
#include <algorithm>
#include <cmath>
#include <limits>

#include "models/load_model.h"
#include "support/fake_trace.h"
#include "support/passes.h"
#include "support/shared_data.h"
#include "support/tiny_model.h"
#include "ui/lens/lens_widget.h"
#include "ui/theme/theme.h"
#include "ui/views/matrix_view.h"
#include "ui/views/numbers.h"

namespace headlight::ui {
namespace {

class MatrixValuesTest : public testing::Test {
 protected:
  MatrixValuesTest() {
    state_.theme = &Theme::light();
    state_.layer = 4;
    state_.head = 1;
  }
  void show(MatrixCells cells, MatrixHeads heads = MatrixHeads::One) { view_.setOptions({.what = {cells, heads}}); }
  /// What the field on screen holds, [queries, keys].
  std::vector<float> shown() const {
    const Scene scene = view_.scene(trace_, state_, size_);
    const HostRows rows(*scene.fields.front().values);
    std::vector<float> all;
    for (int row = 0; row < rows.rows(); ++row) {
      const auto one = rows.row(row);
      all.insert(all.end(), one.begin(), one.end());
    }
    return all;
  }
  std::vector<float> weights(int layer, int head) const {
    return patternOfHead(*trace_, StackId::Decoder, layer, head);
  }
  bool says(const QString& words) const {
    const Scene scene = view_.scene(trace_, state_, size_);
    return std::ranges::any_of(scene.labels, [&](const Label& label) { return label.text.contains(words); });
  }

  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);
  std::shared_ptr<const Trace> trace_ = test::makeTrace(*backend_, {.tokens = 19});
  ViewState state_;
  MatrixView view_;
  QSizeF size_{1000, 700};
};

TEST_F(MatrixValuesTest, ofThreeTokensAndTwoHeadsByHand) {
  trace_ = test::makeTrace(*backend_, {.layers = 1, .heads = 2, .tokens = 3});
  state_.layer = 0;
  const auto first = weights(0, 0), second = weights(0, 1);
  for (const MatrixHeads heads : {MatrixHeads::Mean, MatrixHeads::Largest}) {
    show(MatrixCells::Weights, heads);
    const auto cells = shown();
    ASSERT_EQ(cells.size(), 9U);
    for (std::size_t i = 0; i < 9; ++i)
      EXPECT_FLOAT_EQ(cells[i],
                      heads == MatrixHeads::Mean ? (first[i] + second[i]) / 2 : std::max(first[i], second[i]));
  }
  // One layer: rows of (A + I) / 2 of the mean pattern.
  show(MatrixCells::Rollout);
  const auto rolled = shown();
  for (std::size_t i = 0; i < 9; ++i)
    EXPECT_NEAR(rolled[i], ((first[i] + second[i]) / 2 + (i % 4 == 0 ? 1 : 0)) / 2, 1e-6);
}

TEST_F(MatrixValuesTest, severalHeadsAreThePinnedOnesElseThoseOfTheLayer) {
  show(MatrixCells::Weights, MatrixHeads::Mean);
  std::vector<double> mean(19 * 19, 0.0);
  for (int head = 0; head < 8; ++head) {
    const auto one = weights(4, head);
    for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += static_cast<double>(one[i]) / 8;
  }
  auto cells = shown();
  for (std::size_t i = 0; i < mean.size(); ++i) EXPECT_NEAR(cells[i], mean[i], 1e-6);
  EXPECT_TRUE(view_.caption(*trace_, state_).startsWith(QStringLiteral("mean of the heads of layer 4")));

  state_.pins = {
      {StackId::Decoder, 0, 0}, {StackId::Decoder, 5, 7}, {StackId::Encoder, 0, 1}, {StackId::Decoder, 9, 0}};
  show(MatrixCells::Weights, MatrixHeads::Largest);
  const auto one = weights(0, 0), other = weights(5, 7);
  cells = shown();
  for (std::size_t i = 0; i < cells.size(); ++i) EXPECT_EQ(cells[i], std::max(one[i], other[i]));
  EXPECT_TRUE(view_.caption(*trace_, state_).startsWith(QStringLiteral("largest of L0H0, L5H7")));
  EXPECT_TRUE(says(QStringLiteral("rows do not add up to 1")));
  // A cell is hit with what it shows, and the legend reaches to the largest of them.
  const auto l = view_.layout(*trace_, state_, size_);
  const auto hit = view_.hit(*trace_, state_, size_, l.cellRect(9, 4).center());
  ASSERT_TRUE(hit);
  EXPECT_EQ(hit->value, cells[9 * 19 + 4]);
  state_.range = RangeMode::Own;
  EXPECT_EQ(view_.legend(trace_, state_).high, static_cast<double>(*std::max_element(cells.begin() + 19, cells.end())));
}

TEST_F(MatrixValuesTest, aHeadOfALayerThatWasNotKeptIsSaidToBeMissing) {
  trace_ = test::makeTrace(*backend_, {.tokens = 19, .capturedLayers = 5});
  state_.pins = {{StackId::Decoder, 5, 0}};
  show(MatrixCells::Weights, MatrixHeads::Mean);
  EXPECT_EQ(view_.scene(trace_, state_, size_).fields.front().trace, nullptr);
  EXPECT_EQ(view_.scene(trace_, state_, size_).fields.front().values, nullptr);
  EXPECT_TRUE(
      view_.hit(*trace_, state_, size_, view_.layout(*trace_, state_, size_).cellRect(3, 3).center())->notComputed);
}

TEST_F(MatrixValuesTest, scoresAreWhatSoftmaxTurnsIntoThePattern) {
  test::TemporaryFolder folder;
  test::writeTinyModel(folder.path());
  const auto model = loadModel(folder.path(), *backend_);
  trace_ = test::pass(*model, *backend_, test::randomIds(13, 61));
  state_.layer = 1;
  state_.head = 2;
  show(MatrixCells::Scores);
  const auto cells = shown(), pattern = weights(1, 2);
  for (std::size_t row = 1; row < 13; ++row) {
    double sum = 0;
    for (std::size_t key = 0; key <= row; ++key) sum += std::exp(static_cast<double>(cells[row * 13 + key]));
    for (std::size_t key = 0; key <= row; ++key)
      EXPECT_NEAR(std::exp(static_cast<double>(cells[row * 13 + key])) / sum, pattern[row * 13 + key], 1e-5);
  }
  const Legend legend = view_.legend(trace_, state_);
  EXPECT_TRUE(legend.signedMap);
  EXPECT_EQ(legend.words, QStringLiteral("q·k/√d before softmax"));
  float most = 0;
  for (const float cell : cells)
    if (!std::isnan(cell)) most = std::max(most, std::abs(cell));
  EXPECT_EQ(legend.high, static_cast<double>(most));
  const Field field = view_.scene(trace_, state_, size_).fields.front();
  EXPECT_EQ(field.low, -field.high);
  EXPECT_TRUE(says(QStringLiteral("only the differences within a row count")));
}

TEST_F(MatrixValuesTest, scoresThatAreNotKnownSaySo) {
  show(MatrixCells::Scores);  // this trace has neither queries nor keys
  EXPECT_TRUE(says(QStringLiteral("The scores of this head are not known.")));
  state_.pointerInside = true;
  state_.hoveredQuery = 5;
  state_.hoveredKey = 2;
  const Scene card = view_.scene(trace_, state_, size_).above.back();
  EXPECT_TRUE(std::ranges::any_of(card.labels, [](const Label& label) { return label.text == "not known"; }));
}

TEST_F(MatrixValuesTest, rolloutIsNotOfferedWhereItCostsTooMuch) {
  show(MatrixCells::Rollout);
  EXPECT_EQ(view_.what(*trace_, state_).cells, MatrixCells::Rollout);
  const auto cells = shown();
  for (std::size_t row = 0; row < 19; ++row) {
    double sum = 0;
    for (std::size_t key = 0; key < 19; ++key) sum += static_cast<double>(cells[row * 19 + key]);
    EXPECT_NEAR(sum, 1, 1e-5);
  }
  trace_ = test::makeTrace(*backend_, {.layers = 5, .tokens = MatrixValues::rolloutTokens + 1});
  EXPECT_EQ(view_.what(*trace_, state_).cells, MatrixCells::Weights);
}

TEST_F(MatrixValuesTest, severalLockedRowsAreFramedAndTheirMeanIsListed) {
  state_.lockedRow = 12;
  state_.alsoLocked = {15, 6};
  EXPECT_TRUE(says(QStringLiteral("Mean of 3 rows")));
  const auto head = weights(4, 1);
  std::vector<double> mean;
  for (std::size_t key = 0; key < 19; ++key)
    mean.push_back(static_cast<double>(head[12 * 19 + key] + head[15 * 19 + key] + head[6 * 19 + key]) / 3);
  const double most = *std::ranges::max_element(mean);
  EXPECT_TRUE(says(shortWeight(most)));
  const auto l = view_.layout(*trace_, state_, size_);
  const Scene scene = view_.scene(trace_, state_, size_);
  for (const int row : {12, 15, 6})
    EXPECT_TRUE(std::ranges::any_of(scene.boxes, [&](const Box& box) {
      return box.outline == state_.theme->beam &&
             std::abs(box.area.center().y() - l.cellRect(row, 0).center().y()) < 0.6;
    })) << row;
  const auto first = view_.hit(*trace_, state_, size_, {l.bars.left() + 4, l.bars.top() + 4});
  ASSERT_TRUE(first);
  EXPECT_EQ(mean[static_cast<std::size_t>(first->key)], most);
}

TEST(LockedRows, oneMoreOneLessAndOneAlone) {
  Selection selection;
  selection.lockAlso(4);
  EXPECT_EQ(selection.lockedRow(), 4);
  selection.lockAlso(7);
  selection.lockAlso(9);
  EXPECT_EQ(selection.alsoLocked(), (std::vector<int>{7, 9}));
  selection.lockAlso(4);
  EXPECT_EQ(selection.lockedRow(), 7);
  EXPECT_EQ(selection.alsoLocked(), std::vector<int>{9});
  selection.lockAlso(9);
  EXPECT_TRUE(selection.alsoLocked().empty());
  selection.lockAlso(3);
  selection.lockRow(7);
  EXPECT_TRUE(selection.alsoLocked().empty()) << "that row alone";
  selection.lockAlso(7);
  EXPECT_EQ(selection.lockedRow(), -1);
}

}  // namespace
}  // namespace headlight::ui
