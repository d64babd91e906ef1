// Names, words and input of the matrix.
#include <algorithm>
#include <cmath>

#include "base/within.h"
#include "ui/views/matrix_options.h"
#include "ui/views/matrix_view.h"
#include "ui/views/view_host.h"

namespace headlight::ui {
namespace {

constexpr double wheelStep = 1.2;  // zoom per notch

}  // namespace

ViewName MatrixView::name() const {
  return {.id = id,
          .title = tr("Matrix"),
          .entry = tr("&Matrix"),
          .tip = tr("One head, token by token"),
          .shortcut = QKeySequence(Qt::CTRL | Qt::Key_2)};
}

Legend MatrixView::legend(const std::shared_ptr<const Trace>& trace, const ViewState& state) const {
  Legend legend;
  if (trace && showsDifference(state)) {
    legend.signedMap = true;
    legend.colormap = Colormap::Diverging;
    legend.high = static_cast<double>(largestShown(trace, state));
    legend.low = -legend.high;
    return legend;
  }
  legend = View::legend(trace, state);
  if (trace && what(*trace, state).signedCells()) {
    legend = {};
    legend.signedMap = true;
    legend.colormap = Colormap::Diverging;
    legend.high = static_cast<double>(largestShown(trace, state));
    legend.low = -legend.high;
    legend.words = tr("q·k/√d before softmax");
    return legend;
  }
  if (trace && (hidesSpecial(trace->model(), state) || !what(*trace, state).isPattern())) {
    legend.high = static_cast<double>(largestShown(trace, state));
    if (legend.range == RangeMode::Percentile) legend.range = RangeMode::Own;  // of what is left there are no counts
    legend.clamped = legend.range == RangeMode::Own && legend.high < 1 &&
                     trace->model().attention(shownAttention(trace->model(), state)).causal;
  }
  return legend;
}

QString MatrixView::title(const ViewState& state) const {
  return tr("Attention matrix, layer %1, head %2").arg(state.layer).arg(state.head);
}

QString MatrixView::caption(const Trace& trace, const ViewState& state) const {
  const SiteId site = patternSite(shownAttention(trace.model(), state), state.layer);
  const MatrixWhat shown = what(trace, state);
  return QStringLiteral("%1 · %2").arg(MatrixValues::nameOf(shown, trace.model(), state),
                                       QString::fromStdString(trace.model().siteName(site)));
}

OptionsRow* MatrixView::makeOptions(ViewHost& host, QWidget* parent) {
  return new MatrixOptionsRow(*this, host, parent);
}

void MatrixView::settle(const ViewHost& host) {
  if (!host.trace()) return;
  const Layout inside = layout(*host.trace(), host.state(), host.sceneSize());
  options_.zoom = within(options_.zoom, 1.0, largestZoom(inside));
  options_.origin = {inside.keys.first, inside.queries.first};
}

void MatrixView::zoom(ViewHost& host, QPointF at, double factor) {
  if (!host.trace()) return;
  const Layout before = layout(*host.trace(), host.state(), host.sceneSize());
  const QPointF in(within(at.x(), before.field.left(), before.field.right()) - before.field.left(),
                   within(at.y(), before.field.top(), before.field.bottom()) - before.field.top());
  const QPointF cell(before.keys.first + in.x() / before.cell, before.queries.first + in.y() / before.cell);
  const double whole = before.cell / within(options_.zoom, 1.0, largestZoom(before));
  options_.zoom = within(options_.zoom * factor, 1.0, largestZoom(before));
  const double size = whole * options_.zoom;
  options_.origin = {cell.x() - in.x() / size, cell.y() - in.y() / size};  // the cell under the pointer stays there
  settle(host);
  host.update();
}

void MatrixView::zoomToFit(ViewHost& host) {
  options_.zoom = 1;
  options_.origin = {};
  host.update();
}

bool MatrixView::wheel(ViewHost& host, QPointF at, double notches) {
  zoom(host, at, std::pow(wheelStep, notches));
  return true;
}

Qt::CursorShape MatrixView::cursor(const Hit& hit) const {
  return options_.zoom > 1 && hit.query >= 0 && !hit.title ? Qt::OpenHandCursor : Qt::ArrowCursor;
}

bool MatrixView::beginDrag(ViewHost& host) {
  settle(host);
  dragOrigin_ = options_.origin;
  return options_.zoom > 1;
}

void MatrixView::drag(ViewHost& host, QPointF moved) {
  options_.origin = dragOrigin_ - moved / layout(*host.trace(), host.state(), host.sceneSize()).cell;
  settle(host);
  host.update();
}

void MatrixView::lockOrUnlock(ViewHost& host, int row) const {
  host.selection().lockRow(host.selection().lockedRow() == row ? -1 : row);
}

void MatrixView::click(ViewHost& host, const Hit& hit, Qt::KeyboardModifiers modifiers) {
  if (hit.query < 0 && hit.key < 0)
    host.selection().chooseHead(hit.layer, hit.head);
  else if (hit.query >= 0 && modifiers.testFlag(Qt::ControlModifier))
    host.selection().lockAlso(hit.query);
  else if (hit.query >= 0)
    lockOrUnlock(host, hit.query);
}

bool MatrixView::press(ViewHost& host, int key, Qt::KeyboardModifiers modifiers) {
  const Selection& selection = host.selection();
  const bool plain = modifiers == Qt::NoModifier;
  if (plain && key == Qt::Key_D && host.state().baseline) {
    options_.difference = !options_.difference;
    host.optionsEdited();
    return true;
  }
  if (plain && key == Qt::Key_C && selection.hoveredQuery() >= 0 && selection.hoveredKey() >= 0) {
    emit host.cutAsked(selection.hoveredQuery(), selection.hoveredKey());
    return true;
  }
  const QPointF middle = QRectF(host.rect()).center();
  if (key == Qt::Key_Plus || key == Qt::Key_Equal) return zoom(host, middle, zoomStep), true;
  if (key == Qt::Key_Minus) return zoom(host, middle, 1 / zoomStep), true;
  if (key == Qt::Key_0) return zoomToFit(host), true;
  if (const Step step = stepOf(key); !step.none()) return moveCell(host, step, modifiers.testFlag(Qt::ControlModifier));
  if (!opens(key) || selection.hoveredQuery() < 0) return false;
  if (modifiers.testFlag(Qt::ControlModifier))
    host.selection().lockAlso(selection.hoveredQuery());
  else
    lockOrUnlock(host, selection.hoveredQuery());
  return true;
}

bool MatrixView::moveCell(ViewHost& host, const Step& step, bool toHead) {
  const Trace& trace = *host.trace();
  const StackInfo& stack = trace.model().stack(shownAttention(trace.model(), host.state()).stack);
  if (trace.rows(stack.stack) < 1) return false;
  Selection& selection = host.selection();
  if (toHead) {
    const int right = step.right - (step.toStart ? 1 : 0) + (step.toEnd ? 1 : 0);
    selection.chooseHead(within(selection.layer() + step.down, 0, stack.layers - 1),
                         within(selection.head() + right, 0, stack.heads - 1));
    return true;
  }
  const Layout at = layout(trace, host.state(), host.sceneSize());
  int query = at.queries.placeOf(selection.hoveredQuery()), column = at.keys.placeOf(selection.hoveredKey());
  if (query < 0 || column < 0) {
    const int locked = selection.lockedRow() >= 0 ? at.queries.placeOf(selection.lockedRow()) : -1;
    query = locked >= 0 ? locked : at.queries.count - 1;
    column = std::min(query, at.keys.count - 1);
  }
  host.showKeyboardCard();
  query = within(query + step.down, 0, at.queries.count - 1);
  const int last = at.keys.count - 1;
  column = step.toStart ? 0 : step.toEnd ? last : within(column + step.right, 0, last);
  const auto follow = [](double origin, int cell, double shown) {
    return within(origin, cell + 1 - shown, static_cast<double>(cell));
  };
  options_.origin = {follow(options_.origin.x(), column, at.keys.shown),
                     follow(options_.origin.y(), query, at.queries.shown)};
  settle(host);
  selection.hover(at.queries.rowAt(query), at.keys.rowAt(column));
  return true;
}

MenuPlace MatrixView::menuPlace(const Trace& trace, const ViewState& state, QSizeF size) const {
  if (state.hoveredQuery < 0 || state.hoveredKey < 0) return View::menuPlace(trace, state, size);
  const Layout l = layout(trace, state, size);
  const int query = std::max(0, l.queries.placeOf(state.hoveredQuery)),
            key = std::max(0, l.keys.placeOf(state.hoveredKey));
  return {l.cellRect(query, key).center(), state.hoveredQuery, state.hoveredKey};
}

}  // namespace headlight::ui
