#pragma once

#include <QObject>
#include <optional>

#include "ui/lessons/lesson.h"

namespace headlight::ui {

class LessonPlayer;
class LessonViews;
class SessionFiles;
class Whereabouts;
struct WindowContext;

/// A lesson that somebody writes, and the step that is edited.
struct LessonDraft {
  Lesson lesson;
  int step = 0;
};

/// Lessons as files: which there are, opening one, and writing one from what is on screen. UI thread.
class LessonActions : public QObject {
  Q_OBJECT
 public:
  LessonActions(const WindowContext& context, LessonPlayer& player, LessonViews& views, SessionFiles& sessions,
                const Whereabouts& whereabouts);

  /// Title and folder of each bundled one but the tour, which the window offers by itself.
  QList<std::pair<QString, QString>> bundled() const;
  /// The bundled lesson that shows the window.
  void showAround();
  /// The list of lessons in the dock.
  void showList();
  /// What it lists, as the folder of lessons has it now.
  void fillList();
  void askForFile();
  /// False, with a message, for what is no lesson. A folder, or a packed file.
  bool open(const QString& path);

  /// A lesson whose first step is what is on screen.
  void begin();
  /// One more step of it, behind the one that is edited.
  void addStep();
  void showEditor();
  bool hasDraft() const { return draft_; }
  /// For the window that takes the place of this one; nothing: there is none. And there.
  std::optional<LessonDraft> draft() const;
  void goOn(const LessonDraft& draft);
  void askWhereToSave(bool asFolder);
  /// False, with a sentence in the editor.
  bool saveTo(const QString& path, bool asFolder);

 signals:
  /// The dock has something to show.
  void dockAsked();

 private:
  std::optional<StepState> stateNow(std::map<QString, QByteArray>& files);
  LessonStep stepNow(std::map<QString, QByteArray>& files);
  void takeState();
  void preview();
  void tellRefused(const QString& path, const QString& sentence);
  bool start(Lesson lesson, int step, const QString& path);

  const WindowContext& context_;
  LessonPlayer& player_;
  LessonViews& views_;
  SessionFiles& sessions_;
  const Whereabouts& whereabouts_;
  bool draft_ = false;  ///< the editor has a lesson
};

}  // namespace headlight::ui
