#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "backend/vulkan/vulkan_backend.h"
#include "gpt2_shape.h"
#include "ops/ops.h"
#include "vk/device.h"
#include "vk/instance.h"

/// The Vulkan kernels one by one, and a whole pass of GPT-2 small's shape with every pattern, its statistics and the
/// logits of all positions. `gpu` in a name: the variants that a GPU takes (DeviceOverrides::likeGpu), whatever the
/// device is. On lavapipe the CPU column (of all its threads together) with LP_NUM_THREADS=1 stands a busy machine.
namespace headlight {
namespace {

using bench::Network;
using bench::pack;
using bench::random;

/// The device that HEADLIGHT_BENCH_DEVICE numbers, else the first usable one; one backend a kind in the process.
std::shared_ptr<Backend> backendOf(bool likeGpu, WeightStorage storage = WeightStorage::F32) {
  static std::map<std::pair<bool, WeightStorage>, std::shared_ptr<Backend>> made;
  std::shared_ptr<Backend>& backend = made[{likeGpu, storage}];
  if (backend) return backend;
  const char* number = std::getenv("HEADLIGHT_BENCH_DEVICE");
  vk::DeviceOverrides overrides = vk::DeviceOverrides::fromEnvironment();
  overrides.likeGpu = likeGpu;
  backend = makeVulkanBackend(
      std::make_shared<vk::Device>(vk::Instance::shared(), number ? std::atoi(number) : 0, overrides), storage);
  return backend;
}

void smallest(benchmark::internal::Benchmark* bench) {
  bench->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
  bench->ComputeStatistics("min", [](const std::vector<double>& values) { return *std::ranges::min_element(values); });
}

/// rows, in, out, likeGpu, storage.
void linear(benchmark::State& state) {
  const int rows = static_cast<int>(state.range(0)), in = static_cast<int>(state.range(1)),
            out = static_cast<int>(state.range(2));
  const std::shared_ptr<Backend> backend = backendOf(state.range(3) != 0, static_cast<WeightStorage>(state.range(4)));
  const Tensor x = random(*backend, {rows, in}, 1), bias = random(*backend, {1, out}, 2),
               weight = pack(*backend, out, in);
  const auto once = [&] {
    benchmark::DoNotOptimize(ops::linear(x, weight, &bias, Activation::GeluTanh));
    backend->wait(backend->flush());
  };
  once();
  for (auto _ : state) once();
  state.counters["GFLOP/s"] = benchmark::Counter(2e-9 * rows * in * out, benchmark::Counter::kIsIterationInvariantRate);
  state.counters["GB/s"] =
      benchmark::Counter((state.range(4) ? 2e-9 : 4e-9) * in * out, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(linear)->Apply(smallest)->Apply([](auto* bench) {
  for (const int storage : {0, 1, 2})
    for (const int likeGpu : {0, 1})
      for (const auto& [in, out] : {std::pair{768, 768}, {768, 2304}, {768, 3072}, {3072, 768}, {768, 50257}})
        for (const int rows : {1, 4, 8, 16, 64, 256}) bench->Args({rows, in, out, likeGpu, storage});
});

/// rows, likeGpu, storage. Labelled with the milliseconds of each operation in the last pass.
void forwardPass(benchmark::State& state) {
  const int rows = static_cast<int>(state.range(0));
  const std::shared_ptr<Backend> backend = backendOf(state.range(1) != 0, static_cast<WeightStorage>(state.range(2)));
  static std::map<Backend*, std::unique_ptr<Network>> networks;
  std::unique_ptr<Network>& network = networks[backend.get()];
  if (!network) {
    networks.clear();  // half a gigabyte each
    networks[backend.get()] = std::make_unique<Network>(*backend);
  }
  const Tensor input = random(*backend, {rows, Network::width}, 4);
  const auto once = [&] {
    backend->takeTimings();
    benchmark::DoNotOptimize(networks[backend.get()]->forward(*backend, input));
    backend->wait(backend->flush());
  };
  once();
  for (auto _ : state) once();
  std::map<std::string, double> times;
  for (const OpTiming& timing : backend->takeTimings()) times[timing.operation] += timing.milliseconds;
  std::string label;
  for (const auto& [operation, milliseconds] : times)
    label += operation + " " + std::to_string(static_cast<int>(milliseconds * 10 + 0.5) / 10.0).substr(0, 5) + " ";
  state.SetLabel(label);
}
BENCHMARK(forwardPass)->Apply(smallest)->Apply([](auto* bench) {
  for (const int storage : {0, 1, 2})
    for (const int likeGpu : {0, 1})
      for (const int rows : {1, 8, 16, 64, 256}) bench->Args({rows, likeGpu, storage});
});

}  // namespace
}  // namespace headlight

BENCHMARK_MAIN();
