#include "generation/beam_search.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"

// What no recorded text shows: the tree, ties, and ends. Parity with transformers is tests/engine/session/
// generation_parity_test.cpp.
namespace headlight {
namespace {

using State = BeamNode::State;
using Logits = std::vector<std::vector<float>>;

/// Log-probabilities as logits of five tokens, of which 0 ends the text.
std::vector<float> of(std::vector<double> probabilities) {
  std::vector<float> logits;
  for (const double p : probabilities) logits.push_back(static_cast<float>(std::log(p)));
  return logits;
}

GenerationConfig beams(int count) {
  GenerationConfig config;
  config.beams = count;
  config.ends = {0};
  return config;
}

std::vector<std::int32_t> tokens(const BeamTree& tree, int node) {
  std::vector<std::int32_t> all;
  for (const int place : tree.wayTo(node)) all.push_back(tree.nodes[static_cast<std::size_t>(place)].token);
  return all;
}

TEST(BeamSearch, aPathThatStartsLessLikelyMayWin) {
  BeamSearch search(beams(2), {{9}}, 4);
  ASSERT_EQ(search.running().size(), 1u) << "one pass reads what stands, for all beams";
  search.step(Logits{of({.01, .5, .4, .05, .04})});
  ASSERT_EQ(search.running(), (std::vector<std::vector<std::int32_t>>{{9, 1}, {9, 2}}));
  EXPECT_EQ(search.parents(), (std::vector<int>{0, 0}));
  search.step(Logits{of({.1, .3, .2, .2, .2}), of({.02, .03, .03, .9, .02})});
  ASSERT_EQ(search.running(), (std::vector<std::vector<std::int32_t>>{{9, 2, 3}, {9, 1, 1}}));
  EXPECT_EQ(search.parents(), (std::vector<int>{1, 0}));
  EXPECT_FALSE(search.done());
  search.step(Logits{of({.96, .01, .01, .01, .01}), of({.2, .2, .2, .2, .2})});
  EXPECT_TRUE(search.done()) << "the limit";
  const BeamTree& tree = search.tree();
  EXPECT_EQ(tokens(tree, tree.best()), (std::vector<std::int32_t>{2, 3, 0}));
  EXPECT_NEAR(tree.endedScores.front(), std::log(.4 * .9 * .96) / 3, 1e-6);
  EXPECT_EQ(tree.nodes[static_cast<std::size_t>(tree.best())].state, State::Finished);
}

TEST(BeamSearch, theTreeSaysWhatBecameOfEachToken) {
  BeamSearch search(beams(2), {{9}}, 10);
  search.step(Logits{of({.01, .5, .4, .05, .04})});
  const BeamTree& tree = search.tree();
  ASSERT_EQ(tree.nodes.size(), 4u) << "two candidates a beam";
  EXPECT_EQ(tree.nodes[0], (BeamNode{1, std::log(.5f), -1, State::Alive}));
  EXPECT_EQ(tree.nodes[1].state, State::Alive);
  EXPECT_EQ(tree.nodes[2].state, State::Pruned);
  EXPECT_TRUE(tree.ended.empty());
  // Both go on from the first beam: the second is pruned.
  search.step(Logits{of({.4, .3, .28, .01, .01}), of({.2, .2, .2, .2, .2})});
  EXPECT_EQ(search.parents(), (std::vector<int>{0, 0}));
  EXPECT_EQ(tree.nodes[0].state, State::Alive);
  EXPECT_EQ(tree.nodes[1].state, State::Pruned);
  ASSERT_EQ(tree.ended.size(), 1u);
  EXPECT_EQ(tokens(tree, tree.ended.front()), (std::vector<std::int32_t>{1, 0}));
  EXPECT_EQ(tree.running.size(), 2u);
}

TEST(BeamSearch, ofEqualOnesTheFirstBeamAndTokenComeFirst) {
  BeamSearch search(beams(2), {{9}}, 10);
  search.step(Logits{of({.2, .2, .2, .2, .2})});
  EXPECT_EQ(search.running(), (std::vector<std::vector<std::int32_t>>{{9, 1}, {9, 2}})) << "0 ended";
  search.step(Logits{of({.2, .2, .2, .2, .2}), of({.2, .2, .2, .2, .2})});
  EXPECT_EQ(search.running(), (std::vector<std::vector<std::int32_t>>{{9, 1, 1}, {9, 1, 2}}));
}

TEST(BeamSearch, doesNotBeginBeyondItsLimit) {
  const BeamSearch search(beams(2), {{9, 1, 2}}, 3);
  EXPECT_TRUE(search.done());
  EXPECT_EQ(search.tree().best(), -1);
}

TEST(BeamSearch, refusesWhatItDoesNotDo) {
  EXPECT_THROW(BeamSearch(beams(9), {{9}}, 10), Error);
  GenerationConfig drawn = beams(2);
  drawn.sample = true;
  EXPECT_THROW(BeamSearch(drawn, {{9}}, 10), Error);
  GenerationConfig nothing = beams(2);
  nothing.suppressed = {0, 1, 2, 3, 4};
  BeamSearch search(nothing, {{9}}, 10);
  EXPECT_THROW(search.step(Logits{of({.2, .2, .2, .2, .2})}), Error) << "no token may be written";
}

}  // namespace
}  // namespace headlight
