#include "derived/answer_spans.h"
#include "ui/document/document.h"
#include "ui/panels/numbers.h"
#include "ui/panels/readings/readings.h"

namespace headlight::ui {
namespace {

/// An answer that lies in the text: the likeliest stretches of it. The logits of one row are never read by themselves,
/// since start and end are each likely among all rows.
class Answer final : public Reading {
  Q_DECLARE_TR_FUNCTIONS(headlight::ui::Answer)
 public:
  QString title(const ToRead& read) const override {
    return read.second().empty() ? tr("Answer in the text") : tr("In the second text");
  }
  QString note(const ToRead& read) const override {
    if (read.second().empty())
      return tr(
          "Stretches of the text: start × end, each likely among all tokens, the question’s own too. Write what "
          "it is about as the second text.");
    const derived::AnswerEnds ends = endsOf(read.trace, read.second());
    if (ends.start.empty()) return {};
    return tr("Stretches of the second text: start × end, each likely among its tokens and the first, which is no "
              "answer: %1.")
        .arg(probabilityText(ends.start.front() * ends.end.front()));
  }
  int barCount() const override { return 6; }
  BarKind bars() const override { return BarKind::Answer; }
  BarRows rows(const ToRead& read, const QString&) const override {
    BarRows bars;
    const RowRange among = read.second();
    const derived::AnswerEnds now = endsOf(read.trace, among);
    if (now.start.empty()) {
      bars.instead = tr("Nothing computed yet.");
      return bars;
    }
    const derived::AnswerEnds before = endsOf(read.baseline, among);
    for (const derived::AnswerSpan& span : derived::answerSpans(now, barCount(), among)) {
      PredictionRow& row = bars.rows.emplace_back();
      row.id = span.first;
      row.shown = textOf(read, span);
      row.probability = row.plain = span.probability();
      if (before.start.size() != now.start.size()) continue;
      const double was =
          before.start[static_cast<std::size_t>(span.first)] * before.end[static_cast<std::size_t>(span.last)];
      row.before = PredictionRow::Before{was, was, 0};
    }
    bars.places = static_cast<int>(bars.rows.size());
    return bars;
  }
  AnswerEndsShown ends(const ToRead& read) const override {
    AnswerEndsShown shown;
    RowRange among = read.second();
    const derived::AnswerEnds now = endsOf(read.trace, among);
    if (now.start.empty()) return shown;
    if (among.empty()) among = {0, static_cast<int>(now.start.size())};
    shown.firstRow = among.first;
    for (int row = among.first; row < among.end; ++row) {
      shown.names << read.nameOf(row);
      shown.start.push_back(now.start[static_cast<std::size_t>(row)]);
      shown.end.push_back(now.end[static_cast<std::size_t>(row)]);
    }
    const std::vector<derived::AnswerSpan> best = derived::answerSpans(now, 1, among);
    if (best.empty()) return shown;
    shown.bestFirst = best.front().first - among.first;
    shown.bestLast = best.front().last - among.first;
    shown.best = textOf(read, best.front());
    return shown;
  }

 private:
  static derived::AnswerEnds endsOf(const Trace* trace, RowRange among) {
    if (!trace || !trace->model().says(Says::Answer)) return {};
    const SiteId site{trace->model().output()->stack, Site::Logits, -1};
    if (!trace->find(site)) return {};
    std::vector<int> shape;
    return derived::answerEnds(siteToHost(*trace, site, shape), among);
  }
  static QString textOf(const ToRead& read, const derived::AnswerSpan& span) {
    const auto ids = read.trace->ids().subspan(static_cast<std::size_t>(span.first),
                                               static_cast<std::size_t>(span.last - span.first + 1));
    const auto& vocabulary = read.document.text().vocabulary();
    if (vocabulary) return shownText(QString::fromStdString(vocabulary->tokenizer().decode(ids)));
    return tr("tokens %1 to %2").arg(span.first).arg(span.last);
  }
};

}  // namespace

const Reading& answerReading() {
  static const Answer reading;
  return reading;
}

}  // namespace headlight::ui
