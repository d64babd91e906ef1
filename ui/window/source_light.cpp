#include "ui/window/source_light.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include "base/within.h"
#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/document/written_rows.h"
#include "ui/editors/input_editors.h"
#include "ui/views/numbers.h"
#include "ui/views/view.h"

namespace headlight::ui {
namespace {

constexpr std::size_t namedTokens = 3;
constexpr qsizetype longestName = 9;  // three such names fit the lines that an editor has for them

QString shortName(const QString& name) {
  return (name.size() > longestName ? name.left(longestName - 1) + QChar(0x2026) : name).toHtmlEscaped();
}

std::optional<AttentionInfo> writingAttention(const ModelInfo& model) {
  const std::vector<AttentionInfo> all = model.attentions();
  const auto found = std::ranges::find_if(all, [&](const AttentionInfo& it) { return standsForWritten(model, it); });
  return found == all.end() ? std::nullopt : std::optional(*found);
}

/// [keys] of one head, or the mean of all; of no key where the pass did not keep the layer's pattern.
std::vector<float> weightsOf(const Trace& trace, const AttentionInfo& cross, int layer, int head, int row) {
  if (!trace.find(patternSite(cross.id, layer))) return {};
  if (head != everyHead) return patternRow(trace, cross.id, layer, head, row);
  std::vector<float> mean(static_cast<std::size_t>(trace.keys(cross.id)));
  for (int one = 0; one < cross.heads; ++one) {
    const std::vector<float> weights = patternRow(trace, cross.id, layer, one, row);
    for (std::size_t key = 0; key < mean.size(); ++key) mean[key] += weights[key] / static_cast<float>(cross.heads);
  }
  return mean;
}

/// "girl 0.37, The 0.13, </s> 0.11".
QString largestOf(const std::vector<float>& weights, const QStringList& names) {
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto count = static_cast<std::ptrdiff_t>(std::min(namedTokens, order.size()));
  std::partial_sort(order.begin(), order.begin() + count, order.end(),
                    [&](std::size_t a, std::size_t b) { return weights[a] > weights[b]; });
  QStringList words;
  for (auto key = order.begin(); key != order.begin() + count; ++key)
    words << QStringLiteral("%1 %2").arg(shortName(axisText(names.value(static_cast<qsizetype>(*key)))),
                                         QString::number(static_cast<double>(weights[*key]), 'f', 2));
  return words.join(QStringLiteral(", "));
}

}  // namespace

SourceLight::SourceLight(Selection& selection, InputEditors& editors) : selection_(selection), editors_(editors) {
  for (const auto changed :
       {&Selection::placeChanged, &Selection::headChanged, &Selection::hoverChanged, &Selection::lockChanged})
    connect(&selection, changed, this, &SourceLight::light);
}

void SourceLight::setShown(const ShownTrace& shown) {
  shown_ = shown;
  InputDocument* source = nullptr;
  const auto cross = shown.trace ? writingAttention(shown.trace->model()) : std::nullopt;
  if (cross) {
    const auto place = static_cast<std::size_t>(shown.trace->model().stack(cross->keys).input);
    if (place < editors_.onScreen().size()) source = &editors_.onScreen()[place]->document();
  }
  if (source != source_) {
    if (source_) {
      InputEditor& before = editors_.editorOf(*source_);
      before.setLookedAt({}, {});
      disconnect(&before, &InputEditor::linkClicked, this, nullptr);
    }
    source_ = source;
    if (source_)
      connect(&editors_.editorOf(*source_), &InputEditor::linkClicked, this, [this](const QString& link) {
        oneHead_ = link == QLatin1String("head");
        light();
      });
  }
  light();
}

int SourceLight::writingRow(AttentionId cross) const {
  if (selection_.place() > 0) return selection_.place() - 1;
  const bool ofCross = shownAttention(shown_.trace->model(), selection_.attention()) == cross;
  return ofCross ? std::max(selection_.hoveredQuery(), selection_.lockedRow()) : -1;
}

void SourceLight::light() {
  if (!source_ || !shown_.trace) return;
  const Trace& trace = *shown_.trace;
  const AttentionInfo cross = *writingAttention(trace.model());
  const int row = writingRow(cross.id);
  const int layer = within(selection_.layer(), 0, trace.model().stack(cross.id.stack).layers - 1);
  const int head = oneHead_ ? within(selection_.head(), 0, cross.heads - 1) : everyHead;
  InputEditor& editor = editors_.editorOf(*source_);
  // Rows of a target that is longer by now are of no trace yet.
  std::vector<float> weights;
  if (row >= 0 && row < trace.rows(cross.id.stack)) weights = weightsOf(trace, cross, layer, head, row);
  if (weights.empty())
    return editor.setLookedAt({}, tr("Point at a token of the target: what the model looked at lights up."));
  const StackRows written = asWritten({shown_.rowsOf(cross.id.stack).names.names, {}});
  const QString who = cross.heads == 1    ? tr("layer %1").arg(layer)
                      : head == everyHead ? tr("layer %2, mean of %1 heads").arg(cross.heads).arg(layer)
                                          : tr("head L%1H%2").arg(layer).arg(head);
  QString words = tr("%1: %2; %3")
                      .arg(QStringLiteral("<b>%1</b>").arg(shortName(written.name(row))),
                           largestOf(weights, shown_.rowsOf(cross.keys).names.names), who);
  if (cross.heads > 1)
    words += head == everyHead ? tr(" <a href=\"head\">One head</a>") : tr(" <a href=\"mean\">Mean of the heads</a>");
  editor.setLookedAt(weights, words);
}

}  // namespace headlight::ui
