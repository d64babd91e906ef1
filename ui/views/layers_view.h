#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "ui/views/layer_readings.h"
#include "ui/views/memo.h"
#include "ui/views/view.h"

namespace headlight::ui {

struct LayersOptions {
  bool entropy = false;  ///< colours are the entropy, else the probability of the final answer
  double scroll = 0;     ///< px
  bool operator==(const LayersOptions&) const = default;
};

/// The logit lens: what the model would say at each row if it stopped after a layer. Rows of the text stand side by
/// side, in bands; in each the layers go downwards, the last of them being what the model says. Of a class of the whole
/// input each layer has its five likeliest labels.
class LayersView : public View {
  Q_DECLARE_TR_FUNCTIONS(headlight::ui::LayersView)

 public:
  static inline const QString id = QStringLiteral("layers");

  struct Layout {
    int layers = 0, columns = 0, perBand = 1, bands = 0;
    double column = 0, row = 0;  ///< px of a cell
    double left = 0, top = 0;    ///< of the first cell, before scrolling
    double pitch = 0;            ///< from band to band
    double contentHeight = 0;    ///< of all bands
    double room = 0;             ///< px that bands have in sight
    QRectF caveat{};
    /// Before scrolling.
    QRectF cell(int column, int layer) const;
  };
  Layout layout(const Trace& trace, const ViewState& state, QSizeF size) const;
  /// Rows of the text that are in sight, and a band more: whose readings are wanted.
  std::vector<int> rowsInSight(const Trace& trace, const ViewState& state, QSizeF size) const;
  /// Of the trace; null: there are none, or of another one.
  static const LayerReadings* readingsOf(const Trace& trace, const ViewState& state);
  const LayersOptions& options() const { return options_; }
  void setOptions(const LayersOptions& options) { options_ = options; }

  ViewName name() const override;
  std::vector<SiteId> needs(const ModelInfo&, const ViewState&) const override { return {}; }
  Scene scene(std::shared_ptr<const Trace> trace, const ViewState& state, QSizeF size) const override;
  std::optional<Hit> hit(const Trace& trace, const ViewState& state, QSizeF size, QPointF at) const override;
  std::optional<QRectF> areaOf(const Trace& trace, const ViewState& state, QSizeF size, const Hit& hit) const override;
  Legend legend(const std::shared_ptr<const Trace>& trace, const ViewState& state) const override;
  QSizeF wholeSize(const Trace& trace, const ViewState& state, QSizeF asked) const override;
  QString title(const ViewState& state) const override;
  QString describe(const Trace* trace, const ViewState& state) const override;
  QString caption(const Trace& trace, const ViewState& state) const override;
  OptionsRow* makeOptions(ViewHost& host, QWidget* parent) override;

  void pointed(const Hit& hit, ViewState& state) const override { state.hoveredLayer = hit.layer; }
  bool wheel(ViewHost& host, QPointF at, double notches) override;
  bool press(ViewHost& host, int key, Qt::KeyboardModifiers modifiers) override;
  void settle(const ViewHost& host) override;
  void enter(ViewHost& host) override;
  void forgetModel() override {
    options_.scroll = 0;
    kept_ = {};
  }

 private:
  void addBand(Scene& scene, const Trace& trace, const ViewState& state, const Layout& layout, int band,
               double scroll) const;
  void addCard(Scene& scene, const Trace& trace, const ViewState& state, const Layout& layout, QSizeF size,
               double scroll) const;
  void scrollBy(ViewHost& host, double pixels);
  /// What the map reaches to.
  double high(const LayerReadings* readings) const;

  LayersOptions options_;
  /// The values of each band's field: painters know a field by them.
  struct Kept {
    std::shared_ptr<const LogitLens> lens;
    bool entropy = false;
    int perBand = 0;
    std::map<int, std::shared_ptr<const Rows>> bands;
  };
  mutable Kept kept_;
};

}  // namespace headlight::ui
