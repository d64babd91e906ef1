#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace headlight::test {

struct Finished {
  int exitCode = -1;  ///< 128 + signal where one ended it
  std::string out, err;
};

struct Surroundings {
  std::filesystem::path folder{};  ///< current directory; empty: this one's
  std::string standardInput{};
  std::map<std::string, std::string> environment{};  ///< added to this process's; empty value: removed
  std::string program{};                             ///< another copy of it; empty: the one that was built
};

/// Runs the real `headlight` with these arguments, no shell between, and waits for it. After 120 s it is ended, which
/// the exit code says.
Finished runHeadlight(const std::vector<std::string>& arguments, const Surroundings& surroundings = {});

}  // namespace headlight::test
