#pragma once

#include <filesystem>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "text/composed_tokenizer.h"
#include "text/tokenizer_config.h"

/// Tokenizers that transformers 5.24 builds from a vocabulary and a class: the class says how a text is normalized and
/// cut, tokenizer_config.json sets its flags. What a tokenizer.json beside says of that does not count then, only its
/// vocabulary, its merges, its added tokens and, of some classes, its post-processor.
namespace headlight::text {

using Vocabulary = std::vector<TokenTable::Entry>;
using Merges = std::vector<std::pair<std::string, std::string>>;

/// BertTokenizer and DistilBertTokenizer (models/bert/tokenization_bert.py): `do_lower_case`, `strip_accents`,
/// `tokenize_chinese_chars`; [CLS] in front, [SEP] behind. `parts.added` is what tokenizer.json lists. Throws Error
/// where the vocabulary lacks the unknown token.
void buildBertTokenizer(const Vocabulary& vocabulary, TokenizerConfig& config, TokenizerParts& parts);

/// Whether buildByteLevelBpe knows it.
bool isByteLevelClass(const std::string& tokenizerClass);

/// GPT2Tokenizer, Qwen2Tokenizer and RobertaTokenizer (models/{gpt2,qwen2,roberta}/tokenization_*.py), by
/// `config.tokenizerClass`: `add_prefix_space`; of RobertaTokenizer <s> in front, </s> behind; of the others what
/// `add_bos_token` and `add_eos_token` say if `framedByFlags`, else `parts.before` and `parts.behind` as they are.
/// `mergesSource` is the file that a bad merge is complained about with.
void buildByteLevelBpe(const Vocabulary& vocabulary, const Merges& merges, const std::string& mergesSource,
                       TokenizerConfig& config, bool framedByFlags, TokenizerParts& parts);

/// AlbertTokenizer's own plain letters (models/albert/tokenization_albert.py): `keep_accents`, `do_lower_case`.
std::vector<NormalizerPtr> albertNormalizers(const TokenizerConfig& config);

/// Throws Error where the folder's class is none of `known` and not open: such a class may cut a text in a way that its
/// vocabulary does not tell.
void refuseForeignClass(const TokenizerConfig& config, const std::filesystem::path& path,
                        std::initializer_list<const char*> known);

}  // namespace headlight::text
