#pragma once

#include <memory>
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

/// One pass over a picture that keeps every site, and the logits of every layer.
inline std::shared_ptr<const Trace> picturePass(const Model& model, Backend& backend, PictureInput picture) {
  Request request{1, std::move(picture), model.info()->everySite()};
  request.logitsByLayer = true;
  return runModel(model, backend, request);
}

/// [3, height, width] as a model gets it, from numbers of any kind.
template <class Numbers>
PictureInput pictureOf(int height, int width, const Numbers& pixels) {
  auto floats = std::make_shared<std::vector<float>>();
  for (const auto pixel : pixels) floats->push_back(static_cast<float>(pixel));
  return {height, width, std::move(floats), nullptr};
}

}  // namespace headlight::test
