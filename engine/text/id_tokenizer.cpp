#include "text/id_tokenizer.h"

#include <charconv>

#include "base/error.h"
#include "text/utf8.h"

namespace headlight::text {
namespace {

constexpr std::int32_t noId = -1;

class IdTokenizer : public Tokenizer {
 public:
  explicit IdTokenizer(int size) : size_(size) {}

  std::vector<Token> encode(std::string_view utf8, bool) const override {
    requireUtf8(utf8);
    std::vector<Token> tokens;
    std::size_t begin = 0;
    bool inWord = false;
    for (std::size_t at = 0; at <= utf8.size();) {
      const auto point = at < utf8.size() ? decodeUtf8(utf8, at) : std::optional<CodePoint>();
      const bool space = !point || isWhiteSpace(point->value);
      if (!space && !inWord) begin = at;
      if (space && inWord)
        tokens.push_back(
            {numberOf(utf8.substr(begin, at - begin)), static_cast<int>(begin), static_cast<int>(at), false});
      inWord = !space;
      at += point ? static_cast<std::size_t>(point->length) : 1;
    }
    return tokens;
  }

  TokenPair encodePair(std::string_view, std::string_view) const override {
    fail("ids: nothing says how two texts are put together; give the model one text");
  }

  std::string decode(std::span<const std::int32_t> ids, bool) const override {
    std::string text;
    for (const std::int32_t id : ids) text += bytesOf(id);
    return text;
  }

  std::string bytesOf(std::int32_t id) const override {
    return id >= 0 && id < size_ ? " " + std::to_string(id) : std::string();
  }
  int vocabularySize() const override { return size_; }
  std::optional<std::int32_t> idOf(std::string_view bytes) const override {
    const std::int32_t id = numberOf(bytes.starts_with(' ') ? bytes.substr(1) : bytes);
    return id >= 0 && id < size_ ? std::optional(id) : std::nullopt;
  }
  bool isSpecial(std::int32_t) const override { return false; }
  std::optional<std::int32_t> bos() const override { return {}; }
  std::optional<std::int32_t> eos() const override { return {}; }
  std::optional<std::int32_t> mask() const override { return {}; }
  std::optional<std::int32_t> unknown() const override { return {}; }
  std::string kind() const override { return std::string(idsKind); }

 private:
  static std::int32_t numberOf(std::string_view word) {
    std::int32_t value = noId;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    return error == std::errc() && end == word.data() + word.size() && value >= 0 ? value : noId;
  }

  int size_;
};

}  // namespace

std::shared_ptr<const Tokenizer> makeIdTokenizer(int vocabularySize) {
  return std::make_shared<const IdTokenizer>(vocabularySize);
}

bool readsIds(const std::filesystem::path& folder) {
  std::error_code ignored;
  return !hasTokenizer(folder) && !std::filesystem::exists(folder / "vocab.json", ignored) &&
         !std::filesystem::exists(folder / "merges.txt", ignored);
}

std::shared_ptr<const Tokenizer> loadTokenizerOrIds(const std::filesystem::path& folder, std::string_view input,
                                                    int vocabularySize) {
  return readsIds(folder) ? makeIdTokenizer(vocabularySize) : loadTokenizer(folder, input);
}

}  // namespace headlight::text
