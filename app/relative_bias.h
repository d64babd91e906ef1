#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "info/model_info.h"
#include "trace/intervention.h"
#include "trace/trace.h"

namespace headlight::app {

/// What --relative-bias asks for: "0" is every stack that has a relative bias and every layer, "3=0.5" layer 3 of each,
/// "encoder=0" and "encoder.3=0" are one stack alone. Throws Error with one sentence for what is none of these, for a
/// model without a relative bias, and for a layer that no stack with one has.
std::vector<Intervention> relativeBiasChanges(const std::vector<std::string>& asked, const ModelInfo& model);

/// The what-ifs under which a trace was computed, for files: of those that the command line can ask for.
nlohmann::ordered_json whatIfsJson(const Trace& trace);

}  // namespace headlight::app
