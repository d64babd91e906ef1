// Names, words, input and options of the layers.
#include <QHBoxLayout>
#include <algorithm>
#include <cmath>

#include "base/within.h"
#include "ui/theme/theme.h"
#include "ui/views/layers_options.h"
#include "ui/views/layers_view.h"
#include "ui/views/numbers.h"
#include "ui/views/view_host.h"

namespace headlight::ui {

ViewName LayersView::name() const {
  return {.id = id,
          .title = tr("Layers"),
          .entry = tr("&Layers"),
          .tip = tr("What the model would say if it stopped after each layer"),
          .shortcut = QKeySequence(Qt::CTRL | Qt::Key_5)};
}

Legend LayersView::legend(const std::shared_ptr<const Trace>& trace, const ViewState& state) const {
  Legend legend;
  legend.colormap = state.colormap;
  legend.high = high(trace ? readingsOf(*trace, state) : nullptr);
  const bool whole = trace && trace->model().output() && !trace->model().output()->ofEveryRow();
  legend.words = options_.entropy ? tr("entropy, bits")
                 : whole          ? tr("probability")
                                  : tr("probability of the final answer");
  return legend;
}

QSizeF LayersView::wholeSize(const Trace& trace, const ViewState& state, QSizeF asked) const {
  constexpr double any = 4000;
  const Layout l = layout(trace, state, {asked.width(), any});
  const double needed = l.layers == 0 ? 240 : std::ceil(l.contentHeight + any - l.room);
  return {asked.width(), asked.height() > 0 ? std::max(asked.height(), needed) : needed};
}

QString LayersView::title(const ViewState&) const { return tr("What would be said after each layer"); }

QString LayersView::describe(const Trace* trace, const ViewState& state) const {
  if (!trace) return tr("What would be said after each layer");
  if (const std::string why = whyNoLens(trace->model()); !why.empty())
    return tr("No reading by layer: %1").arg(QString::fromStdString(why));
  const LayerReadings* readings = readingsOf(*trace, state);
  if (!readings) return tr("Not read yet");
  const int row = static_cast<int>(readings->lens->readings.size()) - 1;
  if (!readings->lens->has(row)) return tr("Being read");
  QStringList said;
  const auto& all = readings->lens->readings[static_cast<std::size_t>(row)];
  for (std::size_t layer = 0; layer < all.size(); ++layer)
    said << tr("layer %1 %2 %3")
                .arg(layer)
                .arg(axisText(readings->name(all[layer].top.front().id)),
                     shortWeight(static_cast<double>(all[layer].top.front().probability)));
  return tr("At the last row: %1").arg(said.join(QStringLiteral(", ")));
}

QString LayersView::caption(const Trace& trace, const ViewState&) const {
  return tr("logit lens of %1: last norm and head on what leaves each block, top entry in each cell")
      .arg(QString::fromStdString(trace.model().name));
}

OptionsRow* LayersView::makeOptions(ViewHost& host, QWidget* parent) {
  return new LayersOptionsRow(*this, host, parent);
}

void LayersView::settle(const ViewHost& host) {
  if (!host.trace()) return;
  const Layout l = layout(*host.trace(), host.state(), host.sceneSize());
  options_.scroll = within(options_.scroll, 0.0, l.contentHeight - l.room);
}

void LayersView::enter(ViewHost& host) {
  settle(host);
  const OutputInfo* output = host.trace() ? host.trace()->model().output() : nullptr;
  // Rows under the pointer are those of the stack that says something.
  if (output && shownAttention(host.trace()->model(), host.state()).stack != output->stack)
    for (const AttentionInfo& attention : host.trace()->model().attentions())
      if (attention.id.stack == output->stack) return host.selection().chooseAttention(attention.id);
}

void LayersView::scrollBy(ViewHost& host, double pixels) {
  options_.scroll += pixels;
  settle(host);
  host.optionsEdited();  // other rows are wanted
}

bool LayersView::wheel(ViewHost& host, QPointF, double notches) {
  const Layout l = layout(*host.trace(), host.state(), host.sceneSize());
  if (l.contentHeight <= l.room + 1) return false;
  scrollBy(host, -notches * 60);
  return true;
}

bool LayersView::press(ViewHost& host, int key, Qt::KeyboardModifiers) {
  const Layout l = layout(*host.trace(), host.state(), host.sceneSize());
  if (l.layers == 0) return false;
  if (key == Qt::Key_PageDown || key == Qt::Key_PageUp) {
    scrollBy(host, (key == Qt::Key_PageDown ? 0.8 : -0.8) * l.room);
    return true;
  }
  const Step step = stepOf(key);
  if (step.none()) return false;
  const bool whole = !host.trace()->model().output()->ofEveryRow();
  const ViewState state = host.state();
  const int last = whole ? 0 : l.columns - 1;
  const bool before = state.hoveredLayer >= 0 && state.hoveredQuery >= 0;
  const int row = step.toStart ? 0
                  : step.toEnd ? last
                  : before     ? within(state.hoveredQuery + step.right, 0, last)
                               : last;
  const int layer = before ? within(state.hoveredLayer + step.down, 0, l.layers - 1) : l.layers - 1;
  const QRectF cell = l.cell(row, layer);
  options_.scroll = within(options_.scroll, cell.bottom() + 8 - l.room, cell.top() - 32);
  settle(host);
  host.showKeyboardCard();
  host.selection().hover(row, -1);
  host.setHoveredHead(layer, -1);
  host.optionsEdited();
  return true;
}

}  // namespace headlight::ui
