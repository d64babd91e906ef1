#pragma once

#include <QHash>
#include <QWidget>
#include <array>
#include <vector>

#include "ui/document/input_tokens.h"
#include "ui/document/row_selection.h"

namespace headlight::ui {

struct Theme;

/// What a click on a chip does.
enum class ChipClick {
  Replace,  ///< asks for another token
  Mask,     ///< masks it, has its place predicted, or shows it again
  Select,   ///< locks its row, so that panels are about it
  Place     ///< has what else could stand there shown
};

/// The tokens as chips, in lines: text above, id below. Hovered chips are lit; query and key carry a bar. Arrow keys
/// walk from chip to chip, Enter or a click asks to replace one.
class TokenChips : public QWidget {
  Q_OBJECT
 public:
  explicit TokenChips(RowSelection& rows, QWidget* parent = nullptr);
  void setTheme(const Theme& theme);
  void setTokens(const std::vector<InputToken>& tokens);
  /// How many leading tokens are rows of the trace on screen: only those are lit with it.
  void setCommonRows(int count);
  /// Tokens from here on do not fit into the model's context and are drawn struck out; -1: all fit.
  void setLimit(int limit);
  /// Rows that a checked what-if hides from the others: struck through, dotted. Sorted.
  void setMaskedRows(std::vector<int> rows);
  const std::vector<int>& maskedRows() const { return maskedRows_; }
  /// Something hides that token: a mask in its place, or a what-if.
  bool hides(int index) const;
  /// How much each token is looked at, from 0 to 1; none: nothing is said of it.
  void setWeights(std::vector<float> weights);
  const std::vector<float>& weights() const { return weights_; }
  /// The token whose alternatives are shown; -1: none.
  void setPlace(int place);
  void setIdsShown(bool shown);
  void setClick(ChipClick click);
  /// They are about to be replaced: drawn pale.
  void setPale(bool pale);
  /// What the model calls each of the common rows, in place of the ids; none: ids.
  void setLabels(QStringList labels);
  const QStringList& labels() const { return labels_; }
  /// How surprising each of the common rows was given those before it, in bits: a tint of the logits' colour behind it,
  /// and the number in place of the id. NaN: not known, or nothing stands before it; empty: none is shown.
  void setSurprise(std::vector<float> bits);
  const std::vector<float>& surprise() const { return surprise_; }
  static constexpr float mostSurprise = 12;  ///< bits: what is more surprising looks the same

  int chipAt(const QPoint& point) const;
  QRect chipRect(int index) const;
  int current() const { return current_; }
  const InputToken& token(int index) const { return tokens_[static_cast<std::size_t>(index)]; }

  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;
  QSize sizeHint() const override;

 signals:
  void replaceAsked(int index);
  void removeAsked(int index);
  /// A click, where it masks or asks for alternatives.
  void chosen(int index);
  void placeAsked(int index);
  /// Its row is to be locked, or let go.
  void lockAsked(int index);
  /// Hide it from the other rows, or show it again.
  void maskAsked(int index);
  /// The chip that the keyboard is on should be scrolled into sight.
  void currentMoved(const QRect& rect);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void changeEvent(QEvent* event) override;
  bool event(QEvent* event) override;

 private:
  static constexpr int gap = 4, margin = 3;  ///< px between chips, and around all of them, at 100 %
  /// Of a widget so wide; both in px of the widget. The rectangles are those of 100 %.
  std::vector<QRect> place(int width, int& height) const;
  int textWidth(const InputToken& token) const;
  /// What stands below: the row's label, or its id.
  QString below(int index) const;
  void placeAgain();
  /// Something is written below the token: its label, how surprising it was, or its id.
  bool hasLine() const;
  void paintChip(QPainter& painter, int index) const;
  void moveTo(int index);
  void openMenu(int index, const QPoint& at);
  bool isMasked(int index) const;
  /// NaN where none is shown.
  float surpriseOf(int index) const;

  RowSelection& rows_;
  const Theme* theme_;
  std::vector<InputToken> tokens_;
  ChipClick click_ = ChipClick::Replace;
  QStringList labels_;
  std::vector<float> surprise_;
  std::vector<QRect> rects_;  ///< px at 100 %
  std::vector<int> maskedRows_;
  std::vector<float> weights_;
  int place_ = -1;
  mutable QHash<QString, int> widths_;
  int commonRows_ = 0;
  int limit_ = -1;
  int current_ = 0;
  int pressed_ = -1;
  std::array<int, 3> lit_{-1, -1, -1};  ///< painted as hovered
  bool idsShown_ = true, pale_ = false;
};

}  // namespace headlight::ui
