#include "token_json.h"

#include <algorithm>

#include "opened.h"
#include "text/utf8.h"

namespace headlight::app {

nlohmann::ordered_json tokenJson(const text::Tokenizer* tokenizer, std::int32_t id) {
  nlohmann::ordered_json token{{"id", id}, {"token", shownToken(tokenizer, id)}};
  if (!tokenizer) return token;
  const std::string bytes = tokenizer->bytesOf(id);
  if (text::firstInvalidUtf8(bytes) == std::string::npos)
    token["text"] = bytes;
  else
    token["text"] = nullptr;
  return token;
}

std::size_t codePoints(const std::string& utf8) {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return !text::isContinuation(c); }));
}

}  // namespace headlight::app
