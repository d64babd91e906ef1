#include "ui/panels/readings/label_bars.h"

#include <QStringList>
#include <algorithm>
#include <cmath>

#include "ui/panels/numbers.h"

namespace headlight::ui {

double LabelBars::sigmoid(float logit) { return 1 / (1 + std::exp(-static_cast<double>(logit))); }

QString LabelBars::nameOf(const ToRead& read, int label) {
  const auto& labels = read.output().labels;
  const auto at = static_cast<std::size_t>(label);
  return at < labels.size() ? QString::fromStdString(labels[at]) : tr("label %1").arg(label);
}

QString LabelBars::what(const ToRead& read) const {
  const LabelKind kind = read.output().kind;
  return kind == LabelKind::Number  ? tr("a number")
         : kind == LabelKind::AnyOf ? tr("probability of each")
                                    : tr("probability");
}

BarRows LabelBars::rows(const ToRead& read, const QString& query) const {
  BarRows bars;
  if (read.now.empty()) {
    bars.instead = tr("Nothing computed yet.");
    return bars;
  }
  const LabelKind kind = read.output().kind;
  if (kind == LabelKind::Number) {
    // A regression: a softmax over one number would say 1.00 of anything.
    QStringList numbers;
    for (int label = 0; label < read.now.size(); ++label)
      numbers << tr("%1: %2").arg(nameOf(read, label), numberText(static_cast<double>(read.now.logit(label)), 4));
    bars.instead = numbers.join(QLatin1Char('\n'));
    return bars;
  }
  std::vector<PredictionRow>& rows = bars.rows;
  for (std::int32_t id = 0; id < read.now.size(); ++id)
    if (const QString name = nameOf(read, id); query.isEmpty() || name.contains(query, Qt::CaseInsensitive))
      rows.push_back(barOf(read, id, name));
  if (kind == LabelKind::AnyOf)
    for (PredictionRow& row : rows) {
      row.probability = row.plain = sigmoid(row.logit);
      if (row.before) row.before->probability = row.before->plain = sigmoid(row.before->logit);
      row.cut = false;
    }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const PredictionRow& a, const PredictionRow& b) { return a.logit > b.logit; });
  const auto most = static_cast<std::size_t>(barCount());
  // What was likely before stays in sight, however far it fell.
  if (query.isEmpty() && rows.size() > most && !read.before.empty()) {
    const auto likeliest = std::max_element(
        rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.before->logit < b.before->logit; });
    if (likeliest - rows.begin() >= static_cast<std::ptrdiff_t>(most))
      std::rotate(rows.begin() + static_cast<std::ptrdiff_t>(most) - 1, likeliest, likeliest + 1);
  }
  for (std::size_t i = most; i < rows.size(); ++i) bars.rest += rows[i].probability;
  // Of labels that hold independently the sum would say nothing.
  if (kind == LabelKind::OneOf) bars.more = std::max(0, static_cast<int>(rows.size()) - static_cast<int>(most));
  if (rows.size() > most) rows.resize(most);
  if (rows.empty()) bars.instead = nothingFound().arg(query);
  bars.places = std::min(barCount(), read.now.size()) + (read.now.size() > barCount() ? 1 : 0);
  return bars;
}

}  // namespace headlight::ui
