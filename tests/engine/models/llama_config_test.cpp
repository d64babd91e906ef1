// What config.json says of a model of the Llama kind: defaults of transformers 5.24, old and new keys, refusals.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <numeric>

#include "base/error.h"
#include "io/config.h"
#include "models/llama_config.h"
#include "models/load_model.h"
#include "support/shared_data.h"
#include "support/tiny_llama.h"
#include "support/tiny_model.h"

namespace headlight {
namespace {

using Json = nlohmann::json;

/// The least that a config must say, and `more`; a null in `more` stays a null.
io::Config configOf(const std::string& family, const std::string& more = "{}") {
  Json json = {{"model_type", family}, {"hidden_size", 64},      {"num_attention_heads", 8},
               {"vocab_size", 100},    {"num_hidden_layers", 4}, {"intermediate_size", 32}};
  json.update(Json::parse(more));
  return io::Config::parse(json.dump(), "config.json");
}

std::string refusal(const std::string& family, const std::string& more) {
  try {
    const io::Config config = configOf(family, more);
    readLlamaConfig(config);
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was refused";
}

TEST(LlamaConfig, defaultsOfEachFamily) {
  const LlamaConfig llama = readLlamaConfig(configOf("llama"));
  EXPECT_EQ(llama.block.kvHeads, 8);
  EXPECT_EQ(llama.block.headWidth, 8);
  EXPECT_EQ(llama.block.epsilon, 1e-6F);
  EXPECT_EQ(llama.block.activation, Activation::Silu);
  EXPECT_EQ(llama.maxTokens, 2048);
  EXPECT_EQ(llama.rotary.theta, 10000);
  EXPECT_EQ(llama.rotary.scaling, RotaryScaling::None);
  EXPECT_FALSE(llama.tied || llama.block.projectionBias || llama.block.attentionOutBias || llama.block.mlpBias);
  EXPECT_EQ(llama.stack.slidingWindow, 0);

  const LlamaConfig mistral = readLlamaConfig(configOf("mistral", R"({"num_attention_heads": 16})"));
  EXPECT_EQ(mistral.block.kvHeads, 8);
  EXPECT_EQ(mistral.maxTokens, 131072);
  EXPECT_EQ(mistral.stack.window(3), 4096);

  const LlamaConfig qwen = readLlamaConfig(configOf("qwen2", R"({"num_key_value_heads": null})"));
  EXPECT_EQ(qwen.block.kvHeads, 8);
  EXPECT_EQ(qwen.maxTokens, 32768);
  EXPECT_EQ(qwen.stack.window(0), 0);
  EXPECT_TRUE(qwen.block.projectionBias);
  EXPECT_FALSE(qwen.block.attentionOutBias);
}

TEST(LlamaConfig, windowsOfLayers) {
  EXPECT_EQ(readLlamaConfig(configOf("mistral", R"({"sliding_window": null})")).stack.window(0), 0);
  EXPECT_EQ(readLlamaConfig(configOf("llama", R"({"sliding_window": 7})")).stack.window(0), 0);
  EXPECT_EQ(readLlamaConfig(configOf("qwen2", R"({"num_key_value_heads": 8, "sliding_window": 7})")).stack.window(3),
            0);
  const auto windows = [](const std::string& more) {
    const StackInfo stack = readLlamaConfig(configOf("qwen2", more)).stack;
    return std::vector<int>{stack.window(0), stack.window(1), stack.window(2), stack.window(3)};
  };
  EXPECT_EQ(windows(R"({"num_key_value_heads": 4, "use_sliding_window": true, "sliding_window": 7,
                        "max_window_layers": 2})"),
            (std::vector<int>{0, 0, 7, 7}));
  const LlamaConfig ministral = readLlamaConfig(
      configOf("mistral", R"({"sliding_window": 7, "layer_types": ["attention", "sliding_attention", "full_attention",
                              "sliding_attention"]})"));
  EXPECT_EQ(ministral.stack.slides, (std::vector<bool>{false, true, false, true}));
  EXPECT_EQ(windows(R"({"num_key_value_heads": 4, "use_sliding_window": true, "layer_types": ["sliding_attention",
                        "full_attention", "sliding_attention", "full_attention"]})"),
            (std::vector<int>{4096, 0, 4096, 0}));
}

TEST(LlamaConfig, rotationOldAndNew) {
  const auto rotary = [](const std::string& more) { return readLlamaConfig(configOf("llama", more)).rotary; };
  const RotaryConfig old = rotary(R"({"rope_theta": 5e5, "rope_scaling": {"type": "linear", "factor": 4}})");
  EXPECT_EQ(old.theta, 5e5);
  EXPECT_EQ(old.scaling, RotaryScaling::Linear);
  EXPECT_EQ(old.factor, 4);
  const RotaryConfig now =
      rotary(R"({"rope_theta": 1, "rope_parameters": {"rope_type": "default", "rope_theta": 2e4}})");
  EXPECT_EQ(now.theta, 2e4);
  EXPECT_EQ(now.scaling, RotaryScaling::None);
  EXPECT_EQ(rotary(R"({"rope_scaling": {}, "rope_parameters": {"rope_theta": 3e4}})").theta, 3e4);
  EXPECT_EQ(rotary(R"({"rope_scaling": null})").theta, 10000);

  const RotaryConfig yarn = rotary(R"({"rope_scaling": {"rope_type": "yarn", "factor": 4.0}})");
  EXPECT_EQ(yarn.originalTokens, 2048);
  EXPECT_DOUBLE_EQ(yarn.attentionFactor, 0.1 * std::log(4.0) + 1);
  EXPECT_EQ(yarn.betaFast, 32);
  EXPECT_TRUE(yarn.truncate);
  const RotaryConfig scaled = rotary(
      R"({"rope_scaling": {"rope_type": "yarn", "factor": 4.0, "mscale": 0.7, "mscale_all_dim": 1.4, "beta_fast": 0}})");
  EXPECT_DOUBLE_EQ(scaled.attentionFactor, (0.07 * std::log(4.0) + 1) / (0.14 * std::log(4.0) + 1));
  EXPECT_EQ(scaled.betaFast, 32);
  EXPECT_EQ(
      rotary(R"({"rope_scaling": {"rope_type": "yarn", "factor": 4.0, "attention_factor": 1.5}})").attentionFactor,
      1.5);
  EXPECT_EQ(rotary(R"({"original_max_position_embeddings": 512, "rope_scaling": {"rope_type": "yarn"}})").factor, 4);

  const LlamaConfig dynamic = readLlamaConfig(
      configOf("llama", R"({"max_position_embeddings": 100, "rope_scaling": {"type": "dynamic", "factor": 2.5}})"));
  EXPECT_EQ(dynamic.maxTokens, 250);
  EXPECT_EQ(dynamic.stack.lengthMattersFrom, 100);
}

TEST(LlamaConfig, whatIsRefused) {
  EXPECT_EQ(refusal("llama", R"({"rope_scaling": {"rope_type": "axial"}})"),
            "config.json: rope_scaling: rope_type is \"axial\"; supported are default, linear, dynamic, yarn, llama3, "
            "longrope "
            "and proportional");
  EXPECT_EQ(refusal("llama", R"({"rope_scaling": {"rope_type": "longrope", "short_factor": [1, 2, 3]}})"),
            "config.json: rope_scaling: short_factor should list 4 numbers, one for each pair of a head, found 3");
  EXPECT_EQ(refusal("llama", R"({"num_key_value_heads": 3})"),
            "config.json: num_attention_heads 8 cannot be shared out among num_key_value_heads 3");
  EXPECT_EQ(
      refusal("llama", R"({"hidden_size": 65})"),
      "config.json: hidden_size 65 cannot be divided among num_attention_heads 8 heads, and there is no head_dim");
  EXPECT_EQ(refusal("llama", R"({"head_dim": 7})"),
            "config.json: heads are 7 wide (head_dim); a rotary embedding turns pairs and needs an even width");
  EXPECT_EQ(refusal("llama", R"({"partial_rotary_factor": 0.5})"), "nothing was refused");  // transformers ignores it
  EXPECT_EQ(refusal("llama", R"({"partial_rotary_factor": 0.5, "rope_scaling": {"type": "linear", "factor": 2}})"),
            "config.json: rope_scaling: partial_rotary_factor is 0.5; only 1 is supported, but for rope_type "
            "\"proportional\"");
  EXPECT_EQ(
      refusal("mistral", R"({"num_key_value_heads": 8, "is_causal": false})"),
      "config.json: is_causal is false and sliding_window is 4096; a model that sees both directions is supported "
      "without windows only");
  EXPECT_EQ(refusal("llama", R"({"layer_types": ["full_attention", "sliding_attention"]})"),
            "config.json: layer_types names \"sliding_attention\"; of this family only full_attention is supported");
  EXPECT_NE(
      refusal("llama", R"({"rope_parameters": {"full_attention": {"rope_theta": 1e4}}})").find("only one for all"),
      std::string::npos);
  EXPECT_NE(refusal("llama", R"({"rope_scaling": {"rope_type": "llama3", "factor": 8, "low_freq_factor": 4,
                                 "high_freq_factor": 4}})")
                .find("expected a high_freq_factor above low_freq_factor 4"),
            std::string::npos);
  EXPECT_NE(refusal("llama", R"({"rope_scaling": {"rope_type": "linear"}})").find("\"factor\""), std::string::npos);
  EXPECT_NE(refusal("qwen2", R"({"num_key_value_heads": 4, "layer_types": ["full_attention"]})").find("names 1 layers"),
            std::string::npos);
  EXPECT_NE(refusal("qwen2", R"({"num_key_value_heads": 4, "layer_types": ["sliding_attention", "full_attention",
                                 "full_attention", "full_attention"]})")
                .find("no sliding_window"),
            std::string::npos);
}

/// As many as the file has numbers.
TEST(LlamaConfig, parametersAreThoseOfTheFile) {
  for (const auto& [family, tied, biases] :
       {std::tuple{"llama", true, false}, {"llama", false, true}, {"mistral", false, false}, {"qwen2", true, false}}) {
    const test::TemporaryFolder folder;
    test::TinyLlama options;
    options.family = family, options.tied = tied, options.biases = biases;
    const reference::Llama oracle = test::writeTinyLlama(folder.path(), options);
    std::uint64_t count = 0;
    for (const auto& [name, array] : oracle.tensors) count += array.values.size();
    const auto backend = makeBackend("cpu", 1);
    EXPECT_EQ(loadModel(folder.path(), *backend)->info()->parameters, count) << family;
  }
}

TEST(LlamaFiles, oldBuffersAreFineAndAnotherModelIsNot) {
  const test::TemporaryFolder folder;
  test::writeTinyLlama(folder.path());
  const auto backend = makeBackend("cpu", 1);
  test::editTensors(folder.path(), [](test::RawTensors& tensors) {
    tensors["model.layers.0.self_attn.rotary_emb.inv_freq"] = test::zeros("F32", {4});
    tensors["lm_head.weight"] = tensors["model.embed_tokens.weight"];  // tied all the same
  });
  EXPECT_EQ(loadModel(folder.path(), *backend)->info()->notUsed, std::vector<std::string>{});
  test::editTensors(folder.path(), [](test::RawTensors& tensors) {
    tensors["model.layers.0.self_attn.q_norm.weight"] = test::zeros("F32", {8});
  });
  EXPECT_THROW(loadModel(folder.path(), *backend), Error);  // Qwen3 says qwen3, and has this norm
}

}  // namespace
}  // namespace headlight
