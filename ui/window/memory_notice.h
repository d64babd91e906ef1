#pragma once

#include <QObject>
#include <functional>

#include "ui/window/memory_budget.h"

namespace headlight::ui {

class CaptureBudget;
class LensWidget;
struct WindowContext;

/// Says what the memory budget leaves out, and where to change it. UI thread.
class MemoryNotice : public QObject {
  Q_OBJECT
 public:
  /// `needs`: what is shown, for the numbers of the dialog.
  MemoryNotice(const WindowContext& context, LensWidget& lens, CaptureBudget& budget,
               std::function<CapturePlan(const ModelInfo&)> needs);
  void tell(const FittedPlan& fit, const ModelInfo& model);
  /// The budget was read anew: what it leaves out is told again, although the message was closed before.
  void forgetClosed() { closed_ = false; }
  void openDialog();

 signals:
  void budgetChanged();

 private:
  QString titleOf(const FittedPlan& fit, const ModelInfo& model) const;
  QString wordsOfNow() const;

  const WindowContext& context_;
  LensWidget& lens_;
  CaptureBudget& budget_;
  std::function<CapturePlan(const ModelInfo&)> needs_;
  bool closed_ = false;  ///< by the person
};

}  // namespace headlight::ui
