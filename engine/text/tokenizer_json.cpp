#include "text/tokenizer_json.h"

#include "base/error.h"
#include "text/byte_level_tokenizer.h"
#include "text/display_piece.h"
#include "text/json_file.h"
#include "text/tokenizer_config.h"

namespace headlight::text {

namespace {

using nlohmann::json;

/// The members of a Sequence, or the one component itself; none for null.
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

void readNormalizer(const JsonFields& root, ByteLevelParts& parts) {
  const auto components = componentsOf(root, "normalizer", "normalizers");
  if (components.empty()) return;
  const JsonFields component(*components[0], root.where() + ": normalizer");
  const std::string type = component.needText("type");
  if (components.size() > 1)
    fail(component.where(), ": a Sequence of ", components.size(), "; only one of them is read");
  if (type == "NFC") parts.normalization = Normalization::nfc;
  if (type == "NFD") parts.normalization = Normalization::nfd;
  if (type == "NFKC") parts.normalization = Normalization::nfkc;
  if (type == "NFKD") parts.normalization = Normalization::nfkd;
  if (parts.normalization == Normalization::none) {
    fail(component.where(), ": found ", displayPiece(type), "; expected null, NFC, NFD, NFKC or NFKD");
  }
}

void readPreTokenizer(const JsonFields& root, ByteLevelParts& parts) {
  const auto components = componentsOf(root, "pre_tokenizer", "pretokenizers");
  const std::string where = root.where() + ": pre_tokenizer";
  if (components.empty()) fail(where, ": found null; expected ByteLevel");
  for (const json* one : components) {
    const std::string type = JsonFields(*one, where).needText("type");
    if (type != "ByteLevel") fail(where, ": found ", displayPiece(type), "; expected ByteLevel");
  }
  if (components.size() > 1) fail(where, ": found a Sequence of ", components.size(), " ByteLevel; expected one");
  const JsonFields component(*components[0], where);
  parts.addPrefixSpace = component.flag("add_prefix_space", true);
  parts.splitWords = component.flag("use_regex", true);
}

void readDecoder(const JsonFields& root) {
  const std::string where = root.where() + ": decoder";
  for (const json* one : componentsOf(root, "decoder", "decoders")) {
    const std::string type = JsonFields(*one, where).needText("type");
    if (type != "ByteLevel") fail(where, ": found ", displayPiece(type), "; expected ByteLevel");
  }
}

/// {"single": [{"SpecialToken": {"id": "<bos>"}}, {"Sequence": {"id": "A"}}], "special_tokens": {"<bos>": {"ids":
/// [0]}}}
void readTemplate(const JsonFields& component, ByteLevelParts& parts) {
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
    const JsonFields tokens(component.need("special_tokens"), component.where() + ": special_tokens");
    const json* token = tokens.find(name.c_str());
    if (token == nullptr) fail(tokens.where(), ": ", quotedPiece(name), " is missing, which the template puts in");
    const json& ids = JsonFields(*token, tokens.where()).need("ids");
    if (!ids.is_array())
      fail(tokens.where(), ": the ids of ", quotedPiece(name), " must be an array, got ", kindOf(ids));
    for (const json& id : ids) {
      (behind ? parts.behind : parts.before).push_back(idFrom(id, tokens.where(), "an id of " + quotedPiece(name)));
    }
  }
  if (!behind) fail(component.where(), ": \"single\" has no place for the text (Sequence A)");
}

void readPostProcessor(const JsonFields& root, ByteLevelParts& parts) {
  bool templated = false;
  for (const json* one : componentsOf(root, "post_processor", "processors")) {
    const JsonFields component(*one, root.where() + ": post_processor");
    const std::string type = component.needText("type");
    if (type == "ByteLevel") continue;  // trims offsets only; ours stay exact
    if (type != "TemplateProcessing") {
      fail(component.where(), ": found ", displayPiece(type), "; expected null, ByteLevel or TemplateProcessing");
    }
    if (templated) fail(component.where(), ": found two TemplateProcessing; expected one");
    templated = true;
    readTemplate(component, parts);
  }
}

void readMerges(const JsonFields& model, ByteLevelParts& parts) {
  const json& merges = model.need("merges");
  if (!merges.is_array()) fail(model.where(), ": \"merges\" must be an array, got ", kindOf(merges));
  parts.merges.reserve(merges.size());
  for (const json& merge : merges) {
    if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string()) {
      parts.merges.emplace_back(merge[0].get<std::string>(), merge[1].get<std::string>());
      continue;
    }
    if (merge.is_string()) {
      const std::string& text = merge.get_ref<const std::string&>();
      if (text.starts_with("#version")) continue;
      const std::size_t space = text.find(' ');
      if (space != std::string::npos && text.find(' ', space + 1) == std::string::npos) {
        parts.merges.emplace_back(text.substr(0, space), text.substr(space + 1));
        continue;
      }
    }
    fail(model.where(), ": merge ", parts.merges.size() + 1, " must be \"left right\" or [\"left\", \"right\"], got ",
         merge.is_string() ? quotedPiece(merge.get<std::string>()) : kindOf(merge));
  }
}

void readModel(const JsonFields& root, ByteLevelParts& parts) {
  const JsonFields model(root.need("model"), root.where() + ": model");
  const auto type = model.text("type");
  if (type && *type != "BPE")
    fail(model.where(), ": found type ", displayPiece(*type), "; expected BPE (byte-level, as GPT-2's)");
  if (!type && (model.find("vocab") == nullptr || model.find("merges") == nullptr)) {
    fail(model.where(), ": found no type and not both \"vocab\" and \"merges\"; expected BPE (byte-level, as GPT-2's)");
  }
  for (const char* name : {"continuing_subword_prefix", "end_of_word_suffix"}) {
    const auto text = model.text(name);
    if (text && !text->empty())
      fail(model.where(), ": \"", name, "\" is ", quotedPiece(*text), "; byte-level BPE has none");
  }
  if (model.flag("byte_fallback", false)) fail(model.where(), ": \"byte_fallback\" is true; byte-level BPE has none");
  const json* dropout = model.find("dropout");
  if (dropout != nullptr && (!dropout->is_number() || dropout->get<double>() != 0.0)) {
    fail(model.where(), ": \"dropout\" is ", dropout->dump(), "; only deterministic encoding (null) is offered");
  }
  parts.vocab = idsFrom(model.need("vocab"), model.where() + ": vocab");
  readMerges(model, parts);
  parts.unknown = model.text("unk_token");
  if (parts.unknown && parts.unknown->empty()) parts.unknown.reset();
  parts.fuseUnknown = model.flag("fuse_unk", false);
  parts.ignoreMerges = model.flag("ignore_merges", false);
}

void readAddedTokens(const JsonFields& root, ByteLevelParts& parts) {
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
    parts.added.push_back(std::move(token));
  }
}

}  // namespace

std::shared_ptr<const Tokenizer> loadTokenizerJson(const std::filesystem::path& path) {
  const json content = readJsonObject(path);
  const JsonFields root(content, path.string());
  ByteLevelParts parts;
  parts.vocabSource = path.string();
  parts.mergesSource = path.string();
  readModel(root, parts);  // first: a WordPiece file is refused for its model, not for its normalizer
  readNormalizer(root, parts);
  readPreTokenizer(root, parts);
  readPostProcessor(root, parts);
  readDecoder(root);
  readAddedTokens(root, parts);
  const TokenizerConfig config = readTokenizerConfig(path.parent_path());
  parts.bos = config.bos;
  parts.eos = config.eos;
  return makeByteLevelTokenizer(std::move(parts));
}

}  // namespace headlight::text
