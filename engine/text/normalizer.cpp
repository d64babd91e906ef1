#include "text/normalizer.h"

#include <algorithm>

#include "text/unicode_classes.h"
#include "text/utf8.h"

namespace headlight::text {

namespace {

void lowercase(AlignedText& text) {
  std::vector<Change> changes;
  changes.reserve(text.text().size());
  bool changed = false;
  text.forEach([&](char32_t character) {
    if (character == 0x130) {  // İ: the one character whose lower case is two
      changes.push_back({'i', 0});
      changes.push_back({0x307, 1});
      changed = true;
      return;
    }
    changes.push_back({lowered(character), 0});
    changed = changed || changes.back().character != character;
  });
  if (changed) text.transform(changes);
}

class Form final : public Normalizer {
 public:
  explicit Form(Normalization form) : form_(form) {}
  void apply(AlignedText& text) const override { normalize(text, form_); }

 private:
  Normalization form_;
};

class Lowercase final : public Normalizer {
  void apply(AlignedText& text) const override { lowercase(text); }
};

class StripAccents final : public Normalizer {
  void apply(AlignedText& text) const override {
    text.filter([](char32_t character) { return !isMark(character); });
  }
};

class Strip final : public Normalizer {
 public:
  Strip(bool left, bool right) : left_(left), right_(right) {}
  void apply(AlignedText& text) const override {
    int begin = -1, end = 0, at = 0;  // of what is no white space
    text.forEach([&](char32_t character) {
      const int next = at + lengthInUtf8(character);
      if (!isWhiteSpace(character)) {
        if (begin < 0) begin = at;
        end = next;
      }
      at = next;
    });
    if (begin < 0) {
      if (left_ || right_) text = AlignedText();
      return;
    }
    text.keepOnly({left_ ? begin : 0, right_ ? end : at});
  }

 private:
  bool left_;
  bool right_;
};

class Replace final : public Normalizer {
 public:
  Replace(std::shared_ptr<const Regex> pattern, std::string content)
      : pattern_(std::move(pattern)), content_(std::move(content)) {}
  void apply(AlignedText& text) const override {
    std::vector<Range> matches;
    pattern_->find(text.text(), matches);
    text.replace(matches, content_);
  }

 private:
  std::shared_ptr<const Regex> pattern_;
  std::string content_;
};

class Prepend final : public Normalizer {
 public:
  explicit Prepend(std::string content) : content_(std::move(content)) {}
  void apply(AlignedText& text) const override {
    if (text.empty()) return;
    AlignedText result;
    result.appendUntyped(content_, text.source({0, 0}).begin);
    result.append(text, {0, text.size()});
    text = std::move(result);
  }

 private:
  std::string content_;
};

class Nmt final : public Normalizer {
  void apply(AlignedText& text) const override {
    text.filter([](char32_t c) {
      return !((c >= 0x01 && c <= 0x08) || c == 0x0B || (c >= 0x0E && c <= 0x1F) || c == 0x7F || c == 0x8F ||
               c == 0x9F);
    });
    text.map([](char32_t c) -> char32_t {
      const bool space = c == 0x09 || c == 0x0A || c == 0x0C || c == 0x0D || c == 0x1680 ||
                         (c >= 0x200B && c <= 0x200F) || c == 0x2028 || c == 0x2029 || c == 0x2581 || c == 0xFEFF ||
                         c == 0xFFFD;
      return space ? U' ' : c;
    });
  }
};

class Sequence final : public Normalizer {
 public:
  explicit Sequence(std::vector<NormalizerPtr> steps) : steps_(std::move(steps)) {}
  void apply(AlignedText& text) const override {
    for (const NormalizerPtr& step : steps_) step->apply(text);
  }

 private:
  std::vector<NormalizerPtr> steps_;
};

class Bert final : public Normalizer {
 public:
  explicit Bert(const BertNormalization& options) : options_(options) {}
  void apply(AlignedText& text) const override {
    if (options_.cleanText) {
      text.filter([](char32_t c) { return c == '\t' || c == '\n' || c == '\r' || (c != 0xFFFD && !isOther(c)); });
      text.map([](char32_t c) -> char32_t { return isWhiteSpace(c) ? U' ' : c; });
    }
    if (options_.handleChineseChars) setChineseApart(text);
    if (options_.stripAccents) {
      normalize(text, Normalization::nfd);
      text.filter([](char32_t character) { return !isNonspacingMark(character); });
    }
    if (options_.lowercase) lowercase(text);
  }

 private:
  static void setChineseApart(AlignedText& text) {
    std::vector<Change> changes;
    changes.reserve(text.text().size());
    bool changed = false;
    text.forEach([&](char32_t character) {
      if (isChineseCharacter(character)) {
        changes.push_back({' ', 0});
        changes.push_back({character, 1});
        changes.push_back({' ', 1});
        changed = true;
      } else {
        changes.push_back({character, 0});
      }
    });
    if (changed) text.transform(changes);
  }

  BertNormalization options_;
};

}  // namespace

std::string Normalizer::applied(std::string_view utf8) const {
  AlignedText text(utf8, 0);
  apply(text);
  return text.text();
}

NormalizerPtr makeBertNormalizer(const BertNormalization& options) { return std::make_unique<Bert>(options); }
NormalizerPtr makeFormNormalizer(Normalization form) { return std::make_unique<Form>(form); }
NormalizerPtr makeLowercase() { return std::make_unique<Lowercase>(); }
NormalizerPtr makeStripAccents() { return std::make_unique<StripAccents>(); }
NormalizerPtr makeStrip(bool left, bool right) { return std::make_unique<Strip>(left, right); }
NormalizerPtr makeReplace(std::shared_ptr<const Regex> pattern, std::string content) {
  return std::make_unique<Replace>(std::move(pattern), std::move(content));
}
NormalizerPtr makePrepend(std::string content) { return std::make_unique<Prepend>(std::move(content)); }
NormalizerPtr makeNmt() { return std::make_unique<Nmt>(); }
NormalizerPtr makeSequence(std::vector<NormalizerPtr> steps) { return std::make_unique<Sequence>(std::move(steps)); }

}  // namespace headlight::text
