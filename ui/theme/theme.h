#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>
#include <QPen>
#include <QString>
#include <array>

class QApplication;

namespace headlight::ui {

/// What colours are laid on: a light or a dark screen, or the wall that a projector throws them at, whose black is the
/// light of the room. Colour maps have a table for each (ui/scene/colormap.h).
enum class Ground { Light, Dark, Projector };

/// One colour per role. The values and the contrasts that they keep were chosen together: tests/ui/theme recomputes
/// both.
struct Theme {
  QString name;  ///< "light", "dark", "projector"
  QColor window, surface, canvas, base, raised;
  QColor border, borderStrong;
  QColor pressed;  ///< a button under a finger
  QColor text, muted, disabled;
  QColor accent, onAccent;
  QColor beam, beamText;  ///< under the pointer, and nothing else
  QColor focus;
  QColor danger, dangerBg;
  QColor stale, masked, hatch;
  QColor query, key, value, attention, residual, logits;  ///< the colour grammar: always with its letter Q K V A R L
  QColor divergingLow, divergingZero, divergingHigh;      ///< signed values: -1, 0, +1
  Ground ground = Ground::Light;
  double lineScale = 1;        ///< lines are so many times as wide as in the design
  int leastTextPercent = 100;  ///< type is no smaller

  bool isDark() const { return ground == Ground::Dark; }
  /// For a line of that width in the design, px.
  QPen pen(const QColor& color, double width) const { return QPen(color, width * lineScale); }

  static const Theme& light();
  static const Theme& dark();
  static const Theme& projector();
  /// In the order in which one follows the other (Ctrl+T).
  static const std::array<const Theme*, 3>& all();
  static const Theme& next(const Theme& theme);
  /// Null where none is called that.
  static const Theme* find(const QString& name);
  /// The light one where none is called that.
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

}  // namespace headlight::ui
