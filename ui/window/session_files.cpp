#include "ui/window/session_files.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <algorithm>
#include <utility>

#include "ui/document/document.h"
#include "ui/window/bundled_models.h"
#include "ui/window/earlier_work.h"
#include "ui/window/message_strip.h"
#include "ui/window/opening.h"
#include "ui/window/session_bridge.h"
#include "ui/window/settings.h"
#include "ui/window/status_line.h"
#include "ui/window/whereabouts.h"
#include "ui/window/window_context.h"

namespace headlight::ui {
namespace {

QString quoted(const QString& path) { return QStringLiteral("“%1”").arg(QFileInfo(path).fileName()); }

}  // namespace

SavedModel savedModelOf(const OpenModel& model) {
  return {model.folder, modelName(model.folder), QString::fromStdString(model.info->weightsHash),
          QString::fromLatin1(toString(model.storage))};
}

SessionFiles::SessionFiles(const WindowContext& context, Opening& opening, EarlierWork& earlier,
                           const Whereabouts& whereabouts)
    : context_(context), opening_(opening), earlier_(earlier), whereabouts_(whereabouts) {
  connect(&earlier, &EarlierWork::restored, this, &SessionFiles::adopt);
  connect(&opening, &Opening::gaveUp, this, [this] {
    if (coming_ && !coming_->folder.isEmpty()) coming_.reset();
  });
  // Later: a stack says whether it is clean only once the step that changed the document is on it.
  const auto later = [this] {
    QMetaObject::invokeMethod(
        this, [this] { look(); }, Qt::QueuedConnection);
  };
  Document& document = context.document;
  connect(&document, &Document::changed, this, later);
  connect(&document, &Document::samplingChanged, this, later);
  connect(&document, &Document::whatIfsChanged, this, later);
  connect(&document.image(), &InputDocument::changed, this, later);
}

bool SessionFiles::edited() const {
  const auto inputs = context_.document.all();
  return std::ranges::any_of(inputs, [](InputDocument* input) { return !input->undoStack().isClean(); });
}

bool SessionFiles::modified() const {
  if (named_.isEmpty()) return false;
  const OpenModel* model = context_.bridge.current();
  const bool otherModel = model && !context_.bridge.opening() && model->folder != savedFolder_;
  return changedBefore_ || otherModel || edited();
}

void SessionFiles::look() {
  const bool now = modified();
  if (now == told_) return;
  told_ = now;
  earlier_.setNamed(named_, now);
  emit titleChanged();
}

void SessionFiles::adopt(const SavedWork& work) {
  named_ = work.named;
  changedBefore_ = work.unsaved;
  savedFolder_ = work.model.folder;
  told_ = changedBefore_;
  earlier_.setNamed(named_, changedBefore_);
  emit titleChanged();
}

void SessionFiles::goOn(const NamedFile& file) {
  named_ = file.path;
  savedFolder_ = file.modelFolder;
  changedBefore_ = file.changedBefore;
  told_ = modified();
  emit titleChanged();
}

bool SessionFiles::save() { return named_.isEmpty() ? saveAs() : saveTo(named_); }

bool SessionFiles::saveAs() {
  const OpenModel* model = context_.bridge.current();
  const QString offered = named_.isEmpty() ? context_.settings.lastFolder() + QLatin1Char('/') +
                                                 (model ? modelName(model->folder) : QString()) + suffix
                                           : named_;
  QString path = QFileDialog::getSaveFileName(&context_.window, tr("Save the session"), offered,
                                              tr("Headlight sessions (*%1)").arg(suffix));
  if (path.isEmpty()) return false;
  if (!path.endsWith(suffix)) path += suffix;
  context_.settings.setLastFolder(QFileInfo(path).absolutePath());
  return saveTo(path);
}

bool SessionFiles::saveTo(const QString& path) {
  const OpenModel* model = context_.bridge.current();
  if (!model) {
    context_.status.note(tr("nothing is saved while no model is open"));
    return false;
  }
  Document& document = context_.document;
  SavedWork work = workOf(document);
  work.model = savedModelOf(*model);
  work.place = whereabouts_.now();
  const EditedPicture& picture = document.image().picture();
  if (document.imageRead() || picture.touched()) work.picture = wholePicture(picture);
  const QString absolute = QFileInfo(path).absoluteFilePath();
  try {
    writeSession(work, absolute);
  } catch (const std::exception& error) {
    Message message;
    message.kind = Message::Kind::Refused;
    message.title = tr("%1 was not saved.").arg(quoted(path));
    message.detail = QString::fromUtf8(error.what());
    message.remedy = tr("Your work is still here.");
    message.buttons.append({tr("Save it elsewhere"), QStringLiteral("folder"), true, [this] { saveAs(); }});
    context_.messages.tell(MessageStrip::NotOpened, std::move(message));
    return false;
  }
  context_.messages.clear(MessageStrip::NotOpened);
  for (InputDocument* input : document.all()) input->undoStack().setClean();
  work.named = absolute;
  adopt(work);
  context_.settings.addRecentSession(absolute);
  context_.status.note(tr("saved as %1").arg(absolute));
  return true;
}

void SessionFiles::askForFile() {
  const QString path =
      QFileDialog::getOpenFileName(&context_.window, tr("Open a session"), context_.settings.lastFolder(),
                                   tr("Headlight sessions (*%1);;All files (*)").arg(suffix));
  if (path.isEmpty()) return;
  context_.settings.setLastFolder(QFileInfo(path).absolutePath());
  open(path);
}

bool SessionFiles::open(const QString& path) {
  const QString absolute = QFileInfo(path).absoluteFilePath();
  try {
    SavedWork work = readSession(absolute);
    if (!mayLeave()) return false;
    work.named = absolute;
    coming_ = Coming{absolute, std::move(work), {}};
  } catch (const std::exception& error) {
    tellRefused(absolute, QString::fromUtf8(error.what()));
    return false;
  }
  context_.messages.clear(MessageStrip::NotOpened);
  lookFor(whereModelsLie(coming_->work.model.folder, absolute, context_.settings.recentModels()),
          [this](const QString& folder) { folder.isEmpty() ? tellMissing() : openWith(folder); });
  return true;
}

void SessionFiles::lookFor(const QStringList& folders, const ModelSearch::Found& found) {
  context_.status.note(tr("looking for the model of %1").arg(QFileInfo(coming_->path).fileName()));
  search_.start(folders, coming_->work.model.hash, [this, found](const QString& folder) {
    context_.status.note({});
    if (coming_) found(folder);
  });
}

void SessionFiles::openWith(const QString& folder) {
  const OpenModel* serving = context_.bridge.current();
  const WeightStorage storage =
      parseWeightStorage(coming_->work.model.weights.toStdString()).value_or(opening_.weights());
  opening_.stop();  // of what was asked for before
  coming_->folder = coming_->work.model.folder = folder;
  if (serving && serving->folder == folder && serving->storage == storage) {
    bringIn();
    emit broughtIn();
  } else {
    opening_.openAs(folder, storage);
  }
}

void SessionFiles::takeUp(const OpenModel& model) {
  if (!coming_) return;
  if (coming_->folder == model.folder) return bringIn();
  search_.stop();
  coming_.reset();
}

void SessionFiles::bringIn() {
  const Coming coming = *std::exchange(coming_, std::nullopt);
  if (named_.isEmpty()) earlier_.putAside();
  earlier_.bringBack(coming.work);
  context_.settings.addRecentSession(coming.path);
}

bool SessionFiles::mayLeave() {
  if (!modified()) return true;
  QMessageBox ask(QMessageBox::Question, tr("Unsaved changes"),
                  tr("%1 has changes that are not saved.").arg(quoted(named_)),
                  QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, &context_.window);
  ask.setObjectName(QStringLiteral("unsavedChanges"));
  ask.setDefaultButton(QMessageBox::Save);
  const int answer = ask.exec();
  if (answer == QMessageBox::Save) return save();
  if (answer != QMessageBox::Discard) return false;
  try {
    SavedWork work = readSession(named_);
    work.named = named_;
    earlier_.bringBack(work);
  } catch (const std::exception&) {
    adopt(SavedWork());  // the file is gone: the work has no name any more
  }
  return true;
}

void SessionFiles::tellRefused(const QString& path, const QString& sentence) {
  context_.settings.removeRecentSession(path);
  Message message;
  message.kind = Message::Kind::Refused;
  message.title = tr("%1 was not opened.").arg(quoted(path));
  message.detail = sentence;
  message.remedy = tr("Your work is unchanged.");
  message.buttons.append({tr("Choose another file"), QStringLiteral("folder"), true, [this] { askForFile(); }});
  context_.messages.tell(MessageStrip::NotOpened, std::move(message));
}

void SessionFiles::tellMissing() {
  const SavedModel& model = coming_->work.model;
  Message message;
  message.kind = Message::Kind::Refused;
  message.title = tr("%1 waits for its model.").arg(quoted(coming_->path));
  message.detail = tr("It is of %1, which was in %2. No model that is known here has these weights (%3).")
                       .arg(model.name.isEmpty() ? tr("a model") : model.name, model.folder, model.hash);
  message.remedy = tr("Your work is unchanged.");
  message.buttons.append({tr("Choose its folder"), QStringLiteral("folder"), true, [this] { askForModel(); }});
  message.closed = [this] { coming_.reset(); };
  context_.messages.tell(MessageStrip::NotOpened, std::move(message));
}

void SessionFiles::askForModel() {
  if (!coming_) return;
  const QString folder = QFileDialog::getExistingDirectory(&context_.window, tr("The model of this session"),
                                                           context_.settings.lastFolder());
  if (folder.isEmpty() || !coming_) return;
  context_.settings.setLastFolder(QFileInfo(folder).absolutePath());
  lookFor({folder}, [this, folder](const QString& found) {
    context_.messages.clear(MessageStrip::NotOpened);
    found.isEmpty() ? tellOther(folder) : openWith(folder);
  });
}

void SessionFiles::tellOther(const QString& folder) {
  Message message;
  message.kind = Message::Kind::Refused;
  message.title = tr("%1 is of another model.").arg(quoted(coming_->path));
  message.detail =
      tr("The weights in %1 are not those that it was made with (%2): what is shown would be something else.")
          .arg(folder, coming_->work.model.hash);
  message.remedy = tr("Your work is unchanged.");
  message.buttons.append({tr("Choose another folder"), QStringLiteral("folder"), true, [this] { askForModel(); }});
  message.buttons.append({tr("Open it with these weights"), {}, false, [this, folder] {
                            context_.messages.clear(MessageStrip::NotOpened);
                            if (coming_) openWith(folder);
                          }});
  message.closed = [this] { coming_.reset(); };
  context_.messages.tell(MessageStrip::NotOpened, std::move(message));
}

}  // namespace headlight::ui
