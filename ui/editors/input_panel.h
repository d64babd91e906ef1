#pragma once

#include <QWidget>

#include "info/model_info.h"
#include "ui/document/selection.h"

class QLabel;
class QScrollArea;

namespace headlight::ui {

class Document;
class TextInput;
class TokenChips;
class TokenPicker;
struct Theme;

/// The left dock: the editor, and the tokens that it makes.
class InputPanel : public QWidget {
  Q_OBJECT
 public:
  InputPanel(Document& document, Selection& selection, QWidget* parent = nullptr);
  void setTheme(const Theme& theme);
  /// Rows that the trace on screen and the text have in common, from the first on.
  void setCommonRows(int count);
  /// How many tokens the model takes, and what a click on one does under its head.
  void setModel(const ModelInfo& model);
  /// What a token classification calls the common rows; none: ids stand below the chips.
  void setTokenLabels(const QStringList& labels);
  TextInput& editor() { return *editor_; }

 signals:
  /// "Mask this token", or show it again.
  void maskAsked(int row);

 private:
  void showMasked();
  QString noteText() const;
  void showTokens();
  void askReplacement(int index);
  void followCaret();

  Document& document_;
  TextInput* editor_;
  TokenChips* chips_;
  QScrollArea* scroll_;
  QLabel* count_;
  QLabel* note_;
  TokenPicker* picker_;
  int asked_ = -1;  ///< row that the picker was opened for
  int maxTokens_ = 0;
  OutputHead head_ = OutputHead::CausalLm;
  const Theme* theme_ = nullptr;
};

}  // namespace headlight::ui
