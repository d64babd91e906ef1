#pragma once

#include <filesystem>
#include <span>
#include <string>

namespace headlight {

/// $XDG_CACHE_HOME/headlight/NAME, or ~/.cache/headlight/NAME; empty where neither is set.
std::filesystem::path cacheFile(const std::string& name);

/// Writes beside the file and renames, so that two programs at once and a crash half-way leave a whole file. False when
/// it could not be written; what was there then stays.
bool writeCacheFile(const std::filesystem::path& file, std::span<const char> bytes);

}  // namespace headlight
