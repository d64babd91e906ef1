#include "generation/generation_config.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <system_error>

#include "base/error.h"
#include "io/config.h"

namespace headlight {
namespace {

constexpr int tokensByDefault = 20;  // transformers' max_length where nobody says one

/// A key that changes what is written and is not applied here, with the value at which it changes nothing.
struct NotApplied {
  std::string_view key;
  std::optional<double> neutral = {};  ///< of numbers; true and any text, list or object always change something
  bool ofSampling = false;             ///< without do_sample it has no effect
};

constexpr NotApplied notApplied[] = {
    {"min_p", {}, true},
    {"top_h", {}, true},
    {"typical_p", 1.0, true},
    {"epsilon_cutoff", 0.0, true},
    {"eta_cutoff", 0.0, true},
    {"encoder_repetition_penalty", 1.0},
    {"encoder_no_repeat_ngram_size", 0.0},
    {"exponential_decay_length_penalty"},
    {"sequence_bias"},
    {"guidance_scale", 1.0},
    {"watermarking_config"},
    {"remove_invalid_values"},
    {"token_healing"},
    {"stop_strings"},
    {"max_time"},
    {"num_return_sequences", 1.0},
    {"num_beam_groups", 1.0},
    {"diversity_penalty", 0.0},
    {"penalty_alpha", 0.0},
    {"dola_layers"},
    {"constraints"},
    {"force_words_ids"},
    {"prompt_lookup_num_tokens"},
    {"assistant_early_exit"},
};

/// Whether a key's value is one that changes nothing.
bool changesNothing(const io::Config& file, const NotApplied& one) {
  if (!file.has(one.key)) return true;
  if (file.isFlag(one.key)) return !file.flag(one.key);
  return one.neutral && file.isNumber(one.key) && file.number(one.key) == *one.neutral;
}

/// Reads keys of one file, tokens checked against a vocabulary.
class Reader {
 public:
  Reader(const io::Config& file, int vocabulary) : file_(file), vocabulary_(vocabulary) {}

  std::vector<std::int32_t> tokens(std::string_view key) const { return checked(key, file_.integers(key)); }
  std::optional<std::int32_t> token(std::string_view key) const {
    const std::vector<std::int32_t> all = tokens(key);
    if (all.size() > 1) fail(file_.name(), ": \"", key, "\" should be one token, found ", all.size());
    return all.empty() ? std::nullopt : std::optional(all.front());
  }
  std::vector<std::vector<std::int32_t>> sequences(std::string_view key) const {
    std::vector<std::vector<std::int32_t>> all;
    for (const std::vector<int>& sequence : file_.integerLists(key)) {
      if (sequence.empty()) fail(file_.name(), ": \"", key, "\" has an empty list in it, which names no tokens");
      all.push_back(checked(key, sequence));
    }
    return all;
  }
  std::optional<int> count(std::string_view key, int least) const {
    return file_.has(key) ? std::optional(file_.integer(key, least)) : std::nullopt;
  }

 private:
  std::vector<std::int32_t> checked(std::string_view key, const std::vector<int>& ids) const {
    for (const int id : ids)
      if (id >= vocabulary_)
        fail(file_.name(), ": \"", key, "\" names token ", id, ", the vocabulary ends at ", vocabulary_ - 1);
    return {ids.begin(), ids.end()};
  }

  const io::Config& file_;
  int vocabulary_;
};

EarlyStopping earlyStoppingOf(const io::Config& file) {
  constexpr std::string_view key = "early_stopping";
  if (!file.isText(key)) return file.flagOr(key, false) ? EarlyStopping::WhenFull : EarlyStopping::Likely;
  if (file.text(key) != "never")
    fail(file.name(), ": \"", key, "\" should be true, false or \"never\", found \"", file.text(key), "\"");
  return EarlyStopping::Never;
}

GenerationConfig read(const io::Config& file, int vocabulary) {
  const Reader reader(file, vocabulary);
  GenerationConfig config;
  config.start = reader.token("decoder_start_token_id");
  config.ends = reader.tokens("eos_token_id");
  config.maxLength = reader.count("max_length", 1);
  config.maxNewTokens = reader.count("max_new_tokens", 1);
  config.minLength = file.integerOr("min_length", 0, 0);
  config.minNewTokens = reader.count("min_new_tokens", 0);
  config.sample = file.flagOr("do_sample", false);
  config.sampling.temperature = file.numberOr("temperature", config.sampling.temperature, 0);
  config.sampling.topK = file.integerOr("top_k", config.sampling.topK, 0);
  config.sampling.topP = file.numberOr("top_p", config.sampling.topP, 0, 1);
  if (config.sampling.temperature <= 0) {  // what some files say for "the likeliest"; nobody divides by it
    if (config.sample) fail(file.name(), ": \"temperature\" should be above 0 where \"do_sample\" is true, found 0");
    config.sampling.temperature = 1;
  }
  config.beams = file.integerOr("num_beams", 1, 1, GenerationConfig::mostBeams);
  config.lengthPenalty = file.numberOr("length_penalty", 1);
  config.earlyStopping = earlyStoppingOf(file);
  config.repetitionPenalty = file.numberOr("repetition_penalty", 1, 1e-6);
  config.noRepeatNgram = file.integerOr("no_repeat_ngram_size", 0, 0);
  config.badWords = reader.sequences("bad_words_ids");
  config.forcedFirst = reader.token("forced_bos_token_id");
  config.forcedLast = reader.tokens("forced_eos_token_id");
  config.suppressed = reader.tokens("suppress_tokens");
  config.suppressedFirst = reader.tokens("begin_suppress_tokens");
  config.renormalize = file.flagOr("renormalize_logits", false);
  for (const NotApplied& one : notApplied)
    if (!changesNothing(file, one) && (config.sample || !one.ofSampling)) config.notApplied.emplace_back(one.key);
  return config;
}

}  // namespace

StackId generatedStack(const ModelInfo& model) {
  if (!model.says(Says::NextToken))
    fail(model.name, ": cannot write on, since it does not say what comes next; open a causal language model");
  return model.output()->stack;
}

GenerationConfig readGenerationConfig(const std::filesystem::path& folder, const ModelInfo& model) {
  const int vocabulary = model.input(generatedStack(model)).text()->vocabulary;
  const io::Config general = io::Config::read(folder / "config.json");
  const std::filesystem::path own = folder / "generation_config.json";
  std::error_code status;
  const bool there = std::filesystem::exists(own, status);
  const io::Config file = there ? io::Config::read(own) : general;
  GenerationConfig config = read(file, vocabulary);
  if (!config.start) config.start = Reader(general, vocabulary).token("decoder_start_token_id");
  if (!config.start) config.start = Reader(file, vocabulary).token("bos_token_id");
  return config;
}

int lengthLimit(const GenerationConfig& config, int prompt, const TextInputInfo& text) {
  const int asked = config.maxNewTokens ? prompt + *config.maxNewTokens
                    : config.maxLength  ? *config.maxLength
                                        : prompt + tokensByDefault;
  return std::min(asked, text.maxTokens);
}

}  // namespace headlight
