#pragma once

#include "ui/lessons/lesson.h"

namespace headlight::ui {

/// A lesson as its lesson.json says it, without its files. Strict: throws Error with one sentence that names `name`,
/// the line (of what is no JSON) or the step and field, what was expected, what was found, and what helps.
Lesson lessonFromJson(const QByteArray& bytes, const QString& name);
/// The same back, indented, so that it can be edited by hand.
QByteArray toJson(const Lesson& lesson);

/// Every step names pictures that are there. Throws Error as lessonFromJson does.
void checkFiles(const Lesson& lesson, const QString& name);

}  // namespace headlight::ui
