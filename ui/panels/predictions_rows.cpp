// What the predictions panel says: title, bars, note, as the model's output is read.
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "ui/document/document.h"
#include "ui/panels/prediction_bars.h"
#include "ui/panels/predictions_header.h"
#include "ui/panels/predictions_panel.h"
#include "ui/panels/readings/reading.h"

namespace headlight::ui {

const ModelInfo* PredictionsPanel::shownModel() const { return trace_ ? &trace_->model() : model_.get(); }

const Reading& PredictionsPanel::reading() const { return readingOf(shownModel()); }

bool PredictionsPanel::ofTokens() const { return reading().ofTokens(); }

ToRead PredictionsPanel::toRead() const {
  return {document_, shownModel(), trace_.get(), distribution_, before_, baseline_.get()};
}

void PredictionsPanel::recompute() {
  QElapsedTimer timer;
  timer.start();
  // A classification is what it is: the sliders are about drawing tokens.
  const Sampling sampling = reading().ofTokens() ? document_.sampling() : Sampling{1, 0, 1, 0};
  distribution_ = trace_ ? Distribution(trace_->predictedLogits(), sampling) : Distribution();
  distributionMilliseconds_ = static_cast<double>(timer.nsecsElapsed()) / 1e6;
  before_ = baseline_ ? Distribution(baseline_->predictedLogits(), sampling) : Distribution();
  if (before_.size() != distribution_.size()) before_ = Distribution();
  showBeforeAfter(!before_.empty());
  header_->title = reading().title(toRead());
  header_->what = reading().what(toRead());
  header_->update();
  fit();
  showRows();
  showLayers();
  showEnds();
  showPair();
  note_->setText(distribution_.empty() ? QString() : reading().note(toRead()));
  note_->setVisible(!note_->text().isEmpty());
  emit distributionChanged();
}

void PredictionsPanel::setModel(std::shared_ptr<const ModelInfo> model) {
  model_ = std::move(model);
  rows_.setInput(*model_, static_cast<std::size_t>(model_->stacks.back().input));
  waitingDraws_ = 0;
  if (!trace_) recompute();
}

void PredictionsPanel::fit() {
  const Reading& reading = this->reading();
  header_->setVisible(reading.says());
  search_->setVisible(reading.ofTokens() || distribution_.size() > reading.barCount());
  search_->setPlaceholderText(reading.searchHint());
  searchRule_->setVisible(reading.ofTokens());
  sliders_->setVisible(reading.ofTokens());
  bars_->setKind(reading.barsOf(toRead()));
  // Drawing and appending is about the end of the text.
  draw_->setVisible(reading.writesOn() && reading.barsOf(toRead()) == BarKind::Append);
  placeNote();
  const Sampling& sampling = document_.sampling();
  bars_->setDrawn(reading.ofTokens() && (sampling.temperature != 1 || sampling.topK != 0 || sampling.topP < 1));
}

void PredictionsPanel::placeNote() {
  // Who writes on has something to draw at the end and a note inside the text: in one place and as high, so that
  // nothing moves and no scroll bar comes while the pointer passes over tokens.
  auto* all = qobject_cast<QVBoxLayout*>(layout());
  const bool inside = reading().writesOn();
  if (inside && all->indexOf(note_) < 0) {
    all->insertWidget(all->indexOf(draw_), note_);
    note_->setContentsMargins(16, 8, 16, 8);
  } else if (!inside && top_->indexOf(note_) < 0) {
    top_->insertWidget(top_->indexOf(empty_) + 1, note_);
    note_->setContentsMargins(0, 0, 0, 0);
  }
  const int line = note_->fontMetrics().lineSpacing();
  // Three lines are as much as a note takes; where words are so large that it takes more, it is read whole all the
  // same.
  const int high = std::max(3 * line + 16, std::max(draw_->heightForWidth(width()), draw_->sizeHint().height()));
  note_->setMinimumHeight(inside ? high : 2 * line + 2);
  draw_->setMinimumHeight(inside ? high : 0);
}

void PredictionsPanel::choose(std::int32_t id) { reading().choose(toRead(), id); }

void PredictionsPanel::showRows() {
  BarRows shown = reading().rows(toRead(), search_->isHidden() ? QString() : search_->text());
  const bool bars = shown.instead.isEmpty();
  empty_->setText(shown.instead);
  empty_->setVisible(!bars);
  next_->setEnabled(!distribution_.empty());
  bars_->setMore(shown.more, shown.rest);
  bars_->setRows(std::move(shown.rows), bars ? shown.places : 0);
  bars_->setVisible(bars);
  showLit();
}

void PredictionsPanel::showLayers() {
  std::vector<LayerRows::Row> rows = reading().layers(toRead());
  layersRule_->setVisible(!rows.empty());
  layers_->setVisible(!rows.empty());
  layers_->setRows(std::move(rows));
}

void PredictionsPanel::showEnds() {
  AnswerEndsShown ends = reading().ends(toRead());
  ends_->setVisible(!ends.start.empty());
  ends_->setEnds(std::move(ends));
}

void PredictionsPanel::showPair() {
  const ToRead read = toRead();
  const std::vector<OutputInfo> outputs = read.model ? read.model->outputs : std::vector<OutputInfo>{};
  const bool shown = outputs.size() > 1 && outputs[1].ofPair && trace_ && !read.second().empty() &&
                     !trace_->predictedLogits(1).empty();
  pairTitle_->setVisible(shown);
  pairBars_->setVisible(shown);
  if (!shown) return;
  const Sampling plain{1, 0, 1, 0};
  const bool compares = baseline_ && baseline_->predictedLogits(1).size() == trace_->predictedLogits(1).size();
  const Distribution now(trace_->predictedLogits(1), plain);
  const Distribution before = compares ? Distribution(baseline_->predictedLogits(1), plain) : Distribution();
  const ToRead ofPair{document_, read.model, trace_.get(), now, before, baseline_.get()};
  std::vector<PredictionRow> rows;
  for (std::int32_t label = 0; label < now.size(); ++label)
    rows.push_back(barOf(ofPair, label, QString::fromStdString(outputs[1].labels[static_cast<std::size_t>(label)])));
  const int places = static_cast<int>(rows.size());
  pairBars_->setRows(std::move(rows), places);
}

void PredictionsPanel::showLit() {
  std::int32_t id = -1;
  if (trace_) {
    const int row = rows_.key() >= 0 ? rows_.key() : rows_.hovered();
    if (row >= 0 && row < static_cast<int>(trace_->ids().size())) id = trace_->ids()[static_cast<std::size_t>(row)];
  }
  bars_->setLitToken(id);
}

}  // namespace headlight::ui
