// What is written against transformers' generate() (tests/vectors/record_generation.py): token for token.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "models/load_model.h"
#include "session/generation.h"
#include "support/backends.h"
#include "support/shared_data.h"

namespace headlight {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using Ids = std::vector<std::int32_t>;

class GenerationParity : public test::OnBackends {
 protected:
  /// The configuration is read from a file, as it is of any model.
  GenerationConfig configOf(const fs::path& folder, Json keys, const Json& settings) {
    keys.update(settings);
    std::ofstream(copy_.path() / "generation_config.json") << keys.dump();
    fs::copy(folder / "config.json", copy_.path() / "config.json", fs::copy_options::overwrite_existing);
    return readGenerationConfig(copy_.path(), describeModel(folder));
  }
  test::TemporaryFolder copy_;
};

TEST_P(GenerationParity, isWhatTransformersWrites) {
  const Json recorded = Json::parse(std::ifstream(test::vectorsFolder() / "generation" / "generation.json"));
  const auto inputs = [](const ModelInfo& model, const Json& one, const GenerationConfig& config) -> Inputs {
    TokenInput given{one.at("input").get<Ids>()};
    if (model.stacks.size() == 1) return given;
    return std::vector<Input>{given, TokenInput{startOf(config, model)}};
  };
  int all = 0;
  for (const Json& model : recorded.at("models")) {
    const fs::path folder = test::vectorsFolder() / model.at("folder").get<std::string>();
    const std::shared_ptr<const Model> loadedModel = loadModel(folder, backend());
    const Loaded loaded{{std::shared_ptr<void>(), &backend()}, loadedModel};
    int wrong = 0, place = 0;
    for (const Json& one : model.at("cases")) {
      if (!onCpu() && place++ % 30 != 0) continue;  // a small device takes long, and the search is the same
      const Json& settings = recorded.at("settings").at(one.at("settings").get<std::size_t>());
      const GenerationConfig config = configOf(folder, model.at("generation_config"), settings);
      ASSERT_TRUE(config.notApplied.empty());
      GenerationState last;
      const Job job = generationJob(
          {inputs(*loadedModel->info(), one, config), {}, config, [&](const GenerationState& state) { last = state; }},
          {});
      while (job.slice(loaded, {})) {
      }
      Ids ids;
      for (const WrittenToken& token : last.tokens) ids.push_back(token.id);
      if (last.end) ids.push_back(last.end->id);
      ++all;
      if (ids != one.at("ids").get<Ids>()) {
        ++wrong;
        ADD_FAILURE() << model.at("folder") << ", " << settings << ", input " << one.at("input") << ": expected "
                      << one.at("ids") << ", got " << Json(ids);
      } else if (one.contains("score")) {
        // Sums of single precision; a length penalty below 0 multiplies them by the length.
        const double score = one.at("score");
        EXPECT_NEAR(last.beams->endedScores.front(), score, 1e-4 * std::max(1.0, std::abs(score) / 100));
      }
      ASSERT_LT(wrong, 5);
    }
  }
  EXPECT_GE(all, onCpu() ? 600 : 20);
}

INSTANTIATE_TEST_SUITE_P(Backends, GenerationParity, testing::ValuesIn(test::availableBackends()), test::backendName);

}  // namespace
}  // namespace headlight
