#pragma once

#include <QObject>
#include <optional>

#include "ui/document/session_file.h"
#include "ui/window/model_search.h"

namespace headlight::ui {

class EarlierWork;
class Opening;
class Whereabouts;
struct OpenModel;
struct WindowContext;

/// The session file that the work in the document has.
struct NamedFile {
  QString path;                ///< empty: none
  QString modelFolder;         ///< of the model in it
  bool changedBefore = false;  ///< by steps that are not in the undo stacks any more
};

/// What files say of a model that serves.
SavedModel savedModelOf(const OpenModel& model);

/// Sessions: all of the window as a file that somebody names, and back. What is read goes into the document as earlier
/// work does, once its model is loaded; until then, and where anything is wrong, everything stays as it is. UI thread.
class SessionFiles : public QObject {
  Q_OBJECT
 public:
  static constexpr QLatin1String suffix{".headlight"};

  SessionFiles(const WindowContext& context, Opening& opening, EarlierWork& earlier, const Whereabouts& whereabouts);

  /// False where nothing was saved: nobody said where, or a message says why.
  bool save();
  bool saveAs();
  bool saveTo(const QString& path);
  void askForFile();
  /// False, with a message, for what is no session; its model is looked for otherwise, and opened.
  bool open(const QString& path);
  /// That model is loaded: where it is the one that the session to be opened waits for, its work goes into the
  /// document; where it is another one, the session is given up.
  void takeUp(const OpenModel& model);

  /// The file of the work in the document; empty: none.
  const QString& named() const { return named_; }
  /// There is more in the document than in that file.
  bool modified() const;
  /// The same with what modified() hangs on, for the window that takes the place of this one; and there.
  NamedFile file() const { return {named_, savedFolder_, changedBefore_}; }
  void goOn(const NamedFile& file);
  /// The file of the session whose model is looked for or loaded; empty: none.
  QString coming() const { return coming_ ? coming_->path : QString(); }
  /// The model of a session is looked for or loaded.
  bool isComing() const { return coming_.has_value(); }
  /// Asks whoever has work in a named file that is not saved; false: it must not go. What is not wanted is taken back
  /// to what the file has.
  bool mayLeave();

 signals:
  /// named() or modified() is another.
  void titleChanged();
  /// A session's work is in the document, and its model serves already.
  void broughtIn();

 private:
  struct Coming {
    QString path;
    SavedWork work;
    QString folder;  ///< where its model was found; empty: not yet
  };
  void adopt(const SavedWork& work);
  void look();
  void lookFor(const QStringList& folders, const ModelSearch::Found& found);
  void openWith(const QString& folder);
  void bringIn();
  void tellRefused(const QString& path, const QString& sentence);
  void tellMissing();
  void tellOther(const QString& folder);
  void askForModel();
  bool edited() const;

  const WindowContext& context_;
  Opening& opening_;
  EarlierWork& earlier_;
  const Whereabouts& whereabouts_;
  QString named_, savedFolder_;  ///< of the model in that file
  bool changedBefore_ = false;   ///< by steps that are not in the undo stacks any more
  bool told_ = false;            ///< modified(), as it was told last
  std::optional<Coming> coming_;
  ModelSearch search_;  ///< last: ended before what it tells is gone
};

}  // namespace headlight::ui
