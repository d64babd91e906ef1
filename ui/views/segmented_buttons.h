#pragma once

#include <QStringList>
#include <QWidget>

namespace headlight::ui {

struct Theme;

/// Two or three words side by side, one of them chosen. Painted; left and right arrows choose.
class SegmentedButtons : public QWidget {
  Q_OBJECT
 public:
  SegmentedButtons(QStringList words, const QString& accessibleName, QWidget* parent = nullptr);
  void setTheme(const Theme& theme);
  int chosen() const { return chosen_; }
  /// Other words; what is chosen stays chosen.
  void setWords(QStringList words);
  /// Does not emit.
  void setChosen(int index);
  QSize sizeHint() const override;
  /// What the words need with little around them, for a size policy that lets it shrink.
  QSize minimumSizeHint() const override;

 signals:
  void choose(int index);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;

 private:
  int segmentAt(QPointF at) const;
  QRectF segment(int index) const;
  double padding() const;  ///< on either side of a word, px at 100 %
  void take(int index);
  void describe();

  QStringList words_;
  QString name_;
  const Theme* theme_;
  int chosen_ = 0;
  int hovered_ = -1;
  bool ring_ = false;
};

}  // namespace headlight::ui
