#pragma once

#include <QStackedWidget>

namespace headlight::ui {

class LessonEditor;
class LessonList;
class LessonPanel;
struct Theme;

/// What the lesson dock shows: the lessons that there are, a step of one, or the words of one that is being written.
class LessonViews : public QStackedWidget {
  Q_OBJECT
 public:
  explicit LessonViews(QWidget* parent);
  void setTheme(const Theme& theme);
  LessonList& list() { return *list_; }
  LessonPanel& panel() { return *panel_; }
  LessonEditor& editor() { return *editor_; }
  void showList();
  void showPanel();
  void showEditor();
  // Its pages scroll by themselves.
  bool hasHeightForWidth() const override { return false; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 private:
  void bring(QWidget& page);

  LessonList* list_;
  LessonPanel* panel_;
  LessonEditor* editor_;
};

}  // namespace headlight::ui
