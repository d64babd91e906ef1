#include "support/tiny_translator.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "support/normal_deviates.h"
#include "support/tiny_model.h"

namespace headlight::test {

reference::Seq2seq writeTinyTranslator(const std::filesystem::path& folder, const std::string& config,
                                       std::uint64_t seed) {
  const reference::Seq2seq model = reference::readSeq2seqConfig(config);
  const std::string family = nlohmann::json::parse(config).at("model_type");
  NormalDeviates normal(seed);
  RawTensors tensors;
  reference::forEachTensor(model, [&](const std::string& name, const std::vector<int>& shape) {
    if (family == "marian" && name.ends_with(".position.weight")) return;  // the formula's
    int count = 1;
    for (const int size : shape) count *= size;
    const bool norm = shape.size() == 1 && name.ends_with(".weight");
    const bool table = name.ends_with("embed.weight") || name.ends_with("position.weight");
    double deviation = norm ? 0.2 : shape.size() == 1 || shape[0] == 1 ? 0.1 : table ? 0.5 : 1.5 / std::sqrt(shape[1]);
    if (name.find("relativeBias") != name.npos) deviation = 1;
    // Patterns that are neither flat nor saturated where nothing divides the scores.
    if (!model.scaled && name.ends_with(".query.weight")) deviation /= std::sqrt(model.encoder.headWidth);
    tensors[reference::nameInFile(family, name)] = rawTensor("F32", shape, normal.draw(count, deviation, norm ? 1 : 0));
  });
  std::filesystem::create_directories(folder);
  writeRaw(folder / "model.safetensors", tensors);
  writeText(folder / "config.json", config);
  return reference::loadSeq2seq(folder);
}

}  // namespace headlight::test
