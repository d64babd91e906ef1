// Readings by layer of three tokens and two layers that were written down by hand.
#include "ui/views/layers_view.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QComboBox>
#include <QKeyEvent>
#include <algorithm>
#include <cmath>
#include <set>

#include "support/fake_trace.h"
#include "ui/lens/lens_widget.h"
#include "ui/theme/theme.h"
#include "ui/views/numbers.h"
#include "ui/views/options_row.h"

namespace headlight::ui {
namespace {

class LayersTest : public testing::Test {
 protected:
  LayersTest() {
    state_.theme = &Theme::light();
    state_.rows[StackId::Decoder].names = {QStringLiteral("the"), QStringLiteral("·owl"), QStringLiteral("·sat")};
    read({0, 1, 2});
  }
  static LensReading reading(std::int32_t best, float probability, float answer, float entropy) {
    LensReading made{.answer = answer, .entropyBits = entropy};
    made.top[0] = {best, probability};
    made.top[1] = {9, 0.01F};
    return made;
  }
  /// Those rows are read, [layer 0, layer 1].
  void read(const std::set<int>& rows) {
    auto lens = std::make_shared<LogitLens>();
    lens->layers = 2;
    lens->readings.resize(3);
    for (const int row : rows)
      lens->readings[static_cast<std::size_t>(row)] = {reading(row, 0.5F, 0.125F * static_cast<float>(row + 1), 3.5F),
                                                       reading(row + 5, 0.8123F, 0.8123F, 0.75F)};
    state_.readings =
        std::make_shared<const LayerReadings>(named(*trace_, std::move(lens), 3 - static_cast<int>(rows.size()),
                                                    [](std::int32_t id) { return QStringLiteral("w%1").arg(id); }));
  }
  static bool has(const Scene& scene, const QString& text) {
    return std::ranges::any_of(scene.labels, [&](const Label& label) { return label.text == text; }) ||
           std::ranges::any_of(scene.above, [&](const Scene& above) { return has(above, text); });
  }
  static std::vector<float> valuesOf(const Field& field) {
    const HostRows rows(*field.values);
    std::vector<float> all;
    for (int layer = 0; layer < rows.rows(); ++layer) {
      const auto row = rows.head(layer, 0, static_cast<std::size_t>(field.columnCount));
      all.insert(all.end(), row.begin(), row.end());
    }
    return all;
  }

  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);
  std::shared_ptr<const Trace> trace_ = test::makeTrace(*backend_, {.layers = 2, .heads = 2, .tokens = 3});
  ViewState state_;
  LayersView view_;
  QSizeF size_{900, 600};
};

TEST_F(LayersTest, CellsHaveTheTopTokenAndTheColourOfTheAnswerOrTheEntropy) {
  Scene scene = view_.scene(trace_, state_, size_);
  ASSERT_EQ(scene.fields.size(), 1U);
  EXPECT_EQ(valuesOf(scene.fields[0]), (std::vector{0.125F, 0.25F, 0.375F, 0.8123F, 0.8123F, 0.8123F}));
  EXPECT_EQ(scene.fields[0].high, 1);
  EXPECT_FALSE(scene.fields[0].causal);
  for (const char* text : {"w0", "w1", "w2", "w5", "w6", "w7", "the", "owl", "sat"})
    EXPECT_TRUE(has(scene, QLatin1String(text))) << text;
  view_.setOptions({.entropy = true});
  scene = view_.scene(trace_, state_, size_);
  EXPECT_EQ(valuesOf(scene.fields[0]), (std::vector{3.5F, 3.5F, 3.5F, 0.75F, 0.75F, 0.75F}));
  EXPECT_EQ(scene.fields[0].high, 4);
  EXPECT_EQ(view_.legend(trace_, state_).high, 4);
  EXPECT_TRUE(view_.legend(trace_, state_).words.contains(QStringLiteral("bits")));
}

TEST_F(LayersTest, WhatIsNotReadYetIsHatchedAndTheRestStandsThere) {
  read({1});
  const Scene scene = view_.scene(trace_, state_, size_);
  const std::vector<float> values = valuesOf(scene.fields[0]);
  for (const std::size_t place : {0U, 2U, 3U, 5U}) EXPECT_TRUE(std::isnan(values[place])) << place;
  EXPECT_EQ(values[1], 0.25F);
  EXPECT_TRUE(std::ranges::any_of(scene.above.front().labels,
                                  [](const Label& label) { return label.text.contains(QStringLiteral("2 to come")); }));
  state_.readings = nullptr;
  EXPECT_FALSE(view_.scene(trace_, state_, size_).fields[0].values) << "all of it";
  read({0});
  const auto other = test::makeTrace(*backend_, {.layers = 2, .heads = 2, .tokens = 3, .seed = 8});
  EXPECT_FALSE(view_.scene(other, state_, size_).fields[0].values) << "readings of another trace are not this one's";
}

TEST_F(LayersTest, EveryCellIsHitAndItsCardHasTheNumbers) {
  const LayersView::Layout l = view_.layout(*trace_, state_, size_);
  for (int row = 0; row < 3; ++row)
    for (int layer = 0; layer < 2; ++layer) {
      const auto hit = view_.hit(*trace_, state_, size_, l.cell(row, layer).center());
      ASSERT_TRUE(hit);
      EXPECT_EQ(hit->query, row);
      EXPECT_EQ(hit->layer, layer);
      EXPECT_TRUE(hit->alone);
      EXPECT_FLOAT_EQ(hit->value, layer == 1 ? 0.8123F : 0.125F * static_cast<float>(row + 1));
    }
  EXPECT_FALSE(view_.hit(*trace_, state_, size_, {5, 5}));
  state_.hoveredQuery = 2;
  state_.hoveredLayer = 1;
  EXPECT_FALSE(has(view_.scene(trace_, state_, size_), QStringLiteral("0.8123"))) << "no pointer, no card";
  state_.pointerInside = true;
  const Scene scene = view_.scene(trace_, state_, size_);
  for (const char* text : {"0.8123", "0.0100", "0.75", "the model’s own logits", "final answer “w7”"})
    EXPECT_TRUE(has(scene, QString::fromUtf8(text))) << text;
}

TEST_F(LayersTest, AModelWithoutAReadingSaysWhy) {
  Trace::Contents contents;
  auto model = std::make_shared<ModelInfo>(trace_->model());
  model->outputs.clear();
  contents.model = model;
  contents.inputs = trace_->inputs();
  const auto bare = std::make_shared<const Trace>(std::move(contents));
  const Scene scene = view_.scene(bare, state_, size_);
  ASSERT_FALSE(scene.boxes.empty());
  EXPECT_TRUE(scene.boxes.front().hatched);
  EXPECT_TRUE(scene.labels.front().text.contains(QStringLiteral("no head")));
  EXPECT_FALSE(view_.hit(*bare, state_, size_, {300, 200}));
  EXPECT_TRUE(view_.rowsInSight(*bare, state_, size_).empty());
  EXPECT_TRUE(view_.describe(bare.get(), state_).contains(QStringLiteral("no head")));
}

TEST_F(LayersTest, AClassOfAPictureHasItsLikeliestLabelsByLayer) {
  trace_ = test::makeTrace(*backend_, {.layers = 3, .heads = 2, .grid = {2, 2}, .labels = 4});
  auto lens = std::make_shared<LogitLens>();
  lens->layers = 3;
  lens->wholeInput = true;
  for (int layer = 0; layer < 3; ++layer) {
    LensReading one{.answer = 0.5F, .entropyBits = 1};
    for (int place = 0; place < 4; ++place)
      one.top[static_cast<std::size_t>(place)] = {(layer + place) % 4, 0.4F - 0.1F * static_cast<float>(place)};
    lens->readings.resize(1);
    lens->readings[0].push_back(one);
  }
  state_.readings = std::make_shared<const LayerReadings>(
      named(*trace_, std::move(lens), 0, [](std::int32_t id) { return QStringLiteral("class %1").arg(id); }));
  const LayersView::Layout l = view_.layout(*trace_, state_, size_);
  EXPECT_EQ(l.columns, 4) << "there are four labels";
  const Scene scene = view_.scene(trace_, state_, size_);
  EXPECT_TRUE(has(scene, QStringLiteral("class 2  0.40")));
  EXPECT_TRUE(has(scene, QStringLiteral("class 1  0.10")));
  EXPECT_EQ(view_.hit(*trace_, state_, size_, l.cell(3, 1).center())->query, 0) << "the input as a whole";
}

TEST_F(LayersTest, LongTextsGoOnInBandsAndOnlyRowsInSightAreAskedFor) {
  trace_ = test::makeTrace(*backend_, {.layers = 12, .heads = 2, .tokens = 300});
  state_.readings = nullptr;
  const LayersView::Layout l = view_.layout(*trace_, state_, size_);
  EXPECT_GT(l.bands, 20);
  const std::vector<int> first = view_.rowsInSight(*trace_, state_, size_);
  EXPECT_EQ(first.front(), 0);
  EXPECT_LT(first.size(), 60U);
  view_.setOptions({.scroll = 1e9});
  EXPECT_EQ(view_.rowsInSight(*trace_, state_, size_).back(), 299);
  view_.setOptions({});
  const QSizeF whole = view_.wholeSize(*trace_, state_, {900, 0});
  const LayersView::Layout file = view_.layout(*trace_, state_, whole);
  EXPECT_LE(file.contentHeight, file.room + 1);
  EXPECT_EQ(view_.rowsInSight(*trace_, state_, whole).size(), 300U);
  for (const QSizeF size : {QSizeF(0, 0), QSizeF(40, 900), QSizeF(900, 30)}) view_.scene(trace_, state_, size);
}

TEST(LayersLensTest, ArrowsWalkOverCells) {
  const auto backend = makeBackend("cpu", 1);
  Selection selection;
  LensWidget lens(selection);
  lens.resize(856, 600);
  lens.setView(LayersView::id);
  lens.setShown({.trace = test::makeTrace(*backend, {.layers = 4, .heads = 2, .tokens = 40})});
  lens.show();
  QApplication::processEvents();
  const auto press = [&](int key) {
    QKeyEvent event(QEvent::KeyPress, key, Qt::NoModifier);
    QApplication::sendEvent(&lens, &event);
  };
  press(Qt::Key_Left);
  EXPECT_EQ(lens.state().hoveredQuery, 39);
  EXPECT_EQ(lens.state().hoveredLayer, 3);
  press(Qt::Key_Up);
  press(Qt::Key_Left);
  EXPECT_EQ(lens.state().hoveredQuery, 38);
  EXPECT_EQ(lens.state().hoveredLayer, 2);
  press(Qt::Key_Home);
  EXPECT_EQ(lens.state().hoveredQuery, 0);
  EXPECT_TRUE(lens.state().pointerInside) << "the card follows";
  const std::unique_ptr<OptionsRow> row(lens.viewOf<LayersView>().makeOptions(lens, nullptr));
  emit row->findChild<QComboBox*>(QStringLiteral("layersColour"))->activated(1);
  EXPECT_TRUE(lens.viewOf<LayersView>().options().entropy);
}

}  // namespace
}  // namespace headlight::ui
