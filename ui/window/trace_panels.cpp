#include "ui/window/trace_panels.h"

#include <QApplication>
#include <QStackedWidget>
#include <algorithm>

#include "ui/document/document.h"
#include "ui/editors/input_panel.h"
#include "ui/editors/picture_panel.h"
#include "ui/editors/text_input.h"
#include "ui/panels/model_panel.h"
#include "ui/panels/pipeline_strip.h"
#include "ui/panels/predictions_panel.h"
#include "ui/panels/what_if_panel.h"
#include "ui/window/bundled_models.h"
#include "ui/window/empty_state.h"
#include "ui/window/lens_area.h"
#include "ui/window/model_images.h"
#include "ui/window/session_bridge.h"
#include "ui/window/what_if_actions.h"

namespace headlight::ui {

TracePanels::TracePanels(Document& document, Selection& selection, SessionBridge& bridge, LensArea& lensArea,
                         QWidget& window)
    : document_(document), bridge_(bridge), lensArea_(lensArea) {
  inputStack_ = new QStackedWidget(&window);
  text_ = new InputPanel(document, selection, inputStack_);
  image_ = new PicturePanel(document, selection, inputStack_);
  inputStack_->addWidget(text_);
  inputStack_->addWidget(image_);
  predictions_ = new PredictionsPanel(document, selection, &window);
  whatIfs_ = new WhatIfPanel(document, selection, &window);
  pipeline_ = new PipelineStrip(selection, &window);
  model_ = new ModelPanel(&window);
  whatIfActions_ = new WhatIfActions(document, selection, lensArea.lens(), *whatIfs_, this);
  connect(text_, &InputPanel::maskAsked, whatIfActions_, &WhatIfActions::maskToken);
  connect(predictions_, &PredictionsPanel::distributionChanged, this, [this] {
    pipeline_->setDistribution(predictions_->distribution(), predictions_->distributionMilliseconds());
  });
}

void TracePanels::setTheme(const Theme& theme) {
  lensArea_.setTheme(theme);
  whatIfs_->setTheme(theme);
  text_->setTheme(theme);
  image_->setTheme(theme);
  predictions_->setTheme(theme);
  pipeline_->setTheme(theme);
  model_->setTheme(theme);
}

void TracePanels::forgetImages() {
  image_->setModel(nullptr);
  image_->setShown({});
}

void TracePanels::setModel(const OpenModel& model, const ModelImages& images) {
  const ModelInfo& info = *model.info;
  const bool focused = inputStack_->isAncestorOf(inputStack_->window()->focusWidget());
  if (info.picture) {
    image_->setModel(images.serving());
    image_->setSamples(images.samples());
    inputStack_->setCurrentWidget(image_);
  } else {
    inputStack_->setCurrentWidget(text_);
    text_->setModel(info);
    lensArea_.empty().setSentences(textSamplesOf(model.folder).offered);
  }
  if (focused) editor().setFocus();
  predictions_->setModel(model.info);
  lensArea_.setModel(info);
  whatIfs_->setModel(model.info);
  whatIfActions_->setModel(model.info);
  model_->setModel(model.folder, model.info);
}

void TracePanels::show(const ShownTrace& shown) {
  lensArea_.lens().setShown(shown);
  text_->setShown(shown);
  image_->setShown(shown);
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
  const auto& tokens = document_.tokens();
  const bool added = std::all_of(tokens.begin(), tokens.end(), [](const InputToken& token) { return token.added; });
  const bool empty = document_.vocabulary() && bridge_.current() && (tokens.size() <= 1 || added);
  if (empty) {
    lensArea_.empty().explain(tokens);
    lensArea_.empty().setCanUndo(document_.undoStack().canUndo());
    if (tokens.empty()) {
      predictions_->setShown({});
      pipeline_->setShown({});
    }
  }
  if (empty != lensArea_.isEmptyShown()) lensArea_.setEmpty(empty);
}

PassNeeds TracePanels::needs(const ModelInfo& model, bool always) const {
  PassNeeds needs{lensArea_.lens().needs(model)};
  // What the chips say below: a few numbers a row.
  if (model.output == OutputHead::TokenClassification) needs.plan.add({model.stacks.back().stack, Site::Logits, -1});
  if (pipeline_->isVisible() || always)
    for (const SiteId& site : pipeline_->needs(model).sites()) needs.plan.add(site);
  needs.logitsByLayer = model.output == OutputHead::ImageClassification && predictions_->isVisible();
  return needs;
}

QWidget& TracePanels::editor() {
  if (document_.readsPicture()) return image_->canvas();
  return text_->editor();
}

}  // namespace headlight::ui
