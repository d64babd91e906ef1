#pragma once

#include <QRectF>
#include <QWidget>
#include <memory>
#include <vector>

#include "trace/trace.h"
#include "ui/document/selection.h"
#include "ui/document/shown_trace.h"
#include "ui/panels/pipeline_stages.h"

namespace headlight::ui {

class Distribution;
struct Theme;

/// The way of a row through the model, along the lower edge of the window: tokens, embedding, blocks, norm, logits,
/// softmax, each with the time that it took and, where it is a vector, the vector itself. Stacks stand one after the
/// other; where one reads the rows of another, lines lead from the end of that to each of its blocks. A click on a
/// block chooses its layer.
class PipelineStrip : public QWidget {
  Q_OBJECT
 public:
  explicit PipelineStrip(Selection& selection, QWidget* parent = nullptr);
  void setTheme(const Theme& theme);
  void setShown(const ShownTrace& shown);
  /// Null: nothing is shown.
  const std::shared_ptr<const Trace>& trace() const { return trace_; }
  /// What the predictions show, and what computing it took.
  void setDistribution(const Distribution& distribution, double milliseconds);
  void setStale(bool stale, int milliseconds);
  /// Asks for boxes without times and strips, where the window is low. It can be that low whatever it asks for.
  void setThin(bool thin);
  /// From left to right.
  const std::vector<PipelineStage>& stages() const { return stages_; }

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void changeEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  bool event(QEvent* event) override;

 private:
  using Kind = PipelineStage::Kind;
  static constexpr int barCount = 12;  // of logits and probabilities
  void place();
  /// Whose layers Selection::layer counts.
  StackId chosenStack() const;
  bool isChosen(const PipelineStage& stage) const;
  void choose(const PipelineStage& block);
  QString shownRowName(StackId stack) const;
  QString blockName(const PipelineStage& block) const;
  QString embeddingWords(const PipelineStage& stage, double room, const QFontMetrics& metrics) const;
  void paintMemory(QPainter& painter) const;
  void paintStage(QPainter& painter, const PipelineStage& stage) const;
  void paintVector(QPainter& painter, const QRectF& area, const std::vector<float>& vector) const;
  void paintBars(QPainter& painter, const QRectF& area, const std::vector<double>& values) const;
  QString timeOf(const PipelineStage& stage) const;
  QString siteName(const PipelineStage& stage) const;
  QString embeddingDescription(const PipelineStage& stage) const;
  QString blockDescription(const PipelineStage& block) const;
  QString describe(const PipelineStage& stage) const;
  /// Of a point of the widget.
  int stageAt(const QPointF& point) const;
  bool isThin() const;
  double boxTop() const;
  double boxHeight() const;

  Selection& selection_;
  const Theme* theme_;
  std::shared_ptr<const Trace> trace_;
  std::vector<PipelineStage> stages_;
  std::vector<double> topLogits_, topProbabilities_;  ///< of the likeliest tokens
  double distributionMilliseconds_ = -1;
  bool vectorsRead_ = false;
  bool thin_ = false;
  int hovered_ = -1;
  class StaleOverlay* stale_;
};

}  // namespace headlight::ui
