#pragma once

#include <QRectF>
#include <QWidget>
#include <memory>
#include <optional>
#include <vector>

#include "trace/trace.h"
#include "ui/document/glossary.h"
#include "ui/document/selection.h"
#include "ui/document/shown_trace.h"

namespace headlight::ui {

class Distribution;
struct Theme;

/// The way of the last token through the model, along the lower edge of the window: tokens, embedding, blocks, norm,
/// logits, softmax, each with the time that it took and, where it is a vector, the vector itself. A click on a block
/// chooses its layer.
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
  /// Residual sites that it draws.
  CapturePlan needs(const ModelInfo& model) const;

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
  enum class Kind { Tokens, Embedding, Block, Norm, Logits, Softmax };
  struct Stage {
    Kind kind;
    int layer = -1;
    QRectF box;                 ///< px at 100 %
    double milliseconds = -1;   ///< < 0: not measured
    std::vector<float> vector;  ///< shownRow() of the site; empty: not captured
  };
  void place();
  void readVectors();
  /// The row whose vectors are shown: the predicted one.
  int shownRow(int rows) const;
  QString shownRowName() const;
  void paintStage(QPainter& painter, const Stage& stage) const;
  void paintVector(QPainter& painter, const QRectF& area, const std::vector<float>& vector) const;
  void paintBars(QPainter& painter, const QRectF& area, const std::vector<double>& values) const;
  QString describe(const Stage& stage) const;
  /// Of a point of the widget.
  int stageAt(const QPointF& point) const;
  /// What lies under a point: a box, a mark in a block, or the residual stream between two of them.
  std::optional<Term> termAt(const QPointF& point) const;
  Term termOf(const Stage& stage) const;
  static bool hasMarks(const Stage& stage);
  static QRectF attentionMark(const Stage& stage);
  static QRectF mlpMark(const Stage& stage);
  bool isThin() const;
  double boxTop() const;
  double boxHeight() const;

  Selection& selection_;
  const Theme* theme_;
  std::shared_ptr<const Trace> trace_;
  std::vector<Stage> stages_;
  std::vector<double> topLogits_, topProbabilities_;  ///< of the likeliest tokens
  double distributionMilliseconds_ = -1;
  bool vectorsRead_ = false;
  bool thin_ = false;
  int hovered_ = -1;
  class StaleOverlay* stale_;
};

}  // namespace headlight::ui
