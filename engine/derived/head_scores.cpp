#include "derived/head_scores.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <unordered_map>

#include "derived/seen_keys.h"
#include "trace/host_rows.h"

namespace headlight::derived {
namespace {

constexpr std::array names = {"previous_token", "next_token", "duplicate_token", "induction", "first_token",
                              "same_position",  "local",      "alignment",       "broad"};
static_assert(names.size() == everyHeadScore.size());

constexpr int localTokens = 2;  // away, on either side

bool isSimpler(int key, int query) { return key == 0 || key == query - 1 || key == query; }

/// Whether its evidence is counted without what isSimpler names.
bool countsApart(HeadScore score) { return score == HeadScore::DuplicateToken || score == HeadScore::Induction; }

/// Kullback-Leibler divergence of one coin from another, in nats; 0 where the first is not the likelier.
double divergence(double value, double chance) {
  if (!(value > chance) || chance >= 1) return 0;
  const double p = std::max(chance, 1e-9), v = std::min(value, 1.0);
  return v * std::log(v / p) + (v < 1 ? (1 - v) * std::log((1 - v) / (1 - p)) : 0);
}

}  // namespace

/// For each score the keys that a query would look at.
class HeadScoreReader::Cells {
 public:
  Cells(const Trace& trace, AttentionId attention)
      : info_(trace.model().attention(attention)),
        scores_(headScoresOf(trace.model(), attention)),
        rows_(trace.rows(attention.stack)),
        keys_(trace.keys(attention)),
        ids_(trace.ids(attention.stack)) {
    if (const ImageInputInfo* image = trace.model().imageOf(attention.stack); image && info_.ofItself()) {
      grid_ = trace.grid();
      specials_ = image->specials();
    }
    if (!info_.ofItself()) return;
    for (std::size_t place = 0; place < ids_.size(); ++place) places_[ids_[place]].push_back(static_cast<int>(place));
  }

  /// Of one query, seen keys alone.
  void find(int query, const SeenKeys::Span& seen) {
    for (const HeadScore score : scores_) {
      std::vector<int>& keys = found_[static_cast<std::size_t>(score)];
      keys.clear();
      add(score, query, keys);
      std::erase_if(keys, [&](int key) { return key < seen.begin || key >= seen.end; });
    }
  }
  const std::vector<int>& of(HeadScore score) const { return found_[static_cast<std::size_t>(score)]; }
  const std::vector<HeadScore>& scores() const { return scores_; }

 private:
  void add(HeadScore score, int query, std::vector<int>& keys) const {
    const bool patches = grid_.count() > 0;
    if (patches && query < specials_) return;
    switch (score) {
      case HeadScore::PreviousToken:
        keys.push_back(query - 1);
        break;
      case HeadScore::NextToken:
        keys.push_back(query + 1);
        break;
      case HeadScore::DuplicateToken:
        for (const int other : sameToken(query))
          if (info_.causal ? other < query : other != query) keys.push_back(other);
        break;
      case HeadScore::Induction:
        for (const int other : sameToken(query)) {
          if (other >= query) break;
          keys.push_back(other + 1);
        }
        break;
      case HeadScore::FirstToken:
        if (query > 0 || !info_.ofItself()) keys.push_back(0);
        break;
      case HeadScore::SamePosition:
        keys.push_back(query);
        break;
      case HeadScore::Local:
        patches ? addTouching(query, keys) : addAround(query, keys);
        break;
      case HeadScore::Alignment: {
        const double middle = (query + 0.5) * keys_ / rows_, reach = std::max(1.0, keys_ / 10.0);
        for (int key = 0; key < keys_; ++key)
          if (std::abs(key + 0.5 - middle) <= reach) keys.push_back(key);
        break;
      }
      case HeadScore::Broad:
        break;
    }
  }
  std::span<const int> sameToken(int query) const {
    const auto row = static_cast<std::size_t>(query);
    if (row >= ids_.size()) return {};
    return places_.at(ids_[row]);
  }
  static void addAround(int query, std::vector<int>& keys) {
    for (int key = query - localTokens; key <= query + localTokens; ++key) keys.push_back(key);
  }
  void addTouching(int query, std::vector<int>& keys) const {
    const int row = (query - specials_) / grid_.columns, column = (query - specials_) % grid_.columns;
    for (int r = std::max(0, row - 1); r <= std::min(grid_.rows - 1, row + 1); ++r)
      for (int c = std::max(0, column - 1); c <= std::min(grid_.columns - 1, column + 1); ++c)
        keys.push_back(specials_ + r * grid_.columns + c);
  }

  AttentionInfo info_;
  std::vector<HeadScore> scores_;
  int rows_, keys_;
  std::span<const std::int32_t> ids_;
  PatchGrid grid_{};
  int specials_ = 0;
  std::unordered_map<std::int32_t, std::vector<int>> places_;
  std::array<std::vector<int>, everyHeadScore.size()> found_;
};

const char* toString(HeadScore score) { return names[static_cast<std::size_t>(score)]; }

std::vector<HeadScore> headScoresOf(const ModelInfo& model, AttentionId attention) {
  using enum HeadScore;
  const AttentionInfo info = model.attention(attention);
  if (!info.ofItself()) return {FirstToken, Alignment, Broad};
  if (const ImageInputInfo* image = model.imageOf(attention.stack))
    return image->specials() > 0 ? std::vector{FirstToken, SamePosition, Local, Broad}
                                 : std::vector{SamePosition, Local, Broad};
  if (info.causal) return {PreviousToken, DuplicateToken, Induction, FirstToken, SamePosition, Local, Broad};
  return {PreviousToken, NextToken, DuplicateToken, Induction, FirstToken, SamePosition, Local, Broad};
}

std::vector<HeadScore> saidOf(const HeadScores& scores) {
  using enum HeadScore;
  std::vector<HeadScore> said;
  for (const HeadScore score :
       {Induction, DuplicateToken, PreviousToken, NextToken, SamePosition, Alignment, FirstToken, Local}) {
    const ScoreOfHead& one = scoreIn(scores, score);
    if (!(one.value >= saidFrom) || one.evidence < evidenceFrom) continue;
    const bool closer = std::ranges::any_of(
        said, [](HeadScore other) { return other == PreviousToken || other == NextToken || other == SamePosition; });
    if (score != Local || !closer) said.push_back(score);
  }
  return said;
}

void HeadScoreReader::Sum::add(double rowValue, double rowChance) {
  if (std::isnan(rowValue)) return;
  value += rowValue;
  chance += std::min(1.0, rowChance);
  ++rows;
}

void HeadScoreReader::Sum::add(const Sum& other) {
  value += other.value;
  chance += other.chance;
  rows += other.rows;
}

double HeadScoreReader::Sum::evidence() const { return rows == 0 ? 0 : rows * divergence(value / rows, chance / rows); }

HeadScoreReader::Sums HeadScoreReader::sumsOf(const HostRows& pattern, const PatternBlockNumbers& numbers,
                                              const SeenKeys& sees, Cells& cells, int begin, std::size_t heads) {
  Sums sums(heads);
  const int end = std::min(begin + Rows::blockRows, pattern.rows());
  const float* row = numbers.rows.data();
  for (int query = begin; query < end; ++query) {
    const SeenKeys::Span span = sees.of(query);
    cells.find(query, span);
    for (std::size_t head = 0; head < heads; ++head, row += PatternSumCount) {
      const int seen = sees.count(static_cast<int>(head), query);
      if (seen <= 1) continue;  // forced
      const std::span<const float> weights =
          pattern.head(query, static_cast<int>(head), static_cast<std::size_t>(span.end));
      for (const HeadScore score : cells.scores()) {
        Both& both = sums[head][static_cast<std::size_t>(score)];
        if (score == HeadScore::Broad) both.all.add(static_cast<double>(row[PatternEntropyBits]) / std::log2(seen), 1);
        double mass = 0, apart = 0;
        int apartCells = 0;
        for (const int key : cells.of(score)) {
          const auto weight = static_cast<double>(weights[static_cast<std::size_t>(key)]);
          mass += weight;
          if (isSimpler(key, query)) continue;
          apart += weight;
          ++apartCells;
        }
        if (const auto wanted = static_cast<double>(cells.of(score).size()); wanted > 0)
          both.all.add(mass, wanted / seen);
        if (apartCells > 0) both.apart.add(apart, static_cast<double>(apartCells) / seen);
      }
    }
  }
  return sums;
}

std::vector<HeadScores> HeadScoreReader::of(const Trace& trace, AttentionId attention, int layer) {
  const PatternNumbers* numbers = trace.patternNumbers(attention, layer);
  const Rows* pattern = trace.find(patternSite(attention, layer));
  if (numbers == nullptr || pattern == nullptr) return {};
  const AttentionInfo info = trace.model().attention(attention);
  const auto heads = static_cast<std::size_t>(info.heads);
  const int rows = trace.rows(attention.stack), keys = trace.keys(attention);
  const SeenKeys sees(trace, attention, layer);
  const HostRows host(*pattern);
  std::optional<Cells> cells;  // where every block is kept, none are looked for
  std::vector<Block>& blocks = blocks_[{attention, layer}];
  blocks.resize(numbers->size());
  Sums sums(heads);
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    Block& block = blocks[b];
    const bool fits = info.ofItself() || (block.rows == rows && block.keys == keys);
    if (block.numbers != (*numbers)[b] || !fits) {
      if (!cells) cells.emplace(trace, attention);
      block = {(*numbers)[b], rows, keys, {}};
      block.sums = sumsOf(host, *block.numbers, sees, *cells, static_cast<int>(b) * Rows::blockRows, heads);
    }
    for (std::size_t head = 0; head < heads; ++head)
      for (std::size_t score = 0; score < everyHeadScore.size(); ++score) {
        sums[head][score].all.add(block.sums[head][score].all);
        sums[head][score].apart.add(block.sums[head][score].apart);
      }
  }
  std::vector<HeadScores> found(heads);
  for (std::size_t head = 0; head < heads; ++head)
    for (const HeadScore score : everyHeadScore) {
      const auto& [all, apart] = sums[head][static_cast<std::size_t>(score)];
      if (all.rows == 0) continue;
      found[head][static_cast<std::size_t>(score)] = {static_cast<float>(std::min(1.0, all.value / all.rows)),
                                                      static_cast<float>(all.chance / all.rows), all.rows,
                                                      countsApart(score) ? apart.evidence() : all.evidence()};
    }
  return found;
}

}  // namespace headlight::derived
