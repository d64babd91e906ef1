#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "base/error.h"
#include "models/load_model.h"
#include "support/passes.h"
#include "support/shared_data.h"
#include "support/tiny_model.h"

// Whatever a folder or a request can get wrong becomes one clear sentence that names the file, what was expected and
// what was found.
namespace headlight {
namespace {

using test::RawTensors;
using Parts = std::vector<std::string>;

class BadInput : public testing::Test {
 protected:
  const std::filesystem::path& folder() const { return place_.path(); }
  std::filesystem::path weightsFile() const { return folder() / "model.safetensors"; }

  void SetUp() override { test::writeTinyModel(folder()); }

  /// The sentence that loading refuses with; it must name each part and be one line.
  void expectRefused(const Parts& parts) {
    try {
      loadModel(folder(), *backend_);
      FAIL() << "opened a damaged folder";
    } catch (const Error& error) {
      const std::string sentence = error.what();
      for (const std::string& part : parts)
        EXPECT_NE(sentence.find(part), std::string::npos) << '"' << part << "\" is not in: " << sentence;
      EXPECT_EQ(sentence.find('\n'), std::string::npos) << sentence;
      EXPECT_LT(sentence.size(), 600u) << sentence;
      RecordProperty("sentence", sentence);
    }
  }
  void expectOpens() { EXPECT_NO_THROW(loadModel(folder(), *backend_)); }
  void edit(const std::function<void(RawTensors&)>& change) { test::editTensors(folder(), change); }
  void poison(const std::string& name, std::size_t element, float value) {
    edit([&](RawTensors& t) { std::memcpy(t.at(name).bytes.data() + 4 * element, &value, 4); });
  }
  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);

 private:
  test::TemporaryFolder place_;
};

TEST_F(BadInput, theUndamagedFolderOpens) { expectOpens(); }

// --- the folder -------------------------------------------------------------------------------------------------

TEST_F(BadInput, noFolder) {
  EXPECT_THROW(loadModel(folder() / "nowhere", *backend_), Error);
  EXPECT_THROW(loadModel(folder() / "config.json", *backend_), Error);
}
TEST_F(BadInput, noConfig) {
  std::filesystem::remove(folder() / "config.json");
  expectRefused({"config.json"});
}
TEST_F(BadInput, noWeights) {
  std::filesystem::remove(weightsFile());
  expectRefused({"model.safetensors"});
}
TEST_F(BadInput, weightsAreAFolder) {
  std::filesystem::remove(weightsFile());
  std::filesystem::create_directory(weightsFile());
  expectRefused({"model.safetensors"});
}

// --- config.json ------------------------------------------------------------------------------------------------

TEST_F(BadInput, brokenJson) {
  const std::string text = test::readText(folder() / "config.json");
  for (const std::string& broken : {text.substr(0, text.size() / 2), std::string(), std::string("\0\x01\x02", 3),
                                    "{" + text, std::string(200'000, '[')}) {
    test::writeText(folder() / "config.json", broken);
    expectRefused({"config.json", "JSON"});
  }
}
TEST_F(BadInput, configIsNoObject) {
  test::writeText(folder() / "config.json", "[1, 2]");
  expectRefused({"config.json", "object"});
}
TEST_F(BadInput, unknownModelType) {
  test::setConfig(folder(), "model_type", "\"mamba\"");
  expectRefused({"config.json", "model_type", "\"mamba\"", "gpt2"});
}
TEST_F(BadInput, noModelType) {
  test::setConfig(folder(), "model_type", "null");
  expectRefused({"config.json", "model_type"});
}
TEST_F(BadInput, modelTypeIsANumber) {
  test::setConfig(folder(), "model_type", "7");
  expectRefused({"config.json", "model_type", "7"});
}
TEST_F(BadInput, numbersThatCannotBe) {
  const std::string good = test::readText(folder() / "config.json");
  for (const char* key : {"n_layer", "n_head", "n_embd", "vocab_size", "n_positions"})
    for (const char* value : {"0", "-3", "\"two\"", "1e300", "2.5", "null", "[]"}) {
      SCOPED_TRACE(std::string(key) + " = " + value);
      test::writeText(folder() / "config.json", good);
      test::setConfig(folder(), key, value);
      expectRefused({"config.json", key});
    }
}
TEST_F(BadInput, numbersTooLargeForTheWeights) {
  const std::string good = test::readText(folder() / "config.json");
  for (const char* key : {"n_embd", "n_inner", "vocab_size", "n_positions"}) {
    SCOPED_TRACE(key);
    test::writeText(folder() / "config.json", good);
    test::setConfig(folder(), key, "2147483644");  // a multiple of the heads; four times it is no int
    expectRefused({folder().string()});
  }
}
TEST_F(BadInput, moreLayersThanTheFileHas) {
  test::setConfig(folder(), "n_layer", "1000000");
  expectRefused({"model.safetensors", "transformer.h.2.ln_1.weight", "blocks.2.ln1.weight"});
}
TEST_F(BadInput, layersThatConfigDoesNotCountAreListed) {
  test::setConfig(folder(), "n_layer", "1");
  const auto info = loadModel(folder(), *backend_)->info();
  EXPECT_EQ(info->notUsed.size(), 12u);
  for (const std::string& name : info->notUsed) EXPECT_TRUE(name.starts_with("transformer.h.1.")) << name;
}
TEST_F(BadInput, headsThatDoNotDivideTheWidth) {
  test::setConfig(folder(), "n_head", "5");
  expectRefused({"config.json", "n_embd", "36", "n_head", "5"});
}
TEST_F(BadInput, unknownActivation) {
  test::setConfig(folder(), "activation_function", "\"gelu_2\"");
  expectRefused({"config.json", "activation_function", "gelu_2", "gelu_10", "swish"});
  test::setConfig(folder(), "activation_function", "\"prelu\"");
  expectRefused({"config.json", "activation_function", "prelu", "weights of its own"});
}
TEST_F(BadInput, keysOfSingleLayersAreNotGuessed) {
  test::setConfig(folder(), "per_layer_config", R"({"1": {"n_inner": 20}})");
  expectRefused({"config.json", "per_layer_config"});
}
TEST_F(BadInput, aliasesAreNamedAsTheFileHasThem) {
  test::setConfig(folder(), "num_hidden_layers", "\"two\"");
  expectRefused({"config.json", "num_hidden_layers", "two"});
}

// --- model.safetensors: the container ---------------------------------------------------------------------------

TEST_F(BadInput, truncatedAnywhere) {
  const std::string whole = test::readText(weightsFile());
  for (const std::size_t size :
       {std::size_t(0), std::size_t(4), std::size_t(8), std::size_t(100), whole.size() / 2, whole.size() - 1}) {
    SCOPED_TRACE(size);
    test::writeText(weightsFile(), whole.substr(0, size));
    expectRefused({"model.safetensors"});
  }
}
TEST_F(BadInput, headerLiesAboutItsLength) {
  const std::string whole = test::readText(weightsFile());
  for (const std::uint64_t claimed :
       {std::uint64_t(0), std::uint64_t(2), std::uint64_t(whole.size() - 7), std::uint64_t(1) << 40,
        std::numeric_limits<std::uint64_t>::max(), std::numeric_limits<std::uint64_t>::max() - 7}) {
    SCOPED_TRACE(claimed);
    std::string lying = whole;
    std::memcpy(lying.data(), &claimed, 8);
    test::writeText(weightsFile(), lying);
    expectRefused({"model.safetensors"});
  }
}
TEST_F(BadInput, headerLiesAboutOffsets) {
  const std::string good = test::readText(weightsFile());
  const auto replaceFirst = [](std::string header, const std::string& from, const std::string& to) {
    const auto at = header.find(from);
    EXPECT_NE(at, std::string::npos);
    return header.replace(at, header.find(']', at) - at, from + to);
  };
  const std::string key = "\"data_offsets\":[";
  for (const char* offsets : {"0,99999999999", "-4,4", "8,4", "4,148", "18446744073709551608,18446744073709551615", "0",
                              "\"a\",\"b\"", "0,1.5"}) {
    SCOPED_TRACE(offsets);
    test::writeText(weightsFile(), good);
    test::editHeader(folder(), [&](std::string header) { return replaceFirst(std::move(header), key, offsets); });
    expectRefused({"model.safetensors"});
  }
}
TEST_F(BadInput, headerLiesAboutShapes) {
  const std::string good = test::readText(weightsFile());
  for (const char* shape :
       {"-1", "9223372036854775807,9223372036854775807", "4294967296,4294967296", "1e3", "null", "35"}) {
    SCOPED_TRACE(shape);
    test::writeText(weightsFile(), good);
    test::editHeader(folder(), [&](std::string header) {
      const auto at = header.find("\"shape\":[") + 9;
      return header.replace(at, header.find(']', at) - at, shape);
    });
    expectRefused({"model.safetensors"});
  }
}
TEST_F(BadInput, headerIsNoJson) {
  test::editHeader(folder(), [](std::string header) { return header.substr(0, header.rfind('}')); });
  expectRefused({"model.safetensors", "JSON"});
}
TEST_F(BadInput, randomDamageToTheHeaderNeverCrashes) {
  const std::string good = test::readText(weightsFile());
  const auto positions = test::randomIds(300, 1500, 3), values = test::randomIds(300, 256, 4);
  int refused = 0;
  for (std::size_t i = 0; i < positions.size(); ++i) {
    std::string damaged = good;
    damaged[static_cast<std::size_t>(positions[i])] = static_cast<char>(values[i]);
    test::writeText(weightsFile(), damaged);
    try {
      loadModel(folder(), *backend_);
    } catch (const Error& error) {
      ++refused;
      EXPECT_NE(std::string(error.what()).find("model.safetensors"), std::string::npos) << error.what();
    }
  }
  EXPECT_GT(refused, 200);  // some bytes are spaces or part of a name that nothing reads
}

// --- model.safetensors: the tensors -----------------------------------------------------------------------------

TEST_F(BadInput, missingTensor) {
  edit([](RawTensors& t) { t.erase("transformer.h.1.mlp.c_fc.weight"); });
  expectRefused({"model.safetensors", "transformer.h.1.mlp.c_fc.weight", "blocks.1.mlp.in.weight", "[36, 144]"});
}
TEST_F(BadInput, missingHeadOfAnUntiedModel) {
  test::setConfig(folder(), "tie_word_embeddings", "false");
  expectRefused({"model.safetensors", "lm_head.weight", "[61, 36]"});
}
TEST_F(BadInput, extraTensorInsideABlock) {
  edit([](RawTensors& t) { t["transformer.h.0.attn.rotary.weight"] = test::zeros("F32", {4}); });
  expectRefused({"model.safetensors", "transformer.h.0.attn.rotary.weight"});
}
TEST_F(BadInput, extraTensorsOutsideAreListedAndMasksAreNot) {
  edit([](RawTensors& t) {
    t["qa_outputs.weight"] = test::zeros("F32", {2, 36});
    t["transformer.h.0.attn.bias"] = test::zeros("U8", {1, 1, 96, 96});
    t["transformer.h.1.attn.masked_bias"] = test::zeros("F32", {});
  });
  const auto model = loadModel(folder(), *backend_);
  EXPECT_EQ(model->info()->notUsed, std::vector<std::string>{"qa_outputs.weight"});
}
TEST_F(BadInput, misshapenTensor) {
  edit([](RawTensors& t) { t["transformer.h.0.attn.c_attn.weight"] = test::zeros("F32", {36, 107}); });
  expectRefused({"model.safetensors", "transformer.h.0.attn.c_attn.weight", "[36, 108]", "[36, 107]"});
}
TEST_F(BadInput, transposedTensor) {
  edit([](RawTensors& t) { t["transformer.h.0.mlp.c_fc.weight"].shape = {144, 36}; });
  expectRefused({"transformer.h.0.mlp.c_fc.weight", "[36, 144]", "[144, 36]"});
}
TEST_F(BadInput, scalarWhereAVectorBelongs) {
  edit([](RawTensors& t) { t["transformer.ln_f.bias"] = test::zeros("F32", {}); });
  expectRefused({"transformer.ln_f.bias", "[36]", "[]"});
}
TEST_F(BadInput, wholeNumbersAreNoWeights) {
  edit([](RawTensors& t) { t["transformer.wpe.weight"] = test::zeros("I32", {96, 36}); });
  expectRefused({"transformer.wpe.weight", "I32"});
}
TEST_F(BadInput, notANumber) {
  poison("transformer.h.1.attn.c_proj.weight", 3 * 36 + 5, std::numeric_limits<float>::quiet_NaN());
  expectRefused({"model.safetensors", "transformer.h.1.attn.c_proj.weight", "NaN", "[3, 5]"});
}
TEST_F(BadInput, infinity) {
  poison("transformer.wte.weight", 36, -std::numeric_limits<float>::infinity());
  expectRefused({"transformer.wte.weight", "infinity", "[1, 0]"});
}
TEST_F(BadInput, notANumberInHalfPrecision) {
  test::TinyModel half;
  half.type = "F16";
  test::writeTinyModel(folder(), half);
  edit([](RawTensors& t) { t.at("transformer.ln_f.weight").bytes.replace(10, 2, "\x01\x7e"); });
  expectRefused({"transformer.ln_f.weight", "NaN", "[5]"});
}

// --- requests ---------------------------------------------------------------------------------------------------

TEST_F(BadInput, requestsThatTheModelCannotTake) {
  const auto model = loadModel(folder(), *backend_);
  const auto before = test::pass(*model, *backend_, {1, 2, 3});
  const struct {
    std::vector<std::int32_t> ids;
    Parts parts;
  } requests[] = {
      {std::vector<std::int32_t>(5000, 1), {"5000", "96"}},
      {std::vector<std::int32_t>(97, 1), {"97", "96"}},
      {{}, {"token", "none"}},
      {{5, 61}, {"61", "60"}},
      {{5, -1}, {"-1"}},
      {{std::numeric_limits<std::int32_t>::max()}, {"2147483647"}},
  };
  for (const auto& [ids, parts] : requests) {
    try {
      test::pass(*model, *backend_, ids);
      FAIL() << "took " << ids.size() << " ids";
    } catch (const Error& error) {
      for (const std::string& part : parts)
        EXPECT_NE(std::string(error.what()).find(part), std::string::npos)
            << '"' << part << "\" is not in: " << error.what();
    }
  }
  // The state before stays, and the model still works.
  const auto after = test::pass(*model, *backend_, {1, 2, 3});
  EXPECT_TRUE(std::ranges::equal(before->predictedLogits(), after->predictedLogits()));
  EXPECT_EQ(after->timings().size(), before->timings().size()) << "a refused pass left operations behind";
}

TEST_F(BadInput, fiveThousandTokensIntoAContextOf1024) {
  test::TinyModel long_;
  long_.layers = 1, long_.width = 8, long_.heads = 2, long_.positions = 1024;
  test::writeTinyModel(folder(), long_);
  const auto model = loadModel(folder(), *backend_);
  try {
    test::pass(*model, *backend_, std::vector<std::int32_t>(5000, 1));
    FAIL() << "took 5000 tokens";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("5000"), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find("1024"), std::string::npos) << error.what();
  }
}

// A bad folder leaves what is loaded as it is: nothing is shared between two loads on one backend.
TEST_F(BadInput, aFailedLoadLeavesALoadedModelAlone) {
  const auto model = loadModel(folder(), *backend_);
  const auto before = test::pass(*model, *backend_, {1, 2, 3});
  edit([](RawTensors& t) { t.erase("transformer.ln_f.bias"); });
  expectRefused({"transformer.ln_f.bias"});
  const auto after = test::pass(*model, *backend_, {1, 2, 3});
  EXPECT_TRUE(std::ranges::equal(before->predictedLogits(), after->predictedLogits()));
}

TEST_F(BadInput, loadingStopsWhenAsked) {
  std::stop_source stop;
  std::vector<std::string> steps;
  const auto progress = [&](double fraction, const std::string& what) {
    EXPECT_GE(fraction, 0);
    EXPECT_LE(fraction, 1);
    steps.push_back(what);
    if (what == "blocks.0") stop.request_stop();
  };
  EXPECT_THROW(loadModel(folder(), *backend_, progress, stop.get_token()), Cancelled);
  EXPECT_EQ(steps.back(), "blocks.0");
}

}  // namespace
}  // namespace headlight
