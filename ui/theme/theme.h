#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>
#include <QString>

class QApplication;

namespace headlight::ui {

/// One colour per role. The values and the contrasts that they keep were chosen together: tests/ui/theme recomputes
/// both.
struct Theme {
  QString name;  ///< "light", "dark"
  QColor window, surface, canvas, base, raised;
  QColor border, borderStrong;
  QColor text, muted, disabled;
  QColor accent, onAccent;
  QColor beam, beamText;  ///< under the pointer, and nothing else
  QColor focus;
  QColor danger, dangerBg;
  QColor stale, masked, hatch;
  QColor query, key, value, attention, residual, logits;  ///< the colour grammar: always with its letter Q K V A R L
  QColor divergingLow, divergingZero, divergingHigh;      ///< signed strips: -1, 0, +1, linear in sRGB between them
  bool isDark = false;

  static const Theme& light();
  static const Theme& dark();
  static const Theme& named(const QString& name);
};

/// Type styles of the design; sizes in px (setPixelSize), so that they do not depend on the screen's claimed DPI.
enum class TextStyle { Caption, Small, Body, Strong, DockTitle, Message, Title, Figure, Editor };
QFont textFont(TextStyle style);
/// Inter, or the system's sans.
QFont sansFont(int pixelSize, int weight = 400);
/// JetBrains Mono, or the system's fixed font. Columns of numbers use it, right-aligned: Qt 6.4 cannot switch on
/// tabular figures.
QFont fixedFont(int pixelSize, int weight = 400);

QPalette palette(const Theme& theme);
QString styleSheet(const Theme& theme);
/// Fusion, palette, style sheet and application font. Widgets that paint themselves get the theme through their own
/// setTheme.
void applyTheme(QApplication& application, const Theme& theme);

/// `color` at `strength` (0 to 1) over `under`: the tints of areas.
QColor mix(const QColor& under, const QColor& color, double strength);
/// The diverging map at -1 <= value <= 1.
QColor diverging(const Theme& theme, double value);

}  // namespace headlight::ui
