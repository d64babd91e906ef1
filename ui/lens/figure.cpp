#include "ui/lens/figure.h"

#include <QBuffer>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>

#include "base/error.h"
#include "ui/lens/image_fields.h"
#include "ui/scene/paint_vector.h"

namespace headlight::ui {
namespace {

constexpr double dotsPerInch = 96;  // of a logical px

/// Fields below, vectors above, on any device.
void paintOn(QPaintDevice& device, const Scene& scene, const QImage& fields, const QString& path) {
  QPainter painter;
  if (!painter.begin(&device)) fail(path.toStdString(), ": cannot be drawn on");
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setRenderHint(QPainter::LosslessImageRendering);  // a PDF would have a JPEG, which changes weights
  painter.drawImage(QPointF(0, 0), fields);
  paintVector(painter, scene);
}

QByteArray svg(const Scene& scene, QSizeF size, const QImage& fields, const QString& path, const FigureNotes& notes) {
  QByteArray made;
  QBuffer buffer(&made);
  buffer.open(QIODevice::WriteOnly);
  QSvgGenerator generator;
  generator.setOutputDevice(&buffer);
  generator.setSize(size.toSize());
  generator.setViewBox(QRectF(QPointF(), size));
  generator.setResolution(static_cast<int>(dotsPerInch));
  generator.setTitle(notes.title);
  generator.setDescription(notes.made);
  paintOn(generator, scene, fields, path);
  return made;
}

QByteArray pdf(const Scene& scene, QSizeF size, const QImage& fields, const QString& path, const FigureNotes& notes) {
  QByteArray made;
  QBuffer buffer(&made);
  buffer.open(QIODevice::WriteOnly);
  {
    QPdfWriter writer(&buffer);
    writer.setPageSize(QPageSize(size / dotsPerInch, QPageSize::Inch, {}, QPageSize::ExactMatch));
    writer.setPageMargins(QMarginsF());
    writer.setResolution(static_cast<int>(dotsPerInch));
    writer.setTitle(notes.title);
    writer.setCreator(notes.program + QStringLiteral(". ") + notes.made);
    paintOn(writer, scene, fields, path);
  }
  return made;
}

}  // namespace

QString figureKind(const QString& path) {
  for (const char* kind : {"png", "svg", "pdf"})
    if (path.endsWith(QLatin1Char('.') + QLatin1String(kind), Qt::CaseInsensitive)) return QLatin1String(kind);
  return {};
}

QImage figureImage(const Scene& scene, QSizeF size, double scale) {
  ImageFields fields;
  QImage image = fields.paint(scene, (size * scale).toSize(), scale);
  if (image.isNull()) return image;
  QPainter painter(&image);
  painter.setRenderHint(QPainter::Antialiasing);
  paintVector(painter, scene);
  return image;
}

void saveFigure(const Scene& scene, QSizeF size, double scale, const QString& path, const FigureNotes& notes) {
  const QSize pixels = (size * scale).toSize();
  const auto tooLarge = [&] {
    fail(path.toStdString(), ": a picture of ", pixels.width(), " x ", pixels.height(), " pixels is too large");
  };
  const QString kind = figureKind(path);
  QByteArray bytes;
  if (kind == QLatin1String("png")) {
    QImage image = figureImage(scene, size, scale);
    if (image.isNull()) tooLarge();
    image.setText(QStringLiteral("Title"), notes.title);
    image.setText(QStringLiteral("Software"), notes.program);
    image.setText(QStringLiteral("headlight"), notes.made);
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (!image.save(&buffer, "PNG")) tooLarge();
  } else if (kind == QLatin1String("svg") || kind == QLatin1String("pdf")) {
    const QImage fields = ImageFields().paint(scene, pixels, scale);
    if (fields.isNull()) tooLarge();
    bytes =
        kind == QLatin1String("svg") ? svg(scene, size, fields, path, notes) : pdf(scene, size, fields, path, notes);
  } else {
    fail(path.toStdString(), ": expected a name that ends in .png, .svg or .pdf");
  }
  QSaveFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
    fail(path.toStdString(), ": cannot be written (", file.errorString().toStdString(), ")");
}

}  // namespace headlight::ui
