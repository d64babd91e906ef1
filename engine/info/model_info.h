#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "info/input_info.h"
#include "info/site.h"
#include "info/stack_info.h"

namespace headlight {

/// What stands on top of the blocks, and so what the logits say.
enum class OutputHead : std::uint8_t {
  None,                    ///< attention only: no logits
  CausalLm,                ///< [tokens, vocabulary]: what comes after each token
  MaskedLm,                ///< [tokens, vocabulary]: what belongs at each token's place
  SequenceClassification,  ///< [1, labels]: what the text is
  ImageClassification,     ///< [1, labels]: what the picture is
  TokenClassification      ///< [tokens, labels]: what each token is
};

/// "causal_lm", "masked_lm", "sequence_classification", "image_classification", "token_classification", "none".
const char* toString(OutputHead output);

/// How the logits of a classification are read.
enum class LabelKind : std::uint8_t {
  OneOf,  ///< softmax: one label holds
  AnyOf,  ///< sigmoid of each: several may hold (problem_type multi_label_classification)
  Number  ///< each logit is a number by itself (regression: one label, or so named)
};

/// What is known of a loaded model without looking at its weights.
struct ModelInfo {
  std::string name;    ///< folder name, "storyteller"
  std::string folder;  ///< absolute path; of a weights file that was opened by itself, the file's
  std::string family;  ///< config.json's model_type, "gpt2"
  std::vector<InputInfo> inputs;  ///< in the order of Request::inputs; StackInfo::input is a place in it
  std::vector<StackInfo> stacks;
  OutputHead output = OutputHead::CausalLm;
  std::vector<std::string> labels;  ///< of a classification, by number (config.json's id2label)
  LabelKind labelKind = LabelKind::OneOf;
  std::uint64_t parameters = 0;
  std::string storedDType;           ///< of the weights in the file, "f16"
  std::string weightsHash;           ///< of the weights file; goes into exported metadata
  std::vector<std::string> notUsed;  ///< tensors of the file that this model does not read

  /// How many logits a row has: the vocabulary, the labels, or none.
  int logits() const;
  const StackInfo& stack(StackId which) const;
  /// Its place in `stacks`; throws Error where the model has no such stack.
  std::size_t placeOf(StackId which) const;
  /// What a stack reads. Throws Error where the model has no such stack or names no such input.
  const InputInfo& input(StackId which) const;
  /// The same where it is an image, or a text; else null.
  const ImageInputInfo* imageOf(StackId which) const;
  const TextInputInfo* textOf(StackId which) const;
  /// The image that the model looks at, the first if there are several; null: it reads texts alone.
  const ImageInputInfo* image() const;
  /// The text that the last stack reads: what a language model says, it says in these tokens. Null where the last stack
  /// reads something else.
  const TextInputInfo* text() const;
  /// Every attention of the model, stack by stack: what a view offers as a choice.
  std::vector<AttentionInfo> attentions() const;
  /// One of them; throws Error where the model has none such.
  AttentionInfo attention(AttentionId id) const;
  /// toString(site); with several stacks "decoder.blocks.3.cross_attn.pattern".
  std::string siteName(SiteId site) const;
  /// A text or a picture as a whole is classified: no logits site, only Trace::predictedLogits.
  bool oneRowOfLogits() const;
  /// Every site that a forward pass of this model can leave.
  CapturePlan everySite() const;
  bool operator==(const ModelInfo&) const = default;
};

}  // namespace headlight
