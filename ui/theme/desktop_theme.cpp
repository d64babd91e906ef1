#include "ui/theme/desktop_theme.h"

#include <QFileInfo>
#include <QGuiApplication>
#include <QPalette>
#include <QStandardPaths>
#include <QStyleHints>
#include <QtDBus/QDBusConnection>
#include <QtDBus/QDBusMessage>
#include <QtDBus/QDBusPendingCallWatcher>
#include <QtDBus/QDBusPendingReply>
#include <QtDBus/QDBusVariant>

namespace headlight::ui {
namespace {

const QString appearance = QStringLiteral("org.freedesktop.appearance"), schemeKey = QStringLiteral("color-scheme");

quint32 schemeFrom(QVariant value) {
  while (value.canConvert<QDBusVariant>()) value = value.value<QDBusVariant>().variant();  // Read wraps it twice
  return value.toUInt();
}

/// Talks to the portal, if a session bus is there: asks once, then listens.
class Portal : public QObject {
  Q_OBJECT
 public:
  explicit Portal(DesktopTheme& theme) : QObject(&theme), theme_(theme) {
    // Without a session bus there is no portal; asking would start a bus.
    const QString runtime = QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
    if (qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS") && !QFileInfo::exists(runtime + QStringLiteral("/bus")))
      return;
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) return;
    const QString service = QStringLiteral("org.freedesktop.portal.Desktop"),
                  path = QStringLiteral("/org/freedesktop/portal/desktop"),
                  interface = QStringLiteral("org.freedesktop.portal.Settings");
    bus.connect(service, path, interface, QStringLiteral("SettingChanged"), this,
                SLOT(settingChanged(QString, QString, QDBusVariant)));
    QDBusMessage read = QDBusMessage::createMethodCall(service, path, interface, QStringLiteral("Read"));
    read << appearance << schemeKey;
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(read), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
      const QDBusPendingReply<QDBusVariant> reply = *watcher;
      if (reply.isValid()) theme_.portalSays(schemeFrom(reply.value().variant()));
      watcher->deleteLater();
    });
  }

 private slots:
  void settingChanged(const QString& space, const QString& key, const QDBusVariant& value) {
    if (space == appearance && key == schemeKey) theme_.portalSays(schemeFrom(value.variant()));
  }

 private:
  DesktopTheme& theme_;
};

}  // namespace

DesktopTheme::DesktopTheme(QObject* parent) : QObject(parent) {
  // The first one made sees the desktop's palette; later ones would see the application's own.
  static const bool dark = QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
  paletteIsDark_ = dark;
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
  connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, &DesktopTheme::changed);
  if (QGuiApplication::styleHints()->colorScheme() != Qt::ColorScheme::Unknown) return;
#endif
  new Portal(*this);  // this owns it
}

bool DesktopTheme::dark() const {
  if (portalSaysDark_) return *portalSaysDark_;
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
  if (QGuiApplication::styleHints()->colorScheme() != Qt::ColorScheme::Unknown)
    return QGuiApplication::styleHints()->colorScheme() == Qt::ColorScheme::Dark;
#endif
  return paletteIsDark_;
}

void DesktopTheme::portalSays(quint32 scheme) {
  const bool before = dark();
  portalSaysDark_ = scheme == 1 ? std::optional(true) : scheme == 2 ? std::optional(false) : std::nullopt;
  if (dark() != before) emit changed();
}

}  // namespace headlight::ui

#include "desktop_theme.moc"
