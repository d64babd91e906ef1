#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "info/input_info.h"
#include "info/output_info.h"
#include "info/site.h"
#include "info/stack_info.h"

namespace headlight {

/// What is known of a loaded model without looking at its weights.
struct ModelInfo {
  std::string name;               ///< folder name, "storyteller"
  std::string folder;             ///< absolute path; of a weights file that was opened by itself, the file's
  std::string family;             ///< config.json's model_type, "gpt2"
  std::vector<InputInfo> inputs;  ///< in the order of Request::inputs; StackInfo::input is a place in it
  std::vector<StackInfo> stacks;
  std::vector<OutputInfo> outputs;  ///< what it says; none: attention only
  std::uint64_t parameters = 0;
  std::string storedDType;           ///< of the weights in the file, "f16"
  std::string weightsHash;           ///< of the weights file; goes into exported metadata
  std::string headNotRun;            ///< the class in config.json whose head is not run here: it opens without one
  std::vector<std::string> notUsed;  ///< tensors of the file that this model does not read

  /// The first output, which panels and files show; nullptr for a model that says nothing.
  const OutputInfo* output() const { return outputs.empty() ? nullptr : &outputs.front(); }
  /// Whether the first output says this.
  bool says(Says what) const { return output() && output()->says == what; }
  /// Whether it says what a picture as a whole is.
  bool classifiesPictures() const { return image() && says(Says::Label); }
  /// The first output as config files and metadata spell it: "causal_lm", "masked_lm", "sequence_classification",
  /// "image_classification", "token_classification", "question_answering", "next_sentence_prediction", "none".
  const char* task() const;
  /// How many logits the first output has; 0 without one.
  int logits() const { return output() ? output()->logits : 0; }
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
  /// Every site that a forward pass of this model can leave.
  CapturePlan everySite() const;
  bool operator==(const ModelInfo&) const = default;
};

}  // namespace headlight
