#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QSet>
#include <functional>

#include "base/error.h"

namespace headlight::ui {

/// One object of a lesson's JSON, whose fields are taken one by one; whatever is wrong is refused with its place. What
/// nobody has taken by done() is a field that there is not, and is refused too.
class Fields {
 public:
  Fields(QString where, const QJsonValue& value);

  bool has(const char* name);
  QJsonValue take(const char* name);
  QString string(const char* name, int most);
  /// A whole number.
  int integer(const char* name, int least, int most);
  double number(const char* name, double least, double most);
  bool boolean(const char* name);
  QJsonObject object(const char* name);
  /// A list of at most `most` entries.
  QJsonArray list(const char* name, int most);
  QStringList strings(const char* name, int most, int characters);
  /// Refuses what was not taken.
  void done() const;

  /// "step 3, question, answers[1]"
  const QString& where() const { return where_; }
  QString place(const QString& field) const;
  [[noreturn]] void refuse(const QString& field, const QString& expected, const QJsonValue& found) const;
  [[noreturn]] void refuse(const QString& field, const QString& sentence) const;
  /// `read` throws Error of what it was given: with the place before it.
  void at(const QString& field, const std::function<void()>& read) const;

 private:
  QString where_;
  QJsonObject object_;
  QSet<QString> known_, taken_;
};

/// What was found, in few words: "“abc”", "a list", "3.5", "nothing".
QString inWords(const QJsonValue& value);

}  // namespace headlight::ui
