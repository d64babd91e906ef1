#include "generation/beam_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/error.h"

namespace headlight {
namespace {

constexpr float outOfReach = -1e9f;  // what transformers adds to a score that must not win

/// Places of the `count` largest scores, largest first, of equal ones the first.
std::vector<std::size_t> largest(std::span<const float> scores, std::size_t count) {
  std::vector<std::size_t> places(scores.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  count = std::min(count, places.size());
  const auto better = [&](std::size_t a, std::size_t b) {
    return scores[a] != scores[b] ? scores[a] > scores[b] : a < b;
  };
  std::partial_sort(places.begin(), places.begin() + static_cast<std::ptrdiff_t>(count), places.end(), better);
  places.resize(count);
  return places;
}

}  // namespace

std::vector<int> BeamTree::wayTo(int node) const {
  std::vector<int> way;
  for (int at = node; at >= 0; at = nodes[static_cast<std::size_t>(at)].parent) way.push_back(at);
  std::ranges::reverse(way);
  return way;
}

int BeamTree::best() const { return !ended.empty() ? ended.front() : !running.empty() ? running.front() : -1; }

BeamSearch::BeamSearch(const GenerationConfig& config, std::span<const std::int32_t> prompt, int limit)
    : config_(config),
      rules_(config, static_cast<int>(prompt.size()), limit),
      prompt_(static_cast<int>(prompt.size())),
      limit_(limit),
      length_(prompt_) {
  if (config.beams < 1 || config.beams > GenerationConfig::mostBeams)
    fail("generation: expected 1 to ", GenerationConfig::mostBeams, " beams, got ", config.beams);
  if (config.sample)
    fail("generation: expected the likeliest tokens with ", config.beams,
         " beams (do_sample false), since tokens are drawn without a search; ask for one beam to draw them");
  const auto width = static_cast<std::size_t>(config.beams);
  texts_.assign(1, {prompt.begin(), prompt.end()});
  beams_.assign(width, {-1, outOfReach});
  beams_.front().score = 0;
  ended_.assign(width, {-1, outOfReach});
  parents_ = {0};
  done_ = prompt_ >= limit_;
}

float BeamSearch::penalty(int tokens) const {
  return static_cast<float>(std::pow(static_cast<double>(tokens), config_.lengthPenalty));
}

std::vector<BeamSearch::Candidate> BeamSearch::candidatesOf(std::span<const std::vector<float>> logits) const {
  if (logits.size() != texts_.size())
    fail("beam search: expected logits of ", texts_.size(), " texts, got ", logits.size());
  const std::size_t width = beams_.size(), vocabulary = logits.front().size();
  std::vector<float> scores;
  scores.reserve(width * vocabulary);
  for (std::size_t beam = 0; beam < width; ++beam) {
    if (beam < logits.size()) {
      std::vector<float> one = logits[beam];
      logSoftmax(one);
      rules_.apply(one, texts_[beam]);
      scores.insert(scores.end(), one.begin(), one.end());
    } else {  // at the start all beams are the same text
      scores.insert(scores.end(), scores.begin(), scores.begin() + static_cast<std::ptrdiff_t>(vocabulary));
    }
  }
  for (std::size_t i = 0; i < scores.size(); ++i) scores[i] += beams_[i / vocabulary].score;
  std::vector<Candidate> candidates;
  for (const std::size_t place : largest(scores, std::max<std::size_t>(2, 1 + config_.ends.size()) * width)) {
    const auto token = static_cast<std::int32_t>(place % vocabulary);
    const bool ends = length_ + 1 >= limit_ || std::ranges::find(config_.ends, token) != config_.ends.end();
    candidates.push_back({static_cast<int>(place / vocabulary), token, scores[place], ends});
  }
  return candidates;
}

/// Those out of reach are none that anybody weighed: the copies of the first beam at the start, and what rules forbid.
void BeamSearch::addNodes(std::vector<Candidate>& candidates) {
  for (Candidate& candidate : candidates) {
    if (candidate.score <= outOfReach / 2) continue;
    candidate.node = static_cast<int>(tree_.nodes.size());
    tree_.nodes.push_back({candidate.token, candidate.score, beams_[static_cast<std::size_t>(candidate.beam)].node});
  }
}

void BeamSearch::keepEnded(std::span<const Candidate> candidates) {
  const std::size_t width = beams_.size();
  const bool full = config_.earlyStopping == EarlyStopping::WhenFull &&
                    std::ranges::all_of(ended_, [](const Hypothesis& one) { return one.ended; });
  std::vector<Hypothesis> merged = ended_;
  const float divisor = penalty(length_ + 1 - prompt_);
  for (std::size_t place = 0; place < candidates.size(); ++place) {
    const Candidate& candidate = candidates[place];
    const bool ends = candidate.ends && place < width;
    float score = candidate.score / divisor;
    if (full) score += outOfReach;
    if (!improvable_) score += outOfReach;
    if (!ends) score += outOfReach;
    merged.push_back({candidate.node, score, ends});
  }
  std::vector<float> scores;
  for (const Hypothesis& one : merged) scores.push_back(one.score);
  std::vector<Hypothesis> kept;
  for (const std::size_t place : largest(scores, width)) kept.push_back(merged[place]);
  ended_ = std::move(kept);
}

void BeamSearch::runOn(std::span<const Candidate> candidates) {
  std::vector<float> scores;
  for (const Candidate& candidate : candidates) scores.push_back(candidate.score + (candidate.ends ? outOfReach : 0));
  std::vector<Hypothesis> beams;
  std::vector<std::vector<std::int32_t>> texts;
  parents_.clear();
  for (const std::size_t place : largest(scores, beams_.size())) {
    const Candidate& candidate = candidates[place];
    const int parent = std::min(candidate.beam, static_cast<int>(texts_.size()) - 1);
    beams.push_back({candidate.node, scores[place]});
    parents_.push_back(parent);
    texts.push_back(texts_[static_cast<std::size_t>(parent)]);
    texts.back().push_back(candidate.token);
  }
  beams_ = std::move(beams);
  texts_ = std::move(texts);
}

/// _check_early_stop_heuristic and _beam_search_has_unfinished_sequences.
void BeamSearch::judge(std::span<const Candidate> candidates) {
  const int tokens =
      (config_.earlyStopping == EarlyStopping::Never && config_.lengthPenalty > 0 ? limit_ : length_) - prompt_;
  const float possible = beams_.front().score / penalty(tokens);
  const float worst = std::ranges::min(ended_, {}, &Hypothesis::score).score;
  improvable_ = improvable_ && std::ranges::any_of(ended_, [&](const Hypothesis& one) {
                  return possible > (one.ended ? worst : outOfReach);
                });
  const bool full = config_.earlyStopping == EarlyStopping::WhenFull &&
                    std::ranges::all_of(ended_, [](const Hypothesis& one) { return one.ended; });
  done_ = !improvable_ || full || std::ranges::all_of(candidates, [](const Candidate& one) { return one.ends; });
}

void BeamSearch::markNodes() {
  for (BeamNode& node : tree_.nodes) node.state = BeamNode::State::Pruned;
  tree_.ended.clear();
  tree_.endedScores.clear();
  tree_.running.clear();
  const auto mark = [&](int end, BeamNode::State state) {
    for (const int node : tree_.wayTo(end)) tree_.nodes[static_cast<std::size_t>(node)].state = state;
  };
  for (const Hypothesis& one : ended_)
    if (one.ended && one.node >= 0) {
      tree_.ended.push_back(one.node);
      tree_.endedScores.push_back(one.score);
      mark(one.node, BeamNode::State::Finished);
    }
  if (done_ && !tree_.ended.empty()) return;
  for (const Hypothesis& one : beams_)
    if (one.node >= 0 && one.score > outOfReach / 2) {
      tree_.running.push_back(one.node);
      mark(one.node, BeamNode::State::Alive);
    }
}

void BeamSearch::step(std::span<const std::vector<float>> logits) {
  std::vector<Candidate> candidates = candidatesOf(logits);
  addNodes(candidates);
  keepEnded(candidates);
  runOn(candidates);
  ++length_;
  judge(candidates);
  markNodes();
}

}  // namespace headlight
