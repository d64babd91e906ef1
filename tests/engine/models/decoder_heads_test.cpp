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
                                    {"llama-text", "LlamaForMultipleChoice"},
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

// As transformers counts them. Numbered from 1 it has a name for a label that is not there and none for label 0.
TEST_F(DecoderFolders, labelsThatAreNotNumberedFromZeroAreOnlyCounted) {
  const auto labels = [&](const std::string& id2label, const std::string& count = "null") {
    const fs::path folder = folder_.path() / std::to_string(++copies_);
    fs::copy(recorded("llama-text"), folder, fs::copy_options::recursive);
    test::setConfig(folder, "id2label", id2label);
    test::setConfig(folder, "num_labels", count);
    return loadModel(folder, *backend_)->info()->output()->labels;
  };
  const std::vector<std::string> numbered{"LABEL_0", "LABEL_1", "LABEL_2"}, named{"a", "b", "c"};
  EXPECT_EQ(labels(R"({"1": "a", "2": "b", "3": "c"})"), numbered);
  EXPECT_EQ(labels(R"({"0": "a", "1": "b", "3": "c"})"), numbered);
  EXPECT_EQ(labels(R"({"-1": "a", "0": "b", "1": "c"})"), numbered);
  EXPECT_EQ(labels(R"({"0": "a", "1": "b", "2": "c"})"), named);
  EXPECT_EQ(labels(R"({"0": "a", "1": "b", "02": "c"})"), named);
  EXPECT_EQ(labels(R"({"0": "a", "1": "b", "2": "c"})", "3"), named);
  EXPECT_EQ(labels(R"({"0": "a", "1": "b"})", "3"), numbered) << "num_labels counts";
  EXPECT_EQ(labels("null", "3"), numbered);
  EXPECT_TRUE(test::contains(test::sentenceOf([&] { labels(R"({"bad": "0", "good": "1"})"); }),
                             "\"id2label\" should number its 2 texts, found \"bad\""));
}

// safetensors keeps a shared tensor under one of its names, which may be the head's (huggingface/transformers#34759).
TEST_F(DecoderFolders, ATiedTableMayStandUnderTheHeadsNameAlone) {
  const auto logitsOf = [&](const fs::path& folder) {
    const auto model = loadModel(folder, *backend_);
    const auto trace = test::pass(*model, *backend_, {5, 6, 7});
    return std::vector<float>(trace->predictedLogits().begin(), trace->predictedLogits().end());
  };
  for (const auto& [name, table, head] :
       {std::tuple{"decoder-heads/gpt2-own-head", "transformer.wte.weight", "lm_head.weight"},
        {"decoder-heads/qwen2-own-head", "model.embed_tokens.weight", "lm_head.weight"},
        {"bert-tiny-mlm", "bert.embeddings.word_embeddings.weight", "cls.predictions.decoder.weight"},
        {"roberta-tiny-mlm", "roberta.embeddings.word_embeddings.weight", "lm_head.decoder.weight"},
        {"distilbert-tiny-mlm", "distilbert.embeddings.word_embeddings.weight", "vocab_projector.weight"},
        {"albert-tiny-mlm", "albert.embeddings.word_embeddings.weight", "predictions.decoder.weight"}}) {
    SCOPED_TRACE(name);
    const fs::path folder = folder_.path() / std::to_string(++copies_);
    fs::copy(test::vectorsFolder() / name, folder, fs::copy_options::recursive);
    test::editTensors(folder, [&](test::RawTensors& t) { t.erase(head); });
    const std::vector<float> tied = logitsOf(folder);
    test::editTensors(folder, [&](test::RawTensors& t) {
      t[head] = t.at(table);
      t.erase(table);
    });
    EXPECT_EQ(logitsOf(folder), tied);
    test::setConfig(folder, "tie_word_embeddings", "false");
    EXPECT_TRUE(test::contains(test::sentenceOf([&] { loadModel(folder, *backend_); }), "has no tensor"));
  }
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
