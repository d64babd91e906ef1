#include "text/decoder.h"

#include <array>
#include <charconv>
#include <numeric>

#include "text/byte_alphabet.h"

namespace headlight::text {

namespace {

void replaceAll(std::string& text, const std::string& what, const std::string& content) {
  if (what.empty()) return;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + content.size())) {
    text.replace(at, what.size(), content);
  }
}

class ByteLevelDecoder final : public Decoder {
  void apply(std::vector<std::string>& tokens) const override {
    for (std::string& token : tokens) token = bytesOfKey(token);
  }
  std::string alone(std::string token) const override { return bytesOfKey(token); }
};

class WordPieceDecoder final : public Decoder {
 public:
  WordPieceDecoder(std::string prefix, bool cleanup) : prefix_(std::move(prefix)), cleanup_(cleanup) {}
  void apply(std::vector<std::string>& tokens) const override {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      std::string& token = tokens[i];
      if (i > 0 && token.starts_with(prefix_)) {
        token.erase(0, prefix_.size());
      } else if (i > 0) {
        token.insert(0, 1, ' ');
      }
      if (cleanup_) token = closedUp(std::move(token));
    }
  }

 private:
  std::string prefix_;
  bool cleanup_;
};

class MetaspaceDecoder final : public Decoder {
 public:
  MetaspaceDecoder(std::string mark, bool keepFirst) : mark_(std::move(mark)), keepFirst_(keepFirst) {}
  void apply(std::vector<std::string>& tokens) const override {
    for (std::size_t i = 0; i < tokens.size(); ++i) replaceAll(tokens[i], mark_, i == 0 && !keepFirst_ ? "" : " ");
  }
  std::string alone(std::string token) const override {
    replaceAll(token, mark_, " ");
    return token;
  }

 private:
  std::string mark_;
  bool keepFirst_;
};

class ByteFallbackDecoder final : public Decoder {
  void apply(std::vector<std::string>& tokens) const override {
    for (std::string& token : tokens) token = alone(std::move(token));
  }
  std::string alone(std::string token) const override {
    if (token.size() != 6 || !token.starts_with("<0x") || token[5] != '>') return token;
    unsigned byte = 0;
    const char* end = token.data() + 5;
    if (std::from_chars(token.data() + 3, end, byte, 16).ptr != end) return token;
    return std::string(1, static_cast<char>(static_cast<unsigned char>(byte)));
  }
};

class FuseDecoder final : public Decoder {
  void apply(std::vector<std::string>& tokens) const override {
    tokens = {std::accumulate(tokens.begin(), tokens.end(), std::string())};
  }
};

class ReplaceDecoder final : public Decoder {
 public:
  ReplaceDecoder(std::string what, std::string content) : what_(std::move(what)), content_(std::move(content)) {}
  void apply(std::vector<std::string>& tokens) const override {
    for (std::string& token : tokens) replaceAll(token, what_, content_);
  }
  std::string alone(std::string token) const override {
    replaceAll(token, what_, content_);
    return token;
  }

 private:
  std::string what_;
  std::string content_;
};

class StripDecoder final : public Decoder {
 public:
  StripDecoder(std::string character, int start, int stop)
      : character_(std::move(character)), start_(start), stop_(stop) {}
  void apply(std::vector<std::string>& tokens) const override {
    for (std::string& token : tokens) {
      for (int i = 0; i < start_ && token.starts_with(character_); ++i) token.erase(0, character_.size());
      for (int i = 0; i < stop_ && token.ends_with(character_); ++i) token.resize(token.size() - character_.size());
    }
  }

 private:
  std::string character_;
  int start_;
  int stop_;
};

class SuffixDecoder final : public Decoder {
 public:
  explicit SuffixDecoder(std::string suffix) : suffix_(std::move(suffix)) {}
  void apply(std::vector<std::string>& tokens) const override {
    for (std::size_t i = 0; i < tokens.size(); ++i) replaceAll(tokens[i], suffix_, i + 1 == tokens.size() ? "" : " ");
  }
  std::string alone(std::string token) const override {
    replaceAll(token, suffix_, " ");
    return token;
  }

 private:
  std::string suffix_;
};

class SequenceDecoder final : public Decoder {
 public:
  explicit SequenceDecoder(std::vector<DecoderPtr> steps) : steps_(std::move(steps)) {}
  void apply(std::vector<std::string>& tokens) const override {
    for (const DecoderPtr& step : steps_) step->apply(tokens);
  }
  std::string alone(std::string token) const override {
    for (const DecoderPtr& step : steps_) token = step->alone(std::move(token));
    return token;
  }

 private:
  std::vector<DecoderPtr> steps_;
};

}  // namespace

std::string closedUp(std::string text) {
  // In this order: src/decoders/wordpiece.rs, cleanup.
  static const std::array<std::array<std::string, 2>, 11> kReplaced = {{{" .", "."},
                                                                        {" ?", "?"},
                                                                        {" !", "!"},
                                                                        {" ,", ","},
                                                                        {" ' ", "'"},
                                                                        {" n't", "n't"},
                                                                        {" 'm", "'m"},
                                                                        {" do not", " don't"},
                                                                        {" 's", "'s"},
                                                                        {" 've", "'ve"},
                                                                        {" 're", "'re"}}};
  for (const auto& [what, content] : kReplaced) replaceAll(text, what, content);
  return text;
}

DecoderPtr makeByteLevelDecoder() { return std::make_unique<ByteLevelDecoder>(); }
DecoderPtr makeWordPieceDecoder(std::string prefix, bool cleanup) {
  return std::make_unique<WordPieceDecoder>(std::move(prefix), cleanup);
}
DecoderPtr makeMetaspaceDecoder(std::string mark, bool keepFirst) {
  return std::make_unique<MetaspaceDecoder>(std::move(mark), keepFirst);
}
DecoderPtr makeByteFallbackDecoder() { return std::make_unique<ByteFallbackDecoder>(); }
DecoderPtr makeFuseDecoder() { return std::make_unique<FuseDecoder>(); }
DecoderPtr makeReplaceDecoder(std::string what, std::string content) {
  return std::make_unique<ReplaceDecoder>(std::move(what), std::move(content));
}
DecoderPtr makeStripDecoder(std::string character, int start, int stop) {
  return std::make_unique<StripDecoder>(std::move(character), start, stop);
}
DecoderPtr makeSuffixDecoder(std::string suffix) { return std::make_unique<SuffixDecoder>(std::move(suffix)); }
DecoderPtr makeSequence(std::vector<DecoderPtr> steps) { return std::make_unique<SequenceDecoder>(std::move(steps)); }

}  // namespace headlight::text
