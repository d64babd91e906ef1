#include "reference/rnnsearch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/error.h"
#include "compare.h"
#include "models/load_model.h"
#include "reference/partials.h"
#include "run/site_bytes.h"
#include "support/backends.h"
#include "support/near.h"
#include "support/shared_data.h"
#include "support/tiny_model.h"

// The translator of 2014 against PyTorch (tests/vectors/record_rnnsearch.py) and the oracle, what an edit computes of
// it, and the folders that are refused.
namespace headlight {
namespace {

namespace fs = std::filesystem;
using Ids = std::vector<std::int32_t>;
using Arrays = std::map<std::string, reference::Array>;

constexpr AttentionId cross{StackId::Decoder, 1};
const char* const folders[] = {"one-width", "many-widths", "own-head", "one-table", "two-layers", "f16"};

fs::path recorded(const std::string& name) { return test::vectorsFolder() / "rnnsearch" / name; }

class Rnnsearch : public test::OnBackends {
 protected:
  void TearDown() override { model_.reset(); }
  void load(const std::string& name) { model_ = loadModel(recorded(name), backend()); }
  std::shared_ptr<const Trace> run(const Ids& source, const Ids& target, std::vector<Intervention> changes = {},
                                   const std::shared_ptr<const Trace>& before = nullptr,
                                   std::map<std::string, std::shared_ptr<const Trace>> sources = {}) {
    Request request{1, std::vector<Input>{TokenInput{source}, TokenInput{target}}, model_->info()->everySite(),
                    std::move(changes)};
    request.sources = std::move(sources);
    return runModel(*model_, backend(), request, {}, before);
  }
  std::unique_ptr<Model> model_;
  const Ids source_ = test::randomIds(70, 27, 5), target_ = test::randomIds(67, 27, 6);
};

TEST_P(Rnnsearch, isWhatPyTorchComputes) {
  for (const std::string name : folders) {
    SCOPED_TRACE(name);
    load(name);
    const Arrays expected = reference::readSafetensors(recorded(name) / "expected.safetensors");
    int texts = 0;
    for (; expected.contains(std::to_string(texts) + ".source"); ++texts) {
      SCOPED_TRACE(testing::Message() << "text " << texts);
      const std::string number = std::to_string(texts) + ".";
      const auto trace =
          run(reference::idsOf(expected.at(number + "source")), reference::idsOf(expected.at(number + "target")));
      int sites = 0;
      for (const auto& [site, values] : expected) {
        if (!site.starts_with(number) || site.ends_with(".source") || site.ends_with(".target")) continue;
        test::expectSiteAgrees(*trace, site.substr(number.size()), values);
        ++sites;
      }
      EXPECT_EQ(sites, name == "two-layers" ? 10 : 9);
    }
    EXPECT_EQ(texts, name == "many-widths" ? 5 : 4);
  }
}

// A row is twenty operations of a few numbers each, which lavapipe takes a tenth of a millisecond for: one long text.
TEST_P(Rnnsearch, isTheOracleAtEverySiteAndInEveryWhatIf) {
  for (const std::string name : {"many-widths", "one-table", "two-layers"}) {
    SCOPED_TRACE(name);
    load(name);
    const bool isLong = name == "many-widths";
    const Ids source = test::randomIds(isLong ? 70 : 9, 27, 5), target = test::randomIds(isLong ? 67 : 12, 27, 6);
    const Arrays tensors = reference::readSafetensors(recorded(name) / "model.safetensors");
    const auto trace = run(source, target);
    const reference::Sites expected = reference::forwardRnnsearch(tensors, source, target);
    EXPECT_EQ(trace->sites().size(), expected.size());
    test::expectAgrees(*trace, expected);

    const int cutQuery = isLong ? 40 : 10, cutKey = isLong ? 65 : 7;
    reference::RnnsearchChanges changes;
    changes.cut = [&](int query, int key) { return key == 3 || (query == cutQuery && key == cutKey); };
    changes.temperature = 0.5;
    changes.headFactor = [](int query) { return query < 5 ? 1 : 0.25; };
    const auto changed =
        run(source, target,
            {MaskKey{StackId::Decoder, 3, 1}, CutEdge{StackId::Decoder, 0, 0, cutQuery, cutKey, 1},
             AttentionTemperature{StackId::Decoder, 0, 0.5F, 1}, ScaleHead{StackId::Decoder, 0, 0, 0.25F, 5, 1}});
    test::expectAgrees(*changed, reference::forwardRnnsearch(tensors, source, target, changes));
    EXPECT_EQ(patternRow(*changed, cross, 0, 0, cutQuery)[std::size_t(cutKey)], 0.0F) << "exactly";
  }
}

TEST_P(Rnnsearch, whatIsPatchedIsWhatLaterRowsStartFrom) {
  const Ids source = test::randomIds(9, 27, 5), target = test::randomIds(11, 27, 6);
  for (const char* name : {"many-widths", "two-layers"}) {
    load(name);
    const Arrays tensors = reference::readSafetensors(recorded(name) / "model.safetensors");
    const auto other = run(test::randomIds(9, 27, 8), test::randomIds(11, 27, 9));
    for (const auto& [site, rows] : other->sites()) {
      if (site.site == Site::Logits) continue;
      const std::string patchedSite = model_->info()->siteName(site);
      SCOPED_TRACE(std::string(name) + ", " + patchedSite);
      const bool pattern = site.site == Site::Pattern;
      std::vector<int> shape;
      const std::vector<float> values = siteToHost(*other, site, shape);
      const std::size_t perRow = values.size() / static_cast<std::size_t>(shape[pattern ? 1 : 0]);
      reference::RnnsearchChanges patched;
      patched.edit = [&](const std::string& at, int row, std::vector<double>& to) {
        if (at == patchedSite && row >= 5 && row < 8)
          std::copy_n(values.begin() + std::ptrdiff_t(std::size_t(row) * perRow), perRow, to.begin());
      };
      const auto trace = run(source, target, {PatchRows{site, 5, 3, "other"}}, nullptr, {{"other", other}});
      test::expectAgrees(*trace, reference::forwardRnnsearch(tensors, source, target, patched));
    }
  }
}

TEST_P(Rnnsearch, anEditOfTheTargetComputesItsRowsFromThereOnAndNoneOfTheSource) {
  load("many-widths");
  const auto before = run(source_, target_);
  Ids target = target_;
  target[60] = (target[60] + 1) % 27;
  const auto after = run(source_, target, {}, before);
  EXPECT_EQ(after->firstRow(StackId::Encoder, 0), 70);
  EXPECT_EQ(after->firstRow(StackId::Decoder, 0), 60);
  for (const OpTiming& timing : after->timings())
    EXPECT_FALSE(timing.section.starts_with("encoder.")) << timing.operation << " in " << timing.section;
  const SiteId key{StackId::Decoder, Site::Key, 0, 1};
  EXPECT_EQ(&after->find(key)->blocks()[0].buffer(), &before->find(key)->blocks()[0].buffer()) << "not a copy";

  Ids source = source_;
  source[69] = (source[69] + 1) % 27;
  const auto both = run(source, target, {}, after);
  EXPECT_EQ(both->firstRow(StackId::Encoder, 0), 0) << "the way back begins with the last token";
  EXPECT_EQ(both->firstRow(StackId::Decoder, 0), 0);
}

TEST_P(Rnnsearch, aWhatIfOfTheDecoderComputesNoRowOfTheEncoder) {
  load("one-width");
  const auto before = run(source_, target_);
  const auto after = run(source_, target_, {CutEdge{StackId::Decoder, 0, 0, 30, 2, 1}}, before);
  EXPECT_EQ(after->firstRow(StackId::Encoder, 0), 70);
  EXPECT_EQ(after->firstRow(StackId::Decoder, 0), 30);
}

// A view that opens later, and another predicted row: no state is computed again.
TEST_P(Rnnsearch, whatIsWantedLaterIsComputedFromWhatIsKept) {
  load("many-widths");
  const std::vector<Input> inputs{TokenInput{source_}, TokenInput{target_}};
  const auto none = runModel(*model_, backend(), Request{1, inputs, {}});
  Request request{1, inputs, CapturePlan({patternSite(cross, 0)})};
  request.predictedRow = 4;
  const auto one = runModel(*model_, backend(), request, {}, none);
  for (const OpTiming& timing : one->timings()) {
    EXPECT_FALSE(timing.section.starts_with("encoder.")) << timing.operation;
    EXPECT_STRNE(timing.operation, "attentionMix") << timing.section;
  }
  const auto fresh = runModel(*model_, backend(), request);
  EXPECT_TRUE(test::sameBits(patternOfHead(*one, cross, 0, 0), patternOfHead(*fresh, cross, 0, 0)));
  EXPECT_TRUE(test::sameBits(one->predictedLogits(), fresh->predictedLogits()));
}

TEST_P(Rnnsearch, bytesAreReckonedForEverySite) {
  for (const char* name : {"one-width", "many-widths"}) {
    load(name);
    const auto trace = run(source_, target_);
    const int rows[] = {70, 67};
    std::uint64_t kept = 0;
    for (const auto& [site, captured] : trace->sites()) {
      const std::uint64_t reckoned = siteBytes(trace->model(), site, rows);
      EXPECT_GE(reckoned, captured.bytes()) << trace->model().siteName(site);
      EXPECT_LE(reckoned, captured.bytes() + 70 * 64) << trace->model().siteName(site);  // gaps of 16 floats a row
    }
    for (const StackInfo& stack : trace->model().stacks) {
      for (const Rows& resid : trace->reuse(stack.stack)->resid) kept += resid.bytes();
      for (const auto& [site, own] : trace->reuse(stack.stack)->sites) kept += own.bytes();
    }
    EXPECT_EQ(reuseBytes(trace->model(), rows), kept) << name;
  }
}

TEST_P(Rnnsearch, whatIfsOfStagesThatItHasNotAreRefused) {
  load("one-width");
  const auto refusal = [&](const Intervention& change) -> std::string {
    try {
      run(source_, target_, {change});
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  const std::string name = model_->info()->name;
  EXPECT_EQ(refusal(ScaleMlp{StackId::Encoder, 0, 0}), name + ": a block of the encoder has no MLP");
  EXPECT_EQ(refusal(ScaleAttention{StackId::Decoder, 0, 0, 1}),
            name + ": a block of the decoder has no attn_out to scale: scale its head");
  EXPECT_EQ(refusal(ScaleHead{StackId::Encoder, 0, 0, 0}), name + ": the encoder has no self-attention");
  EXPECT_EQ(refusal(MaskKey{StackId::Decoder, 1, 0}), name + ": the decoder has no self-attention");
  EXPECT_EQ(refusal(PatchRows{{StackId::Decoder, Site::MlpOut, 0}, 0, 1, "other"}),
            name + ": the model has no site decoder.blocks.0.mlp_out");
  EXPECT_EQ(refusal(PatchRows{{StackId::Decoder, Site::Logits}, 0, 1, "other"}),
            name + ": logits cannot be patched; patch \"blocks.0.block_out\" instead");
}

INSTANTIATE_TEST_SUITE_P(Backends, Rnnsearch, testing::ValuesIn(test::availableBackends()), test::backendName);

class RnnsearchFolders : public testing::Test {
 protected:
  /// A copy of a recorded folder.
  fs::path copyOf(const std::string& name) {
    const fs::path folder = folder_.path() / std::to_string(++copies_);
    fs::copy(recorded(name), folder);
    return folder;
  }
  std::string refusal(const fs::path& folder) {
    try {
      loadModel(folder, *backend_);
    } catch (const Error& error) {
      return error.what();
    }
    return "opened";
  }
  std::string refusalOf(const std::string& key, const std::string& json) {
    const fs::path folder = copyOf("many-widths");
    test::setConfig(folder, key, json);
    return refusal(folder);
  }
  std::string refusalOf(const std::function<void(test::RawTensors&)>& edit) {
    const fs::path folder = copyOf("many-widths");
    test::editTensors(folder, edit);
    return refusal(folder);
  }
  test::TemporaryFolder folder_;
  int copies_ = 0;
  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);
};

TEST_F(RnnsearchFolders, sayWhatTheyAre) {
  const ModelInfo info = *loadModel(recorded("many-widths"), *backend_)->info();
  ASSERT_EQ(info.inputs.size(), 2u);
  EXPECT_EQ(info.inputs[0].name, "source");
  EXPECT_EQ(info.inputs[0].text()->vocabulary, 31);
  EXPECT_EQ(info.inputs[1].name, "target");
  EXPECT_EQ(info.inputs[1].text()->vocabulary, 27);
  ASSERT_EQ(info.attentions().size(), 1u) << "the alignment is all there is";
  EXPECT_EQ(info.attentions()[0].id, cross);
  EXPECT_EQ(info.attentions()[0].keys, StackId::Encoder);
  EXPECT_EQ(info.attentions()[0].heads, 1);
  EXPECT_STREQ(info.task(), "causal_lm");
  std::vector<std::string> names;
  for (const SiteId site : info.everySite().sites()) names.push_back(info.siteName(site));
  EXPECT_EQ(names, (std::vector<std::string>{
                       "encoder.embed", "encoder.blocks.0.resid_pre", "encoder.blocks.0.block_out", "decoder.embed",
                       "decoder.blocks.0.resid_pre", "decoder.blocks.0.cross_attn.query",
                       "decoder.blocks.0.cross_attn.key", "decoder.blocks.0.cross_attn.pattern",
                       "decoder.blocks.0.cross_attn.head_out", "decoder.blocks.0.block_out", "decoder.logits"}));
  for (const char* name : folders) EXPECT_TRUE(loadModel(recorded(name), *backend_)->info()->notUsed.empty()) << name;
}

TEST_F(RnnsearchFolders, aWeightThatIsMissingIsNamed) {
  for (const char* name :
       {"encoder.rnn.weight_hh_l0", "encoder.rnn.bias_ih_l0_reverse", "decoder.rnn.weight_ih", "decoder.rnn.bias_hh",
        "decoder.attention.score.weight", "decoder.initial.weight", "decoder.readout.bias", "lm_head.bias"}) {
    const std::string said = refusalOf([&](test::RawTensors& tensors) { tensors.erase(name); });
    EXPECT_NE(said.find(name), std::string::npos) << said;
  }
}

TEST_F(RnnsearchFolders, widthsThatDisagreeAreNamed) {
  std::string said = refusalOf("hidden_size", "20");
  EXPECT_NE(said.find("encoder.rnn.weight_ih_l0"), std::string::npos) << said;
  EXPECT_NE(said.find("63"), std::string::npos) << said;
  said = refusalOf("attention_size", "10");
  EXPECT_NE(said.find("decoder.attention.query.weight"), std::string::npos) << said;
  said = refusalOf([](test::RawTensors& t) { t.at("decoder.rnn.weight_hh").shape = {21, 63}; });
  EXPECT_NE(said.find("decoder.rnn.weight_hh"), std::string::npos) << said;
}

TEST_F(RnnsearchFolders, vocabulariesThatDisagreeAreNamed) {
  std::string said = refusalOf("decoder_vocab_size", "28");
  EXPECT_NE(said.find("decoder.embed_tokens.weight"), std::string::npos) << said;
  said = refusalOf("share_encoder_decoder_embeddings", "true");
  EXPECT_NE(said.find("decoder_vocab_size is 27 and vocab_size 31"), std::string::npos) << said;
  said = refusalOf("decoder_start_token_id", "27");
  EXPECT_NE(said.find("decoder_start_token_id is 27, but the target's vocabulary has 27 tokens"), std::string::npos)
      << said;
}

TEST_F(RnnsearchFolders, whatIsNotRunIsRefusedByName) {
  std::string said = refusalOf("decoder_layers", "2");
  EXPECT_NE(said.find("decoder_layers is 2"), std::string::npos) << said;
  said = refusalOf("tie_word_embeddings", "false");
  EXPECT_NE(said.find("lm_head.weight"), std::string::npos) << said;
  const fs::path folder = copyOf("two-layers");
  test::setConfig(folder, "encoder_layers", "1");
  said = refusal(folder);
  EXPECT_NE(said.find("encoder_layers is 1, but the weights have a layer 1 too"), std::string::npos) << said;
}

TEST_F(RnnsearchFolders, aTextWithoutTokensIsRefused) {
  const auto model = loadModel(recorded("one-width"), *backend_);
  const Request request{1, std::vector<Input>{TokenInput{{}}, TokenInput{{30}}}, {}};
  try {
    runModel(*model, *backend_, request);
    ADD_FAILURE() << "ran";
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()), "one-width: source: expected at least one token, got none");
  }
}

}  // namespace
}  // namespace headlight
