#pragma once

#include <QList>
#include <QWidget>
#include <functional>

class QBoxLayout;
class QScrollArea;

namespace headlight::ui {

class FlowLayout;
struct Theme;

/// One sentence with what can be done about it.
struct Message {
  enum class Kind { Told, Refused };
  struct Button {
    QString text;
    QString iconName;
    bool primary = false;
    std::function<void()> pressed;
  };
  Kind kind = Kind::Told;
  QString title;
  QString detail;
  QString remedy;  ///< what still works, below the detail
  QList<Button> buttons;
  std::function<void()> closed;  ///< the cross was clicked; the strip is gone already
};

/// The strip under the tab row. It pushes the lens down instead of covering it, as far as that can shrink; what is
/// longer is scrolled. Messages have places; the strip shows the first place that has one.
class MessageStrip : public QWidget {
  Q_OBJECT
 public:
  /// From the most to the least urgent.
  enum Place {
    TooLong,
    Failed,
    Device,
    NotOpened,
    Memory,
    Extrapolates,
    Restored,
    WhatIfsDropped,
    NotKept,
    FirstStart,
    PlaceCount
  };

  explicit MessageStrip(QWidget* parent = nullptr);
  void setTheme(const Theme& theme);
  void tell(Place place, Message message);
  void clear(Place place);
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return {0, 0}; }
  bool has(Place place) const { return present_[place]; }
  const Message& message(Place place) const { return messages_[place]; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void rebuild();
  void arrange();

  const Theme* theme_;
  Message messages_[PlaceCount];
  bool present_[PlaceCount] = {};
  int shown_ = -1;
  QScrollArea* scroll_;
  QWidget* content_ = nullptr;     ///< null: nothing is said
  QBoxLayout* row_ = nullptr;      ///< words, then buttons beside or below them
  FlowLayout* buttons_ = nullptr;  ///< null: none
};

}  // namespace headlight::ui
