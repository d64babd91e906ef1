#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

// Until C++23, `for (x : call().at(0))` destroys what call() returned before the loop begins, and reads freed memory if
// that was a value; a member (`call().list`) is kept alive. Compilers of Debian 12 and 13 do not warn of it, and one
// cannot see at the loop what call() returns: so a loop names the result before it reaches into its elements. The
// build under AddressSanitizer finds what this does not (tests/run.sh).
namespace {

/// What stands after the colon of every range-based for in `text`.
std::vector<std::string> loopedOver(const std::string& text) {
  std::vector<std::string> ranges;
  for (std::size_t at = text.find("for ("); at != std::string::npos; at = text.find("for (", at + 1)) {
    const std::size_t begin = at + 5;
    std::size_t end = begin;
    for (int depth = 1; end < text.size(); ++end) {
      if (text[end] == '(') ++depth;
      if (text[end] == ')' && --depth == 0) break;
    }
    const std::string head = text.substr(begin, end - begin);
    const std::size_t colon = head.rfind(" : ");
    if (colon != std::string::npos) ranges.push_back(head.substr(colon + 3));
  }
  return ranges;
}

/// Does it reach an element of what a call returned: call().front(), call().list.at(2), call()["key"], *call()?
bool reachesIntoAResult(const std::string& range) {
  static const std::regex element(R"(\)\s*(\.\w+)*\s*(\.(front|back|at|value|items)\s*\(|\[)|^\*.*\()");
  return std::regex_search(range, element);
}

TEST(Lifetimes, noLoopReachesIntoAResultWithoutAName) {
  int loops = 0;
  std::vector<std::string> found;
  for (const char* folder : {"app", "engine", "ui", "tests"})
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(std::string(HEADLIGHT_ROOT) + "/" + folder)) {
      if (entry.path().extension() != ".h" && entry.path().extension() != ".cpp") continue;
      if (entry.path().filename() == "lifetimes_test.cpp") continue;  // its examples
      std::ostringstream text;
      text << std::ifstream(entry.path()).rdbuf();
      for (const std::string& range : loopedOver(text.str())) {
        ++loops;
        if (reachesIntoAResult(range)) found.push_back(entry.path().string() + ": " + range);
      }
    }
  EXPECT_GT(loops, 500);
  EXPECT_EQ(found, std::vector<std::string>{});
}

TEST(Lifetimes, knowsTheKind) {
  const auto ranges = loopedOver("for (const auto& a : claims().at(\"b\")) for (int i = 0; i < f(i); ++i) for (c : d)");
  EXPECT_EQ(ranges, (std::vector<std::string>{"claims().at(\"b\")", "d"}));
  for (const char* bad : {"claims().at(\"b\")", "parse(text)[\"labels\"]", "scene().above.front().labels", "*find(2)"})
    EXPECT_TRUE(reachesIntoAResult(bad)) << bad;
  for (const char* good : {"scene().labels", "file.at(\"b\")", "list[2].names", "document().tokens()", "*found"})
    EXPECT_FALSE(reachesIntoAResult(good)) << good;
}

}  // namespace
