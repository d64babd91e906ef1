#include "session/generation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "base/error.h"
#include "models/load_model.h"
#include "recorder.h"
#include "support/backends.h"
#include "support/shared_data.h"
#include "support/tiny_encoder.h"
#include "support/tiny_model.h"

// Writing on beside edits, what it computes, and where it ends. What it writes is generation_parity_test.cpp.
namespace headlight {
namespace {

using test::Recorder;
using Ids = std::vector<std::int32_t>;
using States = std::vector<GenerationState>;

Ids idsOf(const GenerationState& state) {
  Ids ids;
  for (const WrittenToken& token : state.tokens) ids.push_back(token.id);
  return ids;
}

/// Every state of a generation that runs by itself.
States runAlone(const Loaded& loaded, Generation generation) {
  States states;
  generation.written = [&](const GenerationState& state) { states.push_back(state); };
  const Job job = generationJob(std::move(generation), {});
  while (job.slice(loaded, {})) {
  }
  return states;
}

class Generating : public test::OnBackends {
 protected:
  Loaded load(const std::filesystem::path& folder) {
    const std::shared_ptr<Backend> unowned(std::shared_ptr<void>(), &backend());
    return {unowned, loadModel(folder, backend())};
  }
  Loaded translator() { return load(test::vectorsFolder() / "marian" / "shared"); }
  Loaded decoder() {
    test::writeTinyModel(folder_.path());
    return load(folder_.path());
  }
  static Inputs pair(Ids source, Ids target) {
    return std::vector<Input>{TokenInput{std::move(source)}, TokenInput{std::move(target)}};
  }
  test::TemporaryFolder folder_;
};

// Token by token from kept traces is what whole passes would have chosen.
TEST_P(Generating, writesWhatWholePassesChoose) {
  const Loaded loaded = decoder();
  const std::vector<Intervention> changes{ScaleHead{StackId::Decoder, 0, 1, 0}};
  GenerationConfig config;
  config.maxNewTokens = 70;
  const States states = runAlone(loaded, {TokenInput{{1, 2, 3}}, changes, config, {}});
  ASSERT_EQ(states.size(), 70u);
  Ids ids{1, 2, 3};
  for (int i = 0; i < 70; ++i) {
    const auto trace = runModel(*loaded.model, *loaded.backend, {1, TokenInput{ids}, {}, changes});
    const auto logits = trace->predictedLogits();
    ids.push_back(static_cast<std::int32_t>(std::ranges::max_element(logits) - logits.begin()));
  }
  EXPECT_EQ(idsOf(states.back()), Ids(ids.begin() + 3, ids.end()));
  for (std::size_t step = 0; step < states.size(); ++step) {
    EXPECT_EQ(states[step].tokens.size(), step + 1) << "published as it comes";
    EXPECT_EQ(states[step].computedRows, std::vector<int>{step == 0 ? 3 : 1});
    EXPECT_EQ(states[step].done, step == 69);
  }
  EXPECT_TRUE(states.back().stoppedAtLimit());
}

// Of the encoder nothing is computed once it was read, whatever the beams do; of the decoder one row a beam.
TEST_P(Generating, computesOneRowOfTheTargetAndNoneOfTheSource) {
  const Loaded loaded = translator();
  for (const int beams : {1, 4}) {
    GenerationConfig config;
    config.beams = beams;
    config.ends = {0};
    config.maxLength = 30;
    const States states = runAlone(loaded, {pair({3, 9, 14, 6, 0}, {30}), {}, config, {}});
    ASSERT_GE(states.size(), 4u);
    EXPECT_EQ(states.front().computedRows, (std::vector<int>{5, 1}));
    for (std::size_t step = 1; step < states.size(); ++step)
      EXPECT_EQ(states[step].computedRows, (std::vector<int>{0, 1})) << beams << " beams, step " << step;
  }
}

// Beams change places from step to step; each one's scores are those of a fresh pass over its text.
TEST_P(Generating, beamsScoreAsFreshPasses) {
  const Loaded loaded = translator();
  GenerationConfig config;
  config.beams = 4;
  config.maxLength = 16;
  const Ids source{5, 11, 2, 8};
  const States states = runAlone(loaded, {pair(source, {30}), {}, config, {}});
  const BeamTree& tree = *states.back().beams;
  bool branched = false;
  for (const int end : tree.ended) {
    Ids target{30};
    double sum = 0;
    for (const int place : tree.wayTo(end)) {
      const auto trace = runModel(*loaded.model, *loaded.backend, {1, pair(source, target)});
      std::vector<float> logits(trace->predictedLogits().begin(), trace->predictedLogits().end());
      logSoftmax(logits);
      const BeamNode& node = tree.nodes[static_cast<std::size_t>(place)];
      sum += double{logits[static_cast<std::size_t>(node.token)]};
      EXPECT_NEAR(node.score, sum, 1e-4);
      target.push_back(node.token);
    }
    branched = branched || tree.wayTo(end).front() != tree.wayTo(tree.best()).front() || end == tree.best();
  }
  EXPECT_TRUE(branched);
  EXPECT_EQ(tree.ended.size(), 4u);
}

TEST_P(Generating, endsWithItsEndTokenAndWithTheContext) {
  const Loaded loaded = decoder();
  GenerationConfig config;
  config.maxNewTokens = 1000;
  const States full = runAlone(loaded, {TokenInput{{1}}, {}, config, {}});
  EXPECT_EQ(full.back().tokens.size(), 95u) << "the context takes 96";
  EXPECT_TRUE(full.back().stoppedAtLimit());
  EXPECT_EQ(full.back().limit, 96);
  const Ids ids = idsOf(full.back());
  config.ends = {ids[9]};
  const States ended = runAlone(loaded, {TokenInput{{1}}, {}, config, {}});
  ASSERT_TRUE(ended.back().end);
  EXPECT_EQ(ended.back().end->id, ids[9]);
  EXPECT_FALSE(ended.back().stoppedAtLimit());
  const auto first = std::ranges::find(ids, ids[9]);
  EXPECT_EQ(idsOf(ended.back()), Ids(ids.begin(), first)) << "it is not written";
  const States nothing = runAlone(loaded, {TokenInput{full.empty() ? Ids{} : test::randomIds(96, 61)}, {}, config, {}});
  ASSERT_EQ(nothing.size(), 1u);
  EXPECT_TRUE(nothing.back().stoppedAtLimit()) << "no room, and nothing computed";
}

TEST_P(Generating, anEndThatIsForcedAtTheLimitIsTheLimit) {
  const Loaded loaded = translator();
  for (const int beams : {1, 3}) {
    GenerationConfig config;
    config.beams = beams;
    config.ends = {0};
    config.minLength = 5;  // no end but the forced one
    config.forcedLast = {0};
    config.maxLength = 6;
    const States states = runAlone(loaded, {pair({3, 9, 14}, {30}), {}, config, {}});
    ASSERT_TRUE(states.back().end);
    EXPECT_EQ(states.back().tokens.size(), 4u);
    EXPECT_TRUE(states.back().stoppedAtLimit()) << beams;
  }
}

TEST_P(Generating, drawsTheSameTokensOfTheSameSeed) {
  const Loaded loaded = translator();
  GenerationConfig config;
  config.sample = true;
  config.maxLength = 30;
  const auto drawn = [&](std::uint64_t seed) {
    config.sampling.seed = seed;
    return idsOf(runAlone(loaded, {pair({3, 9, 14}, {30}), {}, config, {}}).back());
  };
  EXPECT_EQ(drawn(1), drawn(1));
  EXPECT_NE(drawn(1), drawn(2));
  config.badWords = {{drawn(1).front()}};
  EXPECT_EQ(std::ranges::count(drawn(1), config.badWords[0][0]), 0) << "what is forbidden is not drawn";
}

INSTANTIATE_TEST_SUITE_P(Backends, Generating, testing::ValuesIn(test::availableBackends()), test::backendName);

class GeneratingOnASession : public testing::Test {
 protected:
  void SetUp() override { model_ = loadModel(test::vectorsFolder() / "marian" / "shared", *backend_); }
  Session::Loader loader() {
    return [this](const LoadProgress&, std::stop_token) { return Loaded{backend_, model_}; };
  }
  Generation of(Ids source, int beams, int length) {
    Generation generation{std::vector<Input>{TokenInput{std::move(source)}, TokenInput{{30}}}, {}, {}, {}};
    generation.config.beams = beams;
    generation.config.maxLength = length;
    return generation;
  }
  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);
  std::shared_ptr<const Model> model_;
};

// An edit comes in at any time, is answered, and the generation ends as if nobody had edited.
TEST_F(GeneratingOnASession, editsWinAndItGoesOn) {
  for (const int beams : {1, 4}) {
    Recorder recorder;
    Session session(loader(), recorder.callbacks());
    std::vector<GenerationState> states;
    Generation generation = of({4, 9, 2}, beams, 40);
    std::atomic<int> steps = 0;
    generation.written = [&](const GenerationState& state) {
      states.push_back(state);
      ++steps;
    };
    session.start(generationJob(generation, [&](const std::string& error) { recorder.note("ended " + error); }));
    for (std::uint64_t revision = 1; revision <= 12; ++revision) {
      session.submit(
          {revision, std::vector<Input>{TokenInput{{static_cast<std::int32_t>(revision)}}, TokenInput{{30, 4}}}});
      ASSERT_TRUE(recorder.waitForRevision(revision));
      std::this_thread::yield();
    }
    ASSERT_TRUE(recorder.waitForNote("ended "));
    EXPECT_EQ(idsOf(states.back()), idsOf(runAlone({backend_, model_}, of({4, 9, 2}, beams, 40)).back()));
  }
}

TEST_F(GeneratingOnASession, aNewSourceSilencesTheOld) {
  Recorder recorder;
  Session session(loader(), recorder.callbacks());
  std::atomic<bool> replaced = false;
  std::atomic<int> stale = 0;
  Generation old = of({4, 9, 2}, 1, 40), fresh = of({7, 7, 5}, 1, 40);
  old.written = [&](const GenerationState&) { stale += replaced; };
  std::vector<GenerationState> states;
  fresh.written = [&](const GenerationState& state) {
    replaced = true;
    states.push_back(state);
  };
  session.start(generationJob(old, [](const std::string&) {}));
  session.start(generationJob(fresh, [&](const std::string& error) { recorder.note("ended " + error); }));
  ASSERT_TRUE(recorder.waitForNote("ended "));
  EXPECT_EQ(stale, 0);
  EXPECT_EQ(idsOf(states.back()), idsOf(runAlone({backend_, model_}, of({7, 7, 5}, 1, 40)).back()));
}

TEST(Generation, onlyModelsThatSayWhatComesNextWriteOn) {
  const test::TemporaryFolder folder;
  test::writeTinyEncoder(folder.path());
  const auto backend = makeBackend("cpu", 1);
  const std::shared_ptr<const Model> model = loadModel(folder.path(), *backend);
  try {
    runAlone(Loaded{backend, model}, {TokenInput{{1}}, {}, {}, {}});
    FAIL() << "wrote";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("cannot write on"), std::string::npos) << error.what();
  }
}

TEST(Generation, typedTargetsStartAsTheModelWantsThem) {
  const ModelInfo model = describeModel(test::vectorsFolder() / "marian" / "shared");
  GenerationConfig config;
  EXPECT_THROW(startOf(config, model), Error);
  config.start = 30;
  config.ends = {0};
  EXPECT_EQ(startOf(config, model), Ids{30});
  EXPECT_EQ(asPrompt({}, config, model), Ids{30});
  EXPECT_EQ(asPrompt({4, 5, 0}, config, model), (Ids{30, 4, 5})) << "T5's tokenizer ends every text";
  EXPECT_EQ(asPrompt({30, 4, 5}, config, model), (Ids{30, 4, 5}));
}

}  // namespace
}  // namespace headlight
