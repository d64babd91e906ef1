#include "text/byte_level_bpe.h"

#include <mutex>
#include <queue>
#include <shared_mutex>

namespace headlight::text {

namespace {

/// \s spelled out: PCRE2's own also takes U+180E, which is a letter's shape and no space since Unicode 6.3.
#define HEADLIGHT_SPACE \
  R"(\x{9}-\x{D}\x{20}\x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000})"
constexpr const char* kGpt2Pattern =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{L}\p{N})" HEADLIGHT_SPACE R"(]+|[)" HEADLIGHT_SPACE
    R"(]+(?![^)" HEADLIGHT_SPACE R"(])|[)" HEADLIGHT_SPACE R"(]+)";
#undef HEADLIGHT_SPACE

std::uint64_t pairKey(std::int32_t left, std::int32_t right) {
  return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32 | static_cast<std::uint32_t>(right);
}

/// A piece in a doubly linked list over one array; a piece merged into its left neighbour is dead.
struct Symbol {
  std::int32_t id = 0;
  int begin = 0;
  int end = 0;
  int previous = -1;
  int next = -1;
  bool dead = false;
};

struct Candidate {
  std::uint32_t rank = 0;
  int left = 0;
  std::int32_t result = 0;
  /// std::priority_queue gives the largest first: the lowest rank, then the leftmost, must be the largest.
  bool operator<(const Candidate& other) const { return rank != other.rank ? rank > other.rank : left > other.left; }
};

}  // namespace

void splitGpt2Words(std::string_view utf8, std::vector<Range>& words) {
  static const Regex pattern(kGpt2Pattern);
  pattern.split(utf8, words);
}

/// Words seen lately. Bounded: when full it is emptied, which costs less than keeping an order of use under a shared
/// lock.
struct ByteLevelBpe::Cache {
  static constexpr std::size_t kWords = 10000;
  static constexpr std::size_t kLongestWord = 256;

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view word) const { return std::hash<std::string_view>{}(word); }
  };

  bool find(std::string_view word, std::vector<WordPiece>& pieces) {
    const std::shared_lock lock(mutex);
    const auto found = words.find(word);
    if (found == words.end()) return false;
    pieces.insert(pieces.end(), found->second.begin(), found->second.end());
    return true;
  }

  void insert(std::string_view word, std::vector<WordPiece> pieces) {
    const std::unique_lock lock(mutex);
    if (words.size() >= kWords) words.clear();
    words.emplace(word, std::move(pieces));
  }

  std::shared_mutex mutex;
  std::unordered_map<std::string, std::vector<WordPiece>, Hash, std::equal_to<>> words;
};

std::size_t ByteLevelBpe::PairHash::operator()(std::uint64_t pair) const {
  pair *= 0x9E3779B97F4A7C15u;  // 2^64 / golden ratio: spreads both ids over the high bits
  return static_cast<std::size_t>(pair ^ pair >> 32);
}

ByteLevelBpe::ByteLevelBpe(Parts parts) : parts_(std::move(parts)), cache_(std::make_unique<Cache>()) {
  rules_.reserve(parts_.merges.size());
  for (std::uint32_t rank = 0; rank < parts_.merges.size(); ++rank) {
    const Merge& merge = parts_.merges[rank];
    rules_[pairKey(merge.left, merge.right)] = Rule{rank, merge.result};
  }
  parts_.merges = {};
}

ByteLevelBpe::~ByteLevelBpe() = default;

void ByteLevelBpe::encodeWord(std::string_view word, std::vector<WordPiece>& pieces) const {
  if (word.size() > Cache::kLongestWord) {
    merge(word, pieces);
    return;
  }
  if (cache_->find(word, pieces)) return;
  std::vector<WordPiece> found;
  merge(word, found);
  pieces.insert(pieces.end(), found.begin(), found.end());
  cache_->insert(word, std::move(found));
}

const ByteLevelBpe::Rule* ByteLevelBpe::ruleFor(std::int32_t left, std::int32_t right) const {
  const auto found = rules_.find(pairKey(left, right));
  return found == rules_.end() ? nullptr : &found->second;
}

void ByteLevelBpe::merge(std::string_view word, std::vector<WordPiece>& pieces) const {
  if (!parts_.wholeWords.empty()) {
    const auto whole = parts_.wholeWords.find(std::string(word));
    if (whole != parts_.wholeWords.end()) {
      pieces.push_back({whole->second, 0, static_cast<int>(word.size())});
      return;
    }
  }

  std::vector<Symbol> symbols;
  symbols.reserve(word.size());
  bool afterUnknown = false;
  for (int at = 0; at < static_cast<int>(word.size()); ++at) {
    std::int32_t id = parts_.byteIds[static_cast<unsigned char>(word[static_cast<std::size_t>(at)])];
    const bool unknown = id < 0;
    if (unknown && afterUnknown && parts_.fuseUnknown) {
      symbols.back().end = at + 1;
      continue;
    }
    if (unknown) id = parts_.unknown;
    if (id < 0) continue;
    afterUnknown = unknown;
    const int index = static_cast<int>(symbols.size());
    symbols.push_back({id, at, at + 1, index - 1, -1, false});
    if (index > 0) symbols[static_cast<std::size_t>(index - 1)].next = index;
  }

  std::vector<Candidate> storage;
  storage.reserve(symbols.size());
  std::priority_queue<Candidate> queue(std::less<Candidate>{}, std::move(storage));
  const auto consider = [&](int left) {
    if (left < 0) return;
    const Symbol& symbol = symbols[static_cast<std::size_t>(left)];
    if (symbol.next < 0) return;
    const Rule* rule = ruleFor(symbol.id, symbols[static_cast<std::size_t>(symbol.next)].id);
    if (rule != nullptr) queue.push({rule->rank, left, rule->result});
  };
  for (int left = 0; left < static_cast<int>(symbols.size()); ++left) consider(left);

  while (!queue.empty()) {
    const Candidate best = queue.top();
    queue.pop();
    Symbol& left = symbols[static_cast<std::size_t>(best.left)];
    if (left.dead || left.next < 0) continue;
    Symbol& right = symbols[static_cast<std::size_t>(left.next)];
    // An entry whose neighbours have merged since is out of date.
    const Rule* rule = ruleFor(left.id, right.id);
    if (rule == nullptr || rule->result != best.result) continue;
    left.id = best.result;
    left.end = right.end;
    left.next = right.next;
    right.dead = true;
    if (right.next >= 0) symbols[static_cast<std::size_t>(right.next)].previous = best.left;
    consider(left.previous);
    consider(best.left);
  }

  for (const Symbol& symbol : symbols) {
    if (!symbol.dead) pieces.push_back({symbol.id, symbol.begin, symbol.end});
  }
}

}  // namespace headlight::text
