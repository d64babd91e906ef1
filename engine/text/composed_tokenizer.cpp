#include "text/composed_tokenizer.h"

#include "base/error.h"
#include "text/byte_alphabet.h"
#include "text/utf8.h"

namespace headlight::text {

namespace {

class ComposedTokenizer final : public Tokenizer {
 public:
  explicit ComposedTokenizer(TokenizerParts parts)
      : parts_(std::move(parts)), added_(parts_.added, parts_.normalizer.get()) {
    readTokens();
    before_ = checkedIds(parts_.before);
    behind_ = checkedIds(parts_.behind);
    for (const PairPart& part : parts_.pair)
      if (part.what == PairPart::What::Special) checkedIds({part.id});
    findSpecial();
  }

  std::vector<Token> encode(std::string_view utf8, bool addSpecialTokens) const override {
    requireUtf8(utf8);
    std::vector<Token> tokens;
    if (addSpecialTokens) {
      for (const std::int32_t id : before_) tokens.push_back({id, 0, 0, true});
    }
    std::vector<Segment> segments;
    added_.split(utf8, false, segments);
    for (const Segment& segment : segments) {
      if (segment.id >= 0) {
        tokens.push_back({segment.id, segment.begin, segment.end, isSpecial(segment.id)});
      } else {
        const auto size = static_cast<std::size_t>(segment.end - segment.begin);
        encodeSegment(AlignedText(utf8.substr(static_cast<std::size_t>(segment.begin), size), segment.begin), tokens);
      }
    }
    if (addSpecialTokens) {
      const int size = static_cast<int>(utf8.size());
      for (const std::int32_t id : behind_) tokens.push_back({id, size, size, true});
    }
    return tokens;
  }

  TokenPair encodePair(std::string_view first, std::string_view second) const override {
    if (parts_.pair.empty())
      fail(parts_.tokens->source(), ": says not how two texts are put together; give the model one text");
    if (second.empty()) {
      TokenPair alone{encode(first, true), {}};
      alone.types.resize(alone.tokens.size(), 0);
      return alone;
    }
    const std::vector<Token> firstTokens = encode(first, false), secondTokens = encode(second, false);
    TokenPair pair;
    for (const PairPart& part : parts_.pair) {
      if (part.what == PairPart::What::Special) {
        const int at = pair.tokens.empty() ? 0 : pair.tokens.back().end;
        pair.tokens.push_back({static_cast<std::int32_t>(part.id), at, at, true});
      } else {
        const bool ofFirst = part.what == PairPart::What::First;
        const std::vector<Token>& tokens = ofFirst ? firstTokens : secondTokens;
        if (!ofFirst) pair.secondBegin = static_cast<int>(pair.tokens.size());
        pair.tokens.insert(pair.tokens.end(), tokens.begin(), tokens.end());
        if (!ofFirst) pair.secondEnd = static_cast<int>(pair.tokens.size());
      }
      pair.types.resize(pair.tokens.size(), part.type);
    }
    return pair;
  }

  std::string decode(std::span<const std::int32_t> ids, bool skipSpecial) const override {
    std::vector<std::string> pieces;
    for (const std::int32_t id : ids) {
      if (!contains(id) || (skipSpecial && isSpecial(id))) continue;
      const auto index = static_cast<std::size_t>(id);
      pieces.push_back(parts_.byteLevel ? bytes_[index] : parts_.tokens->keys()[index]);
    }
    if (!parts_.byteLevel && parts_.decoder) parts_.decoder->apply(pieces);
    std::string text;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      if (!parts_.decoder && i > 0) text += ' ';
      text += pieces[i];
    }
    return text;
  }

  std::string bytesOf(std::int32_t id) const override {
    return contains(id) ? bytes_[static_cast<std::size_t>(id)] : std::string();
  }

  int vocabularySize() const override { return static_cast<int>(bytes_.size()); }

  std::optional<std::int32_t> idOf(std::string_view bytes) const override {
    const auto found = ids_.find(bytes);
    if (found == ids_.end()) return std::nullopt;
    return found->second;
  }

  bool isSpecial(std::int32_t id) const override { return contains(id) && special_[static_cast<std::size_t>(id)]; }
  std::optional<std::int32_t> bos() const override { return bos_; }
  std::optional<std::int32_t> eos() const override { return eos_; }
  std::optional<std::int32_t> mask() const override { return mask_; }
  std::optional<std::int32_t> unknown() const override { return unknown_; }
  std::string kind() const override { return parts_.kind; }

 private:
  bool contains(std::int32_t id) const { return id >= 0 && static_cast<std::size_t>(id) < bytes_.size(); }

  void readTokens() {
    const std::vector<std::string>& keys = parts_.tokens->keys();
    bytes_.reserve(keys.size());
    for (const std::string& key : keys) {
      bytes_.push_back(parts_.byteLevel ? bytesOfKey(key) : parts_.decoder ? parts_.decoder->alone(key) : key);
    }
    special_.resize(keys.size(), false);
    for (const AddedToken& token : parts_.added) {
      if (token.content.empty()) continue;
      // What is typed is what is meant: the text itself, even where its letters are in the alphabet of bytes.
      bytes_[static_cast<std::size_t>(token.id)] = token.content;
      if (token.special) special_[static_cast<std::size_t>(token.id)] = true;
    }
    ids_.reserve(keys.size());
    // "A" before "<0x41>": a token that is written as what it stands for has the better claim.
    for (const bool asWritten : {true, false}) {
      for (std::size_t id = 0; id < keys.size(); ++id) {
        if ((bytes_[id] == keys[id]) == asWritten && !bytes_[id].empty()) {
          ids_.emplace(bytes_[id], static_cast<std::int32_t>(id));
        }
      }
    }
  }

  std::vector<std::int32_t> checkedIds(const std::vector<std::int64_t>& ids) const {
    std::vector<std::int32_t> checked;
    for (const std::int64_t id : ids) {
      if (id < 0 || id >= vocabularySize()) {
        fail(parts_.tokens->source(), ": the post-processor adds id ", id, ", outside the vocabulary of ",
             vocabularySize(), " tokens");
      }
      checked.push_back(static_cast<std::int32_t>(id));
    }
    return checked;
  }

  void findSpecial() {
    const auto named = [&](const std::optional<std::string>& name) {
      return name ? idOf(*name) : std::optional<std::int32_t>();
    };
    const auto customary = [&](std::initializer_list<const char*> names) -> std::optional<std::int32_t> {
      for (const char* name : names) {
        const auto id = idOf(name);
        if (id && isSpecial(*id)) return id;
      }
      return std::nullopt;
    };
    bos_ = named(parts_.bos);
    if (!bos_ && !before_.empty()) bos_ = before_.front();
    if (!bos_) bos_ = customary({"<bos>", "<s>", "<|startoftext|>", "<|begin_of_text|>", "<|endoftext|>"});
    eos_ = named(parts_.eos);
    if (!eos_ && !behind_.empty()) eos_ = behind_.back();
    if (!eos_) eos_ = customary({"<eos>", "</s>", "<|endoftext|>", "<|end_of_text|>"});
    mask_ = named(parts_.mask);
    if (!mask_) mask_ = customary({"[MASK]", "<mask>"});
    unknown_ = named(parts_.unknown);
  }

  /// A stretch of ordinary text: normalized, searched for the added tokens that wait for that, then encoded.
  void encodeSegment(AlignedText text, std::vector<Token>& tokens) const {
    if (parts_.normalizer) parts_.normalizer->apply(text);
    if (!added_.hasTokens(true)) return encodeStretch(std::move(text), tokens);
    std::vector<Segment> segments;
    added_.split(text.text(), true, segments);
    for (const Segment& part : segments) {
      const Range bytes{part.begin, part.end};
      if (part.id < 0) {
        encodeStretch(text.slice(bytes), tokens);
        continue;
      }
      const Range place = text.source(bytes);
      tokens.push_back({part.id, place.begin, place.end, isSpecial(part.id)});
    }
  }

  void encodeStretch(AlignedText text, std::vector<Token>& tokens) const {
    if (text.empty()) return;
    Words words;
    words.ranges.push_back({0, text.size()});
    words.text = std::move(text);
    for (const PreTokenizerPtr& step : parts_.preTokenizers) step->apply(words);
    std::vector<Subword> pieces;
    for (const Range& word : words.ranges) {
      pieces.clear();
      parts_.model->encodeWord(words.word(word), pieces);
      for (const Subword& piece : pieces) {
        const Range place = words.text.source({word.begin + piece.begin, word.begin + piece.end});
        tokens.push_back({piece.id, place.begin, place.end, isSpecial(piece.id)});
      }
    }
  }

  TokenizerParts parts_;
  AddedTokens added_;
  std::vector<std::string> bytes_;  // by id
  std::vector<bool> special_;       // by id
  TextIds ids_;                     // by bytes
  std::vector<std::int32_t> before_;
  std::vector<std::int32_t> behind_;
  std::optional<std::int32_t> bos_;
  std::optional<std::int32_t> eos_;
  std::optional<std::int32_t> mask_;
  std::optional<std::int32_t> unknown_;
};

}  // namespace

std::vector<PairPart> bertPair(std::int64_t cls, std::int64_t sep) {
  using enum PairPart::What;
  return {{Special, cls, 0}, {First, 0, 0}, {Special, sep, 0}, {Second, 0, 1}, {Special, sep, 1}};
}

std::vector<PairPart> robertaPair(std::int64_t cls, std::int64_t sep) {
  using enum PairPart::What;
  return {{Special, cls, 0}, {First, 0, 0}, {Special, sep, 0}, {Special, sep, 0}, {Second, 0, 0}, {Special, sep, 0}};
}

std::shared_ptr<const Tokenizer> composeTokenizer(TokenizerParts parts) {
  return std::make_shared<const ComposedTokenizer>(std::move(parts));
}

}  // namespace headlight::text
