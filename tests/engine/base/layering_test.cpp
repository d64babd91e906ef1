#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>
#include <vector>

#include "base/within.h"

// Which folder may include which. Linking enforces some of it: a target that does not link Qt cannot include it.
namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

/// The folders with code, each of which may include itself and those before it, and no other. A folder inside a listed
/// one belongs to it.
const std::vector<std::string> order{"engine/base",       "engine/io",
                                     "engine/text",       "engine/tensor",
                                     "engine/vk",         "engine/backend",
                                     "engine/ops",        "engine/info",
                                     "engine/vision",     "engine/trace",
                                     "engine/run",        "engine/nn",
                                     "engine/models",     "engine/derived",
                                     "engine/generation", "engine/session",
                                     "ui/theme",          "ui/scene",
                                     "ui/document",       "ui/lessons",
                                     "ui/views",          "ui/lens",
                                     "ui/editors",        "ui/panels",
                                     "ui/window",         "app"};

struct Include {
  std::string file, line, target;  // the file is relative to the repository
};

/// Every include in quotes and every one of a header of Qt, Vulkan, Eigen or ImGui, of the sources below `folder`.
std::vector<Include> includesOf(const fs::path& folder) {
  const std::regex include("^\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"].*");
  std::vector<Include> found;
  for (const auto& entry : fs::recursive_directory_iterator(HEADLIGHT_ROOT / folder)) {
    if (entry.path().extension() != ".h" && entry.path().extension() != ".cpp") continue;
    std::ifstream stream(entry.path());
    std::smatch match;
    for (std::string line; std::getline(stream, line);)
      if (std::regex_match(line, match, include))
        found.push_back({fs::relative(entry.path(), HEADLIGHT_ROOT).string(), line, match[1]});
  }
  return found;
}

/// The place in `order` of the folder that holds `path`, or -1. Headers of the engine are included without "engine/".
std::ptrdiff_t placeOf(const std::string& path) {
  const auto holds = [](const std::string& folder, const std::string& file) { return file.starts_with(folder + '/'); };
  const auto at = std::ranges::find_if(
      order, [&](const std::string& folder) { return holds(folder, path) || holds(folder, "engine/" + path); });
  return at == order.end() ? -1 : at - order.begin();
}

Lines upwardIncludes(const std::vector<Include>& includes) {
  Lines found;
  for (const Include& include : includes)
    if (placeOf(include.target) > placeOf(include.file)) found.push_back(include.file + ": " + include.line);
  return found;
}

Lines includesMatching(const std::vector<Include>& includes, const std::string& forbidden) {
  const std::regex pattern(forbidden);
  Lines found;
  for (const Include& include : includes)
    if (std::regex_search(include.target, pattern, std::regex_constants::match_continuous))
      found.push_back(include.file + ": " + include.line);
  return found;
}

void expectNone(const Lines& folders, const std::string& forbidden) {
  for (const std::string& folder : folders) {
    const std::vector<Include> includes = includesOf(folder);
    EXPECT_FALSE(includes.empty()) << folder;
    EXPECT_EQ(includesMatching(includes, forbidden), Lines{});
  }
}

const std::string device = "vk/|backend/vulkan/|vulkan/|backend/eigen/|Eigen/";

TEST(Layering, NoIncludeRunsUpwards) {
  for (const char* part : {"engine", "ui", "app"}) EXPECT_EQ(upwardIncludes(includesOf(part)), Lines{});
}
TEST(Layering, EveryFolderHasItsPlace) {
  for (const char* part : {"engine", "ui"})
    for (const auto& entry : fs::directory_iterator(HEADLIGHT_ROOT / fs::path(part)))
      if (entry.is_directory()) {
        EXPECT_GE(placeOf(fs::relative(entry.path(), HEADLIGHT_ROOT).string() + "/any.h"), 0) << entry.path();
      }
}
TEST(Layering, ModelsKnowNoDevice) {
  expectNone({"engine/info", "engine/nn", "engine/models", "engine/run", "engine/session"}, device);
  expectNone({"engine/base", "engine/tensor", "engine/trace", "engine/ops", "engine/io", "engine/text"}, device);
}
TEST(Layering, EngineKnowsNoWindow) { expectNone({"engine"}, "Q[A-Z]|Qt|imgui|ui/|app/"); }
// Bounds that come from sizes and counts cross, and std::clamp then aborts or means nothing: base/within.h says what
// holds.
TEST(Layering, WindowClampsWithinBoundsThatMayCross) {
  int files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(HEADLIGHT_ROOT / fs::path("ui"))) {
    if (entry.path().extension() != ".h" && entry.path().extension() != ".cpp") continue;
    ++files;
    std::ifstream stream(entry.path());
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    for (const char* unchecked : {"std::clamp", "ranges::clamp", "qBound"})
      EXPECT_EQ(text.find(unchecked), std::string::npos) << entry.path() << " uses " << unchecked;
  }
  EXPECT_GT(files, 100);
}
TEST(Within, LowHoldsWhereTheBoundsCross) {
  using headlight::within;
  EXPECT_EQ(within(5, 1, 3), 3);
  EXPECT_EQ(within(0, 1, 3), 1);
  EXPECT_EQ(within(2, 1, 3), 2);
  EXPECT_EQ(within(5, 1, 0), 1);
  EXPECT_EQ(within(-5.0, 0.0, -9.0), 0.0);
}
// The lens draws the tensors of a trace where they lie: VulkanBuffer tells it which VkBuffer that is, and nothing more.
TEST(Layering, WindowComputesNothing) { expectNone({"ui"}, "ops/|nn/|backend/(?!vulkan/vulkan_buffer\\.h)"); }

TEST(Layering, FindsAnOffence) {
  EXPECT_FALSE(includesMatching(includesOf("engine/nn"), "ops/").empty());  // nn does include ops
  const Lines found = upwardIncludes({{"engine/nn/some.h", "models above nn", "models/model.h"},
                                      {"ui/views/some.h", "a folder below", "ui/scene/scene.h"},
                                      {"ui/scene/some.h", "the engine", "session/session.h"},
                                      {"ui/theme/some.h", "views above the theme", "ui/views/view.h"}});
  EXPECT_EQ(found, (Lines{"engine/nn/some.h: models above nn", "ui/theme/some.h: views above the theme"}));
}

}  // namespace
