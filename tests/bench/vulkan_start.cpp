#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "backend/backend.h"
#include "base/error.h"
#include "gpt2_shape.h"

/// What a start costs on a Vulkan device, GPT-2 small's shape, 64 tokens: making the backend (kernels compiled and
/// warm), loading (weights packed; the pipelines of their shapes), the first pass, and the passes after it. P12 is the
/// ratio of the last two in a second process.
///     bench_vulkan_start [device [rows]]
int main(int argc, char** argv) {
  using Clock = std::chrono::steady_clock;
  const auto since = [](Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
  };
  try {
    const int rows = argc > 2 ? std::atoi(argv[2]) : 64;
    Clock::time_point start = Clock::now();
    const std::shared_ptr<headlight::Backend> backend = headlight::makeBackend(argc > 1 ? argv[1] : "vulkan");
    const double made = since(start);
    start = Clock::now();
    const headlight::bench::Network network(*backend);
    backend->wait(backend->flush());
    const double loaded = since(start);
    const headlight::Tensor input = headlight::bench::random(*backend, {rows, headlight::bench::Network::width}, 4);
    double first = 0, steady = 1e30;
    for (int pass = 0; pass < 6; ++pass) {
      start = Clock::now();
      network.forward(*backend, input);
      backend->wait(backend->flush());
      const double passed = since(start);
      if (pass == 0)
        first = passed;
      else
        steady = std::min(steady, passed);
    }
    std::printf(
        "%s, %d tokens: backend %.0f ms, load %.0f ms, first pass %.0f ms, steady %.0f ms, first / steady %.2f\n",
        backend->deviceName().c_str(), rows, made, loaded, first, steady, first / steady);
  } catch (const headlight::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
