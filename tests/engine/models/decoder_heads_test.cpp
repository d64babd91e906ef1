#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "../io/files.h"
#include "compare.h"
#include "models/load_model.h"
#include "reference/partials.h"
#include "support/backends.h"
#include "support/passes.h"
#include "support/shared_data.h"
#include "support/tiny_model.h"

// What a decoder says by the head that its file has, against transformers (tests/vectors/record_decoder_heads.py).
namespace headlight {
namespace {

namespace fs = std::filesystem;
using Folders = std::vector<std::string>;

const Folders families{"gpt2", "llama", "mistral", "qwen2"};

fs::path recorded(const std::string& name) { return test::vectorsFolder() / "decoder-heads" / name; }

class DecoderHeads : public test::OnBackends {
 protected:
  /// The logits of every text that is recorded of `recordedOf`, computed by the model in `folder`.
  void expectLogits(const fs::path& folder, const std::string& recordedOf) {
    SCOPED_TRACE(folder.filename().string());
    const auto expected = reference::readSafetensors(recorded(recordedOf) / "expected.safetensors");
    const auto model = loadModel(folder, backend());
    ASSERT_NE(model->info()->output(), nullptr);
    for (int text = 0; expected.contains(std::to_string(text) + ".ids"); ++text) {
      SCOPED_TRACE(testing::Message() << "text " << text);
      const auto trace = test::pass(*model, backend(), reference::idsOf(expected.at(std::to_string(text) + ".ids")));
      const reference::Array& logits = expected.at(std::to_string(text) + ".logits");
      if (model->info()->output()->ofEveryRow()) {
        test::expectSiteAgrees(*trace, "logits", logits);
        continue;
      }
      const auto said = trace->predictedLogits();
      ASSERT_EQ(said.size(), logits.values.size());
      double largest = 0;
      for (const double value : logits.values) largest = std::max(largest, std::abs(value));
      for (std::size_t i = 0; i < said.size(); ++i)  // the bound of compare.h, for its reason
        EXPECT_NEAR(static_cast<double>(said[i]), logits.values[i], 1e-4 * largest) << "label " << i;
    }
  }
  /// A copy of a recorded folder under `name`.
  fs::path copyOf(const std::string& name, const std::string& as) {
    fs::copy(recorded(name), folder_.path() / as, fs::copy_options::recursive);
    return folder_.path() / as;
  }
  test::TemporaryFolder folder_;
};

TEST_P(DecoderHeads, sayWhatTransformersDo) {
  for (const std::string& family : families)
    for (const char* head : {"-own-head", "-text", "-tokens"}) expectLogits(recorded(family + head), family + head);
  expectLogits(recorded("gpt2-text-unpadded"), "gpt2-text-unpadded");
}

TEST_P(DecoderHeads, ofFilesWithoutArchitecturesTheWeightsDecide) {
  for (const std::string& family : families)
    for (const char* head : {"-own-head", "-text", "-tokens"}) {
      const fs::path folder = copyOf(family + head, family + head);
      test::setConfig(folder, "architectures", "null");
      expectLogits(folder, family + head);
    }
}

TEST_P(DecoderHeads, anUntiedHeadIsTheSame) {
  for (const std::string& family : families) {
    const fs::path folder = copyOf(family + "-own-head", family);
    test::setConfig(folder, "tie_word_embeddings", "false");
    expectLogits(folder, family + "-own-head");
  }
}

INSTANTIATE_TEST_SUITE_P(Backends, DecoderHeads, testing::ValuesIn(test::availableBackends()), test::backendName);

class DecoderFolders : public testing::Test {
 protected:
  ModelInfo load(const std::string& name, const std::string& architectures) {
    const fs::path folder = folder_.path() / std::to_string(++copies_);
    fs::copy(recorded(name), folder, fs::copy_options::recursive);
    test::setConfig(folder, "architectures", architectures);
    return *loadModel(folder, *backend_)->info();
  }
  test::TemporaryFolder folder_;
  int copies_ = 0;
  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);
};

TEST_F(DecoderFolders, baseModelsHaveNoHead) {
  for (const auto& [name, base] : {std::pair{"gpt2-own-head", "GPT2Model"},
                                   {"llama-text", "LlamaModel"},
                                   {"mistral-tokens", "MistralModel"},
                                   {"qwen2-own-head", "Qwen2Model"}}) {
    const ModelInfo info = load(name, std::string("[\"") + base + "\"]");
    EXPECT_EQ(info.output(), nullptr) << base;
    EXPECT_EQ(info.headNotRun, "") << base;
  }
}

TEST_F(DecoderFolders, aHeadThatIsNotRunIsNamed) {
  for (const auto& [name, other] : {std::pair{"gpt2-own-head", "GPT2DoubleHeadsModel"},
                                    {"gpt2-text", "GPT2ForQuestionAnswering"},
                                    {"llama-text", "LlamaForQuestionAnswering"},
                                    {"mistral-tokens", "SomethingElse"}}) {
    const ModelInfo info = load(name, std::string("[\"") + other + "\"]");
    EXPECT_EQ(info.output(), nullptr) << other;
    EXPECT_EQ(info.headNotRun, other);
    EXPECT_FALSE(info.notUsed.empty()) << other;
  }
}

TEST_F(DecoderFolders, sayWhatTheyAre) {
  EXPECT_STREQ(load("gpt2-text", "null").task(), "sequence_classification");
  EXPECT_STREQ(load("llama-tokens", "null").task(), "token_classification");
  EXPECT_STREQ(load("qwen2-own-head", "null").task(), "causal_lm");
  const ModelInfo text = load("mistral-text", "null");
  EXPECT_EQ(text.output()->labels, (std::vector<std::string>{"bad", "so so", "good"}));
  EXPECT_EQ(text.output()->padding, 3);
  EXPECT_TRUE(text.notUsed.empty());
}

TEST_F(DecoderFolders, ATiedHeadThatIsWrittenTwiceIsOne) {
  const fs::path folder = folder_.path() / "twice";
  fs::copy(recorded("gpt2-own-head"), folder, fs::copy_options::recursive);
  test::editTensors(folder, [](test::RawTensors& t) { t["lm_head.weight"] = t.at("transformer.wte.weight"); });
  const auto once = loadModel(folder, *backend_)->info()->parameters;
  test::editTensors(folder, [](test::RawTensors& t) { t.erase("lm_head.weight"); });
  EXPECT_EQ(loadModel(folder, *backend_)->info()->parameters, once);
}

}  // namespace
}  // namespace headlight
