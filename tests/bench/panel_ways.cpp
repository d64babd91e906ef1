// Every way of a product over packed panels (engine/backend/eigen/panel_product.h) against every other, on one thread:
// GFLOP/s by rows, weights of 768 inputs read from memory (160 MB in turn) and from the caches (3 MB again and again).
//   bench_panel_ways [f32|f16|bf16]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "backend/eigen/host_pool.h"
#include "backend/eigen/panel_choice.h"

namespace headlight::bench {
namespace {

constexpr int in = 768;
constexpr int rowsOf[] = {1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 24, 32, 64, 96};

void table(const PanelChoice& choice, panel::Stored stored, std::size_t bytesOfElement, const char* where,
           std::size_t allBytes, int panels) {
  const std::size_t panelBytes = std::size_t{in} * panel::width * bytesOfElement;
  const std::size_t slice = panelBytes * static_cast<std::size_t>(panels), slices = allBytes / slice;
  HostPool pool;  // on huge pages, as a model's weights are
  const std::span weights(pool.take(slices * slice), slices * slice);
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = static_cast<std::byte>(i % 251 % 60);  // finite, normal
  const std::vector<float> x(std::size_t{96} * in, 0.5F);
  std::vector<float> sums(static_cast<std::size_t>(panels) * 96 * panel::width);
  std::printf("\n%s, GFLOP/s%-12s", where, "");
  for (const int rows : rowsOf) std::printf("%7d", rows);
  std::printf("\n");
  // Ways take turns, so that what slows the machine for a while slows all alike; rows are the outermost of the loops.
  constexpr int rounds = 9, calls = 8;
  std::vector<std::vector<double>> best(choice.ways().size());
  std::size_t next = 0;
  for (const int rows : rowsOf) {
    for (auto& times : best) times.push_back(1e30);
    for (int round = 0; round < rounds; ++round)
      for (std::size_t w = 0; w < best.size(); ++w) {
        const auto begin = std::chrono::steady_clock::now();
        for (int call = 0; call < calls; ++call)
          PanelProduct{
              choice.ways()[w], stored, weights.data() + next++ % slices * slice, panels, in, x.data(), in, rows,
              sums.data()}
              .run();
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        best[w].back() = std::min(best[w].back(), took.count() / calls);
      }
  }
  for (std::size_t w = 0; w < best.size(); ++w) {
    std::printf("%-24s", choice.ways()[w].name.c_str());
    for (std::size_t i = 0; i < best[w].size(); ++i)
      std::printf("%7.1f", 2e-9 * rowsOf[i] * in * panels * panel::width / best[w][i]);
    std::printf("\n");
  }
  pool.giveBack(weights.data(), weights.size());
}

void run(const std::string& storage) {
  const panel::Stored stored = storage == "f16"    ? panel::StoredF16
                               : storage == "bf16" ? panel::StoredBf16
                                                   : panel::StoredF32;
  const std::size_t bytes = stored == panel::StoredF32 ? 4 : 2;
  const CpuKernels& kernels = chosenKernels();
  const PanelChoice choice(kernels);
  std::printf("%s, %s, %s\ntaken without measuring: %s\n", cpuModel().c_str(), describe(kernels).c_str(),
              storage.c_str(), choice.describe().c_str());
  table(choice, stored, bytes, "memory", std::size_t{160} << 20, 64);
  table(choice, stored, bytes, "caches", std::size_t{3} << 20, 64);
}

}  // namespace
}  // namespace headlight::bench

int main(int argc, char** argv) { headlight::bench::run(argc > 1 ? argv[1] : "f32"); }
