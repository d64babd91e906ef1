// Every key of config.json that transformers' classes know, against what transformers makes of it
// (tests/vectors/record_config_keys.py): applied, refused by name, or without effect.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/error.h"
#include "io/config.h"
#include "models/families.h"
#include "models/load_model.h"
#include "support/backends.h"
#include "support/passes.h"
#include "support/shared_data.h"
#include "support/tiny_model.h"

namespace headlight {
namespace {

using Json = nlohmann::json;

const std::vector<std::int32_t> ids{2, 5, 3, 9, 1, 4, 7, 3}, target{0, 6, 2, 8, 5, 11, 3, 10};

/// Numbers that follow from a tensor's name, as in the script: uniform in [-1, 1), then scaled by what the tensor is.
std::vector<double> numbers(const std::string& name, const std::vector<int>& shape) {
  std::uint64_t seed = 0xcbf29ce484222325u;  // FNV-1a
  for (const char byte : name) seed = (seed ^ static_cast<unsigned char>(byte)) * 0x100000001b3u;
  std::size_t count = 1;
  for (const int dim : shape) count *= static_cast<std::size_t>(dim);
  const bool scale = name.ends_with("weight") || name.ends_with("lambda1");
  std::vector<double> values(count);
  for (double& value : values) {
    seed += 0x9e3779b97f4a7c15u;  // splitmix64
    std::uint64_t z = seed;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    z ^= z >> 31;
    const double uniform = static_cast<double>(z >> 40) * 0x1p-23 - 1;
    value = shape.size() > 1 ? 0.4 * uniform : scale ? 1 + 0.3 * uniform : 0.2 * uniform;
  }
  return values;
}

const Json& table() {
  static const Json read =
      Json::parse(std::ifstream(test::vectorsFolder() / "config-keys" / "table.json"));  // in the file's order
  return read;
}

using Expected = std::map<std::string, reference::Array>;
const Expected& expectedOfAll() {
  static const Expected read =
      reference::readSafetensors(test::vectorsFolder() / "config-keys" / "expected.safetensors");
  return read;
}

const Json& cases() { return table().at("cases"); }

const Json& baseOf(const Json& one) { return table().at("bases").at(one.at("base").get<std::string>()); }

Json configOf(const Json& one) {
  Json config = baseOf(one).at("config");
  const std::string key = one.at("key");
  config.erase(key);
  if (!one.contains("missing")) config[key] = one.at("value");
  return config;
}

/// A folder whose weights stay while its config.json changes.
class Folder {
 public:
  Json write(const Json& one) {
    const Json config = configOf(one);
    std::ofstream(place_.path() / "config.json") << config.dump();
    Json shapes = baseOf(one).at("tensors");
    for (const Json& name : one.value("without", Json::array())) shapes.erase(name.get<std::string>());
    shapes.update(one.value("tensors", Json::object()));
    if (shapes == shapes_) return config;
    shapes_ = shapes;
    test::RawTensors raw;
    for (const auto& [name, shape] : shapes.items()) {
      const auto dims = shape.get<std::vector<int>>();
      raw[name] = test::rawTensor("F32", dims, numbers(name, dims));
    }
    test::writeRaw(place_.path() / "model.safetensors", raw);
    return config;
  }
  const std::filesystem::path& path() const { return place_.path(); }

 private:
  test::TemporaryFolder place_;
  Json shapes_;
};

std::string nameOf(const Json& one) {
  return one.at("base").get<std::string>() + ", " + one.at("key").get<std::string>() + " " +
         (one.contains("missing") ? "missing" : one.at("value").dump());
}

Inputs inputsOf(const Model& model, const Json& config) {
  if (model.info()->inputs.size() > 1) return std::vector<Input>{TokenInput{ids}, TokenInput{target}};
  if (!model.info()->image()) return TokenInput{ids};
  const Json size = config.value("image_size", Json(224));
  const int height = size.is_array() ? size[0].get<int>() : size.get<int>(),
            width = size.is_array() ? size[1].get<int>() : size.get<int>();
  return test::pictureOf(height, width, [&] {
    std::vector<double> pixels = numbers("pixels", {1, 3, height, width});
    for (double& pixel : pixels) pixel = static_cast<double>(static_cast<float>(pixel));
    return pixels;
  }());
}

class ConfigKeys : public test::OnBackends {
 protected:
  /// The recorded logits and patterns of `name`, within float32's reach (compare.h): patterns 2e-5, logits 1e-4 of the
  /// largest. A key that is applied moves them by more than that: the script looks.
  void expectNumbers(const Folder& folder, const Json& config, const std::string& name) {
    const auto model = loadModel(folder.path(), backend());
    const ModelInfo& info = *model->info();
    Request request{1, inputsOf(*model, config), info.everySite()};
    const auto trace = runModel(*model, backend(), request);
    const std::vector<int> rows = info.image() ? std::vector<int>{0, 3} : std::vector<int>{4, 7};
    ASSERT_NE(info.output(), nullptr);
    const reference::Array& logits = expectedOfAll().at(name + ".logits");
    double largest = 0;
    for (const double value : logits.values) largest = std::max(largest, std::abs(value));
    const bool ofRows = info.output()->ofEveryRow();
    ASSERT_EQ(logits.shape.size(), ofRows ? 2u : 1u);
    const int columns = logits.shape.back();
    std::vector<int> shape{1, info.logits()};
    const std::vector<float> said =
        ofRows ? siteToHost(*trace, {info.output()->stack, Site::Logits}, shape)
               : std::vector<float>(trace->predictedLogits().begin(), trace->predictedLogits().end());
    ASSERT_GE(shape[1], columns);
    for (int row = 0; row < (ofRows ? 2 : 1); ++row) {
      const int at = ofRows ? rows[static_cast<std::size_t>(row)] * shape[1] : 0;
      for (int column = 0; column < columns; ++column)
        ASSERT_NEAR(static_cast<double>(said.at(static_cast<std::size_t>(at + column))),
                    logits.values[static_cast<std::size_t>(row * columns + column)], 1e-4 * largest)
            << "logit " << column << " of row " << row;
    }
    for (const AttentionInfo& attention : info.attentions()) {
      const bool decoder = info.stacks.size() > 1 && attention.id.stack == StackId::Decoder;
      const char* part = !decoder ? ".attention" : attention.ofItself() ? ".decoder_attention" : ".cross_attention";
      expectPatterns(*trace, attention, rows, expectedOfAll().at(name + part));
    }
  }

  static void expectPatterns(const Trace& trace, const AttentionInfo& attention, const std::vector<int>& rows,
                             const reference::Array& patterns) {
    const int layers = trace.model().stack(attention.id.stack).layers;
    ASSERT_EQ(patterns.shape[0], layers);
    ASSERT_EQ(patterns.shape[1], attention.heads);
    const int keys = patterns.shape[3];
    for (int layer = 0; layer < layers; ++layer)
      for (int head = 0; head < attention.heads; ++head)
        for (int row = 0; row < 2; ++row) {
          const std::vector<float> pattern =
              patternRow(trace, attention.id, layer, head, rows[static_cast<std::size_t>(row)]);
          const int first = ((layer * attention.heads + head) * 2 + row) * keys;
          for (int key = 0; key < keys; ++key)
            ASSERT_NEAR(static_cast<double>(pattern.at(static_cast<std::size_t>(key))),
                        patterns.values[static_cast<std::size_t>(first + key)], 2e-5)
                << trace.model().siteName(patternSite(attention.id, layer)) << ", head " << head << ", row " << row
                << ", key " << key;
        }
  }

  /// Every case of that verdict.
  void expectCases(const std::string& verdict) {
    Folder folder;
    int count = 0;
    for (const Json& one : cases()) {
      if (one.at("verdict") != verdict) continue;
      SCOPED_TRACE(nameOf(one));
      const Json config = folder.write(one);
      try {
        expectNumbers(folder, config, std::to_string(one.at("expected").get<int>()));
      } catch (const Error& error) {
        ADD_FAILURE() << "refused: " << error.what();
      }
      ++count;
    }
    EXPECT_GT(count, 100);
  }
};

TEST_P(ConfigKeys, thatAreAppliedGiveTransformersNumbers) { expectCases("applied"); }

TEST_P(ConfigKeys, thatHaveNoEffectHaveNone) {
  if (!onCpu()) GTEST_SKIP() << "what a config.json says is the same for every backend";
  expectCases("no effect");
}

INSTANTIATE_TEST_SUITE_P(Backends, ConfigKeys, testing::ValuesIn(test::availableBackends()), test::backendName);

TEST(ConfigKeysRefused, nameTheKey) {
  const auto backend = makeBackend("cpu", 1);
  Folder folder;
  int count = 0;
  for (const Json& one : cases()) {
    if (one.at("verdict") != "refused") continue;
    SCOPED_TRACE(nameOf(one));
    folder.write(one);
    ++count;
    try {
      loadModel(folder.path(), *backend);
      ADD_FAILURE() << "opened; transformers: " << one.value("transformers", "runs it");
    } catch (const Error& error) {
      const std::string said = error.what(), key = one.at("key");
      // A key may be wrong beside another only, which is then what the sentence is about.
      EXPECT_NE(said.find(key), std::string::npos) << said;
    }
  }
  EXPECT_GT(count, 50);
}

/// config.json may leave out what transformers' class has a default for.
TEST(ConfigKeysMissing, haveTheClassDefaults) {
  const Json& ofFamilies = table().at("defaults");
  for (const auto& [family, defaults] : ofFamilies.items()) {
    SCOPED_TRACE(family);
    const io::Config config = io::Config::parse(R"({"model_type": ")" + family + R"("})", "config.json");
    const ModelInfo info = familyOf(config).describe(config, [](std::string_view) { return false; });
    const StackInfo& stack = info.stacks.front();
    EXPECT_EQ(stack.layers, defaults.at("layers"));
    EXPECT_EQ(stack.heads, defaults.at("heads"));
    EXPECT_EQ(stack.width, defaults.at("width"));
    EXPECT_EQ(stack.kvHeads, defaults.value("kvHeads", stack.heads));
    if (const TextInputInfo* text = info.text()) {
      EXPECT_EQ(text->vocabulary, defaults.at("vocabulary"));
      const bool countsFromPadding = family == "roberta" || family == "xlm-roberta" || family == "camembert";
      if (defaults.contains("positions"))
        EXPECT_EQ(text->maxTokens + (countsFromPadding ? defaults.at("pad").get<int>() + 1 : 0),
                  defaults.at("positions"));
      else
        EXPECT_TRUE(text->extrapolates);
    }
  }
}

/// The page says what this test knows.
TEST(ConfigKeysPage, isWhatTheScriptWrote) {
  const auto page = test::vectorsFolder().parent_path().parent_path() / "engine" / "models" / "README.md";
  if (!std::filesystem::exists(page)) GTEST_SKIP() << "no checkout";
  std::ifstream stream(page);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  EXPECT_NE(text.find(table().at("readme").get<std::string>()), std::string::npos)
      << "run tests/vectors/record_config_keys.py";
}

}  // namespace
}  // namespace headlight
