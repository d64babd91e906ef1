#include "ui/document/document.h"
#include "ui/panels/readings/readings.h"
#include "ui/panels/readings/token_bars.h"

namespace headlight::ui {
namespace {

/// What a causal language model expects after the text.
class NextToken final : public TokenBars {
  Q_DECLARE_TR_FUNCTIONS(headlight::ui::NextToken)
 public:
  QString title(const ToRead& read) const override {
    const QString name = read.rowName();
    return name.isEmpty() ? tr("Next token") : tr("Next token after “%1”").arg(name);
  }
  BarKind bars() const override { return BarKind::Append; }
  bool writesOn() const override { return true; }
  void choose(const ToRead& read, std::int32_t id) const override {
    read.document.text().appendToken(id, tr("choosing a token"));
  }
};

}  // namespace

const Reading& nextTokenReading() {
  static const NextToken reading;
  return reading;
}

}  // namespace headlight::ui
