#pragma once

#include <QJsonObject>

#include "ui/views/view.h"

namespace headlight::ui {

/// What all views draw with, for a file of work: range, scale, colour maps, and what is laid over a picture. Words, so
/// that a file can be read and outlives the order of an enumeration.
QJsonObject savedDrawing(const ViewState& state);
/// The same into `state`. What is not said, or is none of these words, stays.
void restoreDrawing(const QJsonObject& saved, ViewState& state);

}  // namespace headlight::ui
