#include "text/json_components.h"

#include "base/error.h"
#include "text/display_piece.h"

namespace headlight::text {

namespace {

using nlohmann::json;

/// The ids that the template's special token `name` stands for.
std::vector<std::int64_t> templateIds(const JsonFields& component, const std::string& name) {
  const JsonFields tokens(component.need("special_tokens"), component.where() + ": special_tokens");
  const json* token = tokens.find(name.c_str());
  if (token == nullptr) fail(tokens.where(), ": ", quotedPiece(name), " is missing, which the template puts in");
  const json& list = JsonFields(*token, tokens.where()).need("ids");
  if (!list.is_array())
    fail(tokens.where(), ": the ids of ", quotedPiece(name), " must be an array, got ", kindOf(list));
  std::vector<std::int64_t> ids;
  for (const json& id : list) ids.push_back(idFrom(id, tokens.where(), "an id of " + quotedPiece(name)));
  return ids;
}

/// {"pair": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, ...]}; nothing
/// where the file has none, or another one than A and then B with types 0 and 1: of one text that says nothing.
std::vector<PairPart> readPairTemplate(const JsonFields& component) {
  const json* list = component.find("pair");
  if (list == nullptr) return {};
  const std::string where = component.where() + ": pair";
  if (!list->is_array()) return {};
  std::vector<PairPart> parts;
  int texts = 0;
  for (const json& piece : *list) {
    const JsonFields fields(piece, where);
    const json* sequence = fields.find("Sequence");
    const JsonFields one(sequence ? *sequence : fields.need("SpecialToken"), where);
    const std::string name = one.needText("id");
    const std::int64_t type = one.find("type_id") ? one.needId("type_id") : 0;
    if (type != 0 && type != 1) return {};
    PairPart part;
    part.type = static_cast<std::int32_t>(type);
    if (sequence) {
      if (name != (texts == 0 ? "A" : "B") || texts > 1) return {};
      part.what = texts++ == 0 ? PairPart::What::First : PairPart::What::Second;
      parts.push_back(part);
      continue;
    }
    for (const std::int64_t id : templateIds(component, name)) {
      part.id = id;
      parts.push_back(part);
    }
  }
  return texts == 2 ? parts : std::vector<PairPart>();
}

/// {"single": [{"SpecialToken": {"id": "<bos>"}}, {"Sequence": {"id": "A"}}], "special_tokens": {"<bos>": {"ids":
/// [0]}}}
void readTemplate(const JsonFields& component, TokenizerParts& parts) {
  const json& single = component.need("single");
  if (!single.is_array()) fail(component.where(), ": \"single\" must be an array, got ", kindOf(single));
  bool behind = false;
  for (const json& piece : single) {
    const JsonFields fields(piece, component.where() + ": single");
    if (const json* sequence = fields.find("Sequence")) {
      const std::string id = JsonFields(*sequence, fields.where()).needText("id");
      if (id != "A" || behind)
        fail(fields.where(), ": expected the text A once, found sequence ", displayPiece(id), behind ? " again" : "");
      behind = true;
      continue;
    }
    const std::string name = JsonFields(fields.need("SpecialToken"), fields.where()).needText("id");
    for (const std::int64_t id : templateIds(component, name)) (behind ? parts.behind : parts.before).push_back(id);
  }
  if (!behind) fail(component.where(), ": \"single\" has no place for the text (Sequence A)");
  parts.pair = readPairTemplate(component);
}

/// ["[SEP]", 102]
std::int64_t readPair(const JsonFields& component, const char* name) {
  const json& pair = component.need(name);
  if (!pair.is_array() || pair.size() != 2) {
    fail(component.where(), ": \"", name, "\" must be a token and its id, got ", kindOf(pair));
  }
  return idFrom(pair[1], component.where(), std::string("the id of \"") + name + "\"");
}

void readDecoderStep(const json& one, const std::string& where, int depth, std::vector<DecoderPtr>& steps) {
  const JsonFields component(one, where);
  const std::string type = component.needText("type");
  if (type == "Sequence") {
    if (depth > 8) fail(where, ": sequences are nested more than 8 deep");
    const json& list = component.need("decoders");
    if (!list.is_array()) fail(where, ": \"decoders\" must be an array, got ", kindOf(list));
    for (const json& member : list) readDecoderStep(member, where, depth + 1, steps);
  } else if (type == "ByteLevel") {
    steps.push_back(makeByteLevelDecoder());
  } else if (type == "WordPiece") {
    steps.push_back(makeWordPieceDecoder(component.text("prefix").value_or("##"), component.flag("cleanup", true)));
  } else if (type == "Metaspace") {
    const bool never = component.text("prepend_scheme") == "never" ||
                       (!component.text("prepend_scheme") && !component.flag("add_prefix_space", true));
    steps.push_back(makeMetaspaceDecoder(component.text("replacement").value_or("▁"), never));
  } else if (type == "ByteFallback") {
    steps.push_back(makeByteFallbackDecoder());
  } else if (type == "Fuse") {
    steps.push_back(makeFuseDecoder());
  } else if (type == "Replace") {
    const JsonFields pattern(component.need("pattern"), where + ": pattern");
    const auto what = pattern.text("String");
    if (!what) fail(where, ": a Replace with a Regex is not read; expected {\"String\": …}");
    steps.push_back(makeReplaceDecoder(*what, component.needText("content")));
  } else if (type == "Strip") {
    const auto times = [&](const char* name) {
      const std::int64_t value = component.needId(name);
      if (value < 0 || value > 1000000) fail(where, ": \"", name, "\" is ", value, "; expected 0 to 1000000");
      return static_cast<int>(value);
    };
    std::string content = component.needText("content");
    if (content.empty()) fail(where, ": \"content\" of Strip is empty; expected one character");
    steps.push_back(makeStripDecoder(std::move(content), times("start"), times("stop")));
  } else if (type == "BPEDecoder") {
    steps.push_back(makeSuffixDecoder(component.text("suffix").value_or("</w>")));
  } else {
    fail(where, ": found ", displayPiece(type),
         "; expected ByteLevel, WordPiece, Metaspace, ByteFallback, Fuse, Replace, Strip, BPEDecoder or a Sequence of "
         "these");
  }
}

}  // namespace

std::vector<const json*> componentsOf(const JsonFields& root, const char* name, const char* members) {
  std::vector<const json*> components;
  const json* found = root.find(name);
  if (found == nullptr) return components;
  const JsonFields component(*found, root.where() + ": " + name);
  if (component.text("type") != "Sequence") return {found};
  const json& list = component.need(members);
  if (!list.is_array()) fail(component.where(), ": \"", members, "\" must be an array, got ", kindOf(list));
  for (const json& member : list) components.push_back(&member);
  return components;
}

void readPostProcessor(const JsonFields& root, TokenizerParts& parts) {
  bool framed = false;
  for (const json* one : componentsOf(root, "post_processor", "processors")) {
    const JsonFields component(*one, root.where() + ": post_processor");
    const std::string type = component.needText("type");
    if (type == "ByteLevel") continue;  // trims offsets only; ours stay exact
    if (type != "TemplateProcessing" && type != "BertProcessing" && type != "RobertaProcessing") {
      fail(component.where(), ": found ", displayPiece(type),
           "; expected null, ByteLevel, TemplateProcessing, BertProcessing, RobertaProcessing or a Sequence of these");
    }
    if (framed) fail(component.where(), ": found ", type, " behind another one that adds tokens; expected one");
    framed = true;
    if (type == "TemplateProcessing") {
      readTemplate(component, parts);
    } else {
      parts.before.push_back(readPair(component, "cls"));
      parts.behind.push_back(readPair(component, "sep"));
      parts.pair = (type == "BertProcessing" ? bertPair : robertaPair)(parts.before.back(), parts.behind.back());
    }
  }
}

DecoderPtr readDecoder(const JsonFields& root) {
  const json* found = root.find("decoder");
  if (found == nullptr) return nullptr;
  std::vector<DecoderPtr> steps;
  readDecoderStep(*found, root.where() + ": decoder", 0, steps);
  return makeSequence(std::move(steps));
}

void readAddedTokens(const JsonFields& root, std::vector<AddedToken>& added) {
  const json* list = root.find("added_tokens");
  if (list == nullptr) return;
  if (!list->is_array()) fail(root.where(), ": \"added_tokens\" must be an array, got ", kindOf(*list));
  for (const json& one : *list) {
    const JsonFields fields(one, root.where() + ": added_tokens");
    AddedToken token;
    token.id = fields.needId("id");
    token.content = fields.needText("content");
    token.special = fields.flag("special", false);
    token.singleWord = fields.flag("single_word", false);
    token.lstrip = fields.flag("lstrip", false);
    token.rstrip = fields.flag("rstrip", false);
    token.normalized = fields.flag("normalized", !token.special);
    added.push_back(std::move(token));
  }
}

}  // namespace headlight::text
