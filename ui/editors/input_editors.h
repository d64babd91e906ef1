#pragma once

#include <map>
#include <vector>

#include "ui/editors/input_editor.h"

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace headlight::ui {

/// The left dock: an editor for each input of the model that serves, below each other with their names where there are
/// several. A text that is read with a second one has that below it, shut until somebody wants it. The editors stay
/// with their documents when another model reads something else. UI thread.
class InputEditors : public QWidget {
  Q_OBJECT
 public:
  InputEditors(Document& document, Selection& selection, QWidget* parent = nullptr);
  ~InputEditors() override;

  void setTheme(const Theme& theme);
  /// That model reads the document now: its editors are on screen afterwards.
  void setModel(const ModelInfo& model);
  void setShown(const ShownTrace& shown);
  /// Of the main text; empty: none is shown.
  void setSurprise(const std::vector<float>& bits);
  void addActions(const ImageActionLists& actions);
  /// A choice about an input, beside its name; null: hidden.
  void putBeside(InputDocument* input, QWidget& choice);

  /// In the order of the model's inputs; of a pair that is the first text and the second.
  const std::vector<InputEditor*>& onScreen() const { return onScreen_; }
  /// The one whose steps are undone: it has the keyboard, or had it last.
  InputEditor& active() { return editorOf(activeDocument()); }
  InputEditor& editorOf(InputDocument& input);

  /// Those of every editor count, on screen or not: no model makes the dock wider.
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 signals:
  void maskAsked(headlight::ui::InputDocument* input, int row);
  void openAsked();
  void sampleAsked(const QString& file);
  void filesDropped(const QStringList& paths);
  void imagePasted(const QImage& image);
  void surpriseAsked(bool wanted);

 protected:
  bool event(QEvent* event) override;
  /// Of what it is scrolled in: how much of it is seen.
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  struct Place {
    QWidget* head;  ///< with the name, and choices beside it, below where there is no room
    QLabel* name;
    InputEditor* editor;
    QPushButton* open;  ///< of a second text that nobody has written yet
  };
  /// What stands below each other: the inputs, and the second text of a pair.
  std::vector<InputDocument*> documentsOf() const;
  /// The second text has an editor on screen where it is written, or was asked for.
  /// Editors on screen share the room, in a low one without what can be spared.
  void share();
  void showSecond(bool shown);
  InputDocument& activeDocument() const;
  Place& placeOf(InputDocument& input);
  void focusMoved(const QWidget* to);

  Document& document_;
  Selection& selection_;
  QVBoxLayout* layout_;
  std::map<const InputDocument*, Place> places_;
  std::vector<InputEditor*> onScreen_;
  const Theme* theme_ = nullptr;
  ImageActionLists actions_;
};

}  // namespace headlight::ui
