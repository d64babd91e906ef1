#pragma once

#include <QColor>
#include <QImage>
#include <QList>
#include <QWidget>

#include "ui/theme/theme.h"

namespace headlight::ui {

class ElidedLabel;

/// Words beside a control.
ElidedLabel* makeLabel(const QString& words, QWidget* parent, TextStyle style = TextStyle::Body);
/// Widgets beside each other; the one at place `stretched` takes what is left.
QWidget* makeRow(QWidget* parent, const QList<QWidget*>& widgets, int stretched);

/// Colours of the brush as a row of swatches; the last one opens the colour dialog. Arrow keys walk, Return takes.
class ColourRow : public QWidget {
  Q_OBJECT
 public:
  explicit ColourRow(QWidget* parent = nullptr);
  void setTheme(const Theme& theme);
  /// One that is not in the row stands in the last swatch.
  void setColour(const QColor& colour);
  const QColor& colour() const { return colour_; }
  QRect swatch(int index) const;
  int count() const { return static_cast<int>(colours_.size()) + 1; }
  QSize sizeHint() const override { return {204, 26}; }
  QSize minimumSizeHint() const override { return {120, 26}; }

 signals:
  void chosen(const QColor& colour);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  bool event(QEvent* event) override;

 private:
  void take(int index);
  int indexOf(const QColor& colour) const;

  QList<QColor> colours_;
  QStringList names_;
  QColor colour_ = Qt::black, own_;
  const Theme* theme_;
  int current_ = 0;
};

/// The patch under the pointer as the model sees it, in large, what is known of it, and the original picture beside it.
class PictureThumbs : public QWidget {
  Q_OBJECT
 public:
  explicit PictureThumbs(QWidget* parent = nullptr);
  void setTheme(const Theme& theme);
  /// Null: no patch is under the pointer, the words say what to do.
  void setPatch(const QImage& patch, const QStringList& lines);
  void setOriginal(const QImage& original);
  QStringList lines() const { return lines_; }
  const QImage& patch() const { return patch_; }
  QSize sizeHint() const override { return {208, 96}; }
  QSize minimumSizeHint() const override { return {120, 96}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QImage patch_, original_;
  QStringList lines_;
  const Theme* theme_;
};

}  // namespace headlight::ui
