#pragma once

#include <QPointer>
#include <QStringList>
#include <QWidget>
#include <functional>
#include <vector>

namespace headlight::ui {

struct Theme;

/// Rings and covers that a lesson lays over controls, and controls that it locks. UI thread.
class LessonMarks {
 public:
  /// The control of that name (lessonControls) as it is on screen now; null where the model has none.
  using Find = std::function<QWidget*(const QString& name)>;
  explicit LessonMarks(Find find);
  ~LessonMarks();
  void setTheme(const Theme& theme);
  /// In place of what was marked before. What is in a closed dock is brought back into sight.
  void mark(const QStringList& ringed, const QStringList& covered, const QStringList& locked);
  void clear() { mark({}, {}, {}); }

 private:
  class Mark;
  void add(const QString& name, bool covers);

  Find find_;
  std::vector<QPointer<QWidget>> marks_;
  std::vector<QPointer<QWidget>> locked_;
  const Theme* theme_;
};

}  // namespace headlight::ui
