#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>

#include "models/load_model.h"
#include "reference/encoder.h"
#include "reference/llama.h"
#include "support/backends.h"
#include "support/near.h"
#include "support/passes.h"
#include "support/shared_data.h"
#include "support/tiny_encoder.h"
#include "support/tiny_llama.h"
#include "support/tiny_model.h"

// What a model would say if it stopped after a layer is what a model of so many layers says.
namespace headlight {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

Request requestFor(const ModelInfo& model, int rows) {
  Request request;
  request.logitsByLayer = true;
  if (const TextInputInfo* text = model.text()) {
    request.inputs = TokenInput{test::randomIds(std::min(rows, text->maxTokens), text->vocabulary)};
    return request;
  }
  const ImageInputInfo& image = *model.image();
  std::vector<double> pixels;
  for (const int id : test::randomIds(3 * image.height * image.width, 401)) pixels.push_back(id / 200.0 - 1);
  request.inputs = test::pictureOf(image.height, image.width, pixels);
  return request;
}

/// The same model without the layers from `layers` on, beside it in `folder`.
void writeShortened(const fs::path& model, const fs::path& folder, int layers) {
  fs::copy_file(model / "model.safetensors", folder / "model.safetensors", fs::copy_options::overwrite_existing);
  json config = json::parse(test::readText(model / "config.json"));
  for (const char* key : {"n_layer", "n_layers", "num_hidden_layers"})
    if (config.contains(key)) config[key] = layers;
  if (config.contains("layer_types") && config["layer_types"].is_array())
    while (config["layer_types"].size() > std::size_t(layers)) config["layer_types"].erase(std::size_t(layers));
  test::writeText(folder / "config.json", config.dump());
  const std::regex inLayer("(?:^|.*\\.)(?:h|layers|layer)\\.([0-9]+)\\..*");
  test::editTensors(folder, [&](test::RawTensors& tensors) {
    std::erase_if(tensors, [&](const auto& tensor) {
      std::smatch match;
      return std::regex_match(tensor.first, match, inLayer) && std::stoi(match[1]) >= layers;
    });
  });
}

class LogitsByLayer : public test::OnBackends {};

TEST_P(LogitsByLayer, areThoseOfTheShortenedModel) {
  int models = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(test::vectorsFolder())) {
    if (!fs::exists(entry.path() / "expected.safetensors") || !fs::exists(entry.path() / "config.json")) continue;
    SCOPED_TRACE(entry.path().filename().string());
    const auto model = loadModel(entry.path(), backend());
    const ModelInfo& info = *model->info();
    const Request request = requestFor(info, 7);
    const auto trace = runModel(*model, backend(), request);
    const int layers = info.stacks.front().layers;
    if (!info.output()) {
      EXPECT_TRUE(trace->logitsByLayer().empty());
      continue;
    }
    ++models;
    ASSERT_EQ(int(trace->logitsByLayer().size()), layers);
    EXPECT_TRUE(test::sameBits(trace->logitsByLayer().back(), trace->predictedLogits()));
    const test::TemporaryFolder folder;
    for (int layer = 0; layer < layers; ++layer) {
      SCOPED_TRACE(testing::Message() << "layer " << layer);
      writeShortened(entry.path(), folder.path(), layer + 1);
      const auto shortened = loadModel(folder.path(), backend());
      Request shorter = request;
      shorter.logitsByLayer = false;
      const auto said = runModel(*shortened, backend(), shorter);
      EXPECT_TRUE(said->logitsByLayer().empty());
      EXPECT_TRUE(test::sameBits(trace->logitsByLayer()[std::size_t(layer)], said->predictedLogits()));
    }
  }
  EXPECT_GT(models, 30);
}

/// Logits of a row, by the oracle, of a model of so many layers.
using Oracle = std::function<reference::Array(int layers, const std::vector<std::int32_t>& ids)>;

void expectOracle(const fs::path& folder, Backend& backend, const Oracle& oracle) {
  const auto model = loadModel(folder, backend);
  const Request request = requestFor(*model->info(), 9);
  const auto trace = runModel(*model, backend, request);
  const auto& ids = std::get<TokenInput>(request.inputs.front()).ids;
  for (int layer = 0; layer < model->info()->stacks.front().layers; ++layer) {
    SCOPED_TRACE(testing::Message() << "layer " << layer);
    const reference::Array all = oracle(layer + 1, ids);
    const std::vector<float>& got = trace->logitsByLayer().at(std::size_t(layer));
    ASSERT_LE(got.size(), all.values.size());
    double largest = 0;
    for (const double logit : all.values) largest = std::max(largest, std::abs(logit));
    for (std::size_t i = 0; i < got.size(); ++i)  // the tolerance of compare.h
      EXPECT_NEAR(got[i], all.values[all.values.size() - got.size() + i], 1e-4 * largest) << "logit " << i;
  }
}

TEST_P(LogitsByLayer, agreeWithTheOracle) {
  const test::TemporaryFolder folder;
  test::TinyModel gpt2;
  gpt2.layers = 3;
  const reference::Weights weights = test::writeTinyModel(folder.path(), gpt2);
  expectOracle(folder.path(), backend(), [&](int layers, const auto& ids) {
    reference::Weights shortened = weights;
    shortened.config.layers = layers;
    shortened.blocks.resize(std::size_t(layers));
    return reference::forward(shortened, ids).at("logits");
  });
  for (const char* head : {"masked", "sequence", "token"}) {
    SCOPED_TRACE(head);
    test::TinyEncoder bert;
    bert.layers = 3, bert.head = head;
    reference::Encoder encoder = test::writeTinyEncoder(folder.path(), bert);
    expectOracle(folder.path(), backend(), [&](int layers, const auto& ids) {
      encoder.layers = layers;
      return reference::forward(encoder, ids).at("logits");
    });
  }
  test::TinyLlama llama;
  llama.layers = 3, llama.tied = false;
  reference::Llama decoder = test::writeTinyLlama(folder.path(), llama);
  expectOracle(folder.path(), backend(), [&](int layers, const auto& ids) {
    decoder.layers = layers;
    return reference::forward(decoder, ids).at("logits");
  });
}

// Of another row, and of layers that a what-if does not reach: as in a fresh pass.
TEST_P(LogitsByLayer, areKeptWhereNothingChanged) {
  const test::TemporaryFolder folder;
  test::TinyModel options;
  options.layers = 4;
  test::writeTinyModel(folder.path(), options);
  const auto model = loadModel(folder.path(), backend());
  Request request = requestFor(*model->info(), 9);
  std::shared_ptr<const Trace> last = runModel(*model, backend(), request);
  const auto expectFresh = [&] {
    last = runModel(*model, backend(), request, {}, last);
    const auto fresh = runModel(*model, backend(), request);
    ASSERT_EQ(last->logitsByLayer().size(), fresh->logitsByLayer().size());
    for (std::size_t layer = 0; layer < fresh->logitsByLayer().size(); ++layer)
      EXPECT_TRUE(test::sameBits(last->logitsByLayer()[layer], fresh->logitsByLayer()[layer])) << layer;
  };
  const auto before = last;
  request.changes = {ScaleMlp{StackId::Decoder, 2, 0.5F}};
  expectFresh();
  EXPECT_EQ(last->logitsByLayer()[1], before->logitsByLayer()[1]);
  EXPECT_NE(last->logitsByLayer()[2], before->logitsByLayer()[2]);
  request.predictedRow = 3;
  expectFresh();
  std::get<TokenInput>(request.inputs.front()).ids.back() ^= 1;  // after the predicted row
  expectFresh();
  std::get<TokenInput>(request.inputs.front()).ids[1] ^= 1;
  expectFresh();
  request.logitsByLayer = false;
  expectFresh();
  request.logitsByLayer = true;
  expectFresh();
}

INSTANTIATE_TEST_SUITE_P(Backends, LogitsByLayer, testing::ValuesIn(test::availableBackends()), test::backendName);

}  // namespace
}  // namespace headlight
