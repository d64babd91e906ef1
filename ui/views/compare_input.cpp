// Name, words, input and options of Compare.
#include <algorithm>
#include <cmath>

#include "base/within.h"
#include "ui/views/compare_options.h"
#include "ui/views/compare_view.h"
#include "ui/views/numbers.h"
#include "ui/views/view_host.h"

namespace headlight::ui {
namespace {

/// In files.
constexpr std::pair<CompareWith, const char*> withWords[] = {
    {CompareWith::Kept, "kept"}, {CompareWith::WithoutWhatIfs, "what-ifs"}, {CompareWith::OtherHead, "head"}};
constexpr std::pair<PatchMeasure, const char*> measureWords[] = {{PatchMeasure::Restored, "restored"},
                                                                 {PatchMeasure::LogProbability, "log-probability"}};

template <class Value, std::size_t count>
QString wordOf(const std::pair<Value, const char*> (&words)[count], Value value) {
  for (const auto& [one, word] : words)
    if (one == value) return QLatin1String(word);
  return {};
}

template <class Value, std::size_t count>
Value valueOf(const std::pair<Value, const char*> (&words)[count], const QString& word, Value otherwise) {
  for (const auto& [one, known] : words)
    if (word == QLatin1String(known)) return one;
  return otherwise;
}

}  // namespace

ViewName CompareView::name() const {
  return {.id = id,
          .title = tr("Compare"),
          .entry = tr("&Compare"),
          .tip = tr("Two inputs, with and without the what-ifs, or two heads side by side, and patches from one into "
                    "the other"),
          .shortcut = QKeySequence(Qt::CTRL | Qt::Key_7)};
}

QString CompareView::siteName(Site site) {
  switch (site) {
    case Site::ResidPre:
      return tr("Stream into the block");
    case Site::ResidMid:
      return tr("Stream after attention");
    case Site::ResidPost:
      return tr("Stream out of the block");
    case Site::BlockOut:
      return tr("Out of the block, normed");
    case Site::HeadOut:
      return tr("Heads’ output z");
    case Site::AttnOut:
      return tr("Attention’s output");
    case Site::MlpOut:
      return tr("MLP’s output");
    default:
      return QString::fromStdString(toString({StackId::Decoder, site, 0}));
  }
}

std::vector<SiteId> CompareView::needs(const ModelInfo& model, const ViewState& state) const {
  if (patches()) return {};  // the runs of the patches keep what they need themselves
  return everyPattern(model, shownAttention(model, state));
}

Legend CompareView::legend(const std::shared_ptr<const Trace>& trace, const ViewState& state) const {
  Legend legend;
  if (patches()) {
    const PatchReadings* found = trace ? readings(*trace, state) : nullptr;
    legend.colormap = Colormap::Diverging;
    legend.signedMap = true;
    legend.high = patchHigh(found ? found->map.get() : nullptr);
    legend.low = -legend.high;
    legend.words = options_.measure == PatchMeasure::Restored ? tr("0 as B, 1 as A") : tr("change of ln p");
    return legend;
  }
  legend = View::legend(trace, state);
  if (!trace) return legend;
  const Subject both = subject(*trace, state);
  if (!both.whole() || legend.perRow) return legend;
  legend.high = double{maps(both, state).high};
  return legend;
}

QSizeF CompareView::wholeSize(const Trace& trace, const ViewState& state, QSizeF asked) const {
  constexpr double any = 4000;
  const Layout l = layout(trace, state, {asked.width(), any});
  const double bottom = l.answerCount > 0 ? l.answers.bottom() : l.fields[0].bottom() + 30;
  const double needed = l.queries == 0 ? 240 : std::ceil(bottom + any - l.caveat.top() + 10);
  return {asked.width(), asked.height() > 0 ? std::max(asked.height(), needed) : needed};
}

QString CompareView::title(const ViewState& state) const {
  if (patches()) return tr("Patches from the kept input into this one");
  switch (options_.with) {
    case CompareWith::Kept:
      return tr("The kept input and this one, layer %1, head %2").arg(state.layer).arg(state.head);
    case CompareWith::WithoutWhatIfs:
      return tr("Without and with the what-ifs, layer %1, head %2").arg(state.layer).arg(state.head);
    case CompareWith::OtherHead:
      break;
  }
  return tr("Layer %1, head %2 beside layer %3, head %4")
      .arg(state.layer)
      .arg(state.head)
      .arg(options_.layer)
      .arg(options_.head);
}

QString CompareView::describe(const Trace* trace, const ViewState& state) const {
  if (!trace) return title(state);
  const Subject both = subject(*trace, state);
  if (!both.whole()) return both.why.join(QLatin1Char(' '));
  if (patches()) {
    const PatchReadings* found = readings(*trace, state);
    if (!found) return tr("The map of patches is being computed");
    if (!found->problem.isEmpty()) return found->problem;
    const PatchMap& map = *found->map;
    double best = std::numeric_limits<double>::quiet_NaN();
    int layer = -1, column = -1;
    for (int l = 0; l < map.layers; ++l)
      for (int c = 0; c < static_cast<int>(map.rows.size()); ++c)
        if (const double value = shownOf(map, l, c); !std::isnan(value) && !(std::abs(value) <= std::abs(best))) {
          best = value;
          layer = l;
          column = c;
        }
    if (layer < 0) return tr("The map of patches is being computed");
    return tr("Most changes with layer %1 at row %2: %3")
        .arg(layer)
        .arg(map.rows[static_cast<std::size_t>(column)].b)
        .arg(signedDecimal(best, 2));
  }
  const ComparedMaps& made = maps(both, state);
  if (!made.difference) return tr("The pattern of one of the two was not kept");
  return made.largest == 0 ? tr("Nothing differs")
                           : tr("The largest difference of a weight is %1").arg(decimal(double{made.largest}, 2));
}

QString CompareView::caption(const Trace& trace, const ViewState& state) const {
  if (patches()) {
    const OutputInfo* output = trace.model().output();
    const StackId stack = output ? output->stack : trace.model().stacks.back().stack;
    return tr("activation patching · %1 of every layer")
        .arg(QString::fromStdString(trace.model().siteName({stack, options_.site, 0})));
  }
  const QString site =
      QString::fromStdString(trace.model().siteName(patternSite(shownAttention(trace.model(), state), state.layer)));
  return QStringLiteral("%1 · %2").arg(title(state), site);
}

QJsonObject CompareView::savedOptions() const {
  const CompareOptions plain;
  QJsonObject saved;
  if (options_.with != plain.with) saved["with"] = wordOf(withWords, options_.with);
  if (options_.patching) saved["patching"] = true;
  if (options_.measure != plain.measure) saved["measure"] = wordOf(measureWords, options_.measure);
  if (options_.site != plain.site)
    saved["site"] = QString::fromStdString(toString({StackId::Decoder, options_.site, 0}));
  if (options_.layer != 0) saved["layer"] = options_.layer;
  if (options_.head != 0) saved["head"] = options_.head;
  return saved;
}

void CompareView::restoreOptions(const QJsonObject& saved) {
  options_.with = valueOf(withWords, saved["with"].toString(), options_.with);
  options_.measure = valueOf(measureWords, saved["measure"].toString(), options_.measure);
  options_.patching = saved["patching"].toBool(options_.patching);
  const std::optional<SiteId> site = parseSite(saved["site"].toString().toStdString(), StackId::Decoder);
  if (site && perLayer(site->site) && site->site != Site::Pattern) options_.site = site->site;
  options_.layer = std::max(0, saved["layer"].toInt(options_.layer));
  options_.head = std::max(0, saved["head"].toInt(options_.head));
}

OptionsRow* CompareView::makeOptions(ViewHost& host, QWidget* parent) {
  return new CompareOptionsRow(*this, host, parent);
}

void CompareView::pointed(const Hit& hit, ViewState& state) const {
  if (patches()) state.hoveredLayer = hit.layer;
}

Qt::CursorShape CompareView::cursor(const Hit&) const { return patches() ? Qt::PointingHandCursor : Qt::ArrowCursor; }

void CompareView::patchHovered(ViewHost& host, int layer, int row) const {
  const PatchReadings* found = readings(*host.trace(), host.state());
  if (!found || !found->map) return;
  const PatchMap& map = *found->map;
  const auto pair = std::ranges::find(map.rows, row, &derived::AlignedRows::b);
  if (pair == map.rows.end() || layer < 0 || layer >= map.layers) return;
  SiteId site = map.site;
  site.layer = layer;
  emit host.patchAsked({site, pair->b, 1, std::string(keptSource), pair->a});
}

void CompareView::click(ViewHost& host, const Hit& hit, Qt::KeyboardModifiers) {
  if (patches()) patchHovered(host, hit.layer, hit.query);
}

bool CompareView::press(ViewHost& host, int key, Qt::KeyboardModifiers modifiers) {
  if (modifiers == Qt::NoModifier && key == Qt::Key_K && options_.with == CompareWith::Kept) {
    emit host.keepAsked();
    return true;
  }
  const ViewState state = host.state();
  if (patches()) return pressInPatches(host, key, state);
  const Step step = stepOf(key);
  if (step.none() || modifiers != Qt::ControlModifier) return false;
  const StackInfo& stack = host.trace()->model().stack(shownAttention(host.trace()->model(), state).stack);
  host.selection().chooseHead(within(state.layer + step.down, 0, stack.layers - 1),
                              within(state.head + step.right, 0, stack.heads - 1));
  return true;
}

bool CompareView::pressInPatches(ViewHost& host, int key, const ViewState& state) const {
  const PatchReadings* found = readings(*host.trace(), state);
  if (!found || !found->map) return false;
  const PatchMap& map = *found->map;
  if (opens(key) && state.hoveredLayer >= 0) {
    patchHovered(host, state.hoveredLayer, state.hoveredQuery);
    return true;
  }
  const Step step = stepOf(key);
  if (step.none()) return false;
  const auto at = std::ranges::find(map.rows, state.hoveredQuery, &derived::AlignedRows::b);
  const bool before = state.hoveredLayer >= 0 && at != map.rows.end();
  const int last = static_cast<int>(map.rows.size()) - 1, now = static_cast<int>(at - map.rows.begin());
  const int column = step.toStart ? 0 : step.toEnd ? last : before ? within(now + step.right, 0, last) : last;
  const int layer = before ? within(state.hoveredLayer + step.down, 0, map.layers - 1) : 0;
  host.showKeyboardCard();
  host.selection().hover(map.rows[static_cast<std::size_t>(column)].b, -1);
  host.setHoveredHead(layer, -1);
  return true;
}

void CompareView::forgetModel() {
  options_.layer = options_.head = 0;
  options_.answer = -1;
  maps_ = {};
  answers_ = {};
  kept_ = {};
  ramp_.reset();
}

}  // namespace headlight::ui
