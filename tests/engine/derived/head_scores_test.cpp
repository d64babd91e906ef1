#include "derived/head_scores.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>

#include "models/load_model.h"
#include "reference/reference.h"
#include "support/backends.h"
#include "support/derived_maps.h"
#include "support/normal_deviates.h"
#include "support/tiny_encoder.h"
#include "support/tiny_model.h"

namespace headlight::derived {
namespace {

using enum HeadScore;

/// A trace of one layer of a causal text, of these weights [heads, tokens, tokens].
std::shared_ptr<const Trace> traceOf(std::vector<std::int32_t> ids, const std::vector<float>& weights,
                                     std::vector<Intervention> changes = {}) {
  static const auto backend = makeBackend("cpu", 1);
  const auto tokens = static_cast<int>(ids.size()), heads = static_cast<int>(weights.size() / ids.size() / ids.size());
  auto model = std::make_shared<ModelInfo>();
  model->stacks = {{.stack = StackId::Decoder, .layers = 1, .heads = heads, .kvHeads = heads, .headWidth = 4}};
  model->inputs = {textInput(100, 1000)};
  Trace::Contents contents;
  contents.model = model;
  contents.inputs = TokenInput{std::move(ids)};
  contents.changes = std::move(changes);
  auto numbers = std::make_shared<PatternBlockNumbers>();
  std::vector<float> rows;
  for (int query = 0; query < tokens; ++query)
    for (int head = 0; head < heads; ++head) {
      const float* row = weights.data() + static_cast<std::ptrdiff_t>((head * tokens + query) * tokens);
      rows.insert(rows.end(), row, row + tokens);
      std::array<float, PatternSumCount> sums{};
      for (int key = 0; key <= query; ++key)
        if (row[key] > 0) sums[PatternEntropyBits] -= row[key] * std::log2(row[key]);
      numbers->rows.insert(numbers->rows.end(), sums.begin(), sums.end());
    }
  Tensor tensor = backend->allocate({tokens, heads, tokens}, DType::F32);
  backend->write(tensor, std::as_bytes(std::span(rows)));
  contents.sites.emplace(patternSite(StackId::Decoder, 0), Rows({std::move(tensor)}));
  contents.patternNumbers[{StackId::Decoder, 0}] = {std::move(numbers)};
  return std::make_shared<const Trace>(std::move(contents));
}

HeadScores scoresOf(const std::shared_ptr<const Trace>& trace, int head = 0) {
  return HeadScoreReader().of(*trace, StackId::Decoder, 0).at(static_cast<std::size_t>(head));
}

void expectScore(const HeadScores& scores, HeadScore which, double value, double chance, int rows) {
  EXPECT_NEAR(scoreIn(scores, which).value, value, 1e-6) << toString(which);
  EXPECT_NEAR(scoreIn(scores, which).chance, chance, 1e-6) << toString(which);
  EXPECT_EQ(scoreIn(scores, which).rows, rows) << toString(which);
}

TEST(HeadScores, ofThreeTokensAndTwoHeadsByHand) {
  // The third token is the first one again: it was followed by the second.
  const auto trace = traceOf({5, 6, 5}, {1, 0, 0, .25F, .75F, 0, .2F, .2F, .6F,  //
                                         1, 0, 0, .9F, .1F, 0, .5F, .4F, .1F});
  const HeadScores first = scoresOf(trace, 0), second = scoresOf(trace, 1);
  expectScore(first, PreviousToken, (.25 + .2) / 2, (1 / 2. + 1 / 3.) / 2, 2);
  expectScore(second, PreviousToken, (.9 + .4) / 2, (1 / 2. + 1 / 3.) / 2, 2);
  expectScore(first, DuplicateToken, .2, 1 / 3., 1);
  expectScore(second, DuplicateToken, .5, 1 / 3., 1);
  expectScore(first, Induction, .2, 1 / 3., 1);
  expectScore(second, Induction, .4, 1 / 3., 1);
  expectScore(first, FirstToken, (.25 + .2) / 2, (1 / 2. + 1 / 3.) / 2, 2);
  expectScore(first, SamePosition, (.75 + .6) / 2, (1 / 2. + 1 / 3.) / 2, 2);
  expectScore(first, Local, 1, 1, 2);
  const double two = -(.25 * std::log2(.25) + .75 * std::log2(.75)),
               three = -(.2 * std::log2(.2) * 2 + .6 * std::log2(.6)) / std::log2(3.);
  expectScore(first, Broad, (two + three) / 2, 1, 2);
  for (const HeadScore absent : {NextToken, Alignment}) {
    EXPECT_TRUE(std::isnan(scoreIn(first, absent).value)) << toString(absent);
    EXPECT_EQ(scoreIn(first, absent).rows, 0);
  }
  EXPECT_EQ(scoreIn(first, DuplicateToken).evidence, 0) << "the first token is a sink as well as a duplicate";
}

TEST(HeadScores, aRowThatIsLeftWithOneKeyDoesNotCount) {
  const std::vector<float> weights{1, 0, 0, 0, 1, 0, 0, .4F, .6F};
  const HeadScores masked = scoresOf(traceOf({1, 2, 3}, weights, {MaskKey{StackId::Decoder, 0}}));
  EXPECT_EQ(scoreIn(masked, SamePosition).rows, 1);
  EXPECT_NEAR(scoreIn(masked, SamePosition).value, .6, 1e-6);
  EXPECT_NEAR(scoreIn(masked, SamePosition).chance, .5, 1e-6) << "of the two keys that are left";
  const HeadScores cut = scoresOf(traceOf({1, 2, 3}, weights, {CutEdge{StackId::Decoder, 0, 0, 1, 0}}));
  EXPECT_EQ(scoreIn(cut, SamePosition).rows, 1);
}

/// Every query gives all to the key that `wanted` names.
std::vector<float> pattern(int tokens, const std::function<int(int)>& wanted) {
  std::vector<float> weights(static_cast<std::size_t>(tokens * tokens), 0.0F);
  for (int query = 0; query < tokens; ++query) weights[static_cast<std::size_t>(query * tokens + wanted(query))] = 1;
  return weights;
}

TEST(HeadScores, aSimplerHabitIsNotCalledByAnotherName) {
  std::vector<std::int32_t> turns, same;
  for (int i = 0; i < 24; ++i) {
    turns.push_back(3 + i % 2);
    same.push_back(3);
  }
  const auto previous = pattern(24, [](int query) { return std::max(0, query - 1); });
  const auto first = pattern(24, [](int) { return 0; });
  const auto itself = pattern(24, [](int query) { return query; });
  for (const auto& ids : {turns, same}) {
    EXPECT_EQ(saidOf(scoresOf(traceOf(ids, previous))), std::vector{PreviousToken});
    EXPECT_EQ(saidOf(scoresOf(traceOf(ids, first))), std::vector{FirstToken});
    EXPECT_EQ(saidOf(scoresOf(traceOf(ids, itself))), std::vector{SamePosition});
  }
}

TEST(HeadScores, whatIsSaidIsTheMostParticular) {
  std::vector<std::int32_t> ids(24);
  std::iota(ids.begin(), ids.end(), 1);
  std::copy_n(ids.begin(), 12, ids.begin() + 12);  // twice
  EXPECT_EQ(saidOf(scoresOf(traceOf(ids, pattern(24, [](int query) { return query < 12 ? query / 2 : query - 11; })))),
            std::vector{Induction});
  EXPECT_EQ(saidOf(scoresOf(traceOf(ids, pattern(24, [](int query) { return query < 12 ? query / 2 : query - 12; })))),
            std::vector{DuplicateToken});
  EXPECT_EQ(saidOf(scoresOf(traceOf(ids, pattern(24, [](int query) { return std::max(0, query - 2); })))),
            std::vector{Local});
  std::vector<float> even(24 * 24, 0.0F);
  for (int query = 0; query < 24; ++query)
    std::fill_n(even.begin() + query * 24, query + 1, 1.0F / static_cast<float>(query + 1));
  EXPECT_EQ(saidOf(scoresOf(traceOf(ids, even))), std::vector<HeadScore>{}) << "untrained heads spread evenly too";
  EXPECT_NEAR(scoreIn(scoresOf(traceOf(ids, even)), Broad).value, 1, 1e-6);
}

TEST(HeadScores, fewTokensProveNothing) {
  for (const int tokens : {1, 2, 3, 5, 6}) {
    std::vector<std::int32_t> ids(static_cast<std::size_t>(tokens));
    std::iota(ids.begin(), ids.end(), 1);
    for (const auto& weights :
         {pattern(tokens, [](int query) { return std::max(0, query - 1); }), pattern(tokens, [](int) { return 0; }),
          pattern(tokens, [](int query) { return query; })})
      EXPECT_TRUE(saidOf(scoresOf(traceOf(ids, weights))).empty()) << tokens;
  }
}

class HeadScoresOfPasses : public test::OnBackends {
 protected:
  /// How many heads something is said of.
  int said(const Model& model, std::vector<std::int32_t> ids) {
    const StackInfo& stack = model.info()->stacks.front();
    const auto trace = test::pass(model, backend(), std::move(ids));
    int found = 0;
    for (int layer = 0; layer < stack.layers; ++layer)
      for (const HeadScores& head : HeadScoreReader().of(*trace, stack.stack, layer)) found += !saidOf(head).empty();
    return found;
  }
};

TEST_P(HeadScoresOfPasses, areWhatNumPyComputes) {
  const auto recorded = reference::readSafetensors(test::vectors / "derived" / "head_scores.safetensors");
  int compared = 0;
  for (const auto& [folder, size, kind] : {std::tuple{"gpt2-tiny-f32", "7", "text"},
                                           {"gpt2-tiny-f32", "70", "text"},
                                           {"mistral-window", "34", "text"},
                                           {"bert-tiny-mlm", "17", "text"},
                                           {"marian/bare", "0", "cross"},
                                           {"marian/bare", "1", "cross"},
                                           {"vit-tiny", "24x24", "picture"},
                                           {"vit-tiny", "40x16", "picture"},
                                           {"deit-tiny", "32x16", "picture"}}) {
    const auto model = loadModel(test::vectors / folder, backend());
    const auto expected = reference::readSafetensors(test::vectors / folder / "expected.safetensors");
    const auto ids = [&](const std::string& name) {
      const auto& values = expected.at(size + ("." + name)).values;
      return TokenInput{std::vector<std::int32_t>(values.begin(), values.end())};
    };
    const std::string what = kind;
    Request request{1, {}, model->info()->everySite()};
    if (what == "picture")
      request.inputs = test::recordedPicture({folder, size});
    else if (what == "cross")
      request.inputs = std::vector<Input>{ids("source"), ids("target")};
    else
      request.inputs = ids("ids");
    const auto trace = runModel(*model, backend(), request);
    const AttentionId attention =
        what == "cross" ? AttentionId(StackId::Decoder, 1) : AttentionId(model->info()->stacks.front().stack);
    const std::string key = std::string(folder) + "." + size + ".";
    for (int layer = 0; layer < model->info()->stack(attention.stack).layers; ++layer) {
      const std::vector<HeadScores> found = HeadScoreReader().of(*trace, attention, layer);
      const std::vector<HeadScore> there = headScoresOf(*model->info(), attention);
      for (const HeadScore score : everyHeadScore) {
        const std::string name = key + toString(score), place = "." + std::to_string(layer);
        SCOPED_TRACE(name + place);
        ASSERT_EQ(recorded.contains(name + place), std::ranges::find(there, score) != there.end());
        if (!recorded.contains(name + place)) continue;
        const auto& values = recorded.at(name + place).values;
        ASSERT_EQ(found.size(), values.size());
        for (std::size_t head = 0; head < found.size(); ++head) {
          const ScoreOfHead& one = scoreIn(found[head], score);
          EXPECT_EQ(one.rows, static_cast<int>(recorded.at(name + ".rows").values[0]));
          if (one.rows == 0) {
            EXPECT_TRUE(std::isnan(one.value) && std::isnan(values[head]));
            continue;
          }
          EXPECT_NEAR(one.value, values[head], 1e-5);  // float32 passes of two libraries
          EXPECT_NEAR(one.chance, recorded.at(name + ".chance").values[0], 1e-6);
          ++compared;
          const auto detector = recorded.find(key + "transformer_lens." + toString(score) + place);
          if (detector == recorded.end()) continue;
          EXPECT_NEAR(one.value * static_cast<float>(one.rows) / static_cast<float>(trace->rows(attention.stack)),
                      detector->second.values[head], 1e-5);
          ++compared;
        }
      }
    }
  }
  EXPECT_GT(compared, 400);
}

TEST_P(HeadScoresOfPasses, sayOfStorytellerWhatItsCardSays) {
  const auto folder = test::bundledAssets() / "models" / "storyteller";
  std::ifstream stream(folder / "heads.json");
  const auto card = nlohmann::json::parse(stream);
  const auto model = loadModel(folder, backend());
  const std::map<std::string, HeadScore> roles{
      {"previous token", PreviousToken}, {"induction", Induction}, {"first token", FirstToken}};
  std::set<std::pair<int, int>> previous, induction;
  for (const auto& claim : card.at("claims")) {
    if (claim.at("role") == "previous token") previous.emplace(claim.at("layer"), claim.at("head"));
    if (claim.at("role") == "induction") induction.emplace(claim.at("layer"), claim.at("head"));
  }
  std::vector<std::vector<std::int32_t>> texts;
  for (const char* list : {"claims", "predictions"})
    for (const auto& one : card.at(list)) {
      const auto ids = one.at("input_ids").get<std::vector<std::int32_t>>();
      if (std::ranges::find(texts, ids) == texts.end()) texts.push_back(ids);
    }
  ASSERT_GE(texts.size(), 4u);
  int confirmed = 0;
  for (const auto& ids : texts) {
    const auto trace = test::pass(*model, backend(), ids);
    for (int layer = 0; layer < 6; ++layer) {
      const std::vector<HeadScores> heads = HeadScoreReader().of(*trace, StackId::Decoder, layer);
      for (int head = 0; head < 8; ++head) {
        SCOPED_TRACE(testing::Message() << "L" << layer << "H" << head << ", " << ids.size() << " tokens");
        const HeadScores& scores = heads[static_cast<std::size_t>(head)];
        const std::vector<HeadScore> said = saidOf(scores);
        const auto says = [&](HeadScore what) { return std::ranges::find(said, what) != said.end(); };
        EXPECT_TRUE(!says(PreviousToken) || previous.contains({layer, head}));
        EXPECT_TRUE(!says(Induction) || induction.contains({layer, head}));
        for (const HeadScore none : {DuplicateToken, SamePosition}) EXPECT_FALSE(says(none)) << toString(none);
        // What the card claims of this text is said, where it is half the weight and the text is long enough.
        for (const auto& claim : card.at("claims"))
          if (claim.at("layer") == layer && claim.at("head") == head && claim.at("input_ids") == ids &&
              claim.at("score") >= 0.6) {
            EXPECT_TRUE(says(roles.at(claim.at("role")))) << claim.at("role");
            ++confirmed;
          }
      }
    }
  }
  EXPECT_GE(confirmed, 6);
}

/// Numbers as transformers starts with (initializer_range 0.02), or larger.
void restart(const std::filesystem::path& folder, double deviation, std::uint64_t seed) {
  test::NormalDeviates normal(seed);
  test::editTensors(folder, [&](test::RawTensors& tensors) {
    for (auto& [name, tensor] : tensors) {
      if (tensor.shape.size() < 2) continue;  // norms and biases
      const int count = std::accumulate(tensor.shape.begin(), tensor.shape.end(), 1, std::multiplies<>());
      tensor = test::rawTensor("F32", tensor.shape, normal.draw(count, deviation));
    }
  });
}

TEST_P(HeadScoresOfPasses, sayNothingOfRandomWeights) {
  test::TemporaryFolder folder;
  int heads = 0;
  for (std::uint64_t seed = 1; seed <= (onCpu() ? 24 : 4); ++seed)
    for (const bool causal : {true, false})
      for (const double deviation : {0.02, 0.1}) {
        if (causal)
          test::writeTinyModel(folder.path(), {.layers = 3, .width = 64, .seed = seed});
        else
          test::writeTinyEncoder(folder.path(), {.layers = 3, .width = 64, .seed = seed});
        restart(folder.path(), deviation, seed);
        const auto model = loadModel(folder.path(), backend());
        for (const int tokens : {2, 3, 5, 8, 12, 24, 64, 90}) {
          EXPECT_EQ(said(*model, test::randomIds(tokens, 61, seed)), 0) << seed << " " << tokens << " " << deviation;
          EXPECT_EQ(said(*model, test::randomIds(tokens, 5, seed)), 0)
              << "few kinds of tokens: " << seed << " " << tokens;
          heads += 24;
        }
      }
  EXPECT_GT(heads, onCpu() ? 18000 : 3000);
}

TEST_P(HeadScoresOfPasses, keptSumsAreThoseOfAFreshReader) {
  test::TemporaryFolder folder;
  test::writeTinyModel(folder.path(), {.positions = 200});
  const auto model = loadModel(folder.path(), backend());
  HeadScoreReader kept;
  std::vector<std::int32_t> ids = test::randomIds(150, 20);
  std::shared_ptr<const Trace> before;
  for (const int edited : {-1, 149, 70, 3, 148}) {
    if (edited >= 0) ids[static_cast<std::size_t>(edited)] = (ids[static_cast<std::size_t>(edited)] + 7) % 20;
    const Request request{1, TokenInput{ids}, model->info()->everySite()};
    const auto trace = runModel(*model, backend(), request, {}, before);
    for (int layer = 0; layer < 2; ++layer) {
      const auto now = kept.of(*trace, StackId::Decoder, layer),
                 fresh = HeadScoreReader().of(*trace, StackId::Decoder, layer);
      for (std::size_t head = 0; head < fresh.size(); ++head)
        for (const HeadScore score : everyHeadScore) {
          EXPECT_EQ(scoreIn(now[head], score).rows, scoreIn(fresh[head], score).rows);
          if (scoreIn(fresh[head], score).rows > 0) {
            EXPECT_EQ(scoreIn(now[head], score).value, scoreIn(fresh[head], score).value) << toString(score);
            EXPECT_EQ(scoreIn(now[head], score).evidence, scoreIn(fresh[head], score).evidence);
          }
        }
    }
    before = trace;
  }
}

INSTANTIATE_TEST_SUITE_P(Backends, HeadScoresOfPasses, testing::ValuesIn(test::availableBackends()), test::backendName);

}  // namespace
}  // namespace headlight::derived
