#include "ui/lessons/fields.h"

#include <cmath>
#include <limits>

namespace headlight::ui {

QString inWords(const QJsonValue& value) {
  switch (value.type()) {
    case QJsonValue::Null:
      return QStringLiteral("null");
    case QJsonValue::Bool:
      return value.toBool() ? QStringLiteral("true") : QStringLiteral("false");
    case QJsonValue::Double:
      return QString::number(value.toDouble());
    case QJsonValue::String: {
      const QString text = value.toString();
      return QStringLiteral("“%1”").arg(text.size() > 40 ? text.left(40) + QStringLiteral("…") : text);
    }
    case QJsonValue::Array:
      return QStringLiteral("a list");
    case QJsonValue::Object:
      return QStringLiteral("an object");
    case QJsonValue::Undefined:
      break;
  }
  return QStringLiteral("nothing");
}

Fields::Fields(QString where, const QJsonValue& value) : where_(std::move(where)), object_(value.toObject()) {
  if (!value.isObject()) fail(where_.toStdString(), ": expected an object ({…}), found ", inWords(value).toStdString());
}

QString Fields::place(const QString& field) const { return QStringLiteral("%1, \"%2\"").arg(where_, field); }

void Fields::refuse(const QString& field, const QString& expected, const QJsonValue& found) const {
  fail(place(field).toStdString(), ": expected ", expected.toStdString(), ", found ", inWords(found).toStdString());
}

void Fields::refuse(const QString& field, const QString& sentence) const {
  fail(place(field).toStdString(), ": ", sentence.toStdString());
}

void Fields::at(const QString& field, const std::function<void()>& read) const {
  try {
    read();
  } catch (const Error& error) {
    fail(place(field).toStdString(), ": ", error.what());
  }
}

bool Fields::has(const char* name) {
  known_.insert(QLatin1String(name));
  return object_.contains(QLatin1String(name));
}

QJsonValue Fields::take(const char* name) {
  known_.insert(QLatin1String(name));
  taken_.insert(QLatin1String(name));
  return object_.value(QLatin1String(name));
}

QString Fields::string(const char* name, int most) {
  const QJsonValue value = take(name);
  if (!value.isString()) refuse(QLatin1String(name), QStringLiteral("a text"), value);
  const QString text = value.toString();
  if (text.size() > most)
    refuse(QLatin1String(name),
           QStringLiteral("it has %1 characters, at most %2 fit: shorten it").arg(text.size()).arg(most));
  return text;
}

double Fields::number(const char* name, double least, double most) {
  const QJsonValue value = take(name);
  const double number = value.toDouble(std::numeric_limits<double>::quiet_NaN());
  if (!(number >= least && number <= most))
    refuse(QLatin1String(name), QStringLiteral("a number from %1 to %2").arg(least).arg(most), value);
  return number;
}

int Fields::integer(const char* name, int least, int most) {
  const QJsonValue value = take(name);
  const double number = value.toDouble(std::numeric_limits<double>::quiet_NaN());
  if (!(number >= least && number <= most) || std::floor(number) < number)
    refuse(QLatin1String(name), QStringLiteral("a whole number from %1 to %2").arg(least).arg(most), value);
  return static_cast<int>(number);
}

bool Fields::boolean(const char* name) {
  const QJsonValue value = take(name);
  if (!value.isBool()) refuse(QLatin1String(name), QStringLiteral("true or false"), value);
  return value.toBool();
}

QJsonObject Fields::object(const char* name) {
  const QJsonValue value = take(name);
  if (!value.isObject()) refuse(QLatin1String(name), QStringLiteral("an object ({…})"), value);
  return value.toObject();
}

QJsonArray Fields::list(const char* name, int most) {
  const QJsonValue value = take(name);
  if (!value.isArray()) refuse(QLatin1String(name), QStringLiteral("a list ([…])"), value);
  const QJsonArray list = value.toArray();
  if (list.size() > most)
    refuse(QLatin1String(name),
           QStringLiteral("it has %1 entries, at most %2 are taken: split the lesson, or leave some out")
               .arg(list.size())
               .arg(most));
  return list;
}

QStringList Fields::strings(const char* name, int most, int characters) {
  QStringList strings;
  for (const auto& value : list(name, most)) {
    if (!value.isString()) refuse(QLatin1String(name), QStringLiteral("a list of texts"), value);
    strings << value.toString();
    if (strings.last().size() > characters)
      refuse(
          QLatin1String(name),
          QStringLiteral("a text of it has %1 characters, at most %2 fit").arg(strings.last().size()).arg(characters));
  }
  return strings;
}

void Fields::done() const {
  for (const QString& name : object_.keys())
    if (!taken_.contains(name)) {
      QStringList known(known_.begin(), known_.end());
      known.sort();
      refuse(name, QStringLiteral("there is no such field beside the others here; there are %1")
                       .arg(known.join(QStringLiteral(", "))));
    }
}

}  // namespace headlight::ui
