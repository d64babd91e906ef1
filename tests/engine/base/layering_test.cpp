#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

// Who may know whom (architecture.md, section 3). Linking enforces the rest: a target that does not link Qt cannot
// include it.
namespace {

using Paths = std::vector<std::string>;

/// Every "file: include" under the folders that matches `forbidden`; `seen` counts the files looked at.
Paths offences(const Paths& folders, const std::string& forbidden, int& seen) {
  const std::regex include("^\\s*#\\s*include\\s*[<\"](" + forbidden + ")");
  Paths found;
  for (const std::string& folder : folders)
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(std::string(HEADLIGHT_ROOT) + "/" + folder)) {
      if (entry.path().extension() != ".h" && entry.path().extension() != ".cpp") continue;
      ++seen;
      std::ifstream stream(entry.path());
      for (std::string line; std::getline(stream, line);)
        if (std::regex_search(line, include)) found.push_back(entry.path().string() + ": " + line);
    }
  return found;
}

void expectNone(const Paths& folders, const std::string& forbidden) {
  int seen = 0;
  const Paths found = offences(folders, forbidden, seen);
  EXPECT_GT(seen, 0);
  EXPECT_EQ(found, Paths{});
}

const std::string device = "vk/|backend/vulkan/|vulkan/|backend/eigen/|Eigen/";

TEST(Layering, modelsKnowNoDevice) {
  expectNone({"engine/nn", "engine/models", "engine/run", "engine/session"}, device);
  expectNone({"engine/base", "engine/tensor", "engine/trace", "engine/ops", "engine/io", "engine/text"}, device);
}
TEST(Layering, engineKnowsNoWindow) { expectNone({"engine"}, "Q[A-Z]|Qt|imgui|ui/|app/"); }
TEST(Layering, backendsKnowNoModels) { expectNone({"engine/backend", "engine/vk"}, "nn/|models/|session/|run/"); }
// The lens draws the tensors of a trace where they lie: VulkanBuffer tells it which VkBuffer that is, and nothing more.
TEST(Layering, windowComputesNothing) { expectNone({"ui"}, "ops/|nn/|backend/(?!vulkan/vulkan_buffer\\.h)"); }

TEST(Layering, findsAnOffence) {
  int seen = 0;
  EXPECT_FALSE(offences({"engine/nn"}, "ops/", seen).empty());  // nn does include ops: the pattern can match
}

}  // namespace
