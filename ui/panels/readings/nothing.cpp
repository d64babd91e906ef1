#include "ui/panels/readings/readings.h"

namespace headlight::ui {
namespace {

/// A model without a head.
class Nothing final : public Reading {
  Q_DECLARE_TR_FUNCTIONS(headlight::ui::Nothing)
 public:
  QString title(const ToRead&) const override { return {}; }
  bool says() const override { return false; }
  BarRows rows(const ToRead& read, const QString&) const override {
    BarRows bars;
    if (const ModelInfo* model = read.model; model && !model->headNotRun.empty()) {
      bars.instead = tr("This model has a %1 head, which Headlight does not run: attention only, nothing is predicted.")
                         .arg(QString::fromStdString(model->headNotRun));
      return bars;
    }
    bars.instead =
        read.trace && read.trace->model().image()
            ? tr("This model has no head: attention only. It turns a picture into vectors and predicts nothing.")
            : tr("This model has no head: attention only. It turns a text into vectors and predicts nothing.");
    return bars;
  }
};

}  // namespace

const Reading& nothingReading() {
  static const Nothing reading;
  return reading;
}

}  // namespace headlight::ui
