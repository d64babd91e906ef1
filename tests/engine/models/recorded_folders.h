#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "base/error.h"
#include "models/load_model.h"
#include "support/backends.h"
#include "support/shared_data.h"

namespace headlight::test {

/// Tests of what the recorded folders of one family say of themselves, and of copies that are changed.
class RecordedFolders : public testing::Test {
 protected:
  explicit RecordedFolders(std::string family) : family_(std::move(family)) {}
  std::filesystem::path recorded(const std::string& name) const { return vectorsFolder() / family_ / name; }
  ModelInfo infoOf(const std::filesystem::path& folder) { return *loadModel(folder, *backend_)->info(); }
  std::filesystem::path copyOf(const std::string& name) {
    const std::filesystem::path folder = folder_.path() / std::to_string(++copies_);
    std::filesystem::copy(recorded(name), folder);
    return folder;
  }
  /// The sentence with which a folder is refused.
  std::string refusal(const std::filesystem::path& folder) {
    try {
      loadModel(folder, *backend_);
    } catch (const Error& error) {
      return error.what();
    }
    return "opened";
  }
  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);

 private:
  std::string family_;
  TemporaryFolder folder_;
  int copies_ = 0;
};

}  // namespace headlight::test
