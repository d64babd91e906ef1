#pragma once

#include <QImage>
#include <cstdlib>
#include <memory>
#include <vector>

#include "ui/document/shown_trace.h"
#include "ui/views/view_host.h"

namespace headlight::ui {

struct Theme;

/// The middle of the window: one view of the newest trace. Fields come from a FieldPainter (ImageFields, or
/// VulkanFields while the inspector is open or the trace lives on the GPU), everything else from paintVector. Tracks
/// mouse and keyboard, tells Selection, and leaves what they mean to the view.
class LensWidget : public ViewHost {
  Q_OBJECT
 public:
  explicit LensWidget(Selection& selection, QWidget* parent = nullptr);
  ~LensWidget() override;

  /// One of each, in the order of the tabs.
  const std::vector<std::unique_ptr<View>>& views() const;
  void setView(const QString& id);
  const View& view() const override;
  bool shows(const QString& id) const { return view().name().id == id; }
  /// The one of that class.
  template <class Wanted>
  Wanted& viewOf() const {
    for (const auto& view : views())
      if (auto* found = dynamic_cast<Wanted*>(view.get())) return *found;
    std::abort();  // makeViews has one of each
  }

  void setTheme(const Theme& theme);
  /// A new trace to be seen; without one fields are hatched, with the reason on hover. Positions hovered or locked
  /// beyond the new rows are dropped.
  void setShown(const ShownTrace& shown);
  const std::shared_ptr<const Trace>& trace() const override;
  /// Why there is no trace and none is on its way ("1,299 tokens, the model takes 256"); empty: one is still to come.
  void setNothingComes(const QString& why);
  /// Why sites may be missing from a trace, for the card over what is hatched.
  void setNotComputed(const QString& why);
  /// Stale: 3 px bar and wash, only once what is shown is older than 100 ms. Call again with the grown age to refresh
  /// the words; a negative age says that nothing is being computed (the text is too long, or its pass failed).
  void setStale(bool stale, int milliseconds = 0);

  ViewState state() const override;
  Selection& selection() const override;
  void setRange(RangeMode range) override;
  void setScale(Scale scale) override;
  void setColormap(Colormap colormap) override;
  void setPicture(PictureState picture) override;
  void setHoveredHead(int layer, int head) override;
  void showKeyboardCard() override;
  /// What covering each patch does to the class, as far as it has come; belongs to the trace that is shown.
  void setOcclusion(std::shared_ptr<const OcclusionMap> map);
  /// What would be said after each layer, as far as it has come; belongs to the trace that is shown.
  void setReadings(std::shared_ptr<const LayerReadings> readings);
  /// What the trace is compared with: the run that was kept, and what rows of it do to what is shown.
  void setComparison(std::shared_ptr<const Comparison> comparison);
  /// The shown view draws after - before of the what-ifs.
  bool differenceShown() const;

  /// How everything is drawn, for a file of work: range, scale, maps, what is laid over a picture, each view's options.
  /// The inspector's limits are its own and not in it. Back: what is not said, or said wrongly, stays.
  QJsonObject drawing() const;
  void setDrawing(const QJsonObject& drawing);

  /// Sites that the visible view (and an open inspector) want captured.
  CapturePlan needs(const ModelInfo& model) const;

  void setInspectorVisible(bool visible);
  bool inspectorVisible() const;
  /// False where no Vulkan device can be made; `reason` then gets one sentence.
  bool inspectorAvailable(QString* reason = nullptr) const;

  void zoomIn();
  void zoomOut();
  void zoomToFit();
  /// What the widget would show at another size, without hover (for files). `size` in logical px.
  Scene figure(QSize size) const;
  /// The same as pixels.
  QImage renderToImage(QSize size, qreal devicePixelRatio) const;
  /// "host" or "Vulkan · llvmpipe": who painted the last fields.
  QString painterName() const;

  QSize minimumSizeHint() const override;
  QSize sizeHint() const override;

 signals:
  /// At the end of a paintEvent that showed the trace of that revision.
  void painted(quint64 revision);
  /// The Vulkan painter could not be made or lost its device: the host paints from here on, and the inspector is
  /// closed.
  void painterFailed(const QString& reason);
  void rangeChosen(RangeMode range);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void keyReleaseEvent(QKeyEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  bool event(QEvent* event) override;

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace headlight::ui
