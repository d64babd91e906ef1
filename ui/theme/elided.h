#pragma once

#include <QComboBox>
#include <QLabel>

namespace headlight::ui {

/// A combo box that can be made narrower than its longest entry: what it shows is then elided, and the tool tip begins
/// with the whole of it. The row of its list that is chosen has the colours of the style sheet, which Qt's own way of
/// drawing such lists leaves out.
class ElidedComboBox : public QComboBox {
  Q_OBJECT
 public:
  explicit ElidedComboBox(QWidget* parent = nullptr);
  QSize minimumSizeHint() const override;

 protected:
  void initStyleOption(QStyleOptionComboBox* option) const override;
  bool event(QEvent* event) override;

 private:
  int textRoom() const;
};

/// One line of plain or rich text that can be made narrower than it is long: it is then elided, and the tool tip begins
/// with the whole of it. Rich text is elided as plain text.
class ElidedLabel : public QLabel {
  Q_OBJECT
 public:
  explicit ElidedLabel(QWidget* parent = nullptr) : QLabel(parent) {}
  ElidedLabel(const QString& text, QWidget* parent) : QLabel(text, parent) {}
  QSize minimumSizeHint() const override;
  /// The text as it is shown, but for what the width leaves out.
  QString plainText() const;

 protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  int textRoom() const;
};

}  // namespace headlight::ui
