#pragma once

#include <QImage>
#include <QStringList>
#include <QWidget>
#include <memory>

#include "trace/trace.h"
#include "ui/document/selection.h"
#include "ui/views/view.h"

namespace headlight::ui {

struct Theme;

enum class LensView { AllHeads, Matrix, Image };

/// The middle of the window: one view of the newest trace. Fields come from a FieldPainter (ImageFields, or
/// VulkanFields while the inspector is open or the trace lives on the GPU), everything else from paintVector. Tracks
/// mouse and keyboard and tells Selection.
class LensWidget : public QWidget {
  Q_OBJECT
 public:
  explicit LensWidget(Selection& selection, QWidget* parent = nullptr);
  ~LensWidget() override;

  void setTheme(const Theme& theme);
  void setView(LensView view);
  LensView view() const;
  /// A new picture; null while there is none yet (fields are then hatched, with the reason on hover). `tokenTexts`: one
  /// display text per row of the trace (of a picture's its own names are taken). Positions hovered or locked beyond the
  /// new rows are dropped. `baseline`: the same text without the trace's what-ifs, if it has any.
  void setTrace(std::shared_ptr<const Trace> trace, QStringList tokenTexts,
                std::shared_ptr<const Trace> baseline = nullptr);
  const std::shared_ptr<const Trace>& trace() const;
  /// Why sites may be missing from a trace, for the card over what is hatched.
  void setNotComputed(const QString& why);
  /// Stale: 3 px bar and wash, only once the picture is older than 100 ms. Call again with the grown age to refresh the
  /// words; a negative age says that nothing is being computed (the text is too long, or its pass failed).
  void setStale(bool stale, int milliseconds = 0);

  void setRange(RangeMode range);
  RangeMode range() const;
  void setScale(Scale scale);
  Scale scale() const;
  void setColormap(Colormap colormap);
  Colormap colormap() const;
  void setFigure(ViewState::Figure figure);
  ViewState::Figure figure() const;
  void setSort(ViewState::Sort sort);
  ViewState::Sort sort() const;
  /// Matrix: after - before in place of the weights. Shown only while there is a baseline; the wish outlasts that.
  void setDifference(bool difference);
  bool differenceShown() const;
  bool hasBaseline() const;
  /// Which rows of the trace hold special tokens; belongs to the trace that setTrace gets next.
  void setSpecialRows(std::vector<bool> rows);
  bool hasSpecialRows() const;
  /// Matrix: special tokens are left out, and rows divided by what is left.
  void setSpecialHidden(bool hidden);
  bool specialHidden() const;
  /// Of an image model: what the Image view and All heads show of it.
  void setPicture(PictureState picture);
  const PictureState& picture() const;
  /// What covering each patch does to the class, as far as it has come; belongs to the trace that is shown.
  void setOcclusion(std::shared_ptr<const OcclusionMap> map);
  /// The trace is of a picture, with these rows; null for a text.
  bool hasPicture() const;
  /// What the what-ifs of the trace do to the chosen head; empty: nothing.
  QString headTag() const;
  /// Range that the legend states: `high` is the largest weight of the shown head (Own), of all heads (Shared);
  /// `clamped` when the inspector narrowed it. In All heads with Own ranges there is no single number and `perHead` is
  /// true.
  struct Legend {
    double low = 0, high = 1;
    bool perHead = false, shared = false, log = false, clamped = false;
    bool signedMap = false;  ///< after - before, symmetric about 0; high == 0: nothing differs
    Colormap colormap = Colormap::Viridis;
    QString words{};  ///< in place of what the range is said to be
  };
  Legend legend() const;

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
  /// A thumbnail was clicked or Enter pressed on it: the window switches to Matrix. Selection already has the head.
  void headActivated(int layer, int head);
  void needsChanged();
  /// Range, scale, map, figure, sort or trace changed: the options row re-reads.
  void optionsChanged();
  /// At the end of a paintEvent that showed the trace of that revision.
  void painted(quint64 revision);
  /// The Vulkan painter could not be made or lost its device: the host paints from here on, and the inspector is
  /// closed.
  void painterFailed(const QString& reason);
  /// The context menu of a head, or of a pair of tokens in the matrix, is wanted there (global position).
  void headMenuAsked(int layer, int head, const QPoint& at);
  void cellMenuAsked(int query, int key, const QPoint& at);
  /// X: the head under the pointer, else the chosen one, goes off or on again. C: the edge under the crosshair.
  void switchHeadAsked(int layer, int head);
  void cutAsked(int query, int key);
  /// "More" of the caveat line was clicked.
  void moreAsked(const QString& topic);

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
