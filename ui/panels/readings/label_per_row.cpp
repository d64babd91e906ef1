#include "ui/panels/readings/label_bars.h"
#include "ui/panels/readings/readings.h"

namespace headlight::ui {
namespace {

/// What one token is; which, the predicted row says.
class LabelPerRow final : public LabelBars {
  Q_DECLARE_TR_FUNCTIONS(headlight::ui::LabelPerRow)
 public:
  QString title(const ToRead& read) const override {
    const QString name = read.rowName();
    return name.isEmpty() ? tr("Label of a token")
                          : tr("Label of “%1”, token %2").arg(name, QString::number(read.trace->predictedRow()));
  }
  QString note(const ToRead&) const override {
    return tr("Click a token to see its labels. Each chip carries its likeliest one.");
  }
};

}  // namespace

const Reading& labelPerRowReading() {
  static const LabelPerRow reading;
  return reading;
}

}  // namespace headlight::ui
