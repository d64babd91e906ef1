#include "ui/window/paint_report.h"

#include <algorithm>

#include "ui/document/document.h"
#include "ui/lens/lens_widget.h"
#include "ui/panels/numbers.h"
#include "ui/window/bundled_models.h"
#include "ui/window/edit_clock.h"
#include "ui/window/lens_area.h"
#include "ui/window/pass_loop.h"
#include "ui/window/session_bridge.h"
#include "ui/window/status_line.h"
#include "ui/window/window_context.h"

namespace headlight::ui {

QString recomputedText(const Trace& trace) {
  const StackInfo& stack = trace.model().stacks.back();
  const int rows = trace.rows(stack.stack);
  int layers = 0, first = rows, kept = 0;  // kept: layers below the first that did anything
  for (int layer = 0; layer < stack.layers; ++layer) {
    const int from = trace.firstRow(stack.stack, layer);
    if (from < rows) ++layers;
    if (layers == 0) ++kept;
    first = std::min(first, from);
  }
  if (layers == 0) return PaintReport::tr("nothing recomputed, %1 layers kept").arg(stack.layers);
  if (rows == 1) return PaintReport::tr("1 row, %1 layers computed").arg(layers);
  const QString which = first == 0 ? PaintReport::tr("all %1 rows").arg(rows)
                                   : PaintReport::tr("%1 of %2 rows").arg(rows - first).arg(rows);
  if (kept == 0 && layers == 1) return PaintReport::tr("%1, 1 layer recomputed").arg(which);
  if (kept == 0) return PaintReport::tr("%1, %2 layers recomputed").arg(which).arg(layers);
  return PaintReport::tr("%1 from layer %2 on recomputed, %3 kept")
      .arg(which, QString::number(kept),
           kept == 1 ? PaintReport::tr("layer 0") : PaintReport::tr("layers 0–%1").arg(kept - 1));
}

PaintReport::PaintReport(const WindowContext& context, PassLoop& loop, LensArea& lensArea)
    : context_(context), loop_(loop), clock_(new EditClock(this)) {
  connect(&lensArea.lens(), &LensWidget::painted, this, &PaintReport::painted);
  connect(&loop, &PassLoop::edited, this, [this](quint64 revision, bool byPerson) {
    if (byPerson) clock_->changed(revision);  // another vocabulary is no edit
  });
}

void PaintReport::painted(quint64 revision) {
  const auto& trace = loop_.shown().trace;
  if (!trace || trace->revision() != revision) return;
  const std::optional<double> milliseconds = clock_->painted(revision);
  const OpenModel* model = context_.bridge.current();
  const QString device = model ? (model->deviceKind == QLatin1String("cpu") ? tr("CPU") : tr("Vulkan")) : QString();
  // What it says is about the trace on screen: it is said anew when that is another model's or another document's.
  const bool toldOf = toldModel_ == trace->model().folder && toldRevision_ == revision;
  QString line, tip = tr("The pass took %1; the rest is %2 and painting")
                          .arg(timeText(trace->milliseconds()), context_.document.main().preparation());
  if (beforeFirst_ && !startTold_) {
    if (const auto age = processAge()) line = tr("Ready %1 s after the start · no network needed").arg(*age, 0, 'f', 1);
    tip = tr("From the start of the program to the first view: the model was read, and a pass of it took %1")
              .arg(timeText(trace->milliseconds()));
  } else if (milliseconds) {
    line = QStringLiteral("%1 · %2 · %3")
               .arg(tr("Shown %1 after the edit").arg(timeText(*milliseconds)), recomputedText(*trace), device);
  } else if (!toldOf && model) {
    line = QStringLiteral("%1 · %2 · %3")
               .arg(tr("%1 computed in %2").arg(modelName(model->folder), timeText(trace->milliseconds())),
                    recomputedText(*trace), device);
  }
  toldModel_ = trace->model().folder;
  toldRevision_ = revision;
  if (!line.isEmpty()) context_.status.say(line, tip);
  if (std::exchange(beforeFirst_, false)) emit firstPainted();
  emit reported(revision, milliseconds.value_or(-1));
}

}  // namespace headlight::ui
