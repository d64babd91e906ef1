#include <benchmark/benchmark.h>

#include <Eigen/Core>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "ops/ops.h"
#include "support/random_tensor.h"

/// The CPU kernels, with Eigen's product as the yardstick. Both are compiled with the same flags; Eigen runs on one
/// thread. Read GFLOP/s for many rows and GB/s (of weights) for one.
namespace headlight {
namespace {

using test::randomFloats;
using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

void countLinear(benchmark::State& state, double rows, double in, double out) {
  state.counters["GFLOP/s"] = benchmark::Counter(2e-9 * rows * in * out, benchmark::Counter::kIsIterationInvariantRate);
  state.counters["GB/s"] = benchmark::Counter(4e-9 * in * out, benchmark::Counter::kIsIterationInvariantRate);
}

Tensor random(Backend& backend, const Shape& shape, std::uint64_t seed) {
  return test::tensorOf(backend, randomFloats(shape.elements(), seed), shape);
}

/// rows, in, out, threads.
void ours(benchmark::State& state, Activation activation) {
  const int rows = static_cast<int>(state.range(0)), in = static_cast<int>(state.range(1)),
            out = static_cast<int>(state.range(2));
  const std::shared_ptr<Backend> backend = makeBackend("cpu", static_cast<int>(state.range(3)));
  const Tensor x = random(*backend, {rows, in}, 1), bias = random(*backend, {1, out}, 2);
  const Tensor weight =
      backend->packLinear(randomFloats(static_cast<std::size_t>(in) * static_cast<std::size_t>(out), 3), out, in);
  for (auto _ : state) benchmark::DoNotOptimize(ops::linear(x, weight, &bias, activation));
  countLinear(state, rows, in, out);
}
void linear(benchmark::State& state) { ours(state, Activation::None); }
void linearGeluTanh(benchmark::State& state) { ours(state, Activation::GeluTanh); }
void linearGeluErf(benchmark::State& state) { ours(state, Activation::GeluErf); }

/// The yardstick: y = x W^T + bias with Eigen's GEMM (a row: its matrix-vector product), weights [out, in] as files
/// have them.
void eigenLinear(benchmark::State& state) {
  const Eigen::Index rows = state.range(0), in = state.range(1), out = state.range(2);
  const auto map = [](std::vector<float>& values, Eigen::Index r, Eigen::Index c) {
    return Eigen::Map<Matrix>(values.data(), r, c);
  };
  std::vector<float> xs = randomFloats(static_cast<std::size_t>(rows * in), 1),
                     ws = randomFloats(static_cast<std::size_t>(in * out), 3);
  std::vector<float> bs = randomFloats(static_cast<std::size_t>(out), 2);
  const auto x = map(xs, rows, in), weight = map(ws, out, in), bias = map(bs, 1, out);
  Matrix y(rows, out);
  for (auto _ : state) {
    if (rows == 1)
      y.row(0).transpose().noalias() = weight * x.row(0).transpose();
    else
      y.noalias() = x * weight.transpose();
    y.rowwise() += bias.row(0);
    benchmark::DoNotOptimize(y.data());
    benchmark::ClobberMemory();
  }
  countLinear(state, static_cast<double>(rows), static_cast<double>(in), static_cast<double>(out));
}

void shapes(benchmark::internal::Benchmark* bench, std::vector<std::int64_t> threads) {
  for (const auto& [in, out] : {std::pair{256, 1024}, {1024, 256}, {768, 3072}, {3072, 768}})
    for (const int rows : {1, 8, 64, 256}) {
      if (threads.empty()) bench->Args({rows, in, out});
      for (const std::int64_t count : threads) bench->Args({rows, in, out, count});
    }
  bench->UseRealTime();
}
BENCHMARK(eigenLinear)->Apply([](auto* bench) { shapes(bench, {}); });
BENCHMARK(linear)->Apply([](auto* bench) { shapes(bench, {1, 2}); });
BENCHMARK(linearGeluTanh)->Args({64, 256, 1024, 1})->UseRealTime();
BENCHMARK(linearGeluErf)->Args({64, 256, 1024, 1})->UseRealTime();

/// rows, keys, heads, headWidth, threads: causal attention of the last `rows` of `keys` tokens, kernel by kernel.
struct AttentionCase {
  explicit AttentionCase(const benchmark::State& state)
      : rows(static_cast<int>(state.range(0))),
        keys(static_cast<int>(state.range(1))),
        heads(static_cast<int>(state.range(2))),
        headWidth(static_cast<int>(state.range(3))),
        backend(makeBackend("cpu", static_cast<int>(state.range(4)))),
        query(random(*backend, {rows, heads, headWidth}, 1)),
        key(random(*backend, {keys, heads, headWidth}, 2)),
        value(random(*backend, {keys, heads, headWidth}, 3)) {}
  int capacity() const { return (keys + 63) / 64 * 64; }
  void count(benchmark::State& state) const {
    state.counters["GFLOP/s"] =
        benchmark::Counter(2e-9 * rows * keys * heads * headWidth, benchmark::Counter::kIsIterationInvariantRate);
  }
  int rows, keys, heads, headWidth;
  std::shared_ptr<Backend> backend;
  Tensor query;
  Rows key, value;
};

void attentionScores(benchmark::State& state) {
  const AttentionCase it(state);
  for (auto _ : state) benchmark::DoNotOptimize(ops::attentionScores(it.query, it.key, 0.1F, it.capacity()));
  it.count(state);
}
void softmaxRows(benchmark::State& state) {
  const AttentionCase it(state);
  Tensor scores = ops::attentionScores(it.query, it.key, 0.1F, it.capacity());
  for (auto _ : state)
    ops::softmaxRows(scores, 0, it.keys, false);  // of weights after the first time: no slower, no faster
  state.counters["Gweight/s"] =
      benchmark::Counter(1e-9 * it.rows * it.keys * it.heads, benchmark::Counter::kIsIterationInvariantRate);
}
void attentionMix(benchmark::State& state) {
  const AttentionCase it(state);
  Tensor pattern = ops::attentionScores(it.query, it.key, 0.1F, it.capacity());
  ops::softmaxRows(pattern, 0, it.keys, false);
  for (auto _ : state) benchmark::DoNotOptimize(ops::attentionMix(pattern, it.value));
  it.count(state);
}
void patternStatistics(benchmark::State& state) {
  const AttentionCase it(state);
  Tensor pattern = ops::attentionScores(it.query, it.key, 0.1F, it.capacity());
  ops::softmaxRows(pattern, 0, it.keys, false);
  for (auto _ : state) benchmark::DoNotOptimize(ops::patternStatistics(pattern, 0, it.keys, false));
  state.counters["Gweight/s"] =
      benchmark::Counter(1e-9 * it.rows * it.keys * it.heads, benchmark::Counter::kIsIterationInvariantRate);
}

void attentions(benchmark::internal::Benchmark* bench) {
  for (const auto& [rows, keys] : {std::pair{64, 64}, {1, 64}, {64, 512}, {1, 512}})
    for (const auto& [heads, headWidth] : {std::pair{8, 32}, {12, 64}}) bench->Args({rows, keys, heads, headWidth, 1});
  bench->UseRealTime();
}
BENCHMARK(attentionScores)->Apply(attentions);
BENCHMARK(softmaxRows)->Apply(attentions);
BENCHMARK(attentionMix)->Apply(attentions);
BENCHMARK(patternStatistics)->Apply(attentions);

/// One forward pass of that shape without a model around it: rows, width, hidden, layers, heads, threads. What a full
/// recomputation costs the CPU, the vocabulary (width x 8192) included.
void forwardPass(benchmark::State& state) {
  const int rows = static_cast<int>(state.range(0)), width = static_cast<int>(state.range(1)),
            hidden = static_cast<int>(state.range(2));
  const int layers = static_cast<int>(state.range(3)), heads = static_cast<int>(state.range(4)), vocabulary = 8192;
  const std::shared_ptr<Backend> backend = makeBackend("cpu", static_cast<int>(state.range(5)));
  const auto pack = [&](int out, int in) {
    return backend->packLinear(randomFloats(static_cast<std::size_t>(in) * static_cast<std::size_t>(out), 3, 0.05F),
                               out, in);
  };
  struct Layer {
    Tensor queries, keys, values, output, up, down;
  };
  std::vector<Layer> all;
  for (int i = 0; i < layers; ++i)
    all.push_back({pack(width, width), pack(width, width), pack(width, width), pack(width, width), pack(hidden, width),
                   pack(width, hidden)});
  const Tensor tied = pack(vocabulary, width), input = random(*backend, {rows, width}, 4);
  const Tensor weight = random(*backend, {1, width}, 5), bias = random(*backend, {1, width}, 6),
               wide = random(*backend, {1, hidden}, 7);
  const int capacity = (rows + 63) / 64 * 64;
  for (auto _ : state) {
    Tensor x = input;
    for (const Layer& layer : all) {
      const Tensor normal = ops::layerNorm(x, weight, bias, 1e-5F);
      const auto project = [&](const Tensor& matrix) {
        return ops::linear(normal, matrix, &bias).viewAs({rows, heads, width / heads});
      };
      Tensor pattern = ops::attentionScores(project(layer.queries), Rows(project(layer.keys)), 0.1F, capacity);
      ops::softmaxRows(pattern, 0, rows, true);
      benchmark::DoNotOptimize(ops::patternStatistics(pattern, 0, rows, true));
      const Tensor mixed = ops::attentionMix(pattern, Rows(project(layer.values))).viewAs({rows, width});
      x = ops::add(x, ops::linear(mixed, layer.output, &bias));
      const Tensor inner = ops::linear(ops::layerNorm(x, weight, bias, 1e-5F), layer.up, &wide, Activation::GeluTanh);
      x = ops::add(x, ops::linear(inner, layer.down, &bias));
    }
    benchmark::DoNotOptimize(ops::linear(ops::layerNorm(x, weight, bias, 1e-5F), tied));
  }
}
BENCHMARK(forwardPass)
    ->Args({64, 256, 1024, 6, 8, 1})
    ->Args({64, 256, 1024, 6, 8, 2})
    ->Args({1, 256, 1024, 6, 8, 1})
    ->Args({1, 256, 1024, 6, 8, 2})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace headlight

BENCHMARK_MAIN();
