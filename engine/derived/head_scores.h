#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "trace/host_rows.h"
#include "trace/trace.h"

namespace headlight::derived {

class SeenKeys;

/// What a head may do, as far as its pattern tells. All but Broad name cells of the pattern: keys that a query would
/// look at if the head did that. With i the query, j the key and t the token ids:
///   PreviousToken   j = i - 1
///   NextToken       j = i + 1; not of causal attention
///   DuplicateToken  t[j] = t[i], j before i; where nothing is masked after it too
///   Induction       t[j - 1] = t[i], j - 1 before i: what came after the same token (Olsson et al. 2022,
///                   arXiv:2209.11895)
///   FirstToken      j = 0, i > 0; of a picture [CLS], asked by patches; of cross-attention by every query
///   SamePosition    j = i; of a picture asked by patches
///   Local           |i - j| <= 2; of a picture the patch itself and those that touch it
///   Alignment       of cross-attention, T queries and S keys: |j + 1/2 - (i + 1/2) S / T| <= max(1, S / 10)
/// PreviousToken, DuplicateToken and Induction are the detection patterns of TransformerLens' head detector
/// (head_detector.py). Broad is a row's entropy divided by that of a row that gives every seen key as much.
enum class HeadScore : std::uint8_t {
  PreviousToken,
  NextToken,
  DuplicateToken,
  Induction,
  FirstToken,
  SamePosition,
  Local,
  Alignment,
  Broad
};
inline constexpr std::array everyHeadScore = {
    HeadScore::PreviousToken, HeadScore::NextToken,  HeadScore::DuplicateToken,
    HeadScore::Induction,     HeadScore::FirstToken, HeadScore::SamePosition,
    HeadScore::Local,         HeadScore::Alignment,  HeadScore::Broad};
/// "previous_token": in files.
const char* toString(HeadScore score);

/// One score of one head.
struct ScoreOfHead {
  /// The mean over rows of the weight on their cells, 0 to 1; NaN where no row has any. Rows whose weight is forced
  /// (one key seen) and rows without a seen cell do not count: TransformerLens' score ("mul") is `value` times `rows`
  /// divided by all rows.
  float value = std::numeric_limits<float>::quiet_NaN();
  float chance = 0;  ///< what a head would have that gives each seen key as much; 1 of Broad
  int rows = 0;      ///< that count
  /// How surely it is no accident: rows times the Kullback-Leibler divergence of `value` from `chance`, in nats. If
  /// rows fell on their keys each by itself, a mean as high would come by chance once in e^evidence (Hoeffding 1963,
  /// theorem 1). Of DuplicateToken and Induction counted without the cells that are first, previous or the token
  /// itself, so that simpler habits do not pass for these.
  double evidence = 0;
};
/// In the order of everyHeadScore.
using HeadScores = std::array<ScoreOfHead, everyHeadScore.size()>;
inline const ScoreOfHead& scoreIn(const HeadScores& scores, HeadScore which) {
  return scores[static_cast<std::size_t>(which)];
}

/// Those that an attention can have: of a picture no tokens are compared, of cross-attention only the first key, the
/// alignment and the breadth tell anything.
std::vector<HeadScore> headScoresOf(const ModelInfo& model, AttentionId attention);

/// A head is said to do something where at least so much of its weight is on the cells, and the evidence is at least
/// this (less than once in 2,900 by chance).
inline constexpr float saidFrom = 0.5F;
inline constexpr double evidenceFrom = 8;
/// What may be said of a head, the most particular first. Local is left out where the previous token, the next or the
/// same position says it more closely. Broad is never said: untrained heads spread evenly too.
std::vector<HeadScore> saidOf(const HeadScores& scores);

/// The scores of every head of a layer. Sums are kept for each block of 64 rows as long as the next traces share it: an
/// edit reads only the blocks that it changed. One thread at a time.
class HeadScoreReader {
 public:
  /// [heads]; empty where the pattern was not captured. Downloads blocks that the host cannot read.
  std::vector<HeadScores> of(const Trace& trace, AttentionId attention, int layer);

 private:
  struct Sum {
    double value = 0, chance = 0;
    int rows = 0;
    void add(double rowValue, double rowChance);
    void add(const Sum& other);
    double evidence() const;
  };
  struct Both {
    Sum all, apart;  ///< apart: without the cells that a simpler habit would reach
  };
  using Sums = std::vector<std::array<Both, everyHeadScore.size()>>;  ///< [heads]
  class Cells;
  struct Block {
    std::shared_ptr<const PatternBlockNumbers> numbers;  ///< names the block, and lives as long as this
    int rows = 0, keys = 0;                              ///< of the attention: an alignment depends on both
    Sums sums;
  };
  /// Of the block's rows, the first of which is `begin`.
  static Sums sumsOf(const HostRows& pattern, const PatternBlockNumbers& numbers, const SeenKeys& sees, Cells& cells,
                     int begin, std::size_t heads);
  std::map<std::pair<AttentionId, int>, std::vector<Block>> blocks_;
};

}  // namespace headlight::derived
