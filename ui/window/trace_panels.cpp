#include "ui/window/trace_panels.h"

#include <QApplication>

#include "ui/document/document.h"
#include "ui/document/written_rows.h"
#include "ui/editors/input_editors.h"
#include "ui/panels/beam_tree.h"
#include "ui/panels/model_panel.h"
#include "ui/panels/pipeline_strip.h"
#include "ui/panels/predictions_panel.h"
#include "ui/panels/what_if_panel.h"
#include "ui/window/bundled_models.h"
#include "ui/window/empty_state.h"
#include "ui/window/lens_area.h"
#include "ui/window/session_bridge.h"
#include "ui/window/what_if_actions.h"

namespace headlight::ui {
namespace {

/// Where Tab is before it leaves the editor.
QWidget* lastStop(InputEditor& editor) {
  QWidget* first = &editor.keyboardTarget();
  QWidget* last = first;
  for (QWidget* at = first->nextInFocusChain(); at != first; at = at->nextInFocusChain())
    if (editor.isAncestorOf(at) && at->focusPolicy() & Qt::TabFocus) last = at;
  return last;
}

}  // namespace

TracePanels::TracePanels(Document& document, Selection& selection, SessionBridge& bridge, LensArea& lensArea,
                         QWidget& window)
    : document_(document), bridge_(bridge), lensArea_(lensArea) {
  inputs_ = new InputEditors(document, selection, &window);
  predictions_ = new PredictionsPanel(document, selection, &window);
  whatIfs_ = new WhatIfPanel(document, selection, &window);
  pipeline_ = new PipelineStrip(selection, &window);
  model_ = new ModelPanel(&window);
  beams_ = new BeamTreePanel(&window);
  whatIfActions_ = new WhatIfActions(document, selection, lensArea.lens(), *whatIfs_, this);
  connect(inputs_, &InputEditors::maskAsked, whatIfActions_,
          [this](InputDocument* input, int row) { whatIfActions_->maskToken(*input, row); });
  connect(predictions_, &PredictionsPanel::distributionChanged, this, [this] {
    pipeline_->setDistribution(predictions_->distribution(), predictions_->distributionMilliseconds());
  });
}

void TracePanels::setTheme(const Theme& theme) {
  lensArea_.setTheme(theme);
  whatIfs_->setTheme(theme);
  inputs_->setTheme(theme);
  predictions_->setTheme(theme);
  pipeline_->setTheme(theme);
  model_->setTheme(theme);
  beams_->setTheme(theme);
}

void TracePanels::leadTabToLens() {
  if (inputs_->onScreen().empty()) return;
  QWidget* last = lastStop(*inputs_->onScreen().back());
  // A floating dock is a window of its own, and Tab stays in it.
  if (last->window() == lensArea_.window()) QWidget::setTabOrder(last, &lensArea_.lens());
}

void TracePanels::setModel(const OpenModel& model) {
  const ModelInfo& info = *model.info;
  const bool focused = inputs_->isAncestorOf(inputs_->window()->focusWidget());
  inputs_->setModel(info);
  for (std::size_t place = 0; place < info.inputs.size(); ++place)
    inputs_->onScreen()[place]->setSamples(samplesOf(model.folder, info.inputs[place]));
  leadTabToLens();
  if (focused) focusEditor();
  predictions_->setModel(model.info);
  lensArea_.setModel(info);
  whatIfs_->setModel(model.info);
  whatIfActions_->setModel(model.info);
  model_->setModel(model.folder, model.info);
}

void TracePanels::show(const ShownTrace& shown) {
  lensArea_.lens().setShown(shown);
  inputs_->setShown(shown);
  showEmptiness();
  predictions_->setShown(shown);
  pipeline_->setShown(shown);
  if (shown.trace) pipeline_->setDistribution(predictions_->distribution(), predictions_->distributionMilliseconds());
}

void TracePanels::setStale(bool stale, int milliseconds) {
  lensArea_.lens().setStale(stale, milliseconds);
  predictions_->setStale(stale, milliseconds);
  pipeline_->setStale(stale, milliseconds);
}

void TracePanels::showEmptiness() {
  InputEditor* empty = bridge_.current() ? emptyEditor() : nullptr;
  if (empty) {
    EmptyState& state = lensArea_.empty();
    const EmptyWords words = *empty->emptiness();
    state.explain(words.title, words.text);
    state.setSentences(empty->samples());
    state.setCanUndo(document_.undoStack().canUndo());
    if (empty->document().rows() == 0) {
      predictions_->setShown({});
      pipeline_->setShown({});
    }
  }
  if ((empty != nullptr) != lensArea_.isEmptyShown()) lensArea_.setEmpty(empty != nullptr);
}

InputEditor* TracePanels::emptyEditor() const {
  for (InputEditor* editor : inputs_->onScreen())
    if (editor->emptiness()) return editor;
  return nullptr;
}

void TracePanels::takeSample(const QString& sample) {
  InputEditor* empty = emptyEditor();
  (empty ? *empty : inputs_->active()).takeSample(sample);
  focusEditor();
}

PassNeeds TracePanels::needs(const ModelInfo& model, bool always) const {
  PassNeeds needs{lensArea_.lens().needs(model)};
  // What the chips say below, or where an answer lies: a few numbers a row.
  if (model.says(Says::LabelPerRow) || model.says(Says::Answer))
    needs.plan.add({model.stacks.back().stack, Site::Logits, -1});
  // A token of a target lights what it was written from, whichever attention is looked at.
  for (const AttentionInfo& attention : model.attentions())
    if (standsForWritten(model, attention))
      for (int layer = 0; layer < model.stack(attention.id.stack).layers; ++layer)
        needs.plan.add(patternSite(attention.id, layer));
  if (pipeline_->isVisible() || always)
    for (const SiteId& site : vectorSites(model).sites()) needs.plan.add(site);
  needs.logitsByLayer = model.classifiesPictures() && predictions_->isVisible();
  return needs;
}

void TracePanels::focusEditor(Qt::FocusReason reason) { inputs_->active().keyboardTarget().setFocus(reason); }

}  // namespace headlight::ui
