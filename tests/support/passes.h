#pragma once

#include <utility>
#include <vector>

#include "models/model.h"

namespace headlight::test {

/// One pass that keeps what `plan` names.
inline std::shared_ptr<const Trace> pass(const Model& model, Backend& backend, std::vector<std::int32_t> ids,
                                         CapturePlan plan) {
  return runModel(model, backend, Request{1, TokenInput{std::move(ids)}, std::move(plan)});
}

/// One pass that keeps every site.
inline std::shared_ptr<const Trace> pass(const Model& model, Backend& backend, std::vector<std::int32_t> ids) {
  return pass(model, backend, std::move(ids), model.info()->everySite());
}

}  // namespace headlight::test
