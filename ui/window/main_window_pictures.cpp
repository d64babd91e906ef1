// Pictures of the main window: opening, pasting, canvases, samples, saving; the models that read them.
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QColorDialog>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QImage>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QStackedWidget>
#include <cmath>

#include "io/assets.h"
#include "io/config.h"
#include "ui/document/model_picture.h"
#include "ui/document/saved_picture.h"
#include "ui/editors/input_panel.h"
#include "ui/editors/picture_panel.h"
#include "ui/editors/text_input.h"
#include "ui/window/lens_area.h"
#include "ui/window/main_window.h"
#include "ui/window/message_strip.h"
#include "vision/decode.h"

namespace headlight::ui {
namespace {

constexpr int canvasNear = 512;  // px, sides of a blank canvas

/// Bundled models that read pictures, or those that do not: their names.
QStringList bundledNames(bool pictures) {
  QStringList names;
  try {
    for (const io::BundledModel& model : io::bundledModels())
      if (io::Config::read(model.folder / "config.json").has("image_size") == pictures)
        names << QString::fromStdString(model.name);
  } catch (const std::exception&) {
    // No assets: nothing is bundled.
  }
  return names;
}

QStringList picturesIn(const QString& folder) {
  QStringList files;
  for (const QFileInfo& file :
       QDir(folder).entryInfoList({QStringLiteral("*.png"), QStringLiteral("*.jpg")}, QDir::Files, QDir::Name))
    files << file.absoluteFilePath();
  return files;
}

}  // namespace

QString MainWindow::inputWord() const { return document_.readsPicture() ? tr("picture") : tr("text"); }

void MainWindow::buildPictureMenus(QMenu* file, QMenu* edit) {
  const auto add = [this](QMenu* menu, const char* name, const QString& text, auto slot) {
    QAction* action = menu->addAction(text);
    action->setObjectName(QLatin1String(name));
    connect(action, &QAction::triggered, this, slot);
    actions_.insert(QLatin1String(name), action);
    return action;
  };
  auto* before = actions_.value(QStringLiteral("saveFigure"));
  QMenu* save = new QMenu(tr("Save the p&icture"), file);
  file->insertMenu(before, save);
  QAction* edited = add(save, "savePicture", tr("As &edited…"), [this] { savePicture(false); });
  QAction* seen = add(save, "saveSeen", tr("As the &model sees it…"), [this] { savePicture(true); });
  QMenu* menu = edit->addMenu(tr("&Picture"));
  QAction* paste = add(menu, "pastePicture", tr("&Paste a picture"), [this] { pastePicture(); });
  paste->setShortcut(QKeySequence::Paste);
  addAction(paste);
  const std::pair<const char*, std::pair<QString, QColor>> papers[] = {
      {"canvasWhite", {tr("Blank canvas, &white"), Qt::white}},
      {"canvasBlack", {tr("Blank canvas, &black"), Qt::black}},
      {"canvasGrey", {tr("Blank canvas, &grey"), QColor(128, 128, 128)}}};
  QList<QAction*> entries;
  for (const auto& [name, paper] : papers)
    entries << add(menu, name, paper.first, [this, colour = paper.second] { blankCanvas(colour); });
  entries << add(menu, "canvasColour", tr("Blank &canvas of another colour…"), [this] {
    const QColor colour = QColorDialog::getColor(Qt::white, this, tr("Colour of the canvas"));
    if (colour.isValid()) blankCanvas(colour);
  });
  entries << paste;
  entries << add(menu, "originalPicture", tr("Back to the &original"), [this] { document_.picture().reset(); });
  actions_.insert(QStringLiteral("pictureMenu"), menu->menuAction());
  actions_.insert(QStringLiteral("savePictureMenu"), save->menuAction());
  pictures_->addActions(entries, {edited, seen});
  connect(pictures_, &PicturePanel::openAsked, this, &MainWindow::askForPicture);
  connect(pictures_, &PicturePanel::sampleAsked, this, &MainWindow::openPictureFile);
  showPictureActions();
}

void MainWindow::showPictureActions() {
  const bool pictures = document_.readsPicture();
  for (const char* name : {"pictureMenu", "savePictureMenu", "pastePicture"}) {
    actions_.value(QLatin1String(name))->setVisible(pictures);
    actions_.value(QLatin1String(name))->setEnabled(pictures);
  }
}

void MainWindow::takeOver(const OpenModel& model) {
  pictures_->setModel(nullptr);
  pictures_->setTrace(nullptr);
  if (model.info->picture) {
    modelPicture_ = std::move(comingPicture_);
    document_.setPictureModel(*model.info->picture, modelPicture_->grid());
    pictures_->setModel(modelPicture_.get());
    loadPictureSamples(model.folder);
    pictures_->setSamples(pictureSamples_);
  } else {
    modelPicture_.reset();
    document_.setVocabulary(model.vocabulary);
  }
  comingPicture_.reset();
  const bool inside = inputStack_->isAncestorOf(focusWidget());
  QWidget* shown = input_;
  if (model.info->picture) shown = pictures_;
  inputStack_->setCurrentWidget(shown);
  QWidget* editor = &input_->editor();
  if (model.info->picture) editor = &pictures_->canvas();
  if (inside) editor->setFocus();
  showPictureActions();
}

void MainWindow::loadPictureSamples(const QString& folder) {
  pictureSamples_ = picturesIn(folder + QStringLiteral("/samples"));
  if (!pictureSamples_.isEmpty()) return;
  try {
    pictureSamples_ = picturesIn(QString::fromStdString((io::assetsFolder() / "pictures").string()));
  } catch (const std::exception&) {
    // No assets: a blank canvas does.
  }
}

QSize MainWindow::canvasSize(const OpenModel& model) const {
  const PictureInfo& info = *model.info->picture;
  const double side = std::max(info.width, info.height);
  const int times = std::max(1, static_cast<int>(std::lround(canvasNear / side)));
  return {info.width * times, info.height * times};
}

void MainWindow::beginPicture(const OpenModel& model) {
  // A sample that nobody touched makes room for one of this model's own; what somebody opened or drew stays.
  const EditedPicture& now = document_.picture();
  const bool untouched = now.empty() || (!now.touched() && pictureSamples_.contains(now.origin().path));
  if (!untouched) return;
  loadPictureSamples(model.folder);
  for (const QString& file : pictureSamples_) {
    try {
      vision::Picture picture = vision::readPicture(file.toStdString());
      const QSize size(picture.width, picture.height);
      return takePicture(std::move(picture), file, QFileInfo(file).fileName(), size);
    } catch (const std::exception&) {
      // Another one does.
    }
  }
  if (now.empty())
    document_.picture().open(canvasOf(canvasSize(model), Qt::white),
                             {tr("Canvas"), {}, canvasSize(model), Qt::white, true}, tr("a blank canvas"));
}

void MainWindow::takePicture(vision::Picture picture, const QString& path, const QString& name, QSize cameAs) {
  PictureOrigin origin;
  origin.name = name;
  origin.path = path;
  origin.size = cameAs;
  // Of a drawing the eraser leaves its paper: the colour of the corners, where they agree.
  const QImage image = imageOf(std::as_const(picture));
  const QRgb corner = image.pixel(0, 0);
  const int right = image.width() - 1, bottom = image.height() - 1;
  if (corner == image.pixel(right, 0) && corner == image.pixel(0, bottom) && corner == image.pixel(right, bottom))
    origin.paper = QColor(corner);
  document_.picture().open(fittedToEditor(std::move(picture)), std::move(origin), tr("opening a picture"));
}

void MainWindow::askForPicture() {
  const QString path =
      QFileDialog::getOpenFileName(this, tr("Open a picture"), settings_.lastFolder(),
                                   tr("Pictures (*.png *.jpg *.jpeg *.bmp *.tga *.gif);;All files (*)"));
  if (path.isEmpty()) return;
  settings_.setLastFolder(QFileInfo(path).absolutePath());
  openPictureFile(path);
}

void MainWindow::openPictureFile(const QString& path) {
  // Decoding 40 megapixels takes a while: on a thread of its own. The newest wins.
  const quint64 number = ++decoding_;
  std::erase_if(decodings_, [](const std::future<void>& decoding) {
    return decoding.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  });
  decodings_.push_back(std::async(std::launch::async, [this, number, path] {
    vision::Picture picture;
    QSize size;
    QString problem;
    try {
      picture = vision::readPicture(path.toStdString());
      size = QSize(picture.width, picture.height);
      picture = fittedToEditor(std::move(picture));
    } catch (const std::exception& error) {
      problem = QString::fromUtf8(error.what());
    }
    QMetaObject::invokeMethod(
        this,
        [this, number, path, size, problem, picture = std::move(picture)]() mutable {
          if (number != decoding_) return;
          const QString name = QFileInfo(path).fileName();
          if (!problem.isEmpty()) return pictureRefused(name, problem);
          lensArea_->messages().clear(MessageStrip::NotOpened);
          if (document_.readsPicture())
            takePicture(std::move(picture), path, name, size);
          else
            offerPictureModel(name, std::move(picture), path, size);
        },
        Qt::QueuedConnection);
  }));
}

void MainWindow::openImage(const QImage& image, const QString& name) {
  if (image.isNull()) {
    statusRight_->setText(tr("there is no picture on the clipboard"));
    return;
  }
  ++decoding_;
  if (static_cast<std::int64_t>(image.width()) * image.height() > vision::mostPixels)
    return pictureRefused(name, tr("it has %1 × %2 pixels, more than the %3 million that are opened")
                                    .arg(image.width())
                                    .arg(image.height())
                                    .arg(vision::mostPixels / 1'000'000));
  vision::Picture picture = pictureOf(image);
  if (document_.readsPicture())
    takePicture(std::move(picture), {}, name, image.size());
  else
    offerPictureModel(name, std::move(picture), {}, image.size());
}

void MainWindow::pastePicture() {
  const QMimeData* data = QApplication::clipboard()->mimeData();
  if (!data) return;
  for (const QUrl& url : data->urls())
    if (url.isLocalFile()) return openFiles({url.toLocalFile()});
  openImage(data->hasImage() ? data->imageData().value<QImage>() : QImage(), tr("Pasted"));
}

void MainWindow::blankCanvas(const QColor& paper) {
  const OpenModel* model = bridge_.current();
  if (!model || !model->info->picture) return;
  const QSize size = canvasSize(*model);
  document_.picture().open(canvasOf(size, paper), {tr("Canvas"), {}, size, paper, true}, tr("a blank canvas"));
}

void MainWindow::pictureRefused(const QString& name, const QString& sentence) {
  Message message;
  message.kind = Message::Kind::Refused;
  message.title = tr("“%1” was not opened.").arg(name);
  message.detail = sentence;
  message.remedy = tr("Your %1 is unchanged.").arg(inputWord());
  message.buttons.append({tr("Choose another file"), QStringLiteral("folder"), true, [this] { askForPicture(); }});
  lensArea_->messages().tell(MessageStrip::NotOpened, std::move(message));
}

void MainWindow::offerPictureModel(const QString& name, vision::Picture picture, const QString& path, QSize cameAs) {
  const QStringList models = bundledNames(true);
  Message message;
  message.title = tr("This model reads text; “%1” is a picture.").arg(name);
  const auto kept = std::make_shared<vision::Picture>(std::move(picture));
  const auto open = [this, kept, path, name, cameAs](const QString& model) {
    lensArea_->messages().clear(MessageStrip::NotOpened);
    takePicture(*kept, path, name, cameAs);
    openModel(model);
  };
  QStringList shown;
  for (const QString& model : models) {
    QString title = model;
    title[0] = title[0].toUpper();
    shown << title;
    message.buttons.append({tr("Open it in %1").arg(title), {}, shown.size() == 1, [open, model] { open(model); }});
  }
  message.detail = shown.isEmpty() ? tr("Open a model that looks at pictures first.")
                                   : tr("%1 looks at pictures. Your text is kept.").arg(shown.join(tr(" or ")));
  if (shown.isEmpty())
    message.buttons.append({tr("Open a model"), QStringLiteral("folder"), true, [this] { askForModel(); }});
  message.closed = [] {};
  lensArea_->messages().tell(MessageStrip::NotOpened, std::move(message));
}

void MainWindow::offerTextModel(const QString& name) {
  Message message;
  message.title = tr("This model looks at pictures; “%1” is a text.").arg(name);
  message.detail = tr("Open a model that reads text first. Your picture is kept.");
  for (const QString& model : bundledNames(false)) {
    QString title = model;
    title[0] = title[0].toUpper();
    message.buttons.append({tr("Open %1").arg(title), {}, message.buttons.isEmpty(), [this, model] {
                              lensArea_->messages().clear(MessageStrip::NotOpened);
                              openModel(model);
                            }});
  }
  message.closed = [] {};
  lensArea_->messages().tell(MessageStrip::NotOpened, std::move(message));
}

void MainWindow::savePicture(bool asSeen) {
  const EditedPicture& picture = document_.picture();
  const OpenModel* model = bridge_.current();
  if (picture.empty() || !model || !modelPicture_) return;
  const QString stem = QFileInfo(picture.origin().name).completeBaseName();
  QString path = QFileDialog::getSaveFileName(
      this, asSeen ? tr("Save the picture as the model sees it") : tr("Save the picture as edited"),
      QStringLiteral("%1/%2-%3.png").arg(settings_.lastFolder(), stem, asSeen ? tr("seen") : tr("edited")),
      tr("Pictures (*.png)"));
  if (path.isEmpty()) return;
  if (QFileInfo(path).suffix().isEmpty()) path += QStringLiteral(".png");
  settings_.setLastFolder(QFileInfo(path).absolutePath());
  QImage image = imageOf(asSeen ? modelPicture_->seen() : picture.pixels()).copy();
  image.setText(QStringLiteral("headlight"),
                asSeen ? QStringLiteral("%1 as %2 sees it").arg(picture.origin().name, model->folder)
                       : QStringLiteral("%1, edited").arg(picture.origin().name));
  statusRight_->setText(image.save(path, "png") ? tr("saved as %1").arg(path)
                                                : tr("%1 could not be written").arg(path));
}

}  // namespace headlight::ui
