#include "session/backend_check.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "base/error.h"
#include "info/block_sites.h"
#include "info/check_input.h"
#include "trace/trace.h"

namespace headlight {
namespace {

constexpr int tokensWanted = 16;
constexpr int timedPasses = 3;

struct Measured {
  std::vector<float> logits;  ///< of siteOf
  double milliseconds;        ///< of the fastest but the first
};

/// The logits of every row; of a model without them what leaves the last block.
SiteId siteOf(const ModelInfo& info) {
  const StackInfo& stack = info.stacks.back();
  const SiteId logits{stack.stack, Site::Logits, -1};
  if (info.everySite().contains(logits)) return logits;
  return hasFinalNorm(stack) ? SiteId{stack.stack, Site::Final, -1}
                             : SiteId{stack.stack, leavingSite(stack), stack.layers - 1};
}

/// Spread over the vocabulary, so that its last rows are read too.
TokenInput checkedWithText(const TextInputInfo& info) {
  TokenInput input;
  const int tokens = std::min(tokensWanted, info.maxTokens);
  for (int i = 0; i < tokens; ++i)
    input.ids.push_back(
        static_cast<std::int32_t>(static_cast<std::int64_t>(info.vocabulary - 1) * i / std::max(1, tokens - 1)));
  return input;
}

/// Waves of another length and direction in each channel, from -1 to 1: no two patches are alike.
PictureInput checkedWithPicture(const ImageInputInfo& info) {
  std::vector<float> pixels;
  for (int channel = 0; channel < info.channels; ++channel)
    for (int y = 0; y < info.height; ++y)
      for (int x = 0; x < info.width; ++x)
        pixels.push_back(static_cast<float>(std::sin(0.07 * x * (channel + 1) + 0.0031 * x * y + 0.11 * y)));
  return {info.height, info.width, std::make_shared<const std::vector<float>>(std::move(pixels)), nullptr};
}

Inputs checkedWith(const ModelInfo& info) {
  std::vector<Input> inputs;
  for (const InputInfo& input : info.inputs)
    inputs.push_back(input.image() ? Input(checkedWithPicture(*input.image())) : Input(checkedWithText(*input.text())));
  return inputs;
}

Measured measure(const Loaded& loaded, const Request& request, std::stop_token stop) {
  Measured result{{}, std::numeric_limits<double>::infinity()};
  for (int i = 0; i <= timedPasses; ++i) {
    const auto start = std::chrono::steady_clock::now();
    const std::shared_ptr<const Trace> trace = runModel(*loaded.model, *loaded.backend, request, stop);
    const std::chrono::duration<double, std::milli> passed = std::chrono::steady_clock::now() - start;
    if (i > 0) result.milliseconds = std::min(result.milliseconds, passed.count());
    if (i < timedPasses) continue;
    std::vector<int> shape;
    result.logits = siteToHost(*trace, request.plan.sites().front(), shape);
  }
  return result;
}

}  // namespace

BackendCheck compareBackends(const Loaded& loaded, const Loaded& cpu, std::stop_token stop) {
  const ModelInfo& info = *loaded.model->info();
  const ModelInfo& onCpu = *cpu.model->info();
  if (info.inputs != onCpu.inputs || info.stacks != onCpu.stacks)
    fail("check: expected ", info.name, " on both backends, got ", cpu.model->info()->name, " on the second");
  BackendCheck check;
  check.device = loaded.backend->deviceName();
  check.cpu = cpu.backend->deviceName();
  Request request;
  request.inputs = checkedWith(info);
  check.tokens = rowsByStack(info, request.inputs).back();
  request.plan = CapturePlan({siteOf(info)});

  const Measured got = measure(loaded, request, stop);
  const Measured expected = measure(cpu, request, stop);
  check.deviceMilliseconds = got.milliseconds;
  check.cpuMilliseconds = expected.milliseconds;
  if (got.logits.size() != expected.logits.size())
    fail("check: expected ", expected.logits.size(), " numbers from ", check.device, ", got ", got.logits.size());
  for (std::size_t i = 0; i < got.logits.size(); ++i) {
    const double difference = std::abs(static_cast<double>(got.logits[i]) - expected.logits[i]);
    // Written so that a NaN counts as the largest difference there is.
    if (!(difference <= check.largestDifference))
      check.largestDifference = std::isnan(difference) ? std::numeric_limits<double>::infinity() : difference;
    check.largestLogit = std::max(check.largestLogit, std::abs(static_cast<double>(expected.logits[i])));
  }
  return check;
}

BackendCheck checkBackend(const Loaded& loaded, std::shared_ptr<Backend> cpu, std::stop_token stop) {
  Loaded twin{std::move(cpu), nullptr};
  twin.model = loadModel(loaded.model->info()->folder, *twin.backend, {}, stop);
  return compareBackends(loaded, twin, stop);
}

}  // namespace headlight
