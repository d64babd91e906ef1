#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QScopedValueRollback>
#include <QTimer>
#include <functional>
#include <memory>
#include <optional>

#include "run/request.h"
#include "ui/document/shown_trace.h"
#include "ui/window/memory_budget.h"

namespace headlight::ui {

class CaptureBudget;
class Document;
class ModelInputs;
class Selection;
class SessionBridge;
struct OpenModel;

/// What is shown needs this of a pass.
struct PassNeeds {
  CapturePlan plan;
  bool logitsByLayer = false;
};

/// The loop: a change of the document becomes a Request to the session, the Trace that comes back becomes what is
/// shown. Knows how old what is shown is, and asks for nothing twice. UI thread.
class PassLoop : public QObject {
  Q_OBJECT
 public:
  using Needs = std::function<PassNeeds(const ModelInfo&)>;
  PassLoop(Document& document, Selection& selection, SessionBridge& bridge, const ModelInputs& inputs,
           const CaptureBudget& budget, Needs needs);

  const ShownTrace& shown() const { return shown_; }
  /// Asks the model that serves, and the one that is coming, for what is not there yet.
  void request();
  /// Forgets what was asked: a device was lost with it, or another session serves.
  void forgetAsked() { asked_.reset(); }
  void showNothing();
  /// While it is frozen what is shown stays, whatever comes of newer edits; then the newest that came is shown. A trace
  /// of the same text with more sites still comes; another model's ends it.
  void setFrozen(bool frozen);
  bool frozen() const { return frozen_; }
  /// Cuts down the input that is too long to what the model takes, or was made for.
  void shorten();
  /// While it lives, half of the window is about a model or trace of before: changes of the document ask for no pass.
  /// Whoever holds it asks for one afterwards.
  [[nodiscard]] QScopedValueRollback<bool> hold() { return QScopedValueRollback<bool>(held_, true); }

 signals:
  /// The document has another revision; `byPerson`: not because another model reads it.
  void edited(quint64 revision, bool byPerson);
  /// Something else is shown now, or nothing.
  void shownChanged(const headlight::ui::ShownTrace& shown);
  void frozenChanged(bool frozen);
  /// `milliseconds`: how old what is shown is; < 0: nothing newer is being computed.
  void staleChanged(bool stale, int milliseconds);
  /// The newest input has more tokens than the model takes, or does not any more (0, 0).
  void tooLong(int tokens, int most);
  /// The newest input has more tokens than the model was made for and is computed, or has not any more (0, 0).
  void extrapolates(int tokens, int most);
  /// The newest revision could not be computed.
  void failed(const QString& sentence);
  /// What the budget leaves of the plan of a request.
  void planFitted(const headlight::ui::FittedPlan& fit, const headlight::ModelInfo& model);

 private:
  void documentChanged();
  /// What the document is to that model, which serves or is coming; nothing when there is nothing to compute.
  std::optional<Request> requestFor(const OpenModel& model, bool coming);
  void requestOfComing();
  void requestOfServing();
  bool isShown(const Request& request) const;
  void take(const std::shared_ptr<const Trace>& trace, const std::shared_ptr<const Trace>& baseline);
  void show(const std::shared_ptr<const Trace>& trace, const std::shared_ptr<const Trace>& baseline);
  void fail(quint64 revision, const QString& sentence);
  void tellAge();

  Document& document_;
  Selection& selection_;
  SessionBridge& bridge_;
  const ModelInputs& inputs_;
  const CaptureBudget& budget_;
  Needs needs_;
  ShownTrace shown_;
  std::optional<Request> asked_;  ///< last, of the model that serves
  bool planCut_ = false;          ///< the budget left something out
  bool held_ = false;
  bool failed_ = false;  ///< the newest revision
  bool frozen_ = false;
  std::shared_ptr<const Trace> late_, lateBaseline_;  ///< the newest that came while it was frozen
  QElapsedTimer staleSince_;
  QTimer staleTimer_;
};

}  // namespace headlight::ui
