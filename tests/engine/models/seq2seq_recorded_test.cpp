#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "compare.h"
#include "models/load_model.h"
#include "reference/partials.h"
#include "support/backends.h"
#include "support/shared_data.h"
#include "support/tiny_model.h"
#include "support/tiny_translator.h"

// Every family with two stacks against what transformers computed (tests/vectors/record_<family>.py) and against the
// oracle, and what it computes anew after an edit. A family joins with a line in each of the lists.
namespace headlight {
namespace {

namespace fs = std::filesystem;
using Ids = std::vector<std::int32_t>;

const std::map<std::string, std::vector<std::string>> recordedFolders{
    {"marian", {"shared", "two-vocabularies", "own-head", "uneven", "old-file", "bare"}},
    {"bart", {"shared", "scaled", "own-head", "old-file", "bare", "answers", "mbart", "mbart-own-head", "mbart-bare"}},
    {"t5", {"v1", "v1.1", "few-buckets", "old-file", "bare", "encoder", "mt5"}},
};

struct Chain {
  const char *family, *folder;
  int edits;
};
constexpr Chain chains[] = {
    {"marian", "shared", 300}, {"marian", "uneven", 60}, {"bart", "shared", 150}, {"bart", "mbart-own-head", 150},
    {"t5", "v1", 300},         {"t5", "v1.1", 60},       {"t5", "encoder", 60}};

/// Of the oracle, with more tokens than the recorded ones.
constexpr const char* configs[] = {
    R"({"model_type": "marian", "architectures": ["MarianMTModel"], "vocab_size": 61, "d_model": 36, "encoder_layers": 2,
        "decoder_layers": 1, "encoder_attention_heads": 4, "decoder_attention_heads": 3, "encoder_ffn_dim": 50,
        "decoder_ffn_dim": 41, "max_position_embeddings": 140, "activation_function": "swish", "scale_embedding": true})",
    R"({"model_type": "marian", "architectures": ["MarianMTModel"], "vocab_size": 61, "decoder_vocab_size": 53,
        "d_model": 21, "encoder_layers": 1, "decoder_layers": 2, "encoder_attention_heads": 3,
        "decoder_attention_heads": 7, "encoder_ffn_dim": 30, "decoder_ffn_dim": 30, "max_position_embeddings": 140,
        "share_encoder_decoder_embeddings": false, "tie_word_embeddings": false})",
    R"({"model_type": "bart", "architectures": ["BartForConditionalGeneration"], "vocab_size": 61, "d_model": 36,
        "encoder_layers": 2, "decoder_layers": 1, "encoder_attention_heads": 4, "decoder_attention_heads": 3,
        "encoder_ffn_dim": 50, "decoder_ffn_dim": 41, "max_position_embeddings": 140, "scale_embedding": true})",
    R"({"model_type": "mbart", "architectures": ["MBartForConditionalGeneration"], "vocab_size": 61, "d_model": 21,
        "encoder_layers": 1, "decoder_layers": 2, "encoder_attention_heads": 3, "decoder_attention_heads": 7,
        "encoder_ffn_dim": 30, "decoder_ffn_dim": 30, "max_position_embeddings": 140, "activation_function": "relu",
        "tie_word_embeddings": false})",
    R"({"model_type": "t5", "architectures": ["T5ForConditionalGeneration"], "vocab_size": 61, "d_model": 36, "d_kv": 7,
        "d_ff": 50, "num_layers": 2, "num_decoder_layers": 1, "num_heads": 4})",
    R"({"model_type": "t5", "architectures": ["T5ForConditionalGeneration"], "vocab_size": 61, "d_model": 21, "d_kv": 12,
        "d_ff": 50, "num_layers": 1, "num_decoder_layers": 2, "num_heads": 3, "feed_forward_proj": "gated-gelu",
        "tie_word_embeddings": false, "relative_attention_num_buckets": 12, "relative_attention_max_distance": 50})",
    R"({"model_type": "t5", "architectures": ["T5EncoderModel"], "vocab_size": 61, "d_model": 36, "d_kv": 9, "d_ff": 50,
        "num_layers": 2, "num_heads": 4, "feed_forward_proj": "gated-silu"})",
};

std::shared_ptr<const Trace> run(const Model& model, Backend& backend, const std::vector<Ids>& texts,
                                 const std::shared_ptr<const Trace>& before = nullptr) {
  std::vector<Input> inputs;
  for (const Ids& ids : texts) inputs.emplace_back(TokenInput{ids});
  return runModel(model, backend, Request{1, std::move(inputs), model.info()->everySite()}, {}, before);
}

class TwoStacks : public test::OnBackends {
 protected:
  /// Expects the model in `folder` to leave what is recorded of `recordedOf`, every site of it.
  void expectRecorded(const fs::path& folder, const fs::path& recordedOf) {
    SCOPED_TRACE(folder.string());
    const auto expected = reference::readSafetensors(recordedOf / "expected.safetensors");
    const auto model = loadModel(folder, backend());
    const std::vector<InputInfo>& inputs = model->info()->inputs;
    int passes = 0;
    for (; expected.contains(std::to_string(passes) + "." + inputs[0].name); ++passes) {
      const std::string number = std::to_string(passes) + ".";
      SCOPED_TRACE("pass " + number);
      std::vector<Ids> texts;
      for (const InputInfo& input : inputs) texts.push_back(reference::idsOf(expected.at(number + input.name)));
      const auto trace = run(*model, backend(), texts);
      std::size_t sites = 0;
      for (const auto& [name, values] : expected) {
        if (!name.starts_with(number)) continue;
        const std::string site = name.substr(number.size());
        if (std::ranges::any_of(inputs, [&](const InputInfo& input) { return input.name == site; })) continue;
        test::expectSiteAgrees(*trace, site, values);
        ++sites;
      }
      EXPECT_GE(sites, 6 * inputs.size());
    }
    EXPECT_EQ(passes, 3);
  }
  void expectOracle(const Model& model, const reference::Seq2seq& oracle, const Ids& source, const Ids& target) {
    const bool alone = model.info()->inputs.size() == 1;
    const auto trace = run(model, backend(), alone ? std::vector<Ids>{source} : std::vector<Ids>{source, target});
    const reference::Sites expected = reference::forward(oracle, source, target);
    EXPECT_EQ(trace->sites().size(), expected.size()) << "a site that the oracle does not know";
    test::expectAgrees(*trace, expected);
  }
  test::TemporaryFolder folder_;
};

TEST_P(TwoStacks, areWhatTransformersComputes) {
  for (const auto& [family, names] : recordedFolders)
    for (const std::string& name : names)
      expectRecorded(test::vectorsFolder() / family / name, test::vectorsFolder() / family / name);
}

TEST_P(TwoStacks, withoutArchitecturesTheWeightsDecide) {
  for (const auto& [family, name] : {std::pair{"marian", "shared"},
                                     {"marian", "bare"},
                                     {"bart", "shared"},
                                     {"bart", "bare"},
                                     {"bart", "answers"},
                                     {"bart", "mbart"},
                                     {"t5", "v1.1"},
                                     {"t5", "bare"},
                                     {"t5", "encoder"}}) {
    const fs::path folder = folder_.path() / family / name;
    fs::create_directories(folder.parent_path());
    fs::copy(test::vectorsFolder() / family / name, folder);
    test::setConfig(folder, "architectures", "null");
    expectRecorded(folder, test::vectorsFolder() / family / name);
  }
}

TEST_P(TwoStacks, areWhatTheOracleComputes) {
  for (const auto& [family, names] : recordedFolders)
    for (const std::string& name : names) {
      SCOPED_TRACE(family + ", " + name);
      const fs::path folder = test::vectorsFolder() / family / name;
      const auto model = loadModel(folder, backend());
      const Ids source = test::randomIds(11, 27, 3), target = test::randomIds(6, 27, 4);
      expectOracle(*model, reference::loadSeq2seq(folder), source, target);
    }
  for (const char* config : configs) {
    SCOPED_TRACE(config);
    const fs::path folder = folder_.path() / "tiny";
    const reference::Seq2seq oracle = test::writeTinyTranslator(folder, config);
    const auto model = loadModel(folder, backend());
    EXPECT_TRUE(model->info()->notUsed.empty());
    for (const auto& [sources, targets] : {std::pair{1, 1}, {7, 3}, {64, 65}, {130, 66}}) {
      SCOPED_TRACE(testing::Message() << sources << " source tokens, " << targets << " target tokens");
      expectOracle(*model, oracle, test::randomIds(sources, 53, 5), test::randomIds(targets, 53, 6));
    }
  }
}

TEST_P(TwoStacks, chainsOfEditsAreFreshPasses) {
  for (const auto& [family, name, edits] : chains) {
    SCOPED_TRACE(std::string(family) + ", " + name);
    const auto model = loadModel(test::vectorsFolder() / family / name, backend());
    const ModelInfo& info = *model->info();
    std::vector<Ids> texts;
    for (const InputInfo& input : info.inputs)
      texts.push_back(test::randomIds(texts.empty() ? 12 : 9, input.text()->vocabulary, 7 + texts.size()));
    std::shared_ptr<const Trace> trace = run(*model, backend(), texts);
    const Ids dice = test::randomIds(4 * edits, 1 << 20, 9);
    for (std::size_t edit = 0; edit < std::size_t(edits); ++edit) {
      const std::size_t place = dice[4 * edit] % 3 == 0 ? 0 : texts.size() - 1;
      Ids& text = texts[place];
      const std::size_t row = std::size_t(dice[4 * edit + 1]) % text.size();
      const auto at = text.begin() + std::ptrdiff_t(row);
      const std::int32_t id = dice[4 * edit + 2] % info.inputs[place].text()->vocabulary;
      if (dice[4 * edit + 3] % 3 == 0 && text.size() < 40)
        text.insert(at, id);
      else if (dice[4 * edit + 3] % 3 == 1 && text.size() > 1)
        text.erase(at);
      else
        *at = id;
      const auto next = run(*model, backend(), texts, trace), fresh = run(*model, backend(), texts);
      ASSERT_EQ(next->sites().size(), info.everySite().sites().size());
      for (const auto& [site, rows] : fresh->sites()) {
        std::vector<int> shape, freshShape;
        ASSERT_EQ(siteToHost(*next, site, shape), siteToHost(*fresh, site, freshShape))
            << "edit " << edit << ", site " << info.siteName(site);
        ASSERT_EQ(shape, freshShape);
      }
      for (int layer = 0; place > 0 && layer < info.stack(StackId::Encoder).layers; ++layer)
        ASSERT_EQ(next->firstRow(StackId::Encoder, layer), next->rows(StackId::Encoder))
            << "a row of the encoder was computed for an edit of the target";
      trace = next;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Backends, TwoStacks, testing::ValuesIn(test::availableBackends()), test::backendName);

}  // namespace
}  // namespace headlight
