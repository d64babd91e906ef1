#pragma once

#include <QLayout>
#include <QList>

namespace headlight::ui {

/// Widgets one beside the other as far as there is room, then in the next line. Each has its size hint, or the whole
/// width where that is less; one that is to take what is left of its line is said so.
class FlowLayout : public QLayout {
 public:
  explicit FlowLayout(int spacing) { setSpacing(spacing); }
  FlowLayout(const FlowLayout&) = delete;
  FlowLayout& operator=(const FlowLayout&) = delete;
  ~FlowLayout() override;
  /// It grows to the end of its line.
  void setStretched(QWidget* widget) { stretched_ = widget; }

  void addItem(QLayoutItem* item) override { items_.append(item); }
  int count() const override { return static_cast<int>(items_.size()); }
  QLayoutItem* itemAt(int index) const override { return items_.value(index); }
  QLayoutItem* takeAt(int index) override;
  Qt::Orientations expandingDirections() const override { return {}; }
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override { return place({0, 0, width, 0}, false); }
  void setGeometry(const QRect& rect) override;
  /// All in one line.
  QSize sizeHint() const override;
  /// One below the other, each as narrow as it can be.
  QSize minimumSize() const override;

 private:
  int place(const QRect& rect, bool move) const;

  QList<QLayoutItem*> items_;
  QWidget* stretched_ = nullptr;
};

}  // namespace headlight::ui
