#include "ui/lens/trace_data.h"

#include <QSaveFile>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/error.h"
#include "derived/attention_scores.h"
#include "info/block_sites.h"
#include "io/npz.h"
#include "trace/host_rows.h"
#include "ui/views/difference.h"
#include "ui/views/patch_names.h"

namespace headlight::ui {
namespace {

/// A site of the shown attention in the shown layer.
SiteId siteIn(AttentionId attention, Site site, int layer) { return {attention.stack, site, layer, attention.which}; }

/// Of rows, in every language the same.
QStringList titles(const Trace& trace, const ViewState& state, StackId stack, int count) {
  QStringList all;
  const StackRows& rows = state.rowsOf(stack);
  const PatchGrid grid = trace.grid();
  const int patches = ofPatches(trace, stack) ? std::min(grid.count(), count) : 0;
  for (int row = 0; row < count - patches; ++row) all << rows.name(row);
  for (int patch = 0; patch < patches; ++patch)
    all << QStringLiteral("row %1, col %2").arg(patch / grid.columns).arg(patch % grid.columns);
  return all;
}

QString nameOf(const ModelInfo& model, SiteId site) { return QString::fromStdString(model.siteName(site)); }

/// Reads what belongs to the shown head out of a trace.
class HeadReader {
 public:
  HeadReader(const Trace& trace, const ViewState& state)
      : trace_(trace),
        state_(state),
        attention_(trace.model().attention(shownAttention(trace.model(), state))),
        queries_(trace.rows(attention_.id.stack)),
        keys_(trace.keys(attention_.id)) {}

  DataArray pattern() const {
    return {nameOf(trace_.model(), patternSite(attention_.id, state_.layer)),
            {queries_, keys_},
            patternOfHead(trace_, attention_.id, state_.layer, state_.head),
            titles(trace_, state_, attention_.id.stack, queries_),
            titles(trace_, state_, attention_.keys, keys_)};
  }

  /// Of Query, Key, Value or HeadOut: [tokens, head width].
  DataArray vectors(Site site) const {
    const SiteId id = siteIn(attention_.id, site, state_.layer);
    const Rows* rows = trace_.find(id);
    if (!rows) fail(trace_.model().siteName(id), " was not computed");
    const HostRows host(*rows);
    const int width = attention_.headWidth;
    DataArray array{nameOf(trace_.model(), id),
                    {host.rows(), width},
                    {},
                    titles(trace_, state_, rowsOf(trace_.model().stack(attention_.id.stack), id), host.rows()),
                    {}};
    const bool ofKeys = rowShape(site) == RowShape::KvHeads;
    const auto first = static_cast<std::size_t>((ofKeys ? kvHead() : state_.head) * width);
    for (int row = 0; row < host.rows(); ++row) {
      const std::span<const float> part = host.row(row).subspan(first, static_cast<std::size_t>(width));
      array.values.insert(array.values.end(), part.begin(), part.end());
    }
    return array;
  }

  /// q·k/√d: [queries, keys].
  DataArray scores(const DataArray& query, const DataArray& pattern) const {
    const HostRows keys(*trace_.find(siteIn(attention_.id, Site::Key, state_.layer)));
    DataArray array = pattern;
    array.name.replace(array.name.lastIndexOf(QLatin1Char('.')) + 1, array.name.size(), QStringLiteral("scores"));
    const auto width = static_cast<std::size_t>(attention_.headWidth), count = static_cast<std::size_t>(keys_);
    for (std::size_t row = 0; row < static_cast<std::size_t>(queries_); ++row) {
      const std::span<float> to(array.values.data() + row * count, count);
      const std::vector<float> found =
          derived::attentionScores(std::span(query.values).subspan(row * width, width), keys, kvHead(),
                                   std::span(pattern.values).subspan(row * count, count));
      std::ranges::fill(to, std::numeric_limits<float>::quiet_NaN());
      std::ranges::copy(found, to.begin());
    }
    return array;
  }

 private:
  int kvHead() const { return state_.head / std::max(1, attention_.heads / std::max(1, attention_.kvHeads)); }

  const Trace& trace_;
  const ViewState& state_;
  AttentionInfo attention_;
  int queries_, keys_;
};

DataArray differenceOf(const std::shared_ptr<const Trace>& trace, const ViewState& state) {
  DataArray array = HeadReader(*trace, state).pattern();
  const Differences differences;
  const Difference& made =
      differences.of(trace, state.baseline, shownAttention(trace->model(), state), state.layer, state.head);
  if (!made.values) fail(array.name.toStdString(), " was not computed without the what-ifs");
  const HostRows host(*made.values);
  array.name += QStringLiteral(".after_minus_before");
  const auto keys = static_cast<std::size_t>(array.shape[1]);
  std::ranges::fill(array.values, 0.0F);
  for (int row = 0; row < host.rows(); ++row)
    std::ranges::copy(host.head(row, 0, keys), array.values.begin() + row * array.shape[1]);
  return array;
}

std::vector<DataArray> everyHead(const Trace& trace, const ViewState& state) {
  std::vector<DataArray> arrays;
  for (const SiteId& site : everyPattern(trace.model(), shownAttention(trace.model(), state))) {
    DataArray array;
    array.name = nameOf(trace.model(), site);
    array.values = siteToHost(trace, site, array.shape);
    arrays.push_back(std::move(array));
  }
  return arrays;
}

/// The class or token of each row of the table is its title, put there by who has a vocabulary.
DataArray predictionsOf(const Trace& trace) {
  const std::span<const float> logits = trace.predictedLogits();
  if (logits.empty()) fail(trace.model().name, " predicts nothing of its own");
  std::vector<int> order(logits.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(
      order, [&](int a, int b) { return logits[static_cast<std::size_t>(a)] > logits[static_cast<std::size_t>(b)]; });
  const double largest = static_cast<double>(logits[static_cast<std::size_t>(order.front())]);
  double sum = 0;
  for (const float logit : logits) sum += std::exp(static_cast<double>(logit) - largest);
  DataArray table{QStringLiteral("predictions"),
                  {static_cast<int>(logits.size()), 3},
                  {},
                  {},
                  {QStringLiteral("id"), QStringLiteral("logit"), QStringLiteral("probability")}};
  for (const int id : order) {
    const float logit = logits[static_cast<std::size_t>(id)];
    table.values.insert(table.values.end(), {static_cast<float>(id), logit,
                                             static_cast<float>(std::exp(static_cast<double>(logit) - largest) / sum)});
  }
  return table;
}

QString number(float value) {
  return std::isnan(value) ? QStringLiteral("nan") : QString::number(static_cast<double>(value), 'g', 9);
}

QString cell(QString text, char between) {
  if (between == '\t')
    return text.replace(QLatin1Char('\t'), QLatin1Char(' ')).replace(QLatin1Char('\n'), QLatin1Char(' '));
  const bool plain = !text.contains(QLatin1Char(between)) && !text.contains(QLatin1Char('"')) &&
                     !text.contains(QLatin1Char('\n')) && !text.contains(QLatin1Char('\r'));
  return plain ? text : QLatin1Char('"') + text.replace(QLatin1Char('"'), QLatin1String("\"\"")) + QLatin1Char('"');
}

/// Several arrays, or one of more than two axes: a line a number.
QByteArray longText(const std::vector<DataArray>& arrays) {
  std::size_t axes = 0;
  for (const DataArray& array : arrays) axes = std::max(axes, array.shape.size());
  QByteArray text("array");
  for (std::size_t axis = 0; axis < axes; ++axis) text += ",axis" + QByteArray::number(static_cast<int>(axis));
  text += ",value\r\n";
  for (const DataArray& array : arrays) {
    std::vector<int> at(array.shape.size(), 0);
    for (const float value : array.values) {
      text += cell(array.name, ',').toUtf8();
      for (std::size_t axis = 0; axis < axes; ++axis)
        text += ',' + (axis < at.size() ? QByteArray::number(at[axis]) : QByteArray());
      text += ',' + number(value).toUtf8() + "\r\n";
      for (std::size_t axis = at.size(); axis-- > 0;) {
        if (++at[axis] < array.shape[axis]) break;
        at[axis] = 0;
      }
    }
  }
  return text;
}

}  // namespace

std::vector<SiteId> sitesOf(DataOf what, const ModelInfo& model, const ViewState& state) {
  const AttentionId attention = shownAttention(model, state);
  switch (what) {
    case DataOf::Matrix:
      return {patternSite(attention, state.layer)};
    case DataOf::Head: {
      std::vector<SiteId> sites;
      for (const Site site : {Site::Query, Site::Key, Site::Value, Site::Pattern, Site::HeadOut})
        sites.push_back(siteIn(attention, site, state.layer));
      return sites;
    }
    case DataOf::Heads:
      return everyPattern(model, attention);
    case DataOf::Predictions:
      break;
  }
  return {};
}

std::vector<DataArray> dataOf(DataOf what, const std::shared_ptr<const Trace>& trace, const ViewState& state,
                              bool difference) {
  switch (what) {
    case DataOf::Matrix:
      return {difference ? differenceOf(trace, state) : HeadReader(*trace, state).pattern()};
    case DataOf::Head: {
      const HeadReader head(*trace, state);
      DataArray query = head.vectors(Site::Query), key = head.vectors(Site::Key), pattern = head.pattern();
      DataArray scores = head.scores(query, pattern);
      return {std::move(query),  std::move(key),     head.vectors(Site::Value),
              std::move(scores), std::move(pattern), head.vectors(Site::HeadOut)};
    }
    case DataOf::Heads:
      return everyHead(*trace, state);
    case DataOf::Predictions:
      break;
  }
  return {predictionsOf(*trace)};
}

QByteArray tableText(const DataArray& table, char between) {
  const int rows = table.shape.at(0), columns = table.shape.at(1);
  QString text;
  const bool withTitles = !table.rows.isEmpty();
  const QString end = between == '\t' ? QStringLiteral("\n") : QStringLiteral("\r\n");
  if (withTitles) text += cell(table.name, between) + QLatin1Char(between);
  for (int column = 0; column < columns; ++column) {
    if (column > 0) text += QLatin1Char(between);
    text += column < table.columns.size() ? cell(table.columns[column], between) : QString::number(column);
  }
  text += end;
  for (int row = 0; row < rows; ++row) {
    if (withTitles) text += cell(table.rows.value(row), between) + QLatin1Char(between);
    for (int column = 0; column < columns; ++column) {
      if (column > 0) text += QLatin1Char(between);
      text += number(table.values[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) +
                                  static_cast<std::size_t>(column)]);
    }
    text += end;
  }
  return text.toUtf8();
}

void saveData(const std::vector<DataArray>& arrays, const QString& path, const std::string& notes) {
  const auto shapeOf = [](const DataArray& array) {
    return std::vector<std::int64_t>(array.shape.begin(), array.shape.end());
  };
  if (path.endsWith(QLatin1String(".npz"), Qt::CaseInsensitive)) {
    io::NpzWriter file(path.toStdString());
    file.addText("headlight.json", notes);
    for (const DataArray& array : arrays) file.add(array.name.toStdString(), shapeOf(array), array.values);
    return file.finish();
  }
  QByteArray bytes;
  if (path.endsWith(QLatin1String(".npy"), Qt::CaseInsensitive)) {
    if (arrays.size() != 1)
      fail(path.toStdString(), ": a .npy file holds one array, and these are ", arrays.size(), "; take .npz");
    const DataArray& array = arrays.front();
    const std::string made = io::npyBytes(shapeOf(array), array.values);
    bytes = QByteArray(made.data(), static_cast<qsizetype>(made.size()));
  } else if (path.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive)) {
    bytes = arrays.size() == 1 && arrays.front().shape.size() == 2 ? tableText(arrays.front(), ',') : longText(arrays);
  } else {
    fail(path.toStdString(), ": expected a name that ends in .csv, .npy or .npz");
  }
  QSaveFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
    fail(path.toStdString(), ": cannot be written (", file.errorString().toStdString(), ")");
}

}  // namespace headlight::ui
