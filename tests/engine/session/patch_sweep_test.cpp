#include "session/patch_sweep.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stop_token>

#include "../session/recorder.h"
#include "base/error.h"
#include "models/load_model.h"
#include "reference/reference.h"
#include "run/run.h"
#include "support/backends.h"
#include "support/near.h"
#include "support/passes.h"
#include "support/shared_data.h"
#include "support/tiny_model.h"

namespace headlight {
namespace {

const std::filesystem::path vectors = test::vectorsFolder();
constexpr StackId decoder = StackId::Decoder;

std::vector<std::int32_t> idsOf(const reference::Array& array) { return {array.values.begin(), array.values.end()}; }

class Patching : public test::OnBackends {
 protected:
  Loaded onBackend(const std::filesystem::path& folder) {
    auto own = makeBackend(GetParam(), 1);
    std::shared_ptr<const Model> model = loadModel(folder, *own);
    return {std::move(own), std::move(model)};
  }
  static std::shared_ptr<const Trace> passOf(const Loaded& loaded, const std::vector<std::int32_t>& ids, int row = -1,
                                             std::vector<Intervention> changes = {}) {
    Request request{1, TokenInput{ids}, {}, std::move(changes)};
    request.predictedRow = row;
    return runModel(*loaded.model, *loaded.backend, request);
  }
  static PatchMap sweep(const Loaded& loaded, PatchQuestion question) {
    return patchSweep(*loaded.model, *loaded.backend, std::move(question));
  }
};

// GPT-2 of random weights, BERT, and Storyteller with a target that is longer than its source: every layer and row as
// PyTorch's own modules say it when a hook puts the row in place.
TEST_P(Patching, isWhatPyTorchSaysWithAHook) {
  const auto expected = reference::readSafetensors(vectors / "patching" / "expected.safetensors");
  int maps = 0;
  for (const std::string name : {"gpt2-tiny-f32", "bert-tiny-mlm", "storyteller"}) {
    const Loaded loaded = onBackend(name == "storyteller" ? test::bundledAssets() / "models" / name : vectors / name);
    const StackId stack = loaded.model->info()->stacks.front().stack;
    const int row = name == "bert-tiny-mlm" ? 1 : -1;
    const auto source = passOf(loaded, idsOf(expected.at(name + ".source")), row),
               target = passOf(loaded, idsOf(expected.at(name + ".target")), row);
    std::vector<derived::AlignedRows> rows;
    const std::vector<double>& pairs = expected.at(name + ".rows").values;
    for (std::size_t i = 0; i < pairs.size(); i += 2)
      rows.push_back({static_cast<int>(pairs[i]), static_cast<int>(pairs[i + 1])});
    for (const auto& [key, values] : expected) {
      const auto site = parseSite("blocks.0." + key.substr(name.size() + 1), stack);
      const auto inAttention = parseSite("blocks.0.attn." + key.substr(name.size() + 1), stack);
      if (!key.starts_with(name + ".") || values.shape.size() != 3) continue;
      // 114 passes a map: of the larger model one that goes into the stream, and one that is all of it.
      if (name == "storyteller" && !key.ends_with(".mlp_out") && !key.ends_with(".resid_pre")) continue;
      SCOPED_TRACE(key);
      ASSERT_TRUE(site || inAttention);
      const PatchMap map =
          sweep(loaded, {.source = source, .target = target, .site = site ? *site : *inAttention, .rows = rows});
      EXPECT_EQ(map.answer, static_cast<int>(expected.at(name + ".answer").values[0]));
      EXPECT_EQ(map.instead, static_cast<int>(expected.at(name + ".answer").values[1]));
      const std::vector<double>& ends = expected.at(name + ".ends").values;
      EXPECT_NEAR(map.source.logProbability, ends[0], 1e-4);
      EXPECT_NEAR(map.source.logitDifference, ends[1], 1e-4);
      EXPECT_NEAR(map.target.logProbability, ends[2], 1e-4);
      EXPECT_NEAR(map.target.logitDifference, ends[3], 1e-4);
      ASSERT_EQ(map.layers, values.shape[0]);
      ASSERT_EQ(map.rows.size(), static_cast<std::size_t>(values.shape[1]));
      for (std::size_t i = 0; i < map.readings.size(); ++i) {
        EXPECT_NEAR(map.readings[i].logProbability, values.values[2 * i], 2e-4) << i;
        EXPECT_NEAR(map.readings[i].logitDifference, values.values[2 * i + 1], 2e-4) << i;
      }
      ++maps;
    }
  }
  EXPECT_EQ(maps, 12);
}

// A pass that keeps what stands before the patch is the pass from scratch, to the bit.
TEST_P(Patching, isEveryFreshPassToTheBit) {
  const Loaded loaded = onBackend(vectors / "gpt2-tiny-f32");
  const std::vector<Intervention> whatIfs{ScaleHead{decoder, 1, 2, 0}};
  const auto source = passOf(loaded, test::randomIds(9, 61, 3)),
             target = passOf(loaded, test::randomIds(6, 61, 4), 4, whatIfs);
  const auto rows = std::vector<derived::AlignedRows>{{0, 0}, {-1, 1}, {3, 2}, {7, 5}, {8, -1}};
  for (const Site site : patchableSites(loaded.model->info()->stack(decoder))) {
    SCOPED_TRACE(toString({decoder, site, 0}));
    const PatchMap map =
        sweep(loaded,
              {.source = source, .target = target, .site = {decoder, site}, .rows = rows, .answer = 11, .instead = 13});
    EXPECT_EQ(map.rows, (std::vector<derived::AlignedRows>{{0, 0}, {3, 2}, {7, 5}})) << "those that both have";
    for (int layer = 0; layer < map.layers; ++layer)
      for (int column = 0; column < 3; ++column) {
        const auto& [a, b, same] = map.rows[static_cast<std::size_t>(column)];
        const SiteId id{decoder, site, layer};
        Request request{1, TokenInput{test::randomIds(6, 61, 4)}, {}, whatIfs};
        request.predictedRow = 4;
        request.changes.push_back(PatchRows{id, b, 1, "source", a});
        request.sources["source"] = runModel(*loaded.model, *loaded.backend,
                                             Request{1, TokenInput{test::randomIds(9, 61, 3)}, CapturePlan({id})});
        const auto fresh = runModel(*loaded.model, *loaded.backend, request);
        const std::span<const float> logits = fresh->predictedLogits();
        EXPECT_EQ(map.at(layer, column).logitDifference, logits[11] - logits[13]) << layer << ' ' << column;
        if (b == 5) {
          EXPECT_EQ(map.at(layer, column).logitDifference, map.target.logitDifference) << "row 4 sees no later one";
        }
      }
  }
}

// Patching every row of the stream's beginning one at a time cannot do less than nothing: patched with itself, nothing
// changes, and a last row that leaves the last block is the answer itself.
TEST_P(Patching, fromItselfNothingChangesAndTheLastRowOfTheLastLayerIsTheSource) {
  const Loaded loaded = onBackend(vectors / "gpt2-tiny-f32");
  const auto source = passOf(loaded, test::randomIds(5, 61, 3)), target = passOf(loaded, test::randomIds(5, 61, 4));
  const SiteId site{decoder, Site::ResidPost};
  const PatchMap same =
      sweep(loaded, {.source = target, .target = target, .site = site, .rows = derived::alignRows(5, 5)});
  for (const PatchReading& reading : same.readings) EXPECT_EQ(reading.logProbability, same.target.logProbability);
  const PatchMap map =
      sweep(loaded, {.source = source, .target = target, .site = site, .rows = derived::alignRows(5, 5)});
  const PatchReading& last = map.at(map.layers - 1, 4);
  EXPECT_EQ(last.logProbability, map.source.logProbability) << "to the bit: the head reads the same row";
  EXPECT_DOUBLE_EQ(map.restored(last), 1);
  EXPECT_DOUBLE_EQ(map.restored(map.target), 0);
  EXPECT_DOUBLE_EQ(map.restored(map.at(map.layers - 1, 0)), 0) << "no later row reads it any more";
}

TEST_P(Patching, tellsHowFarItIsAndBeginsAgainWhenItsFirstPassIsCancelled) {
  const Loaded loaded = onBackend(vectors / "gpt2-tiny-f32");
  PatchQuestion question{passOf(loaded, test::randomIds(5, 61, 3)),
                         passOf(loaded, test::randomIds(5, 61, 4)),
                         {decoder, Site::AttnOut},
                         derived::alignRows(5, 5)};
  std::vector<int> lefts;
  std::size_t columns = 0;
  question.told = [&](const PatchMap& map, int left) {
    lefts.push_back(left);
    columns = map.rows.size();
  };
  const Job job = patchSweepJob(question, {});
  std::stop_source stopped;
  stopped.request_stop();
  EXPECT_THROW(job.slice(loaded, stopped.get_token()), Cancelled);
  int slices = 1;
  while (job.slice(loaded, {})) ++slices;
  EXPECT_EQ(columns, 5U);
  EXPECT_EQ(slices, 1 + 3 * 5) << "one that begins, and one for each layer and row";
  EXPECT_EQ(lefts.front(), 15);
  EXPECT_EQ(lefts.back(), 0);
}

TEST_P(Patching, refusalsAreSentences) {
  const Loaded loaded = onBackend(vectors / "gpt2-tiny-f32");
  const auto trace = passOf(loaded, test::randomIds(5, 61, 3));
  const auto refusal = [&](PatchQuestion question) {
    try {
      sweep(loaded, std::move(question));
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  const std::string name = loaded.model->info()->name;
  const SiteId site{decoder, Site::ResidPre};
  EXPECT_EQ(refusal({.source = trace, .target = nullptr, .site = site}), "patching: the trace is not one of " + name);
  EXPECT_EQ(refusal({.source = trace, .target = trace, .site = site, .rows = {{2, -1}}}),
            "patching: the two inputs have no rows that stand side by side");
  EXPECT_EQ(refusal({.source = trace, .target = trace, .site = site, .rows = {{2, 5}}}),
            "patching: expected rows below 5 of the source and 5 of the target, got 2 and 5");
  EXPECT_EQ(refusal({.source = trace, .target = trace, .site = site, .rows = {{2, 2}}, .answer = 61}),
            "patching: expected an answer below 61, got 61");
  EXPECT_EQ(refusal({.source = trace, .target = trace, .site = {decoder, Site::Pattern}, .rows = {{2, 2}}}),
            name + ": expected a site of every layer whose rows are tokens, got blocks.0.attn.pattern");
  EXPECT_EQ(refusal({.source = trace, .target = trace, .site = {decoder, Site::BlockOut}, .rows = {{2, 2}}}),
            name + " has no site " + toString({decoder, Site::BlockOut, 0}));
}

// On the worker, beside the edits.
TEST_P(Patching, isAJobOfASession) {
  test::Recorder recorder;
  Session session([&](const LoadProgress&, std::stop_token) { return onBackend(vectors / "gpt2-tiny-f32"); },
                  recorder.callbacks());
  session.submit(Request{1, TokenInput{test::randomIds(5, 61, 3)}});
  ASSERT_TRUE(recorder.waitForRevision(1));
  session.submit(Request{2, TokenInput{test::randomIds(5, 61, 4)}});
  ASSERT_TRUE(recorder.waitForRevision(2));
  PatchQuestion question{recorder.outcomes().front().trace,
                         recorder.outcomes().back().trace,
                         {decoder, Site::ResidMid},
                         derived::alignRows(5, 5)};
  PatchMap map;
  question.told = [&](const PatchMap& now, int) { map = now; };
  session.start(patchSweepJob(std::move(question), [&](const std::string& error) { recorder.note("ended " + error); }));
  ASSERT_TRUE(recorder.waitForNote("ended "));
  ASSERT_EQ(map.readings.size(), 15U);
  EXPECT_TRUE(std::ranges::none_of(map.readings, [](const PatchReading& r) { return std::isnan(r.logProbability); }));
}

INSTANTIATE_TEST_SUITE_P(Backends, Patching, testing::ValuesIn(test::availableBackends()), test::backendName);

TEST(PatchingTest, WhereItIsNotDefinedASentenceSaysWhy) {
  ModelInfo model;
  model.name = "one";
  model.stacks = {{.stack = StackId::Encoder, .layers = 2}};
  const SiteId site{StackId::Encoder, Site::ResidPre};
  EXPECT_NE(whyNoPatching(model, site).find("no head"), std::string::npos);
  model.outputs = {{Says::Answer, StackId::Encoder, 2}};
  EXPECT_NE(whyNoPatching(model, site).find("comparing all rows"), std::string::npos);
  model.outputs = {{Says::Label, StackId::Encoder, 1, LabelKind::Number}};
  EXPECT_NE(whyNoPatching(model, site).find("number"), std::string::npos);
  model.outputs = {{Says::Label, StackId::Encoder, 3}};
  EXPECT_EQ(whyNoPatching(model, site), "");
}

TEST(PatchingTest, RestoredByHand) {
  PatchMap map;
  map.source = {-0.1F, 3};
  map.target = {-2.0F, -1};
  EXPECT_DOUBLE_EQ(map.restored({0, 1}), 0.5);
  EXPECT_DOUBLE_EQ(map.restored({0, -2}), -0.25);
  EXPECT_TRUE(std::isnan(map.restored({})));
  map.source = map.target;
  EXPECT_TRUE(std::isnan(map.restored({0, 1}))) << "there is no way between two that say the same";
}

}  // namespace
}  // namespace headlight
