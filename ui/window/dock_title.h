#pragma once

#include <QList>
#include <QWidget>

class QDockWidget;
class QHBoxLayout;
class QToolButton;
class QAction;

namespace headlight::ui {

class ElidedLabel;
struct Theme;

/// The title bar of a dock: its name, buttons of its own, then float and close. Qt's own buttons cannot follow the
/// theme.
class DockTitle : public QWidget {
  Q_OBJECT
 public:
  explicit DockTitle(QDockWidget* dock);
  /// Adds a button in front of float and close; the icon is one of assets/icons.
  void addAction(QAction* action, const QString& iconName);
  /// The same place for a button of the caller's own.
  void addButton(QToolButton* button, const QString& iconName);
  void setTheme(const Theme& theme);
  // A dock gives its title as much height as it asks for, and lays the panel out below that.
  QSize sizeHint() const override { return {QWidget::sizeHint().width(), minimumHeight()}; }
  QSize minimumSizeHint() const override { return {160, minimumHeight()}; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  bool event(QEvent* event) override;

 private:
  struct Entry {
    QToolButton* button;
    QString iconName;
  };
  QToolButton* addButton(const QString& iconName, const QString& name);
  void toggleFloating();
  /// Where it is tight, words of buttons go first, then the button that floats the dock (a double click does, too),
  /// then the name.
  void fold();

  QDockWidget* dock_;
  ElidedLabel* label_;
  QHBoxLayout* layout_;
  QList<Entry> entries_;
  QToolButton* float_;
  int own_ = 0;  ///< buttons added before float and close
  const Theme* theme_;
};

}  // namespace headlight::ui
