#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace headlight::io {

/// "xxh3-128:" and 32 hexadecimal digits: XXH3 with 128 bits over all bytes (https://xxhash.com, seed 0, canonical
/// big-endian form, the same as `xxhsum -H2`). It tells files apart at the speed of memory; it is no protection against
/// a forger.
std::string contentHash(std::span<const std::byte> bytes);

/// The same in pieces, so that gigabytes can be given up on the way.
class ContentHasher {
 public:
  ContentHasher();
  ~ContentHasher();
  ContentHasher(const ContentHasher&) = delete;
  ContentHasher& operator=(const ContentHasher&) = delete;
  void update(std::span<const std::byte> bytes);
  std::string text() const;

 private:
  struct State;  // keeps xxhash.h out of this header
  std::unique_ptr<State> state_;
};

}  // namespace headlight::io
