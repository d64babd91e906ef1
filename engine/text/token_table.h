#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "text/added_tokens.h"

namespace headlight::text {

/// Lets a map of strings be searched by std::string_view.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
using TextIds = std::unordered_map<std::string, std::int32_t, TextHash, std::equal_to<>>;

/// The tokens of a vocabulary as its file writes them ("Ġhi", "##ing", "▁the"), by id and by text.
class TokenTable {
 public:
  using Entry = std::pair<std::string, std::int64_t>;

  /// Checks what the files give. Added tokens that the vocabulary lacks take their place after it. Throws Error,
  /// naming `source`: an id twice, a gap in the ids, a negative or huge id, an added token with another id than its
  /// own.
  TokenTable(std::string source, const std::vector<Entry>& vocab, const std::vector<AddedToken>& added);

  const std::string& source() const { return source_; }
  const std::vector<std::string>& keys() const { return keys_; }
  const TextIds& ids() const { return ids_; }
  int size() const { return static_cast<int>(keys_.size()); }
  std::optional<std::int32_t> find(std::string_view key) const;
  /// As find, of the vocabulary alone: what the model of subwords may use. Tokens that were only added it never sees.
  std::optional<std::int32_t> findOrdinary(std::string_view key) const;
  bool isOrdinary(std::int32_t id) const { return ordinary_[static_cast<std::size_t>(id)]; }
  /// Throws Error: "SOURCE: the unknown token "[UNK]" is not in the vocabulary".
  std::int32_t need(std::string_view key, const char* what) const;
  /// As need, of the vocabulary alone.
  std::int32_t needOrdinary(std::string_view key, const char* what) const;

 private:
  void add(const std::string& key, std::int64_t id);

  std::string source_;
  std::size_t most_ = 0;
  std::vector<std::string> keys_;
  std::vector<bool> taken_;
  std::vector<bool> ordinary_;  // by id
  TextIds ids_;
};

/// The id of each byte as GPT-2's alphabet writes it; -1 where the vocabulary has none.
std::vector<std::int32_t> byteLevelIds(const TokenTable& tokens);

/// The id of "<0x0A>" for each byte; -1 where the vocabulary has none.
std::vector<std::int32_t> byteFallbackIds(const TokenTable& tokens);

}  // namespace headlight::text
