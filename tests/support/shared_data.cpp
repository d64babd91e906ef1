#include "support/shared_data.h"

#include <unistd.h>

#include <cstdlib>
#include <string>

namespace headlight::test {

std::optional<std::filesystem::path> sharedData() {
  const char* place = std::getenv("HEADLIGHT_SHARED_DATA");
  const std::filesystem::path folder =
      place ? std::filesystem::path(place)
            : std::filesystem::path(HEADLIGHT_SOURCE_DIR).parent_path() / "shared" / "data";
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
