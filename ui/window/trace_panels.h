#pragma once

#include <QObject>

#include "ui/document/shown_trace.h"
#include "ui/window/pass_loop.h"

namespace headlight::ui {

class BeamTreePanel;
class Document;
class InputEditor;
class InputEditors;
class LensArea;
class ModelPanel;
class PipelineStrip;
class PredictionsPanel;
class Selection;
class SessionBridge;
class WhatIfActions;
class WhatIfPanel;
struct OpenModel;
struct Theme;

/// Everything that shows the trace: the lens and the panels around it. What they learn, they learn here, all of them at
/// once. UI thread.
class TracePanels : public QObject {
  Q_OBJECT
 public:
  /// The panels are children of `window` until docks take them.
  TracePanels(Document& document, Selection& selection, SessionBridge& bridge, LensArea& lensArea, QWidget& window);

  void setTheme(const Theme& theme);
  /// That model serves: the document has been cut up for it already.
  void setModel(const OpenModel& model);
  void show(const ShownTrace& shown);
  void setStale(bool stale, int milliseconds);
  /// Shows the lens, or why there is nothing to look at.
  void showEmptiness();
  /// `always`: also of panels that nobody sees yet.
  PassNeeds needs(const ModelInfo& model, bool always) const;
  /// A sample of the input that has nothing to look at yet.
  void takeSample(const QString& sample);
  /// Whoever has typed and presses Tab comes to what is shown of it. Again where the inputs' dock came back.
  void leadTabToLens();
  /// Of the editor that has the keyboard, or had it last.
  void focusEditor(Qt::FocusReason reason = Qt::OtherFocusReason);

  InputEditors& inputs() { return *inputs_; }
  PredictionsPanel& predictions() { return *predictions_; }
  PipelineStrip& pipeline() { return *pipeline_; }
  WhatIfPanel& whatIfs() { return *whatIfs_; }
  WhatIfActions& whatIfActions() { return *whatIfActions_; }
  ModelPanel& model() { return *model_; }
  BeamTreePanel& beams() { return *beams_; }

 private:
  /// Whose document gives nothing to look at; null: there is none.
  InputEditor* emptyEditor() const;

  Document& document_;
  SessionBridge& bridge_;
  LensArea& lensArea_;
  InputEditors* inputs_;
  PredictionsPanel* predictions_;
  WhatIfPanel* whatIfs_;
  PipelineStrip* pipeline_;
  ModelPanel* model_;
  BeamTreePanel* beams_;
  WhatIfActions* whatIfActions_;
};

}  // namespace headlight::ui
