#include "text/tokenizer_json.h"

#include "base/error.h"
#include "text/bpe.h"
#include "text/byte_alphabet.h"
#include "text/display_piece.h"
#include "text/json_components.h"
#include "text/mbart_tokenizer.h"
#include "text/target_start.h"
#include "text/tokenizer_classes.h"
#include "text/unicode_classes.h"
#include "text/unigram.h"
#include "text/utf8.h"
#include "text/word_level.h"
#include "text/word_piece.h"

namespace headlight::text {

namespace {

using nlohmann::json;

constexpr const char* kModels = "; expected BPE, WordPiece, WordLevel or Unigram";

/// Old writers left the type null: the fields say which model it is (src/models/mod.rs tries them in this order).
std::string typeOf(const JsonFields& model) {
  if (const auto type = model.text("type")) {
    if (*type != "BPE" && *type != "WordPiece" && *type != "WordLevel" && *type != "Unigram") {
      fail(model.where(), ": found type ", displayPiece(*type), kModels);
    }
    return *type;
  }
  const json* vocab = model.find("vocab");
  if (vocab != nullptr && model.find("merges") != nullptr) return "BPE";
  if (vocab != nullptr && vocab->is_array()) return "Unigram";
  if (vocab != nullptr && model.find("continuing_subword_prefix") != nullptr) return "WordPiece";
  fail(model.where(), ": found no type and not both \"vocab\" and \"merges\"", kModels);
}

Merges readMerges(const JsonFields& model) {
  const json& list = model.need("merges");
  if (!list.is_array()) fail(model.where(), ": \"merges\" must be an array, got ", kindOf(list));
  Merges merges;
  merges.reserve(list.size());
  for (const json& merge : list) {
    if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string()) {
      merges.emplace_back(merge[0].get<std::string>(), merge[1].get<std::string>());
      continue;
    }
    if (merge.is_string()) {
      const std::string& text = merge.get_ref<const std::string&>();
      if (text.starts_with("#version")) continue;
      const std::size_t space = text.find(' ');
      if (space != std::string::npos && text.find(' ', space + 1) == std::string::npos) {
        merges.emplace_back(text.substr(0, space), text.substr(space + 1));
        continue;
      }
    }
    fail(model.where(), ": merge ", merges.size() + 1, " must be \"left right\" or [\"left\", \"right\"], got ",
         merge.is_string() ? quotedPiece(merge.get<std::string>()) : kindOf(merge));
  }
  return merges;
}

/// Keys of one character, with the affixes that a character may have.
TextIds charactersOf(const TokenTable& tokens, const std::string& prefix, const std::string& suffix) {
  TextIds characters;
  const std::size_t longest = prefix.size() + suffix.size() + 4;
  for (const auto& [key, id] : tokens.ids()) {
    if (key.size() <= longest && tokens.isOrdinary(id)) characters.emplace(key, id);
  }
  return characters;
}

void readBpe(const JsonFields& model, const TokenizerConfig& config, TokenizerParts& parts) {
  const json* dropout = model.find("dropout");
  if (dropout != nullptr && (!dropout->is_number() || dropout->get<double>() != 0.0)) {
    fail(model.where(), ": \"dropout\" is ", dropout->dump(), "; only deterministic encoding (null) is offered");
  }
  const auto vocab = idsFrom(model.need("vocab"), model.where() + ": vocab");
  const Merges merges = readMerges(model);
  parts.added = withConfigured(std::move(parts.added), config, vocab);
  parts.tokens = std::make_shared<const TokenTable>(parts.source, vocab, parts.added);
  const TokenTable& tokens = *parts.tokens;

  BpeModel::Parts bpe;
  bpe.continuingPrefix = model.text("continuing_subword_prefix").value_or("");
  bpe.endSuffix = model.text("end_of_word_suffix").value_or("");
  const bool byteFallback = model.flag("byte_fallback", false);
  bpe.byteLevel = parts.byteLevel;
  if (parts.byteLevel) {
    for (const auto& [name, text] : {std::pair("continuing_subword_prefix", bpe.continuingPrefix),
                                     std::pair("end_of_word_suffix", bpe.endSuffix)}) {
      if (!text.empty()) {
        fail(model.where(), ": \"", name, "\" is ", quotedPiece(text), "; byte-level BPE has none");
      }
    }
    bpe.byteIds = byteLevelIds(tokens);
  } else {
    bpe.characters = charactersOf(tokens, bpe.continuingPrefix, bpe.endSuffix);
    if (byteFallback) bpe.byteIds = byteFallbackIds(tokens);
  }
  bpe.merges = mergesByIds(tokens.source(), merges, tokens, bpe.continuingPrefix);
  if (const auto unknown = model.text("unk_token"); unknown && !unknown->empty()) {
    bpe.unknown = tokens.need(*unknown, "unknown token");
    parts.unknown = unknown;
  }
  bpe.fuseUnknown = model.flag("fuse_unk", false);
  if (model.flag("ignore_merges", false)) {
    for (const auto& [key, id] : vocab) {
      bpe.wholeWords.emplace(parts.byteLevel ? bytesOfKey(key) : key, static_cast<std::int32_t>(id));
    }
  }
  parts.kind = parts.byteLevel ? "byte-level BPE" : byteFallback ? "BPE with byte fallback" : "BPE";
  parts.model = std::make_unique<const BpeModel>(std::move(bpe));
}

void readWordPiece(const JsonFields& model, const TokenizerConfig& config, TokenizerParts& parts) {
  const auto vocab = idsFrom(model.need("vocab"), model.where() + ": vocab");
  parts.added = withConfigured(std::move(parts.added), config, vocab);
  parts.tokens = std::make_shared<const TokenTable>(parts.source, vocab, parts.added);
  WordPieceModel::Options options;
  options.unknown = model.text("unk_token").value_or(options.unknown);
  options.continuing = model.text("continuing_subword_prefix").value_or(options.continuing);
  if (model.find("max_input_chars_per_word") != nullptr) {
    const std::int64_t longest = model.needId("max_input_chars_per_word");
    if (longest < 0) fail(model.where(), ": \"max_input_chars_per_word\" is ", longest, "; expected 0 or more");
    options.longestWord = static_cast<std::size_t>(longest);
  }
  parts.unknown = options.unknown;
  parts.kind = "WordPiece";
  parts.model = std::make_unique<const WordPieceModel>(parts.tokens, options);
}

void readWordLevel(const JsonFields& model, const TokenizerConfig& config, TokenizerParts& parts) {
  const auto vocab = idsFrom(model.need("vocab"), model.where() + ": vocab");
  parts.added = withConfigured(std::move(parts.added), config, vocab);
  parts.tokens = std::make_shared<const TokenTable>(parts.source, vocab, parts.added);
  parts.unknown = model.text("unk_token").value_or("<unk>");
  parts.kind = "WordLevel";
  parts.model = std::make_unique<const WordLevelModel>(parts.tokens, *parts.unknown);
}

ScoredPieces readScoredPieces(const JsonFields& model) {
  const json& list = model.need("vocab");
  if (!list.is_array()) fail(model.where(), ": \"vocab\" must be an array, got ", kindOf(list));
  ScoredPieces pieces;
  for (const json& entry : list) {
    if (!entry.is_array() || entry.size() != 2 || !entry[0].is_string() || !entry[1].is_number()) {
      fail(model.where(), ": entry ", pieces.scores.size(), " of \"vocab\" must be [\"token\", score], got ",
           kindOf(entry));
    }
    pieces.vocabulary.emplace_back(entry[0].get<std::string>(), static_cast<std::int64_t>(pieces.scores.size()));
    pieces.scores.push_back(entry[1].get<double>());
  }
  return pieces;
}

void readUnigram(const JsonFields& model, const TokenizerConfig& config, TokenizerParts& parts) {
  ScoredPieces pieces = readScoredPieces(model);
  const Vocabulary& vocab = pieces.vocabulary;
  UnigramModel::Parts unigram;
  unigram.scores = std::move(pieces.scores);
  parts.added = withConfigured(std::move(parts.added), config, vocab);
  parts.tokens = std::make_shared<const TokenTable>(parts.source, vocab, parts.added);
  if (model.find("unk_id") != nullptr) unigram.unknown = model.needId("unk_id");
  unigram.byteFallback = model.flag("byte_fallback", false);
  if (config.tokenizerClass == "AlbertTokenizer") {  // its class has numbers of its own
    if (vocab.size() < 2)
      fail(model.where(), ": AlbertTokenizer's unknown token has id 1; found ", vocab.size(), " tokens");
    unigram.unknown = 1;
    unigram.byteFallback = false;
  }
  const auto unknown = unigram.unknown;
  parts.kind = "Unigram";
  parts.model = std::make_unique<const UnigramModel>(parts.tokens, std::move(unigram));
  if (unknown) parts.unknown = parts.tokens->keys()[static_cast<std::size_t>(*unknown)];
}

/// The first table of characters among the file's normalizers; null where there is none.
NormalizerPtr readCharsmap(const JsonFields& root) {
  for (const json* one : componentsOf(root, "normalizer", "normalizers"))
    if (one->is_object() && one->value("type", "") == "Precompiled")
      return readNormalizerStep(*one, root.where() + ": normalizer");
  return nullptr;
}

/// AutoTokenizer builds some classes anew from what the file has; false for those that go by the file.
bool rebuild(const JsonFields& root, const JsonFields& model, const std::string& type,
             const std::filesystem::path& folder, std::string_view input, TokenizerConfig& config,
             TokenizerParts& parts) {
  const bool bert = config.tokenizerClass == "BertTokenizer" || config.tokenizerClass == "DistilBertTokenizer";
  const bool t5 = config.tokenizerClass == "T5Tokenizer", mbart = isMBartClass(config.tokenizerClass);
  if (!bert && !t5 && !mbart && !isByteLevelClass(config.tokenizerClass)) return false;
  const char* expected = bert ? "WordPiece" : t5 || mbart ? "Unigram" : "BPE";
  if (type != expected)
    fail(model.where(), ": the folder's tokenizer_class is ", config.tokenizerClass, ", which goes with a ", expected,
         " model; found ", type);
  if (config.listsAdded) parts.added.clear();  // then tokenizer.json's own do not count
  if (t5 || mbart) {
    ScoredPieces pieces = readScoredPieces(model);
    pieces.charsmap = readCharsmap(root);
    if (t5)
      buildT5Tokenizer(std::move(pieces), {}, config, parts);
    else
      buildMBartTokenizer(std::move(pieces), {}, folder, input, config, parts);
    return true;
  }
  const Vocabulary vocabulary = idsFrom(model.need("vocab"), model.where() + ": vocab");
  if (bert)
    buildBertTokenizer(vocabulary, config, parts);
  else
    buildByteLevelBpe(vocabulary, readMerges(model), parts.source, config, false, parts);
  return true;
}

/// AlbertTokenizer keeps the file's table of characters between letters and words of its own.
void rebuildAlbert(const JsonFields& root, const TokenizerConfig& config, TokenizerParts& parts) {
  std::vector<NormalizerPtr> steps = albertNormalizers(config);
  if (NormalizerPtr charsmap = readCharsmap(root)) steps.push_back(std::move(charsmap));
  parts.normalizer = makeSequence(std::move(steps));
  parts.preTokenizers.clear();
  parts.preTokenizers.push_back(makeCharacterSplit(isWhiteSpace, Delimiter::removed));
  const bool prefix = config.addPrefixSpace.value_or(true);
  parts.preTokenizers.push_back(makeMetaspace("▁", prefix ? PrependScheme::always : PrependScheme::never, true));
  parts.decoder = makeMetaspaceDecoder("▁", !prefix);
}

}  // namespace

std::shared_ptr<const Tokenizer> loadTokenizerJson(const std::filesystem::path& path, std::string_view input) {
  const json content = readJsonObject(path);
  const JsonFields root(content, path.string());
  const JsonFields model(root.need("model"), root.where() + ": model");
  const std::string type = typeOf(model);
  TokenizerConfig config = readTokenizerConfig(path.parent_path());
  TokenizerParts parts;
  parts.source = path.string();
  readPostProcessor(root, parts);
  readAddedTokens(root, parts.added);
  if (!rebuild(root, model, type, path.parent_path(), input, config, parts)) {
    parts.normalizer = readNormalizer(root);
    readPreTokenizers(root, parts);
    parts.decoder = readDecoder(root);
    if (parts.byteLevel && type != "BPE")
      fail(root.where(), ": the pre_tokenizer ByteLevel goes with a BPE model, found ", type);
    const bool albert = config.tokenizerClass == "AlbertTokenizer" && type == "Unigram";
    if (albert) rebuildAlbert(root, config, parts);
    if (type == "BPE") readBpe(model, config, parts);
    if (type == "WordPiece") readWordPiece(model, config, parts);
    if (type == "WordLevel") readWordLevel(model, config, parts);
    if (type == "Unigram") readUnigram(model, config, parts);
    parts.bos = config.nameOf("bos_token");
    parts.eos = config.nameOf("eos_token");
    parts.mask = config.nameOf("mask_token");
  }
  if (input == targetInput) beginLikeATarget(path.parent_path(), parts);
  return composeTokenizer(std::move(parts));
}

}  // namespace headlight::text
