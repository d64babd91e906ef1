#pragma once

#include <QWidget>

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
  /// Tokens the model takes; 0 while no model is open.
  void setMaxTokens(int count);
  TextInput& editor() { return *editor_; }

 signals:
  /// "Mask this token", or show it again.
  void maskAsked(int row);

 private:
  void showMasked();
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
  const Theme* theme_ = nullptr;
};

}  // namespace headlight::ui
