#pragma once

#include <QObject>
#include <memory>

#include "ui/document/autosave.h"

namespace headlight::ui {

struct WindowContext;

/// What the document begins with: a text of the command line, the work of an earlier run, or the sample of the model;
/// and that the work of this run is kept. UI thread.
class EarlierWork : public QObject {
  Q_OBJECT
 public:
  /// `remember`: false keeps and offers nothing.
  EarlierWork(const WindowContext& context, bool remember);
  /// `text`: of the command line; a null one leaves the choice.
  void begin(const QString& text, const QString& sample);
  void setModel(const QString& folder);
  /// The window closes in the ordinary way.
  void close();

 signals:
  /// Work was brought back by hand.
  void broughtBack();

 private:
  void bringBack(const SavedWork& work);
  void offer(const SavedWork& work, const QString& sample);
  void tellNotKept(const QString& why);

  const WindowContext& context_;
  std::unique_ptr<Autosave> autosave_;  ///< null: nothing is kept
};

}  // namespace headlight::ui
