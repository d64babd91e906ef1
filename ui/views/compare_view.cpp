// What is compared, where it stands and what is under a point.
#include "ui/views/compare_view.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "base/within.h"
#include "ui/theme/theme.h"
#include "ui/views/cards.h"
#include "ui/views/compare_parts.h"
#include "ui/views/host_field.h"
#include "ui/views/numbers.h"

namespace headlight::ui {
namespace {

constexpr double margin = 16, between = 22;
constexpr double roomyFrom = 720;  // px: below it the caveat is short
constexpr double heading = 22;     // over the titles of columns
constexpr double belowMaps = 40;   // the caveat and its air
constexpr double rampHeight = 30;  // the difference's scale
constexpr double answerRow = 19, answersHead = 24;
constexpr int mostAnswers = 5, leastAnswers = 2;
constexpr double leastMap = 160;  // px: before a map is lower answers go
constexpr double largestCell = 44, largestPatchCell = 56;
constexpr double mostOfCellHeight = 40;

}  // namespace

QRectF CompareView::Layout::cellRect(int field, int query, int key) const {
  const QRectF& area = fields[static_cast<std::size_t>(field)];
  return {area.left() + key * cell, area.top() + query * cellHeight, cell, cellHeight};
}

CompareView::Subject CompareView::subject(const Trace& trace, const ViewState& state) const {
  Subject made;
  made.b = ComparedSide{&trace, state.layer, state.head};
  switch (options_.with) {
    case CompareWith::Kept: {
      const KeptRun* kept = state.comparison ? state.comparison->kept.get() : nullptr;
      if (kept && kept->trace)
        made.a = ComparedSide{kept->trace.get(), state.layer, state.head};
      else
        made.why = {tr("Nothing is kept yet"),
                    tr("“Keep this as A” (K) keeps what is on screen. Then change the text:"),
                    tr("A stays as it is, and what you have now stands beside it as B.")};
      break;
    }
    case CompareWith::WithoutWhatIfs:
      if (state.baseline)
        made.a = ComparedSide{state.baseline.get(), state.layer, state.head};
      else
        made.why = {tr("No what-if is on"), tr("Switch a head off (X), mask a token or cut an edge:"),
                    tr("the same input without it stands here then as A.")};
      break;
    case CompareWith::OtherHead: {
      const StackInfo& stack = trace.model().stack(shownAttention(trace.model(), state).stack);
      made.a = made.b;
      made.b =
          ComparedSide{&trace, within(options_.layer, 0, stack.layers - 1), within(options_.head, 0, stack.heads - 1)};
      break;
    }
  }
  return made;
}

const ComparedMaps& CompareView::maps(const Subject& subject, const ViewState& state) const {
  const AttentionId attention = shownAttention(subject.b->trace->model(), state);
  return maps_.of({subject.a->trace->serial(), subject.b->trace->serial(), subject.a->layer, subject.a->head,
                   subject.b->layer, subject.b->head, attention, state.range, state.high},
                  [&] { return comparedMaps(*subject.a, *subject.b, attention, state); });
}

const std::vector<AnswerChange>& CompareView::answers(const Subject& subject) const {
  return answers_.of({subject.a->trace->serial(), subject.b->trace->serial()},
                     [&] { return answerChanges(*subject.a->trace, *subject.b->trace, mostAnswers); });
}

const PatchReadings* CompareView::readings(const Trace& trace, const ViewState& state) const {
  const Comparison* comparison = state.comparison.get();
  const PatchReadings* found = comparison ? comparison->patching.get() : nullptr;
  const bool fits = found && comparison->kept && comparison->kept->trace &&
                    found->target == patchTarget(trace, state).serial() &&
                    found->source == comparison->kept->trace->serial();
  return fits ? found : nullptr;
}

std::vector<Site> CompareView::sites(const ModelInfo& model) {
  const OutputInfo* output = model.output();
  std::vector<Site> sites;
  if (!output) return sites;
  for (const Site site : patchableSites(model.stack(output->stack)))
    if (site != Site::Query && site != Site::Key && site != Site::Value) sites.push_back(site);
  return sites;
}

double CompareView::shownOf(const PatchMap& map, int layer, int column) const {
  const PatchReading& reading = map.at(layer, column);
  if (options_.measure == PatchMeasure::Restored) return map.restored(reading);
  return double{reading.logProbability} - double{map.target.logProbability};
}

double CompareView::patchHigh(const PatchMap* map) const {
  if (options_.measure == PatchMeasure::Restored || !map) return 1;
  double most = 0;
  for (int layer = 0; layer < map->layers; ++layer)
    for (int column = 0; column < static_cast<int>(map->rows.size()); ++column)
      most = std::max(most, std::abs(shownOf(*map, layer, column)));  // NaN compares false
  return most > 0 ? most : 1;
}

std::shared_ptr<const Rows> CompareView::patchField(const Trace& trace, const PatchReadings& readings) const {
  if (kept_.map == readings.map && kept_.measure == options_.measure) return kept_.values;
  const Rows* like = anyRows(trace);
  const PatchMap& map = *readings.map;
  const auto columns = static_cast<int>(map.rows.size());
  std::vector<float> values;
  for (int layer = 0; layer < map.layers; ++layer)
    for (int column = 0; column < columns; ++column) values.push_back(static_cast<float>(shownOf(map, layer, column)));
  kept_ = {readings.map, options_.measure, like ? hostField(*like, std::move(values), map.layers, columns) : nullptr};
  return kept_.values;
}

CompareView::Layout CompareView::layout(const Trace& trace, const ViewState& state, QSizeF size) const {
  Layout l;
  const Subject subject = this->subject(trace, state);
  l.caveat = QRectF(margin, size.height() - belowMaps + 10, std::max(8.0, size.width() - 2 * margin), 20);
  if (!subject.whole()) return l;
  const CompareNames names(state, options_.with == CompareWith::Kept);
  const AttentionInfo attention = trace.model().attention(shownAttention(trace.model(), state));
  const PatchReadings* readings = patches() ? this->readings(trace, state) : nullptr;
  if (patches() && (!readings || !readings->map)) return l;
  std::vector<derived::AlignedRows> rows, columns;
  StackId rowStack = attention.id.stack, columnStack = attention.keys;
  if (readings) {
    columns = readings->map->rows;
    columnStack = readings->map->site.stack;
    l.queries = readings->map->layers;
  } else {
    const ComparedMaps& made = maps(subject, state);
    rows = made.queries;
    columns = made.keys;
    l.queries = static_cast<int>(rows.size());
  }
  l.keys = static_cast<int>(columns.size());
  if (l.queries == 0 || l.keys == 0) return l;
  const auto widest = [&](const std::vector<derived::AlignedRows>& places, StackId stack) {
    double width = 0;
    for (const derived::AlignedRows& place : places)
      width = std::max(width, textWidth(names.of(stack, place), 12, 600));
    return width;
  };
  const double key = widest(columns, columnStack);
  l.labelWidth = readings ? 60 : within(std::ceil(widest(rows, rowStack)) + 16, 44.0, 120.0);
  l.titles = within(std::ceil(key * CompareTitles::sine()) + 18, 32.0, 96.0);
  l.columnText = (l.titles - 16) / CompareTitles::sine();  // under the pointer it stands a little higher
  const double overhang = std::ceil(l.columnText * CompareTitles::cosine()) + 6;
  const double top = heading + l.titles, left = margin + l.labelWidth;
  const int fields = readings ? 1 : 3;
  const double across = std::max(
      8.0, (size.width() - left - margin - std::max(overhang - margin, 0.0) - between * (fields - 1)) / fields);
  const double under = belowMaps + (readings ? 8 : rampHeight);
  l.answerCount = options_.with == CompareWith::OtherHead || readings ? 0 : static_cast<int>(answers(subject).size());
  // As many answers as there is room for beside maps that need not be smaller for them than `leastMap`.
  const double room = std::max(8.0, size.height() - top - under);
  const double wanted = std::min({across / l.keys, largestCell}) * l.queries;
  const auto listHeight = [](int count) { return count > 0 ? answersHead + count * answerRow + 6 : 0; };
  while (l.answerCount > 0 && room - listHeight(l.answerCount) < std::min(wanted, leastMap)) --l.answerCount;
  if (l.answerCount < leastAnswers) l.answerCount = 0;
  const double list = listHeight(l.answerCount), down = room - list;
  if (readings) {
    l.cell = std::min(across / l.keys, largestPatchCell);
    l.cellHeight = std::min(down / l.queries, mostOfCellHeight);
  } else {
    l.cell = l.cellHeight = std::min({across / l.keys, down / l.queries, largestCell});
  }
  if (l.cell >= 3) l.cell = std::floor(l.cell);  // edges on whole pixels
  if (l.cellHeight >= 3) l.cellHeight = readings ? std::floor(l.cellHeight) : l.cell;
  const QSizeF field(l.cell * l.keys, l.cellHeight * l.queries);
  for (int i = 0; i < fields; ++i)
    l.fields[static_cast<std::size_t>(i)] = QRectF(QPointF(left + i * (field.width() + between), top), field);
  const double bottom = top + field.height();
  if (!readings) {
    const QRectF& last = l.fields[2];
    l.ramp = QRectF(last.left(), bottom + 8, std::min(last.width(), 180.0), 8);
  }
  if (list > 0) l.answers = QRectF(margin, bottom + rampHeight, std::min(440.0, size.width() - 2 * margin), list);
  return l;
}

std::optional<Hit> CompareView::hit(const Trace& trace, const ViewState& state, QSizeF size, QPointF at) const {
  const Layout l = layout(trace, state, size);
  if (l.queries == 0 || l.keys == 0) return std::nullopt;
  for (int field = 0; field < 3; ++field) {
    const QRectF& area = l.fields[static_cast<std::size_t>(field)];
    if (area.isEmpty() || at.x() < area.left() || at.x() >= area.right() || at.y() < area.top() ||
        at.y() >= area.bottom())
      continue;
    const int query = within(static_cast<int>((at.y() - area.top()) / l.cellHeight), 0, l.queries - 1);
    const int key = within(static_cast<int>((at.x() - area.left()) / l.cell), 0, l.keys - 1);
    Hit found;
    found.layer = state.layer;
    found.head = state.head;
    if (patches()) {
      const PatchMap& map = *readings(trace, state)->map;
      found.layer = query;
      found.alone = true;
      found.query = map.rows[static_cast<std::size_t>(key)].b;
      const double value = shownOf(map, query, key);
      found.value = static_cast<float>(value);
      found.notComputed = std::isnan(value);
      return found;
    }
    const Subject subject = this->subject(trace, state);
    const ComparedMaps& made = maps(subject, state);
    found.query = made.queries[static_cast<std::size_t>(query)].b;
    found.key = made.keys[static_cast<std::size_t>(key)].b;
    // Rows of the panels are those of what is shown: what only A has is nobody's there.
    if (found.query < 0 || found.key < 0) return std::nullopt;
    const AttentionInfo attention = trace.model().attention(shownAttention(trace.model(), state));
    found.masked = attention.causal && key > query;
    const auto& values = field == 0 ? made.a : field == 1 ? made.b : made.difference;
    found.notComputed = !values;
    found.value = cellOf(values, query, key);
    return found;
  }
  return std::nullopt;
}

QString CompareView::caveat(bool roomy) const {
  if (patches())
    return roomy ? tr("What brings the answer back carries what differs here; of other inputs it proves nothing.")
                 : tr("Of these two inputs: it proves nothing of others.");
  return roomy ? tr("Attention is not an explanation: that a pattern differs does not say that the answer hangs on it.")
               : tr("Attention is not an explanation.");
}

Scene CompareView::scene(std::shared_ptr<const Trace> trace, const ViewState& state, QSizeF size) const {
  const Theme& theme = *state.theme;
  Scene scene;
  scene.background = theme.canvas;
  scene.fieldColors = {theme.masked, theme.hatch, theme.surface, theme.ground};
  if (!trace || size.width() < 40 || size.height() < 40) return scene;
  const Layout l = layout(*trace, state, size);
  if (l.queries == 0 || l.keys == 0) {
    addWhy(scene, *trace, state, size);
    return scene;
  }
  if (patches())
    addPatches(scene, *trace, state, l);
  else
    addMaps(scene, *trace, state, l);
  if (l.answerCount > 0) addAnswers(scene, *trace, state, l);
  const QString words = caveat(size.width() >= roomyFrom);
  addCaveat(scene, theme, l.caveat, words, false);
  return scene;
}

}  // namespace headlight::ui
