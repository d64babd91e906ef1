#pragma once

#include <QWidget>
#include <optional>
#include <vector>

#include "ui/document/selection.h"

class QPainter;

namespace headlight::ui {

struct Theme;

/// What a click on a bar does, and so what a bar is.
enum class BarKind {
  Append,  ///< a token: it comes after the text
  Place,   ///< a token: it comes in the place that is predicted
  Label,   ///< a label of a classification: nothing
  Answer   ///< a stretch of the text, with the number of its first token: nothing
};

/// One bar: a token of the vocabulary (or a label) and what the model gives it.
struct PredictionRow {
  std::int32_t id = 0;
  QString shown;
  double probability = 0;  ///< after temperature, top-k and top-p
  double plain = 0;        ///< softmax of the logits alone
  float logit = 0;
  bool cut = false;  ///< by top-k or top-p: cannot be drawn
  /// The same without the what-ifs, while there are any.
  struct Before {
    double probability = 0, plain = 0;
    float logit = 0;
  };
  std::optional<Before> before = {};
  bool stands = false;  ///< it is what stands in the place that is predicted
};

/// The likeliest next tokens as bars: the model's own probability on an axis from 0 to 1, and beside it what
/// temperature, top-k and top-p make of it, where they make a difference (a token that they cut off is pale, with its
/// probability all the same). With what-ifs the filled bar is after, a tick stands where it was before, and the change
/// at the end. Up and Down walk, Enter or a click takes the token.
class PredictionBars : public QWidget {
  Q_OBJECT
 public:
  static constexpr int rowHeight = 23, axisHeight = 15;

  explicit PredictionBars(Selection& selection, QWidget* parent = nullptr);
  void setTheme(const Theme& theme);
  /// Room is kept for `places` rows, so that nothing below moves.
  void setRows(std::vector<PredictionRow> rows, int places);
  const std::vector<PredictionRow>& rows() const { return rows_; }
  void setKind(BarKind kind);
  /// The sliders change what can be drawn: it stands in a column of its own.
  void setDrawn(bool shown);
  /// A last line, muted: so many more rows have so much probability together; 0: no such line.
  void setMore(int count, double probability);
  /// A token that the pointer is on elsewhere in the window; -1: none.
  void setLitToken(std::int32_t id);
  QRect rowRect(int index) const;

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 signals:
  void chosen(std::int32_t id);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  bool event(QEvent* event) override;

 private:
  /// Bars are tokens of the vocabulary, to be pointed at and taken.
  bool ofTokens() const { return kind_ == BarKind::Append || kind_ == BarKind::Place; }
  /// Where things stand across: names, the axis from 0 to 1, one or two columns of numbers.
  struct Columns {
    double axis = 0, room = 0;      ///< left end and length
    double number = 0, second = 0;  ///< right ends; 0: there is no second one
    double at(double p) const { return axis + room * p; }
  };
  int wantedHeight() const { return places_ > 0 ? axisHeight + places_ * rowHeight : 0; }
  QRectF areaOf(int index) const;
  bool compares() const;
  int nameRoom() const;
  Columns columns() const;
  void paintAxis(QPainter& painter, const Columns& columns) const;
  void paintBar(QPainter& painter, const PredictionRow& row, const QRectF& area, const Columns& columns,
                bool lit) const;
  void paintNumbers(QPainter& painter, const PredictionRow& row, const QRectF& area, const Columns& columns,
                    bool lit) const;
  int rowAt(const QPoint& point) const;
  void hover(int index);
  void describe();

  Selection& selection_;
  const Theme* theme_;
  std::vector<PredictionRow> rows_;
  BarKind kind_ = BarKind::Append;
  bool drawn_ = false;
  int places_ = 10;
  int more_ = 0;
  double moreProbability_ = 0;
  int current_ = 0;
  int hovered_ = -1, pressed_ = -1;
  std::int32_t lit_ = -1;
};

}  // namespace headlight::ui
