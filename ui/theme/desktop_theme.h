#pragma once

#include <QObject>
#include <optional>

namespace headlight::ui {

/// Whether the desktop wants dark windows, and when it changes its mind. Qt says so from 6.5 on; before that the
/// desktop's portal is asked (org.freedesktop.appearance color-scheme), where there is one, and the palette that Qt
/// came up with. Make it before setting a palette of one's own. UI thread.
class DesktopTheme : public QObject {
  Q_OBJECT
 public:
  explicit DesktopTheme(QObject* parent = nullptr);
  bool dark() const;
  /// color-scheme as the portal numbers it: 1 dark, 2 light, anything else no preference.
  void portalSays(quint32 scheme);

 signals:
  void changed();

 private:
  bool paletteIsDark_;
  std::optional<bool> portalSaysDark_;
};

}  // namespace headlight::ui
