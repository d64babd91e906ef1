#pragma once

#include <QString>
#include <QStringList>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "text/tokenizer.h"

namespace headlight::ui {

/// A text as chips, axes and bars show it (text/display_piece.h): "·owl", "↵".
QString shownText(const QString& text);

/// A tokenizer as the window sees it: how each token is shown, and which tokens match a search. Immutable; made on the
/// loading thread.
class Vocabulary {
 public:
  explicit Vocabulary(std::shared_ptr<const text::Tokenizer> tokenizer);

  const text::Tokenizer& tokenizer() const { return *tokenizer_; }
  int size() const { return static_cast<int>(shown_.size()); }
  /// Equal for equal vocabularies, so that a token chosen by id keeps its meaning when the same model is opened on
  /// another device, and loses it under another model.
  quint64 identity() const { return identity_; }
  /// "·owl", "<bos>", "\\xE4" for bytes that make no character; "#7" for an id outside the vocabulary (a token matrix
  /// may have more rows).
  QString shown(std::int32_t id) const;
  /// What the token adds to a text; nothing where its bytes are no whole characters.
  std::optional<QString> plainText(std::int32_t id) const;
  /// The token that stands for a hidden one ("[MASK]", "<mask>"), if the vocabulary has it.
  std::optional<std::int32_t> maskToken() const { return maskToken_; }
  bool isSpecial(std::int32_t id) const { return tokenizer_->isSpecial(id); }
  /// Its tokenizer says how two texts are put together.
  bool takesPairs() const { return takesPairs_; }
  /// `query` is that token's text, or its id; "owl" names "owl" and "·owl" alike.
  bool isNamed(std::int32_t id, const QString& query) const;
  /// Ids whose shown or plain text contains `query` (letters of any case), or whose id is `query` written as a number;
  /// exact matches first, then shorter tokens, then lower ids. At most `limit`.
  std::vector<std::int32_t> search(const QString& query, int limit) const;

 private:
  std::shared_ptr<const text::Tokenizer> tokenizer_;
  std::vector<QString> shown_;
  quint64 identity_ = 0;
  std::optional<std::int32_t> maskToken_;
  bool takesPairs_ = false;
};

}  // namespace headlight::ui
