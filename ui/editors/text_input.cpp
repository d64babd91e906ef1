#include "ui/editors/text_input.h"

#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>
#include <QMouseEvent>
#include <QScrollBar>
#include <QUrl>
#include <algorithm>

#include "ui/document/text_document.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

/// The editor's text: QTextDocument keeps paragraphs apart with U+2029 and calls the end one too.
QString rawText(const QTextDocument& document) {
  QString text = document.toRawText();
  return text.replace(QChar::ParagraphSeparator, QLatin1Char('\n'));
}

}  // namespace

TextInput::TextInput(TextDocument& text, RowSelection& rows, QWidget* parent)
    : QPlainTextEdit(parent), text_(text), rows_(rows) {
  setObjectName(QStringLiteral("textInput"));
  setAccessibleName(tr("Text input"));
  setAccessibleDescription(tr("Every change is computed at once"));
  setPlaceholderText(tr("Type or paste a text"));
  setUndoRedoEnabled(false);
  setTabChangesFocus(true);
  setCursorWidth(2);
  QPlainTextEdit::document()->setDocumentMargin(1);
  setFont(textFont(TextStyle::Editor));
  setMouseTracking(true);
  viewport()->setMouseTracking(true);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  // A space at the end of a full line lies beside the room there is: following the cursor there cuts every line's first
  // letter.
  connect(horizontalScrollBar(), &QScrollBar::valueChanged, horizontalScrollBar(),
          [this] { horizontalScrollBar()->setValue(0); });
  connect(this->document(), &QTextDocument::contentsChange, this, &TextInput::readEdit);
  connect(&text_, &TextDocument::textReplaced, this, &TextInput::showReplacement);
  connect(&rows_, &RowSelection::hoverChanged, this, &TextInput::showHover);
  if (text_.segments().length() > 0) showReplacement(0, 0, text_.text());
}

void TextInput::setTheme(const Theme& theme) {
  theme_ = &theme;
  showHover();
}

void TextInput::setCommonRows(int count) {
  if (count == commonRows_) return;
  commonRows_ = count;
  showHover();
}

void TextInput::readEdit() {
  if (showing_) return;
  // contentsChange also comes for formats and for an input method's preview: what counts is which text differs.
  const QString now = rawText(*QPlainTextEdit::document());
  if (now == known_) return;
  qsizetype same = 0;
  const qsizetype most = std::min(now.size(), known_.size());
  while (same < most && now[same] == known_[same]) ++same;
  if (same > 0 && now[same - 1].isHighSurrogate()) --same;
  qsizetype tail = 0;
  while (tail < most - same && now[now.size() - 1 - tail] == known_[known_.size() - 1 - tail]) ++tail;
  if (tail > 0 && now[now.size() - tail].isLowSurrogate()) --tail;
  const QString inserted = now.mid(same, now.size() - same - tail);
  const qsizetype removed = known_.size() - same - tail;
  known_ = now;
  text_.replaceText(static_cast<int>(same), static_cast<int>(removed), inserted);
}

void TextInput::showReplacement(int position, int removed, const QString& inserted) {
  showing_ = true;
  QTextCursor cursor(QPlainTextEdit::document());
  cursor.setPosition(position);
  cursor.setPosition(position + removed, QTextCursor::KeepAnchor);
  cursor.insertText(inserted);
  known_ = rawText(*QPlainTextEdit::document());  // which differs from the document's where a chosen token holds a CR
  cursor.setPosition(position + static_cast<int>(inserted.size()));
  setTextCursor(cursor);
  ensureCursorVisible();
  showing_ = false;
}

void TextInput::showHover() {
  QList<QTextEdit::ExtraSelection> lit;
  if (theme_) {
    const auto& tokens = text_.tokens();
    for (const int row : {rows_.query(), rows_.key(), rows_.pointed()}) {
      if (row < 0 || row >= commonRows_ || row >= static_cast<int>(tokens.size())) continue;
      const InputToken& token = tokens[static_cast<std::size_t>(row)];
      if (token.begin == token.end) continue;
      QTextEdit::ExtraSelection selection;
      selection.cursor = QTextCursor(QPlainTextEdit::document());
      const int end = QPlainTextEdit::document()->characterCount() - 1;
      selection.cursor.setPosition(std::min(token.begin, end));
      selection.cursor.setPosition(std::min(token.end, end), QTextCursor::KeepAnchor);
      selection.format.setBackground(theme_->beam);
      selection.format.setForeground(theme_->beamText);
      lit.append(selection);
    }
  }
  if (!lit.isEmpty() || !extraSelections().isEmpty()) setExtraSelections(lit);
}

void TextInput::mouseMoveEvent(QMouseEvent* event) {
  QPlainTextEdit::mouseMoveEvent(event);
  if (event->buttons() != Qt::NoButton) return;
  const QTextCursor cursor = cursorForPosition(event->pos());
  const QRect at = cursorRect(cursor);
  int row = -1;
  // cursorForPosition answers with the nearest place: beyond the end of a line nothing is under the pointer.
  if (event->pos().y() >= at.top() && event->pos().y() <= at.bottom() && std::abs(event->pos().x() - at.x()) <= 12) {
    const int position = cursor.position() - (event->pos().x() < at.x() ? 1 : 0);
    const auto& tokens = text_.tokens();
    for (int i = 0; i < static_cast<int>(tokens.size()); ++i)
      if (tokens[static_cast<std::size_t>(i)].begin <= position && position < tokens[static_cast<std::size_t>(i)].end) {
        row = i;
        break;
      }
  }
  if (row >= commonRows_) row = -1;
  rows_.hover(row);
}

void TextInput::leaveEvent(QEvent* event) {
  QPlainTextEdit::leaveEvent(event);
  rows_.hover(-1);
}

bool TextInput::event(QEvent* event) {
  // Undo and redo belong to the window's one stack, also while the editor has the focus: QPlainTextEdit would claim the
  // keys.
  if (event->type() == QEvent::ShortcutOverride) {
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
      event->ignore();
      return false;
    }
  }
  return QPlainTextEdit::event(event);
}

void TextInput::keyPressEvent(QKeyEvent* event) {
  if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && event->modifiers() == Qt::ShiftModifier) {
    // A line break like any other, rather than U+2028.
    textCursor().insertText(QStringLiteral("\n"));
    return;
  }
  QPlainTextEdit::keyPressEvent(event);
}

void TextInput::contextMenuEvent(QContextMenuEvent* event) {
  QMenu menu(this);
  const auto add = [&](const QString& text, QKeySequence::StandardKey key, bool enabled, auto action) {
    QAction* entry = menu.addAction(text, this, action);
    entry->setShortcut(key);
    entry->setEnabled(enabled);
  };
  const bool selected = textCursor().hasSelection();
  add(tr("Undo"), QKeySequence::Undo, text_.undoStack().canUndo(), [this] { text_.undoStack().undo(); });
  add(tr("Redo"), QKeySequence::Redo, text_.undoStack().canRedo(), [this] { text_.undoStack().redo(); });
  menu.addSeparator();
  add(tr("Cut"), QKeySequence::Cut, selected, [this] { cut(); });
  add(tr("Copy"), QKeySequence::Copy, selected, [this] { copy(); });
  add(tr("Paste"), QKeySequence::Paste, canPaste(), [this] { paste(); });
  menu.addSeparator();
  add(tr("Select all"), QKeySequence::SelectAll, !known_.isEmpty(), [this] { selectAll(); });
  menu.exec(event->globalPos());
}

bool TextInput::canInsertFromMimeData(const QMimeData* source) const {
  return source->hasUrls() || source->hasImage() || QPlainTextEdit::canInsertFromMimeData(source);
}

void TextInput::insertFromMimeData(const QMimeData* source) {
  QStringList files;
  for (const QUrl& url : source->urls())
    if (url.isLocalFile()) files << url.toLocalFile();
  if (!files.isEmpty()) {
    emit filesDropped(files);
    return;
  }
  if (source->hasImage() && !source->hasText()) {
    emit imagePasted(source->imageData().value<QImage>());
    return;
  }
  // Pasted text as it stands, but for line ends of other systems and characters that QTextDocument keeps for itself.
  QString text = source->text();
  text.replace(QLatin1String("\r\n"), QLatin1String("\n"));
  text.replace(QLatin1Char('\r'), QLatin1Char('\n'));
  text.remove(QChar(0xFDD0)).remove(QChar(0xFDD1)).remove(QChar::Null);
  text.replace(QChar::ObjectReplacementCharacter, QChar::ReplacementCharacter);
  textCursor().insertText(text);
  ensureCursorVisible();
}

}  // namespace headlight::ui
