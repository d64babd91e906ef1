#include "backend/eigen/panel_choice.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/cache_file.h"

namespace headlight {
namespace {

/// A row count of each class to time it with: many rows take their time, so not too many.
constexpr std::array<int, PanelChoice::rowClasses.size()> timedRows{1, 2, 4, 6, 8, 12, 16, 64};

/// What was taken beforehand was the fastest where it was measured at leisure. 30 ms on a machine that does other
/// things are off by a tenth and more (the last-token edit of GPT-2 small once took a fifth longer with what they
/// chose), so that only a large difference counts: a processor on which wide vectors do not pay.
constexpr double worthChanging = 0.8;

/// Another name when ways or the rule change: what an earlier program chose stays behind.
constexpr const char* choiceFile = "cpu-kernels-2.json";

const panel::Shape* find(const panel::Kernels& kernels, int panels, panel::Fetch fetch) {
  for (int i = 0; i < kernels.count; ++i)
    if (kernels.shapes[i].panels == panels && kernels.shapes[i].fetch == fetch) return &kernels.shapes[i];
  return nullptr;
}

/// The ways of one level. Stretches: few rows read faster than they compute, and a stretch of 128 of two panels and the
/// next one of both fit the first-level cache; many rows put chains down and take them up the more often the shorter a
/// stretch is (5 % at 128).
void addWays(const CpuKernels& kernels, std::vector<PanelWay>& ways) {
  const panel::Shape* single = &kernels.panels->shapes[0];
  const auto add = [&](const char* walk, int panels, panel::Fetch fetch, int turns, int stretch) {
    if (const panel::Shape* shape = find(*kernels.panels, panels, fetch))
      ways.push_back({std::string(kernels.level) + ' ' + walk, shape, single, turns, stretch});
  };
  using panel::Fetch;
  add("four", 4, Fetch::None, 1, PanelWay::wholeDepth);
  add("two", 2, Fetch::None, 1, PanelWay::wholeDepth);
  add("two far", 2, Fetch::Second, 1, 768);
  if (find(*kernels.panels, 4, Fetch::None)) return;  // one panel of wide vectors at a time was slower everywhere
  add("turns far", 1, Fetch::Second, 2, 128);
  add("long", 1, Fetch::First, 1, 768);
  add("long far", 1, Fetch::Second, 1, 768);
}

std::size_t indexOf(const std::vector<PanelWay>& ways, std::string_view name) {
  return static_cast<std::size_t>(
      std::find_if(ways.begin(), ways.end(), [&](const PanelWay& way) { return way.name == name; }) - ways.begin());
}

nlohmann::json readFile() {
  std::ifstream in(cacheFile(choiceFile));
  nlohmann::json file = nlohmann::json::parse(in, nullptr, false);
  return file.is_object() ? file : nlohmann::json::object();
}

}  // namespace

std::vector<PanelWay> panelWays(const CpuKernels& kernels) {
  std::vector<PanelWay> ways;
  if (std::string_view(kernels.level) == "v4")
    for (const CpuKernels* lower : runnableKernels())
      if (std::string_view(lower->level) == "v3") addWays(*lower, ways);
  addWays(kernels, ways);
  return ways;
}

PanelChoice::PanelChoice(const CpuKernels& kernels) : ways_(panelWays(kernels)) {
  const std::string level = kernels.level;
  for (std::size_t i = 0; i < rowClasses.size(); ++i) {
    const int rows = timedRows[i];
    const bool v4 = level == "v4";
    std::string name = level + ' ';
    if (v4 && rows > 32 && indexOf(ways_, "v3 long") < ways_.size())
      name = "v3 long";  // Zen 4, where a wide vector is two halves: 110 GFLOP/s against 105
    else if (v4)
      name += rows <= 6 ? "four" : "two far";
    else if (rows <= find(*kernels.panels, 2, panel::Fetch::None)->rows)
      name += "two";
    else
      name += rows <= panel::mostRows ? "turns far" : "long";
    taken_[i] = static_cast<int>(indexOf(ways_, name));
  }
}

std::size_t PanelChoice::classOf(int rows) {
  return static_cast<std::size_t>(std::lower_bound(rowClasses.begin(), rowClasses.end(), rows) - rowClasses.begin());
}

std::string PanelChoice::describe() const {
  std::string all;
  for (std::size_t i = 0; i < rowClasses.size(); ++i)
    all += (all.empty() ? "" : ", ") + (i + 1 < rowClasses.size() ? std::to_string(rowClasses[i]) : "more") + ": " +
           ways_[static_cast<std::size_t>(taken_[i])].name;
  return all;
}

void PanelChoice::measure(double budget, const std::function<double(const PanelWay&, int rows)>& run) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point begin = Clock::now();
  const auto spent = [&] { return std::chrono::duration<double, std::milli>(Clock::now() - begin).count(); };
  constexpr double never = std::numeric_limits<double>::infinity();
  // The two smallest of each: the smallest alone may be a fluke (a slice that lay in a cache).
  struct Best {
    double first = never, second = never;
    void add(double time) {
      second = std::min(second, std::max(first, time));
      first = std::min(first, time);
    }
  };
  std::array<std::vector<Best>, rowClasses.size()> best;
  for (auto& times : best) times.assign(ways_.size(), Best{});
  const auto fewer = [](const Best& a, const Best& b) { return a.second < b.second; };
  // Round after round, so that what slows the machine for a moment slows all alike; who is far behind does not run
  // again.
  int rounds = 0;
  for (; spent() < budget; ++rounds)
    for (std::size_t i = 0; i < rowClasses.size(); ++i) {
      const double fastest = std::ranges::min_element(best[i], fewer)->second;
      for (std::size_t w = 0; w < ways_.size() && spent() < budget; ++w)
        if (rounds < 2 || best[i][w].second < 1.15 * fastest) best[i][w].add(run(ways_[w], timedRows[i]));
    }
  if (rounds < 4) return;  // a few looks are no measurement
  for (std::size_t i = 0; i < rowClasses.size(); ++i) {
    const auto fastest = std::ranges::min_element(best[i], fewer);
    if (fastest->second < worthChanging * best[i][static_cast<std::size_t>(taken_[i])].second)
      taken_[i] = static_cast<int>(fastest - best[i].begin());
  }
}

bool PanelChoice::recall(const std::string& key) {
  const nlohmann::json file = readFile();
  const auto found = file.find(key);
  if (found == file.end() || !found->is_array() || found->size() != rowClasses.size()) return false;
  Indices recalled{};
  for (std::size_t i = 0; i < rowClasses.size(); ++i) {
    const nlohmann::json& name = (*found)[i];
    const std::size_t index = name.is_string() ? indexOf(ways_, name.get<std::string>()) : ways_.size();
    if (index == ways_.size()) return false;
    recalled[i] = static_cast<int>(index);
  }
  taken_ = recalled;
  return true;
}

void PanelChoice::remember(const std::string& key) const {
  nlohmann::json file = readFile(), names = nlohmann::json::array();
  for (const int index : taken_) names.push_back(ways_[static_cast<std::size_t>(index)].name);
  file[key] = std::move(names);
  const std::string text = file.dump(1) + '\n';
  writeCacheFile(cacheFile(choiceFile), text);
}

}  // namespace headlight
