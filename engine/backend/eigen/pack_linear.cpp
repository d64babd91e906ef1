#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstring>

#include "backend/eigen/eigen_backend.h"
#include "backend/eigen/panel_kernel.h"
#include "base/error.h"
#include "io/half.h"
#if defined(__F16C__)
#include <immintrin.h>
#endif

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

struct ToF32 {
  using Element = float;
  static Element store(float value) { return value; }
  static bool fits(Element, float) { return true; }
};

/// Round to nearest even, both.
struct ToF16 {
  using Element = std::uint16_t;
  static Element store(float value) {
#if defined(__F16C__)
    return static_cast<Element>(_cvtss_sh(value, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
#else
    return io::floatToHalf(value);
#endif
  }
  static bool fits(Element stored, float value) { return (stored & 0x7C00U) != 0x7C00U || !std::isfinite(value); }
};
struct ToBf16 {
  using Element = std::uint16_t;
  static Element store(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    if (std::isnan(value)) return static_cast<Element>(bits >> 16 | 0x40U);
    return static_cast<Element>((bits + 0x7FFFU + (bits >> 16 & 1U)) >> 16);
  }
  static bool fits(Element stored, float value) { return (stored & 0x7F80U) != 0x7F80U || !std::isfinite(value); }
};

/// Floats of a weight that are read at once: they stay in the first cache while they are put in their order.
constexpr int pieceFloats = 8192;

/// Panel `panel` of a weight [out, in]: [in][width], columns past `out` are 0. False when a number became infinite.
template <class To>
bool packPanel(const WeightSource& source, int out, int in, int panel, std::byte* bytes) {
  auto* to = reinterpret_cast<typename To::Element*>(bytes);
  const auto width = static_cast<std::size_t>(panel::width);
  const int first = panel * panel::width, real = std::min(panel::width, out - first);
  bool fits = true;
  if (real < panel::width) std::fill_n(to, static_cast<std::size_t>(in) * width, typename To::Element{});
  std::array<float, pieceFloats> piece;  // filled by the source
  for (int column = 0; column < in; column += pieceFloats / panel::width) {
    const int columns = std::min(pieceFloats / panel::width, in - column);
    const auto stride = static_cast<std::size_t>(columns);
    if (!source(first, real, column, columns, std::span(piece).first(static_cast<std::size_t>(real) * stride)))
      return true;
    auto* const begin = to + static_cast<std::size_t>(column) * width;
    for (std::size_t k0 = 0; k0 < stride; k0 += 16) {  // 16 floats of a row are one cache line
      const std::size_t k1 = std::min(stride, k0 + 16);
      for (std::size_t row = 0; row < static_cast<std::size_t>(real); ++row) {
        const float* from = piece.data() + row * stride;
        for (std::size_t k = k0; k < k1; ++k) {
          const typename To::Element stored = To::store(from[k]);
          fits = fits && To::fits(stored, from[k]);
          begin[k * width + row] = stored;
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
  const auto pack = storage == DType::F16    ? packPanel<ToF16>
                    : storage == DType::BF16 ? packPanel<ToBf16>
                                             : packPanel<ToF32>;
  std::atomic<bool> fits = true;
  threads_.forEach(panels, 4.0 * static_cast<double>(out) * static_cast<double>(in), [&](int panel) {
    if (!pack(source, out, in, panel, buffer->data() + static_cast<std::size_t>(panel) * panelBytes)) fits = false;
  });
  if (!fits)
    fail("packLinear: a weight of a ", out, " x ", in, " matrix is too large for ", toString(storage),
         "; load the model with f32 weights");
  return Tensor(std::move(buffer), {out, in}, storage, 0, depth, Layout::Packed);
}

}  // namespace headlight
