#include "models/quantised.h"

#include <gtest/gtest.h>

#include <string>

#include "../io/files.h"
#include "models/load_model.h"
#include "models/model_preview.h"
#include "support/shared_data.h"
#include "support/tiny_model.h"

// Weights that are quantised: refused before any is read, by the method's name.
namespace headlight {
namespace {

using test::contains;

class Quantised : public testing::Test {
 protected:
  std::string refusal(const std::string& key, const std::string& json) {
    test::writeTinyModel(folder_.path());
    test::setConfig(folder_.path(), key, json);
    std::filesystem::resize_file(folder_.path() / "model.safetensors", 3);  // nobody gets as far as the weights
    const std::string sentence = test::sentenceOf([&] { loadModel(folder_.path(), *backend_); });
    EXPECT_EQ(previewModel(folder_.path()).problem, sentence);
    EXPECT_TRUE(contains(sentence, "config.json: the weights are quantised ("));
    return sentence;
  }
  test::TemporaryFolder folder_;
  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);
};

TEST_F(Quantised, EveryMethodIsNamedAndWhatToDownload) {
  for (const auto& [json, part] : {
           std::pair{R"({"quant_method": "gptq", "bits": 4})", "(GPTQ, 4 bits)"},
           {R"({"quant_method": "awq", "bits": 4, "group_size": 128})", "(AWQ, 4 bits)"},
           {R"({"quant_method": "bitsandbytes", "load_in_4bit": true})", "(bitsandbytes, 4 bits)"},
           {R"({"load_in_8bit": true, "load_in_4bit": false})", "(bitsandbytes, 8 bits)"},
           {R"({"quant_method": "fp8", "weight_block_size": [128, 128]})", "(FP8)"},
           {R"({"quant_method": "compressed-tensors", "format": "pack-quantized"})", "(compressed-tensors)"},
           {R"({"quant_method": "mxfp4"})", "(MXFP4)"},
           {R"({"quant_method": "hqq"})", "(HQQ)"},
           {R"({"quant_method": "torchao"})", "(torchao)"},
           {R"({"quant_method": "never-heard-of"})", "(\"never-heard-of\")"},
           {R"({"group_size": 64, "bits": 4})", "(by a method that it does not name, 4 bits)"},
           {R"({"bits": 3})", "(by a method that it does not name, 3 bits)"},
       }) {
    const std::string sentence = refusal("quantization_config", json);
    EXPECT_TRUE(contains(sentence, part));
    EXPECT_TRUE(contains(sentence, "download the model's full weights"));
  }
  EXPECT_TRUE(
      contains(refusal("compression_config", R"({"quant_method": "compressed-tensors"})"), "compressed-tensors"));
}

TEST_F(Quantised, MlxNamesItselfByItsKey) {
  EXPECT_TRUE(contains(refusal("quantization", R"({"group_size": 64, "bits": 4})"), "(MLX, 4 bits)"));
}

TEST_F(Quantised, NoConfigIsNoQuantisation) {
  test::writeTinyModel(folder_.path());
  test::setConfig(folder_.path(), "quantization_config", "null");
  EXPECT_NE(loadModel(folder_.path(), *backend_), nullptr);
}

TEST_F(Quantised, TypesOfQuantisedWeightsAreExplained) {
  test::writeTinyModel(folder_.path());
  test::editTensors(folder_.path(), [](test::RawTensors& tensors) {
    test::RawTensor& tensor = tensors.at("transformer.h.0.mlp.c_fc.weight");
    tensor.type = "I8";
    tensor.bytes.resize(tensor.bytes.size() / 4);
  });
  EXPECT_TRUE(contains(test::sentenceOf([&] { loadModel(folder_.path(), *backend_); }),
                       "found \"I8\"; quantised weights are not run, download the full ones"));
  test::editTensors(folder_.path(), [](test::RawTensors& tensors) {
    test::RawTensor& tensor = tensors.at("transformer.h.0.mlp.c_fc.weight");
    tensor.type = "U8";  // bitsandbytes packs two numbers into a byte, in one column
    tensor.shape = {tensor.shape[0] * tensor.shape[1], 1};
  });
  EXPECT_TRUE(contains(test::sentenceOf([&] { loadModel(folder_.path(), *backend_); }),
                       "found \"U8\"; quantised weights are not run, download the full ones"));
}

}  // namespace
}  // namespace headlight
