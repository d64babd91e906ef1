#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "generation/generation_config.h"
#include "generation/score_rules.h"

namespace headlight {

/// A token that a beam search weighed.
struct BeamNode {
  enum class State : std::uint8_t {
    Alive,     ///< a beam that is still written on goes through it
    Finished,  ///< only a hypothesis that ended, and is among the best of those, goes through it
    Pruned     ///< nothing that is kept does
  };
  std::int32_t token = 0;
  float score = 0;  ///< log-probability of the tokens from the first generated one to this, after the rules
  int parent = -1;  ///< place in BeamTree::nodes; -1: the text that stood
  State state = State::Alive;
  bool operator==(const BeamNode&) const = default;
};

/// Every token that a beam search weighed, parents first.
struct BeamTree {
  std::vector<BeamNode> nodes;
  /// The ends of the hypotheses: those that ended, best first, then those still written on, likeliest first.
  std::vector<int> ended, running;
  std::vector<float> endedScores;  ///< of `ended`: log-probability / tokens^length_penalty

  /// The tokens on the way to a node, and their places in `nodes`.
  std::vector<int> wayTo(int node) const;
  /// The end of what would be said now: the best that ended, else the likeliest running one; -1 at the start.
  int best() const;
};

/// Beam search as transformers 5.24 does it (GenerationMixin._beam_search), its single-precision scores included: 2
/// candidates a beam (with k end tokens 1 + k), ended hypotheses by log-probability / tokens^length_penalty, the three
/// ways of early_stopping. Where scores are equal the lower beam and then the lower token goes first; PyTorch leaves
/// that open.
class BeamSearch {
 public:
  /// `prompt`: what stands already, shorter than `limit`, the tokens that a text may have. Throws Error for a width
  /// outside 1 to GenerationConfig::mostBeams and for one with do_sample.
  BeamSearch(const GenerationConfig& config, std::span<const std::int32_t> prompt, int limit);

  /// The texts whose next logits `step` wants. At the start there is one.
  const std::vector<std::vector<std::int32_t>>& running() const { return texts_; }
  /// For each text, the place in the list before the last step of the one that it goes on from.
  const std::vector<int>& parents() const { return parents_; }
  /// Logits [vocabulary] after each running text, in their order.
  void step(std::span<const std::vector<float>> logits);
  bool done() const { return done_; }
  const BeamTree& tree() const { return tree_; }

 private:
  struct Candidate {
    int beam;
    std::int32_t token;
    float score;
    bool ends;
    int node = -1;
  };
  struct Hypothesis {
    int node = -1;
    float score;
    bool ended = false;
  };
  std::vector<Candidate> candidatesOf(std::span<const std::vector<float>> logits) const;
  void addNodes(std::vector<Candidate>& candidates);
  void keepEnded(std::span<const Candidate> candidates);
  void runOn(std::span<const Candidate> candidates);
  void judge(std::span<const Candidate> candidates);
  void markNodes();
  float penalty(int tokens) const;

  GenerationConfig config_;
  ScoreRules rules_;
  int prompt_, limit_, length_;
  std::vector<std::vector<std::int32_t>> texts_;
  std::vector<Hypothesis> beams_;  ///< config.beams of them
  std::vector<Hypothesis> ended_;  ///< as many places
  std::vector<int> parents_;
  bool improvable_ = true, done_ = false;
  BeamTree tree_;
};

}  // namespace headlight
