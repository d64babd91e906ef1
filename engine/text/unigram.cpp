#include "text/unigram.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "text/display_piece.h"
#include "text/utf8.h"

namespace headlight::text {

namespace {

constexpr double kUnknownPenalty = 10.0;

}  // namespace

UnigramModel::UnigramModel(std::shared_ptr<const TokenTable> tokens, Parts parts)
    : tokens_(std::move(tokens)), parts_(std::move(parts)), roots_(256, -1) {
  const auto count = static_cast<std::int64_t>(parts_.scores.size());
  if (parts_.unknown && (*parts_.unknown < 0 || *parts_.unknown >= count)) {
    fail(tokens_->source(), ": the unknown token has id ", *parts_.unknown, ", outside the vocabulary of ", count,
         " tokens");
  }
  double lowest = std::numeric_limits<double>::infinity();
  for (std::size_t id = 0; id < parts_.scores.size(); ++id) {
    const std::string& key = tokens_->keys()[id];
    const double score = parts_.scores[id];
    if (!std::isfinite(score)) fail(tokens_->source(), ": the score of token ", quotedPiece(key), " is no number");
    lowest = std::min(lowest, score);
    if (!key.empty() && tokens_->find(key) == static_cast<std::int32_t>(id)) insert(key, static_cast<std::int32_t>(id));
  }
  unknownScore_ = lowest - kUnknownPenalty;
  if (parts_.byteFallback) byteIds_ = byteFallbackIds(*tokens_);
}

void UnigramModel::insert(std::string_view key, std::int32_t id) {
  std::int32_t* link = &roots_[static_cast<unsigned char>(key[0])];
  for (std::size_t at = 0;;) {
    if (*link < 0) {
      const auto fresh = static_cast<std::int32_t>(nodes_.size());
      *link = fresh;  // before the vector grows and link dangles
      nodes_.push_back({-1, -1, -1, static_cast<unsigned char>(key[at])});
      link = nullptr;
      if (++at == key.size()) {
        nodes_.back().token = id;
        return;
      }
      link = &nodes_.back().child;
      continue;
    }
    Node& node = nodes_[static_cast<std::size_t>(*link)];
    if (node.byte != static_cast<unsigned char>(key[at])) {
      link = &node.sibling;
      continue;
    }
    if (++at == key.size()) {
      node.token = id;
      return;
    }
    link = &node.child;
  }
}

std::int32_t UnigramModel::childOf(std::int32_t node, unsigned char byte) const {
  std::int32_t child = nodes_[static_cast<std::size_t>(node)].child;
  while (child >= 0 && nodes_[static_cast<std::size_t>(child)].byte != byte) {
    child = nodes_[static_cast<std::size_t>(child)].sibling;
  }
  return child;
}

void UnigramModel::encodeWord(std::string_view word, std::vector<Subword>& pieces) const {
  cache_.encode(word, pieces, [this](std::string_view one, std::vector<Subword>& into) { encode(one, into); });
}

void UnigramModel::encode(std::string_view word, std::vector<Subword>& pieces) const {
  struct Best {
    double score = 0.0;
    int begin = -1;
    std::int32_t id = -1;  // -1: a character without a token
  };
  const int size = static_cast<int>(word.size());
  std::vector<Best> best(word.size() + 1);
  const auto consider = [&](int end, double score, int begin, std::int32_t id) {
    Best& one = best[static_cast<std::size_t>(end)];
    if (one.begin < 0 || score > one.score) one = {score, begin, id};
  };
  for (int begin = 0; begin < size;) {
    const auto first = static_cast<std::size_t>(begin);
    const double before = best[first].score;
    const int length = decodeUtf8(word, first)->length;
    bool single = false;
    std::int32_t node = roots_[static_cast<unsigned char>(word[first])];
    for (int end = begin + 1; node >= 0; ++end) {
      const std::int32_t id = nodes_[static_cast<std::size_t>(node)].token;
      if (id >= 0) {
        consider(end, before + parts_.scores[static_cast<std::size_t>(id)], begin, id);
        single = single || end - begin == length;
      }
      if (end == size) break;
      node = childOf(node, static_cast<unsigned char>(word[static_cast<std::size_t>(end)]));
    }
    if (!single) consider(begin + length, before + unknownScore_, begin, -1);
    begin += length;
  }

  const std::size_t first = pieces.size();
  std::vector<Subword> reversed;
  const std::int32_t unknown = parts_.unknown ? static_cast<std::int32_t>(*parts_.unknown) : -1;
  for (int end = size; end > 0; end = best[static_cast<std::size_t>(end)].begin) {
    const Best& one = best[static_cast<std::size_t>(end)];
    const bool isUnknown = one.id < 0 || one.id == unknown;
    if (isUnknown && !reversed.empty() && reversed.back().id == -1) {
      reversed.back().begin = one.begin;  // one unknown token for the run
    } else {
      reversed.push_back({isUnknown ? -1 : one.id, one.begin, end});
    }
  }
  pieces.reserve(first + reversed.size());
  for (auto piece = reversed.rbegin(); piece != reversed.rend(); ++piece) {
    if (piece->id >= 0) {
      pieces.push_back(*piece);
    } else {
      putUnknown(word, piece->begin, piece->end, pieces);
    }
  }
}

void UnigramModel::putUnknown(std::string_view word, int begin, int end, std::vector<Subword>& pieces) const {
  const std::string_view run = word.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
  // A run may spell a token that the path did not take whole: the library looks the text up again.
  if (const auto known = tokens_->find(run); known && static_cast<std::size_t>(*known) < parts_.scores.size()) {
    pieces.push_back({*known, begin, end});
    return;
  }
  const auto idOf = [&](char byte) { return byteIds_[static_cast<unsigned char>(byte)]; };
  if (!byteIds_.empty() && std::all_of(run.begin(), run.end(), [&](char byte) { return idOf(byte) >= 0; })) {
    for (int at = begin; at < end; ++at) pieces.push_back({idOf(word[static_cast<std::size_t>(at)]), at, at + 1});
    return;
  }
  if (parts_.unknown) pieces.push_back({static_cast<std::int32_t>(*parts_.unknown), begin, end});
}

}  // namespace headlight::text
