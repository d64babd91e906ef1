#pragma once

#include <QWidget>
#include <vector>

#include "ui/lens/lens_widget.h"

class QAction;
class QStackedWidget;
class QTabBar;
class QToolButton;

namespace headlight::ui {

class ElidedComboBox;
class ElidedLabel;
class EmptyState;
class MessageStrip;
class OptionsRow;

/// The middle of the window: tabs, messages, options, and the lens or the reason why there is none.
class LensArea : public QWidget {
  Q_OBJECT
 public:
  explicit LensArea(Selection& selection, QWidget* parent = nullptr);
  void setTheme(const Theme& theme);
  LensWidget& lens() { return *lens_; }
  MessageStrip& messages() { return *messages_; }
  EmptyState& empty() { return *empty_; }
  /// Shows the empty state in place of options row and lens.
  void setEmpty(bool empty);
  bool isEmptyShown() const;
  /// Buttons at the right of the tab row.
  void addTabAction(QAction* action, const QString& iconName);
  /// In the tab row: how to leave the whole screen, which has no menu that says it.
  void showWayOut(bool shown);
  /// A band above the lens says that it is frozen, and where the text has changed since, that too.
  void showFrozen(bool frozen, bool changedSince);
  /// Shows the view of that id, unless it does not fit the model.
  void setView(const QString& id);
  /// The views that fit have a tab and an entry in the menu; one that models like that start with comes to the front
  /// where it did not fit the model before.
  void setModel(const ModelInfo& model);
  /// One per view, for the menu.
  QList<QAction*> viewActions() const;

 signals:
  void viewChanged();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void addView(View& view, QLayout& above, QLayout& below);
  /// Those of the shown view; one row takes the other in where both would leave no picture.
  void showRows();
  /// Where type is large for the lens the tabs are one box.
  void foldTabs();
  LensWidget* lens_;
  struct ViewTab {  ///< in the order of the tabs
    const View* view;
    QAction* action;
    std::vector<OptionsRow*> rows;  ///< above and below the lens
  };
  std::vector<ViewTab> views_;
  MessageStrip* messages_;
  EmptyState* empty_;
  QWidget* picture_;  ///< rows of options and the lens
  QStackedWidget* stack_;
  QTabBar* tabs_;
  ElidedComboBox* viewBox_;  ///< in place of the tabs, where they have no room
  ElidedLabel* wayOut_;
  QWidget* frozen_;  ///< the band
  ElidedLabel *frozenWords_, *frozenSince_;
  QWidget* tabRow_;
  QWidget* rule_;
  struct TabButton {
    QToolButton* button;
    QString iconName;
  };
  QList<TabButton> buttons_;
};

}  // namespace headlight::ui
