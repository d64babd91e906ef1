#include "run/changes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/error.h"
#include "engine/models/compare.h"
#include "models/load_model.h"
#include "support/backends.h"
#include "support/near.h"
#include "support/passes.h"
#include "support/shared_data.h"
#include "support/tiny_encoder.h"
#include "support/tiny_llama.h"
#include "support/tiny_model.h"

namespace headlight {
namespace {

constexpr StackId decoder = StackId::Decoder;

class WhatIf : public test::OnBackends {
 protected:
  void SetUp() override {
    OnBackends::SetUp();
    weights_ = test::writeTinyModel(folder_.path());
    model_ = loadModel(folder_.path(), backend());
  }
  void TearDown() override { model_.reset(); }
  std::shared_ptr<const Trace> run(std::vector<Intervention> changes,
                                   std::map<std::string, std::shared_ptr<const Trace>> sources = {}) {
    return runModel(*model_, backend(),
                    {1, TokenInput{ids_}, model_->info()->everySite(), std::move(changes), false, std::move(sources)});
  }
  void expectReference(const Trace& trace, const reference::Changes& changes) {
    test::expectAgrees(trace, reference::forward(weights_, ids_, changes));
  }
  std::string refusal(std::vector<Intervention> changes) {
    try {
      run(std::move(changes));
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }

  test::TemporaryFolder folder_;
  reference::Weights weights_;
  std::shared_ptr<const Model> model_;
  std::vector<std::int32_t> ids_ = test::randomIds(70, 61);
};

TEST_P(WhatIf, aScaledHeadIsTheReferences) {
  for (const float factor : {0.0F, 0.5F, 2.0F}) {
    reference::Changes changes;
    changes.headFactor = [&](int layer, int head, int row) {
      return layer == 0 && head == 2 && row >= 10 ? factor : 1.0;
    };
    expectReference(*run({ScaleHead{decoder, 0, 2, factor, 10}}), changes);
  }
}

// Switching a head off equals a model whose output projection has zeros where that head comes in.
TEST_P(WhatIf, ablatingAHeadEqualsZeroingItsRowsOfTheOutputProjection) {
  const auto trace = run({ScaleHead{decoder, 1, 3, 0}});
  reference::Weights zeroed = weights_;
  const int width = zeroed.config.width, headWidth = width / zeroed.config.heads;
  auto& projection = zeroed.blocks[1].projection.weight;  // [in, out]
  for (int in = 3 * headWidth; in < 4 * headWidth; ++in)
    for (int out = 0; out < width; ++out) projection[std::size_t(in) * width + out] = 0;
  auto expected = reference::forward(zeroed, ids_);
  expected.erase("blocks.1.attn.head_out");  // the one site where the two differ: zeros here, the head's values there
  test::expectAgrees(*trace, expected);
}

TEST_P(WhatIf, scaledAttentionMlpAndTemperatureAreTheReferences) {
  reference::Changes attention, mlp, temperature;
  attention.attentionFactor = [](int layer) { return layer == 1 ? 0.25 : 1.0; };
  expectReference(*run({ScaleAttention{decoder, 1, 0.25F}}), attention);
  mlp.mlpFactor = [](int layer) { return layer == 0 ? 0.0 : 1.0; };
  expectReference(*run({ScaleMlp{decoder, 0, 0}}), mlp);
  temperature.temperature = [](int layer) { return layer == 0 ? 0.5 : 1.0; };
  expectReference(*run({AttentionTemperature{decoder, 0, 0.5F}}), temperature);
  temperature.temperature = [](int) { return 3.0; };
  expectReference(*run({AttentionTemperature{decoder, everyLayer, 3}}), temperature);
}

TEST_P(WhatIf, cutEdgesAreTheReferences) {
  reference::Changes changes;
  changes.cut = [](int layer, int head, int query, int key) {
    return (layer == 0 && head == 1 && query == 5 && key == 2) || (layer == 1 && query == 69 && key == 64) ||
           (query == 66 && key == 65);
  };
  const auto trace = run({CutEdge{decoder, 0, 1, 5, 2}, CutEdge{decoder, 1, everyHead, 69, 64},
                          CutEdge{decoder, everyLayer, everyHead, 66, 65}});
  expectReference(*trace, changes);
  EXPECT_EQ(patternRow(*trace, decoder, 0, 1, 5)[2], 0.0F) << "exactly";
  EXPECT_NE(patternRow(*trace, decoder, 0, 0, 5)[2], 0.0F) << "another head";
}

TEST_P(WhatIf, aMaskedTokenIsSeenByItselfOnly) {
  reference::Changes changes;
  changes.cut = [](int, int, int query, int key) { return key == 4 && query > 4; };
  const auto trace = run({MaskKey{decoder, 4}});
  expectReference(*trace, changes);
  EXPECT_GT(patternRow(*trace, decoder, 1, 0, 4)[4], 0.0F);
  EXPECT_EQ(patternRow(*trace, decoder, 1, 0, 5)[4], 0.0F);
}

// All edges cut but the diagonal: every row attends to itself, with weight 1.
TEST_P(WhatIf, cuttingAllEdgesButTheDiagonalIsAttendingToOneself) {
  ids_.resize(9);
  std::vector<Intervention> cuts;
  for (int query = 0; query < 9; ++query)
    for (int key = 0; key < query; ++key) cuts.push_back(CutEdge{decoder, everyLayer, everyHead, query, key});
  const auto trace = run(cuts);
  for (int layer = 0; layer < 2; ++layer)
    for (int head = 0; head < 4; ++head) {
      const auto pattern = patternOfHead(*trace, decoder, layer, head);
      for (int query = 0; query < 9; ++query)
        for (int key = 0; key < 9; ++key) EXPECT_EQ(pattern[std::size_t(query) * 9 + key], query == key ? 1.0F : 0.0F);
      std::vector<int> shape;
      EXPECT_EQ(siteToHost(*trace, {decoder, Site::HeadOut, layer}, shape),
                siteToHost(*trace, {decoder, Site::Value, layer}, shape));
    }
  reference::Changes changes;
  changes.cut = [](int, int, int query, int key) { return query != key; };
  expectReference(*trace, changes);
}

TEST_P(WhatIf, patchingATraceWithItselfChangesNothing) {
  const auto plain = run({});
  for (const SiteId id : model_->info()->everySite().sites()) {
    if (id.site == Site::Logits) continue;
    SCOPED_TRACE(toString(id));
    const auto patched = run({PatchRows{id, 3, 60, "itself"}}, {{"itself", plain}});
    for (const auto& [site, rows] : plain->sites()) {
      std::vector<int> shape;
      EXPECT_TRUE(test::sameBits(siteToHost(*patched, site, shape), siteToHost(*plain, site, shape))) << toString(site);
    }
  }
}

TEST_P(WhatIf, aPatchIsTheReferences) {
  const auto other = test::randomIds(70, 61, 99);
  const auto source = test::pass(*model_, backend(), other);
  for (const SiteId id :
       {SiteId{decoder, Site::Embed}, SiteId{decoder, Site::ResidPre, 1}, SiteId{decoder, Site::Key, 0},
        SiteId{decoder, Site::HeadOut, 1}, SiteId{decoder, Site::AttnOut, 0}, SiteId{decoder, Site::ResidMid, 0},
        SiteId{decoder, Site::ResidPost, 0}, SiteId{decoder, Site::Final}}) {
    SCOPED_TRACE(toString(id));
    std::vector<int> shape;
    const auto values = siteToHost(*source, id, shape);
    const std::size_t perRow = values.size() / 70;
    reference::Changes changes;
    changes.edit = [&](const std::string& site, std::vector<double>& to) {
      if (site != toString(id)) return;
      for (std::size_t i = 5 * perRow; i < 8 * perRow; ++i) to[i] = values[i];
    };
    expectReference(*run({PatchRows{id, 5, 3, "other"}}, {{"other", source}}), changes);
  }
}

// A text that is longer by a token in front has the same word one row later, here across blocks of 64 rows.
TEST_P(WhatIf, aPatchFromOtherRowsIsTheReferences) {
  const auto source = test::pass(*model_, backend(), test::randomIds(70, 61, 99));
  for (const SiteId id :
       {SiteId{decoder, Site::Embed}, SiteId{decoder, Site::ResidPre, 1}, SiteId{decoder, Site::Value, 0},
        SiteId{decoder, Site::HeadOut, 1}, SiteId{decoder, Site::MlpOut, 0}, SiteId{decoder, Site::ResidPost, 1}}) {
    SCOPED_TRACE(toString(id));
    std::vector<int> shape;
    const auto values = siteToHost(*source, id, shape);
    const std::size_t perRow = values.size() / 70;
    reference::Changes changes;
    changes.edit = [&](const std::string& site, std::vector<double>& to) {
      if (site != toString(id)) return;
      for (std::size_t i = 0; i < 3 * perRow; ++i) to[5 * perRow + i] = values[62 * perRow + i];
    };
    expectReference(*run({PatchRows{id, 5, 3, "other", 62}}, {{"other", source}}), changes);
  }
}

// From a trace on another backend rows go over the host.
TEST_P(WhatIf, aPatchFromAnotherBackend) {
  const auto cpu = makeBackend("cpu", 1);
  const auto there = loadModel(folder_.path(), *cpu);
  const auto source = test::pass(*there, *cpu, test::randomIds(70, 61, 99));
  const SiteId id{decoder, Site::ResidMid, 0};
  const auto trace = run({PatchRows{id, 66, 2, "cpu"}}, {{"cpu", source}});
  for (const int row : {66, 67})
    EXPECT_TRUE(test::sameBits(trace->find(id)->rowToHost(row), source->find(id)->rowToHost(row))) << row;
  EXPECT_FALSE(test::sameBits(trace->find(id)->rowToHost(65), source->find(id)->rowToHost(65)));
}

TEST_P(WhatIf, patchesThatCouldOnlyBeRefusedAreTakenOut) {
  const SiteId id{decoder, Site::ResidMid, 0};
  const auto whole = run({});
  const auto plain = runModel(*model_, backend(), Request{1, TokenInput{ids_}});
  const PatchSources sources{{"whole", whole}, {"plain", plain}, {"none", nullptr}};
  const Intervention good = PatchRows{id, 66, 2, "whole", 68}, other = ScaleMlp{decoder, 1, 0};
  std::vector<Intervention> changes{good,
                                    PatchRows{id, 0, 2, "whole", 69},  // has 70 rows
                                    PatchRows{id, 0, 1, "plain"},      // kept nothing
                                    PatchRows{id, 0, 1, "none"},
                                    PatchRows{id, 0, 1, "unknown"},
                                    other};
  const PatchSources taken = takeSources(changes, sources, *model_->info());
  EXPECT_EQ(changes, (std::vector<Intervention>{good, other}));
  EXPECT_EQ(taken, (PatchSources{{"whole", whole}}));
  EXPECT_NO_THROW(run(changes, taken));
  ModelInfo another = *model_->info();
  another.name += " of others";
  EXPECT_TRUE(takeSources(changes, sources, another).empty());
  EXPECT_EQ(changes, (std::vector<Intervention>{other}));
}

TEST_P(WhatIf, theOrderOfChangesAndRepeatsDoNotShow) {
  const Intervention a = ScaleHead{decoder, 0, 1, 0.5F}, b = MaskKey{decoder, 3}, c = ScaleMlp{decoder, 1, 0};
  const auto one = run({a, b, c}), two = run({c, a, b, a});
  EXPECT_TRUE(test::sameBits(one->predictedLogits(), two->predictedLogits()));
  EXPECT_EQ(one->changes().size(), 3u);
  EXPECT_TRUE(std::ranges::equal(one->changes(), two->changes()));
}

TEST_P(WhatIf, refusalsAreSentences) {
  const std::string name = model_->info()->name;
  EXPECT_EQ(refusal({ScaleHead{decoder, 2, 0, 0}}), name + " has layers 0 to 1, no layer 2");
  EXPECT_EQ(refusal({ScaleHead{decoder, 1, 4, 0}}), name + " has heads 0 to 3, no head 4");
  EXPECT_EQ(refusal({ScaleHead{decoder, 1, 0, std::numeric_limits<float>::quiet_NaN()}}),
            name + ": expected a finite factor for L1H0, got nan");
  EXPECT_EQ(refusal({AttentionTemperature{decoder, 0, 0}}),
            name + ": expected an attention temperature above 0, got 0");
  EXPECT_EQ(refusal({CutEdge{decoder, 0, 0, 1, 2}}),
            name + ": cannot cut the edge from query 1 to key 2: a causal model never sees a later token");
  EXPECT_EQ(refusal({CutEdge{decoder, everyLayer, 1, 0, 0}}),
            name + ": L0H1: query 0 would have no key left; a row's last remaining key cannot be cut");
  EXPECT_EQ(refusal({MaskKey{decoder, 0}, CutEdge{decoder, 1, 2, 1, 1}}),
            name + ": L1H2: query 1 would have no key left; a row's last remaining key cannot be cut");
  EXPECT_EQ(refusal({PatchRows{{decoder, Site::Final}, 0, 1, "b"}}),
            name + ": final is to be patched from \"b\", which is not among the sources");
  EXPECT_EQ(refusal({PatchRows{{decoder, Site::Logits}, 0, 1, "b"}}),
            name + ": logits cannot be patched; patch \"final\" instead");
  const auto plain = run({});
  const auto patched = [&](const PatchRows& patch) {
    try {
      run({patch}, {{"b", plain}});
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(patched({{decoder, Site::Final}, 0, 2, "b", 69}),
            name + ": final: rows 69 to 70 are to be patched from \"b\", which has 70 rows");
  EXPECT_EQ(patched({{decoder, Site::Final}, 0, 1, "b", -2}),
            name + ": PatchRows: expected a row of 0 or more, got -2");
  EXPECT_EQ(patched({{decoder, Site::Pattern, 0}, 4, 1, "b", 3}),
            name +
                ": blocks.0.attn.pattern: row 4 is to be patched from row 3, whose keys are others; patch a row of "
                "a pattern from the same row");
  EXPECT_EQ(refusal({ScaleHead{StackId::Encoder, 0, 0, 0}}), name + ": the model has no encoder");
}

// In a sliding window of two keys, a row whose own key is cut hangs on the one before it.
TEST_P(WhatIf, aWindowsLastKeyCannotBeCut) {
  test::TinyLlama options;
  options.family = "mistral", options.config = R"({"sliding_window": 2})";
  const test::TemporaryFolder folder;
  test::writeTinyLlama(folder.path(), options);
  model_ = loadModel(folder.path(), backend());
  const std::string name = model_->info()->name;
  EXPECT_EQ(refusal({CutEdge{decoder, 0, 1, 6, 6}, MaskKey{decoder, 5}}),
            name + ": L0H1: query 6 would have no key left; a row's last remaining key cannot be cut");
  const auto trace = run({CutEdge{decoder, 0, 1, 6, 6}, MaskKey{decoder, 3}});
  std::vector<int> shape;
  const std::vector<float> pattern = siteToHost(*trace, {decoder, Site::Pattern, 0}, shape);
  const auto weight = [&](int head, int query, int key) {
    return pattern[static_cast<std::size_t>((head * 70 + query) * 70 + key)];
  };
  EXPECT_EQ(weight(1, 6, 5), 1.0F);
  EXPECT_EQ(weight(1, 6, 6), 0.0F);
  EXPECT_EQ(weight(0, 4, 4), 1.0F) << "key 3 is masked, and the window has no other";
  EXPECT_NEAR(weight(2, 9, 8) + weight(2, 9, 9), 1.0, 1e-6);
  EXPECT_EQ(weight(2, 9, 7), 0.0F);
}

/// The same in a stack that sees both directions, with norms after its sums.
class EncoderWhatIf : public test::OnBackends {
 protected:
  static constexpr StackId encoder = StackId::Encoder;
  void SetUp() override {
    OnBackends::SetUp();
    oracle_ = test::writeTinyEncoder(folder_.path());
    model_ = loadModel(folder_.path(), backend());
  }
  void TearDown() override { model_.reset(); }
  std::shared_ptr<const Trace> run(std::vector<Intervention> changes,
                                   std::map<std::string, std::shared_ptr<const Trace>> sources = {}) {
    return runModel(*model_, backend(),
                    {1, TokenInput{ids_}, model_->info()->everySite(), std::move(changes), false, std::move(sources)});
  }
  void expectReference(const Trace& trace, const reference::Changes& changes) {
    test::expectAgrees(trace, reference::forward(oracle_, ids_, changes));
  }

  test::TemporaryFolder folder_;
  reference::Encoder oracle_;
  std::shared_ptr<const Model> model_;
  std::vector<std::int32_t> ids_ = test::randomIds(70, 61);
};

TEST_P(EncoderWhatIf, scalesAndTemperaturesAreTheReferences) {
  reference::Changes head, attention, mlp, temperature;
  head.headFactor = [](int layer, int which, int row) { return layer == 0 && which == 2 && row >= 10 ? 0.5 : 1.0; };
  expectReference(*run({ScaleHead{encoder, 0, 2, 0.5F, 10}}), head);
  attention.attentionFactor = [](int layer) { return layer == 1 ? 0.25 : 1.0; };
  expectReference(*run({ScaleAttention{encoder, 1, 0.25F}}), attention);
  mlp.mlpFactor = [](int layer) { return layer == 0 ? 0.0 : 1.0; };
  expectReference(*run({ScaleMlp{encoder, 0, 0}}), mlp);
  temperature.temperature = [](int layer) { return layer == 1 ? 2.0 : 1.0; };
  expectReference(*run({AttentionTemperature{encoder, 1, 2}}), temperature);
}

TEST_P(EncoderWhatIf, edgesAreCutInBothDirections) {
  reference::Changes changes;
  changes.cut = [](int layer, int head, int query, int key) {
    return (layer == 0 && head == 1 && query == 5 && key == 66) || (query == 69 && key == 2) ||
           (query == 0 && key == 0);
  };
  const auto trace = run({CutEdge{encoder, 0, 1, 5, 66}, CutEdge{encoder, everyLayer, everyHead, 69, 2},
                          CutEdge{encoder, everyLayer, everyHead, 0, 0}});
  expectReference(*trace, changes);
  EXPECT_EQ(patternRow(*trace, encoder, 0, 1, 5)[66], 0.0F) << "exactly";
}

TEST_P(EncoderWhatIf, aMaskedTokenIsSeenByItselfOnlyOnBothSides) {
  reference::Changes changes;
  changes.cut = [](int, int, int query, int key) { return key == 40 && query != 40; };
  const auto trace = run({MaskKey{encoder, 40}});
  expectReference(*trace, changes);
  for (const int query : {0, 39, 41, 69}) EXPECT_EQ(patternRow(*trace, encoder, 1, 0, query)[40], 0.0F) << query;
  EXPECT_GT(patternRow(*trace, encoder, 1, 0, 40)[40], 0.0F);
}

TEST_P(EncoderWhatIf, aPatchIsTheReferencesAtEverySite) {
  const auto source = test::pass(*model_, backend(), test::randomIds(70, 61, 99));
  for (const SiteId id : model_->info()->everySite().sites()) {
    if (id.site == Site::Logits) continue;
    SCOPED_TRACE(toString(id));
    std::vector<int> shape;
    const auto values = siteToHost(*source, id, shape);
    reference::Changes changes;
    changes.edit = [&](const std::string& site, std::vector<double>& to) {
      if (site != toString(id)) return;
      // Rows 5 to 7; of a pattern, [heads, queries, keys], these queries of every head.
      const std::size_t outer = id.site == Site::Pattern ? std::size_t(shape[0]) : 1,
                        perRow = values.size() / outer / 70;
      for (std::size_t o = 0; o < outer; ++o)
        for (std::size_t i = (o * 70 + 5) * perRow; i < (o * 70 + 8) * perRow; ++i) to[i] = values[i];
    };
    expectReference(*run({PatchRows{id, 5, 3, "other"}}, {{"other", source}}), changes);
  }
}

TEST_P(EncoderWhatIf, patchingATraceWithItselfChangesNothing) {
  const auto plain = run({});
  for (const SiteId id : model_->info()->everySite().sites()) {
    if (id.site == Site::Logits) continue;
    SCOPED_TRACE(toString(id));
    const auto patched = run({PatchRows{id, 3, 60, "itself"}}, {{"itself", plain}});
    for (const auto& [site, rows] : plain->sites()) {
      std::vector<int> shape;
      EXPECT_TRUE(test::sameBits(siteToHost(*patched, site, shape), siteToHost(*plain, site, shape))) << toString(site);
    }
  }
}

TEST_P(EncoderWhatIf, refusalsAreSentences) {
  const std::string name = model_->info()->name;
  const auto refusal = [&](std::vector<Intervention> changes, const Request& more = {}) -> std::string {
    Request request = more;
    request.inputs = TokenInput{ids_};
    request.changes = std::move(changes);
    try {
      runModel(*model_, backend(), request);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(refusal({PatchRows{{encoder, Site::Logits}, 0, 1, "b"}}),
            name + ": logits cannot be patched; patch \"blocks.1.block_out\" instead");
  EXPECT_EQ(refusal({ScaleHead{decoder, 0, 0, 0}}), name + ": the model has no decoder");
  Request beyond;
  beyond.predictedRow = 70;
  EXPECT_EQ(refusal({}, beyond), name + ": row 70 cannot be predicted: the text has 70 tokens");
  ids_ = {1, 2};
  EXPECT_EQ(refusal({CutEdge{encoder, 0, 1, 0, 0}, MaskKey{encoder, 1}}),
            name + ": L0H1: query 0 would have no key left; a row's last remaining key cannot be cut");
}

INSTANTIATE_TEST_SUITE_P(Backends, EncoderWhatIf, testing::ValuesIn(test::availableBackends()), test::backendName);
INSTANTIATE_TEST_SUITE_P(Backends, WhatIf, testing::ValuesIn(test::availableBackends()), test::backendName);

}  // namespace
}  // namespace headlight
