#pragma once

#include <QPlainTextEdit>

#include "ui/document/row_selection.h"

namespace headlight::ui {

class TextDocument;
struct Theme;

/// The ordinary editor over a text. Its own undo is off (the document has the undo stack); it reads itself with
/// toRawText, so that no-break spaces stay what they are; text that an input method has not committed does not count.
/// A hovered token is lit in the text, and the token under the pointer is hovered everywhere.
class TextInput : public QPlainTextEdit {
  Q_OBJECT
 public:
  TextInput(TextDocument& text, RowSelection& rows, QWidget* parent = nullptr);
  void setTheme(const Theme& theme);
  /// How many rows of the trace on screen are still rows of this text, from the first on: only those are hovered.
  void setCommonRows(int count);
  /// Its text is about to be replaced.
  void setPale(bool pale);

 signals:
  /// Files were dropped or pasted: models and texts are the window's.
  void filesDropped(const QStringList& paths);
  void imagePasted(const QImage& image);

 protected:
  void mouseMoveEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  bool canInsertFromMimeData(const QMimeData* source) const override;
  void insertFromMimeData(const QMimeData* source) override;
  bool event(QEvent* event) override;

 private:
  void readEdit();
  void showReplacement(int position, int removed, const QString& inserted);
  void showHover();

  TextDocument& text_;
  RowSelection& rows_;
  const Theme* theme_ = nullptr;
  QString known_;  ///< what the document has been told
  int commonRows_ = 0;
  bool showing_ = false;
};

}  // namespace headlight::ui
