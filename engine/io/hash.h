#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace headlight::io {

/// "xxh3-128:" and 32 hexadecimal digits: XXH3 with 128 bits over all bytes (https://xxhash.com, seed 0, canonical
/// big-endian form, the same as `xxhsum -H2`). It tells files apart at the speed of memory; it is no protection against
/// a forger.
std::string contentHash(std::span<const std::byte> bytes);

}  // namespace headlight::io
