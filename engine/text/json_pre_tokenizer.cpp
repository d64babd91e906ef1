#include "base/error.h"
#include "text/display_piece.h"
#include "text/json_components.h"
#include "text/unicode_classes.h"
#include "text/utf8.h"

namespace headlight::text {

namespace {

using nlohmann::json;

Delimiter readBehavior(const JsonFields& component, const char* otherwise) {
  const std::string name = component.text("behavior").value_or(otherwise);
  if (name == "Removed") return Delimiter::removed;
  if (name == "Isolated") return Delimiter::isolated;
  if (name == "Contiguous") return Delimiter::contiguous;
  if (name == "MergedWithPrevious") return Delimiter::mergedWithPrevious;
  if (name == "MergedWithNext") return Delimiter::mergedWithNext;
  fail(component.where(), ": \"behavior\" is ", quotedPiece(name),
       "; expected Removed, Isolated, Contiguous, MergedWithPrevious or MergedWithNext");
}

PreTokenizerPtr readMetaspace(const JsonFields& component) {
  // Old writers have only add_prefix_space.
  const std::string otherwise = component.flag("add_prefix_space", true) ? "always" : "never";
  const std::string name = component.text("prepend_scheme").value_or(otherwise);
  const PrependScheme scheme = name == "always"  ? PrependScheme::always
                               : name == "first" ? PrependScheme::first
                               : name == "never" ? PrependScheme::never
                                                 : (fail(component.where(), ": \"prepend_scheme\" is ",
                                                         quotedPiece(name), "; expected always, first or never"),
                                                    PrependScheme::never);
  std::string mark = component.text("replacement").value_or("▁");
  if (mark.empty()) fail(component.where(), ": \"replacement\" is empty; expected one character");
  return makeMetaspace(std::move(mark), scheme, component.flag("split", true));
}

void readOne(const json& one, const std::string& where, int depth, TokenizerParts& parts) {
  const JsonFields component(one, where);
  const std::string type = component.needText("type");
  if (parts.byteLevel) fail(where, ": found ", displayPiece(type), " behind ByteLevel, which must stand last");
  const auto put = [&](PreTokenizerPtr step) { parts.preTokenizers.push_back(std::move(step)); };
  const auto twoSteps = [&](Delimiter punctuation) {
    put(makeCharacterSplit(isWhiteSpace, Delimiter::removed));
    put(makeCharacterSplit(isPunctuation, punctuation));
  };
  if (type == "Sequence") {
    if (depth > 8) fail(where, ": sequences are nested more than 8 deep");
    const json& list = component.need("pretokenizers");
    if (!list.is_array()) fail(where, ": \"pretokenizers\" must be an array, got ", kindOf(list));
    for (const json& member : list) readOne(member, where, depth + 1, parts);
  } else if (type == "ByteLevel") {
    put(makeByteLevel(component.flag("add_prefix_space", true), component.flag("use_regex", true)));
    parts.byteLevel = true;
  } else if (type == "BertPreTokenizer") {
    twoSteps(Delimiter::isolated);
  } else if (type == "Metaspace") {
    put(readMetaspace(component));
  } else if (type == "Whitespace") {
    put(makeWhitespace());
  } else if (type == "WhitespaceSplit") {
    put(makeCharacterSplit(isWhiteSpace, Delimiter::removed));
  } else if (type == "Punctuation") {
    put(makeCharacterSplit(isPunctuation, readBehavior(component, "Isolated")));
  } else if (type == "Digits") {
    put(makeCharacterSplit(isNumeric,
                           component.flag("individual_digits", false) ? Delimiter::isolated : Delimiter::contiguous));
  } else if (type == "FixedLength") {
    const std::int64_t length = component.find("length") ? component.needId("length") : 5;
    if (length < 1 || length > 1000000) fail(where, ": \"length\" is ", length, "; expected 1 to 1000000");
    put(makeFixedLength(static_cast<int>(length)));
  } else if (type == "Split") {
    component.need("behavior");
    // Nothing is found between any two characters.
    if (JsonFields(component.need("pattern"), where + ": pattern").text("String") == "") return put(makeFixedLength(1));
    put(makePatternSplit(readPattern(component), readBehavior(component, ""), component.flag("invert", false)));
  } else {
    fail(where, ": found ", displayPiece(type),
         "; expected ByteLevel, BertPreTokenizer, Metaspace, Whitespace, WhitespaceSplit, Punctuation, Digits, "
         "FixedLength, Split or a Sequence of these");
  }
}

}  // namespace

void readPreTokenizers(const JsonFields& root, TokenizerParts& parts) {
  const json* found = root.find("pre_tokenizer");
  if (found != nullptr) readOne(*found, root.where() + ": pre_tokenizer", 0, parts);
}

std::shared_ptr<const Regex> readPattern(const JsonFields& component) {
  const JsonFields pattern(component.need("pattern"), component.where() + ": pattern");
  try {
    if (const auto text = pattern.text("String")) return std::make_shared<const Regex>(literally(*text));
    return std::make_shared<const Regex>(fromOniguruma(pattern.needText("Regex")));
  } catch (const Error& error) {
    const std::string reason = error.what();
    if (reason.starts_with(component.where())) throw;
    fail(component.where(), ": ", reason);
  }
}

}  // namespace headlight::text
