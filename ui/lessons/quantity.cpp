#include "ui/lessons/quantity.h"

#include <QLocale>
#include <QRegularExpression>
#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "generation/sampling.h"
#include "ui/document/document.h"
#include "ui/document/selection.h"

namespace headlight::ui {
namespace {

constexpr QChar arrow(0x2192);
constexpr QChar middleDot(0x00B7);  // how names show the space that a token begins with

QString bare(QString name) {
  if (name.startsWith(middleDot) && name.size() > 1) name.remove(0, 1);
  return name.trimmed();
}

QString quoted(const QString& text) { return QStringLiteral("“%1”").arg(text); }

[[noreturn]] void refuse(const QString& sentence) { fail(sentence.toStdString()); }

struct Named {
  const char* name;
  Quantity::Kind kind;
  bool ofToken;
};

constexpr Named kinds[] = {{"p", Quantity::Kind::Probability, true},
                           {"was", Quantity::Kind::Was, true},
                           {"drawn", Quantity::Kind::Drawn, true},
                           {"rank", Quantity::Kind::Rank, true},
                           {"weight", Quantity::Kind::Weight, true},
                           {"id", Quantity::Kind::Id, true},
                           {"tokens", Quantity::Kind::Tokens, false},
                           {"candidates", Quantity::Kind::Candidates, false},
                           {"temperature", Quantity::Kind::Temperature, false},
                           {"topK", Quantity::Kind::TopK, false},
                           {"topP", Quantity::Kind::TopP, false}};

/// The model's own probabilities, or with the sliders of `sampling`.
Distribution plainOf(std::span<const float> logits) { return {logits, Sampling{1, 0, 1, 0}}; }

const QStringList& namesOf(const LessonFacts& facts, StackId stack) { return facts.shown.rowsOf(stack).names.names; }

}  // namespace

std::optional<int> RowRef::in(const QStringList& names) const {
  if (name.isEmpty()) {
    const int row = number < 0 ? static_cast<int>(names.size()) - 1 : number;
    return row >= 0 && row < names.size() ? std::optional(row) : std::nullopt;
  }
  std::optional<int> found;
  int seen = 0;
  for (int row = 0; row < names.size(); ++row) {
    if (bare(names[row]) != name) continue;
    found = row;
    if (++seen == number) return found;
  }
  return number == 0 ? found : std::nullopt;
}

RowRef parseRow(const QString& text) {
  static const QRegularExpression form(QStringLiteral("^([^#]*)(?:#(last|\\d{1,5}))?$"));
  const auto match = form.match(text.trimmed());
  RowRef row;
  row.name = match.captured(1).trimmed();
  const QString number = match.captured(2);
  if (!match.hasMatch() || (row.name.isEmpty() && number.isEmpty()) ||
      (!row.name.isEmpty() && number == QLatin1String("last")))
    refuse(QStringLiteral("expected a row (owl, owl#1, #5 or #last), found %1").arg(quoted(text)));
  if (row.name.isEmpty()) {
    row.number = number == QLatin1String("last") ? -1 : number.toInt();
  } else if (!number.isEmpty()) {
    row.number = number.toInt();
    if (row.number < 1) refuse(QStringLiteral("tokens of one name count from 1, found %1").arg(quoted(text)));
  }
  return row;
}

QString toString(const RowRef& row) {
  if (row.name.isEmpty()) return row.number < 0 ? QStringLiteral("#last") : QStringLiteral("#%1").arg(row.number);
  return row.number == 0 ? row.name : QStringLiteral("%1#%2").arg(row.name).arg(row.number);
}

HeadRef parseHead(const QString& text) {
  static const QRegularExpression form(QStringLiteral("^(?:(encoder|decoder|cross)\\.)?L(\\d{1,3})(?:H(\\d{1,3}))?$"));
  const auto match = form.match(text.trimmed());
  if (!match.hasMatch())
    refuse(QStringLiteral("expected a head (L4H2, cross.L1H0, or L4 for the mean of its heads), found %1")
               .arg(quoted(text)));
  HeadRef head;
  const QString of = match.captured(1);
  head.of = of == QLatin1String("encoder")   ? HeadRef::Of::Encoder
            : of == QLatin1String("decoder") ? HeadRef::Of::Decoder
            : of == QLatin1String("cross")   ? HeadRef::Of::Cross
                                             : HeadRef::Of::Main;
  head.layer = match.captured(2).toInt();
  head.head = match.captured(3).isEmpty() ? -1 : match.captured(3).toInt();
  return head;
}

QString toString(const HeadRef& head) {
  static const char* const of[] = {"", "encoder.", "decoder.", "cross."};
  QString text = QStringLiteral("%1L%2").arg(QLatin1String(of[static_cast<int>(head.of)])).arg(head.layer);
  return head.head < 0 ? text : text + QStringLiteral("H%1").arg(head.head);
}

std::optional<AttentionId> HeadRef::attentionIn(const ModelInfo& model) const {
  for (const AttentionInfo& info : model.attentions()) {
    const bool wanted = of == Of::Main      ? info.id.stack == model.stacks.back().stack && info.ofItself()
                        : of == Of::Encoder ? info.id.stack == StackId::Encoder && info.ofItself()
                        : of == Of::Decoder ? info.id.stack == StackId::Decoder && info.ofItself()
                                            : !info.ofItself();
    if (wanted && layer < model.stack(info.id.stack).layers && head < info.heads) return info.id;
  }
  return std::nullopt;
}

Quantity Quantity::parse(const QString& text) {
  const QString trimmed = text.trimmed();
  const QString word = trimmed.section(QLatin1Char(':'), 0, 0);
  QString rest = trimmed.contains(QLatin1Char(':')) ? trimmed.section(QLatin1Char(':'), 1) : QString();
  const auto named = std::find_if(std::begin(kinds), std::end(kinds),
                                  [&](const Named& kind) { return word == QLatin1String(kind.name); });
  if (named == std::end(kinds))
    refuse(QStringLiteral("expected a number (p:…, was:…, drawn:…, rank:…, weight:…→…, id:…, tokens, candidates, "
                          "temperature, topK, topP), found %1")
               .arg(quoted(text)));
  Quantity quantity;
  quantity.text_ = trimmed;
  quantity.kind_ = named->kind;
  if (named->ofToken == rest.isEmpty() && named->kind != Kind::Tokens)
    refuse(QStringLiteral("expected %1, found %2")
               .arg(named->ofToken ? word + QStringLiteral(":NAME") : word, quoted(text)));
  if (named->kind == Kind::Weight) {
    const qsizetype at = rest.lastIndexOf(QLatin1Char('@'));
    if (at >= 0) {
      quantity.head_ = parseHead(rest.mid(at + 1));
      rest.truncate(at);
    }
    if (rest.count(arrow) != 1)
      refuse(QStringLiteral("expected weight:QUERY→KEY, perhaps with @L4H2, found %1").arg(quoted(text)));
    quantity.query_ = parseRow(rest.section(arrow, 0, 0));
    quantity.key_ = parseRow(rest.section(arrow, 1));
  } else if (named->kind == Kind::Probability && rest.contains(QLatin1String("@L"))) {
    bool isNumber = false;
    quantity.layer_ = rest.section(QLatin1String("@L"), -1).toInt(&isNumber);
    if (!isNumber || quantity.layer_ < 0) refuse(QStringLiteral("expected p:NAME@L3, found %1").arg(quoted(text)));
    quantity.name_ = rest.section(QLatin1String("@L"), 0, -2);
  } else if (named->kind == Kind::Id) {
    quantity.query_ = parseRow(rest);
  } else {
    quantity.name_ = rest;
  }
  return quantity;
}

int placeOf(const LessonFacts& facts, const QString& name) {
  const Trace* trace = facts.shown.trace.get();
  if (!trace || !trace->model().output()) return -1;
  const auto logits = trace->predictedLogits();
  const OutputInfo& output = *trace->model().output();
  const auto& vocabulary = facts.document.text().vocabulary();
  if (output.ofTokens() && !vocabulary) return -1;
  int best = -1;
  for (int id = 0; id < static_cast<int>(logits.size()); ++id) {
    const bool named = output.ofTokens()
                           ? id < vocabulary->size() && vocabulary->isNamed(id, name)
                           : id < static_cast<int>(output.labels.size()) &&
                                 QString::fromStdString(output.labels[static_cast<std::size_t>(id)]) == name;
    if (named && (best < 0 || logits[static_cast<std::size_t>(id)] > logits[static_cast<std::size_t>(best)])) best = id;
  }
  return best;
}

QString likeliest(const LessonFacts& facts) {
  const Trace* trace = facts.shown.trace.get();
  if (!trace || !trace->model().output()) return {};
  const auto logits = trace->predictedLogits();
  if (logits.empty()) return {};
  const auto id = static_cast<int>(std::max_element(logits.begin(), logits.end()) - logits.begin());
  const OutputInfo& output = *trace->model().output();
  const auto& vocabulary = facts.document.text().vocabulary();
  if (output.ofTokens()) return vocabulary ? bare(vocabulary->shown(id)) : QString();
  return id < static_cast<int>(output.labels.size())
             ? QString::fromStdString(output.labels[static_cast<std::size_t>(id)])
             : QString();
}

std::optional<double> Quantity::probability(const LessonFacts& facts) const {
  const Trace* trace = facts.shown.trace.get();
  if (kind_ == Kind::Was && facts.shown.baseline) trace = facts.shown.baseline.get();
  const int place = placeOf(facts, name_);
  if (!trace || place < 0) return std::nullopt;
  std::span<const float> logits = trace->predictedLogits();
  if (layer_ >= 0) {
    const auto& byLayer = trace->logitsByLayer();
    if (layer_ >= static_cast<int>(byLayer.size())) return std::nullopt;
    logits = byLayer[static_cast<std::size_t>(layer_)];
  }
  if (place >= static_cast<int>(logits.size())) return std::nullopt;
  if (kind_ == Kind::Drawn) return Distribution(logits, facts.document.sampling()).probability(place);
  if (kind_ == Kind::Rank) return plainOf(logits).rank(place);
  return plainOf(logits).plainProbability(place);
}

std::optional<HeadRef> Quantity::headIn(const ModelInfo& model, const Selection& selection) const {
  if (head_) return head_;
  HeadRef chosen{HeadRef::Of::Main, selection.layer(), selection.head()};
  if (const auto attention = selection.attention())
    for (const auto of : {HeadRef::Of::Main, HeadRef::Of::Encoder, HeadRef::Of::Decoder, HeadRef::Of::Cross}) {
      chosen.of = of;
      if (chosen.attentionIn(model) == attention) return chosen;
    }
  return chosen;
}

std::optional<double> Quantity::weight(const LessonFacts& facts) const {
  const Trace* trace = facts.shown.trace.get();
  if (!trace) return std::nullopt;
  const std::optional<HeadRef> head = headIn(trace->model(), facts.selection);
  const auto attention = head->attentionIn(trace->model());
  if (!attention || !trace->find(patternSite(*attention, head->layer))) return std::nullopt;
  const AttentionInfo info = trace->model().attention(*attention);
  const auto query = query_.in(namesOf(facts, attention->stack));
  const auto key = key_.in(namesOf(facts, info.keys));
  if (!query || !key || *query >= trace->rows(attention->stack) || *key >= trace->keys(*attention)) return std::nullopt;
  double sum = 0;
  const int first = head->head < 0 ? 0 : head->head, last = head->head < 0 ? info.heads - 1 : head->head;
  for (int h = first; h <= last; ++h)
    sum +=
        static_cast<double>(patternRow(*trace, *attention, head->layer, h, *query).at(static_cast<std::size_t>(*key)));
  return sum / (last - first + 1);
}

std::optional<double> Quantity::in(const LessonFacts& facts) const {
  const Sampling& sampling = facts.document.sampling();
  switch (kind_) {
    case Kind::Temperature:
      return sampling.temperature;
    case Kind::TopK:
      return sampling.topK;
    case Kind::TopP:
      return sampling.topP;
    case Kind::Weight:
      return weight(facts);
    case Kind::Probability:
    case Kind::Was:
    case Kind::Drawn:
    case Kind::Rank:
      return probability(facts);
    case Kind::Id:
    case Kind::Tokens:
    case Kind::Candidates:
      break;
  }
  const Trace* trace = facts.shown.trace.get();
  if (!trace) return std::nullopt;
  if (kind_ == Kind::Candidates) {
    if (!trace->model().output()) return std::nullopt;
    return static_cast<double>(Distribution(trace->predictedLogits(), sampling).candidates().size());
  }
  for (const StackInfo& stack : trace->model().stacks) {
    const InputInfo& input = trace->model().input(stack.stack);
    const bool wanted =
        name_.isEmpty() ? &stack == &trace->model().stacks.back() : QString::fromStdString(input.name) == name_;
    if (!wanted) continue;
    if (kind_ == Kind::Tokens) return trace->rows(stack.stack);
    const auto row = query_.in(namesOf(facts, stack.stack));
    const auto ids = trace->ids(stack.stack);
    return row && *row < static_cast<int>(ids.size()) ? std::optional<double>(ids[static_cast<std::size_t>(*row)])
                                                      : std::nullopt;
  }
  return std::nullopt;
}

QString Quantity::shownIn(const LessonFacts& facts) const {
  const std::optional<double> value = in(facts);
  if (!value) return QStringLiteral("—");
  const QLocale locale;
  switch (kind_) {
    case Kind::Rank:
    case Kind::Id:
    case Kind::Tokens:
    case Kind::Candidates:
    case Kind::TopK: {
      QLocale plain = locale;
      plain.setNumberOptions(QLocale::OmitGroupSeparator);
      return plain.toString(std::llround(*value));
    }
    default:
      // Two digits after the point, or the first that is not 0.
      return *value > 0 && *value < 0.005 ? locale.toString(*value, 'g', 1) : locale.toString(*value, 'f', 2);
  }
}

void Quantity::addNeeds(const ModelInfo& model, const Selection& selection, CapturePlan& plan, bool& byLayer) const {
  if (layer_ >= 0) byLayer = true;
  if (kind_ != Kind::Weight) return;
  const std::optional<HeadRef> head = headIn(model, selection);
  if (const auto attention = head->attentionIn(model)) plan.add(patternSite(*attention, head->layer));
}

}  // namespace headlight::ui
