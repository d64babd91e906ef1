#pragma once

#include <QColor>
#include <QIcon>
#include <QPixmap>
#include <QString>

namespace headlight::ui {

/// One of assets/icons ("undo", "dice", ...), drawn in `color` at `size` logical px. Null for an unknown name.
QPixmap iconPixmap(const QString& name, const QColor& color, int size = 16, double devicePixelRatio = 1);
/// The same for buttons and menus, at 1x, 2x and 3x.
QIcon icon(const QString& name, const QColor& color, int size = 16);
/// The same with a colour of its own while disabled.
QIcon icon(const QString& name, const QColor& color, const QColor& disabled, int size = 16);

}  // namespace headlight::ui
