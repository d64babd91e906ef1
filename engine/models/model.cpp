#include "models/model.h"

namespace headlight {

std::shared_ptr<const Trace> runModel(const Model& model, Backend& backend, const Request& request, std::stop_token stop) {
  Run run(backend, request, model.info(), std::move(stop));
  model.forward(run, request.input);
  return run.finish();
}

}  // namespace headlight
