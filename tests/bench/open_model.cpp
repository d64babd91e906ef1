#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include "backend/backend.h"
#include "base/error.h"
#include "models/load_model.h"

/// What opening a folder costs: seconds, the processors' time, the most anonymous memory meanwhile (RssAnon of
/// /proc/self/status, sampled each millisecond; mapped files are not in it) beside what is left when all is packed, the
/// longest step between two looks at the stop token, and how long a load takes to give up when stopped in its middle.
/// With TOKENS a pass follows.
///     bench_open_model FOLDER [DEVICE [f32|f16|bf16 [TOKENS]]]
namespace {

using Clock = std::chrono::steady_clock;

double since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

double anonymousMegabytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("RssAnon:")) return std::strtod(line.c_str() + 8, nullptr) * 1024 / 1e6;
  return 0;
}

/// Of all threads of this process: what a busy machine does not change.
double processorSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](timeval time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace

int main(int argc, char** argv) {
  using namespace headlight;
  if (argc < 2) return std::fprintf(stderr, "bench_open_model FOLDER [DEVICE [f32|f16|bf16 [TOKENS]]]\n"), 2;
  const std::string storage = argc > 3 ? argv[3] : "f32";
  try {
    const auto backend = makeBackend(argc > 2 ? argv[2] : "cpu", 0,
                                     storage == "f16"    ? WeightStorage::F16
                                     : storage == "bf16" ? WeightStorage::BF16
                                                         : WeightStorage::F32);
    std::atomic<bool> done = false;
    double peak = 0;
    const double before = anonymousMegabytes();
    std::thread sampler([&] {
      while (!done) {
        peak = std::max(peak, anonymousMegabytes());
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
    });
    double longest = 0, hash = 0;
    std::string longestStep, last;
    Clock::time_point step = Clock::now();
    const Clock::time_point start = step;
    const double processor = processorSeconds();
    const auto model = loadModel(argv[1], *backend, [&](double, const std::string& what) {
      const double took = since(step);
      if (last == "hash") hash = took;
      if (took > longest) longest = took, longestStep = last;
      last = what;
      step = Clock::now();
    });
    backend->wait(backend->flush());
    const double seconds = since(start), worked = processorSeconds() - processor;
    done = true;
    sampler.join();
    const double kept = anonymousMegabytes() - before;
    std::printf(
        "%s on %s, %s: %.2f s, %.2f s of processors (hash %.2f s, longest step %s %.2f s); anonymous memory: peak %.0f "
        "MB, kept %.0f MB, "
        "%.2f\n",
        model->info()->name.c_str(), backend->kind(), storage.c_str(), seconds, worked, hash, longestStep.c_str(),
        longest, peak - before, kept, (peak - before) / kept);
    if (argc > 4) {
      Request request;
      std::vector<std::int32_t> ids(static_cast<std::size_t>(std::atoi(argv[4])));
      std::iota(ids.begin(), ids.end(), 1);
      request.inputs = TokenInput{ids};
      request.plan = model->info()->everySite();
      const Clock::time_point began = Clock::now();
      const auto trace = runModel(*model, *backend, request);
      std::printf("%zu tokens, every site: %.2f s, anonymous memory %.0f MB\n", ids.size(), since(began),
                  anonymousMegabytes() - before);
    }
    std::stop_source stop;
    Clock::time_point asked{};
    std::thread stopper([&] {
      std::this_thread::sleep_for(std::chrono::duration<double>(seconds / 2));
      asked = Clock::now();
      stop.request_stop();
    });
    try {
      loadModel(argv[1], *backend, {}, stop.get_token());
      stopper.join();
      std::printf("was loaded before it could be stopped\n");
    } catch (const Cancelled&) {
      const Clock::time_point gaveUp = Clock::now();
      stopper.join();
      std::printf("stopped in its middle, it gave up after %.0f ms\n",
                  std::chrono::duration<double, std::milli>(gaveUp - asked).count());
    }
  } catch (const Error& error) {
    return std::fprintf(stderr, "%s\n", error.what()), 1;
  }
  return 0;
}
