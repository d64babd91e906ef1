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

/// A SentencePiece vocabulary of unigrams: tokens in the order of their ids, the score of each, and the table of
/// characters that texts are normalized with (null: there is none).
struct ScoredPieces {
  Vocabulary vocabulary;
  std::vector<double> scores;
  NormalizerPtr charsmap;
};
/// Each piece that the pre-tokenizers leave gets a "▁" in front and is cut into the unigrams of `parts.tokens`, whose
/// scores these are.
void cutIntoUnigrams(std::vector<double> scores, std::int64_t unknown, TokenizerParts& parts);
/// How many sentinels ("<extra_id_0>") a T5Tokenizer has that does not say so.
inline constexpr std::int64_t t5Sentinels = 100;
/// T5Tokenizer (models/t5/tokenization_t5.py): words are cut at white space, each gets a "▁" in front, token 2 is the
/// unknown one, </s> stands behind. `typed`: special tokens besides the named ones where the configuration lists none;
/// the sentinels follow them. `add_bos_token` and `add_eos_token` change nothing. Throws Error where the vocabulary
/// lacks the unknown token or </s>.
void buildT5Tokenizer(ScoredPieces pieces, std::vector<AddedToken> typed, TokenizerConfig& config,
                      TokenizerParts& parts);

/// AlbertTokenizer's own plain letters (models/albert/tokenization_albert.py): `keep_accents`, `do_lower_case`.
std::vector<NormalizerPtr> albertNormalizers(const TokenizerConfig& config);

/// Throws Error where the folder's class is none of `known` and not open: such a class may cut a text in a way that its
/// vocabulary does not tell.
void refuseForeignClass(const TokenizerConfig& config, const std::filesystem::path& path,
                        std::initializer_list<const char*> known);

}  // namespace headlight::text
