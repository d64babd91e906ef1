#include "ui/views/stages_view.h"

#include <algorithm>
#include <cmath>

#include "base/within.h"
#include "derived/seen_keys.h"
#include "ui/theme/theme.h"
#include "ui/views/cards.h"
#include "ui/views/numbers.h"
#include "ui/views/stages_parts.h"

namespace headlight::ui {
namespace {

constexpr double margin = 16, gap = 12;
constexpr double asksHeight = 40, titlesHeight = 26, lineHeight = 26, wordHeight = 40;
constexpr double numberWidth = 56, barWidth = 56, weightWidth = 48;
constexpr double leastStrip = 60;

SiteId siteOf(AttentionId attention, Site site, int layer) { return {attention.stack, site, layer, attention.which}; }

constexpr Site read[] = {Site::Query, Site::Key, Site::Value, Site::Pattern};

}  // namespace

bool StagesView::fits(const ModelInfo& model) const {
  return std::any_of(model.stacks.begin(), model.stacks.end(),
                     [](const StackInfo& stack) { return !stack.recurrent && !stack.attentions().empty(); });
}

std::vector<SiteId> StagesView::needs(const ModelInfo& model, const ViewState& state) const {
  const AttentionId attention = shownAttention(model, state);
  const StackInfo& stack = model.stack(attention.stack);
  if (stack.recurrent || state.layer < 0 || state.layer >= stack.layers) return {};
  std::vector<SiteId> sites;
  for (const Site site : read) sites.push_back(siteOf(attention, site, state.layer));
  if (model.attention(attention).ofItself() && stack.biasDistances > 0)
    sites.push_back({attention.stack, Site::RelativeBias});
  return sites;
}

int StagesView::queryOf(const Trace& trace, const ViewState& state) {
  const int rows = trace.rows(shownAttention(trace.model(), state).stack);
  return state.lockedRow >= 0 && state.lockedRow < rows ? state.lockedRow : rows - 1;
}

bool StagesView::captured(const Trace& trace, const ViewState& state) {
  const AttentionId attention = shownAttention(trace.model(), state);
  const StackInfo& stack = trace.model().stack(attention.stack);
  if (stack.recurrent || state.layer < 0 || state.layer >= stack.layers || state.head < 0 ||
      state.head >= trace.model().attention(attention).heads || queryOf(trace, state) < 0)
    return false;
  if (stack.biasDistances > 0 && trace.model().attention(attention).ofItself() &&
      !trace.find({attention.stack, Site::RelativeBias}))
    return false;
  return std::all_of(std::begin(read), std::end(read),
                     [&](Site site) { return trace.find(siteOf(attention, site, state.layer)) != nullptr; });
}

const derived::AttentionSteps& StagesView::steps(const Trace& trace, const ViewState& state, int query) const {
  const AttentionId attention = shownAttention(trace.model(), state);
  return steps_.of({trace.serial(), attention, state.layer, state.head, query},
                   [&] { return derived::attentionSteps(trace, attention, state.layer, state.head, query); });
}

StagesView::Layout StagesView::layout(const Trace& trace, const ViewState& state, QSizeF size) const {
  const AttentionInfo attention = trace.model().attention(shownAttention(trace.model(), state));
  const StackRows& keys = state.rowsOf(attention.keys);
  Layout l;
  l.query = queryOf(trace, state);
  l.lineHeight = lineHeight;
  const derived::SeenKeys::Span seen = derived::SeenKeys(trace, attention.id, state.layer).of(l.query);
  l.masked = trace.keys(attention.id) - seen.count();

  double name = l.masked > 0 ? std::max(44.0, textWidth(StagesParts::namesOfOthers(l.masked), 12) + 4) : 44;
  for (int key = seen.begin; key < seen.end; ++key)
    name = std::max(name, textWidth(axisText(keys.name(key)), 12, 600) + 4);
  name = std::min(name, 96.0);
  const double width = std::max(1.0, size.width() - 2 * margin);
  const double numbers = 2 * numberWidth + barWidth + weightWidth + 4 * gap;
  double strip = (width - name - numbers - 2 * gap) / 2;
  l.both = strip >= leastStrip;
  if (!l.both) strip = std::max(8.0, width - name - numbers - gap);
  strip = std::min(strip, 260.0);
  l.nameRight = margin + name;
  l.strip = QRectF(l.nameRight + gap, 0, strip, 0);
  l.productRight = l.strip.right() + gap + numberWidth;
  l.scoreRight = l.productRight + gap + numberWidth;
  l.barLeft = l.scoreRight + gap;
  l.weightRight = l.barLeft + barWidth + weightWidth;
  l.value = l.both ? QRectF(l.weightRight + gap, 0, strip, 0) : l.strip;

  l.asks = QRectF(margin, 8, width, asksHeight);
  l.columns = QRectF(margin, l.asks.bottom(), width, titlesHeight);
  const double below = (l.masked > 0 ? lineHeight : 0) + lineHeight + 8 + wordHeight;
  const double room = std::max(lineHeight, size.height() - l.columns.bottom() - below - 4);
  const int lines = std::max(1, static_cast<int>(room / lineHeight));
  const int shown = std::min(lines, seen.count());
  l.hiddenBelow = within(options_.below, 0, seen.count() - shown);
  l.hiddenAbove = seen.count() - shown - l.hiddenBelow;
  for (int place = 0; place < shown; ++place) l.listed.push_back(seen.begin + l.hiddenAbove + place);
  l.rows = QRectF(margin - 6, l.columns.bottom(), width + 12, shown * lineHeight);
  double y = l.rows.bottom();
  if (l.masked > 0) {
    l.maskedLine = QRectF(margin, y + 3, width, lineHeight - 6);
    y += lineHeight;
  }
  l.sumLine = QRectF(margin, y + 4, width, lineHeight);
  l.wordLine = QRectF(margin, l.sumLine.bottom() + 4, width, wordHeight);
  return l;
}

Scene StagesView::scene(std::shared_ptr<const Trace> trace, const ViewState& state, QSizeF size) const {
  const Theme& theme = *state.theme;
  Scene scene = emptyScene(theme);
  if (!trace) return scene;
  if (!captured(*trace, state)) {
    const QRectF whole(margin, margin, std::max(0.0, size.width() - 2 * margin),
                       std::max(0.0, size.height() - 2 * margin));
    scene.boxes.push_back({.area = whole, .outline = theme.border, .hatched = true});
    const bool recurrent = trace->model().stack(shownAttention(trace->model(), state).stack).recurrent;
    const QString why = recurrent ? tr("This attention adds query and key instead of multiplying them.")
                                  : tr("Not computed. %1").arg(state.notComputed);
    scene.labels.push_back({.area = whole, .text = why, .color = theme.text, .alignment = Qt::AlignCenter});
    return scene;
  }
  const AttentionInfo attention = trace->model().attention(shownAttention(trace->model(), state));
  const Layout l = layout(*trace, state, size);
  const Rows& like = *trace->find(siteOf(attention.id, Site::Query, state.layer));
  const StagesParts parts{*this, *trace, state, l, steps(*trace, state, l.query), attention, like};
  parts.addQuery(scene);
  parts.addTitles(scene);
  parts.addLines(scene);
  parts.addMasked(scene);
  parts.addSums(scene);
  parts.addWords(scene);
  if (state.pointerInside && reached(Stage::Product)) parts.addCard(scene, size);
  return scene;
}

std::optional<Hit> StagesView::hit(const Trace& trace, const ViewState& state, QSizeF size, QPointF at) const {
  Hit found;
  found.layer = state.layer;
  found.head = state.head;
  if (!captured(trace, state)) {
    found.notComputed = true;
    return found;
  }
  const Layout l = layout(trace, state, size);
  if (!l.rows.contains(at)) return std::nullopt;
  const auto place = static_cast<std::size_t>((at.y() - l.rows.top()) / l.lineHeight);
  if (place >= l.listed.size()) return std::nullopt;
  found.query = l.query;
  found.key = l.listed[place];
  found.title = at.x() < l.nameRight;
  found.value = steps(trace, state, l.query).weights[static_cast<std::size_t>(found.key)];
  return found;
}

QSizeF StagesView::wholeSize(const Trace& trace, const ViewState& state, QSizeF asked) const {
  if (asked.height() > 0) return asked;
  const Layout l = layout(trace, state, {asked.width(), 1e6});
  return {asked.width(), std::ceil(l.wordLine.bottom() + 8)};
}

}  // namespace headlight::ui
