#include "ui/window/image_actions.h"

#include <QApplication>
#include <QClipboard>
#include <QColorDialog>
#include <QFileDialog>
#include <QFileInfo>
#include <QImage>
#include <QMimeData>
#include <QUrl>

#include "ui/document/document.h"
#include "ui/document/model_picture.h"
#include "ui/window/bundled_models.h"
#include "ui/window/message_strip.h"
#include "ui/window/opening.h"
#include "ui/window/session_bridge.h"
#include "ui/window/settings.h"
#include "ui/window/status_line.h"
#include "ui/window/window_context.h"
#include "vision/decode.h"

namespace headlight::ui {

ImageActions::ImageActions(const WindowContext& context, Opening& opening) : context_(context), opening_(opening) {}

void ImageActions::askForFile() {
  const QString path =
      QFileDialog::getOpenFileName(&context_.window, tr("Open a picture"), context_.settings.lastFolder(),
                                   tr("Pictures (*.png *.jpg *.jpeg *.webp *.bmp *.tga *.gif);;All files (*)"));
  if (path.isEmpty()) return;
  context_.settings.setLastFolder(QFileInfo(path).absolutePath());
  openFile(path);
}

ImageActions::Decoded ImageActions::decode(const QString& path) {
  Decoded decoded{path, QFileInfo(path).fileName(), {}, {}, {}};
  try {
    decoded.image = vision::readPicture(path.toStdString());
    decoded.size = QSize(decoded.image.width, decoded.image.height);
    decoded.image = fittedToEditor(std::move(decoded.image));
  } catch (const std::exception& error) {
    decoded.problem = QString::fromUtf8(error.what());
  }
  return decoded;
}

void ImageActions::openFile(const QString& path) {
  // Decoding 40 megapixels takes a while: on a thread of its own. The newest wins.
  const quint64 number = ++newest_;
  std::erase_if(decodings_, [](const std::future<void>& decoding) {
    return decoding.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  });
  decodings_.push_back(std::async(std::launch::async, [this, number, path] {
    QMetaObject::invokeMethod(
        this,
        [this, number, decoded = decode(path)]() mutable {
          if (number != newest_) return;
          if (!decoded.problem.isEmpty()) return tellRefused(decoded.name, decoded.problem);
          context_.messages.clear(MessageStrip::NotOpened);
          take(std::move(decoded));
        },
        Qt::QueuedConnection);
  }));
}

void ImageActions::open(const QImage& image, const QString& name) {
  if (image.isNull()) return context_.status.note(tr("there is no picture on the clipboard"));
  ++newest_;
  if (static_cast<std::int64_t>(image.width()) * image.height() > vision::mostPixels)
    return tellRefused(name, tr("it has %1 × %2 pixels, more than the %3 million that are opened")
                                 .arg(image.width())
                                 .arg(image.height())
                                 .arg(vision::mostPixels / 1'000'000));
  take({{}, name, image.size(), {}, pictureOf(image)});
}

void ImageActions::take(Decoded decoded) {
  ImageDocument* image = context_.document.imageRead();
  if (!image) return offerImageModel(std::move(decoded));
  image->put(std::move(decoded.image), decoded.path, decoded.name, decoded.size);
}

void ImageActions::paste() {
  const QMimeData* data = QApplication::clipboard()->mimeData();
  if (!data) return;
  for (const QUrl& url : data->urls())
    if (url.isLocalFile()) return emit filesPasted({url.toLocalFile()});
  open(data->hasImage() ? data->imageData().value<QImage>() : QImage(), tr("Pasted"));
}

void ImageActions::openBlankCanvas(const QColor& paper) {
  const OpenModel* model = context_.bridge.current();
  if (model && model->info->image()) context_.document.image().putCanvas(*model->info->image(), paper);
}

void ImageActions::askForCanvas() {
  const QColor colour = QColorDialog::getColor(Qt::white, &context_.window, tr("Colour of the canvas"));
  if (colour.isValid()) openBlankCanvas(colour);
}

void ImageActions::tellRefused(const QString& name, const QString& problem) {
  Message message;
  message.kind = Message::Kind::Refused;
  message.title = tr("“%1” was not opened.").arg(name);
  message.detail = problem;
  message.remedy = tr("Your %1 is unchanged.").arg(context_.document.main().word());
  message.buttons.append({tr("Choose another file"), QStringLiteral("folder"), true, [this] { askForFile(); }});
  context_.messages.tell(MessageStrip::NotOpened, std::move(message));
}

void ImageActions::offerImageModel(Decoded decoded) {
  Message message;
  message.title = tr("This model reads text; “%1” is a picture.").arg(decoded.name);
  const auto kept = std::make_shared<Decoded>(std::move(decoded));
  QStringList titles;
  for (const QString& model : bundledNames(Reads::Images)) {
    titles << capitalized(model);
    message.buttons.append({tr("Open it in %1").arg(titles.last()), {}, titles.size() == 1, [this, kept, model] {
                              context_.messages.clear(MessageStrip::NotOpened);
                              context_.document.image().put(kept->image, kept->path, kept->name, kept->size);
                              opening_.openNamed(model);
                            }});
  }
  message.detail = titles.isEmpty() ? tr("Open a model that looks at pictures first.")
                                    : tr("%1 looks at pictures. Your text is kept.").arg(titles.join(tr(" or ")));
  if (titles.isEmpty())
    message.buttons.append({tr("Open a model"), QStringLiteral("folder"), true, [this] { emit modelAsked(); }});
  message.closed = [] {};
  context_.messages.tell(MessageStrip::NotOpened, std::move(message));
}

QString ImageActions::askWhereToSave(const QString& title, const QString& suffix) {
  const ImageDocument& image = context_.document.image();
  if (image.picture().empty() || !context_.bridge.current() || !image.model()) return {};
  const QString stem = QFileInfo(image.picture().origin().name).completeBaseName();
  QString path = QFileDialog::getSaveFileName(
      &context_.window, title, QStringLiteral("%1/%2-%3.png").arg(context_.settings.lastFolder(), stem, suffix),
      tr("Pictures (*.png)"));
  if (path.isEmpty()) return {};
  if (QFileInfo(path).suffix().isEmpty()) path += QStringLiteral(".png");
  context_.settings.setLastFolder(QFileInfo(path).absolutePath());
  return path;
}

void ImageActions::saveEdited() {
  const QString path = askWhereToSave(tr("Save the picture as edited"), tr("edited"));
  const EditedPicture& image = context_.document.image().picture();
  if (!path.isEmpty()) save(image.pixels(), path, tr("%1, edited").arg(image.origin().name));
}

void ImageActions::saveAsModelSees() {
  const QString path = askWhereToSave(tr("Save the picture as the model sees it"), tr("seen"));
  const OpenModel* model = context_.bridge.current();
  // Another model may have taken over while the dialog was open.
  const ModelPicture* seen = context_.document.image().model();
  if (path.isEmpty() || !model || !seen) return;
  const QString name = context_.document.image().picture().origin().name;
  save(seen->seen(), path, tr("%1 as %2 sees it").arg(name, model->folder));
}

void ImageActions::save(const vision::Picture& image, const QString& path, const QString& what) {
  QImage pixels = imageOf(image).copy();
  pixels.setText(QStringLiteral("headlight"), what);
  context_.status.note(pixels.save(path, "png") ? tr("saved as %1").arg(path)
                                                : tr("%1 could not be written").arg(path));
}

}  // namespace headlight::ui
