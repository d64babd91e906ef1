#pragma once

#include <QWidget>
#include <optional>

#include "info/model_info.h"
#include "ui/document/selection.h"
#include "ui/document/shown_trace.h"

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
  /// Its rows lie under the text as far as the two agree, with what a token classification calls each.
  void setShown(const ShownTrace& shown);
  /// How many tokens the model takes, and what a click on one does under its head.
  void setModel(const ModelInfo& model);
  TextInput& editor() { return *editor_; }

 signals:
  /// "Mask this token", or show it again.
  void maskAsked(int row);

 private:
  void showMasked();
  QString noteText() const;
  void showTokens();
  void showCommonRows();
  void askReplacement(int index);
  void followCaret();

  Document& document_;
  std::shared_ptr<const Trace> trace_;  ///< that is shown
  TextInput* editor_;
  TokenChips* chips_;
  QScrollArea* scroll_;
  QLabel* count_;
  QLabel* note_;
  TokenPicker* picker_;
  int asked_ = -1;  ///< row that the picker was opened for
  int maxTokens_ = 0;
  std::optional<Says> says_ = Says::NextToken;  ///< nothing: the model has no head
  const Theme* theme_ = nullptr;
};

}  // namespace headlight::ui
