#pragma once

#include <QObject>
#include <QTimer>
#include <optional>

#include "ui/document/session_file.h"
#include "ui/lessons/lesson.h"
#include "ui/panels/lesson_page.h"
#include "ui/window/lesson_marks.h"

namespace headlight::ui {

class EarlierWork;
class LensArea;
class LessonPanel;
class LiveTarget;
class Opening;
class PassLoop;
class TracePanels;
struct OpenModel;
struct PassNeeds;
struct ShownTrace;
struct WindowContext;

/// A lesson that is played, and how far its step has come.
struct PlayedLesson {
  Lesson lesson;
  int step = 0;
  StepState state = {};  ///< that was set last
  bool arrived = false, done = false, drawn = false, revealed = false, solved = false;
  std::optional<int> answer = {};
};

/// Plays a lesson on the window: sets what a step sets, marks what it points at, and says in the panel what the picture
/// says now. All that it does to the window goes through the document, the selection and the view. UI thread.
class LessonPlayer : public QObject {
  Q_OBJECT
 public:
  LessonPlayer(const WindowContext& context, Opening& opening, EarlierWork& earlier, LiveTarget& live, PassLoop& loop,
               LensArea& lensArea, TracePanels& panels, LessonPanel& panel);
  void setTheme(const Theme& theme);

  /// From that step on. Throws Error where a model is not here.
  void start(Lesson lesson, int step = 0);
  bool playing() const { return lesson_.has_value(); }
  /// For the window that takes the place of this one; nothing: none is played. And there, where the work of its step is
  /// in the document already: what has been done in it stays.
  std::optional<PlayedLesson> played() const;
  void goOn(PlayedLesson played);
  int step() const { return step_; }
  /// What has to be done in this step has been, at one time.
  bool stepDone() const { return done_; }
  /// The picture is of what the step has set.
  bool arrived() const { return arrived_; }
  void next();
  void back();
  /// Back to the start of the step.
  void again();
  /// What the step asks for is done for whoever asks.
  void solve();
  void leave();

  /// That model is loaded: where it is the one that a step waits for, its work goes into the document.
  void takeUp(const OpenModel& model);
  /// The panels show that trace.
  void shown(const ShownTrace& shown);
  /// Also what the numbers of the step need.
  void addNeeds(const ModelInfo& model, PassNeeds& needs) const;
  /// The step as the panel shows it.
  LessonPage page() const;

 signals:
  /// A lesson begins, or ends.
  void playingChanged(bool playing);
  /// The work of a step is in the document, and its model serves already.
  void broughtIn();

 private:
  const LessonStep& current() const { return lesson_->steps[static_cast<std::size_t>(step_)]; }
  LessonFacts facts() const;
  void show(int step, bool set);
  void set(const StepState& state);
  void bringIn();
  void arrive();
  void lockAndPoint(const ShownTrace& shown);
  void mark();
  void look();
  void reveal();
  void tellRefused(const QString& sentence);

  const WindowContext& context_;
  Opening& opening_;
  EarlierWork& earlier_;
  LiveTarget& live_;
  PassLoop& loop_;
  LensArea& lensArea_;
  LessonPanel& panel_;
  LessonMarks marks_;
  std::optional<Lesson> lesson_;
  int step_ = 0;
  StepState state_;  ///< that was set last
  struct Coming {
    SavedWork work;
    QString folder;
  };
  std::optional<Coming> coming_;  ///< waits for its model
  quint64 from_ = 0;              ///< revision from which on a trace is of the step
  bool arrived_ = false, done_ = false, drawn_ = false, revealed_ = false, solved_ = false;
  bool goesOn_ = false;  ///< the picture that it waits for is of what is there already
  std::optional<int> answer_;
  QTimer later_;
};

}  // namespace headlight::ui
