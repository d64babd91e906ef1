#include "ui/window/data_actions.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMenu>
#include <algorithm>
#include <utility>

#include "ui/document/document.h"
#include "ui/document/what_if.h"
#include "ui/lens/lens_widget.h"
#include "ui/window/bundled_models.h"
#include "ui/window/pass_loop.h"
#include "ui/window/session_bridge.h"
#include "ui/window/settings.h"
#include "ui/window/status_line.h"
#include "ui/window/window_context.h"

namespace headlight::ui {
namespace {

constexpr int mostPasses = 3;  // one that was under way, and one that the memory did not allow more

}  // namespace

DataActions::DataActions(const WindowContext& context, PassLoop& loop, LensWidget& lens)
    : context_(context), loop_(loop), lens_(lens) {}

QString DataActions::nameFor(DataOf what) const {
  const OpenModel* model = context_.bridge.current();
  const ViewState state = lens_.state();
  QString name = model ? modelName(model->folder).toLower() : QStringLiteral("headlight");
  name.replace(QLatin1Char('/'), QLatin1Char('-'));
  const QString head = QStringLiteral("-L%1H%2").arg(state.layer).arg(state.head);
  switch (what) {
    case DataOf::Matrix:
      return name + head + QStringLiteral(".csv");
    case DataOf::Head:
      return name + head + QStringLiteral(".npz");
    case DataOf::Heads:
      return name + QStringLiteral("-heads.npz");
    case DataOf::Predictions:
      break;
  }
  return name + QStringLiteral("-predictions.csv");
}

void DataActions::save(DataOf what) {
  if (!lens_.trace()) return context_.status.note(tr("there is no data yet"));
  const bool one = what == DataOf::Matrix || what == DataOf::Predictions;
  QString path = QFileDialog::getSaveFileName(
      &context_.window, tr("Save data"), context_.settings.lastFolder() + QLatin1Char('/') + nameFor(what),
      one ? tr("Tables and arrays (*.csv *.npy *.npz)") : tr("Arrays and tables (*.npz *.csv)"));
  if (path.isEmpty()) return;
  if (QFileInfo(path).suffix().isEmpty()) path += one ? QStringLiteral(".csv") : QStringLiteral(".npz");
  context_.settings.setLastFolder(QFileInfo(path).absolutePath());
  saveTo(what, path);
}

bool DataActions::whole(const std::vector<SiteId>& sites) const {
  const auto& trace = lens_.trace();
  return std::ranges::all_of(sites, [&](const SiteId& site) { return trace->find(site) != nullptr; });
}

void DataActions::saveTo(DataOf what, const QString& path) {
  if (!lens_.trace()) return context_.status.note(tr("there is no data yet"));
  std::vector<SiteId> sites = sitesOf(what, lens_.trace()->model(), lens_.state());
  if (whole(sites)) return write(what, path);
  if (loop_.frozen())
    return context_.status.note(tr("not saved: not all of it was computed before F8 froze the picture"));
  waiting_ = Waiting{what, path, std::move(sites), 0};
  context_.status.note(tr("computing what %1 needs").arg(QFileInfo(path).fileName()));
  loop_.request();
}

void DataActions::addNeeds(PassNeeds& needs) const {
  if (!waiting_) return;
  for (const SiteId& site : waiting_->sites) needs.plan.add(site);
}

void DataActions::shown(const ShownTrace& shown) {
  if (!waiting_ || !shown.trace || !shown.current) return;
  if (whole(waiting_->sites)) {
    const Waiting done = *std::exchange(waiting_, std::nullopt);
    return write(done.what, done.path);
  }
  if (++waiting_->passes < mostPasses) return;
  waiting_.reset();
  context_.status.note(tr("not saved: the memory for attention does not hold it (Model, Memory for attention)"));
}

void DataActions::nameTokens(DataArray& predictions) const {
  const auto& trace = lens_.trace();
  const OutputInfo* output = trace->model().output();
  const TextDocument* text = context_.document.textRead();
  for (std::size_t at = 0; at < predictions.values.size(); at += 3) {
    const auto id = static_cast<std::int32_t>(predictions.values[at]);
    if (!output->ofTokens())
      predictions.rows << QString::fromStdString(output->labels.at(static_cast<std::size_t>(id)));
    else
      predictions.rows << (text && text->vocabulary() ? text->vocabulary()->shown(id) : QString::number(id));
  }
}

std::string DataActions::notes() const {
  const Trace& trace = *lens_.trace();
  const ViewState state = lens_.state();
  QJsonArray inputs, changes;
  for (InputDocument* input : context_.document.inputs()) {
    if (const auto* text = dynamic_cast<const TextDocument*>(input))
      inputs.append(text->text());
    else if (const auto* image = dynamic_cast<const ImageDocument*>(input))
      inputs.append(image->picture().origin().name);
  }
  for (const Intervention& change : trace.changes()) changes.append(toJson(WhatIf{change, true}));
  const QJsonObject about{{"program", "headlight"},
                          {"model", QString::fromStdString(trace.model().name)},
                          {"weights", QString::fromStdString(trace.model().weightsHash)},
                          {"device", QString::fromStdString(trace.device())},
                          {"input", inputs},
                          {"what_ifs", changes},
                          {"layer", state.layer},
                          {"head", state.head},
                          {"predicted_row", trace.predictedRow()}};
  return QJsonDocument(about).toJson().toStdString();
}

void DataActions::write(DataOf what, const QString& path) {
  try {
    std::vector<DataArray> arrays = dataOf(what, lens_.trace(), lens_.state(), lens_.differenceShown());
    if (what == DataOf::Predictions) nameTokens(arrays.front());
    saveData(arrays, path, notes());
    context_.status.note(tr("saved as %1").arg(path));
  } catch (const std::exception& error) {
    context_.status.note(QString::fromUtf8(error.what()));
  }
}

void DataActions::copyTable() {
  if (!lens_.trace()) return context_.status.note(tr("there is no data yet"));
  try {
    const auto table = dataOf(DataOf::Matrix, lens_.trace(), lens_.state(), lens_.differenceShown());
    QApplication::clipboard()->setText(QString::fromUtf8(tableText(table.front(), '\t')));
    context_.status.note(tr("the matrix is on the clipboard, as a table"));
  } catch (const std::exception& error) {
    context_.status.note(QString::fromUtf8(error.what()));
  }
}

void DataActions::addTo(QMenu& menu) {
  menu.addSeparator();
  menu.addAction(tr("Copy the matrix as a table"), this, [this] { copyTable(); });
  menu.addAction(tr("Save the matrix…"), this, [this] { save(DataOf::Matrix); });
  menu.addAction(tr("Save the head’s tensors…"), this, [this] { save(DataOf::Head); });
}

}  // namespace headlight::ui
