// A window that takes the place of another one: what goes from one to the other, and how the new one goes on.
#include "ui/editors/input_editors.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"
#include "ui/window/bundled_models.h"
#include "ui/window/carried_over.h"
#include "ui/window/lens_area.h"
#include "ui/window/message_strip.h"
#include "ui/window/window_parts.h"

namespace headlight::ui {

std::shared_ptr<CarriedOver> MainWindow::carryOver() {
  Parts& p = *parts_;
  const bool full = p.layout.isLensFullScreen();
  p.layout.setLensFullScreen(false);
  const auto carried =
      std::make_shared<CarriedOver>(CarriedOver{workspace_, p.earlierWork.release(), std::move(settings_)});
  carried->place = p.whereabouts.now();
  carried->alsoLocked = selection_.alsoLocked();
  carried->pins = selection_.pins();
  carried->chosenPlace = selection_.chosenPlace();
  carried->stepsTarget = p.live.hasTarget() && p.live.mode() == LiveTarget::Mode::Step;
  carried->beams = p.live.beams();
  carried->storage = p.opening.weights();
  carried->comingSession = p.sessions.coming();
  if (bridge_.opening() && carried->comingSession.isEmpty()) {
    carried->comingFolder = bridge_.askedFolder();
    carried->comingSelector = bridge_.askedSelector();
  }
  carried->file = p.sessions.file();
  carried->geometry = saveGeometry();
  carried->layout = saveState(layoutVersion);
  carried->theme = themeChoice();
  carried->lensFullScreen = full;
  carried->inspector = lensArea_->lens().inspectorVisible();
  carried->firstSteps = lensArea_->messages().has(MessageStrip::FirstStart);
  carried->lesson = p.lessons.played();
  carried->draft = p.lessonActions.draft();
  p.writing.stop();
  p.opening.stop();
  bridge_.stopLongWork();
  return carried;
}

void MainWindow::goOn(const CarriedOver& carried) {
  Parts& p = *parts_;
  p.report.goOn();
  p.sessions.goOn(carried.file);
  p.opening.goOn(carried.storage);
  p.live.setBeams(carried.beams);
  const OpenModel* model = bridge_.current();
  p.earlierWork.goOn(model ? model->folder : QString(), carried.place);
  if (model) {
    p.earlierWork.begin({}, textSamplesOf(model->folder).first);
    p.inputs.prepare(*model);
    handOver(*model);
    if (carried.stepsTarget) p.live.bringBack(LiveTarget::Mode::Step);
    selection_.setPins(carried.pins);
  }
  goOnWithFirstPicture(carried);
  if (carried.draft) p.lessonActions.goOn(*carried.draft);
  if (carried.lesson) p.lessons.goOn(*carried.lesson);
  if (carried.inspector) lensArea_->lens().setInspectorVisible(true);
  p.menus.showInspectorState();
  if (!carried.comingSession.isEmpty())
    p.sessions.open(carried.comingSession);
  else if (!carried.comingFolder.isEmpty())
    p.opening.open(carried.comingFolder, carried.comingSelector);
  else if (!model)
    openModel(options_.model);  // which is told why it does not come
  p.loop.request();
  p.panels.focusEditor();
  // The whole screen is taken by a window that is shown.
  if (carried.lensFullScreen)
    QMetaObject::invokeMethod(
        &p.layout, [&p] { p.layout.setLensFullScreen(true); }, Qt::QueuedConnection);
}

void MainWindow::goOnWithFirstPicture(const CarriedOver& carried) {
  auto* once = new QObject(&parts_->wiring);
  connect(&parts_->loop, &PassLoop::shownChanged, once,
          [this, once, also = carried.alsoLocked, place = carried.chosenPlace,
           tell = carried.firstSteps](const ShownTrace& shown) {
            if (!shown.trace) return;
            QObject::disconnect(&parts_->loop, nullptr, once, nullptr);
            once->deleteLater();
            if (selection_.lockedRow() >= 0)
              for (const int row : also) selection_.lockAlso(row);
            selection_.choosePlace(place);
            if (tell) parts_->firstStart.tell();
          });
}

}  // namespace headlight::ui
