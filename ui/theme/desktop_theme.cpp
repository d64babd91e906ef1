#include "ui/theme/desktop_theme.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QFileInfo>
#include <QGuiApplication>
#include <QPalette>
#include <QStandardPaths>
#include <QStyleHints>

namespace headlight::ui {
namespace {

const char* const space = "org.freedesktop.appearance";
const char* const schemeKey = "color-scheme";

/// 1: dark, 2: light; anything else is no preference.
std::optional<bool> darkFrom(const QVariant& value) {
  QVariant inner = value;
  while (inner.canConvert<QDBusVariant>()) inner = inner.value<QDBusVariant>().variant();  // Read wraps it twice
  switch (inner.toUInt()) {
    case 1:
      return true;
    case 2:
      return false;
    default:
      return std::nullopt;
  }
}

}  // namespace

DesktopTheme::DesktopTheme(QObject* parent) : QObject(parent) {
  // The first one made sees the desktop's palette; later ones would see the application's own.
  static const bool dark = QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
  paletteIsDark_ = dark;
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
  connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, &DesktopTheme::changed);
#else
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
  read << QString::fromLatin1(space) << QString::fromLatin1(schemeKey);
  auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(read), this);
  connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
    const QDBusPendingReply<QDBusVariant> reply = *watcher;
    if (reply.isValid()) take(darkFrom(reply.value().variant()));
    watcher->deleteLater();
  });
#endif
}

bool DesktopTheme::dark() const {
  if (portalSaysDark_) return *portalSaysDark_;
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
  if (QGuiApplication::styleHints()->colorScheme() != Qt::ColorScheme::Unknown)
    return QGuiApplication::styleHints()->colorScheme() == Qt::ColorScheme::Dark;
#endif
  return paletteIsDark_;
}

void DesktopTheme::settingChanged(const QString& where, const QString& key, const QDBusVariant& value) {
  if (where == QLatin1String(space) && key == QLatin1String(schemeKey)) take(darkFrom(value.variant()));
}

void DesktopTheme::take(std::optional<bool> dark) {
  const bool before = this->dark();
  portalSaysDark_ = dark;
  if (this->dark() != before) emit changed();
}

}  // namespace headlight::ui
