#pragma once

#include <QImage>
#include <QList>
#include <QStringList>
#include <QWidget>
#include <memory>
#include <optional>
#include <vector>

#include "info/model_info.h"
#include "ui/document/shown_trace.h"

class QAction;

namespace headlight::ui {

class Document;
class InputDocument;
class Selection;
struct Theme;

/// Why there is nothing to look at yet.
struct EmptyWords {
  QString title, text;
};

/// Entries of the window's menus that stand in the menus of editors of images too.
struct ImageActionLists {
  QList<QAction*> images;  ///< other images than the one on the canvas
  QList<QAction*> saving;
};

/// How high what all inputs on screen share is.
enum class InputRoom { Low, Enough, Plenty };

/// What a person edits one input with: a widget over an InputDocument, one class a kind of input. What a model gets of
/// the document is an InputReader's.
class InputEditor : public QWidget {
  Q_OBJECT
 public:
  using QWidget::QWidget;

  virtual InputDocument& document() = 0;
  /// What takes the keyboard.
  virtual QWidget& keyboardTarget() = 0;
  virtual void setTheme(const Theme& theme) = 0;
  /// A model reads the document as its input of that place; the document knows already.
  virtual void setModel(const ModelInfo& model, std::size_t place) = 0;
  virtual void setShown(const ShownTrace& shown) = 0;

  /// Files or texts that the model offers to begin with.
  void setSamples(QStringList samples) { samples_ = std::move(samples); }
  const QStringList& samples() const { return samples_; }
  /// One of them, as one step of undo.
  virtual void takeSample(const QString& sample) = 0;
  /// While what stands in the document gives nothing to look at.
  virtual std::optional<EmptyWords> emptiness() const { return {}; }
  virtual void addActions(const ImageActionLists&) {}
  /// What stands in the document is about to be replaced by something that is being computed.
  virtual void setPale(bool) {}
  /// How much each row is looked at by what is pointed at elsewhere, and a line that says so (rich text, whose links
  /// are told); none: nothing is.
  virtual void setLookedAt(const std::vector<float>& /*weights*/, const QString& /*words*/) {}
  /// How surprising each row of the main text was (TokenChips::setSurprise); empty: it is not shown.
  virtual void setSurprise(const std::vector<float>&) {}
  /// Where it is not plenty, what is written and its tokens are worth more than what is said of them.
  virtual void setRoom(InputRoom) {}
  /// How high it shows all that it has, px of the widget; 0: any height is as good.
  virtual int wantedHeight() const { return 0; }

 signals:
  /// "Mask this token", or show it again.
  void maskAsked(int row);
  /// A link in the line about what is looked at.
  void linkClicked(const QString& link);
  /// A file is to be chosen; that file is to be opened.
  void openAsked();
  void sampleAsked(const QString& file);
  /// Files were dropped or pasted: what they are is the window's business.
  void filesDropped(const QStringList& paths);
  void imagePasted(const QImage& image);
  /// The rows' surprise is to be shown, or no longer.
  void surpriseAsked(bool wanted);
  void wantedHeightChanged();

 private:
  QStringList samples_;
};

/// A new one for that document, which reads its kind of input.
std::unique_ptr<InputEditor> makeInputEditor(Document& document, InputDocument& input, Selection& selection);

}  // namespace headlight::ui
