#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <map>
#include <optional>
#include <vector>

#include "generation/sampling.h"
#include "ui/document/what_if.h"
#include "ui/lessons/condition.h"
#include "ui/lessons/local_text.h"

namespace headlight::ui {

/// Of the format that is written (README.md).
inline constexpr int lessonVersion = 1;

/// How large a lesson may be. What is larger is refused before it is used.
namespace lesson_limits {
inline constexpr int steps = 60, conditions = 12, answers = 8, names = 12, whatIfs = 64;
inline constexpr int titleCharacters = 120, wordCharacters = 1500, textCharacters = 20000;
inline constexpr qint64 jsonBytes = 1 << 20;
inline constexpr qint64 fileBytes = 8 << 20;  ///< of one picture
inline constexpr qint64 allBytes = 32 << 20;  ///< of everything in a packed lesson
inline constexpr int files = 100;
}  // namespace lesson_limits

/// RowRef::number of a row that is let go.
inline constexpr int noRow = -2;

/// A picture that a step shows.
struct LessonPicture {
  QString file;       ///< of the lesson's own; or "sample:cat.png", of the step's model
  QJsonObject edits;  ///< crop and patches, as a session has them; may be empty
  bool operator==(const LessonPicture&) const = default;
};

/// What a step sets. What is not named is as the step before has it.
struct StepState {
  std::optional<QString> model;      ///< a bundled one's name, or "org/name" of the download cache
  std::optional<QStringList> texts;  ///< one for each that the model reads
  std::optional<LessonPicture> picture;
  std::optional<QString> view;                     ///< id
  std::optional<HeadRef> head;                     ///< with its attention
  std::optional<RowRef> locked;                    ///< number noRow: none
  std::optional<RowRef> pointedQuery, pointedKey;  ///< shown as if the pointer were there
  std::optional<std::vector<WhatIf>> whatIfs;
  std::optional<Sampling> sampling;
  std::optional<bool> live;            ///< the target is written by the model
  std::optional<QJsonObject> drawing;  ///< LensWidget::drawing
  bool operator==(const StepState&) const = default;
};
/// Another model takes text, picture, what-ifs, head and rows of the one before away.
StepState laidOver(const StepState& before, const StepState& after);

struct LessonAnswer {
  LocalText text;
  std::vector<Condition> when;  ///< it is right where all of these hold; none: nobody says which is right
  bool operator==(const LessonAnswer&) const = default;
};

/// Asked before the answer is shown.
struct LessonQuestion {
  LocalText text;
  std::vector<LessonAnswer> answers;
  QStringList hides;  ///< controls that are covered until an answer is shown
  bool operator==(const LessonQuestion&) const = default;
};

struct LessonStep {
  LocalText title, text;
  std::optional<StepState> state;  ///< nothing: everything stays as it is
  QStringList highlight, hide, lock;
  std::vector<Condition> done;        ///< all of them; none: the step is read
  std::optional<StepState> solution;  ///< on top of the state: what makes `done` hold, for "Do it for me" and for tests
  std::optional<LessonQuestion> question;
  LocalText hint;
  std::vector<Condition> claims;
  bool operator==(const LessonStep&) const = default;
};

/// What a teacher says, step by step, over the real window.
struct Lesson {
  QString name;  ///< of its folder or file
  LocalText title, summary;
  int minutes = 0;  ///< 0: nobody says
  std::vector<LessonStep> steps;
  std::map<QString, QByteArray> files;  ///< pictures, by name

  /// What the window has to show at that step.
  StepState stateAt(int step) const;
};

/// Names of controls that steps can point at, cover and lock.
QStringList lessonControls();
/// Ids of the views that steps can show.
QStringList lessonViews();

}  // namespace headlight::ui
