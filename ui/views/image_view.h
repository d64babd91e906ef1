#pragma once

#include <QRectF>
#include <tuple>
#include <utility>
#include <vector>

#include "ui/views/memo.h"
#include "ui/views/patch_maps.h"
#include "ui/views/view.h"

namespace headlight::ui {

/// Image models: the picture as the model sees it with attention laid over it, for one query: a special token or a
/// patch. At the right every head of the layer, every layer (mean of heads), and where the rest of the attention goes.
class ImageView : public View {
  Q_DECLARE_TR_FUNCTIONS(headlight::ui::ImageView)

 public:
  static inline const QString id = QStringLiteral("image");

  struct Layout {
    PatchPlaces places{};
    QRectF title{};
    QRectF picture{};                                       ///< logical px
    double cellX = 0, cellY = 0;                            ///< px of a patch
    QRectF side{};                                          ///< column at the right; null where there is no room
    std::vector<QRectF> heads{};                            ///< thumbnails of the chosen layer's heads
    std::vector<QRectF> layers{};                           ///< thumbnails of the layers; empty where there is no room
    double headsTitle = 0, layersTitle = 0, barsTitle = 0;  ///< y
    std::vector<QRectF> bars{};                             ///< of barRows, as many as there is room for
    std::vector<int> barRows{};  ///< -1: all other patches; the query itself; the other special tokens
    QRectF caveat{};
    QRectF patch(int row) const;  ///< of a row of the trace; null for special tokens
    int rowAt(QPointF at) const;  ///< the patch under a point, -1 beside the picture
  };
  Layout layout(const Trace& trace, const ViewState& state, QSizeF size) const;
  /// The row that is asked about.
  static int query(const Trace& trace, const ViewState& state);
  /// What the map at `state`'s layer and head reaches: its own largest weight, or that of all heads of the layer.
  float rangeOf(const std::shared_ptr<const Trace>& trace, const ViewState& state) const;
  /// What is laid over the big picture. Valid until something else is asked.
  const PatchMap& map(const std::shared_ptr<const Trace>& trace, const ViewState& state) const;

  ViewName name() const override;
  bool fits(const ModelInfo& model) const override { return model.image() != nullptr; }
  bool isFirstFor(const ModelInfo& model) const override { return fits(model); }
  std::vector<SiteId> needs(const ModelInfo& model, const ViewState& state) const override;
  Scene scene(std::shared_ptr<const Trace> trace, const ViewState& state, QSizeF size) const override;
  std::optional<Hit> hit(const Trace& trace, const ViewState& state, QSizeF size, QPointF at) const override;
  std::optional<QRectF> areaOf(const Trace& trace, const ViewState& state, QSizeF size, const Hit& hit) const override;
  Legend legend(const std::shared_ptr<const Trace>& trace, const ViewState& state) const override;
  Colormap& colormap(const Trace*, ViewState& state) const override { return state.picture.colormap; }
  bool mixesHeads() const override { return true; }
  QSizeF wholeSize(const Trace& trace, const ViewState& state, QSizeF asked) const override;
  QString title(const ViewState& state) const override;
  QString caption(const Trace& trace, const ViewState& state) const override;
  OptionsRow* makeOptions(ViewHost& host, QWidget* parent) override;
  OptionsRow* makeFooter(ViewHost& host, QWidget* parent) override;

  void pointed(const Hit& hit, ViewState& state) const override;
  void click(ViewHost& host, const Hit& hit, Qt::KeyboardModifiers modifiers) override;
  bool press(ViewHost& host, int key, Qt::KeyboardModifiers modifiers) override;
  MenuPlace menuPlace(const Trace& trace, const ViewState& state, QSizeF size) const override;
  void forgetModel() override {
    maps_ = {};
    seen_ = {};
  }
  bool followsPointer() const override { return true; }

 private:
  Layout makeLayout(const Trace& trace, const ViewState& state, QSizeF size) const;
  using LayoutKey = std::tuple<std::uint64_t, int, PictureState::Shown, bool, double, double>;
  mutable Memo<LayoutKey, Layout> layout_;
  mutable PatchMaps maps_;
  mutable SeenPicture seen_;
};

}  // namespace headlight::ui
