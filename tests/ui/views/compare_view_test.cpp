// Compare: three tokens and two heads whose numbers were written down by hand.
#include "ui/views/compare_view.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QComboBox>
#include <QKeyEvent>
#include <QToolButton>
#include <algorithm>
#include <cmath>

#include "support/fake_trace.h"
#include "ui/lens/lens_widget.h"
#include "ui/theme/theme.h"
#include "ui/views/compare_parts.h"
#include "ui/views/numbers.h"
#include "ui/views/options_row.h"

namespace headlight::ui {
namespace {

constexpr StackId decoder = StackId::Decoder;
using Weights = std::vector<float>;  // [queries, keys] of one head

bool same(float a, float b) { return std::isnan(a) ? std::isnan(b) : std::abs(a - b) < 1e-6F; }
const float none = std::numeric_limits<float>::quiet_NaN();

class CompareTest : public testing::Test {
 protected:
  CompareTest() {
    state_.theme = &Theme::light();
    state_.range = RangeMode::Own;
    state_.interactive = true;
    state_.rows[decoder].names = {QStringLiteral("the"), QStringLiteral("·red"), QStringLiteral("·hat")};
  }
  /// One layer of two heads, and logits of three entries.
  std::shared_ptr<const Trace> trace(std::vector<std::int32_t> ids, const std::vector<Weights>& heads,
                                     std::vector<float> logits = {0, 0, 0}) {
    const auto rows = static_cast<int>(ids.size()), count = static_cast<int>(heads.size());
    auto model = std::make_shared<ModelInfo>();
    model->name = "by hand";
    model->stacks = {{.stack = decoder,
                      .layers = 1,
                      .heads = count,
                      .kvHeads = count,
                      .headWidth = 1,
                      .width = count,
                      .causal = true}};
    model->inputs = {textInput(100, 4096)};
    model->outputs = {{Says::NextToken, decoder, 3}};
    Trace::Contents contents;
    contents.model = model;
    contents.inputs = TokenInput{std::move(ids)};
    contents.outputs = {{.predicted = std::move(logits), .byLayer = {}}};
    contents.predictedRow = rows - 1;
    Tensor pattern = backend_->allocate({rows, count, 64});
    std::vector<float> data(static_cast<std::size_t>(rows * count * 64), 0.0F);
    std::vector<HeadStatistics> statistics;
    auto block = std::make_shared<PatternBlockNumbers>();
    for (int head = 0; head < count; ++head) {
      const Weights& weights = heads[static_cast<std::size_t>(head)];
      statistics.push_back({.largest = *std::ranges::max_element(weights)});
    }
    for (int q = 0; q < rows; ++q)
      for (int head = 0; head < count; ++head) {
        std::array<float, PatternSumCount> numbers{};
        for (int k = 0; k <= q; ++k) {
          const float w = heads[static_cast<std::size_t>(head)][static_cast<std::size_t>(q * rows + k)];
          data[static_cast<std::size_t>((q * count + head) * 64 + k)] = w;
          numbers[PatternMax] = std::max(numbers[PatternMax], w);
        }
        block->rows.insert(block->rows.end(), numbers.begin(), numbers.end());
      }
    backend_->write(pattern, std::as_bytes(std::span(data)));
    backend_->wait(backend_->flush());
    contents.sites.emplace(SiteId{decoder, Site::Pattern, 0}, Rows(std::vector<Tensor>{pattern}));
    contents.headStatistics[{decoder, 0}] = statistics;
    contents.patternNumbers[{decoder, 0}] = {block};
    return std::make_shared<const Trace>(std::move(contents));
  }
  void keep(std::shared_ptr<const Trace> trace, QStringList names) {
    auto kept = std::make_shared<KeptRun>(KeptRun{std::move(trace), {}, QStringLiteral("“the red ball”")});
    kept->rows[decoder].names = std::move(names);
    comparison_.kept = std::move(kept);
    comparison_.nameOf = [](std::int32_t id) { return QStringLiteral("w%1").arg(id); };
    setComparison();
  }
  void setComparison() { state_.comparison = std::make_shared<const Comparison>(comparison_); }
  static bool has(const Scene& scene, const QString& text) {
    return std::ranges::any_of(scene.labels, [&](const Label& label) { return label.text == text; }) ||
           std::ranges::any_of(scene.above, [&](const Scene& above) { return has(above, text); });
  }
  static void expectCells(const Field& field, const std::vector<float>& expected) {
    ASSERT_TRUE(field.values);
    const HostRows rows(*field.values);
    std::vector<float> all;
    for (int row = 0; row < rows.rows(); ++row) {
      const auto one = rows.row(row);
      all.insert(all.end(), one.begin(), one.end());
    }
    ASSERT_EQ(all.size(), expected.size());
    for (std::size_t i = 0; i < all.size(); ++i) EXPECT_TRUE(same(all[i], expected[i])) << i << ": " << all[i];
  }
  QPointF cell(const Trace& trace, int field, int query, int key) const {
    return view_.layout(trace, state_, size_).cellRect(field, query, key).center();
  }

  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);
  const Weights even_{1, 0, 0, 0.5F, 0.5F, 0, 0.25F, 0.25F, 0.5F};
  const Weights first_{1, 0, 0, 0.9F, 0.1F, 0, 0.75F, 0.125F, 0.125F};
  ViewState state_;
  Comparison comparison_;
  CompareView view_;
  QSizeF size_{1000, 640};
};

TEST_F(CompareTest, TwoInputsOnOneScaleAndTheirDifference) {
  const auto a = trace({1, 2, 3}, {even_, first_}), b = trace({1, 2, 4}, {first_, even_});
  keep(a, {QStringLiteral("the"), QStringLiteral("·red"), QStringLiteral("·ball")});
  const Scene scene = view_.scene(b, state_, size_);
  ASSERT_GE(scene.fields.size(), 3U);
  expectCells(scene.fields[0], even_);
  expectCells(scene.fields[1], first_);
  expectCells(scene.fields[2], {0, 0, 0, 0.4F, -0.4F, 0, 0.5F, -0.125F, -0.375F});
  EXPECT_EQ(scene.fields[0].high, scene.fields[1].high) << "locked";
  EXPECT_EQ(scene.fields[0].high, 0.9F) << "the larger of the two, rows of one key left out";
  EXPECT_EQ(scene.fields[2].high, 0.5F);
  EXPECT_EQ(scene.fields[2].low, -0.5F);
  EXPECT_EQ(scene.fields[2].colormap, Colormap::Diverging);
  EXPECT_TRUE(has(scene, QStringLiteral("ball → hat"))) << "one token stands for the other";
  EXPECT_TRUE(has(scene, QStringLiteral("red")));
  EXPECT_TRUE(has(scene, QStringLiteral("A · kept: “the red ball”")));
  EXPECT_TRUE(has(scene, QStringLiteral("−0.50")) && has(scene, QStringLiteral("+0.50"))) << "its range is stated";
  EXPECT_FLOAT_EQ(static_cast<float>(view_.legend(b, state_).high), 0.9F);
}

TEST_F(CompareTest, EachRowHasOneEndForBoth) {
  state_.range = RangeMode::PerRow;
  keep(trace({1, 2, 3}, {even_, first_}), {});
  const Scene scene = view_.scene(trace({1, 2, 4}, {first_, even_}), state_, size_);
  ASSERT_TRUE(scene.fields[0].rowScale);
  EXPECT_EQ(scene.fields[0].rowScale, scene.fields[1].rowScale);
  const std::vector<float>& scale = *scene.fields[0].rowScale;
  EXPECT_FLOAT_EQ(scale[1], 1 / 0.9F);
  EXPECT_FLOAT_EQ(scale[2], 1 / 0.75F);
}

TEST_F(CompareTest, WhatOnlyOneOfThemHasIsHatched) {
  const Weights two{1, 0, 0.25F, 0.75F};
  keep(trace({1, 3}, {two, two}), {QStringLiteral("the"), QStringLiteral("·hat")});
  const auto b = trace({1, 2, 3}, {even_, first_});
  const Scene scene = view_.scene(b, state_, size_);
  expectCells(scene.fields[0], {1, none, 0, none, none, none, 0.25F, none, 0.75F});
  expectCells(scene.fields[1], even_);
  expectCells(scene.fields[2], {0, none, 0, none, none, none, 0, none, -0.25F});
  EXPECT_TRUE(has(scene, QStringLiteral("+ red")));
  const Scene less = [&] {
    keep(b, {QStringLiteral("the"), QStringLiteral("·red"), QStringLiteral("·hat")});
    return view_.scene(trace({1, 3}, {two, two}), state_, size_);
  }();
  expectCells(less.fields[1], {1, none, 0, none, none, none, 0.25F, none, 0.75F});
  EXPECT_TRUE(has(less, QStringLiteral("− red")));
}

TEST_F(CompareTest, TwoHeadsAndTheWhatIfs) {
  const auto b = trace({1, 2, 3}, {even_, first_});
  view_.setOptions({.with = CompareWith::OtherHead, .layer = 0, .head = 1});
  Scene scene = view_.scene(b, state_, size_);
  expectCells(scene.fields[0], even_);
  expectCells(scene.fields[1], first_);
  EXPECT_TRUE(has(scene, QStringLiteral("A · L0H0")) && has(scene, QStringLiteral("B · L0H1")));
  view_.setOptions({.with = CompareWith::OtherHead, .layer = 7, .head = 9});
  scene = view_.scene(b, state_, size_);
  expectCells(scene.fields[1], first_);
  view_.setOptions({.with = CompareWith::WithoutWhatIfs});
  EXPECT_TRUE(has(view_.scene(b, state_, size_), QStringLiteral("No what-if is on")));
  state_.baseline = trace({1, 2, 3}, {first_, first_});
  scene = view_.scene(b, state_, size_);
  expectCells(scene.fields[0], first_);
  expectCells(scene.fields[1], even_);
  state_.baseline = b;
  EXPECT_TRUE(has(view_.scene(b, state_, size_), QStringLiteral("nothing differs")));
  EXPECT_EQ(view_.describe(b.get(), state_), QStringLiteral("Nothing differs"));
}

TEST_F(CompareTest, AnswersBeforeAndAfter) {
  // 0.1, 0.2, 0.7 and 0.8, 0.1, 0.1.
  keep(trace({1, 2, 3}, {even_, even_}, {0, std::log(2.0F), std::log(7.0F)}), {});
  const auto b = trace({1, 2, 3}, {even_, even_}, {std::log(8.0F), 0, 0});
  const auto changes = answerChanges(*comparison_.kept->trace, *b, 5);
  ASSERT_EQ(changes.size(), 3U);
  EXPECT_EQ(changes[0].id, 0);
  EXPECT_NEAR(changes[0].a, 0.1, 1e-6);
  EXPECT_NEAR(changes[0].b, 0.8, 1e-6);
  EXPECT_EQ(changes[1].id, 2);
  EXPECT_NEAR(changes[1].a, 0.7, 1e-6);
  EXPECT_EQ(answerChanges(*b, *b, 1).size(), 1U);
  const Scene scene = view_.scene(b, state_, size_);
  for (const char* text : {"w0", "w1", "w2", "0.10 → 0.80", "0.70 → 0.10", "0.20 → 0.10"})
    EXPECT_TRUE(has(scene, QString::fromUtf8(text))) << text;
}

TEST_F(CompareTest, PatchesAreReadByWhatBothSayOrByWhatChangesMost) {
  const auto said = [this](std::vector<double> shares) {
    std::vector<float> logits;
    for (const double share : shares) logits.push_back(static_cast<float>(std::log(share)));
    return trace({1, 2, 3}, {even_, even_}, std::move(logits));
  };
  PatchAnswers answers = patchAnswers(*said({0.1, 0.2, 0.7}), *said({0.8, 0.1, 0.1}));
  EXPECT_EQ(answers.answer, 2);
  EXPECT_EQ(answers.instead, 0);
  answers = patchAnswers(*said({0.6, 0.3, 0.1}), *said({0.5, 0.1, 0.4}));
  EXPECT_EQ(answers.answer, 1) << "both hold 0 likeliest; 1 loses most";
  EXPECT_EQ(answers.instead, 2);
}

TEST_F(CompareTest, NothingKeptSaysWhatToDo) {
  const auto b = trace({1, 2, 3}, {even_, first_});
  const Scene scene = view_.scene(b, state_, size_);
  EXPECT_TRUE(scene.fields.empty());
  EXPECT_TRUE(has(scene, QStringLiteral("Nothing is kept yet")));
  EXPECT_TRUE(std::ranges::any_of(scene.boxes, &Box::hatched));
  EXPECT_FALSE(view_.hit(*b, state_, size_, {300, 300}));
  EXPECT_TRUE(view_.describe(b.get(), state_).contains(QStringLiteral("Nothing is kept yet")));
}

TEST_F(CompareTest, EveryCellIsHitAndTheCardHasItsNumbers) {
  keep(trace({1, 3}, {{1, 0, 0.25F, 0.75F}, even_}), {});
  const auto b = trace({1, 2, 3}, {even_, first_});
  const float expected[3] = {0.25F, 0.25F, 0};
  for (int field = 0; field < 3; ++field) {
    const auto hit = view_.hit(*b, state_, size_, cell(*b, field, 2, 0));
    ASSERT_TRUE(hit);
    EXPECT_EQ(hit->query, 2);
    EXPECT_EQ(hit->key, 0);
    EXPECT_FLOAT_EQ(hit->value, expected[field]);
    EXPECT_TRUE(view_.hit(*b, state_, size_, cell(*b, field, 0, 2))->masked);
  }
  state_.pointerInside = true;
  state_.hoveredQuery = 2;
  state_.hoveredKey = 2;
  Scene scene = view_.scene(b, state_, size_);
  for (const char* text : {"0.7500", "0.5000", "−0.2500", "the same tokens in both"})
    EXPECT_TRUE(has(scene, QString::fromUtf8(text))) << text;
  state_.hoveredKey = 1;
  scene = view_.scene(b, state_, size_);
  EXPECT_TRUE(has(scene, QStringLiteral("A has no such token")));
}

class PatchesTest : public CompareTest {
 protected:
  PatchesTest() {
    b_ = trace({1, 2, 4}, {first_, even_});
    keep(trace({1, 2, 3}, {even_, first_}), {QStringLiteral("the"), QStringLiteral("·red"), QStringLiteral("·ball")});
    view_.setOptions({.patching = true});
    map_.site = {decoder, Site::ResidPre, 0};
    map_.layers = 2;
    map_.rows = {{0, 0, true}, {1, 1, true}, {2, 2, false}};
    map_.answer = 1;
    map_.instead = 2;
    map_.source = {std::log(0.8F), 3};
    map_.target = {std::log(0.1F), -1};
    map_.readings = {{std::log(0.1F), -1},  {std::log(0.1F), -1}, {std::log(0.8F), 3},
                     {std::log(0.05F), -3}, {std::log(0.1F), 1},  {}};
  }
  void read(int left = 1) {
    comparison_.patching = std::make_shared<const PatchReadings>(PatchReadings{
        comparison_.kept->trace->serial(), b_->serial(), std::make_shared<const PatchMap>(map_), left, {}});
    setComparison();
  }
  std::shared_ptr<const Trace> b_;
  PatchMap map_;
};

TEST_F(PatchesTest, TheMapSaysHowFarEachRowBringsTheAnswerBack) {
  EXPECT_TRUE(has(view_.scene(b_, state_, size_), QStringLiteral("The map of patches"))) << "not begun";
  read();
  Scene scene = view_.scene(b_, state_, size_);
  ASSERT_EQ(scene.fields.size(), 1U);
  expectCells(scene.fields[0], {0, 0, 1, -0.5F, 0.5F, none});
  EXPECT_EQ(scene.fields[0].low, -1);
  EXPECT_EQ(scene.fields[0].high, 1);
  EXPECT_TRUE(
      has(scene, QStringLiteral("“w1” rather than “w2”, logit difference: A +3.00, B −1.00 · 1 patches to come")));
  EXPECT_TRUE(has(scene, QStringLiteral("ball → hat")));
  CompareOptions options = view_.options();
  options.measure = PatchMeasure::LogProbability;
  view_.setOptions(options);
  scene = view_.scene(b_, state_, size_);
  expectCells(scene.fields[0], {0, 0, std::log(8.0F), -std::log(2.0F), 0, none});
  EXPECT_FLOAT_EQ(scene.fields[0].high, std::log(8.0F));
  EXPECT_NEAR(view_.legend(b_, state_).high, std::log(8.0), 1e-6);
}

TEST_F(PatchesTest, OfAnotherTraceOrAProblemNothingIsShown) {
  read();
  const auto other = trace({1, 2, 4}, {first_, even_});
  EXPECT_TRUE(view_.scene(other, state_, size_).fields.empty()) << "those numbers are not its own";
  state_.baseline = b_;
  EXPECT_EQ(view_.scene(other, state_, size_).fields.size(), 1U) << "patches go into what has no what-ifs";
  comparison_.patching = std::make_shared<const PatchReadings>(
      PatchReadings{comparison_.kept->trace->serial(), b_->serial(), nullptr, 0, QStringLiteral("it has no head")});
  setComparison();
  EXPECT_TRUE(has(view_.scene(b_, state_, size_), QStringLiteral("it has no head")));
}

TEST_F(PatchesTest, CellsAreHitAndTheCardHasTheirNumbers) {
  read();
  const auto hit = view_.hit(*b_, state_, size_, cell(*b_, 0, 1, 1));
  ASSERT_TRUE(hit);
  EXPECT_EQ(hit->layer, 1);
  EXPECT_EQ(hit->query, 1);
  EXPECT_TRUE(hit->alone);
  EXPECT_FLOAT_EQ(hit->value, 0.5F);
  EXPECT_TRUE(view_.hit(*b_, state_, size_, cell(*b_, 0, 1, 2))->notComputed);
  state_.pointerInside = true;
  state_.hoveredLayer = 1;
  state_.hoveredQuery = 0;
  const Scene scene = view_.scene(b_, state_, size_);
  for (const char* text : {"0.1000", "0.0500", "−3.000", "−0.500", "Layer 1, the"})
    EXPECT_TRUE(has(scene, QString::fromUtf8(text))) << text;
  state_.hoveredQuery = 2;
  EXPECT_TRUE(has(view_.scene(b_, state_, size_), QStringLiteral("not computed yet")));
}

TEST_F(PatchesTest, AClickAndTheKeyboardAskForThePatch) {
  Selection selection;
  LensWidget lens(selection);
  lens.setView(CompareView::id);
  lens.viewOf<CompareView>().setOptions({.patching = true});
  lens.resize(1000, 640);
  ShownTrace shown;
  shown.trace = b_;
  shown.current = true;
  lens.setShown(shown);
  read();
  lens.setComparison(state_.comparison);
  std::vector<PatchRows> asked;
  QObject::connect(&lens, &ViewHost::patchAsked, [&](const PatchRows& patch) { asked.push_back(patch); });
  Hit hit;
  hit.layer = 1;
  hit.query = 2;
  lens.viewOf<CompareView>().click(lens, hit, Qt::NoModifier);
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(asked[0], (PatchRows{{decoder, Site::ResidPre, 1}, 2, 1, "A", 2}));
  const auto press = [&](int key) {
    QKeyEvent event(QEvent::KeyPress, key, Qt::NoModifier);
    QApplication::sendEvent(&lens, &event);
  };
  for (const int key : {Qt::Key_Home, Qt::Key_Down, Qt::Key_Right, Qt::Key_Return}) press(key);
  ASSERT_EQ(asked.size(), 2U);
  EXPECT_EQ(asked[1], (PatchRows{{decoder, Site::ResidPre, 1}, 1, 1, "A", 1}));
  int kept = 0;
  QObject::connect(&lens, &ViewHost::keepAsked, [&] { ++kept; });
  press(Qt::Key_K);
  EXPECT_EQ(kept, 1);
}

TEST_F(CompareTest, OptionsAreKeptAndWrongOnesAreNot) {
  const CompareOptions all{.with = CompareWith::OtherHead,
                           .patching = true,
                           .measure = PatchMeasure::LogProbability,
                           .site = Site::MlpOut,
                           .layer = 2,
                           .head = 3};
  view_.setOptions(all);
  CompareView other;
  other.restoreOptions(view_.savedOptions());
  EXPECT_EQ(other.options(), all);
  other.restoreOptions({{"with", "nothing"}, {"site", "blocks.0.attn.pattern"}, {"layer", -4}, {"measure", 3}});
  EXPECT_EQ(other.options().with, CompareWith::OtherHead);
  EXPECT_EQ(other.options().site, Site::MlpOut);
  EXPECT_EQ(other.options().layer, 0);
  EXPECT_TRUE(CompareView().savedOptions().isEmpty());
}

TEST_F(CompareTest, AFileIsAsHighAsWhatItShows) {
  keep(trace({1, 3}, {{1, 0, 0.25F, 0.75F}, even_}), {});
  const auto b = trace({1, 2, 3}, {even_, first_});
  const QSizeF whole = view_.wholeSize(*b, state_, {600, 0});
  EXPECT_LT(whole.height(), 500);
  const CompareView::Layout layout = view_.layout(*b, state_, whole);
  EXPECT_LE(layout.answers.bottom(), layout.caveat.top());
  EXPECT_GE(layout.answers.bottom(), layout.caveat.top() - 30) << "nothing empty";
  state_.interactive = false;
  EXPECT_TRUE(has(view_.scene(b, state_, whole), QStringLiteral("A · “the red ball”")));
}

TEST_F(CompareTest, TinySizesDraw) {
  keep(trace({1, 3}, {{1, 0, 0.25F, 0.75F}, even_}), {});
  const auto b = trace({1, 2, 3}, {even_, first_});
  for (const QSizeF size : {QSizeF(0, 0), QSizeF(41, 41), QSizeF(90, 900), QSizeF(900, 60), QSizeF(240, 150)}) {
    const Scene scene = view_.scene(b, state_, size);
    for (const Field& field : scene.fields) EXPECT_GE(field.area.width(), 0);
  }
}

}  // namespace
}  // namespace headlight::ui
