#pragma once

#include <nlohmann/json.hpp>

#include "opened.h"

namespace headlight::app {

/// Of the picture that an image model was given: its file and size, what the model sees of it, and what its rows are.
/// Include from .cpp only.
nlohmann::ordered_json pictureJson(const Opened& opened, const Trace& trace);

}  // namespace headlight::app
