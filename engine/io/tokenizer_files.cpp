#include "io/tokenizer_files.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>

namespace headlight::io {
namespace {

/// Reads up to "model": {"type": ...} and stops: that is where every writer puts it, before megabytes of vocabulary.
class FindKind final : public nlohmann::json_sax<nlohmann::json> {
 public:
  std::string kind;

  bool null() override { return value(); }
  bool boolean(bool) override { return value(); }
  bool number_integer(number_integer_t) override { return value(); }
  bool number_unsigned(number_unsigned_t) override { return value(); }
  bool number_float(number_float_t, const string_t&) override { return value(); }
  bool binary(binary_t&) override { return value(); }
  bool string(string_t& text) override {
    if (!inModel_ || depth_ != 2 || key_ != "type") return value();
    kind = text;
    return false;
  }
  bool start_object(std::size_t) override {
    if (depth_ == 1) inModel_ = key_ == "model";
    if (inModel_ && depth_ == 2 && key_ == "vocab") return false;  // a writer that leaves the type out
    ++depth_;
    return true;
  }
  bool end_object() override { return --depth_, true; }
  bool start_array(std::size_t) override {
    if (inModel_ && depth_ == 2 && key_ == "vocab") return kind = "Unigram", false;
    ++depth_;
    return true;
  }
  bool end_array() override { return --depth_, true; }
  bool key(string_t& name) override { return key_ = name, true; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override { return false; }

 private:
  static bool value() { return true; }
  int depth_ = 0;
  bool inModel_ = false;
  std::string key_;
};

}  // namespace

std::string tokenizerFiles(const std::filesystem::path& folder) {
  const auto has = [&](const char* name) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(folder / name, ignored);
  };
  if (has("tokenizer.json")) {
    FindKind find;
    std::ifstream file(folder / "tokenizer.json", std::ios::binary);
    nlohmann::json::sax_parse(file, &find);
    return "tokenizer.json" + (find.kind.empty() || find.kind.size() > 40 ? std::string() : " (" + find.kind + ")");
  }
  if (has("source.spm") && has("vocab.json")) return "source.spm, target.spm and vocab.json (SentencePiece)";
  if (has("vocab.json") && has("merges.txt")) return "vocab.json and merges.txt (BPE)";
  for (const char* name : {"tokenizer.model", "spiece.model", "sentencepiece.bpe.model"})
    if (has(name)) return std::string(name) + " (SentencePiece)";
  if (has("vocab.txt")) return "vocab.txt (WordPiece)";
  return {};
}

}  // namespace headlight::io
