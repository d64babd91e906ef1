#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstring>

#include "backend/eigen/eigen_backend.h"
#include "backend/eigen/kernels/cpu_kernels.h"
#include "base/error.h"
#include "io/half.h"

namespace headlight {
namespace {

DType dtypeOf(WeightStorage storage) {
  switch (storage) {
    case WeightStorage::F32:
      break;
    case WeightStorage::F16:
      return DType::F16;
    case WeightStorage::BF16:
      return DType::BF16;
  }
  return DType::F32;
}

/// Floats of a weight that are read at once: they stay in the first cache while they are put in their order.
constexpr std::size_t pieceFloats = 8192;

/// What a piece of a weight is stored as: `store` gives its elements, in an array of its own unless they are the floats
/// themselves. `fits`: a finite number stayed finite.
struct AsF32 {
  using Element = float;
  const float* store(std::span<const float> piece) { return piece.data(); }
  static bool fits(Element, float) { return true; }
};

/// Round to nearest even, both.
struct AsF16 {
  using Element = std::uint16_t;
  const CpuKernels& kernels;
  std::array<Element, pieceFloats> stored;  // written before it is read
  const Element* store(std::span<const float> piece) {
    if (kernels.toHalf)
      kernels.toHalf(piece.data(), piece.size(), stored.data());
    else
      std::transform(piece.begin(), piece.end(), stored.begin(), [](float value) { return io::floatToHalf(value); });
    return stored.data();
  }
  static bool fits(Element stored, float value) { return (stored & 0x7C00U) != 0x7C00U || !std::isfinite(value); }
};
struct AsBf16 {
  using Element = std::uint16_t;
  std::array<Element, pieceFloats> stored;  // written before it is read
  const Element* store(std::span<const float> piece) {
    std::transform(piece.begin(), piece.end(), stored.begin(), [](float value) {
      const auto bits = std::bit_cast<std::uint32_t>(value);
      if (std::isnan(value)) return static_cast<Element>(bits >> 16 | 0x40U);
      return static_cast<Element>((bits + 0x7FFFU + (bits >> 16 & 1U)) >> 16);
    });
    return stored.data();
  }
  static bool fits(Element stored, float value) { return (stored & 0x7F80U) != 0x7F80U || !std::isfinite(value); }
};

/// Panel `panel` of a weight [out, in]: [in][width], columns past `out` are 0. False when a number became infinite.
template <class As>
bool packPanel(As as, const WeightSource& source, int out, int in, int panel, std::byte* bytes) {
  using Element = typename As::Element;
  auto* to = reinterpret_cast<Element*>(bytes);
  constexpr std::size_t width = panel::width;
  constexpr int pieceColumns = static_cast<int>(pieceFloats) / panel::width;
  const int first = panel * panel::width, real = std::min(panel::width, out - first);
  bool fits = true;
  if (real < panel::width) std::fill_n(to, static_cast<std::size_t>(in) * width, Element{});
  std::array<float, pieceFloats> piece;  // filled by the source
  for (int column = 0; column < in; column += pieceColumns) {
    const int columns = std::min(pieceColumns, in - column);
    const auto stride = static_cast<std::size_t>(columns);
    if (!source(first, real, column, columns, std::span(piece).first(static_cast<std::size_t>(real) * stride)))
      return true;
    const Element* const stored = as.store(std::span(piece).first(static_cast<std::size_t>(real) * stride));
    Element* const begin = to + static_cast<std::size_t>(column) * width;
    for (std::size_t k0 = 0; k0 < stride; k0 += 16) {  // 16 floats of a row are one cache line
      const std::size_t k1 = std::min(stride, k0 + 16);
      for (std::size_t row = 0; row < static_cast<std::size_t>(real); ++row) {
        const std::size_t from = row * stride;
        for (std::size_t k = k0; k < k1; ++k) {
          fits = fits && As::fits(stored[from + k], piece[from + k]);
          begin[k * width + row] = stored[from + k];
        }
      }
    }
  }
  return fits;
}

}  // namespace

Tensor EigenBackend::packLinear(std::span<const float> weight, int out, int in) {
  if (out < 1 || in < 1 || weight.size() != static_cast<std::size_t>(out) * static_cast<std::size_t>(in))
    fail("packLinear: expected ", out, " x ", in, " weights, got ", weight.size());
  const auto source = [&](int row, int rows, int column, int columns, std::span<float> to) {
    for (int r = 0; r < rows; ++r) {
      const std::size_t from =
          static_cast<std::size_t>(row + r) * static_cast<std::size_t>(in) + static_cast<std::size_t>(column);
      std::copy_n(weight.data() + from, columns, to.data() + std::ptrdiff_t{r} * columns);
    }
    return true;
  };
  return packLinearFrom(source, out, in);
}

Tensor EigenBackend::packLinearFrom(const WeightSource& source, int out, int in) {
  if (out < 1 || in < 1) fail("packLinear: expected a weight, got ", out, " x ", in);
  const DType storage = dtypeOf(storage_);
  const int panels = (out + panel::width - 1) / panel::width;
  const auto depth = static_cast<std::size_t>(in);
  const std::size_t panelBytes = depth * static_cast<std::size_t>(panel::width) * sizeOf(storage);
  auto buffer = std::make_shared<HostBuffer>(*this, memory_, static_cast<std::size_t>(panels) * panelBytes);
  if (packed_.size() >= 1024) std::erase_if(packed_, [](const Packed& weight) { return weight.buffer.expired(); });
  packed_.push_back({buffer, panels, in});
  std::atomic<bool> fits = true;
  const auto packAs = [&](const auto& as) {
    threads_.forEach(panels, 4.0 * static_cast<double>(out) * static_cast<double>(in), [&](int panel) {
      if (!packPanel(as, source, out, in, panel, buffer->data() + static_cast<std::size_t>(panel) * panelBytes))
        fits = false;
    });
  };
  if (storage == DType::F16)
    packAs(AsF16{kernels_, {}});
  else if (storage == DType::BF16)
    packAs(AsBf16{});
  else
    packAs(AsF32{});
  if (!fits)
    fail("packLinear: a weight of a ", out, " x ", in, " matrix is too large for ", toString(storage),
         "; load the model with f32 weights");
  return Tensor(std::move(buffer), {out, in}, storage, 0, depth, Layout::Packed);
}

}  // namespace headlight
