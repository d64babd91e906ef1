#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "text/tokenizer.h"

namespace headlight::text {

/// Whether the folder holds a Marian tokenizer, which has a vocabulary for each of two texts.
bool isMarianFolder(const std::filesystem::path& folder);

/// MarianTokenizer (transformers 5.24, models/marian/tokenization_marian.py) of one of a translator's texts: source.spm
/// and vocab.json for the source, with </s> behind; target.spm for the text named "target", with vocab.json or, where
/// tokenizer_config.json says `separate_vocabs`, target_vocab.json, and config.json's `decoder_start_token_id` in front
/// (generation's first token; transformers' own tokenizer leaves it to the model). A language code in front of a
/// stretch
/// (">>fra<<") is a token of its own, the unknown one where the vocabulary lacks it. Throws Error with one sentence
/// that names the file.
std::shared_ptr<const Tokenizer> loadMarian(const std::filesystem::path& folder, std::string_view input);

}  // namespace headlight::text
