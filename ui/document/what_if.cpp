#include "ui/document/what_if.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <type_traits>

#include "base/within.h"
#include "info/block_sites.h"
#include "ui/document/vocabulary.h"
#include "ui/theme/words.h"

namespace headlight::ui {
namespace {

// Before Cases: behind it lupdate takes a function for a part of it.
QString scopeName(int layer, int head) {
  if (layer == everyLayer) return tr("everywhere");
  if (head == everyHead) return QStringLiteral("L%1").arg(layer);
  return QStringLiteral("L%1H%2").arg(layer).arg(head);
}

template <class... Ts>
struct Cases : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
Cases(Ts...) -> Cases<Ts...>;

/// As in the names of sites.
constexpr QLatin1String crossAttention("cross_attn");

constexpr QLatin1String encoder("encoder"), decoder("decoder"), numbered("stack ");

QString wordOf(StackId stack) {
  return stack == StackId::Encoder   ? QString(encoder)
         : stack == StackId::Decoder ? QString(decoder)
                                     : numbered + QString::number(static_cast<int>(stack));
}

std::optional<StackId> stackOf(const QString& word) {
  if (word == encoder) return StackId::Encoder;
  if (word == decoder) return StackId::Decoder;
  bool isNumber = false;
  const int number = word.startsWith(numbered) ? word.mid(numbered.size()).toInt(&isNumber) : 0;
  if (!isNumber || number < 2 || number > 255) return std::nullopt;
  return static_cast<StackId>(number);
}

float clampedStrength(const Intervention& change, float value) {
  if (!std::isfinite(value)) return 1;
  return isTemperature(change) ? within(value, smallestTemperature, largestTemperature)
                               : within(value, 0.0F, largestFactor);
}

}  // namespace

QString RowNames::name(int row) const {
  if (row < 0 || row >= names.size()) return QString::number(row);
  QString text = names[row];
  if (picture) return text;
  if (text.size() > 1 && text.front() == QChar(0x00B7)) text.remove(0, 1);  // the dot of a leading space
  return QStringLiteral("%1 “%2”").arg(QString::number(row), text);
}

std::optional<float> strength(const Intervention& change) {
  using Result = std::optional<float>;
  return std::visit(Cases{[](const ScaleHead& c) -> Result { return c.factor; },
                          [](const ScaleAttention& c) -> Result { return c.factor; },
                          [](const ScaleMlp& c) -> Result { return c.factor; },
                          [](const AttentionTemperature& c) -> Result { return c.temperature; },
                          [](const ScaleRelativeBias& c) -> Result { return c.factor; },
                          [](const auto&) -> Result { return std::nullopt; }},
                    change);
}

Intervention withStrength(Intervention change, float value) {
  value = clampedStrength(change, value);
  std::visit(
      Cases{[value](ScaleHead& c) { c.factor = value; }, [value](ScaleAttention& c) { c.factor = value; },
            [value](ScaleMlp& c) { c.factor = value; }, [value](AttentionTemperature& c) { c.temperature = value; },
            [value](ScaleRelativeBias& c) { c.factor = value; }, [](auto&) {}},
      change);
  return change;
}

bool isTemperature(const Intervention& change) { return std::holds_alternative<AttentionTemperature>(change); }

bool sameTarget(const Intervention& a, const Intervention& b) {
  // The number is the only thing that withStrength changes.
  return withStrength(a, 1) == withStrength(b, 1);
}

float headFactor(std::span<const Intervention> changes, AttentionId attention, int layer, int head) {
  float factor = 1;
  for (const Intervention& change : changes)
    if (const auto* scale = std::get_if<ScaleHead>(&change);
        scale && attentionOf(*scale) == attention && scale->layer == layer && scale->head == head)
      factor *= scale->factor;
  return factor;
}

QString stackName(const StackInfo& stack) {
  const QString name = QString::fromStdString(stack.name);
  return name == encoder ? tr("encoder") : name == decoder ? tr("decoder") : name;
}

QString attentionName(const ModelInfo& model, AttentionId attention) {
  const AttentionInfo info = model.attention(attention);
  const QString queries = stackName(model.stack(attention.stack));
  return info.ofItself() ? queries : QStringLiteral("%1 → %2").arg(queries, stackName(model.stack(info.keys)));
}

bool fits(const Intervention& change, const ModelInfo& model) {
  const auto fit = [&model](AttentionId attention, int layer, int head) {
    for (const AttentionInfo& info : model.attentions())
      if (info.id == attention)
        return layer >= everyLayer && layer < model.stack(attention.stack).layers && head >= everyHead &&
               head < info.heads;
    return false;
  };
  return std::visit(
      Cases{[&](const ScaleHead& c) { return c.layer >= 0 && c.head >= 0 && fit(attentionOf(c), c.layer, c.head); },
            [&](const ScaleAttention& c) {
              return c.layer >= 0 && fit(attentionOf(c), c.layer, everyHead) &&
                     hasSite(model.stack(c.stack), Site::AttnOut, c.attention);
            },
            [&](const ScaleMlp& c) {
              return c.layer >= 0 && fit(c.stack, c.layer, everyHead) && hasSite(model.stack(c.stack), Site::MlpOut);
            },
            [&](const CutEdge& c) { return fit(attentionOf(c), c.layer, c.head); },
            [&](const MaskKey& c) { return fit(attentionOf(c), everyLayer, everyHead); },
            [&](const AttentionTemperature& c) { return fit(attentionOf(c), c.layer, everyHead); },
            [&](const ScaleRelativeBias& c) {
              return fit(c.stack, c.layer, everyHead) && model.stack(c.stack).biasDistances > 0;
            },
            [&](const PatchRows& c) {
              const auto stack = std::ranges::find(model.stacks, c.site.stack, &StackInfo::stack);
              return stack != model.stacks.end() && c.site.layer >= 0 && c.site.layer < stack->layers &&
                     c.site.site != Site::Pattern && hasSite(*stack, c.site.site, c.site.attention);
            }},
      change);
}

std::optional<StackId> stackTooShort(const Intervention& change, const ModelInfo& model, const RowCounts& rows) {
  using Result = std::optional<StackId>;
  const auto without = [&rows](int row, StackId stack) -> Result {
    return row >= 0 && row < rows.of(stack) ? Result() : stack;
  };
  const auto keys = [&model](const auto& c) { return model.attention(attentionOf(c)).keys; };
  return std::visit(Cases{[&](const ScaleHead& c) { return without(c.firstRow, c.stack); },
                          [&](const CutEdge& c) {
                            const Result query = without(c.query, c.stack);
                            return query ? query : without(c.key, keys(c));
                          },
                          [&](const MaskKey& c) { return without(c.key, keys(c)); },
                          [&](const PatchRows& c) {
                            return without(c.firstRow + c.rowCount - 1, rowsOf(model.stack(c.site.stack), c.site));
                          },
                          [](const auto&) { return Result(); }},
                    change);
}

bool withinRows(const Intervention& change, const ModelInfo& model, const RowCounts& rows) {
  return !stackTooShort(change, model, rows);
}

std::vector<Intervention> activeChanges(std::span<const WhatIf> list, const ModelInfo& model, const RowCounts& rows) {
  std::vector<Intervention> active;
  for (const WhatIf& line : list)
    if (line.enabled && fits(line.change, model) && withinRows(line.change, model, rows) &&
        std::find(active.begin(), active.end(), line.change) == active.end())
      active.push_back(line.change);
  return active;
}

QString nameOf(const Intervention& change, const NamesByStack& rows, const ModelInfo* model) {
  const bool several = model && model->attentions().size() > 1 && fits(change, *model);
  const auto of = [&](AttentionId attention) {
    return several ? attentionName(*model, attention) + QLatin1Char(' ') : QString();
  };
  // Without the model nobody knows whose rows the keys of cross-attention are: they are called by their numbers.
  const auto keys = [&](const auto& c) -> const RowNames& {
    static const RowNames none;
    return c.attention == 0 ? rows.of(c.stack) : several ? rows.of(model->attention(attentionOf(c)).keys) : none;
  };
  return std::visit(
      Cases{[&](const ScaleHead& c) { return of(attentionOf(c)) + QStringLiteral("L%1H%2").arg(c.layer).arg(c.head); },
            [&](const ScaleAttention& c) { return of(attentionOf(c)) + tr("L%1 attention").arg(c.layer); },
            [&](const ScaleMlp& c) { return of(c.stack) + QStringLiteral("L%1 MLP").arg(c.layer); },
            [&](const CutEdge& c) {
              // arg() with all three at once: a token may hold "%3" itself.
              return tr("cut %1 → %2, %3")
                  .arg(rows.of(c.stack).name(c.query), keys(c).name(c.key),
                       of(attentionOf(c)) + scopeName(c.layer, c.head));
            },
            [&](const MaskKey& c) {
              return of(attentionOf(c)) + (keys(c).picture ? tr("hide %1") : tr("mask %1")).arg(keys(c).name(c.key));
            },
            [&](const AttentionTemperature& c) {
              return of(attentionOf(c)) +
                     (c.layer == everyLayer ? tr("temperature") : tr("temperature, L%1").arg(c.layer));
            },
            [&](const ScaleRelativeBias& c) {
              return of(c.stack) +
                     (c.layer == everyLayer ? tr("relative bias") : tr("relative bias, L%1").arg(c.layer));
            },
            [&](const PatchRows& c) {
              const QString site = QString::fromStdString(toString(c.site)).section(QLatin1Char('.'), -1);
              return tr("%1 → L%2 %3, %4")
                  .arg(QString::fromStdString(c.source), QString::number(c.site.layer), site,
                       rows.of(c.site.stack).name(c.firstRow));
            }},
      change);
}

QString strengthText(const Intervention& change) {
  const auto value = strength(change);
  return value ? QStringLiteral("× %1").arg(static_cast<double>(*value), 0, 'f', 2) : QString();
}

QString describe(const Intervention& change, const NamesByStack& rows, const ModelInfo* model) {
  const QString name = nameOf(change, rows, model), number = strengthText(change);
  return number.isEmpty() ? name : name + QLatin1Char(' ') + number;
}

void putAttention(QJsonObject& entry, AttentionId attention) {
  entry["stack"] = wordOf(attention.stack);
  if (attention.which != 0) entry["attention"] = crossAttention;
}

std::optional<AttentionId> attentionFromJson(const QJsonObject& entry) {
  const std::optional<StackId> stack = stackOf(entry["stack"].toString());
  if (!stack) return std::nullopt;
  const bool cross = entry.contains(QLatin1String("attention"));
  if (cross && entry["attention"].toString() != crossAttention) return std::nullopt;
  return AttentionId(*stack, cross ? 1 : 0);
}

QJsonObject toJson(const WhatIf& line) {
  QJsonObject entry{{"enabled", line.enabled}};
  const auto put = [&entry](const char* kind, AttentionId of) {
    entry["kind"] = QLatin1String(kind);
    putAttention(entry, of);
  };
  std::visit(Cases{[&](const ScaleHead& c) {
                     put("head", attentionOf(c));
                     entry["layer"] = c.layer;
                     entry["head"] = c.head;
                     entry["firstRow"] = c.firstRow;
                   },
                   [&](const ScaleAttention& c) {
                     put("attention", attentionOf(c));
                     entry["layer"] = c.layer;
                   },
                   [&](const ScaleMlp& c) {
                     put("mlp", c.stack);
                     entry["layer"] = c.layer;
                   },
                   [&](const CutEdge& c) {
                     put("cut", attentionOf(c));
                     entry["layer"] = c.layer;
                     entry["head"] = c.head;
                     entry["query"] = c.query;
                     entry["key"] = c.key;
                   },
                   [&](const MaskKey& c) {
                     put("mask", attentionOf(c));
                     entry["key"] = c.key;
                   },
                   [&](const AttentionTemperature& c) {
                     put("temperature", attentionOf(c));
                     entry["layer"] = c.layer;
                   },
                   [&](const ScaleRelativeBias& c) {
                     put("relative bias", c.stack);
                     entry["layer"] = c.layer;
                   },
                   [&](const PatchRows& c) {
                     put("patch", {c.site.stack, c.site.attention});
                     entry["site"] = QString::fromStdString(toString(c.site));
                     entry["query"] = c.firstRow;
                     entry["sourceRow"] = c.firstSourceRow();
                     entry["source"] = QString::fromStdString(c.source);
                   }},
             line.change);
  if (const auto value = strength(line.change)) entry["strength"] = static_cast<double>(*value);
  return entry;
}

std::optional<WhatIf> whatIfFromJson(const QJsonObject& entry) {
  const QString kind = entry["kind"].toString();
  const std::optional<AttentionId> named = attentionFromJson(entry);
  if (!named) return std::nullopt;
  const auto [stack, which] = *named;
  const auto number = [&entry](const char* name, int otherwise) { return entry[QLatin1String(name)].toInt(otherwise); };
  WhatIf line;
  line.enabled = entry["enabled"].toBool(true);
  if (kind == QLatin1String("head"))
    line.change =
        ScaleHead{stack, number("layer", -1), number("head", -1), 0, std::max(0, number("firstRow", 0)), which};
  else if (kind == QLatin1String("attention"))
    line.change = ScaleAttention{stack, number("layer", -1), 0, which};
  else if (kind == QLatin1String("mlp"))
    line.change = ScaleMlp{stack, number("layer", -1), 0};
  else if (kind == QLatin1String("cut"))
    line.change = CutEdge{
        stack, number("layer", everyLayer), number("head", everyHead), number("query", -1), number("key", -1), which};
  else if (kind == QLatin1String("mask"))
    line.change = MaskKey{stack, number("key", -1), which};
  else if (kind == QLatin1String("temperature"))
    line.change = AttentionTemperature{stack, number("layer", everyLayer), 1, which};
  else if (kind == QLatin1String("patch")) {
    const std::optional<SiteId> site = parseSite(entry["site"].toString().toStdString(), stack);
    if (!site || !perLayer(site->site)) return std::nullopt;
    line.change = PatchRows{*site, std::max(0, number("query", 0)), 1, entry["source"].toString().toStdString(),
                            std::max(0, number("sourceRow", 0))};
  } else if (kind == QLatin1String("relative bias"))
    line.change = ScaleRelativeBias{stack, number("layer", everyLayer), 1};
  else
    return std::nullopt;
  line.change = withStrength(line.change, static_cast<float>(entry["strength"].toDouble(1)));
  return line;
}

}  // namespace headlight::ui
