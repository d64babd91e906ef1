// Where the nodes of a beam search stand: nobody on anybody, what is said in the first line, few lines.
#include "ui/panels/beam_places.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <utility>

#include "generation/beam_search.h"

namespace headlight::ui {
namespace {

BeamTree treeOf(const std::vector<int>& parents, int ended) {
  BeamTree tree;
  for (const int parent : parents) tree.nodes.push_back({.token = 0, .score = 0, .parent = parent});
  tree.ended = {ended};
  return tree;
}

std::vector<bool> bestOf(const BeamTree& tree) {
  std::vector<bool> best(tree.nodes.size(), false);
  for (const int node : tree.wayTo(tree.best())) best[static_cast<std::size_t>(node)] = true;
  return best;
}

TEST(BeamPlacesTest, WhatIsSaidIsTheFirstLineEvenWhereAnotherTextIsLonger) {
  //  0 - 2 - 4 - 5      1 - 3 is said
  const BeamTree tree = treeOf({-1, -1, 0, 1, 2, 4}, 3);
  const BeamPlaces places = beamPlaces(tree, bestOf(tree));
  EXPECT_EQ(places.line, (std::vector<int>{1, 0, 1, 0, 1, 1}));
  EXPECT_EQ(places.column, (std::vector<int>{0, 0, 1, 1, 2, 3}));
}

TEST(BeamPlacesTest, WhatElseWasWeighedStandsBelowItsToken) {
  // Of 0 - 1 - 2 each has another: all stand in the second line, one column each.
  const BeamTree tree = treeOf({-1, 0, 1, -1, 0, 1}, 2);
  const BeamPlaces places = beamPlaces(tree, bestOf(tree));
  EXPECT_EQ(places.line, (std::vector<int>{0, 0, 0, 1, 1, 1}));
}

TEST(BeamPlacesTest, NodesOfRandomTreesAreApartAndNoneIsAboveItsParent) {
  std::mt19937 random(5);
  for (int round = 0; round < 200; ++round) {
    const int count = 1 + static_cast<int>(random() % 80);
    std::vector<int> parents;
    for (int node = 0; node < count; ++node)
      parents.push_back(static_cast<int>(random() % static_cast<unsigned>(node + 1)) - 1);
    const BeamTree tree = treeOf(parents, static_cast<int>(random() % static_cast<unsigned>(count)));
    const std::vector<bool> best = bestOf(tree);
    const BeamPlaces places = beamPlaces(tree, best);
    std::set<std::pair<int, int>> taken;
    for (std::size_t node = 0; node < parents.size(); ++node) {
      EXPECT_TRUE(taken.emplace(places.column[node], places.line[node]).second) << "two in one place";
      EXPECT_TRUE(!best[node] || places.line[node] == 0) << node;
      if (parents[node] < 0) {
        EXPECT_EQ(places.column[node], 0);
        continue;
      }
      const auto parent = static_cast<std::size_t>(parents[node]);
      EXPECT_EQ(places.column[node], places.column[parent] + 1);
      EXPECT_GE(places.line[node], places.line[parent]);
    }
  }
}

TEST(BeamPlacesTest, NothingWeighedHasNoPlaces) { EXPECT_TRUE(beamPlaces(BeamTree{}, {}).line.empty()); }

}  // namespace
}  // namespace headlight::ui
