#pragma once

#include <QSize>

#include "ui/document/session_file.h"
#include "ui/lessons/lesson.h"

namespace headlight::ui {

/// What a step sets, as work that goes into the document. `folder`: of its model. Throws Error with one sentence where
/// a picture is damaged or is not there.
SavedWork workOfStep(const StepState& state, const Lesson& lesson, const QString& folder);

/// The folder of a bundled or downloaded model. Throws Error naming the bundled ones where it is not here.
QString modelFolder(const QString& name);
/// Every model that a step names is here. Throws Error with one sentence that names the step.
void checkModels(const Lesson& lesson);

/// What is on screen as the state of a step; a picture is put among `files` under a name of its own.
StepState stateOfWork(const SavedWork& work, std::map<QString, QByteArray>& files);

}  // namespace headlight::ui
