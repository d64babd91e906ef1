#pragma once

#include "ui/panels/readings/reading.h"

namespace headlight::ui {

/// What all readings of labels have in common: the likeliest by their names, read as LabelKind has it.
class LabelBars : public Reading {
  Q_DECLARE_TR_FUNCTIONS(headlight::ui::LabelBars)
 public:
  QString what(const ToRead& read) const override;
  BarRows rows(const ToRead& read, const QString& query) const override;

 protected:
  /// Said of a search that finds nothing; %1 is what was searched for.
  virtual QString nothingFound() const { return tr("No label contains “%1”."); }
  static QString nameOf(const ToRead& read, int label);
  /// Of one label by itself, whatever the others say.
  static double sigmoid(float logit);
};

}  // namespace headlight::ui
