#include "session/generation.h"

#include <memory>
#include <utility>

#include "base/error.h"
#include "trace/trace.h"

namespace headlight {
namespace {

class Writer {
 public:
  explicit Writer(Generation generation) : generation_(std::move(generation)) {}

  bool slice(const Loaded& loaded, const std::stop_token& stop) {
    const ModelInfo& info = *loaded.model->info();
    if (!info.says(Says::NextToken))
      fail(info.name, ": cannot write on, since it does not say what comes next; open a causal language model");
    std::vector<std::int32_t>& ids =
        std::get<TokenInput>(generation_.inputs[static_cast<std::size_t>(info.stacks.back().input)]).ids;
    const int position = static_cast<int>(ids.size());
    if (written_ == generation_.count || position >= info.text()->maxTokens) return false;
    Request request;
    request.inputs = generation_.inputs;
    request.changes = generation_.changes;
    last_ = runModel(*loaded.model, *loaded.backend, request, stop, last_, &spares_);
    const std::int32_t id = generation_.choose(last_->predictedLogits(), position);
    if (id == generation_.last) return false;
    ids.push_back(id);
    ++written_;
    generation_.written(id, written_);
    return written_ < generation_.count;
  }

 private:
  Generation generation_;
  int written_ = 0;
  std::shared_ptr<const Trace> last_;
  SpareBlocks spares_;
};

}  // namespace

Job generationJob(Generation generation, std::function<void(std::string error)> ended) {
  const auto writer = std::make_shared<Writer>(std::move(generation));
  return {[writer](const Loaded& loaded, std::stop_token stop) { return writer->slice(loaded, stop); },
          std::move(ended)};
}

}  // namespace headlight
