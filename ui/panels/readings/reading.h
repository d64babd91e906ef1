#pragma once

#include <QCoreApplication>
#include <QString>
#include <vector>

#include "generation/sampling.h"
#include "trace/trace.h"
#include "ui/panels/end_bars.h"
#include "ui/panels/layer_rows.h"
#include "ui/panels/prediction_bars.h"

namespace headlight::ui {

class Document;

/// What a reading reads: the document, and the output of the trace on screen as distributions.
struct ToRead {
  Document& document;
  const ModelInfo* model;  ///< of the trace, or what the panel is made for; null: no model
  const Trace* trace;      ///< null: nothing computed
  const Distribution& now;
  const Distribution& before;       ///< without the what-ifs; empty while there are none
  const Trace* baseline = nullptr;  ///< without the what-ifs; null while there are none
  const OutputInfo& output() const { return *model->output(); }
  /// The document is the one that the trace was computed from.
  bool upToDate() const;
  /// The token of the predicted row as lists show it; empty where there is none.
  QString rowName() const;
  /// The same of any row of the main text.
  QString nameOf(int row) const;
  /// The second text's rows of the input; empty: there is one text.
  RowRange second() const;
};

/// The bars of a panel, or one sentence in their place.
struct BarRows {
  std::vector<PredictionRow> rows;
  int places = 0;  ///< rows that there is room for
  int more = 0;    ///< rows that are told of in one last line, with their probability together
  double rest = 0;
  QString instead;  ///< not empty: no bars
};

/// How one kind of output (Says) is read in the predictions panel. Has nothing of its own: one of each serves every
/// panel.
class Reading {
  Q_DECLARE_TR_FUNCTIONS(headlight::ui::Reading)
 public:
  virtual ~Reading() = default;
  virtual QString title(const ToRead& read) const = 0;
  /// What the numbers are.
  virtual QString what(const ToRead& read) const;
  /// A line below the bars; may be empty.
  virtual QString note(const ToRead& read) const;
  /// The bars for what the search line holds.
  virtual BarRows rows(const ToRead& read, const QString& query) const = 0;
  /// How many bars there are at most.
  virtual int barCount() const { return 10; }
  virtual BarKind bars() const { return BarKind::Label; }
  /// The same for what is shown just now.
  virtual BarKind barsOf(const ToRead&) const { return bars(); }
  /// What a click on a bar does.
  virtual void choose(const ToRead& read, std::int32_t id) const;
  /// There is something to say.
  virtual bool says() const { return true; }
  /// Bars are tokens: there are always more than are shown, and the sliders change what they are worth.
  virtual bool ofTokens() const { return false; }
  /// A bar is what the text goes on with: tokens can be drawn.
  virtual bool writesOn() const { return false; }
  virtual QString searchHint() const;
  /// What would be said after each layer; empty where that is not shown.
  virtual std::vector<LayerRows::Row> layers(const ToRead& read) const;
  /// Where an answer begins and ends; of no token where that is not asked.
  virtual AnswerEndsShown ends(const ToRead& read) const;
};

/// The reading of a model's first output; null: no model is open, and the panel waits for one that writes.
const Reading& readingOf(const ModelInfo* model);

/// One bar, with what it was before.
PredictionRow barOf(const ToRead& read, std::int32_t id, const QString& shown);

}  // namespace headlight::ui
