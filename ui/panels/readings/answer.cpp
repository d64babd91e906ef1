#include "derived/answer_spans.h"
#include "ui/document/document.h"
#include "ui/panels/readings/readings.h"

namespace headlight::ui {
namespace {

/// An answer that lies in the text: the likeliest stretches of it. The logits of one row are never read by themselves,
/// since start and end are each likely among all rows.
class Answer final : public Reading {
  Q_DECLARE_TR_FUNCTIONS(headlight::ui::Answer)
 public:
  QString title(const ToRead&) const override { return tr("Answer in the text"); }
  QString note(const ToRead&) const override {
    return tr("Stretches of the text: start × end, each likely among all tokens, the question’s own too.");
  }
  BarKind bars() const override { return BarKind::Answer; }
  BarRows rows(const ToRead& read, const QString&) const override {
    BarRows bars;
    const derived::AnswerEnds now = endsOf(read.trace);
    if (now.start.empty()) {
      bars.instead = tr("Nothing computed yet.");
      return bars;
    }
    const derived::AnswerEnds before = endsOf(read.baseline);
    for (const derived::AnswerSpan& span : derived::answerSpans(now, barCount())) {
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

 private:
  static derived::AnswerEnds endsOf(const Trace* trace) {
    if (!trace || !trace->model().says(Says::Answer)) return {};
    const SiteId site{trace->model().output()->stack, Site::Logits, -1};
    if (!trace->find(site)) return {};
    std::vector<int> shape;
    return derived::answerEnds(siteToHost(*trace, site, shape));
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
