// Models of the main window.
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QKeyEvent>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>
#include <QUrl>

#include "base/error.h"
#include "io/assets.h"
#include "ui/theme/theme.h"
#include "ui/views/matrix_view.h"
#include "ui/window/first_claim.h"
#include "ui/window/lens_area.h"
#include "ui/window/main_window.h"
#include "ui/window/message_strip.h"
#include "ui/window/open_dialog.h"

namespace headlight::ui {
namespace {

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

}  // namespace

QString MainWindow::shownModelName(const QString& folder) const {
  QString name = bundledName(folder);
  if (name.isEmpty()) return modelTitle(folder);
  name[0] = name[0].toUpper();
  return name;
}

void MainWindow::openModel(const QString& nameOrFolder) {
  const QString selector = !bridge_.askedSelector().isEmpty() ? bridge_.askedSelector()  // chosen since the start
                           : !options_.device.isEmpty()       ? options_.device
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
    // A weights file, or an index of several, stands for itself; a name or a folder is looked up.
    const QString folder = QFileInfo(nameOrFolder).isFile()
                               ? QFileInfo(nameOrFolder).absoluteFilePath()
                               : QString::fromStdString(std::filesystem::absolute(io::findModel(wanted)).string());
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
    bridge_.cancelOpening();  // as for a folder that is refused later: the load under way is not what was asked last
    openFailed(nameOrFolder, selector, QString::fromUtf8(error.what()));
  }
}

void MainWindow::open(const QString& folder, const QString& selector) {
  endWriting({});  // there is one bar and one button to stop
  openingSince_.start();
  openingTimer_.start();
  progress_->setValue(0);
  statusRight_->setText(bridge_.current() ? tr("opening %1").arg(shownModelName(folder)) : QString());
  bridge_.open(folder, selector, options_.threads, weights_);
}

void MainWindow::want(const QString& folder, const QString& selector) {
  const OpenModel* model = bridge_.current();
  const bool serves = model && model->folder == folder && model->selector == selector && model->storage == weights_;
  if (!serves)
    open(folder, selector);
  else if (bridge_.opening())  // chosen back while another one was still loading
    stopOpening();
}

void MainWindow::stopOpening() {
  bridge_.cancelOpening();
  statusRight_->setText(tr("opening was stopped"));
  comingGone();
}

void MainWindow::openFailed(const QString& folder, const QString& selector, const QString& sentence) {
  statusRight_->clear();
  // A folder that is sound may fail for another reason (a device out of memory).
  if (!QFileInfo(folder).isFile() && !QFileInfo::exists(folder + QStringLiteral("/config.json")))
    settings_.removeRecentModel(folder);
  comingGone();
  const OpenModel* model = bridge_.current();
  const bool otherDevice = model && model->folder == folder && model->selector != selector;
  Message message;
  message.kind = Message::Kind::Refused;
  const QString name = modelTitle(folder);
  message.title = folder.isEmpty() ? tr("There is no model to start with.")
                  : otherDevice    ? tr("“%1” cannot be used.").arg(selector)
                                   : tr("“%1” was not opened.").arg(name);
  message.detail = sentence;
  message.remedy = model ? tr("%1 is still loaded and your text is unchanged.").arg(shownModelName(model->folder))
                         : tr("No model is loaded.");
  if (!otherDevice) {
    message.buttons.append({tr("Choose another model"), QStringLiteral("folder"), true, [this] { askForModel(); }});
    if (const QFileInfo where(folder); !folder.isEmpty() && where.exists())
      message.buttons.append(
          {tr("Show the folder"), {}, false, [shown = where.isDir() ? folder : where.absolutePath()] {
             QDesktopServices::openUrl(QUrl::fromLocalFile(shown));
           }});
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
    if (!folders.contains(model->folder)) add(model->folder, modelTitle(model->folder));
  }
  for (const QString& folder : settings_.recentModels())
    if (QFileInfo::exists(folder) && !folders.contains(folder)) add(folder, modelTitle(folder));
  modelCombo_->insertSeparator(modelCombo_->count());
  modelCombo_->addItem(tr("Open another…"), QString());
  modelCombo_->setCurrentIndex(model ? static_cast<int>(folders.indexOf(model->folder)) : -1);
}

void MainWindow::dropMisfits(const ModelInfo& model) {
  lensArea_->messages().clear(MessageStrip::WhatIfsDropped);
  const std::vector<WhatIf> dropped = document_.dropMisfits(model);
  if (dropped.empty()) return;
  QStringList names;
  for (const WhatIf& line : dropped) names << describe(line.change, {});
  Message message;
  message.title = dropped.size() == 1
                      ? tr("A what-if was dropped: this model has no such place.")
                      : tr("%1 what-ifs were dropped: this model has no such places.").arg(dropped.size());
  message.detail = names.join(QStringLiteral(", "));
  message.closed = [] {};
  lensArea_->messages().tell(MessageStrip::WhatIfsDropped, std::move(message));
}

void MainWindow::askForModel(const QString& path) {
  OpenDialog::Choices choices;
  for (const QString& recent : settings_.recentModels())
    if (QFileInfo::exists(recent)) choices.recent << recent;
  choices.folder = settings_.lastFolder();
  choices.storage = weights_;
  choices.tokens = document_.rows();
  auto* dialog = new OpenDialog(choices, *theme_, this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &OpenDialog::openAsked, this, &MainWindow::openModel);
  connect(dialog, &QDialog::finished, this, [this, dialog] { settings_.setLastFolder(dialog->lastFolder()); });
  if (!path.isEmpty()) dialog->preview(path);
  dialog->open();
}

void MainWindow::askForModelFolder() {
  const QString folder = QFileDialog::getExistingDirectory(this, tr("Open a model folder"), settings_.lastFolder());
  if (folder.isEmpty()) return;
  settings_.setLastFolder(QFileInfo(folder).absolutePath());
  askForModel(folder);
}

void MainWindow::askForModelFile() {
  const QString file = QFileDialog::getOpenFileName(this, tr("Open a weights file"), settings_.lastFolder(),
                                                    tr("Weights (*.safetensors *.bin *.pt *.pth *.index.json);;"
                                                       "All files (*)"));
  if (file.isEmpty()) return;
  settings_.setLastFolder(QFileInfo(file).absolutePath());
  askForModel(file);
}

void MainWindow::tellFirstStart(bool asked) {
  if (!asked && (settings_.firstStartSeen() || !options_.remember)) return;
  const OpenModel* model = bridge_.current();
  if (!model || !shown_) return;
  const bool reads = model->vocabulary != nullptr && !shown_->picture();
  QStringList words;
  if (reads)
    for (const std::int32_t id : shown_->ids()) words << model->vocabulary->shown(id);
  const std::optional<HeadClaim> claim = reads ? findHeadClaim(*shown_, words) : std::nullopt;
  Message message;
  const bool bundled = !bundledName(model->folder).isEmpty();
  message.title = bundled ? tr("This is %1, a small model inside this program.").arg(shownModelName(model->folder))
                          : tr("This is %1.").arg(shownModelName(model->folder));
  message.detail =
      reads ? tr("Type on the left and everything follows.") : tr("Draw on the left and everything follows.");
  if (claim) message.detail += QLatin1Char(' ') + claim->sentence;
  const auto seen = [this] { settings_.setFirstStartSeen(); };
  message.closed = seen;
  message.buttons.append({tr("Open a model"), QStringLiteral("folder"), !claim, [this] { askForModel(); }});
  if (claim)
    message.buttons.append(
        {tr("Show L%1H%2").arg(claim->layer).arg(claim->head), {}, true, [this, seen, claim = *claim] {
           selection_.chooseHead(claim.layer, claim.head);
           selection_.lockRow(claim.row);
           lensArea_->setView(MatrixView::id);
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

void MainWindow::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape) {
    if (!layoutBefore_.isEmpty()) return setLensFullScreen(false);
    if (cancel_->isVisible()) return cancel_->click();
  }
  QMainWindow::keyPressEvent(event);
}

}  // namespace headlight::ui
