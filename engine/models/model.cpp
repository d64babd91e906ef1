#include "models/model.h"

namespace headlight {

std::shared_ptr<const Trace> runModel(const Model& model, Backend& backend, const Request& request,
                                      std::stop_token stop, PassStart start, SpareBlocks* spares) {
  try {
    Run run(backend, request, model.info(), std::move(stop), std::move(start), spares);
    model.forward(run);
    return run.finish();
  } catch (...) {
    backend.wait(backend.flush());  // what a given-up pass recorded must not end up among the next one's timings
    backend.takeTimings();
    throw;
  }
}

}  // namespace headlight
