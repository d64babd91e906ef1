#pragma once

#include "ui/lessons/lesson.h"

namespace headlight::ui {

/// How a lesson that is one file is called; it is a zip of the lesson's folder.
inline constexpr QLatin1String lessonSuffix{".headlight-lesson"};

/// A lesson from a folder with a lesson.json, or from one packed file. Nothing is unpacked to the disk, and nothing is
/// read that the lesson does not name. Throws Error with one sentence (lesson_json.h), also for what is no zip, is
/// larger than lesson_limits, leads upward, or is a link.
Lesson readLesson(const QString& path);
/// As a folder, which is made; files of other names in it stay. Throws Error with one sentence.
void writeLessonFolder(const Lesson& lesson, const QString& folder);
/// As one file: whole or not there. Throws Error with one sentence.
void writeLessonFile(const Lesson& lesson, const QString& path);

/// Folders of `assets/lessons`, in the order of their names; none without assets.
QStringList bundledLessons();

}  // namespace headlight::ui
