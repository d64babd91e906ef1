#pragma once

#include "ui/window/capture_budget.h"
#include "ui/window/data_actions.h"
#include "ui/window/device_check.h"
#include "ui/window/device_list.h"
#include "ui/window/earlier_work.h"
#include "ui/window/figure_actions.h"
#include "ui/window/file_actions.h"
#include "ui/window/first_start.h"
#include "ui/window/glossary_window.h"
#include "ui/window/image_actions.h"
#include "ui/window/lesson_actions.h"
#include "ui/window/lesson_player.h"
#include "ui/window/lesson_views.h"
#include "ui/window/live_target.h"
#include "ui/window/main_window.h"
#include "ui/window/memory_notice.h"
#include "ui/window/model_bar.h"
#include "ui/window/model_inputs.h"
#include "ui/window/opening.h"
#include "ui/window/paint_report.h"
#include "ui/window/pass_loop.h"
#include "ui/window/pass_notices.h"
#include "ui/window/presenter.h"
#include "ui/window/session_files.h"
#include "ui/window/shelf_actions.h"
#include "ui/window/source_light.h"
#include "ui/window/status_line.h"
#include "ui/window/trace_panels.h"
#include "ui/window/whereabouts.h"
#include "ui/window/window_context.h"
#include "ui/window/window_layout.h"
#include "ui/window/window_menus.h"
#include "ui/window/writing_on.h"

namespace headlight::ui {

/// The parts of the window in the order in which they know each other. Each is about one thing; what one tells another
/// is connected in main_window_wiring.cpp and nowhere else.
struct MainWindow::Parts {
  explicit Parts(MainWindow& window);
  void fillDevices();

  TracePanels panels;
  LessonViews* lessonViews;  ///< the dock's
  GlossaryWindow* glossary;
  WindowLayout layout;
  ModelBar bar;
  StatusLine status;
  WindowContext context;
  DeviceList devices;
  CaptureBudget budget;
  ModelInputs inputs;
  EarlierWork earlierWork;
  Opening opening;
  LiveTarget live;
  SourceLight sourceLight;
  Whereabouts whereabouts;
  SessionFiles sessions;
  WritingOn writing;  // before the loop: an edit ends it, and the pass of that edit comes after
  PassLoop loop;
  PaintReport report;
  PassNotices notices;
  MemoryNotice memory;
  DeviceCheck deviceCheck;
  ImageActions imageActions;
  ShelfActions shelf;
  FileActions files;
  FigureActions figures;
  DataActions data;
  LessonPlayer lessons;
  LessonActions lessonActions;
  FirstStart firstStart;
  Presenter* presenter;  ///< the window's
  WindowMenus menus;
  QObject wiring;  // what needs more than one part; gone before any of them
};

}  // namespace headlight::ui
