#include "ui/lens/figure.h"

#include <QBuffer>
#include <QPainter>
#include <QPdfWriter>
#include <QRegularExpression>
#include <QSaveFile>
#include <QSvgGenerator>
#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/within.h"
#include "ui/lens/image_fields.h"
#include "ui/scene/paint_vector.h"

namespace headlight::ui {
namespace {

constexpr double dotsPerInch = 96;   // of a logical px
constexpr double finest = 4;         // device pixels of an image in a file, for each logical px: 384 dots per inch
constexpr double mostPixels = 4096;  // a side of such an image

/// How many pixels a side of a field has as an image: one a cell where the cells in sight are whole, and no more than
/// anybody sees; several cells are then reduced as on the screen.
int pixelsOf(double first, double count, double length) {
  const double most = within(std::ceil(length * finest), 1.0, mostPixels);
  const bool whole = first == std::floor(first) && count == std::floor(count);
  return static_cast<int>(whole ? within(count, 1.0, most) : most);
}

/// One part of a scene alone, in an image of so many pixels.
template <class Part>
QImage alone(const Scene& scene, std::vector<Part> Scene::*list, Part part, QSize pixels, double scale) {
  Scene one;
  one.background = scene.background;
  one.fieldColors = scene.fieldColors;
  part.area = QRectF(QPointF(), QSizeF(pixels) / scale);
  (one.*list).push_back(std::move(part));
  return ImageFields().paint(one, pixels, scale);
}

/// How a heatmap's cells lie in its image.
enum class Cells {
  Single,  ///< one pixel each: whoever draws the file leaves their edges sharp
  Blocks   ///< as many as a cell has device pixels at `finest`: many programs smooth images of an SVG, whatever it says
};

/// The same image with so many pixels a pixel that it has `finest` of them for each logical px.
QImage inBlocks(const QImage& image, const QSizeF& area) {
  const auto times = [](int pixels, double length) {
    return std::max(1, static_cast<int>(std::ceil(length * finest / pixels)));
  };
  return image.scaled(image.width() * times(image.width(), area.width()),
                      image.height() * times(image.height(), area.height()));
}

/// Everything on any device: heatmaps and pictures as images, the rest as text and lines.
void paintOn(QPaintDevice& device, const FigurePage& page, Cells kind) {
  QPainter painter;
  if (!painter.begin(&device)) fail("the figure cannot be drawn");
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setRenderHint(QPainter::LosslessImageRendering);  // a PDF would have a JPEG, which changes weights
  painter.scale(page.scale, page.scale);
  const Scene& scene = page.scene;
  const QRectF whole(QPointF(), page.size);
  if (!page.transparent) painter.fillRect(whole, scene.background);
  if (!scene.arcs.empty()) {
    Scene arcs;
    arcs.background = scene.background;
    arcs.fieldColors = scene.fieldColors;
    arcs.arcs = scene.arcs;
    const double scale = std::min(finest, mostPixels / std::max(page.size.width(), page.size.height()));
    painter.drawImage(whole, ImageFields().paint(arcs, (page.size * scale).toSize(), scale));
  }
  for (const Picture& picture : scene.pictures) {
    const double longest = std::max({1.0, picture.area.width(), picture.area.height()});
    const double scale = std::min(finest, mostPixels / longest);
    const QSize pixels(std::max(1, static_cast<int>(std::lround(picture.area.width() * scale))),
                       std::max(1, static_cast<int>(std::lround(picture.area.height() * scale))));
    painter.drawImage(picture.area, alone(scene, &Scene::pictures, picture, pixels, scale));
  }
  for (const Field& field : scene.fields) {
    if (field.area.isEmpty()) continue;
    if (!field.trace && !field.values) {
      paintHatch(painter, field.area, scene.fieldColors.hatch, scene.fieldColors.hatchPaper);
      continue;
    }
    const QSize cells(pixelsOf(field.firstColumn, field.columnCount, field.area.width()),
                      pixelsOf(field.firstRow, field.rowCount, field.area.height()));
    const QImage image = alone(scene, &Scene::fields, field, cells, 1);
    painter.drawImage(field.area, kind == Cells::Blocks ? inBlocks(image, field.area.size()) : image);
  }
  paintVector(painter, scene);
}

/// What QSvgGenerator cannot say: cells have sharp edges, and the size is exact, not whole pixels.
QByteArray withCells(const QByteArray& made, QSizeF millimetres) {
  QString svg = QString::fromUtf8(made);
  svg.replace(QStringLiteral("<image "), QStringLiteral("<image style=\"image-rendering:optimizeSpeed;"
                                                        "image-rendering:pixelated\" "));
  static const QRegularExpression size(QStringLiteral("width=\"[0-9.]+mm\" height=\"[0-9.]+mm\""));
  if (const auto found = size.match(svg); found.hasMatch())
    svg.replace(found.capturedStart(), found.capturedLength(),
                QStringLiteral("width=\"%1mm\" height=\"%2mm\"")
                    .arg(millimetres.width(), 0, 'f', 3)
                    .arg(millimetres.height(), 0, 'f', 3));
  return svg.toUtf8();
}

QByteArray svg(const FigurePage& page, const FigureNotes& notes) {
  QByteArray made;
  QBuffer buffer(&made);
  buffer.open(QIODevice::WriteOnly);
  QSvgGenerator generator;
  const QSizeF size = page.size * page.scale;
  generator.setOutputDevice(&buffer);
  generator.setSize(size.toSize());
  generator.setViewBox(QRectF(QPointF(), size));
  generator.setResolution(static_cast<int>(dotsPerInch));
  generator.setTitle(notes.title);
  generator.setDescription(notes.made);
  paintOn(generator, page, Cells::Blocks);
  return withCells(made, page.millimetres());
}

QByteArray pdf(const FigurePage& page, const FigureNotes& notes) {
  QByteArray made;
  QBuffer buffer(&made);
  buffer.open(QIODevice::WriteOnly);
  {
    QPdfWriter writer(&buffer);
    writer.setPageSize(QPageSize(page.size * page.scale / dotsPerInch, QPageSize::Inch, {}, QPageSize::ExactMatch));
    writer.setPageMargins(QMarginsF());
    writer.setResolution(static_cast<int>(dotsPerInch));
    writer.setTitle(notes.title);
    writer.setCreator(notes.program + QStringLiteral(". ") + notes.made);
    paintOn(writer, page, Cells::Single);
  }
  return made;
}

QByteArray png(const FigurePage& page, const FigureNotes& notes) {
  QImage image = figureImage(page);
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  image.setText(QStringLiteral("Title"), notes.title);
  image.setText(QStringLiteral("Software"), notes.program);
  image.setText(QStringLiteral("headlight"), notes.made);
  const int perMetre = static_cast<int>(std::lround(dotsPerInch * page.pixels / 0.0254));
  image.setDotsPerMeterX(perMetre);
  image.setDotsPerMeterY(perMetre);
  if (image.isNull() || !image.save(&buffer, "PNG")) {
    const QSize pixels = (page.size * page.scale * page.pixels).toSize();
    fail("a picture of ", pixels.width(), " x ", pixels.height(), " pixels is too large");
  }
  return bytes;
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

QImage figureImage(const FigurePage& page) {
  if (!page.transparent) return figureImage(page.scene, page.size, page.scale * page.pixels);
  QImage image((page.size * page.scale * page.pixels).toSize(), QImage::Format_ARGB32_Premultiplied);
  if (image.isNull()) return image;
  image.setDevicePixelRatio(page.pixels);
  image.fill(Qt::transparent);
  paintOn(image, page, Cells::Single);
  return image;
}

QByteArray figureBytes(const FigurePage& page, const QString& kind, const FigureNotes& notes) {
  if (kind == QLatin1String("png")) return png(page, notes);
  if (kind == QLatin1String("svg")) return svg(page, notes);
  if (kind == QLatin1String("pdf")) return pdf(page, notes);
  fail("a figure is a .png, .svg or .pdf file, not ", kind.toStdString());
}

void saveFigure(const FigurePage& page, const QString& path, const FigureNotes& notes) {
  const QString kind = figureKind(path);
  if (kind.isEmpty()) fail(path.toStdString(), ": expected a name that ends in .png, .svg or .pdf");
  QByteArray bytes;
  try {
    bytes = figureBytes(page, kind, notes);
  } catch (const Error& error) {
    fail(path.toStdString(), ": ", error.what());
  }
  QSaveFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
    fail(path.toStdString(), ": cannot be written (", file.errorString().toStdString(), ")");
}

}  // namespace headlight::ui
