// Models, devices, texts and earlier work of the main window.
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QDir>
#include <QDragEnterEvent>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QMimeData>
#include <QProgressBar>
#include <QStringConverter>
#include <QToolButton>
#include <QUrl>

#include "base/error.h"
#include "io/assets.h"
#include "ui/document/autosave.h"
#include "ui/editors/input_panel.h"
#include "ui/editors/text_input.h"
#include "ui/theme/theme.h"
#include "ui/window/empty_state.h"
#include "ui/window/first_claim.h"
#include "ui/window/lens_area.h"
#include "ui/window/main_window.h"
#include "ui/window/message_strip.h"

namespace headlight::ui {
namespace {

constexpr qint64 largestText = 256 << 10;  // bytes; far above what any context takes, and cut into tokens in no time

/// The bundled model in that folder, if it is one: its name.
QString bundledName(const QString& folder) {
  try {
    for (const io::BundledModel& model : io::bundledModels())
      if (QDir(QString::fromStdString(model.folder.string())) == QDir(folder))
        return QString::fromStdString(model.name);
  } catch (const std::exception&) {
    // No assets: nothing is bundled.
  }
  return {};
}

QString deviceWords(const QString& kind, const QString& name) {
  if (kind == QLatin1String("cpu")) {
    const QString threads = name.section(QStringLiteral(", "), -1);
    return threads.isEmpty() || threads == name ? QStringLiteral("CPU") : QStringLiteral("CPU · %1").arg(threads);
  }
  return QStringLiteral("Vulkan · %1").arg(name.section(QStringLiteral(" ("), 0, 0));
}

}  // namespace

QString MainWindow::shownModelName(const QString& folder) const {
  QString name = bundledName(folder);
  if (name.isEmpty()) return QDir(folder).dirName();
  name[0] = name[0].toUpper();
  return name;
}

void MainWindow::openModel(const QString& nameOrFolder) {
  const QString selector = bridge_.current() != nullptr ? bridge_.current()->selector  // chosen since the start
                           : !options_.device.isEmpty() ? options_.device
                                                        : QStringLiteral("auto");
  try {
    std::string wanted = nameOrFolder.toStdString();
    if (wanted.empty()) {
      const auto bundled = io::bundledModels();
      if (bundled.empty()) fail("no bundled model was found in ", io::assetsFolder().string(), ": open a model folder");
      wanted = bundled.front().name;
      for (const io::BundledModel& model : bundled)
        if (model.name == "storyteller") wanted = model.name;
    }
    const QString folder = QString::fromStdString(std::filesystem::absolute(io::findModel(wanted)).string());
    if (!bridge_.current() && sampleText_.isNull()) {
      // The text first: it stands in the editor while the weights are being read.
      loadSamples(folder);
      if (!options_.text.isNull())
        document_.restore({{options_.text, -1, 0}}, document_.sampling());
      else
        offerEarlierWork();
    }
    open(folder, selector);
  } catch (const std::exception& error) {
    openFailed(nameOrFolder, selector, QString::fromUtf8(error.what()));
  }
}

void MainWindow::open(const QString& folder, const QString& selector) {
  openingSince_.start();
  statusRight_->setText(bridge_.current() ? tr("opening %1").arg(shownModelName(folder)) : QString());
  bridge_.open(folder, selector, options_.threads);
}

void MainWindow::openFailed(const QString& folder, const QString& selector, const QString& sentence) {
  progress_->hide();
  cancel_->hide();
  statusRight_->clear();
  // A folder that is sound may fail for another reason (a device out of memory).
  if (!QFileInfo::exists(folder + QStringLiteral("/config.json"))) settings_.removeRecentModel(folder);
  fillModelCombo();
  fillDeviceCombo();
  const OpenModel* model = bridge_.current();
  const bool otherDevice = model && model->folder == folder && model->selector != selector;
  Message message;
  message.kind = Message::Kind::Refused;
  const QString name = QDir(folder).dirName();
  message.title = folder.isEmpty() ? tr("There is no model to start with.")
                  : otherDevice    ? tr("“%1” cannot be used.").arg(selector)
                                   : tr("“%1” was not opened.").arg(name);
  message.detail = sentence;
  message.remedy = model ? tr("%1 is still loaded and your text is unchanged.").arg(shownModelName(model->folder))
                         : tr("No model is loaded.");
  if (!otherDevice) {
    message.buttons.append({tr("Choose another folder"), QStringLiteral("folder"), true, [this] { askForModel(); }});
    if (QFileInfo(folder).isDir())
      message.buttons.append(
          {tr("Show the folder"), {}, false, [folder] { QDesktopServices::openUrl(QUrl::fromLocalFile(folder)); }});
  }
  message.buttons.append({tr("Copy the details"), QStringLiteral("copy"), false, [folder, selector, sentence] {
                            QApplication::clipboard()->setText(
                                QStringLiteral("%1\nfolder: %2\ndevice: %3").arg(sentence, folder, selector));
                          }});
  lensArea_->messages().tell(MessageStrip::NotOpened, std::move(message));
  status_->setProperty("danger", false);
  status_->setText(
      QStringLiteral("<span style='color:%1; font-weight:600'>%2</span>&nbsp; · &nbsp;%3")
          .arg(theme_->danger.name(),
               (folder.isEmpty() ? tr("No model was found") : tr("%1 was not opened").arg(name.toHtmlEscaped())),
               model ? tr("%1 stays in use").arg(shownModelName(model->folder)) : tr("no model is loaded")));
}

void MainWindow::fillModelCombo() {
  const OpenModel* model = bridge_.current();
  const QSignalBlocker quiet(modelCombo_);
  modelCombo_->clear();
  QStringList folders;
  const auto add = [&](const QString& folder, const QString& text) {
    if (folders.contains(folder)) return;
    folders << folder;
    modelCombo_->addItem(text, folder);
    modelCombo_->setItemData(modelCombo_->count() - 1, folder, Qt::ToolTipRole);
  };
  try {
    for (const io::BundledModel& bundled : io::bundledModels()) {
      const QString folder = QString::fromStdString(std::filesystem::absolute(bundled.folder).string());
      add(folder, tr("%1 · built in").arg(shownModelName(folder)));
    }
  } catch (const std::exception&) {
    // No assets folder: the list has folders only.
  }
  if (model) {
    if (bundledName(model->folder).isEmpty()) settings_.addRecentModel(model->folder);
    if (!folders.contains(model->folder)) add(model->folder, QDir(model->folder).dirName());
  }
  for (const QString& folder : settings_.recentModels())
    if (QFileInfo(folder).isDir() && !folders.contains(folder)) add(folder, QDir(folder).dirName());
  modelCombo_->insertSeparator(modelCombo_->count());
  modelCombo_->addItem(tr("Open a folder…"), QString());
  modelCombo_->setCurrentIndex(model ? static_cast<int>(folders.indexOf(model->folder)) : -1);
}

void MainWindow::fillDeviceCombo() {
  const OpenModel* model = bridge_.current();
  const QSignalBlocker quiet(deviceCombo_);
  deviceCombo_->clear();
  int current = -1;
  for (const DeviceInfo& device : devices_) {
    const QString selector = QString::fromStdString(device.selector), name = QString::fromStdString(device.name);
    const QString kind = selector.startsWith(QLatin1String("cpu")) ? QStringLiteral("cpu") : QStringLiteral("vulkan");
    deviceCombo_->addItem(deviceWords(kind, name), selector);
    const int index = deviceCombo_->count() - 1;
    deviceCombo_->setItemData(
        index, QStringLiteral("%1: %2, %3").arg(selector, name, QString::fromStdString(device.type)), Qt::ToolTipRole);
    if (model &&
        (model->selector == selector || (current < 0 && model->deviceName == name && model->deviceKind == kind))) {
      current = index;
      deviceCombo_->setItemText(index, deviceWords(kind, model->deviceName));
    }
  }
  if (model && current < 0) {
    deviceCombo_->insertItem(0, deviceWords(model->deviceKind, model->deviceName), model->selector);
    deviceCombo_->setItemData(0, model->deviceName, Qt::ToolTipRole);
    current = 0;
  }
  deviceCombo_->setCurrentIndex(current);
  if (model) deviceCombo_->setToolTip(tr("Computes on: %1").arg(model->deviceName));
}

void MainWindow::startListingDevices() {
  // Asking Vulkan for its devices loads drivers, which may take a while: not before the first picture, and not here.
  listing_ = std::async(std::launch::async, [this] {
    std::vector<DeviceInfo> devices;
    try {
      devices = listDevices();
    } catch (const std::exception&) {
      return;  // the device in use stays the only one in the list
    }
    QMetaObject::invokeMethod(
        this,
        [this, devices = std::move(devices)] {
          devices_ = devices;
          fillDeviceCombo();
        },
        Qt::QueuedConnection);
  });
}

void MainWindow::askForModel() {
  const QString folder = QFileDialog::getExistingDirectory(this, tr("Open a model folder"), settings_.lastFolder());
  if (folder.isEmpty()) return;
  settings_.setLastFolder(QFileInfo(folder).absolutePath());
  openModel(folder);
}

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
  text.replace(QLatin1String("\r\n"), QLatin1String("\n"));
  document_.setText(text, tr("opening a text"));
}

void MainWindow::saveFigure() {
  QString path = QFileDialog::getSaveFileName(
      this, tr("Save the figure"), settings_.lastFolder() + QStringLiteral("/headlight.png"), tr("Pictures (*.png)"));
  if (path.isEmpty()) return;
  if (QFileInfo(path).suffix().isEmpty()) path += QStringLiteral(".png");
  settings_.setLastFolder(QFileInfo(path).absolutePath());
  const LensWidget& lens = lensArea_->lens();
  QImage image = lens.renderToImage(lens.size(), 2);
  if (const OpenModel* model = bridge_.current(); model && shown_) {
    image.setText(QStringLiteral("headlight"),
                  QStringLiteral("model %1, weights %2, computed on %3")
                      .arg(model->folder, QString::fromStdString(model->info->weightsHash), model->deviceName));
  }
  statusRight_->setText(image.save(path) ? tr("saved as %1").arg(path) : tr("%1 could not be written").arg(path));
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
    document_.restore(work.segments, work.sampling);
    autosave_->dropFound();
    return;
  }
  sample();
  QString joined;
  for (const Segment& segment : work.segments) joined += segment.text;
  if (joined.isEmpty() || joined == sampleText_) return autosave_->dropFound();
  Message message;
  message.title = tr("Your work from %1 was kept.").arg(QLocale().toString(work.time.time(), QLocale::ShortFormat));
  message.detail =
      QStringLiteral("“%1”").arg(joined.simplified().left(90) + (joined.size() > 90 ? QStringLiteral("…") : QString()));
  const auto drop = [this] {
    lensArea_->messages().clear(MessageStrip::Restored);
    autosave_->dropFound();
  };
  message.buttons = {{tr("Start fresh"), {}, false, drop},
                     {tr("Bring it back"), QStringLiteral("undo"), true, [this, work, drop] {
                        document_.restore(work.segments, work.sampling);
                        drop();
                        input_->editor().setFocus();
                      }}};
  lensArea_->messages().tell(MessageStrip::Restored, std::move(message));
}

void MainWindow::tellFirstStart(bool asked) {
  if (!asked && (settings_.firstStartSeen() || !options_.remember)) return;
  const OpenModel* model = bridge_.current();
  if (!model || !shown_) return;
  QStringList words;
  for (const std::int32_t id : shown_->ids()) words << model->vocabulary->shown(id);
  const std::optional<HeadClaim> claim = findHeadClaim(*shown_, words);
  Message message;
  const bool bundled = !bundledName(model->folder).isEmpty();
  message.title = bundled ? tr("This is %1, a small model inside this program.").arg(shownModelName(model->folder))
                          : tr("This is %1.").arg(shownModelName(model->folder));
  message.detail = tr("Type on the left and everything follows.");
  if (claim) message.detail += QLatin1Char(' ') + claim->sentence;
  const auto seen = [this] { settings_.setFirstStartSeen(); };
  message.closed = seen;
  message.buttons.append({tr("Open a model"), QStringLiteral("folder"), !claim, [this] { askForModel(); }});
  if (claim)
    message.buttons.append(
        {tr("Show L%1H%2").arg(claim->layer).arg(claim->head), {}, true, [this, seen, claim = *claim] {
           selection_.chooseHead(claim.layer, claim.head);
           selection_.lockRow(claim.row);
           lensArea_->setView(LensView::Matrix);
           lensArea_->messages().clear(MessageStrip::FirstStart);
           seen();
         }});
  lensArea_->messages().tell(MessageStrip::FirstStart, std::move(message));
  claimShown_ = claim.has_value();
}

void MainWindow::dropClaim() {
  claimShown_ = false;
  MessageStrip& messages = lensArea_->messages();
  if (!messages.has(MessageStrip::FirstStart)) return;
  Message message = messages.message(MessageStrip::FirstStart);
  message.detail = tr("Type on the left and everything follows.");
  message.buttons.removeLast();
  messages.tell(MessageStrip::FirstStart, std::move(message));
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
}

void MainWindow::dropEvent(QDropEvent* event) {
  QStringList files;
  for (const QUrl& url : event->mimeData()->urls())
    if (url.isLocalFile()) files << url.toLocalFile();
  if (files.isEmpty()) return;
  event->acceptProposedAction();
  openFiles(files);
}

void MainWindow::openFiles(const QStringList& paths) {
  const QFileInfo file(paths.first());
  if (file.isDir())
    openModel(file.absoluteFilePath());
  else if (file.fileName() == QLatin1String("config.json") || file.suffix() == QLatin1String("safetensors"))
    openModel(file.absolutePath());
  else
    openTextFile(file.absoluteFilePath());
}

void MainWindow::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape) {
    if (!layoutBefore_.isEmpty()) return setLensFullScreen(false);
    if (bridge_.opening() && cancel_->isVisible()) return cancel_->click();
  }
  QMainWindow::keyPressEvent(event);
}

}  // namespace headlight::ui
