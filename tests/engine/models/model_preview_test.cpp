#include "models/model_preview.h"

#include <gtest/gtest.h>

#include <map>

#include "base/error.h"
#include "io/tokenizer_files.h"
#include "models/load_model.h"
#include "support/passes.h"
#include "support/shared_data.h"
#include "support/tiny_model.h"

namespace headlight {
namespace {

namespace fs = std::filesystem;

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

class ModelPreviewTest : public testing::Test {
 protected:
  fs::path at(const std::string& name) const { return folder_.path() / name; }
  test::TemporaryFolder folder_;
  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);
};

// Every recorded model: the preview says before what the loaded model says afterwards.
TEST_F(ModelPreviewTest, AgreesWithTheLoadedModel) {
  int models = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(test::vectorsFolder())) {
    if (!fs::exists(entry.path() / "config.json") || !fs::exists(entry.path() / "expected.safetensors")) continue;
    SCOPED_TRACE(entry.path().string());
    const ModelPreview preview = previewModel(entry.path());
    EXPECT_EQ(preview.problem, "");
    if (!preview.opens()) continue;
    ++models;
    const auto model = loadModel(entry.path(), *backend_);
    const ModelInfo& info = *model->info();
    ASSERT_EQ(info.stacks.size(), 1u);
    EXPECT_EQ(preview.name, info.name);
    EXPECT_EQ(preview.family, info.family);
    EXPECT_EQ(preview.layers, info.stacks[0].layers);
    EXPECT_EQ(preview.heads, info.stacks[0].heads);
    EXPECT_EQ(preview.kvHeads, info.stacks[0].kvHeads);
    EXPECT_EQ(preview.headWidth, info.stacks[0].headWidth);
    EXPECT_EQ(preview.width, info.stacks[0].width);
    EXPECT_EQ(preview.vocabulary, info.text() ? info.text()->vocabulary : 0);
    EXPECT_EQ(preview.maxTokens, info.inputs.front().rows());
    EXPECT_EQ(preview.storedDType, info.storedDType);
    // The file may hold more than the model reads (a pooler, masks), never less.
    EXPECT_GE(preview.parameters, info.parameters);
    for (const std::string& name : preview.notUsed)
      EXPECT_NE(std::find(info.notUsed.begin(), info.notUsed.end(), name), info.notUsed.end()) << name;
    const std::map<std::string, std::string> heads{{"none", "none: attention only"},
                                                   {"causal_lm", "next token"},
                                                   {"masked_lm", "hidden token"},
                                                   {"sequence_classification", " of the text"},
                                                   {"image_classification", " of the picture"},
                                                   {"token_classification", " of each token"}};
    EXPECT_TRUE(contains(preview.head, heads.at(info.task()))) << preview.head;
  }
  EXPECT_GT(models, 3);
}

TEST_F(ModelPreviewTest, CountsWhatAPassKeeps) {
  test::writeTinyModel(folder_.path());
  test::setConfig(folder_.path(), "architectures", "[\"GPT2LMHeadModel\"]");
  const ModelPreview preview = previewModel(folder_.path());
  ASSERT_TRUE(preview.opens()) << preview.problem;
  EXPECT_EQ(preview.head, "next token");
  const auto model = loadModel(folder_.path(), *backend_);
  const int tokens = 64;
  const auto trace = test::pass(*model, *backend_, test::randomIds(tokens, 61));
  std::uint64_t patterns = 0, every = 0;
  for (const SiteId id : model->info()->everySite().sites()) {
    std::vector<int> shape;
    const std::uint64_t bytes = 4 * siteToHost(*trace, id, shape).size();
    every += bytes;
    if (id.site == Site::Pattern) patterns += bytes;
  }
  EXPECT_EQ(preview.patternBytes(tokens), patterns);
  EXPECT_EQ(preview.everySiteBytes(tokens), every);
  EXPECT_EQ(preview.weightBytes(WeightStorage::F32), 4 * preview.parameters);
  EXPECT_LT(preview.weightBytes(WeightStorage::BF16), 3 * preview.parameters);
  EXPECT_EQ(preview.bytesOnDisk, fs::file_size(at("model.safetensors")));
}

TEST_F(ModelPreviewTest, SaysWhyAndShowsTheRest) {
  test::writeTinyModel(folder_.path());
  test::setConfig(folder_.path(), "model_type", "\"mamba\"");
  ModelPreview preview = previewModel(folder_.path());
  EXPECT_TRUE(contains(preview.problem, "model_type is \"mamba\"; this version opens: "));
  EXPECT_EQ(preview.family, "mamba");
  EXPECT_EQ(preview.layers, 2);
  EXPECT_GT(preview.parameters, 0u);
  fs::remove(at("model.safetensors"));
  test::setConfig(folder_.path(), "model_type", "\"gpt2\"");
  preview = previewModel(folder_.path());
  EXPECT_TRUE(contains(preview.problem, "found no weights"));
  EXPECT_EQ(preview.width, 36);
  EXPECT_FALSE(previewModel(at("nowhere")).opens());
  test::writeText(at("config.json"), "[");
  EXPECT_TRUE(contains(previewModel(folder_.path()).problem, "found no weights"));
}

// Shapes stand in the header: no number has to be read to see that they do not fit.
TEST_F(ModelPreviewTest, RefusesShapesInTheWordsOfLoading) {
  for (const auto& [key, json] : {std::pair{"n_inner", "40"}, {"vocab_size", "60"}, {"n_positions", "7"}}) {
    SCOPED_TRACE(key);
    test::writeTinyModel(folder_.path());
    test::setConfig(folder_.path(), key, json);
    std::string refusal;
    try {
      loadModel(folder_.path(), *backend_);
    } catch (const Error& error) {
      refusal = error.what();
    }
    EXPECT_TRUE(contains(refusal, "should have the shape")) << refusal;
    const ModelPreview preview = previewModel(folder_.path());
    EXPECT_EQ(preview.problem, refusal);
    EXPECT_EQ(preview.layers, 2) << "the rest is told all the same";
    EXPECT_EQ(previewModel(folder_.path(), PreviewDepth::Names).problem, "") << "a list looks at names";
  }
}

// What config.json alone says against a model is said before it is loaded, in the same words.
TEST_F(ModelPreviewTest, RefusesInTheWordsOfLoading) {
  const auto refusal = [&](const char* recorded, const char* key, const char* json) {
    fs::remove_all(at("copy"));
    fs::copy(test::vectorsFolder() / recorded, at("copy"));
    test::setConfig(at("copy"), key, json);
    std::string loading;
    try {
      loadModel(at("copy"), *backend_);
    } catch (const Error& error) {
      loading = error.what();
    }
    EXPECT_NE(loading, "") << recorded << " " << key;
    EXPECT_EQ(previewModel(at("copy")).problem, loading);
  };
  refusal("gpt2-tiny-f32", "activation_function", "\"prelu\"");
  refusal("gpt2-tiny-f32", "n_embd", "35");
  refusal("gpt2-tiny-f32", "n_layer", "\"two\"");
  refusal("bert-tiny-mlm", "add_cross_attention", "true");
  refusal("bert-tiny-mlm", "hidden_size", "0");
  refusal("roberta-tiny-ner", "position_embedding_type", "\"relative_key\"");
  refusal("albert-tiny-mlm", "num_hidden_groups", "0");
  refusal("vit-tiny", "num_channels", "4");
  refusal("llama-gqa", "quantization_config", R"({"quant_method": "gptq"})");
  refusal("vit-tiny", "problem_type", "7");
}

TEST_F(ModelPreviewTest, ListsTensorsWithoutAPlace) {
  test::writeTinyModel(folder_.path());
  test::editTensors(folder_.path(), [](test::RawTensors& t) { t["some_head.weight"] = test::zeros("F32", {2, 36}); });
  EXPECT_EQ(previewModel(folder_.path()).notUsed, std::vector<std::string>{"some_head.weight"});
}

TEST_F(ModelPreviewTest, ReadsTheTokenizersKindFromItsBeginning) {
  EXPECT_EQ(io::tokenizerFiles(folder_.path()), "");
  test::writeText(at("vocab.txt"), "a\n");
  EXPECT_EQ(io::tokenizerFiles(folder_.path()), "vocab.txt (WordPiece)");
  test::writeText(at("spiece.model"), "");
  EXPECT_EQ(io::tokenizerFiles(folder_.path()), "spiece.model (SentencePiece)");
  test::writeText(at("vocab.json"), "{}");
  test::writeText(at("merges.txt"), "");
  EXPECT_EQ(io::tokenizerFiles(folder_.path()), "vocab.json and merges.txt (BPE)");
  const auto kind = [&](const std::string& text) {
    test::writeText(at("tokenizer.json"), text);
    return io::tokenizerFiles(folder_.path());
  };
  EXPECT_EQ(kind(R"({"decoder":{"type":"WordPiece"},"added_tokens":[{"type":"x"}],"model":{"type":"BPE","vocab":{)"),
            "tokenizer.json (BPE)");
  EXPECT_EQ(kind(R"({"model":{"type":null,"unk_id":0,"vocab":[["a",0.0]]}})"), "tokenizer.json (Unigram)");
  EXPECT_EQ(kind(R"({"model":{"dropout":null,"vocab":{"a":0},"merges":[]}})"), "tokenizer.json");
  EXPECT_EQ(kind("no json"), "tokenizer.json");
  HEADLIGHT_SHARED_DATA_OR_SKIP(shared);
  EXPECT_EQ(io::tokenizerFiles(shared / "tokenizers" / "bert-base-uncased"), "tokenizer.json (WordPiece)");
}

}  // namespace
}  // namespace headlight
