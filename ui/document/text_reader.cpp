#include "ui/document/text_reader.h"

#include "base/error.h"
#include "text/id_tokenizer.h"
#include "ui/document/predicted_row.h"

namespace headlight::ui {

void TextReader::refuseWhatIsNoId(const std::vector<InputToken>& read) const {
  if (vocabulary_->tokenizer().kind() != text::idsKind) return;
  const int size = info().text()->vocabulary;
  for (const InputToken& token : read)
    if (token.id < 0 || token.id >= size) {
      const QString word = document_.text().mid(token.begin, token.end - token.begin).trimmed();
      fail("“", word.toStdString(),
           "” is no token id of this model, whose folder has no tokenizer: write numbers from 0 to ", size - 1,
           ", with spaces between them");
    }
}

std::optional<Input> TextReader::given() {
  if (!tookOver()) own_ = encodeSegments(document_.segments(), *vocabulary_);
  const std::vector<InputToken>& read = tokens();
  if (read.empty() || !info().text()->takes(read.size())) return std::nullopt;
  refuseWhatIsNoId(read);
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
