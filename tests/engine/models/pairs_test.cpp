// Two texts as one input against transformers (tests/vectors/record_pairs.py): token types, next-sentence heads,
// answers in the second text, and what is computed anew after an edit of either.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "compare.h"
#include "derived/answer_spans.h"
#include "models/load_model.h"
#include "reference/partials.h"
#include "support/backends.h"
#include "support/shared_data.h"
#include "support/tiny_model.h"

namespace headlight {
namespace {

using Arrays = std::map<std::string, reference::Array>;
using Ids = std::vector<std::int32_t>;

std::filesystem::path recorded(const std::string& name) { return test::vectorsFolder() / "pairs" / name; }

TokenInput inputOf(const Arrays& expected, const std::string& number, const ModelInfo& info) {
  const Ids second = reference::idsOf(expected.at(number + "second"));
  TokenInput input{reference::idsOf(expected.at(number + "ids")), {}, {second.at(0), second.at(1)}};
  if (info.text()->tokenTypes > 0) input.types = reference::idsOf(expected.at(number + "types"));
  return input;
}

std::shared_ptr<const Trace> run(const Model& model, Backend& backend, const TokenInput& input,
                                 const std::shared_ptr<const Trace>& before = nullptr) {
  return runModel(model, backend, Request{1, input, model.info()->everySite()}, {}, before);
}

void expectLogits(std::span<const float> got, const reference::Array& expected) {
  ASSERT_EQ(got.size(), expected.values.size());
  double largest = 0;
  for (const double value : expected.values) largest = std::max(largest, std::abs(value));
  for (std::size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], expected.values[i], 1e-4 * largest) << "logit " << i;
}

void expectAnswers(const Trace& trace, RowRange second, const reference::Array& answers,
                   const reference::Array& scores) {
  std::vector<int> shape;
  const auto logits = siteToHost(trace, {trace.model().output()->stack, Site::Logits}, shape);
  const auto spans = derived::answerSpans(derived::answerEnds(logits, second), answers.shape.at(0), second);
  ASSERT_EQ(spans.size(), scores.values.size());
  for (std::size_t i = 0; i < spans.size(); ++i) {
    EXPECT_EQ(spans[i].first, static_cast<int>(answers.values[2 * i])) << "answer " << i;
    EXPECT_EQ(spans[i].last, static_cast<int>(answers.values[2 * i + 1])) << "answer " << i;
    EXPECT_NEAR(spans[i].probability(), scores.values[i], 1e-4) << "answer " << i;
  }
}

const char* const folders[] = {"bert-next-sentence", "bert-pretraining",   "bert-answers",   "bert-labels",
                               "bert-decoder",       "albert-pretraining", "roberta-answers"};

class Pairs : public test::OnBackends {};

TEST_P(Pairs, areWhatTransformersComputes) {
  for (const std::string name : folders) {
    SCOPED_TRACE(name);
    const Arrays expected = reference::readSafetensors(recorded(name) / "expected.safetensors");
    const auto model = loadModel(recorded(name), backend());
    const ModelInfo& info = *model->info();
    for (const std::string number : {"0.", "1.", "2."}) {
      SCOPED_TRACE("pair " + number);
      const TokenInput input = inputOf(expected, number, info);
      const auto trace = run(*model, backend(), input);
      int compared = 0;
      for (const auto& [key, values] : expected) {
        if (!key.starts_with(number)) continue;
        const std::string site = key.substr(number.size());
        if (site.find("blocks") != site.npos || site == "embed" || site == "logits")
          test::expectSiteAgrees(*trace, site, values), ++compared;
        if (site == "labels") expectLogits(trace->predictedLogits(), values);
        if (site == "sentences") expectLogits(trace->predictedLogits(1), values);
        if (site == "answers") expectAnswers(*trace, input.second, values, expected.at(number + "scores"));
      }
      EXPECT_GE(compared, 5);
    }
  }
}

TEST_P(Pairs, editsOfEitherTextAreFreshPasses) {
  for (const std::string name : {"bert-next-sentence", "bert-pretraining", "bert-decoder"}) {
    SCOPED_TRACE(name);
    const auto model = loadModel(recorded(name), backend());
    std::array<Ids, 2> texts{test::randomIds(9, 41, 3), test::randomIds(7, 41, 4)};
    const auto joined = [&] {
      TokenInput input{{1}, {0}, {}};
      for (std::size_t text = 0; text < 2; ++text) {
        const int first = static_cast<int>(input.ids.size());
        input.ids.insert(input.ids.end(), texts[text].begin(), texts[text].end());
        if (text == 1) input.second = {first, static_cast<int>(input.ids.size())};
        input.ids.push_back(2);
        input.types.resize(input.ids.size(), static_cast<std::int32_t>(text));
      }
      return input;
    };
    std::shared_ptr<const Trace> trace = run(*model, backend(), joined());
    const Ids dice = test::randomIds(4 * 100, 1 << 20, 9);
    for (std::size_t edit = 0; edit < 100; ++edit) {
      Ids& text = texts[std::size_t(dice[4 * edit]) % 2];
      const auto at = text.begin() + std::ptrdiff_t(std::size_t(dice[4 * edit + 1]) % text.size());
      const std::int32_t id = dice[4 * edit + 2] % 41;
      if (dice[4 * edit + 3] % 3 == 0 && text.size() < 19)
        text.insert(at, id);
      else if (dice[4 * edit + 3] % 3 == 1 && text.size() > 1)
        text.erase(at);
      else
        *at = id;
      const auto next = run(*model, backend(), joined(), trace), fresh = run(*model, backend(), joined());
      for (const auto& [site, rows] : fresh->sites()) {
        std::vector<int> shape, freshShape;
        ASSERT_EQ(siteToHost(*next, site, shape), siteToHost(*fresh, site, freshShape))
            << "edit " << edit << ", site " << toString(site);
      }
      for (std::size_t output = 0; output < model->info()->outputs.size(); ++output)
        ASSERT_TRUE(std::ranges::equal(next->predictedLogits(output), fresh->predictedLogits(output)))
            << "edit " << edit << ", output " << output;
      trace = next;
    }
  }
}

/// The same ids once more with the border moved: only the types differ.
TEST_P(Pairs, aMovedBorderIsSeen) {
  for (const std::string name : {"bert-next-sentence", "bert-decoder"}) {
    const auto model = loadModel(recorded(name), backend());
    const Ids ids = test::randomIds(12, 41, 5);
    const TokenInput before{ids, {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1}, {}},
        now{ids, {0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1}, {}};
    const auto trace = run(*model, backend(), before), next = run(*model, backend(), now, trace),
               fresh = run(*model, backend(), now);
    for (const auto& [site, rows] : fresh->sites()) {
      std::vector<int> shape, freshShape;
      ASSERT_EQ(siteToHost(*next, site, shape), siteToHost(*fresh, site, freshShape)) << name << " " << toString(site);
    }
    const TokenInput plain{ids, {}, {}}, zeros{ids, Ids(12, 0), {}};
    const auto alone = run(*model, backend(), plain), again = run(*model, backend(), zeros, alone);
    EXPECT_EQ(again->firstRow(model->info()->stacks.front().stack, 0), 12) << "no types are types of 0";
  }
}

INSTANTIATE_TEST_SUITE_P(Backends, Pairs, testing::ValuesIn(test::availableBackends()), test::backendName);

TEST(PairHeads, sayWhatTheyAre) {
  const auto backend = makeBackend("cpu", 1);
  const auto infoOf = [&](const char* name) { return *loadModel(recorded(name), *backend)->info(); };
  const ModelInfo next = infoOf("bert-next-sentence");
  EXPECT_STREQ(next.task(), "next_sentence_prediction");
  EXPECT_EQ(next.output()->labels, (std::vector<std::string>{"follows", "does not follow"}));
  for (const char* name : {"bert-pretraining", "albert-pretraining"}) {
    const ModelInfo both = infoOf(name);
    ASSERT_EQ(both.outputs.size(), 2u);
    EXPECT_STREQ(both.task(), "masked_lm") << "the first is what is shown";
    EXPECT_TRUE(both.outputs[1].ofPair);
  }
  EXPECT_EQ(infoOf("albert-pretraining").outputs[1].labels, (std::vector<std::string>{"in order", "swapped"}));
  for (const char* name : folders) {
    const ModelInfo info = infoOf(name);
    EXPECT_TRUE(info.notUsed.empty()) << name << ": " << info.notUsed.front();
    EXPECT_EQ(info.text()->tokenTypes, name == std::string("bert-labels")       ? 3
                                       : name == std::string("roberta-answers") ? 1
                                                                                : 2);
  }
}

TEST(PairHeads, typesThatTheModelHasNotGotAreRefused) {
  const auto backend = makeBackend("cpu", 1);
  const auto refusal = [&](const char* name, const TokenInput& input) -> std::string {
    const auto model = loadModel(recorded(name), *backend);
    try {
      run(*model, *backend, input);
    } catch (const Error& error) {
      return error.what();
    }
    return "ran";
  };
  const std::string many = refusal("bert-answers", {{3, 4, 5}, {0, 1, 2}, {}});
  EXPECT_NE(many.find("token 2 has type 2, the model knows 2 types of tokens"), std::string::npos) << many;
  const std::string none = refusal("roberta-answers", {{3, 4, 5}, {0, 1, 1}, {}});
  EXPECT_NE(none.find("it takes no pair of texts"), std::string::npos) << none;
  const std::string few = refusal("bert-answers", {{3, 4, 5}, {0, 1}, {}});
  EXPECT_NE(few.find("expected a token type for each of 3 tokens, got 2"), std::string::npos) << few;
}

}  // namespace
}  // namespace headlight
