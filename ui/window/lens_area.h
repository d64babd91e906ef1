#pragma once

#include <QWidget>

#include "ui/lens/image_footer.h"
#include "ui/lens/image_options.h"
#include "ui/lens/lens_widget.h"
#include "ui/lens/options_row.h"

class QAction;
class QStackedWidget;
class QTabBar;
class QToolButton;

namespace headlight::ui {

class EmptyState;
class MessageStrip;

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
  void setView(LensView view);
  /// An image model is open: the Image tab is there, and is what its model starts with. Else there is none.
  void setImageModel(bool image);

 signals:
  void viewChanged();

 private:
  LensWidget* lens_;
  OptionsRow* options_;
  ImageOptions* imageOptions_;
  ImageFooter* imageFooter_;
  MessageStrip* messages_;
  EmptyState* empty_;
  QStackedWidget* stack_;
  QTabBar* tabs_;
  QWidget* tabRow_;
  QWidget* rule_;
  struct TabButton {
    QToolButton* button;
    QString iconName;
  };
  QList<TabButton> buttons_;
};

}  // namespace headlight::ui
