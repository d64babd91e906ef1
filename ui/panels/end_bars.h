#pragma once

#include <QStringList>
#include <QWidget>
#include <vector>

namespace headlight::ui {

class RowSelection;
struct Theme;

/// Where an answer may begin and end: for each token of the text that is asked about the probability of either, and the
/// likeliest stretch.
struct AnswerEndsShown {
  QStringList names;               ///< of the tokens
  std::vector<double> start, end;  ///< of each
  int firstRow = 0;                ///< of the input
  int bestFirst = -1, bestLast = -1;
  QString best;  ///< the likeliest stretch as text
  bool operator==(const AnswerEndsShown&) const = default;
};

/// Those as bars over the tokens from left to right: begins above the line, ends below it, the likeliest stretch shaded
/// and named. A bar under the pointer lights its token everywhere.
class EndBars : public QWidget {
  Q_OBJECT
 public:
  explicit EndBars(RowSelection& rows, QWidget* parent = nullptr);
  void setTheme(const Theme& theme);
  void setEnds(AnswerEndsShown ends);
  const AnswerEndsShown& ends() const { return ends_; }
  /// Of the token at that place, px of the widget.
  QRectF columnRect(int index) const;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  bool event(QEvent* event) override;

 private:
  QRectF column(int index) const;  ///< px at 100 %
  int columnAt(const QPoint& at) const;
  int count() const { return static_cast<int>(ends_.start.size()); }

  RowSelection& rows_;
  const Theme* theme_;
  AnswerEndsShown ends_;
};

}  // namespace headlight::ui
