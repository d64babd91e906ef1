#pragma once

#include <QFrame>

#include "ui/window/shelf.h"

class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace headlight::ui {

struct Theme;

/// The shelf, popped up: each sentence or picture with what to look for; below, the way to put there what stands in the
/// input now. Return or a click takes an entry, Delete takes an own one off, Escape shuts it. UI thread.
class ShelfPanel : public QFrame {
  Q_OBJECT
 public:
  explicit ShelfPanel(QWidget& window);
  void setTheme(const Theme& theme);
  /// `putting`: what would be put there now, "this sentence"; empty: there is nothing.
  void setContents(const ShelfContents& contents, const QString& putting);
  /// Below `anchor` where there is room, and always whole on its screen; the keyboard is on the first entry.
  void openAt(const QRect& anchor);

 signals:
  void chosen(const headlight::ui::ShelfEntry& entry);
  void putAsked(const QString& look);
  void removeAsked(int own);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  const ShelfEntry* current() const;
  void take();
  void put();
  void showCurrent();
  /// Heights of rows hang on the width.
  void layOut();

  QWidget& window_;
  QList<ShelfEntry> entries_;
  QLabel *empty_, *problems_, *putting_;
  QListWidget* list_;
  QLineEdit* look_;
  QPushButton *put_, *remove_;
};

}  // namespace headlight::ui
