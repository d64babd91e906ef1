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
};

}  // namespace headlight::ui
