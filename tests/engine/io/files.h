#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace headlight::test {

inline void writeFile(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  ASSERT_TRUE(file.flush()) << path;
}

inline std::string readFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A safetensors file from a header and the bytes after it; the length may lie.
inline std::string safetensorsBytes(std::string_view header, std::string_view data, std::int64_t lengthOffBy = 0) {
  const std::uint64_t length = header.size() + static_cast<std::uint64_t>(lengthOffBy);
  std::string file(8, '\0');
  std::memcpy(file.data(), &length, 8);
  file.append(header).append(data);
  return file;
}

/// The raw bytes of values.
template <class T>
std::string bytesOf(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

/// Runs `action` and gives the sentence it fails with; a test failure when it does not. Every sentence must be one
/// line.
template <class Action>
std::string sentenceOf(Action action) {
  try {
    action();
  } catch (const Error& error) {
    const std::string sentence = error.what();
    EXPECT_EQ(sentence.find('\n'), std::string::npos) << sentence;
    EXPECT_LT(sentence.size(), 1000u) << sentence;
    return sentence;
  }
  ADD_FAILURE() << "was accepted";
  return {};
}

/// `text` contains `part`.
inline ::testing::AssertionResult contains(const std::string& text, std::string_view part) {
  if (text.find(part) != std::string::npos) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "\"" << part << "\" is not in: " << text;
}

}  // namespace headlight::test
