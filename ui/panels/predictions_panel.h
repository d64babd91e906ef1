#pragma once

#include <QWidget>
#include <memory>

#include "trace/trace.h"
#include "ui/document/sampling.h"
#include "ui/document/selection.h"

class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSlider;
class QSpinBox;
class QToolButton;

namespace headlight::ui {

class Document;
class PredictionBars;
class StaleOverlay;
struct Theme;

/// The right dock: what the model expects next, and how the next token is drawn from it. Sliders re-use the logits of
/// the trace on screen.
class PredictionsPanel : public QWidget {
  Q_OBJECT
 public:
  PredictionsPanel(Document& document, Selection& selection, QWidget* parent = nullptr);
  void setTheme(const Theme& theme);
  /// Null: nothing computed. `baseline`: the same text without the what-ifs, while there are any.
  void setTrace(std::shared_ptr<const Trace> trace, std::shared_ptr<const Trace> baseline = nullptr);
  void setStale(bool stale, int milliseconds);
  const Distribution& distribution() const { return distribution_; }
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
  void recompute();
  void showRows();
  void showSampling();
  void showLit();
  void editSampling();
  QSlider* addSlider(QGridLayout* grid, int row, const QString& name, const QString& tip, int low, int high,
                     QLabel*& value);

  Document& document_;
  Selection& selection_;
  std::shared_ptr<const Trace> trace_;
  std::shared_ptr<const Trace> baseline_;
  Distribution distribution_, before_;
  double distributionMilliseconds_ = 0;
  int waitingDraws_ = 0;
  bool drawing_ = false;  // the document changes because of drawNext
  bool showing_ = false;

  class Header;
  class BeforeAfter;
  Header* header_;
  BeforeAfter* beforeAfter_;
  PredictionBars* bars_;
  QLineEdit* search_;
  QLabel* empty_;
  QSlider *temperature_, *topK_, *topP_;
  QLabel *temperatureValue_, *topKValue_, *topPValue_;
  QPushButton* next_;
  QSpinBox* seed_;
  QToolButton* dice_;
  StaleOverlay* stale_;
  const Theme* theme_;
};

}  // namespace headlight::ui
