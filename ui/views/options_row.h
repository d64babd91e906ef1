#pragma once

#include <QWidget>
#include <vector>

#include "ui/views/view_host.h"

class QHBoxLayout;
class QLabel;
class QToolButton;

namespace headlight::ui {

class ElidedComboBox;
class LegendWidget;
class MoreOptions;
class SegmentedButtons;

/// A row of options of one view, above or below the lens: one sheet with it. It is read again whenever something has
/// changed while its view is shown, and when its width changes. It asks for no width: where it is tight first the words
/// beside the controls go, then the controls themselves, from the right, into the panel of "…". The first control and
/// the legend stay.
class OptionsRow : public QWidget {
  Q_OBJECT
 public:
  OptionsRow(const View& view, ViewHost& host, QWidget* parent);
  virtual void setTheme(const Theme& theme);
  QSize minimumSizeHint() const override;
  /// Where it is low: all that `other` has is in this row's panel of "…", and nobody shows `other`. Null gives it back.
  void takeIn(OptionsRow* other);

 protected:
  /// Takes over what the host and the view say now.
  virtual void read() = 0;
  /// `read`, while the view is shown: others would be asked for numbers that nobody sees.
  void readIfShown();
  void resizeEvent(QResizeEvent* event) override;
  bool event(QEvent* event) override;

  ViewHost& host() const { return host_; }
  QHBoxLayout& row() const { return *row_; }
  // Each is made in the row's style and not yet in its layout.
  /// Muted: it names the widget beside it.
  QLabel* label(const QString& words);
  ElidedComboBox* combo(const QString& name, const QStringList& items);
  /// A button of words that stays pressed.
  QToolButton* toggle(const QString& objectName, const QString& accessibleName, const QString& tip);
  /// Of the shown view; chooses its colour map.
  LegendWidget* legend();

 private:
  void collect();
  void fold();
  void place(std::size_t kept);
  /// In the panel of "…" while `kept` controls stand in the row.
  std::vector<QWidget*> foldedAt(std::size_t kept) const;
  int widthOf(const QWidget& control) const;

  const View& view_;
  ViewHost& host_;
  QHBoxLayout* row_;
  QList<QLabel*> labels_;
  MoreOptions* more_;
  struct Place {
    QWidget* widget;  ///< null: a stretch
    int stretch;
  };
  std::vector<Place> places_;       ///< the whole row, nothing folded
  LegendWidget* legend_ = nullptr;  ///< null: this row has none
  std::vector<QWidget*> controls_;  ///< from the left; without labels and legend
  std::size_t kept_ = 0;            ///< so many of them stand in the row
  bool folding_ = false;
  OptionsRow* guest_ = nullptr;  ///< taken in
  bool isGuest_ = false;
};

}  // namespace headlight::ui
