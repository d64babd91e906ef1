#include "ui/theme/icons.h"

#include <QFile>
#include <QHash>
#include <QPainter>
#include <QSvgRenderer>

#include "ui/theme/text_scale.h"

// Q_INIT_RESOURCE must stand outside namespaces; a static library's resources are not registered by themselves.
static void registerIcons() { Q_INIT_RESOURCE(icons); }

namespace headlight::ui {
namespace {

const QByteArray& source(const QString& name) {
  static QHash<QString, QByteArray> cache;
  auto found = cache.find(name);
  if (found == cache.end()) {
    registerIcons();
    QFile file(QStringLiteral(":/icons/") + name + QStringLiteral(".svg"));
    QByteArray svg;
    if (file.open(QIODevice::ReadOnly)) svg = file.readAll();
    found = cache.insert(name, svg);
  }
  return *found;
}

/// Of every size that icons have with larger type, and on screens of two and three pixels a point.
void addPixmaps(QIcon& icon, const QString& name, const QColor& color, int size, QIcon::Mode mode) {
  for (int percent = leastTextPercent; percent <= mostTextPercent; percent += textPercentStep)
    icon.addPixmap(iconPixmap(name, color, size * percent / 100), mode);
  for (const double ratio : {2.0, 3.0}) icon.addPixmap(iconPixmap(name, color, size, ratio), mode);
}

}  // namespace

QPixmap iconPixmap(const QString& name, const QColor& color, int size, double devicePixelRatio) {
  QByteArray svg = source(name);
  if (svg.isEmpty()) return {};
  // Every icon is drawn with the one colour #000.
  svg.replace("#000", color.name(QColor::HexRgb).toLatin1());
  QPixmap pixmap(QSize(size, size) * devicePixelRatio);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  QSvgRenderer(svg).render(&painter, QRectF(QPointF(0, 0), QSizeF(pixmap.size())));
  painter.end();
  pixmap.setDevicePixelRatio(devicePixelRatio);
  return pixmap;
}

QIcon icon(const QString& name, const QColor& color, int size) {
  QIcon result;
  addPixmaps(result, name, color, size, QIcon::Normal);
  return result;
}

QIcon icon(const QString& name, const QColor& color, const QColor& disabled, int size) {
  QIcon result = icon(name, color, size);
  addPixmaps(result, name, disabled, size, QIcon::Disabled);
  return result;
}

}  // namespace headlight::ui
