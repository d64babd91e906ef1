#pragma once

#include "ui/panels/readings/reading.h"

namespace headlight::ui {

/// What all readings of tokens have in common: the likeliest of the vocabulary, or those that are searched for.
class TokenBars : public Reading {
  Q_DECLARE_TR_FUNCTIONS(headlight::ui::TokenBars)
 public:
  BarRows rows(const ToRead& read, const QString& query) const override;
  bool ofTokens() const override { return true; }
  QString searchHint() const override;

 protected:
  /// "probability 0.58, place 1 of 8,000".
  static QString worthOf(const ToRead& read, std::int32_t id);
};

}  // namespace headlight::ui
