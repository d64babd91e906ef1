#include <benchmark/benchmark.h>

#include <Eigen/Core>
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
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
void addScoreBias(benchmark::State& state) {
  const AttentionCase it(state);
  Tensor scores = ops::attentionScores(it.query, it.key, 0.1F, it.capacity());
  const Tensor table = random(*it.backend, {it.heads, 2 * 128 + 1}, 4);
  for (auto _ : state) ops::addScoreBias(scores, table, 1.0F, it.keys - it.rows, it.keys);
  state.counters["Gscore/s"] =
      benchmark::Counter(1e-9 * it.rows * it.keys * it.heads, benchmark::Counter::kIsIterationInvariantRate);
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
BENCHMARK(addScoreBias)->Apply(attentions);
BENCHMARK(softmaxRows)->Apply(attentions);
BENCHMARK(attentionMix)->Apply(attentions);
BENCHMARK(patternStatistics)->Apply(attentions);

/// Columns [first, first + heads * headWidth) of rows [begin, end) of `all`, read as heads.
Tensor headsOf(const Tensor& all, int begin, int end, int first, int heads, int headWidth) {
  return {all.bufferHandle(), Shape{end - begin, heads, headWidth}, DType::F32,
          all.offset() + static_cast<std::size_t>(begin) * all.rowStride() + static_cast<std::size_t>(first),
          all.rowStride()};
}

/// Keys or values of rows [0, end) in blocks of 64 rows.
Rows blocksOf(const Tensor& all, int end, int first, int heads, int headWidth) {
  std::vector<Tensor> blocks;
  for (int begin = 0; begin < end; begin += Rows::blockRows)
    blocks.push_back(headsOf(all, begin, std::min(begin + Rows::blockRows, end), first, heads, headWidth));
  return Rows(std::move(blocks));
}

/// A causal pre-norm transformer of GPT-2's kind without a model around it: what a pass over the last `rows` of
/// `tokens` costs the CPU, logits of each recomputed row, every pattern and its statistics included. One product for
/// q|k|v.
struct PassCase {
  struct Layer {
    Tensor queriesKeysValues, output, up, down;
    Tensor kept;  ///< q|k|v of all tokens
  };
  PassCase(int tokens_, int rows_, int width_, int hidden_, int layers, int heads_, int vocabulary, int threads,
           WeightStorage storage)
      : tokens(tokens_), rows(rows_), width(width_), heads(heads_), backend(makeBackend("cpu", threads, storage)) {
    const auto pack = [&](int out, int in) {
      weights += static_cast<double>(in) * out;
      return backend->packLinear(randomFloats(static_cast<std::size_t>(in) * static_cast<std::size_t>(out), 3, 0.05F),
                                 out, in);
    };
    for (int i = 0; i < layers; ++i)
      all.push_back({pack(3 * width, width), pack(width, width), pack(hidden_, width), pack(width, hidden_),
                     random(*backend, {tokens, 3 * width}, 8)});
    tied = pack(vocabulary, width);
    input = random(*backend, {rows, width}, 4);
    weight = random(*backend, {1, width}, 5);
    bias = random(*backend, {1, width}, 6);
    wide = random(*backend, {1, std::max(hidden_, 3 * width)}, 7);
  }
  Tensor biasOf(int count) const { return {wide.bufferHandle(), Shape{1, count}, DType::F32, 0, wide.rowStride()}; }

  Tensor run(bool capture) {
    const int from = tokens - rows, headWidth = width / heads;
    kept.clear();
    Tensor x = input;
    for (const Layer& layer : all) {
      const Tensor three = biasOf(3 * width), four = biasOf(layer.up.dim(0));
      const Tensor fresh = ops::linear(ops::layerNorm(x, weight, bias, 1e-5F), layer.queriesKeysValues, &three);
      const Tensor& kv = rows == tokens ? fresh : layer.kept;
      Tensor mixed = backend->allocate({rows, heads, headWidth});
      for (int first = from; first < tokens;) {
        const int block = first / Rows::blockRows, end = std::min((block + 1) * Rows::blockRows, tokens);
        const Rows keys = blocksOf(kv, end, width, heads, headWidth),
                   values = blocksOf(kv, end, 2 * width, heads, headWidth);
        Tensor pattern = ops::attentionScores(headsOf(fresh, first - from, end - from, 0, heads, headWidth), keys,
                                              0.125F, (block + 1) * Rows::blockRows);
        ops::softmaxRows(pattern, first, end, true);
        Tensor part = mixed.rows(first - from, end - from);
        ops::attentionMixInto(pattern, values, part);
        if (capture) {
          benchmark::DoNotOptimize(ops::patternStatistics(pattern, first, end, true));
          kept.push_back(std::move(pattern));
        }
        first = end;
      }
      x = ops::add(x, ops::linear(mixed.viewAs({rows, width}), layer.output, &bias));
      const Tensor inner = ops::linear(ops::layerNorm(x, weight, bias, 1e-5F), layer.up, &four, Activation::GeluTanh);
      x = ops::add(x, ops::linear(inner, layer.down, &bias));
    }
    return ops::linear(ops::layerNorm(x, weight, bias, 1e-5F), tied);
  }

  int tokens, rows, width, heads;
  std::shared_ptr<Backend> backend;
  std::vector<Layer> all;
  Tensor tied, input, weight, bias, wide;
  std::vector<Tensor> kept;
  double weights = 0;
};

/// tokens, rows recomputed (0: all), capture, threads, storage (0: f32, 1: f16, 2: bf16). Weights are packed anew for
/// each line: 494 MB at GPT-2 small's shape.
void runPass(benchmark::State& state, int width, int hidden, int layers, int heads, int vocabulary) {
  const int tokens = static_cast<int>(state.range(0)), rows = static_cast<int>(state.range(1));
  PassCase pass(tokens, rows ? rows : tokens, width, hidden, layers, heads, vocabulary,
                static_cast<int>(state.range(3)), static_cast<WeightStorage>(state.range(4)));
  const bool capture = state.range(2) != 0;
  std::map<std::string, double> milliseconds;
  benchmark::DoNotOptimize(pass.run(capture));
  pass.backend->takeTimings();
  for (auto _ : state) {
    benchmark::DoNotOptimize(pass.run(capture));
    state.PauseTiming();
    for (const OpTiming& timing : pass.backend->takeTimings()) milliseconds[timing.operation] += timing.milliseconds;
    state.ResumeTiming();
  }
  for (const auto& [operation, sum] : milliseconds)
    state.counters[operation] = benchmark::Counter(sum, benchmark::Counter::kAvgIterations);
  state.counters["GB/s"] =
      benchmark::Counter((state.range(4) ? 2e-9 : 4e-9) * pass.weights, benchmark::Counter::kIsIterationInvariantRate);
}
void storyteller(benchmark::State& state) { runPass(state, 256, 1024, 6, 8, 8192); }
void gpt2Small(benchmark::State& state) { runPass(state, 768, 3072, 12, 12, 50257); }

BENCHMARK(storyteller)->ArgsProduct({{64}, {0, 1}, {1}, {1, 2}, {0}})->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(gpt2Small)
    ->ArgsProduct({{16, 64, 256}, {0}, {1}, {1, 2}, {0, 1}})
    ->ArgsProduct({{256}, {1, 2, 4, 8}, {1}, {1, 2}, {0, 1, 2}})
    ->ArgsProduct({{64, 256}, {0}, {0}, {1}, {0}})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace headlight

BENCHMARK_MAIN();
