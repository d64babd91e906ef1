#include "small_tokenizer.h"

#include <fstream>

#include "base/error.h"
#include "support/shared_data.h"
#include "text/byte_alphabet.h"
#include "text/utf8.h"

namespace headlight::test {

using nlohmann::json;

json smallTokenizerJson() {
  json vocab = {{"<bos>", 0}, {"<eos>", 1}};
  for (int byte = 0; byte < 256; ++byte) {
    vocab[text::keyOfBytes(std::string(1, static_cast<char>(byte)))] = 2 + byte;
  }
  json merges = json::array();
  const std::vector<std::pair<std::string, std::string>> pairs = {{"h", "e"},    {"l", "l"},     {"he", "ll"},
                                                                  {"hell", "o"}, {"Ġ", "hello"}, {"Ġ", "Ġ"}};
  for (const auto& [left, right] : pairs) {
    vocab[left + right] = static_cast<int>(vocab.size());
    merges.push_back({left, right});
  }
  const auto special = [](int id, const char* content) {
    return json{{"id", id},        {"content", content},  {"single_word", false}, {"lstrip", false},
                {"rstrip", false}, {"normalized", false}, {"special", true}};
  };
  const json byteLevel = {
      {"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", true}, {"use_regex", true}};
  return {
      {"version", "1.0"},
      {"truncation", nullptr},
      {"padding", nullptr},
      {"added_tokens", {special(0, "<bos>"), special(1, "<eos>")}},
      {"normalizer", nullptr},
      {"pre_tokenizer", byteLevel},
      {"post_processor",
       {{"type", "TemplateProcessing"},
        {"single",
         {{{"SpecialToken", {{"id", "<bos>"}, {"type_id", 0}}}}, {{"Sequence", {{"id", "A"}, {"type_id", 0}}}}}},
        {"special_tokens", {{"<bos>", {{"id", "<bos>"}, {"ids", {0}}, {"tokens", {"<bos>"}}}}}}}},
      {"decoder", byteLevel},
      {"model", {{"type", "BPE"}, {"dropout", nullptr}, {"unk_token", nullptr}, {"vocab", vocab}, {"merges", merges}}}};
}

void writeFile(const std::filesystem::path& folder, const std::string& name, const std::string& content) {
  std::ofstream file(folder / name, std::ios::binary);
  file << content;
  if (!file.flush()) throw std::runtime_error("cannot write " + (folder / name).string());
}

std::shared_ptr<const text::Tokenizer> smallTokenizer() {
  const TemporaryFolder folder;
  writeFile(folder.path(), "tokenizer.json", smallTokenizerJson().dump());
  return text::loadTokenizer(folder.path());
}

std::vector<std::int32_t> idsOf(const std::vector<text::Token>& tokens) {
  std::vector<std::int32_t> ids;
  for (const text::Token& token : tokens) ids.push_back(token.id);
  return ids;
}

std::string randomUnicode(std::mt19937& random, int longest) {
  const auto between = [&](char32_t first, char32_t last) {
    return static_cast<char32_t>(std::uniform_int_distribution<std::uint32_t>(first, last)(random));
  };
  std::string text;
  for (char32_t left = between(0, static_cast<char32_t>(longest)); left > 0; --left) {
    char32_t character = 0;
    switch (between(0, 9)) {
      case 0:
      case 1:
      case 2:
        character = between(0x20, 0x7E);
        break;
      case 3:
        character = between(0, 0x1F);
        break;
      case 4:
        character = between(0x80, 0x7FF);
        break;
      case 5:
        character = between(0x4E00, 0x9FFF);
        break;
      case 6:
        character = between(0x1F300, 0x1FAFF);
        break;
      case 7:
        character = between(0x2000, 0x206F);
        break;
      default:
        do {
          character = between(0, 0x10FFFF);
        } while (character >= 0xD800 && character <= 0xDFFF);
    }
    text::appendUtf8(text, character);
  }
  return text;
}

std::string openingOf(const std::filesystem::path& folder, std::string_view input) {
  try {
    text::loadTokenizer(folder, input);
  } catch (const Error& error) {
    return error.what();
  }
  return "opened";
}

std::string refusalOf(const std::filesystem::path& folder) {
  const std::string said = openingOf(folder, "text");
  if (said == "opened") ADD_FAILURE() << "a bad tokenizer was loaded";
  return said;
}

}  // namespace headlight::test
