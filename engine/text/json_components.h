#pragma once

#include "text/composed_tokenizer.h"
#include "text/json_file.h"

/// The components of a tokenizer.json beside its model. Each refuses what it does not know: "FILE: normalizer: found X;
/// expected …". Include from .cpp only.
namespace headlight::text {

/// Null for null.
NormalizerPtr readNormalizer(const JsonFields& root);
/// One step of it.
NormalizerPtr readNormalizerStep(const nlohmann::json& step, const std::string& where);

/// Sets byteLevel too: true where a ByteLevel stands last.
void readPreTokenizers(const JsonFields& root, TokenizerParts& parts);

/// BertProcessing, RobertaProcessing, TemplateProcessing and ByteLevel, alone or in a Sequence.
void readPostProcessor(const JsonFields& root, TokenizerParts& parts);

DecoderPtr readDecoder(const JsonFields& root);

void readAddedTokens(const JsonFields& root, std::vector<AddedToken>& added);

/// {"String": "x"} or {"Regex": "x+"}. Throws Error where it does not compile.
std::shared_ptr<const Regex> readPattern(const JsonFields& component);

/// The members of a Sequence, or the one component itself; none for null or absent.
std::vector<const nlohmann::json*> componentsOf(const JsonFields& root, const char* name, const char* members);

}  // namespace headlight::text
