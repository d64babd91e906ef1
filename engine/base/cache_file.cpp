#include "base/cache_file.h"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <system_error>

namespace headlight {

std::filesystem::path cacheFile(const std::string& name) {
  if (const char* xdg = std::getenv("XDG_CACHE_HOME"); xdg && *xdg)
    return std::filesystem::path(xdg) / "headlight" / name;
  if (const char* home = std::getenv("HOME"); home && *home)
    return std::filesystem::path(home) / ".cache" / "headlight" / name;
  return {};
}

bool writeCacheFile(const std::filesystem::path& file, std::span<const char> bytes) {
  if (file.empty()) return false;
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  const std::filesystem::path fresh = file.string() + "." + std::to_string(getpid());
  std::ofstream out(fresh, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (out) std::filesystem::rename(fresh, file, error);
  const bool written = out && !error;
  if (!written) std::filesystem::remove(fresh, error);
  return written;
}

}  // namespace headlight
