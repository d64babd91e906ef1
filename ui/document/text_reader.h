#pragma once

#include "ui/document/input_files.h"
#include "ui/document/input_reader.h"
#include "ui/document/text_document.h"

namespace headlight::ui {

/// A text cut up by the vocabulary of one model.
class TextReader final : public InputReader {
 public:
  TextReader(TextDocument& document, InputInfo info, std::shared_ptr<const Vocabulary> vocabulary)
      : InputReader(std::move(info)), document_(document), vocabulary_(std::move(vocabulary)) {}

  InputDocument& document() const override { return document_; }
  void takeOver() override { document_.setVocabulary(vocabulary_); }
  std::optional<Input> given() override;
  std::optional<TooLong> tooLong() const override;
  std::optional<TooLong> extrapolates() const override;
  int predictedRow(const ModelInfo& model, const std::vector<WhatIf>& whatIfs, int lockedRow) const override;

 private:
  std::optional<TooLong> pastLimit() const;
  bool tookOver() const { return document_.vocabulary() == vocabulary_; }
  const std::vector<InputToken>& tokens() const { return tookOver() ? document_.tokens() : own_; }

  TextDocument& document_;
  std::shared_ptr<const Vocabulary> vocabulary_;
  std::vector<InputToken> own_;  ///< of the last given(), while another model's tokens stand in the document
};

}  // namespace headlight::ui
