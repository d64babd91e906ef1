#include "text/bpe.h"

#include <algorithm>
#include <queue>

#include "base/error.h"
#include "text/display_piece.h"
#include "text/utf8.h"

namespace headlight::text {

namespace {

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

struct BpeModel::Symbols {
  std::vector<Symbol> list;
  bool afterUnknown = false;

  void add(std::int32_t id, int begin, int end) {
    const int index = static_cast<int>(list.size());
    list.push_back({id, begin, end, index - 1, -1, false});
    if (index > 0) list[static_cast<std::size_t>(index - 1)].next = index;
    afterUnknown = false;
  }
  void addUnknown(const Parts& parts, int begin, int end) {
    if (afterUnknown && parts.fuseUnknown) {
      list.back().end = end;
      return;
    }
    if (parts.unknown < 0) return;
    add(parts.unknown, begin, end);
    afterUnknown = true;
  }
};

std::size_t BpeModel::PairHash::operator()(std::uint64_t pair) const {
  pair *= 0x9E3779B97F4A7C15u;  // 2^64 / golden ratio: spreads both ids over the high bits
  return static_cast<std::size_t>(pair ^ pair >> 32);
}

BpeModel::BpeModel(Parts parts) : parts_(std::move(parts)) {
  rules_.reserve(parts_.merges.size());
  for (std::uint32_t rank = 0; rank < parts_.merges.size(); ++rank) {
    const Merge& merge = parts_.merges[rank];
    rules_[pairKey(merge.left, merge.right)] = Rule{rank, merge.result};
  }
  parts_.merges = {};
}

void BpeModel::encodeWord(std::string_view word, std::vector<Subword>& pieces) const {
  cache_.encode(word, pieces, [this](std::string_view one, std::vector<Subword>& into) { encode(one, into); });
}

const BpeModel::Rule* BpeModel::ruleFor(std::int32_t left, std::int32_t right) const {
  const auto found = rules_.find(pairKey(left, right));
  return found == rules_.end() ? nullptr : &found->second;
}

void BpeModel::bytesOf(std::string_view word, Symbols& symbols) const {
  for (int at = 0; at < static_cast<int>(word.size()); ++at) {
    const std::int32_t id = parts_.byteIds[static_cast<unsigned char>(word[static_cast<std::size_t>(at)])];
    if (id >= 0) {
      symbols.add(id, at, at + 1);
    } else {
      symbols.addUnknown(parts_, at, at + 1);
    }
  }
}

void BpeModel::charactersOf(std::string_view word, Symbols& symbols) const {
  const bool affixes = !parts_.continuingPrefix.empty() || !parts_.endSuffix.empty();
  std::string key;
  for (std::size_t at = 0; at < word.size();) {
    const auto length = static_cast<std::size_t>(decodeUtf8(word, at)->length);
    std::string_view character = word.substr(at, length);
    const int begin = static_cast<int>(at);
    at += length;
    const int end = static_cast<int>(at);
    if (affixes) {
      key = begin > 0 ? parts_.continuingPrefix : std::string();
      key += character;
      if (at == word.size()) key += parts_.endSuffix;
      character = key;
    }
    const auto found = parts_.characters.find(character);
    if (found != parts_.characters.end()) {
      symbols.add(found->second, begin, end);
      continue;
    }
    const auto idOf = [this](char byte) { return parts_.byteIds[static_cast<unsigned char>(byte)]; };
    if (!parts_.byteIds.empty() && !affixes &&
        std::all_of(character.begin(), character.end(), [&](char byte) { return idOf(byte) >= 0; })) {
      for (int i = 0; i < end - begin; ++i) {
        symbols.add(idOf(character[static_cast<std::size_t>(i)]), begin + i, begin + i + 1);
      }
      continue;
    }
    symbols.addUnknown(parts_, begin, end);
  }
}

void BpeModel::merge(Symbols& all) const {
  std::vector<Symbol>& symbols = all.list;
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
}

void BpeModel::encode(std::string_view word, std::vector<Subword>& pieces) const {
  if (!parts_.wholeWords.empty()) {
    const auto whole = parts_.wholeWords.find(word);
    if (whole != parts_.wholeWords.end()) {
      pieces.push_back({whole->second, 0, static_cast<int>(word.size())});
      return;
    }
  }
  Symbols symbols;
  symbols.list.reserve(word.size());
  if (parts_.byteLevel) {
    bytesOf(word, symbols);
  } else {
    charactersOf(word, symbols);
  }
  merge(symbols);
  for (const Symbol& symbol : symbols.list) {
    if (!symbol.dead) pieces.push_back({symbol.id, symbol.begin, symbol.end});
  }
}

std::vector<BpeModel::Merge> mergesByIds(const std::string& source,
                                         const std::vector<std::pair<std::string, std::string>>& merges,
                                         const TokenTable& tokens, const std::string& continuingPrefix) {
  std::vector<BpeModel::Merge> result;
  result.reserve(merges.size());
  for (const auto& [left, right] : merges) {
    const auto need = [&](const std::string& key, const char* what) {
      const auto id = tokens.findOrdinary(key);
      if (!id) {
        fail(source, ": merge ", result.size() + 1, " (", quotedPiece(left), " + ", quotedPiece(right), ") ", what, " ",
             quotedPiece(key), ", which is not in the vocabulary");
      }
      return *id;
    };
    const std::int32_t leftId = need(left, "takes");
    const std::int32_t rightId = need(right, "takes");
    const bool prefixed = !continuingPrefix.empty() && right.starts_with(continuingPrefix);
    result.push_back(
        {leftId, rightId, need(left + (prefixed ? right.substr(continuingPrefix.size()) : right), "makes")});
  }
  return result;
}

}  // namespace headlight::text
