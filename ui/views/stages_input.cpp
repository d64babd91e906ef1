// Names, words and input of the view that follows one head step by step.
#include <algorithm>
#include <cmath>

#include "base/within.h"
#include "ui/document/what_if.h"
#include "ui/theme/theme.h"
#include "ui/views/numbers.h"
#include "ui/views/stages_options.h"
#include "ui/views/stages_parts.h"
#include "ui/views/stages_view.h"
#include "ui/views/view_host.h"

namespace headlight::ui {

ViewName StagesView::name() const {
  return {.id = id,
          .title = tr("Stages"),
          .entry = tr("S&tages"),
          .tip = tr("One head, step by step, with its numbers"),
          .shortcut = QKeySequence(Qt::CTRL | Qt::Key_6)};
}

Legend StagesView::legend(const std::shared_ptr<const Trace>& trace, const ViewState& state) const {
  Legend legend;
  legend.signedMap = true;
  legend.colormap = Colormap::Diverging;
  if (!trace || !captured(*trace, state)) return legend;
  legend.high = static_cast<double>(StagesParts::reach(steps(*trace, state, queryOf(*trace, state)).keys));
  legend.low = -legend.high;
  legend.words = tr("numbers of keys; queries and values reach to their own largest");
  return legend;
}

QString StagesView::title(const ViewState& state) const {
  return tr("One head step by step, layer %1, head %2, step %3 of %4")
      .arg(state.layer)
      .arg(state.head)
      .arg(static_cast<int>(options_.stage) + 1)
      .arg(stageCount);
}

QString StagesView::describe(const Trace* trace, const ViewState& state) const {
  return trace && captured(*trace, state) ? words(*trace, state) : View::describe(trace, state);
}

QString StagesView::caption(const Trace& trace, const ViewState& state) const {
  const AttentionId attention = shownAttention(trace.model(), state);
  return tr("L%1H%2 · %3 · row %4")
      .arg(state.layer)
      .arg(state.head)
      .arg(QString::fromStdString(trace.model().siteName(patternSite(attention, state.layer))))
      .arg(queryOf(trace, state));
}

QString StagesView::words(const Trace& trace, const ViewState& state) const {
  const AttentionInfo attention = trace.model().attention(shownAttention(trace.model(), state));
  const StackInfo& stack = trace.model().stack(attention.id.stack);
  const int query = queryOf(trace, state);
  const derived::AttentionSteps& made = steps(trace, state, query);
  const QString name = axisText(state.rowsOf(attention.id.stack).name(query));
  const auto seen = std::count(made.seen.begin(), made.seen.end(), true);
  switch (options_.stage) {
    case Stage::Vectors: {
      QString text =
          tr("“%1” asks with its query q. Every token that it may see offers a key k and a value v.").arg(name);
      if (!attention.ofItself())
        text += tr(" Here these come from the other text, as the %1 leaves it.")
                    .arg(stackName(trace.model().stack(attention.keys)));
      if (attention.kvHeads < attention.heads)
        text += tr(" %1 heads share these keys and values.").arg(attention.heads / attention.kvHeads);
      return text;
    }
    case Stage::Product:
      return tr(
          "q · k: the query times the key, number by number, added up. Vectors that point the same way give much. "
          "Point at a line to see it.");
    case Stage::Scale:
      if (made.scores.empty())
        return seen < 2
                   ? tr("One key alone: its weight is 1 whatever the score.")
                   : tr("These weights do not follow from q · k: a what-if changed them, or the model adds what is "
                        "not known here. So no score is shown.");
      if (!made.added.empty())
        return tr("The score is q · k and what this head learned for the distance between the two tokens.");
      if (StagesParts::scaleWords(made).contains(QChar(0x221A)))
        return tr("%1: the more numbers a vector has, the larger the sums; the root makes up for it.")
            .arg(StagesParts::scaleWords(made));
      return tr("%1: not the usual root, but this is what leads from q · k to the weights.")
          .arg(StagesParts::scaleWords(made));
    case Stage::Mask: {
      const int window = attention.ofItself() ? stack.window(state.layer) : 0;
      if (window > 0)
        return tr("“%1” sees no later token, and no more than %2 in all, its own place counted.").arg(name).arg(window);
      return attention.causal ? tr("“%1” sees no later token: it must not know what it is to predict.").arg(name)
                              : tr("Nothing is masked here: every token sees every other, before and after it.");
    }
    case Stage::Softmax:
      return tr("softmax makes of %1 scores weights that add up to 1. A score that is a little larger gets much more.")
          .arg(seen);
    case Stage::Weighted:
      return tr("weight × v: of every value as much as its weight says. What has no weight has gone pale.");
    case Stage::Output:
      return tr("The sum is what this head says for “%1”: its output z. A matrix then adds it to the residual stream.")
          .arg(name);
  }
  return {};
}

OptionsRow* StagesView::makeOptions(ViewHost& host, QWidget* parent) {
  return new StagesOptionsRow(*this, host, parent);
}

Qt::CursorShape StagesView::cursor(const Hit& hit) const {
  return hit.key >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor;
}

bool StagesView::ask(ViewHost& host, int row) {
  if (!host.trace()) return false;
  const AttentionId attention = shownAttention(host.trace()->model(), host.state());
  host.selection().lockRow(within(row, 0, host.trace()->rows(attention.stack) - 1));
  options_.below = 0;
  host.optionsEdited();
  return true;
}

void StagesView::click(ViewHost& host, const Hit& hit, Qt::KeyboardModifiers) {
  if (hit.key < 0 || !host.trace()) return;
  // Of the other text no row can ask.
  if (host.trace()->model().attention(shownAttention(host.trace()->model(), host.state())).ofItself())
    ask(host, hit.key);
}

void StagesView::goTo(ViewHost& host, int stage) {
  const auto next = static_cast<Stage>(within(stage, 0, stageCount - 1));
  if (next == options_.stage) return;
  options_.stage = next;
  host.optionsEdited();
}

void StagesView::scrollBy(ViewHost& host, int lines) {
  options_.below += lines;
  settle(host);
  host.update();
}

bool StagesView::wheel(ViewHost& host, QPointF, double notches) {
  scrollBy(host, static_cast<int>(std::lround(notches * 3)));
  return true;
}

bool StagesView::press(ViewHost& host, int key, Qt::KeyboardModifiers) {
  const int stage = static_cast<int>(options_.stage);
  switch (key) {
    case Qt::Key_Space:
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Right:
      goTo(host, stage + 1);
      return true;
    case Qt::Key_Backspace:
    case Qt::Key_Left:
      goTo(host, stage - 1);
      return true;
    case Qt::Key_Home:
      goTo(host, 0);
      return true;
    case Qt::Key_End:
      goTo(host, stageCount - 1);
      return true;
    case Qt::Key_Up:
    case Qt::Key_Down:
      return host.trace() && ask(host, queryOf(*host.trace(), host.state()) + (key == Qt::Key_Up ? -1 : 1));
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
      scrollBy(host, key == Qt::Key_PageUp ? 8 : -8);
      return true;
    default:
      return false;
  }
}

void StagesView::settle(const ViewHost& host) {
  if (!host.trace() || !captured(*host.trace(), host.state())) return;
  options_.below = layout(*host.trace(), host.state(), host.sceneSize()).hiddenBelow;
}

void StagesView::forgetModel() {
  options_.below = 0;
  steps_ = {};
}

}  // namespace headlight::ui
