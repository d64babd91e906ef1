#pragma once

namespace headlight::ui {

/// Two habits of Qt's own widgets that this program does not share, for every window of the application; called again
/// it does nothing. The wheel over a slider, a list or a number that has not the keyboard scrolls what lies around it,
/// instead of changing a value by the way. What a tool tip says is read as it is written: a token may be called "<s>".
void installInputHabits();

}  // namespace headlight::ui
