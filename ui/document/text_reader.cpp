#include "ui/document/text_reader.h"

#include "ui/document/predicted_row.h"

namespace headlight::ui {

std::optional<Input> TextReader::given() {
  if (!tookOver()) own_ = encodeSegments(document_.segments(), *vocabulary_);
  const std::vector<InputToken>& read = tokens();
  if (read.empty() || !info().text()->takes(read.size())) return std::nullopt;
  TokenInput input;
  input.ids.reserve(read.size());
  for (const InputToken& token : read) input.ids.push_back(token.id);
  return input;
}

std::optional<TooLong> TextReader::pastLimit() const {
  const int rows = document_.rows(), most = info().text()->maxTokens;
  return rows > most ? std::optional(TooLong{rows, most}) : std::nullopt;
}

std::optional<TooLong> TextReader::tooLong() const { return info().text()->extrapolates ? std::nullopt : pastLimit(); }

std::optional<TooLong> TextReader::extrapolates() const {
  return info().text()->extrapolates ? pastLimit() : std::nullopt;
}

int TextReader::predictedRow(const ModelInfo& model, const std::vector<WhatIf>& whatIfs, int lockedRow) const {
  return ui::predictedRow(model, tokens(), *vocabulary_, whatIfs, lockedRow);
}

}  // namespace headlight::ui
