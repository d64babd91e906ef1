#pragma once

#include <QWidget>
#include <vector>

#include "ui/panels/lesson_page.h"

class QLabel;
class QVBoxLayout;

namespace headlight::ui {

struct Theme;

/// The lessons that there are, to choose one.
class LessonList : public QWidget {
  Q_OBJECT
 public:
  explicit LessonList(QWidget* parent = nullptr);
  void setTheme(const Theme& theme);
  QSize sizeHint() const override;
  void setLessons(std::vector<LessonEntry> lessons);

 signals:
  void chosen(const QString& path);

 private:
  void fill();

  std::vector<LessonEntry> lessons_;
  QLabel* words_;
  const Theme* theme_;
};

}  // namespace headlight::ui
