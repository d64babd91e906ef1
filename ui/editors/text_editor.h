#pragma once

#include <QTimer>
#include <optional>

#include "ui/editors/input_editor.h"

class QLabel;
class QScrollArea;
class QToolButton;

namespace headlight::ui {

class Document;
class RowSelection;
class Selection;
class TextDocument;
class TextInput;
class TokenChips;
class TokenPicker;
struct Theme;

/// A text: where it is typed, and the tokens that it makes.
class TextEditor final : public InputEditor {
  Q_OBJECT
 public:
  TextEditor(Document& document, TextDocument& text, Selection& selection, QWidget* parent = nullptr);

  InputDocument& document() override;
  QWidget& keyboardTarget() override;
  void setTheme(const Theme& theme) override;
  /// Rows of the trace lie under the text as far as the two agree; under the main one with what a token classification
  /// calls each.
  void setShown(const ShownTrace& shown) override;
  /// How many tokens the model takes, and what a click on one does under its head.
  void setModel(const ModelInfo& model, std::size_t place) override;
  void takeSample(const QString& sample) override;
  std::optional<EmptyWords> emptiness() const override;
  void setPale(bool pale) override;
  void setLookedAt(const std::vector<float>& weights, const QString& words) override;
  void setSurprise(const std::vector<float>& bits) override;
  void setRoom(InputRoom room) override;
  int wantedHeight() const override { return wanted_; }
  TextInput& editor() { return *editor_; }

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void fit();
  bool isMain() const;
  /// The document that the model reads as its input: this text, or the one that it is the second of.
  const TextDocument& whole() const;
  void chooseChip(int row);
  void showMasked();
  QString noteText() const;
  /// Spaces at the end of the text that are tokens by themselves, where the model has words that begin with one.
  int spacesInTheWay() const;
  void removeSpaces();
  void showTokens();
  void showCommonRows();
  void askReplacement(int index);
  void followCaret();

  Document& document_;
  TextDocument& text_;
  RowSelection* rows_;
  ShownTrace shown_;
  TextInput* editor_;
  TokenChips* chips_;
  QScrollArea* scroll_;
  QLabel* count_;
  QLabel* note_;
  QWidget* head_;          ///< how many tokens there are
  QWidget* below_;         ///< with what is known of the tokens and can be done with them
  QLabel* lookedAt_;       ///< who looks at these tokens, and how much
  QToolButton* surprise_;  ///< of a model that says the next token
  QWidget* spaces_;        ///< says that spaces are in the way, with a button that takes them out
  QTimer spacesStay_;
  TokenPicker* picker_;
  int wanted_ = 0;       ///< px of the widget
  int asked_ = -1;       ///< row that the picker was opened for
  TextInputInfo input_;  ///< of the model that reads the text; none yet: it takes no tokens
  InputRoom room_ = InputRoom::Plenty;
  bool besideOthers_ = false;  ///< the model reads other inputs too
  bool wordsBeginWithSpaces_ = false;
  std::optional<Says> says_ = Says::NextToken;  ///< nothing: the model has no head
  const Theme* theme_ = nullptr;
};

}  // namespace headlight::ui
