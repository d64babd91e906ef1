#include "ui/panels/beam_places.h"

#include <algorithm>
#include <utility>

#include "generation/beam_search.h"

namespace headlight::ui {
namespace {

/// Nodes in one line, one after the other.
struct Stretch {
  std::vector<std::size_t> nodes;
  int parent = -1;
  bool best = false;
};

/// In the order in which they take their places: what is said, then the longest; a stretch after the one it leaves.
std::vector<Stretch> stretchesOf(const BeamTree& tree, const std::vector<bool>& best) {
  const std::size_t count = tree.nodes.size();
  std::vector<int> height(count, 1), heir(count, -1);
  // Parents stand before their children.
  for (std::size_t node = count; node-- > 0;) {
    const int parent = tree.nodes[node].parent;
    if (parent < 0) continue;
    const auto above = static_cast<std::size_t>(parent);
    height[above] = std::max(height[above], height[node] + 1);
  }
  const auto before = [&](std::size_t a, std::size_t b) {
    return best[a] != best[b] ? best[a] : height[a] > height[b];
  };
  for (std::size_t node = 0; node < count; ++node) {
    const int parent = tree.nodes[node].parent;
    if (parent < 0) continue;
    int& known = heir[static_cast<std::size_t>(parent)];
    if (known < 0 || before(node, static_cast<std::size_t>(known))) known = static_cast<int>(node);
  }
  std::vector<Stretch> all;
  for (std::size_t node = 0; node < count; ++node) {
    const int parent = tree.nodes[node].parent;
    if (parent >= 0 && heir[static_cast<std::size_t>(parent)] == static_cast<int>(node)) continue;
    Stretch stretch{{}, parent, best[node]};
    for (int at = static_cast<int>(node); at >= 0; at = heir[static_cast<std::size_t>(at)])
      stretch.nodes.push_back(static_cast<std::size_t>(at));
    all.push_back(std::move(stretch));
  }
  std::ranges::stable_sort(all, [](const Stretch& a, const Stretch& b) {
    return a.best != b.best ? a.best : a.nodes.size() > b.nodes.size();
  });
  return all;
}

}  // namespace

BeamPlaces beamPlaces(const BeamTree& tree, const std::vector<bool>& best) {
  const std::size_t count = tree.nodes.size();
  BeamPlaces places{std::vector<int>(count, 0), std::vector<int>(count, 0)};
  for (std::size_t node = 0; node < count; ++node)
    if (const int parent = tree.nodes[node].parent; parent >= 0)
      places.column[node] = places.column[static_cast<std::size_t>(parent)] + 1;
  std::vector<std::vector<bool>> taken;  // of each line its columns
  const auto isFree = [&](std::size_t line, const Stretch& stretch) {
    return line >= taken.size() || std::ranges::none_of(stretch.nodes, [&](std::size_t node) {
             const auto column = static_cast<std::size_t>(places.column[node]);
             return column < taken[line].size() && taken[line][column];
           });
  };
  for (const Stretch& stretch : stretchesOf(tree, best)) {
    std::size_t line =
        stretch.parent < 0 ? 0 : static_cast<std::size_t>(places.line[static_cast<std::size_t>(stretch.parent)]);
    while (!isFree(line, stretch)) ++line;
    if (line >= taken.size()) taken.resize(line + 1);
    const auto last = static_cast<std::size_t>(places.column[stretch.nodes.back()]);
    if (taken[line].size() <= last) taken[line].resize(last + 1);
    for (const std::size_t node : stretch.nodes) {
      taken[line][static_cast<std::size_t>(places.column[node])] = true;
      places.line[node] = static_cast<int>(line);
    }
  }
  return places;
}

}  // namespace headlight::ui
