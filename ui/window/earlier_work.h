#pragma once

#include <QObject>
#include <memory>
#include <optional>

#include "ui/document/autosave.h"

namespace headlight::ui {

struct WindowContext;

/// What the document begins with: a text of the command line, the work of an earlier run, or the sample of the model;
/// and that the work of this run is kept. UI thread.
class EarlierWork : public QObject {
  Q_OBJECT
 public:
  /// `autosave`: null keeps and offers nothing.
  EarlierWork(const WindowContext& context, std::unique_ptr<Autosave> autosave);
  /// `text`: of the command line; a null one leaves the choice.
  void begin(const QString& text, const QString& sample);
  /// The model of a run that was closed in the ordinary way, if it is still there: what the next one starts with. After
  /// a crash it comes with the rest, when that is asked for.
  QString lastModel() const;
  /// The document is the one of the window before, in this run: begin() leaves it as it is. Where it was looked at, and
  /// in which model, is gone back to.
  void goOn(const QString& model, const SavedPlace& place);
  /// For the window that takes the place of this one: nothing is kept from here any more.
  std::unique_ptr<Autosave> release();
  /// The document is the one of an earlier run, or window.
  bool goesOn() const { return !placeModel_.isEmpty(); }
  void setModel(const SavedModel& model);
  void setPlace(const SavedPlace& place);
  void setNamed(const QString& path, bool unsaved);
  /// Work goes into the document, of an earlier run or of a session file; where it was looked at is remembered.
  void bringBack(const SavedWork& work);
  /// What was done to the document is offered from now on: other work takes its place.
  void putAside();
  /// Where the work that was brought back was looked at, once, if that was in this model.
  std::optional<SavedPlace> takePlace(const QString& folder);
  /// The window closes in the ordinary way.
  void close();

 signals:
  /// Work of an earlier run is in the document.
  void restored(const headlight::ui::SavedWork& work);
  /// And that by hand. `model`: the folder that it was done in, if that is still there; else empty.
  void broughtBack(const QString& model);

 private:
  /// Tells of the newest work that nobody has answered for; takes the message away where there is none.
  void offerNext();
  bool edited() const;
  /// In place of what the document holds, which is offered in turn if anything was done to it.
  void takeOffer();
  void tellNotKept(const QString& why);

  const WindowContext& context_;
  std::unique_ptr<Autosave> autosave_;  ///< null: nothing is kept
  QString placeModel_;                  ///< of what was brought back; empty: nothing was
  std::optional<SavedPlace> place_;
  bool begun_ = false;  ///< in the window before
  QString sample_;      ///< what a run begins with when there is no work: not worth an offer
};

}  // namespace headlight::ui
