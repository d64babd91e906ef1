// How each kind of output is read, without a panel around it.
#include "ui/panels/readings/reading.h"

#include <gtest/gtest.h>

#include <cmath>

#include "backend/backend.h"
#include "ops/ops.h"
#include "ui/document/document.h"

namespace headlight::ui {
namespace {

class ReadingsTest : public testing::Test {
 protected:
  /// A model that says this of a text, its labels "a", "b" and "c".
  static ModelInfo saying(Says says, LabelKind kind = LabelKind::OneOf) {
    ModelInfo model;
    model.outputs = {{says, StackId::Encoder, 3, kind}};
    if (!model.output()->ofTokens()) model.outputs.front().labels = {"a", "b", "c"};
    return model;
  }
  BarRows rows(const ModelInfo& model, const QString& query = {}) {
    return readingOf(&model).rows({document_, &model, nullptr, now_, before_}, query);
  }
  QString title(const ModelInfo& model) { return readingOf(&model).title({document_, &model, nullptr, now_, before_}); }

  Document document_;
  Distribution now_{std::vector<float>{1, 3, 2}, Sampling{1, 0, 1, 0}}, before_;
};

TEST_F(ReadingsTest, EachKindHasItsTitleAndItsBars) {
  EXPECT_EQ(title(saying(Says::NextToken)), "Next token");
  EXPECT_EQ(title(saying(Says::HiddenToken)), "At a masked token");
  EXPECT_EQ(title(saying(Says::Label)), "Label of the text");
  EXPECT_EQ(title(saying(Says::LabelPerRow)), "Label of a token");
  ModelInfo picture = saying(Says::Label);
  picture.inputs = {imageInput({.patchHeight = 1, .patchWidth = 1})};
  EXPECT_EQ(title(picture), "Class of the picture");
  for (const Says says : {Says::NextToken, Says::HiddenToken}) {
    const ModelInfo model = saying(says);
    EXPECT_TRUE(readingOf(&model).ofTokens());
    EXPECT_EQ(readingOf(&model).writesOn(), says == Says::NextToken);
    EXPECT_EQ(readingOf(&model).bars(), says == Says::NextToken ? BarKind::Append : BarKind::Place);
    EXPECT_EQ(rows(model).instead, "Nothing computed yet.") << "no vocabulary";
  }
  const ModelInfo labels = saying(Says::LabelPerRow);
  EXPECT_EQ(readingOf(&labels).bars(), BarKind::Label);
  EXPECT_FALSE(readingOf(&labels).ofTokens());
}

TEST_F(ReadingsTest, AnAnswerIsReadOverTheRows) {
  ModelInfo model = saying(Says::Answer);
  EXPECT_EQ(title(model), "Answer in the text");
  EXPECT_EQ(readingOf(&model).bars(), BarKind::Answer);
  EXPECT_EQ(rows(model).instead, "Nothing computed yet.") << "the two logits of one row say nothing";
}

// The bars: start and end are each a softmax over the rows; what was before the what-ifs, of the same stretch.
TEST_F(ReadingsTest, AnswersAreTheLikeliestStretches) {
  const auto backend = makeBackend("cpu", 1);
  const auto traceOf = [&](const std::vector<float>& logits) {
    auto model = std::make_shared<ModelInfo>();
    model->inputs = {textInput(10, 10)};
    model->stacks = {{.stack = StackId::Encoder, .layers = 1, .heads = 1, .kvHeads = 1, .headWidth = 1, .width = 1}};
    model->outputs = {{Says::Answer, StackId::Encoder, 2, LabelKind::OneOf, {"start", "end"}}};
    Trace::Contents contents;
    contents.model = model;
    contents.inputs = TokenInput{{7, 8, 9}};
    contents.sites.emplace(SiteId{StackId::Encoder, Site::Logits, -1}, Rows(ops::upload(*backend, logits, {3, 2})));
    return std::make_shared<const Trace>(std::move(contents));
  };
  const float half = std::log(0.5F), quarter = std::log(0.25F);
  const auto now = traceOf({half, quarter, quarter, quarter, quarter, half});
  const auto before = traceOf({0, 0, 0, 0, 0, 0});
  const BarRows bars =
      readingOf(&now->model()).rows({document_, &now->model(), now.get(), now_, before_, before.get()}, {});
  ASSERT_EQ(bars.rows.size(), 6U);
  EXPECT_EQ(bars.rows[0].id, 0);
  EXPECT_EQ(bars.rows[0].shown, "tokens 0 to 2") << "no vocabulary";
  EXPECT_NEAR(bars.rows[0].probability, 0.25, 1e-6);
  ASSERT_TRUE(bars.rows[0].before);
  EXPECT_NEAR(bars.rows[0].before->probability, 1.0 / 9, 1e-6);
}

TEST_F(ReadingsTest, AModelThatSaysNothingSaysSo) {
  const ModelInfo bare;
  EXPECT_FALSE(readingOf(&bare).says());
  EXPECT_TRUE(rows(bare).instead.startsWith("This model has no head"));
  ModelInfo notRun;
  notRun.headNotRun = "BertForNextSentencePrediction";
  EXPECT_EQ(
      rows(notRun).instead,
      "This model has a BertForNextSentencePrediction head, which Headlight does not run: attention only, nothing "
      "is predicted.");
  EXPECT_TRUE(readingOf(nullptr).writesOn()) << "without a model the panel stands as for one that writes";
}

TEST_F(ReadingsTest, LabelsAreReadAsTheirKindHasIt) {
  const BarRows one = rows(saying(Says::Label));
  ASSERT_EQ(one.rows.size(), 3U);
  EXPECT_EQ(one.rows[0].shown, "b");
  EXPECT_EQ(one.rows[1].shown, "c");
  EXPECT_NEAR(one.rows[0].probability + one.rows[1].probability + one.rows[2].probability, 1, 1e-9);
  EXPECT_EQ(one.places, 3);

  const BarRows any = rows(saying(Says::Label, LabelKind::AnyOf));
  EXPECT_NEAR(any.rows[0].probability, 1 / (1 + std::exp(-3.0)), 1e-9);
  EXPECT_EQ(any.more, 0);

  const BarRows number = rows(saying(Says::Label, LabelKind::Number));
  EXPECT_TRUE(number.rows.empty());
  EXPECT_EQ(number.instead, QStringLiteral("a: 1.0000\nb: 3.0000\nc: 2.0000"));

  EXPECT_EQ(rows(saying(Says::Label), "B").rows.size(), 1U);
  EXPECT_EQ(rows(saying(Says::Label), "x").instead, QStringLiteral("No label contains “x”."));
}

}  // namespace
}  // namespace headlight::ui
