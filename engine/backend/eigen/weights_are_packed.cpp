#include <algorithm>
#include <chrono>
#include <map>
#include <vector>

#include "backend/eigen/eigen_backend.h"
#include "backend/eigen/panel_product.h"
#include "tensor/spaced_stride.h"

namespace headlight {
namespace {

/// Some neighbouring panels of a weight: about what one core reads in 50 us.
struct Slice {
  std::shared_ptr<HostBuffer> buffer;  // alive while it is read
  const std::byte* weights;
  int panels;
};
constexpr std::size_t sliceBytes = std::size_t{1} << 20;
/// Fewer than this, and there is nothing to gain: the whole model is a matter of microseconds.
constexpr std::size_t leastBytes = std::size_t{4} << 20;
/// More than this, and weights come from memory, not from a cache.
constexpr std::size_t cachedBytes = std::size_t{64} << 20;
constexpr double budgetMilliseconds = 30;
constexpr int mostTimedRows = 64;

}  // namespace

void EigenBackend::weightsArePacked() {
  // Slices of one depth are alike: the depth that most of the weights have.
  std::map<int, std::size_t> bytesByDepth;
  std::size_t all = 0;
  const panel::Stored stored = storage_ == WeightStorage::F16    ? panel::StoredF16
                               : storage_ == WeightStorage::BF16 ? panel::StoredBf16
                                                                 : panel::StoredF32;
  const std::size_t lineBytes = panel::width * (stored == panel::StoredF32 ? std::size_t{4} : std::size_t{2});
  for (const Packed& weight : packed_) {
    const std::size_t bytes = static_cast<std::size_t>(weight.panels) * static_cast<std::size_t>(weight.in) * lineBytes;
    if (weight.buffer.expired()) continue;
    bytesByDepth[weight.in] += bytes;
    all += bytes;
  }
  if (all < leastBytes) return;
  const std::string key =
      cpuModel() + ", " + kernels_.level + ", " + toString(storage_) + (all > cachedBytes ? ", memory" : ", caches");
  if (choice_.recall(key)) return;

  const int in = std::max_element(bytesByDepth.begin(), bytesByDepth.end(), [](const auto& a, const auto& b) {
                   return a.second < b.second;
                 })->first;
  const std::size_t panelBytes = static_cast<std::size_t>(in) * lineBytes;
  const int panelsOfSlice = std::max(static_cast<int>(sliceBytes / panelBytes), 1);
  std::vector<Slice> slices;
  for (const Packed& weight : packed_) {
    const std::shared_ptr<HostBuffer> buffer = weight.buffer.lock();
    if (!buffer || weight.in != in) continue;
    for (int panel = 0; panel + panelsOfSlice <= weight.panels; panel += panelsOfSlice)
      slices.push_back({buffer, buffer->data() + static_cast<std::size_t>(panel) * panelBytes, panelsOfSlice});
  }
  if (slices.empty()) return;

  const std::size_t xStride = spacedStride(static_cast<std::size_t>(in));  // as rows lie in a pass
  const std::vector<float> x(static_cast<std::size_t>(mostTimedRows) * xStride, 0.5F);
  std::vector<float> sums(static_cast<std::size_t>(panelsOfSlice) *
                          static_cast<std::size_t>(mostTimedRows * panel::width));
  std::size_t next = 0;
  // On this thread alone: handing work to others takes as long as the differences that are looked for.
  choice_.measure(budgetMilliseconds, [&](const PanelWay& way, int rows) {
    const Slice& slice = slices[next++ % slices.size()];
    const auto begin = std::chrono::steady_clock::now();
    PanelProduct{way, stored, slice.weights, slice.panels, in, x.data(), xStride, rows, sums.data()}.run();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
  });
  choice_.remember(key);
}

}  // namespace headlight
