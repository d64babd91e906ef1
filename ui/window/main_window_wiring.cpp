// What the parts of the window tell each other.
#include <QDockWidget>
#include <QScreen>
#include <algorithm>

#include "base/within.h"
#include "ui/document/written_rows.h"
#include "ui/editors/input_editors.h"
#include "ui/panels/beam_tree.h"
#include "ui/panels/lesson_panel.h"
#include "ui/panels/predictions_panel.h"
#include "ui/theme/desktop_theme.h"
#include "ui/theme/hidden.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"
#include "ui/views/head_ranges.h"
#include "ui/views/matrix_view.h"
#include "ui/window/bundled_models.h"
#include "ui/window/empty_state.h"
#include "ui/window/help_dialogs.h"
#include "ui/window/layers_watch.h"
#include "ui/window/lens_area.h"
#include "ui/window/message_strip.h"
#include "ui/window/misfits.h"
#include "ui/window/occlusion_watch.h"
#include "ui/window/what_if_actions.h"
#include "ui/window/window_parts.h"

namespace headlight::ui {
namespace {

/// The inputs of two models are of the same kinds, one by one.
bool sameKinds(const ModelInfo& a, const ModelInfo& b) {
  return std::equal(a.inputs.begin(), a.inputs.end(), b.inputs.begin(), b.inputs.end(),
                    [](const InputInfo& x, const InputInfo& y) { return x.kind.index() == y.kind.index(); });
}

/// Type that is read from the back of a room, where the screen is large enough for it.
int percentFor(const QScreen& screen) {
  return std::max(leastTextPercent + textPercentStep,
                  screen.size().width() * 100 / 1280 / textPercentStep * textPercentStep);
}

}  // namespace

void MainWindow::Parts::fillDevices() { bar.fillDevices(devices.devices(), deviceCheck.words()); }

void MainWindow::connectOpening() {
  Parts& p = *parts_;
  connect(&p.opening, &Opening::firstModel, &p.wiring, [this, &p](const QString& folder) {
    // The text first: it stands in the editor while the weights are being read.
    const TextSamples samples = textSamplesOf(folder);
    lensArea_->empty().setSentences(samples.offered);
    p.earlierWork.begin(p.sessions.isComing() ? QStringLiteral("") : options_.text, samples.first);
  });
  connect(&p.opening, &Opening::began, &p.wiring, [&p] { p.writing.stop(); });  // there is one button to stop
  connect(&p.opening, &Opening::tryOut, &p.wiring, [this](const OpenModel& coming) { tryOut(coming); });
  connect(&p.opening, &Opening::handOver, &p.wiring, [this](const OpenModel& model) { handOver(model); });
  connect(&p.opening, &Opening::gaveUp, &p.wiring, [this, &p] {
    p.inputs.dropComing(bridge_.current());
    // What was asked of a device that was lost meanwhile was not answered: it is asked again, and then heard.
    p.loop.forgetAsked();
    p.bar.fillModels();
    p.fillDevices();
    p.loop.request();
  });
  connect(&p.deviceCheck, &DeviceCheck::cpuWanted, &p.wiring,
          [&p](const QString& folder) { p.opening.open(folder, QStringLiteral("cpu")); });
  connect(&p.writing, &WritingOn::started, &p.deviceCheck, &DeviceCheck::giveWay);
  connect(&p.writing, &WritingOn::started, &p.wiring,
          [&p] { p.live.setMode(LiveTarget::Mode::Typed); });  // it is the target's writer now
  connect(&p.live, &LiveTarget::started, &p.deviceCheck, &DeviceCheck::giveWay);
  connect(&p.live, &LiveTarget::started, &p.wiring, [&p] { p.writing.stop(); });
  connect(&p.status, &StatusLine::stopAsked, &p.wiring, [&p] {
    if (p.writing.underWay())
      p.writing.stop();
    else
      p.opening.stop();
  });
}

void MainWindow::connectLoop() {
  Parts& p = *parts_;
  connectTarget();
  connect(&p.loop, &PassLoop::edited, &p.wiring, [this, &p] {
    if (!p.loop.frozen()) return p.panels.showEmptiness();
    lensArea_->showFrozen(true, p.loop.shown().trace->revision() != document_.revision());
  });
  connect(&p.loop, &PassLoop::frozenChanged, &p.wiring, [this, &p](bool frozen) {
    lensArea_->lens().setNotComputed(frozen ? tr("Not computed before F8 froze the picture.")
                                            : tr("The last pass did not keep it."));
    lensArea_->showFrozen(frozen, frozen && p.loop.shown().trace->revision() != document_.revision());
    p.menus.showFrozenState(frozen);
    if (!frozen) p.panels.showEmptiness();
  });
  connect(&p.loop, &PassLoop::staleChanged, &p.panels, &TracePanels::setStale);
  connect(&p.notices, &PassNotices::nothingComes, &lensArea_->lens(), &LensWidget::setNothingComes);
  connect(&p.opening, &Opening::began, &p.wiring, [this] { lensArea_->lens().setNothingComes({}); });
  connect(&p.opening, &Opening::gaveUp, &p.wiring, [this] {
    if (!bridge_.current()) lensArea_->lens().setNothingComes(tr("no model is loaded"));
  });
  connect(&p.loop, &PassLoop::planFitted, &p.memory, &MemoryNotice::tell);
  connect(&p.loop, &PassLoop::shownChanged, &p.wiring, [this, &p](const ShownTrace& shown) {
    p.panels.show(shown);
    p.whereabouts.shown(shown);
    p.data.shown(shown);
    p.lessons.shown(shown);
    if (!shown.trace) return;
    if (p.report.isBeforeFirst()) p.firstStart.tellOnce(options_.remember, !p.earlierWork.goesOn());
    if (lensArea_->isEmptyShown()) p.report.painted(shown.trace->revision());  // there is no lens to paint it
  });
  connect(&p.report, &PaintReport::firstPainted, &p.wiring, [this, &p] {
    if (options_.background) p.devices.start();
  });
  connect(&p.report, &PaintReport::reported, &p.wiring, [this, &p](quint64 revision, double milliseconds) {
    if (options_.background && !p.writing.underWay() && !p.live.underWay()) p.deviceCheck.start();
    emit pictureShown(revision, milliseconds);
  });
  connect(&p.memory, &MemoryNotice::budgetChanged, &p.loop, &PassLoop::request);
  connect(&p.layout, &WindowLayout::panelShown, &p.loop, &PassLoop::request);
  connect(lensArea_.get(), &LensArea::viewChanged, &p.loop, &PassLoop::request);
  connect(&lensArea_->lens(), &LensWidget::needsChanged, &p.loop, &PassLoop::request);
}

void MainWindow::connectGlossary() {
  Parts& p = *parts_;
  const auto refresh = [&p] { p.glossary->refresh(); };
  connect(&p.loop, &PassLoop::shownChanged, &p.wiring, refresh);
  connect(&selection_, &Selection::headChanged, &p.wiring, refresh);
  connect(&selection_, &Selection::lockChanged, &p.wiring, refresh);
  connect(&p.panels.predictions(), &PredictionsPanel::distributionChanged, &p.wiring, refresh);
  connect(&p.lessonViews->panel(), &LessonPanel::termAsked, p.glossary, &GlossaryWindow::open);
  connect(&p.menus, &WindowMenus::wordsAsked, p.glossary, &GlossaryWindow::openAgain);
  connect(&p.menus, &WindowMenus::wordAsked, p.glossary, &GlossaryWindow::open);
}

OnScreen MainWindow::onScreen() const {
  Parts& p = *parts_;
  OnScreen on{.shown = p.loop.shown(), .layer = selection_.layer(), .head = selection_.head()};
  if (!on.shown.trace) return on;
  on.attention = shownAttention(on.shown.trace->model(), selection_.attention());
  on.row = selection_.lockedRow();
  on.predictions = p.panels.predictions().bars();
  on.ofTokens = p.panels.predictions().ofTokens();
  on.sampling = document_.sampling();
  if (const TextDocument* text = document_.textRead(); text && on.shown.current) on.vocabulary = text->vocabulary();
  return on;
}

void MainWindow::connectTarget() {
  Parts& p = *parts_;
  connect(&p.loop, &PassLoop::shownChanged, &p.sourceLight, &SourceLight::setShown);
  // Space writes the next token, where it is nobody's letter.
  installEventFilter(&p.live);
  lensArea_->lens().installEventFilter(&p.live);
  connect(&p.live, &LiveTarget::modeChanged, &p.wiring, [this, &p] {
    if (p.live.mode() == LiveTarget::Mode::Step) lensArea_->lens().setFocus();
  });
  connect(&p.live, &LiveTarget::stepped, &p.wiring, [this](int place) {
    const ModelInfo& model = *bridge_.current()->info;
    for (const AttentionInfo& attention : model.attentions())
      if (standsForWritten(model, attention)) selection_.chooseAttention(attention.id);
    selection_.lockRow(place - 1);
    selection_.choosePlace(place);
  });
  connect(&p.live, &LiveTarget::searched, &p.wiring, [this, &p](const std::shared_ptr<const BeamTree>& tree) {
    const TextDocument* target = document_.textRead();
    const auto vocabulary = tree && target ? target->vocabulary() : nullptr;
    p.panels.beams().setTree(
        tree, [vocabulary](std::int32_t id) { return vocabulary ? vocabulary->shown(id) : QString::number(id); });
    p.layout.showBeams(tree != nullptr);
  });
}

void MainWindow::connectLens() {
  Parts& p = *parts_;
  lensArea_->lens().setRange(rangeModeOf(settings_.range()));
  connect(&lensArea_->lens(), &LensWidget::rangeChosen, &p.wiring,
          [this](RangeMode range) { settings_.setRange(toString(range)); });
  new OcclusionWatch(bridge_, lensArea_->lens(), &p.wiring);
  auto* layers = new LayersWatch(
      bridge_, lensArea_->lens(), [&p] { return p.writing.underWay() || p.live.underWay(); }, &p.wiring);
  connect(&p.panels.inputs(), &InputEditors::surpriseAsked, layers, &LayersWatch::setSurpriseWanted);
  connect(layers, &LayersWatch::surpriseRead, &p.panels.inputs(), &InputEditors::setSurprise);
  connect(&lensArea_->lens(), &LensWidget::moreAsked, &p.wiring, [this] { showCaveats(*this); });
  connect(&lensArea_->lens(), &LensWidget::painterFailed, &p.wiring, [&p](const QString& reason) {
    p.status.say(tr("The heatmaps are painted by the processor now: %1").arg(reason));
    p.menus.showInspectorState();
  });
  connect(&p.layout, &WindowLayout::lensFullScreenChanged, &p.wiring, [this, &p](bool full) {
    p.menus.showFullScreenState(full);
    lensArea_->showWayOut(full);
    typeSize_.setWholeScreen(full ? std::optional(std::max(textPercent(), percentFor(*screen()))) : std::nullopt);
    chooseTheme(themeChoice());
    lensArea_->lens().setFocus();
  });
  const EmptyState& empty = lensArea_->empty();
  connect(&empty, &EmptyState::openTextAsked, &p.files, &FileActions::askForText);
  connect(&empty, &EmptyState::undoAsked, &p.wiring, [this] { document_.undoStack().undo(); });
  connect(&empty, &EmptyState::sentenceChosen, &p.wiring,
          [&p](const QString& sentence) { p.panels.takeSample(sentence); });
  const auto openMatrix = [this] { lensArea_->setView(MatrixView::id); };
  connect(&p.firstStart, &FirstStart::headAsked, &p.wiring, openMatrix);
  connect(&p.panels.whatIfActions(), &WhatIfActions::matrixAsked, &p.wiring, openMatrix);
  connect(&p.panels.whatIfActions(), &WhatIfActions::menuMade, &p.data, &DataActions::addTo);
  connect(&p.panels.whatIfActions(), &WhatIfActions::panelAsked, &p.layout.whatIfDock(), &QDockWidget::show);
}

void MainWindow::connectChoices() {
  Parts& p = *parts_;
  connect(&p.bar, &ModelBar::modelChosen, &p.opening, &Opening::chooseModel);
  connect(&p.bar, &ModelBar::deviceChosen, &p.opening, &Opening::chooseDevice);
  connect(&p.bar, &ModelBar::weightsChosen, &p.opening, &Opening::chooseWeights);
  connect(&p.bar, &ModelBar::anotherAsked, &p.wiring, [&p] { p.files.askForModel(); });
  connect(&p.firstStart, &FirstStart::modelAsked, &p.wiring, [&p] { p.files.askForModel(); });
  const auto fillDevices = [&p] { p.fillDevices(); };
  connect(&p.devices, &DeviceList::found, &p.wiring, fillDevices);
  connect(&p.deviceCheck, &DeviceCheck::finished, &p.wiring, fillDevices);
  connect(&p.earlierWork, &EarlierWork::broughtBack, &p.wiring, [this, &p](const QString& folder) {
    const OpenModel* model = bridge_.current();
    if (!folder.isEmpty() && (!model || model->folder != folder)) {
      p.opening.openNamed(folder);  // what does not fit the one that serves may fit this one
    } else if (model) {
      dropMisfits(p.context, *model->info);
      takePlace(*model);
    }
    p.panels.focusEditor();
  });
  connect(&p.whereabouts, &Whereabouts::changed, &p.earlierWork, &EarlierWork::setPlace);
  connect(&p.sessions, &SessionFiles::titleChanged, this, &MainWindow::showTitle);
  connect(&p.sessions, &SessionFiles::broughtIn, &p.wiring, [this, &p] {
    p.loop.setFrozen(false);
    dropMisfits(p.context, *bridge_.current()->info);
    takePlace(*bridge_.current());
  });
  connect(&p.lessons, &LessonPlayer::broughtIn, &p.wiring, [this, &p] {
    p.loop.setFrozen(false);
    dropMisfits(p.context, *bridge_.current()->info);
    takePlace(*bridge_.current());
  });
  connect(&p.lessonActions, &LessonActions::dockAsked, &p.wiring, [&p] { p.layout.showLessons(); });
  connect(&p.layout, &WindowLayout::lessonsOpened, &p.lessonActions, &LessonActions::fillList);
  connect(&p.layout, &WindowLayout::lessonsClosed, &p.lessons, &LessonPlayer::leave);
  connect(&p.firstStart, &FirstStart::aroundAsked, &p.lessonActions, &LessonActions::showAround);
  connect(&p.firstStart, &FirstStart::lessonsAsked, &p.wiring, [&p] {
    p.lessonActions.showList();
    p.layout.showLessons();
  });
  connect(&p.files, &FileActions::lessonAsked, &p.lessonActions, &LessonActions::open);
  connect(&p.files, &FileActions::sessionAsked, &p.sessions, &SessionFiles::open);
  const InputEditors& inputs = p.panels.inputs();
  connect(&inputs, &InputEditors::filesDropped, &p.files, &FileActions::openFiles);
  connect(&inputs, &InputEditors::imagePasted, &p.wiring,
          [&p](const QImage& image) { p.imageActions.open(image, tr("Pasted")); });
  connect(&p.menus, &WindowMenus::hiddenChosen, &p.wiring, [this, &p](Hidden what, bool hidden) {
    settings_.setHidden(what == Hidden::TokenIds ? "tokenIds" : "numbers", hidden);
    headlight::ui::setHidden(what, hidden);
    p.panels.show(p.loop.shown());  // labels that numbers were written into
  });
  const auto choose = [this](const QString& name) {
    settings_.setTheme(name);
    chooseTheme(name);
  };
  const auto next = [this, choose] { choose(Theme::next(*theme_).name); };
  connect(&p.menus, &WindowMenus::themeChosen, &p.wiring, choose);
  connect(&p.menus, &WindowMenus::textScaleChosen, this, &MainWindow::setTextScale);
  connect(&p.menus, &WindowMenus::nextThemeAsked, &p.wiring, next);
  connect(&p.bar, &ModelBar::nextThemeAsked, &p.wiring, next);
  connect(desktop_, &DesktopTheme::changed, &p.wiring, [this] {
    if (followsDesktop_) chooseTheme(QStringLiteral("system"));
  });
}

void MainWindow::tryOut(const OpenModel& coming) {
  parts_->budget.read();  // the weights are in memory now
  parts_->memory.forgetClosed();
  {
    // Its image changes the document, which would ask for a pass of a model that nothing is ready for.
    const auto holding = parts_->loop.hold();
    parts_->sessions.takeUp(coming);
    parts_->lessons.takeUp(coming);
    parts_->inputs.prepare(coming);
    // The first one: nothing serves meanwhile, so the document is cut up for it at once.
    if (!bridge_.current()) parts_->inputs.read(coming);
  }
  parts_->loop.request();
}

void MainWindow::handOver(const OpenModel& model) {
  Parts& p = *parts_;
  const auto holding = p.loop.hold();
  const auto& shown = p.loop.shown().trace;
  const bool otherModel = !shown || shown->model().folder != model.info->folder;
  p.writing.stop();
  p.loop.setFrozen(false);
  p.loop.forgetAsked();
  // What looks at images cannot read the trace of a text, nor the other way round.
  if (shown && !sameKinds(shown->model(), *model.info)) p.loop.showNothing();
  p.inputs.takeOver(model);
  dropMisfits(p.context, *model.info);
  p.panels.setModel(model);
  p.live.setModel(model);
  p.menus.setModel(*model.info);
  const StackInfo& stack = model.info->stacks.back();
  // Of an image the last layer says most: there [CLS] looks at what the class hangs on.
  const bool last = model.info->imageOf(stack.stack) && otherModel;
  selection_.chooseHead(last ? stack.layers - 1 : std::min(selection_.layer(), stack.layers - 1),
                        std::min(selection_.head(), stack.heads - 1));
  // Rows of another model's tokens are not this one's.
  if (otherModel) {
    selection_.hover(-1, -1);
    selection_.lockRow(-1);
    selection_.setPins({});
  }
  p.earlierWork.setModel(savedModelOf(model));
  p.firstStart.modelChanged();
  lensArea_->messages().clear(MessageStrip::NotOpened);
  lensArea_->messages().clear(MessageStrip::Failed);
  showTitle();
  p.bar.fillModels();
  p.fillDevices();
  p.panels.showEmptiness();
  takePlace(model);
}

void MainWindow::takePlace(const OpenModel& model) {
  if (const std::optional<SavedPlace> place = parts_->earlierWork.takePlace(model.folder))
    parts_->whereabouts.goTo(*place, *model.info);
}

}  // namespace headlight::ui
