#include "support/shared_data.h"

#include <unistd.h>

#include <cstdlib>
#include <string>

namespace headlight::test {

namespace {

std::filesystem::path placeOr(const char* variable, const std::filesystem::path& usual) {
  const char* place = std::getenv(variable);
  return place && *place ? std::filesystem::path(place) : usual;
}

/// A function, since other files' constants are made from it before main.
std::filesystem::path source() { return HEADLIGHT_SOURCE_DIR; }

}  // namespace

std::filesystem::path vectorsFolder() { return placeOr("HEADLIGHT_TEST_VECTORS", source() / "tests" / "vectors"); }

std::filesystem::path bundledAssets() { return placeOr("HEADLIGHT_ASSETS", source() / "assets"); }

std::optional<std::filesystem::path> sharedData() {
  const std::filesystem::path folder = placeOr("HEADLIGHT_SHARED_DATA", source().parent_path() / "shared" / "data");
  if (!std::filesystem::is_directory(folder)) return std::nullopt;
  return folder;
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "headlight-XXXXXX").string();
  if (!mkdtemp(pattern.data())) throw std::runtime_error("mkdtemp failed for " + pattern);
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace headlight::test
