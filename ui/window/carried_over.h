#pragma once

#include <QByteArray>
#include <QString>
#include <memory>
#include <optional>
#include <vector>

#include "ui/document/autosave.h"
#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/window/lesson_actions.h"
#include "ui/window/lesson_player.h"
#include "ui/window/session_bridge.h"
#include "ui/window/session_files.h"
#include "ui/window/settings.h"

namespace headlight::ui {

/// What a window works on: what was made, what was chosen in it, and the model that computes.
struct Workspace {
  Document document;
  Selection selection;
  SessionBridge bridge;
};

/// What one window hands to the next where it is made anew in the process (ProgramWindow): all that is not words. The
/// document goes as it is, with its undo stacks, and so does the model, which is not loaded again.
struct CarriedOver {
  std::shared_ptr<Workspace> workspace;
  std::unique_ptr<Autosave> autosave;  ///< null: nothing is kept
  Settings settings;

  SavedPlace place = {};
  std::vector<int> alsoLocked = {};
  std::vector<PinnedHead> pins = {};
  int chosenPlace = -1;
  bool stepsTarget = false;  ///< the target is written token by token
  int beams = 1;
  WeightStorage storage = WeightStorage::F32;      ///< of the model that serves, or comes
  QString comingFolder = {}, comingSelector = {};  ///< that was being opened; empty: none
  QString comingSession = {};                      ///< the same of a session file
  NamedFile file = {};

  QByteArray geometry = {}, layout = {};
  QString theme = {};  ///< as Settings::theme
  bool lensFullScreen = false, inspector = false, firstSteps = false;
  std::optional<PlayedLesson> lesson = {};
  std::optional<LessonDraft> draft = {};
};

}  // namespace headlight::ui
