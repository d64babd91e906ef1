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
#include "ops/ops.h"
#include "support/random_tensor.h"
#include "vk/device.h"
#include "vk/instance.h"

/// The Vulkan kernels one by one, and a whole pass of GPT-2 small's shape with every pattern, its statistics and the
/// logits of all positions. `gpu` in a name: the variants that a GPU takes (DeviceOverrides::likeGpu), whatever the
/// device is. On lavapipe the CPU column (of all its threads together) with LP_NUM_THREADS=1 stands a busy machine.
namespace headlight {
namespace {

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

Tensor random(Backend& backend, const Shape& shape, std::uint64_t seed) {
  return test::tensorOf(backend, test::randomFloats(shape.elements(), seed), shape);
}

Tensor pack(Backend& backend, int out, int in) {
  return backend.packLinear(test::randomFloats(static_cast<std::size_t>(in) * static_cast<std::size_t>(out), 3, 0.05F),
                            out, in);
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

/// Weights of GPT-2 small's shape.
struct Network {
  static constexpr int width = 768, hidden = 3072, heads = 12, layers = 12, vocabulary = 50257;
  struct Layer {
    Tensor qkv, output, up, down;
  };
  explicit Network(Backend& backend)
      : tied(pack(backend, vocabulary, width)),
        weight(random(backend, {1, width}, 5)),
        bias(random(backend, {1, width}, 6)),
        triple(random(backend, {1, 3 * width}, 8)),
        wide(random(backend, {1, hidden}, 7)) {
    for (int i = 0; i < layers; ++i)
      all.push_back({pack(backend, 3 * width, width), pack(backend, width, width), pack(backend, hidden, width),
                     pack(backend, width, hidden)});
  }
  /// The whole text of `rows` tokens; logits of all rows.
  Tensor forward(Backend& backend, const Tensor& input) const {
    const int rows = input.dim(0);
    Tensor x = input;
    int number = 0;
    for (const Layer& layer : all) {
      backend.section("blocks." + std::to_string(number++));
      const Tensor fused = ops::linear(ops::layerNorm(x, weight, bias, 1e-5F), layer.qkv, &triple);
      const auto part = [&](std::size_t i) {
        return Tensor(fused.bufferHandle(), {rows, heads, width / heads}, DType::F32, fused.offset() + i * width,
                      fused.rowStride());
      };
      const Tensor query = part(0);
      const Rows key(part(1)), value(part(2));
      Tensor headOut = backend.allocate({rows, heads, width / heads});
      for (int first = 0; first < rows; first += Rows::blockRows) {
        const int end = std::min(first + Rows::blockRows, rows);
        Tensor pattern = ops::attentionScores(query.rows(first, end), key, 0.125F, first + Rows::blockRows);
        ops::softmaxRows(pattern, first, std::min(rows, first + Rows::blockRows), true);
        Tensor mixed = headOut.rows(first, end);
        ops::attentionMixInto(pattern, value, mixed);
        benchmark::DoNotOptimize(ops::patternStatistics(pattern, first, std::min(rows, first + Rows::blockRows), true));
      }
      x = ops::add(x, ops::linear(headOut.viewAs({rows, width}), layer.output, &bias));
      const Tensor inner = ops::linear(ops::layerNorm(x, weight, bias, 1e-5F), layer.up, &wide, Activation::GeluTanh);
      x = ops::add(x, ops::linear(inner, layer.down, &bias));
      backend.flush();
    }
    return ops::linear(ops::layerNorm(x, weight, bias, 1e-5F), tied);
  }
  Tensor tied, weight, bias, triple, wide;
  std::vector<Layer> all;
};

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
