#include "base/error.h"
#include "text/display_piece.h"
#include "text/json_components.h"

namespace headlight::text {

namespace {

using nlohmann::json;

NormalizerPtr readOne(const json& one, const std::string& where, int depth);

NormalizerPtr readSequence(const JsonFields& component, int depth) {
  if (depth > 8) fail(component.where(), ": sequences are nested more than 8 deep");
  const json& list = component.need("normalizers");
  if (!list.is_array()) fail(component.where(), ": \"normalizers\" must be an array, got ", kindOf(list));
  std::vector<NormalizerPtr> steps;
  for (const json& member : list) steps.push_back(readOne(member, component.where(), depth + 1));
  return makeSequence(std::move(steps));
}

NormalizerPtr readBert(const JsonFields& component) {
  BertNormalization options;
  options.cleanText = component.flag("clean_text", true);
  options.handleChineseChars = component.flag("handle_chinese_chars", true);
  options.lowercase = component.flag("lowercase", true);
  options.stripAccents = component.flag("strip_accents", options.lowercase);
  return makeBertNormalizer(options);
}

NormalizerPtr readCharsmap(const JsonFields& component) {
  const auto base64 = component.text("precompiled_charsmap");
  if (!base64 || base64->empty()) return makeSequence(std::vector<NormalizerPtr>());
  try {
    return makePrecompiled(*base64);
  } catch (const Error& error) {
    fail(component.where(), ": ", error.what());
  }
}

NormalizerPtr readOne(const json& one, const std::string& where, int depth) {
  const JsonFields component(one, where);
  const std::string type = component.needText("type");
  if (type == "Sequence") return readSequence(component, depth);
  if (type == "BertNormalizer") return readBert(component);
  if (type == "NFC") return makeFormNormalizer(Normalization::nfc);
  if (type == "NFD") return makeFormNormalizer(Normalization::nfd);
  if (type == "NFKC") return makeFormNormalizer(Normalization::nfkc);
  if (type == "NFKD") return makeFormNormalizer(Normalization::nfkd);
  if (type == "Lowercase") return makeLowercase();
  if (type == "StripAccents") return makeStripAccents();
  if (type == "Strip") return makeStrip(component.flag("strip_left", true), component.flag("strip_right", true));
  if (type == "Replace") return makeReplace(readPattern(component), component.needText("content"));
  if (type == "Prepend") return makePrepend(component.needText("prepend"));
  if (type == "Nmt") return makeNmt();
  if (type == "Precompiled") return readCharsmap(component);
  fail(where, ": found ", displayPiece(type),
       "; expected BertNormalizer, NFC, NFD, NFKC, NFKD, Lowercase, StripAccents, Strip, Replace, Prepend, Nmt, "
       "Precompiled or a Sequence of these");
}

}  // namespace

NormalizerPtr readNormalizerStep(const json& step, const std::string& where) { return readOne(step, where, 0); }

NormalizerPtr readNormalizer(const JsonFields& root) {
  const json* found = root.find("normalizer");
  return found == nullptr ? nullptr : readNormalizerStep(*found, root.where() + ": normalizer");
}

}  // namespace headlight::text
