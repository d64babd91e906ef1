#include "ui/document/document.h"
#include "ui/panels/readings/readings.h"
#include "ui/panels/readings/token_bars.h"

namespace headlight::ui {
namespace {

/// What a language model expects after the text; of a text that it writes from another also what it expected in any
/// place of it.
class NextToken final : public TokenBars {
  Q_DECLARE_TR_FUNCTIONS(headlight::ui::NextToken)
 public:
  QString title(const ToRead& read) const override {
    const QString name = read.rowName();
    if (const int place = placeOf(read); place >= 0) return tr("At “%1”, after “%2”").arg(read.nameOf(place), name);
    return name.isEmpty() ? tr("Next token") : tr("Next token after “%1”").arg(name);
  }
  QString note(const ToRead& read) const override;
  BarRows rows(const ToRead& read, const QString& query) const override {
    BarRows bars = TokenBars::rows(read, query);
    if (const int place = placeOf(read); place >= 0)
      for (PredictionRow& row : bars.rows) row.stands = row.id == read.trace->ids()[static_cast<std::size_t>(place)];
    return bars;
  }
  BarKind bars() const override { return BarKind::Append; }
  BarKind barsOf(const ToRead& read) const override { return placeOf(read) >= 0 ? BarKind::Place : BarKind::Append; }
  bool writesOn() const override { return true; }
  void choose(const ToRead& read, std::int32_t id) const override {
    const int place = placeOf(read);
    if (place < 0)
      read.document.text().appendToken(id, tr("choosing a token"));
    else if (read.upToDate())  // the bars are about a row of the trace: an edit since then may have moved it
      read.document.text().forceToken(place, id);
  }

 private:
  /// The place that the predicted row is asked about, where something stands in it already; else -1.
  static int placeOf(const ToRead& read) {
    const int place = read.trace ? read.trace->predictedRow() + 1 : 0;
    return place > 0 && place < static_cast<int>(read.trace->ids().size()) ? place : -1;
  }
};

QString NextToken::note(const ToRead& read) const {
  const int place = placeOf(read);
  const auto& vocabulary = read.document.text().vocabulary();
  if (place < 0 || !vocabulary) return {};
  const std::int32_t id = read.trace->ids()[static_cast<std::size_t>(place)];
  if (id >= read.now.size()) return {};
  return tr("“%1” stands there: %2. Click another bar to go on from there; undo takes it back.")
      .arg(vocabulary->shown(id), worthOf(read, id));
}

}  // namespace

const Reading& nextTokenReading() {
  static const NextToken reading;
  return reading;
}

}  // namespace headlight::ui
