#pragma once

#include <QWidget>
#include <memory>

#include "generation/sampling.h"
#include "trace/trace.h"
#include "ui/document/row_selection.h"
#include "ui/document/shown_trace.h"
#include "ui/panels/prediction_bars.h"

class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSlider;
class QSpinBox;
class QToolButton;
class QVBoxLayout;

namespace headlight::ui {

class Document;
class EndBars;
class LayerRows;
class Reading;
class StaleOverlay;
struct Theme;
struct ToRead;

/// The right dock: what the model says of the input, as its output is read (readings/reading.h). Sliders re-use the
/// logits of the trace on screen.
class PredictionsPanel : public QWidget {
  Q_OBJECT
 public:
  PredictionsPanel(Document& document, Selection& selection, QWidget* parent = nullptr);
  void setTheme(const Theme& theme);
  void setShown(const ShownTrace& shown);
  /// Null: nothing is shown.
  const std::shared_ptr<const Trace>& trace() const { return trace_; }
  /// What the panel is made for while there is no trace; null: no model.
  void setModel(std::shared_ptr<const ModelInfo> model);
  void setStale(bool stale, int milliseconds);
  const Distribution& distribution() const { return distribution_; }
  /// The bars as they stand.
  const std::vector<PredictionRow>& bars() const { return bars_->rows(); }
  /// They are tokens: the sliders are about them.
  bool ofTokens() const;
  /// Without the what-ifs; empty while there are none.
  const Distribution& before() const { return before_; }
  /// What the softmax, top-k and top-p over the logits took, ms.
  double distributionMilliseconds() const { return distributionMilliseconds_; }

 public slots:
  /// Appends the token that seed and position draw; waits for the pass when the logits on screen are of an older text.
  void drawNext();
  void focusSearch();

 signals:
  void distributionChanged();

 private:
  /// Of the trace on screen, else what the panel is made for; null: no model.
  const ModelInfo* shownModel() const;
  const Reading& reading() const;
  ToRead toRead() const;
  void recompute();
  void fit();
  void placeNote();
  void choose(std::int32_t id);
  void showBeforeAfter(bool shown);
  void showRows();
  void showLayers();
  void showEnds();
  /// How the second text goes with the first, where the model says that beside its tokens.
  void showPair();
  void showSampling();
  void showLit();
  void editSampling();
  QSlider* addSlider(QGridLayout* grid, int row, const QString& name, const QString& tip, int low, int high,
                     QLabel*& value);

  Document& document_;
  RowSelection rows_;  ///< of what the last stack reads
  std::shared_ptr<const Trace> trace_;
  std::shared_ptr<const Trace> baseline_;
  std::shared_ptr<const ModelInfo> model_;
  Distribution distribution_, before_;
  double distributionMilliseconds_ = 0;
  int waitingDraws_ = 0;
  bool drawing_ = false;  // the document changes because of drawNext
  bool showing_ = false;

  class BeforeAfter;
  class PredictionsHeader* header_;
  BeforeAfter* beforeAfter_;
  PredictionBars* bars_;
  LayerRows* layers_;
  EndBars* ends_;
  QLabel* pairTitle_;
  PredictionBars* pairBars_;
  QWidget* layersRule_;
  QLineEdit* search_;
  QVBoxLayout* top_;
  QLabel *empty_, *note_;
  QWidget *searchRule_, *sliders_, *draw_;
  QSlider *temperature_, *topK_, *topP_;
  QLabel *temperatureValue_, *topKValue_, *topPValue_;
  QPushButton* next_;
  QSpinBox* seed_;
  QToolButton* dice_;
  StaleOverlay* stale_;
  const Theme* theme_;
};

}  // namespace headlight::ui
