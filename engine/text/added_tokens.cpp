#include "text/added_tokens.h"

#include <algorithm>

#include "text/utf8.h"

namespace headlight::text {

namespace {

/// \w of the `regex` crate (UTS 18, annex C).
constexpr const char* kWordCharacter = R"([\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\x{200C}\x{200D}])";

std::size_t startOfCharacterBefore(std::string_view text, std::size_t at) {
  do {
    --at;
  } while (at > 0 && isContinuation(text[at]));
  return at;
}

std::size_t spaceBefore(std::string_view text, std::size_t at) {
  while (at > 0) {
    const std::size_t start = startOfCharacterBefore(text, at);
    if (!isWhiteSpace(decodeUtf8(text, start)->value)) break;
    at = start;
  }
  return at;
}

std::size_t spaceBehind(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    const auto character = decodeUtf8(text, at);
    if (!isWhiteSpace(character->value)) break;
    at += static_cast<std::size_t>(character->length);
  }
  return at;
}

}  // namespace

AddedTokens::AddedTokens(const std::vector<AddedToken>& tokens, const Normalizer* normalizer) {
  for (AddedToken token : tokens) {
    if (token.normalized && normalizer != nullptr) token.content = normalizer->applied(token.content);
    if (token.content.empty()) continue;
    if (token.singleWord && !wordCharacter_) wordCharacter_ = std::make_shared<const Regex>(kWordCharacter);
    sets_[token.normalized ? 1 : 0].tokens.push_back(std::move(token));
  }
  for (Set& set : sets_) {
    std::stable_sort(set.tokens.begin(), set.tokens.end(),
                     [](const AddedToken& a, const AddedToken& b) { return a.content.size() > b.content.size(); });
    for (std::uint32_t i = 0; i < set.tokens.size(); ++i) {
      set.byFirst[static_cast<unsigned char>(set.tokens[i].content[0])].push_back(i);
    }
  }
}

bool AddedTokens::standsAlone(std::string_view text, std::size_t begin, std::size_t end) const {
  if (begin > 0 && wordCharacter_->matchesAt(text, startOfCharacterBefore(text, begin))) return false;
  return end == text.size() || !wordCharacter_->matchesAt(text, end);
}

void AddedTokens::split(std::string_view text, bool afterNormalization, std::vector<Segment>& segments) const {
  const Set& set = sets_[afterNormalization ? 1 : 0];
  std::size_t done = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const AddedToken* found = nullptr;
    for (const std::uint32_t i : set.byFirst[static_cast<unsigned char>(text[at])]) {
      if (text.compare(at, set.tokens[i].content.size(), set.tokens[i].content) == 0) {
        found = &set.tokens[i];
        break;
      }
    }
    if (found == nullptr) {
      ++at;
      continue;
    }
    std::size_t begin = at;
    std::size_t end = at + found->content.size();
    at = end;  // a match that is turned down is passed over whole, as the library does
    if (found->singleWord && !standsAlone(text, begin, end)) continue;
    if (begin < done) continue;  // inside the white space that the token before took along
    if (found->lstrip) begin = std::max(spaceBefore(text, begin), done);
    if (found->rstrip) end = spaceBehind(text, end);
    if (done < begin) segments.push_back({-1, static_cast<int>(done), static_cast<int>(begin)});
    segments.push_back({static_cast<std::int32_t>(found->id), static_cast<int>(begin), static_cast<int>(end)});
    done = end;
  }
  if (done < text.size()) segments.push_back({-1, static_cast<int>(done), static_cast<int>(text.size())});
}

}  // namespace headlight::text
