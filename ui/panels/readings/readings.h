#pragma once

#include "ui/panels/readings/reading.h"

/// The readings, each in the file of its name.
namespace headlight::ui {

const Reading& nextTokenReading();
const Reading& hiddenTokenReading();
const Reading& labelReading();  ///< of a text
const Reading& classReading();  ///< of a picture: in label.cpp
const Reading& labelPerRowReading();
const Reading& answerReading();   ///< of a model that answers questions
const Reading& nothingReading();  ///< of a model without a head

}  // namespace headlight::ui
