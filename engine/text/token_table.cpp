#include "text/token_table.h"

#include <algorithm>
#include <climits>
#include <cstdio>

#include "base/error.h"
#include "text/byte_alphabet.h"
#include "text/display_piece.h"

namespace headlight::text {

TokenTable::TokenTable(std::string source, const std::vector<Entry>& vocab, const std::vector<AddedToken>& added)
    : source_(std::move(source)) {
  if (vocab.empty()) fail(source_, ": the vocabulary is empty");
  most_ = vocab.size() + added.size();
  keys_.resize(most_);
  taken_.resize(most_, false);
  ids_.reserve(most_);
  for (const auto& [key, id] : vocab) add(key, id);
  ordinary_ = taken_;
  std::size_t count = vocab.size();
  for (const AddedToken& token : added) {
    if (token.content.empty()) continue;
    const auto known = ids_.find(token.content);
    if (known == ids_.end()) {
      add(token.content, token.id);
      ++count;
    } else if (known->second != token.id) {
      fail(source_, ": the added token ", quotedPiece(token.content), " has id ", token.id,
           ", but the vocabulary gives it id ", known->second);
    }
  }
  const auto gap = static_cast<std::size_t>(std::find(taken_.begin(), taken_.end(), false) - taken_.begin());
  if (gap < count) {
    fail(source_, ": no token has id ", gap, "; ", count, " tokens must have the ids 0 to ", count - 1,
         " without a gap");
  }
  keys_.resize(count);
}

void TokenTable::add(const std::string& key, std::int64_t id) {
  if (id < 0 || id >= INT32_MAX) {
    fail(source_, ": token ", quotedPiece(key), " has id ", id, "; ids must lie between 0 and ", INT32_MAX - 1);
  }
  if (static_cast<std::size_t>(id) >= most_) {
    fail(source_, ": token ", quotedPiece(key), " has id ", id, ", but there are only ", most_,
         " tokens; ids must start at 0 and leave no gap");
  }
  const auto index = static_cast<std::size_t>(id);
  if (taken_[index]) fail(source_, ": both ", quotedPiece(keys_[index]), " and ", quotedPiece(key), " have id ", id);
  taken_[index] = true;
  keys_[index] = key;
  ids_.insert_or_assign(key, static_cast<std::int32_t>(id));  // of a token listed twice the later one, as the library
}

std::optional<std::int32_t> TokenTable::find(std::string_view key) const {
  const auto found = ids_.find(key);
  if (found == ids_.end()) return std::nullopt;
  return found->second;
}

std::optional<std::int32_t> TokenTable::findOrdinary(std::string_view key) const {
  const auto id = find(key);
  return id && isOrdinary(*id) ? id : std::nullopt;
}

std::int32_t TokenTable::need(std::string_view key, const char* what) const {
  const auto id = find(key);
  if (!id) fail(source_, ": the ", what, " ", quotedPiece(key), " is not in the vocabulary");
  return *id;
}

std::int32_t TokenTable::needOrdinary(std::string_view key, const char* what) const {
  const std::int32_t id = need(key, what);
  if (!isOrdinary(id)) fail(source_, ": the ", what, " ", quotedPiece(key), " is not in the vocabulary");
  return id;
}

std::vector<std::int32_t> byteLevelIds(const TokenTable& tokens) {
  std::vector<std::int32_t> ids;
  for (int byte = 0; byte < 256; ++byte) {
    const char character = static_cast<char>(static_cast<unsigned char>(byte));
    ids.push_back(tokens.findOrdinary(keyOfBytes({&character, 1})).value_or(-1));
  }
  return ids;
}

std::vector<std::int32_t> byteFallbackIds(const TokenTable& tokens) {
  std::vector<std::int32_t> ids;
  for (unsigned byte = 0; byte < 256; ++byte) {
    char key[8];
    std::snprintf(key, sizeof key, "<0x%02X>", byte);
    ids.push_back(tokens.findOrdinary(key).value_or(-1));
  }
  return ids;
}

}  // namespace headlight::text
