#include "text/byte_level_tokenizer.h"

#include <algorithm>
#include <climits>
#include <unordered_map>

#include "base/error.h"
#include "text/byte_alphabet.h"
#include "text/byte_level_bpe.h"
#include "text/display_piece.h"
#include "text/utf8.h"

namespace headlight::text {

namespace {

using Ids = std::unordered_map<std::string, std::int32_t>;

/// Keys by id; refuses what could not be a vocabulary. Added tokens that the vocabulary lacks take their place behind
/// it.
class Vocabulary {
 public:
  explicit Vocabulary(const ByteLevelParts& parts) : source_(parts.vocabSource) {
    if (parts.vocab.empty()) fail(source_, ": the vocabulary is empty");
    most_ = parts.vocab.size() + parts.added.size();
    keys_.resize(most_);
    taken_.resize(most_, false);
    ids_.reserve(most_);
    for (const auto& [key, id] : parts.vocab) add(key, id);
    for (const AddedToken& token : parts.added) {
      if (token.content.empty()) continue;
      const auto known = ids_.find(token.content);
      if (known == ids_.end()) {
        add(token.content, token.id);
      } else if (known->second != token.id) {
        fail(source_, ": the added token ", quotedPiece(token.content), " has id ", token.id,
             ", but the vocabulary gives it id ", known->second);
      }
    }
    const auto gap = static_cast<std::size_t>(std::find(taken_.begin(), taken_.end(), false) - taken_.begin());
    if (gap < ids_.size()) {
      fail(source_, ": no token has id ", gap, "; ", ids_.size(), " tokens must have the ids 0 to ", ids_.size() - 1,
           " without a gap");
    }
    keys_.resize(ids_.size());
  }

  const std::vector<std::string>& keys() const { return keys_; }
  const Ids& ids() const { return ids_; }
  std::optional<std::int32_t> find(const std::string& key) const {
    const auto found = ids_.find(key);
    if (found == ids_.end()) return std::nullopt;
    return found->second;
  }

 private:
  void add(const std::string& key, std::int64_t id) {
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
    ids_.emplace(key, static_cast<std::int32_t>(id));
  }

  std::string source_;
  std::size_t most_ = 0;
  std::vector<std::string> keys_;
  std::vector<bool> taken_;
  Ids ids_;
};

ByteLevelBpe::Parts bpeParts(const ByteLevelParts& parts, const Vocabulary& vocabulary) {
  ByteLevelBpe::Parts bpe;
  for (int byte = 0; byte < 256; ++byte) {
    const char character = static_cast<char>(static_cast<unsigned char>(byte));
    bpe.byteIds[static_cast<std::size_t>(byte)] = vocabulary.find(keyOfBytes({&character, 1})).value_or(-1);
  }
  bpe.merges.reserve(parts.merges.size());
  for (const auto& [left, right] : parts.merges) {
    const auto need = [&](const std::string& key, const char* what) {
      const auto id = vocabulary.find(key);
      if (!id) {
        fail(parts.mergesSource, ": merge ", bpe.merges.size() + 1, " (", quotedPiece(left), " + ", quotedPiece(right),
             ") ", what, " ", quotedPiece(key), ", which is not in the vocabulary");
      }
      return *id;
    };
    const std::int32_t leftId = need(left, "takes");
    const std::int32_t rightId = need(right, "takes");
    bpe.merges.push_back({leftId, rightId, need(left + right, "makes")});
  }
  if (parts.unknown) {
    const auto id = vocabulary.find(*parts.unknown);
    if (!id) fail(parts.vocabSource, ": the unknown token ", quotedPiece(*parts.unknown), " is not in the vocabulary");
    bpe.unknown = *id;
  }
  bpe.fuseUnknown = parts.fuseUnknown;
  if (parts.ignoreMerges) {
    for (const auto& [key, id] : parts.vocab) bpe.wholeWords.emplace(bytesOfKey(key), static_cast<std::int32_t>(id));
  }
  return bpe;
}

class ByteLevelTokenizer final : public Tokenizer {
 public:
  ByteLevelTokenizer(const ByteLevelParts& parts, const Vocabulary& vocabulary)
      : bpe_(bpeParts(parts, vocabulary)),
        added_(parts.added, parts.normalization),
        normalization_(parts.normalization),
        addPrefixSpace_(parts.addPrefixSpace),
        splitWords_(parts.splitWords) {
    bytes_.reserve(vocabulary.keys().size());
    for (const std::string& key : vocabulary.keys()) bytes_.push_back(bytesOfKey(key));
    special_.resize(bytes_.size(), false);
    for (const AddedToken& token : parts.added) {
      if (token.content.empty()) continue;
      // What is typed is what is meant: the text itself, even where its letters are in the alphabet of bytes.
      bytes_[static_cast<std::size_t>(token.id)] = token.content;
      if (token.special) special_[static_cast<std::size_t>(token.id)] = true;
    }
    ids_.reserve(bytes_.size());
    for (std::size_t id = 0; id < bytes_.size(); ++id) ids_.emplace(bytes_[id], static_cast<std::int32_t>(id));
    before_ = checkedIds(parts.before, parts.vocabSource);
    behind_ = checkedIds(parts.behind, parts.vocabSource);
    findEnds(parts);
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
        encodeSegment(utf8, segment, tokens);
      }
    }
    if (addSpecialTokens) {
      const int size = static_cast<int>(utf8.size());
      for (const std::int32_t id : behind_) tokens.push_back({id, size, size, true});
    }
    return tokens;
  }

  std::string decode(std::span<const std::int32_t> ids, bool skipSpecial) const override {
    std::string bytes;
    for (const std::int32_t id : ids) {
      if (contains(id) && !(skipSpecial && isSpecial(id))) bytes += bytes_[static_cast<std::size_t>(id)];
    }
    return bytes;
  }

  std::string bytesOf(std::int32_t id) const override {
    return contains(id) ? bytes_[static_cast<std::size_t>(id)] : std::string();
  }

  int vocabularySize() const override { return static_cast<int>(bytes_.size()); }

  std::optional<std::int32_t> idOf(std::string_view bytes) const override {
    const auto found = ids_.find(std::string(bytes));
    if (found == ids_.end()) return std::nullopt;
    return found->second;
  }

  bool isSpecial(std::int32_t id) const override { return contains(id) && special_[static_cast<std::size_t>(id)]; }
  std::optional<std::int32_t> bos() const override { return bos_; }
  std::optional<std::int32_t> eos() const override { return eos_; }

 private:
  bool contains(std::int32_t id) const { return id >= 0 && static_cast<std::size_t>(id) < bytes_.size(); }

  std::vector<std::int32_t> checkedIds(const std::vector<std::int64_t>& ids, const std::string& source) const {
    std::vector<std::int32_t> checked;
    for (const std::int64_t id : ids) {
      if (id < 0 || id >= static_cast<std::int64_t>(bytes_.size())) {
        fail(source, ": the post-processor adds id ", id, ", outside the vocabulary of ", bytes_.size(), " tokens");
      }
      checked.push_back(static_cast<std::int32_t>(id));
    }
    return checked;
  }

  void findEnds(const ByteLevelParts& parts) {
    const auto special = [&](std::initializer_list<const char*> names) -> std::optional<std::int32_t> {
      for (const char* name : names) {
        const auto id = idOf(name);
        if (id && isSpecial(*id)) return id;
      }
      return std::nullopt;
    };
    if (parts.bos) bos_ = idOf(*parts.bos);
    if (!bos_ && !before_.empty()) bos_ = before_.front();
    if (!bos_) bos_ = special({"<bos>", "<s>", "<|startoftext|>", "<|begin_of_text|>", "<|endoftext|>"});
    if (parts.eos) eos_ = idOf(*parts.eos);
    if (!eos_) eos_ = special({"<eos>", "</s>", "<|endoftext|>", "<|end_of_text|>"});
  }

  /// A stretch of ordinary text: normalized, searched for the added tokens that wait for that, then encoded.
  void encodeSegment(std::string_view utf8, const Segment& segment, std::vector<Token>& tokens) const {
    const std::string_view original =
        utf8.substr(static_cast<std::size_t>(segment.begin), static_cast<std::size_t>(segment.end - segment.begin));
    NormalizedText normalized;
    const bool changed = normalization_ != Normalization::none;
    if (changed) normalized = normalize(original, normalization_);
    const std::string_view text = changed ? std::string_view(normalized.text) : original;
    const auto put = [&](std::int32_t id, int begin, int end, bool special) {
      if (changed && begin < end) {
        end = normalized.end[static_cast<std::size_t>(end - 1)];
        begin = normalized.begin[static_cast<std::size_t>(begin)];
      } else if (changed) {
        begin = end =
            begin < static_cast<int>(normalized.begin.size()) ? normalized.begin[static_cast<std::size_t>(begin)] : 0;
      }
      tokens.push_back({id, segment.begin + begin, segment.begin + end, special});
    };
    if (!added_.hasTokens(true)) {
      encodeStretch(text, 0, put);
      return;
    }
    std::vector<Segment> segments;
    added_.split(text, true, segments);
    for (const Segment& part : segments) {
      if (part.id >= 0) {
        put(part.id, part.begin, part.end, isSpecial(part.id));
      } else {
        const auto size = static_cast<std::size_t>(part.end - part.begin);
        encodeStretch(text.substr(static_cast<std::size_t>(part.begin), size), part.begin, put);
      }
    }
  }

  /// Words of a stretch that starts at byte `at`; calls put(id, begin, end, special).
  template <class Put>
  void encodeStretch(std::string_view stretch, int at, const Put& put) const {
    if (stretch.empty()) return;
    std::string prefixed;
    const bool prefix = addPrefixSpace_ && stretch.front() != ' ';
    if (prefix) stretch = prefixed.append(" ").append(stretch);
    std::vector<Range> words;
    if (splitWords_) {
      splitGpt2Words(stretch, words);
    } else {
      words.push_back({0, static_cast<int>(stretch.size())});
    }
    std::vector<WordPiece> pieces;
    for (const Range& word : words) {
      pieces.clear();
      bpe_.encodeWord(
          stretch.substr(static_cast<std::size_t>(word.begin), static_cast<std::size_t>(word.end - word.begin)),
          pieces);
      for (const WordPiece& piece : pieces) {
        int begin = word.begin + piece.begin;
        int end = word.begin + piece.end;
        if (prefix) {
          begin = std::max(begin - 1, 0);
          end = std::max(end - 1, 0);
        }
        put(piece.id, at + begin, at + end, isSpecial(piece.id));
      }
    }
  }

  ByteLevelBpe bpe_;
  AddedTokens added_;
  Normalization normalization_;
  bool addPrefixSpace_;
  bool splitWords_;
  std::vector<std::string> bytes_;  // by id
  std::vector<bool> special_;       // by id
  Ids ids_;                         // by bytes
  std::vector<std::int32_t> before_;
  std::vector<std::int32_t> behind_;
  std::optional<std::int32_t> bos_;
  std::optional<std::int32_t> eos_;
};

}  // namespace

std::shared_ptr<const Tokenizer> makeByteLevelTokenizer(ByteLevelParts parts) {
  const Vocabulary vocabulary(parts);
  return std::make_shared<const ByteLevelTokenizer>(parts, vocabulary);
}

}  // namespace headlight::text
