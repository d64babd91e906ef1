// Texts, files and earlier work of the main window.
#include <QDir>
#include <QDragEnterEvent>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QImage>
#include <QLabel>
#include <QLocale>
#include <QMimeData>
#include <QMimeDatabase>
#include <QStringConverter>
#include <QUrl>

#include "io/assets.h"
#include "ui/document/autosave.h"
#include "ui/editors/input_panel.h"
#include "ui/editors/text_input.h"
#include "ui/lens/figure.h"
#include "ui/window/empty_state.h"
#include "ui/window/lens_area.h"
#include "ui/window/main_window.h"
#include "ui/window/message_strip.h"

namespace headlight::ui {
namespace {

constexpr qint64 largestText = 256 << 10;  // bytes; far above what any context takes, and cut into tokens in no time

/// By its name or by its content: a damaged picture is refused as one, and one with a wrong name is opened.
bool isPicture(const QString& path) {
  const QMimeDatabase types;
  for (const auto mode : {QMimeDatabase::MatchExtension, QMimeDatabase::MatchContent})
    if (types.mimeTypeForFile(path, mode).name().startsWith(QLatin1String("image/"))) return true;
  return false;
}

}  // namespace

void MainWindow::askForText() {
  const QString path = QFileDialog::getOpenFileName(this, tr("Open a text"), settings_.lastFolder(),
                                                    tr("Text (*.txt *.md);;All files (*)"));
  if (path.isEmpty()) return;
  settings_.setLastFolder(QFileInfo(path).absolutePath());
  openTextFile(path);
}

void MainWindow::openTextFile(const QString& path) {
  QFile file(path);
  QString problem;
  QByteArray bytes;
  if (!file.open(QIODevice::ReadOnly))
    problem = file.errorString();
  else if (file.size() > largestText)
    problem =
        tr("it has %1 bytes, more than any model here takes").arg(QLocale(QLocale::English).toString(file.size()));
  else
    bytes = file.readAll();
  auto decode = QStringDecoder(QStringDecoder::Utf8);
  QString text = decode(bytes);
  if (problem.isEmpty() && decode.hasError()) problem = tr("it is not UTF-8 text");
  if (!problem.isEmpty()) {
    Message message;
    message.kind = Message::Kind::Refused;
    message.title = tr("“%1” was not opened.").arg(QFileInfo(path).fileName());
    message.detail = tr("%1: %2.").arg(path, problem);
    message.remedy = tr("Your text is unchanged.");
    message.buttons.append({tr("Choose another file"), QStringLiteral("folder"), true, [this] { askForText(); }});
    lensArea_->messages().tell(MessageStrip::NotOpened, std::move(message));
    return;
  }
  lensArea_->messages().clear(MessageStrip::NotOpened);
  if (document_.readsPicture()) return offerTextModel(QFileInfo(path).fileName());
  text.replace(QLatin1String("\r\n"), QLatin1String("\n"));
  document_.setText(text, tr("opening a text"));
}

void MainWindow::saveFigure() {
  QString path = QFileDialog::getSaveFileName(this, tr("Save the figure"),
                                              settings_.lastFolder() + QStringLiteral("/headlight.png"),
                                              tr("Pixels (*.png);;Vectors (*.svg *.pdf)"));
  if (path.isEmpty()) return;
  if (figureKind(path).isEmpty()) path += QStringLiteral(".png");
  settings_.setLastFolder(QFileInfo(path).absolutePath());
  const LensWidget& lens = lensArea_->lens();
  FigureNotes notes;
  notes.title = windowTitle();
  if (const OpenModel* model = bridge_.current(); model && shown_) {
    QString made = QStringLiteral("model %1, weights %2, computed on %3")
                       .arg(model->folder, QString::fromStdString(model->info->weightsHash), model->deviceName);
    QStringList whatIfs;
    RowNames words;
    if (shown_->picture())
      words = document_.rowNames();
    else if (model->vocabulary)
      for (const std::int32_t id : shown_->ids()) words.names << model->vocabulary->shown(id);
    for (const Intervention& change : shown_->changes()) whatIfs << describe(change, words);
    if (!whatIfs.isEmpty()) made += QStringLiteral(", what if ") + whatIfs.join(QStringLiteral("; "));
    if (lens.differenceShown()) made += QStringLiteral(" (shown: after − before)");
    notes.made = made;
  }
  try {
    ui::saveFigure(lens.figure(lens.size()), lens.size(), 2, path, notes);
    statusRight_->setText(tr("saved as %1").arg(path));
  } catch (const std::exception& error) {
    statusRight_->setText(QString::fromUtf8(error.what()));
  }
}

void MainWindow::loadSamples(const QString& folder) {
  samples_.clear();
  sampleText_ = QStringLiteral("");
  try {
    for (const std::string& text : io::sampleTexts(QDir(folder).dirName().toStdString()))
      samples_ << QString::fromStdString(text);
    if (!samples_.isEmpty()) sampleText_ = samples_.first();
  } catch (const std::exception&) {
    // No assets: no samples of its own, and the texts of any model do.
  }
  samples_.removeAll(QString());
  if (samples_.isEmpty())
    samples_ = {tr("The owl told Tom a joke. The owl told Tom"),
                tr("Once upon a time there was a fox who could not sleep."),
                tr("The cat drank the milk because it was")};
  lensArea_->empty().setSentences(samples_);
}

void MainWindow::offerEarlierWork() {
  const auto sample = [this] {
    if (!sampleText_.isEmpty()) document_.restore({{sampleText_, -1, 0}}, document_.sampling());
  };
  if (!autosave_ || !autosave_->found()) return sample();
  const SavedWork work = *autosave_->found();
  if (work.closed) {
    // Closed in the ordinary way: goes on where it was left.
    document_.restore(work.segments, work.sampling, work.whatIfs);
    if (work.picture) bringBack(*work.picture, document_.picture());
    autosave_->dropFound();
    return;
  }
  sample();
  QString joined;
  for (const Segment& segment : work.segments) joined += segment.text;
  if ((joined.isEmpty() || joined == sampleText_) && work.whatIfs.empty() && !work.picture)
    return autosave_->dropFound();
  Message message;
  message.title = tr("Your work from %1 was kept.").arg(QLocale().toString(work.time.time(), QLocale::ShortFormat));
  message.detail =
      QStringLiteral("“%1”").arg(joined.simplified().left(90) + (joined.size() > 90 ? QStringLiteral("…") : QString()));
  if (work.picture) {
    const QString drawn = tr("the picture “%1” as you left it").arg(work.picture->origin.name);
    message.detail = joined.isEmpty() || joined == sampleText_ ? drawn : tr("%1 and %2").arg(message.detail, drawn);
  }
  const auto drop = [this] {
    lensArea_->messages().clear(MessageStrip::Restored);
    autosave_->dropFound();
  };
  message.buttons = {{tr("Start fresh"), {}, false, drop},
                     {tr("Bring it back"), QStringLiteral("undo"), true, [this, work, drop] {
                        document_.restore(work.segments, work.sampling, work.whatIfs);
                        if (work.picture) bringBack(*work.picture, document_.picture());
                        if (const OpenModel* model = bridge_.current()) dropMisfits(*model->info);
                        drop();
                        input_->editor().setFocus();
                      }}};
  lensArea_->messages().tell(MessageStrip::Restored, std::move(message));
}

void MainWindow::tellNotKept(const QString& why) {
  Message message;
  message.title = why;
  message.detail = tr("What you do here is lost when the window closes.");
  message.closed = [] {};
  lensArea_->messages().tell(MessageStrip::NotKept, std::move(message));
}

void MainWindow::tellTooLong(int tokens, int most) {
  const QLocale english(QLocale::English);
  const QString title = tr("%1 tokens, the model takes %2").arg(english.toString(tokens), english.toString(most));
  if (lensArea_->messages().has(MessageStrip::TooLong) &&
      lensArea_->messages().message(MessageStrip::TooLong).title == title)
    return;
  Message message;
  message.title = title;
  message.detail = shown_ ? tr("The text is kept; the picture is the last one that was computed.")
                          : tr("The text is kept; nothing is computed.");
  message.buttons = {
      {tr("Use the last %1").arg(english.toString(most)), {}, true, [this, most] { document_.keepLast(most); }}};
  lensArea_->messages().tell(MessageStrip::TooLong, std::move(message));
  status_->setText(tr("Nothing is computed: %1").arg(title));
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  for (const QUrl& url : event->mimeData()->urls())
    if (url.isLocalFile()) {
      event->acceptProposedAction();
      return;
    }
  if (event->mimeData()->hasImage()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  QStringList files;
  for (const QUrl& url : event->mimeData()->urls())
    if (url.isLocalFile()) files << url.toLocalFile();
  if (files.isEmpty() && event->mimeData()->hasImage()) {
    event->acceptProposedAction();
    return openImage(event->mimeData()->imageData().value<QImage>(), tr("Dropped"));
  }
  if (files.isEmpty()) return;
  event->acceptProposedAction();
  openFiles(files);
}

void MainWindow::openFiles(const QStringList& paths) {
  const QFileInfo file(paths.first());
  const QString name = file.fileName();
  if (file.isDir())
    askForModel(file.absoluteFilePath());
  else if (name == QLatin1String("config.json"))
    askForModel(file.absolutePath());
  else if (QStringList{QStringLiteral("safetensors"), QStringLiteral("bin"), QStringLiteral("pt"),
                       QStringLiteral("pth")}
               .contains(file.suffix()) ||
           name.endsWith(QLatin1String(".index.json")))
    askForModel(file.absoluteFilePath());
  else if (isPicture(file.absoluteFilePath()))
    openPictureFile(file.absoluteFilePath());
  else
    openTextFile(file.absoluteFilePath());
}

}  // namespace headlight::ui
