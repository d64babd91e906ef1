#include "io/hash.h"

#include <gtest/gtest.h>

#include <string>

namespace headlight::io {
namespace {

std::string hashOf(const std::string& text) { return contentHash(std::as_bytes(std::span(text))); }

// The first is the published test vector of XXH3 (XXH128, empty input, seed 0); the second was printed by the PyPI
// package xxhash 4.1.0.
TEST(HashTest, IsXxh3With128Bits) {
  EXPECT_EQ(hashOf(""), "xxh3-128:99aa06d3014798d86001c324468d497f");
  EXPECT_EQ(hashOf("Headlight"), "xxh3-128:d499aba0e561ec820a48aa0fef91e62f");
}

TEST(HashTest, OneBitChangesIt) {
  std::string text(100000, 'a');
  const std::string before = hashOf(text);
  text[77777] ^= 1;
  EXPECT_NE(hashOf(text), before);
}

}  // namespace
}  // namespace headlight::io
