#include "ui/document/text_reader.h"

#include <algorithm>
#include <iterator>

#include "base/error.h"
#include "text/id_tokenizer.h"
#include "ui/document/predicted_row.h"

namespace headlight::ui {

bool readsPairs(const ModelInfo& model) {
  if (model.inputs.size() != 1 || model.stacks.size() != 1 || !model.text() || model.stacks.front().causal)
    return false;
  return model.text()->tokenTypes > 1 || model.says(Says::Answer) || model.says(Says::Label);
}

std::pair<std::vector<InputToken>, std::vector<InputToken>> TextReader::read() const {
  if (tookOver()) {
    const TextDocument* second = document_.second();
    return {document_.tokens(), second ? second->tokens() : std::vector<InputToken>{}};
  }
  const bool both = pairs_ && document_.partner().segments().length() > 0;
  std::vector<InputToken> first =
      encodeSegments(document_.segments(), *vocabulary_, both ? TextPart::First : TextPart::Alone);
  if (!both) return {std::move(first), {}};
  return {std::move(first), encodeSegments(document_.partner().segments(), *vocabulary_, TextPart::Second)};
}

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
  auto [first, second] = read();
  TokenInput input;
  if (!second.empty()) {
    const int begin = static_cast<int>(first.size());
    const auto added = std::ranges::count_if(second, &InputToken::added);
    input.second = {begin, begin + static_cast<int>(std::ssize(second) - added)};
  }
  rows_ = std::move(first);
  rows_.insert(rows_.end(), second.begin(), second.end());
  if (rows_.empty() || !info().text()->takes(rows_.size())) return std::nullopt;
  refuseWhatIsNoId(rows_);
  input.ids.reserve(rows_.size());
  for (const InputToken& token : rows_) input.ids.push_back(token.id);
  // A model without token types takes none, and one text is all of type 0.
  if (!second.empty() && info().text()->tokenTypes > 0)
    for (const InputToken& token : rows_) input.types.push_back(token.type);
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
  return ui::predictedRow(model, rows_, *vocabulary_, whatIfs, lockedRow);
}

}  // namespace headlight::ui
