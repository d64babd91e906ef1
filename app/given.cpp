#include "given.h"

#include <algorithm>
#include <charconv>
#include <iostream>
#include <iterator>
#include <optional>

#include "base/error.h"
#include "generation/generation_config.h"
#include "io/in_quotes.h"
#include "io/mapped_file.h"
#include "vision/decode.h"

namespace headlight::app {
namespace {

/// Editors and `echo` end a text with a newline that nobody means as a token.
std::string withoutLastNewline(std::string text) {
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  return text;
}

const text::Tokenizer& needed(const text::Tokenizer* tokenizer, const std::filesystem::path& folder) {
  if (!tokenizer)
    fail(folder.string(),
         ": has no tokenizer (tokenizer.json, or vocab.json and merges.txt), so it takes --ids instead of a text");
  return *tokenizer;
}

GivenText encoded(std::string text, const text::Tokenizer& tokenizer) {
  GivenText given{.text = std::move(text), .input = {}, .pair = {}};
  for (const text::Token& token : tokenizer.encode(given.text)) given.input.ids.push_back(token.id);
  return given;
}

/// Two texts as one input. A model without token types takes none.
GivenText encodedPair(GivenText given, const std::string& second, const TextInputInfo& info,
                      const text::Tokenizer& tokenizer) {
  text::TokenPair pair = tokenizer.encodePair(given.text, second);
  given.pair = second;
  given.input.ids.clear();
  for (const text::Token& token : pair.tokens) given.input.ids.push_back(token.id);
  if (info.tokenTypes > 0) given.input.types = std::move(pair.types);
  given.input.second = {pair.secondBegin, pair.secondEnd};
  return given;
}

/// --text, --text-file or --ids; nothing where none of them was given.
std::optional<GivenText> readText(const Options& options, const std::filesystem::path& folder,
                                  const text::Tokenizer* tokenizer) {
  if (options.ids) return GivenText{.fromIds = true, .text = {}, .input = {parseIds(*options.ids)}, .pair = {}};
  if (!options.text && !options.textFile) return std::nullopt;
  const text::Tokenizer& encoder = needed(tokenizer, folder);
  if (options.textFile) return encoded(withoutLastNewline(io::readTextFile(*options.textFile)), encoder);
  if (options.text == "-") return encoded(withoutLastNewline({std::istreambuf_iterator<char>(std::cin), {}}), encoder);
  return encoded(*options.text, encoder);
}

/// Decoded and preprocessed as the model's folder says.
GivenPicture readPicture(const std::string& file, const ModelInfo& model, const std::filesystem::path& folder) {
  const vision::Picture picture = vision::readPicture(file);
  vision::Preprocessor preprocessor(vision::readPreprocessConfig(folder, model));
  return {file, picture.width, picture.height, preprocessor.input(preprocessor.seen(picture)),
          preprocessor.dropped(picture.width, picture.height)};
}

std::string namesOf(const ModelInfo& model) {
  std::string names;
  for (std::size_t i = 0; i < model.inputs.size(); ++i)
    names += (i == 0 ? "" : i + 1 < model.inputs.size() ? ", " : " and ") + model.inputs[i].name;
  return names;
}

/// Whether that input is the text which the model, having read others, writes itself.
bool writesItself(const ModelInfo& model, std::size_t place) {
  return model.inputs.size() > 1 && static_cast<std::size_t>(model.stack(generatedStack(model)).input) == place;
}

/// Of --input; throws Error where a name is not the model's.
std::optional<std::string> named(const Options& options, const ModelInfo& model, const std::string& input) {
  std::optional<std::string> found;
  for (const auto& [name, value] : options.inputs) {
    if (std::ranges::none_of(model.inputs, [&](const InputInfo& info) { return info.name == name; }))
      fail("--input: ", model.name, " has no input ", io::inQuotes(name), "; it reads ", namesOf(model));
    if (name != input) continue;
    if (found) fail("--input: ", io::inQuotes(name), " is given twice");
    found = value;
  }
  return found;
}

}  // namespace

Tokenizers readTokenizers(const ModelInfo& model, const std::filesystem::path& folder) {
  Tokenizers all;
  const bool there = text::hasTokenizer(folder);  // beside a model that reads no text it is another model's
  for (const InputInfo& input : model.inputs)
    all.push_back(there && input.text() ? text::loadTokenizer(folder, input.name) : nullptr);
  return all;
}

std::vector<Given> readGiven(const Options& options, const ModelInfo& model, const std::filesystem::path& folder,
                             const Tokenizers& tokenizers) {
  const bool alone = model.inputs.size() == 1;
  if (options.pair && (options.ids || !options.inputs.empty() || options.image))
    fail("--pair: is the second text beside --text or --text-file; ", model.name, " was given something else");
  std::vector<Given> all;
  for (std::size_t place = 0; place < model.inputs.size(); ++place) {
    const InputInfo& info = model.inputs[place];
    const text::Tokenizer* tokenizer = tokenizers[place].get();
    const std::optional<std::string> value = named(options, model, info.name);
    if (!value && options.command == Options::Command::Generate && writesItself(model, place)) {
      all.emplace_back(GivenText{});
      continue;
    }
    if (!value && options.command == Options::Command::Predict && model.says(Says::NextToken) &&
        writesItself(model, place)) {
      all.emplace_back(encoded({}, needed(tokenizer, folder)));
      continue;
    }
    if (!value && !alone)
      fail(model.name, ": reads ", namesOf(model), "; give it each of them with --input NAME=TEXT, ",
           io::inQuotes(info.name), " is missing");
    if (info.image()) {
      const std::optional<std::string>& file = value ? value : options.image;
      if (!file) fail(model.name, ": looks at pictures; give it --image FILE");
      all.emplace_back(readPicture(*file, model, folder));
    } else if (value) {
      all.emplace_back(encoded(*value, needed(tokenizer, folder)));
    } else if (std::optional<GivenText> text = readText(options, folder, tokenizer)) {
      if (options.pair) text = encodedPair(std::move(*text), *options.pair, *info.text(), needed(tokenizer, folder));
      all.emplace_back(std::move(*text));
    } else {
      fail("--image: ", model.name, " reads texts; give it --text, --text-file or --ids, or open an image model");
    }
  }
  return all;
}

std::vector<std::int32_t> parseIds(const std::string& text) {
  std::vector<std::int32_t> ids;
  std::size_t begin = 0;
  while (true) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    std::string_view item(text.data() + begin, end - begin);
    while (item.starts_with(' ')) item.remove_prefix(1);
    while (item.ends_with(' ')) item.remove_suffix(1);
    std::int32_t id = 0;
    const auto [stop, problem] = std::from_chars(item.data(), item.data() + item.size(), id);
    if (problem != std::errc{} || stop != item.data() + item.size() || id < 0)
      fail("--ids: expected whole numbers from 0 on with commas between them, as in 2,1,0, found ", io::inQuotes(item));
    ids.push_back(id);
    if (end == text.size()) return ids;
    begin = end + 1;
  }
}

}  // namespace headlight::app
