#pragma once

#include <QObject>
#include <string>

#include "trace/trace.h"

namespace headlight::ui {

class EditClock;
class LensArea;
class PassLoop;
struct WindowContext;

/// "3 of 12 rows from layer 2 on recomputed, layers 0–1 kept": what a pass did not take over from the one before.
QString recomputedText(const Trace& trace);

/// Says in the status line how long after an edit the lens had painted its frame, and what was computed for it. UI
/// thread.
class PaintReport : public QObject {
  Q_OBJECT
 public:
  PaintReport(const WindowContext& context, PassLoop& loop, LensArea& lensArea);
  /// No frame has been painted yet.
  bool isBeforeFirst() const { return beforeFirst_; }
  /// The window before this one has told of the start of the program.
  void goOn() { startTold_ = true; }
  /// The frame of that revision is on screen: the lens has painted it, or there is none to paint.
  void painted(quint64 revision);

 signals:
  /// Once.
  void firstPainted();
  /// `milliseconds`: since the input event; < 0: it was no edit's.
  void reported(quint64 revision, double milliseconds);

 private:
  const WindowContext& context_;
  PassLoop& loop_;
  EditClock* clock_;
  bool beforeFirst_ = true;
  bool startTold_ = false;
  std::string toldModel_;  ///< folder of the model, and the revision, of what the line speaks of
  quint64 toldRevision_ = 0;
};

}  // namespace headlight::ui
