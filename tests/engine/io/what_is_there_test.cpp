// What people open instead of a Hugging Face folder, and what they are told.
#include "io/what_is_there.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "files.h"
#include "io/model_files.h"
#include "support/shared_data.h"

namespace headlight::io {
namespace {

namespace fs = std::filesystem;
using test::contains;
using test::sentenceOf;

class WhatIsThereTest : public ::testing::Test {
 protected:
  void write(const std::string& name, const std::string& bytes = "{}") {
    const fs::path file = folder_.path() / "opened" / name;
    fs::create_directories(file.parent_path());
    test::writeFile(file, bytes);
  }
  /// The sentence for a folder of these files, which may lie deeper ("checkpoint-5/config.json").
  std::string folderOf(const std::vector<std::string>& files) {
    fs::remove_all(folder_.path() / "opened");
    fs::create_directories(folder_.path() / "opened");
    for (const std::string& file : files) write(file);
    return refusal();
  }
  std::string refusal(const std::string& file = {}) {
    const fs::path opened = folder_.path() / "opened";
    return sentenceOf([&] { findModelFiles(file.empty() ? opened : opened / file); });
  }
  test::TemporaryFolder folder_;
};

TEST_F(WhatIsThereTest, AnAdapterNamesItsBaseModel) {
  folderOf({"adapter_model.safetensors"});
  write("adapter_config.json", R"({"peft_type": "LORA", "base_model_name_or_path": "org/base", "r": 4})");
  for (const char* opened : {"", "adapter_model.safetensors"}) {
    const std::string sentence = refusal(opened);
    EXPECT_TRUE(contains(sentence, "config.json: is missing; expected a Hugging Face model folder"));
    EXPECT_TRUE(contains(sentence,
                         "found adapter_config.json: it is a LoRA adapter of the model \"org/base\", not a "
                         "model by itself; merge it into that model"));
  }
  write("adapter_config.json", "broken");
  EXPECT_TRUE(contains(refusal(), "it is an adapter, not a model; merge it into its base model"));
  EXPECT_TRUE(contains(folderOf({"adapter_model.bin", "optimizer.pt"}), "found adapter_model.bin: it is an adapter"));
}

TEST_F(WhatIsThereTest, ATrainingRunNamesItsLatestCheckpoint) {
  EXPECT_TRUE(contains(folderOf({"checkpoint-500/config.json", "checkpoint-1500/config.json",
                                 "checkpoint-x/config.json", "checkpoint-90/config.json", "training_args.bin"}),
                       "found the checkpoints of a training run; open the latest of them, checkpoint-1500"));
  EXPECT_TRUE(contains(folderOf({"checkpoint-3/adapter_config.json"}),
                       "in the latest, checkpoint-3: found adapter_config.json: it is an adapter"));
  EXPECT_TRUE(
      contains(folderOf({"training_args.bin", "optimizer.pt", "scheduler.pt", "rng_state.pth"}), "found no weights"));
  EXPECT_TRUE(contains(folderOf({"zero_to_fp32.py", "global_step7/x.pt"}), "run zero_to_fp32.py"));
}

TEST_F(WhatIsThereTest, ModelsThatLieDeeperAreNamed) {
  EXPECT_TRUE(contains(folderOf({"0_Transformer/config.json", "modules.json", "1_Pooling/config.json"}),
                       "sentence-transformers; its transformer lies one folder deeper, open 0_Transformer"));
  EXPECT_TRUE(contains(folderOf({"final/config.json", "runs/events"}), "found a model one folder deeper; open final"));
  EXPECT_TRUE(contains(folderOf({"a/config.json", "b/config.json"}), "open a or b"));
  EXPECT_TRUE(contains(folderOf({"config.json", "onnx/model_quantized.onnx", "tokenizer.json"}),
                       "found onnx/model_quantized.onnx: it is an ONNX graph"));
  folderOf({"unet/config.json"});
  write("model_index.json", R"({"_class_name": "StableDiffusionPipeline"})");
  EXPECT_TRUE(
      contains(refusal(), "found model_index.json: it is a pipeline of diffusers, \"StableDiffusionPipeline\""));
  fs::create_directories(folder_.path() / "models--org--name" / "snapshots" / "01ab");
  EXPECT_TRUE(contains(sentenceOf([&] { findModelFiles(folder_.path() / "models--org--name"); }),
                       "a download cache; open it by its name, org/name"));
}

TEST_F(WhatIsThereTest, OtherFormatsAreNamed) {
  EXPECT_TRUE(contains(folderOf({}), "found an empty folder"));
  for (const auto& [file, part] : {
           std::pair{"model.Q4_K_M.gguf", "GGUF file of llama.cpp"},
           {"model.onnx", "ONNX"},
           {"tf_model.h5", "TensorFlow"},
           {"flax_model.msgpack", "Flax"},
           {"saved_model.pb", "TensorFlow"},
           {"openvino_model.xml", "OpenVINO"},
           {"bert_config.json", "Google's BERT code"},
           {"open_clip_config.json", "OpenCLIP"},
           {"__0_0.distcp", "distributed checkpoint"},
           {"model.safetensors.incomplete", "the download is not complete"},
           {"model.zip", "unpack it"},
           {"tokenizer.json", "found a tokenizer, but no model"},
           {"notes.md", "found no weights"},
       }) {
    EXPECT_TRUE(contains(folderOf({file}), part));
    EXPECT_TRUE(contains(refusal(), "config.json: is missing"));
  }
  EXPECT_TRUE(
      contains(folderOf({"params.json", "consolidated.00.pth", "tokenizer.model"}), "their makers' own format"));
  EXPECT_TRUE(contains(folderOf({"config.json", "tokenizer.json"}), "found a config and a tokenizer, but no weights"));
}

TEST_F(WhatIsThereTest, WeightsWithoutAConfigAndUnderOtherNames) {
  for (const char* file : {"model.safetensors", "pytorch_model.bin", "vit.pth", "last.ckpt"}) {
    EXPECT_TRUE(contains(folderOf({file}), std::string("found ") + file + ", weights without the config.json"));
    EXPECT_TRUE(contains(refusal(file), std::string("found ") + file + ", weights without the config.json"));
    EXPECT_EQ(sentenceOf([&] { findModelFiles(folder_.path() / "opened"); }), refusal());
  }
  EXPECT_TRUE(
      contains(folderOf({"config.json", "pretrain.pth", "optimizer.bin"}), "found pretrain.pth; open that file"));
  EXPECT_EQ(findModelFiles(folder_.path() / "opened" / "pretrain.pth").weights.filename(), "pretrain.pth");
  EXPECT_TRUE(contains(folderOf({"config.json", "model-00002-of-00003.safetensors"}),
                       "one part of several, but not their index; fetch model.safetensors.index.json too"));
  EXPECT_TRUE(contains(folderOf({"config.json", "pytorch_model-00002-of-00003.bin"}), "pytorch_model.bin.index.json"));
}

TEST_F(WhatIsThereTest, AFileIsNamedByWhatItIs) {
  folderOf({});
  write("weights", "GGUF\3");
  EXPECT_TRUE(contains(refusal("weights"), "it is a GGUF file of llama.cpp"));
  for (const auto& [file, part] :
       {std::pair{"a.onnx", "ONNX"}, {"a.zip", "archive"}, {"config.json", "open its folder"}}) {
    write(file);
    EXPECT_TRUE(contains(refusal(file), part));
  }
}

TEST_F(WhatIsThereTest, AConfigWithoutModelTypeTellsWhoseItIs) {
  const auto sentence = [](const char* json) {
    return sentenceOf([&] { Config::parse(json, "config.json").modelType(); });
  };
  EXPECT_TRUE(contains(sentence(R"({"architecture": "vit_tiny_patch16_224", "num_classes": 4})"),
                       "config.json: has no \"model_type\"; it is timm's, of the network \"vit_tiny_patch16_224\""));
  EXPECT_TRUE(contains(sentence(R"({"_class_name": "UNet2DConditionModel"})"), "a part of a diffusers pipeline"));
  EXPECT_TRUE(contains(sentence(R"({"architectures": ["GPT2LMHeadModel"]})"), "its class is \"GPT2LMHeadModel\""));
  EXPECT_TRUE(contains(sentence(R"({"architecture": 5, "architectures": 7})"), "expected the config.json that"));
}

}  // namespace
}  // namespace headlight::io
