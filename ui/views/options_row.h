#pragma once

#include <QWidget>

#include "ui/views/view_host.h"

class QComboBox;
class QHBoxLayout;
class QLabel;
class QToolButton;

namespace headlight::ui {

class LegendWidget;
class SegmentedButtons;

/// A row of options of one view, above or below the lens: one sheet with it. It is read again whenever something has
/// changed while its view is shown, and when its width changes.
class OptionsRow : public QWidget {
  Q_OBJECT
 public:
  OptionsRow(const View& view, ViewHost& host, QWidget* parent);
  virtual void setTheme(const Theme& theme);

 protected:
  /// Takes over what the host and the view say now.
  virtual void read() = 0;
  /// `read`, while the view is shown: others would be asked for numbers that nobody sees.
  void readIfShown();
  void resizeEvent(QResizeEvent* event) override;

  ViewHost& host() const { return host_; }
  QHBoxLayout& row() const { return *row_; }
  // Each is made in the row's style and not yet in its layout.
  /// Muted: it names the widget beside it.
  QLabel* label(const QString& words);
  QComboBox* combo(const QString& name, const QStringList& items);
  /// A button of words that stays pressed.
  QToolButton* toggle(const QString& objectName, const QString& accessibleName, const QString& tip);
  /// Of the shown view; chooses its colour map.
  LegendWidget* legend();

 private:
  const View& view_;
  ViewHost& host_;
  QHBoxLayout* row_;
  QList<QLabel*> labels_;
};

}  // namespace headlight::ui
