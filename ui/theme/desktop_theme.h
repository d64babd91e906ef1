#pragma once

#include <QDBusVariant>
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

 public slots:
  /// The portal's signal; public for tests.
  void settingChanged(const QString& space, const QString& key, const QDBusVariant& value);

 signals:
  void changed();

 private:
  void take(std::optional<bool> dark);
  bool paletteIsDark_;
  std::optional<bool> portalSaysDark_;
};

}  // namespace headlight::ui
