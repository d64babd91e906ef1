#pragma once

#include "ui/document/input_files.h"
#include "ui/document/input_reader.h"
#include "ui/document/text_document.h"

namespace headlight::ui {

/// Such a model reads a second text with its one as one input, where its tokenizer can put them together: encoders that
/// tell texts apart by token types, that find answers, or that label the whole.
bool readsPairs(const ModelInfo& model);

/// A text cut up by the vocabulary of one model, with a second one where the model reads pairs.
class TextReader final : public InputReader {
 public:
  TextReader(TextDocument& document, InputInfo info, std::shared_ptr<const Vocabulary> vocabulary, bool pairs)
      : InputReader(std::move(info)), document_(document), vocabulary_(std::move(vocabulary)), pairs_(pairs) {}

  InputDocument& document() const override { return document_; }
  void takeOver() override { document_.setVocabulary(vocabulary_, pairs_); }
  std::optional<Input> given() override;
  std::optional<TooLong> tooLong() const override;
  std::optional<TooLong> extrapolates() const override;
  int predictedRow(const ModelInfo& model, const std::vector<WhatIf>& whatIfs, int lockedRow) const override;

 private:
  std::optional<TooLong> pastLimit() const;
  /// Of a model without a tokenizer: throws Error at the first word that names none of its tokens.
  void refuseWhatIsNoId(const std::vector<InputToken>& read) const;
  bool tookOver() const { return document_.vocabulary() == vocabulary_ && (document_.second() != nullptr) == pairs_; }
  /// Of the first text, and of the second.
  std::pair<std::vector<InputToken>, std::vector<InputToken>> read() const;

  TextDocument& document_;
  std::shared_ptr<const Vocabulary> vocabulary_;
  bool pairs_;
  std::vector<InputToken> rows_;  ///< of the last given()
};

}  // namespace headlight::ui
