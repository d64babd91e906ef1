// What the predictions panel says: title, bars, note, by the kind of the model's head.
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <algorithm>
#include <cmath>

#include "ui/document/document.h"
#include "ui/panels/layer_rows.h"
#include "ui/panels/numbers.h"
#include "ui/panels/prediction_bars.h"
#include "ui/panels/predictions_header.h"
#include "ui/panels/predictions_panel.h"

namespace headlight::ui {
namespace {

constexpr int tokenBars = 10, classBars = 5;
constexpr int keptBefore = 3;  // likeliest tokens without the what-ifs that keep a bar

bool labelled(OutputHead head) {
  return head == OutputHead::SequenceClassification || head == OutputHead::TokenClassification ||
         head == OutputHead::ImageClassification;
}

double sigmoid(float logit) { return 1 / (1 + std::exp(-static_cast<double>(logit))); }

}  // namespace

void PredictionsPanel::recompute() {
  QElapsedTimer timer;
  timer.start();
  // A classification is what it is: the sliders are about drawing tokens.
  const bool labels = labelled(output());
  const Sampling sampling = labels ? Sampling{1, 0, 1, 0} : document_.sampling();
  distribution_ = trace_ ? Distribution(trace_->predictedLogits(), sampling) : Distribution();
  distributionMilliseconds_ = static_cast<double>(timer.nsecsElapsed()) / 1e6;
  before_ = baseline_ ? Distribution(baseline_->predictedLogits(), sampling) : Distribution();
  if (before_.size() != distribution_.size()) before_ = Distribution();
  showBeforeAfter(!before_.empty());
  header_->title = titleText();
  const LabelKind kind = labelKind();
  header_->what = kind == LabelKind::Number  ? tr("a number")
                  : kind == LabelKind::AnyOf ? tr("probability of each")
                                             : tr("probability");
  header_->update();
  fit();
  showRows();
  showLayers();
  note_->setText(noteText());
  note_->setVisible(!note_->text().isEmpty());
  emit distributionChanged();
}

int PredictionsPanel::barCount() const { return output() == OutputHead::ImageClassification ? classBars : tokenBars; }

OutputHead PredictionsPanel::output() const {
  return trace_ ? trace_->model().output : model_ ? model_->output : OutputHead::CausalLm;
}

LabelKind PredictionsPanel::labelKind() const {
  return trace_ ? trace_->model().labelKind : model_ ? model_->labelKind : LabelKind::OneOf;
}

void PredictionsPanel::setModel(std::shared_ptr<const ModelInfo> model) {
  model_ = std::move(model);
  waitingDraws_ = 0;
  if (!trace_) recompute();
}

void PredictionsPanel::fit() {
  const OutputHead head = output();
  const bool tokens = head == OutputHead::CausalLm || head == OutputHead::MaskedLm;
  header_->setVisible(head != OutputHead::None);
  search_->setVisible(tokens || distribution_.size() > barCount());
  search_->setPlaceholderText(tokens                                    ? tr("Find a token")
                              : head == OutputHead::ImageClassification ? tr("Find a class")
                                                                        : tr("Find a label"));
  searchRule_->setVisible(tokens);
  sliders_->setVisible(tokens);
  draw_->setVisible(head == OutputHead::CausalLm);
  bars_->setKind(head == OutputHead::CausalLm   ? BarKind::Append
                 : head == OutputHead::MaskedLm ? BarKind::Place
                                                : BarKind::Label);
}

QString PredictionsPanel::rowName(int row) const {
  const auto& vocabulary = document_.text().vocabulary();
  if (!trace_ || !vocabulary || row < 0 || row >= static_cast<int>(trace_->ids().size())) return {};
  return vocabulary->shown(trace_->ids()[static_cast<std::size_t>(row)]);
}

QString PredictionsPanel::titleText() const {
  const int row = trace_ ? trace_->predictedRow() : -1;
  const QString name = rowName(row);
  switch (output()) {
    case OutputHead::CausalLm:
      return name.isEmpty() ? tr("Next token") : tr("Next token after “%1”").arg(name);
    case OutputHead::MaskedLm:
      return name.isEmpty() ? tr("At a masked token") : tr("At “%1”, token %2").arg(name, QString::number(row));
    case OutputHead::SequenceClassification:
      return tr("Label of the text");
    case OutputHead::ImageClassification:
      return tr("Class of the picture");
    case OutputHead::TokenClassification:
      return name.isEmpty() ? tr("Label of a token") : tr("Label of “%1”, token %2").arg(name, QString::number(row));
    case OutputHead::None:
      break;
  }
  return {};
}

QString PredictionsPanel::noteText() const {
  if (!trace_ || distribution_.empty()) return {};
  const auto& tokens = document_.text().tokens();
  const int row = trace_->predictedRow();
  const auto& vocabulary = document_.text().vocabulary();
  if (output() == OutputHead::TokenClassification)
    return tr("Click a token to see its labels. Each chip carries its likeliest one.");
  if (output() != OutputHead::MaskedLm || !vocabulary || row < 0 || row >= static_cast<int>(tokens.size())) return {};
  const InputToken& token = tokens[static_cast<std::size_t>(row)];
  if (token.id != trace_->ids()[static_cast<std::size_t>(row)]) return {};  // of an older text
  const auto given = [&](std::int32_t id) {
    return tr("probability %1 before the sliders, place %2 of %3")
        .arg(probabilityText(distribution_.plainProbability(id)))
        .arg(distribution_.rank(id))
        .arg(QLocale(QLocale::English).toString(distribution_.size()));
  };
  if (token.was >= 0 && token.was < distribution_.size())
    return tr("It hides “%1”: %2.").arg(vocabulary->shown(token.was), given(token.was));
  if (vocabulary->maskToken() == token.id) return tr("Click a bar to put that token there.");
  if (token.id >= distribution_.size()) return {};
  return (vocabulary->maskToken() ? tr("Nothing is masked; “%1” stands there: %2. Click a token to mask it.")
                                  : tr("“%1” stands there: %2. This vocabulary has no mask token."))
      .arg(vocabulary->shown(token.id), given(token.id));
}

void PredictionsPanel::choose(std::int32_t id) {
  if (output() == OutputHead::CausalLm) return document_.text().appendToken(id, tr("choosing a token"));
  const int row = trace_ ? trace_->predictedRow() : -1;
  const auto& tokens = document_.text().tokens();
  if (output() != OutputHead::MaskedLm || row < 0 || row >= static_cast<int>(tokens.size())) return;
  // The bars are about a row of the picture: an edit since then may have moved it.
  if (trace_->revision() == document_.revision()) document_.text().replaceToken(row, id);
}

void PredictionsPanel::showRows() {
  std::vector<PredictionRow> rows;
  const auto& vocabulary = document_.text().vocabulary();
  const QString query = search_->isHidden() ? QString() : search_->text();
  QString nothing;
  bars_->setMore(0, 0);
  int places = barCount();
  const bool tokens = output() == OutputHead::CausalLm || output() == OutputHead::MaskedLm;
  if (output() == OutputHead::None) {
    nothing = trace_ && trace_->model().image()
                  ? tr("This model has no head: attention only. It turns a picture into vectors and predicts nothing.")
                  : tr("This model has no head: attention only. It turns a text into vectors and predicts nothing.");
  } else if (!distribution_.empty() && !tokens && labelKind() == LabelKind::Number) {
    // A regression: a softmax over one number would say 1.00 of anything.
    QStringList numbers;
    for (int label = 0; label < distribution_.size(); ++label)
      numbers << tr("%1: %2").arg(labelName(label), numberText(static_cast<double>(distribution_.logit(label)), 4));
    nothing = numbers.join(QLatin1Char('\n'));
  } else if (!distribution_.empty() && !tokens) {
    showLabels(rows);
    if (rows.empty())
      nothing =
          (output() == OutputHead::ImageClassification ? tr("No class contains “%1”.") : tr("No label contains “%1”."))
              .arg(query);
    places = std::min(barCount(), distribution_.size()) + (distribution_.size() > barCount() ? 1 : 0);
  } else if (!distribution_.empty() && vocabulary) {
    std::vector<std::int32_t> ids;
    const auto likelier = [this](std::int32_t a, std::int32_t b) {
      const float left = distribution_.logit(a), right = distribution_.logit(b);
      return left != right ? left > right : a < b;
    };
    if (query.isEmpty()) {
      ids = distribution_.likeliest(barCount());
      // What was likely before stays in sight, however far it fell: that is the answer to "what if".
      std::vector<std::int32_t> fallen = before_.likeliest(keptBefore);
      std::erase_if(fallen, [&ids](std::int32_t id) { return std::find(ids.begin(), ids.end(), id) != ids.end(); });
      std::sort(fallen.begin(), fallen.end(), likelier);
      std::copy(fallen.begin(), fallen.end(),
                ids.end() - static_cast<std::ptrdiff_t>(std::min(fallen.size(), ids.size())));
    } else {
      ids = vocabulary->search(query, 100000);
      std::erase_if(ids, [this](std::int32_t id) { return id >= distribution_.size(); });
      const auto count = std::min<std::size_t>(static_cast<std::size_t>(barCount()), ids.size());
      std::partial_sort(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(count), ids.end(), likelier);
      ids.resize(count);
      if (ids.empty()) nothing = tr("No token of this vocabulary contains “%1”.").arg(query);
    }
    for (const std::int32_t id : ids) rows.push_back(barOf(id, vocabulary->shown(id)));
  } else {
    nothing = tr("Nothing computed yet.");
  }
  empty_->setText(nothing);
  empty_->setVisible(!nothing.isEmpty());
  next_->setEnabled(!distribution_.empty());
  bars_->setRows(std::move(rows), nothing.isEmpty() ? places : 0);
  bars_->setVisible(nothing.isEmpty());
  showLit();
}

PredictionRow PredictionsPanel::barOf(std::int32_t id, const QString& shown) const {
  PredictionRow row;
  row.id = id;
  row.shown = shown;
  row.probability = distribution_.probability(id);
  row.plain = distribution_.plainProbability(id);
  row.logit = distribution_.logit(id);
  row.cut = row.probability <= 0;
  if (!before_.empty())
    row.before = PredictionRow::Before{before_.probability(id), before_.plainProbability(id), before_.logit(id)};
  return row;
}

QString PredictionsPanel::labelName(int label) const {
  const auto& labels = trace_->model().labels;
  const auto at = static_cast<std::size_t>(label);
  return at < labels.size() ? QString::fromStdString(labels[at]) : tr("label %1").arg(label);
}

void PredictionsPanel::showLabels(std::vector<PredictionRow>& rows) const {
  const QString query = search_->isHidden() ? QString() : search_->text();
  for (std::int32_t id = 0; id < distribution_.size(); ++id)
    if (const QString name = labelName(id); query.isEmpty() || name.contains(query, Qt::CaseInsensitive))
      rows.push_back(barOf(id, name));
  if (labelKind() == LabelKind::AnyOf)
    for (PredictionRow& row : rows) {
      row.probability = row.plain = sigmoid(row.logit);
      if (row.before) row.before->probability = row.before->plain = sigmoid(row.before->logit);
      row.cut = false;
    }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const PredictionRow& a, const PredictionRow& b) { return a.logit > b.logit; });
  const auto most = static_cast<std::size_t>(barCount());
  // What was likely before stays in sight, however far it fell.
  if (query.isEmpty() && rows.size() > most && !before_.empty()) {
    const auto likeliest = std::max_element(
        rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.before->logit < b.before->logit; });
    if (likeliest - rows.begin() >= static_cast<std::ptrdiff_t>(most))
      std::rotate(rows.begin() + static_cast<std::ptrdiff_t>(most) - 1, likeliest, likeliest + 1);
  }
  double rest = 0;
  const int more = std::max(0, static_cast<int>(rows.size()) - static_cast<int>(most));
  for (std::size_t i = most; i < rows.size(); ++i) rest += rows[i].probability;
  // Of labels that hold independently the sum would say nothing.
  bars_->setMore(labelKind() == LabelKind::OneOf ? more : 0, rest);
  if (rows.size() > most) rows.resize(most);
}

void PredictionsPanel::showLayers() {
  std::vector<LayerRows::Row> rows;
  if (trace_ && output() == OutputHead::ImageClassification && !distribution_.empty()) {
    const int last = distribution_.likeliest(1).front();
    for (const std::vector<float>& logits : trace_->logitsByLayer()) {
      if (static_cast<int>(logits.size()) != distribution_.size()) continue;
      const Distribution here(logits, Sampling{1, 0, 1, 0});
      const std::int32_t best = here.likeliest(1).front();
      rows.push_back({labelName(best),
                      labelKind() == LabelKind::AnyOf ? sigmoid(here.logit(best)) : here.probability(best),
                      best == last});
    }
  }
  layersRule_->setVisible(!rows.empty());
  layers_->setVisible(!rows.empty());
  layers_->setRows(std::move(rows));
}

void PredictionsPanel::showLit() {
  std::int32_t id = -1;
  if (trace_) {
    const int row = selection_.hoveredKey() >= 0 ? selection_.hoveredKey() : selection_.hoveredQuery();
    if (row >= 0 && row < static_cast<int>(trace_->ids().size())) id = trace_->ids()[static_cast<std::size_t>(row)];
  }
  bars_->setLitToken(id);
}

}  // namespace headlight::ui
