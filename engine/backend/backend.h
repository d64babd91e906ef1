#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backend/activation.h"
#include "tensor/rows.h"
#include "tensor/tensor.h"

namespace headlight {

/// How two tensors are joined, element by element.
enum class Elementwise : std::uint8_t { Add, Multiply };

/// What packed weights are stored as; sums are f32 always. F16 and BF16 halve the bytes that an edit reads.
enum class WeightStorage : std::uint8_t { F32, F16, BF16 };
/// "f32", "f16", "bf16".
constexpr const char* toString(WeightStorage storage) {
  return storage == WeightStorage::F16 ? "f16" : storage == WeightStorage::BF16 ? "bf16" : "f32";
}

/// The inverse; nothing for another word.
constexpr std::optional<WeightStorage> parseWeightStorage(std::string_view name) {
  for (const WeightStorage storage : {WeightStorage::F32, WeightStorage::F16, WeightStorage::BF16})
    if (name == toString(storage)) return storage;
  return std::nullopt;
}

/// Time of one operation of a pass.
struct OpTiming {
  std::string section;    ///< "embed", "blocks.3", "logits": what Backend::section said last
  const char* operation;  ///< "linear"
  double milliseconds;
};

/// Order of the numbers of patternStatistics; per row and head.
enum PatternSum { PatternMax, PatternMin, PatternEntropyBits, PatternDistance, PatternFirstKey, PatternSumCount };

/// Queries [firstQuery, endQuery) that may not see `key`, in one head or in every one (head -1).
struct KeyCut {
  int head = -1;
  int firstQuery = 0, endQuery = 0;
  int key = 0;
};
/// The score of a key that may not be seen. Finite, since shaders need not know infinity, and so low that its
/// exponential is exactly 0 beside any real score.
inline constexpr float cutScore = -1e30F;

/// Where a row stands for Backend::addScoreBias: place(key) - place(query) tells how far a key is from its query, up
/// and across at once. `side` 0: rows follow each other as in a text; else they are a grid, `side` of them in a line.
constexpr int scorePlace(int row, int side) { return side == 0 ? row : row / side * (2 * side - 1) + row % side; }

/// Reads rows [row, row + rows) x columns [column, column + columns) of a weight, row-major, into `to`. Several threads
/// call it at once; it does not throw. False: nobody wants the weight any more, and what is packed of it means nothing.
using WeightSource = std::function<bool(int row, int rows, int column, int columns, std::span<float> to)>;

/// The vocabulary: everything that a device must be able to do. Shapes were checked by engine/ops. Belongs to one
/// worker thread. On Vulkan every operation records and a Tensor is a promise until `wait`; on the CPU it has happened
/// on return. All tensors f32 unless said otherwise; x, y are [rows, width]; rows may have gaps (rowStride).
class Backend {
 public:
  virtual ~Backend() = default;
  /// "cpu" or "vulkan".
  virtual const char* kind() const = 0;
  /// "AMD EPYC, x86-64-v3, 2 threads" or "llvmpipe (LLVM 15.0.6, 256 bits)".
  virtual std::string deviceName() const = 0;
  /// What packLinear stores.
  virtual WeightStorage weightStorage() const = 0;

  /// Uninitialised memory. `rowStride` 0 means no gaps.
  virtual Tensor allocate(const Shape& shape, DType dtype = DType::F32, std::size_t rowStride = 0) = 0;
  /// Whether nothing reads a tensor any more once its last handle is gone; on a GPU frames in flight may.
  virtual bool memoryIsFreeWithItsHandles() const = 0;
  /// Copies host elements in, row gaps skipped: from.size() == elements * size.
  virtual void write(const Tensor& to, std::span<const std::byte> from) = 0;
  /// Copies to the host, row gaps skipped; flushes and waits.
  virtual void read(const Tensor& from, std::span<std::byte> to) = 0;
  /// A weight [out, in], row-major on the host, in the order `linear` likes best (Layout::Packed, shape [out, in]).
  virtual Tensor packLinear(std::span<const float> weight, int out, int in) = 0;
  /// The same from a weight that is read piece by piece, so that it need not stand in memory once more.
  virtual Tensor packLinearFrom(const WeightSource& source, int out, int in) = 0;
  /// All weights of a model are packed: a backend that chooses between kernels may try them on these weights now.
  virtual void weightsArePacked() {}
  /// Submits what was recorded; the ticket is for `wait`. Tickets grow.
  virtual std::uint64_t flush() = 0;
  virtual void wait(std::uint64_t ticket) = 0;

  /// Names what follows, for timings: "blocks.3".
  virtual void section(std::string name) = 0;
  /// Timings since the last call, in order; waits for the device.
  virtual std::vector<OpTiming> takeTimings() = 0;

  /// y[r, :] = table[ids[r], :]. `table` [entries, width], Rows or Packed.
  virtual void gatherRows(const Tensor& table, std::span<const std::int32_t> ids, Tensor& y) = 0;
  /// y = a + b or a * b, element by element. b like a, or one row that serves every row of a.
  virtual void elementwise(Elementwise operation, const Tensor& a, const Tensor& b, Tensor& y) = 0;
  /// y = activation(x), element by element.
  virtual void activate(const Tensor& x, Activation activation, Tensor& y) = 0;
  /// y = (x - mean) / sqrt(variance + epsilon) * weight + bias, per row; biased variance (Ba et al. 2016,
  /// arXiv:1607.06450).
  virtual void layerNorm(const Tensor& x, const Tensor& weight, const Tensor& bias, float epsilon, Tensor& y) = 0;
  /// y = weight * (x / sqrt(mean of x^2 + epsilon)), per row (Zhang and Sennrich 2019, arXiv:1910.07467); rounded where
  /// transformers' LlamaRMSNorm rounds in f32: x times the factor first, then times the weight.
  virtual void rmsNorm(const Tensor& x, const Tensor& weight, float epsilon, Tensor& y) = 0;
  /// Turns pairs (x[r, h, i], x[r, h, i + headWidth / 2]) in place by the angles whose cosines are turns[r, i] and
  /// whose sines are turns[r, i + headWidth / 2] (Su et al. 2021, arXiv:2104.09864, with the pairs of transformers'
  /// rotate_half). x [rows, heads, headWidth], headWidth even; turns [rows, headWidth].
  virtual void rotary(Tensor& x, const Tensor& turns) = 0;
  /// y = activation(x W^T + bias). x [rows, in], `weight` Packed [out, in], `bias` [out] as [1, out] or null, y [rows,
  /// out].
  virtual void linear(const Tensor& x, const Tensor& weight, const Tensor* bias, Activation activation, Tensor& y) = 0;
  /// scores[r, h, k] = scale * query[r, h] . key[k, h / (heads / kvHeads)] for k < min(key.rows(), scores.dim(2));
  /// other columns are left alone. query [rows, heads, headWidth], key blocks [<=64, kvHeads, headWidth].
  virtual void attentionScores(const Tensor& query, const Rows& key, float scale, Tensor& scores) = 0;
  /// scores[r, h, k] += scale * table[h, reach + scorePlace(k, side) - scorePlace(firstRow + r, side)] for k <
  /// keyCount, in place; table [heads, 2 reach + 1]. In a text, keys farther away than `reach` have the entry at its
  /// end (Raffel et al. 2020, arXiv:1910.10683, section 2.1: T5's relative positions; Liu et al. 2021,
  /// arXiv:2103.14030, equation 4: Swin's, with a window as the grid).
  virtual void addScoreBias(Tensor& scores, const Tensor& table, float scale, int firstRow, int keyCount, int side) = 0;
  /// Softmax over the last axis of [rows, heads, keys], in place, `keyCount` <= keys of them real. With `causal`, row r
  /// sees keys 0 .. firstRow + r only; of those the last `window`, unless that is 0. Whatever is not seen becomes
  /// exactly 0.
  virtual void softmaxRows(Tensor& scores, int firstRow, int keyCount, bool causal, int window) = 0;
  /// y[r, h] = sum over k < min(value.rows(), pattern.dim(2)) of pattern[r, h, k] * value[k, h / (heads / kvHeads)].
  /// y [rows, heads, headWidth].
  virtual void attentionMix(const Tensor& pattern, const Rows& value, Tensor& y) = 0;
  /// scores[r, h, key] = cutScore for the cuts' heads and for rows r with firstRow + r among the cuts' queries. Keys
  /// that the tensor does not have are left out.
  virtual void cutKeys(Tensor& scores, int firstRow, std::span<const KeyCut> cuts) = 0;
  /// y[r, head, :] *= factor, in place. y [rows, heads, width].
  virtual void scaleHead(Tensor& y, int head, float factor) = 0;
  /// y = x, rows with any stride.
  virtual void copyRows(const Tensor& x, Tensor& y) = 0;
  /// Per row and head of a pattern, into sums [rows, heads, PatternSumCount]: largest and smallest seen weight, entropy
  /// in bits, sum_k |firstRow + r - k| p, and p[0], which is 0 where key 0 is not seen. Seen keys as in softmaxRows;
  /// all 0 for a row that sees none.
  virtual void patternStatistics(const Tensor& pattern, int firstRow, int keyCount, bool causal, int window,
                                 Tensor& sums) = 0;
};

/// `device`: "auto", "cpu", "vulkan", "vulkan:N" (N as in `headlight devices`). auto takes a real GPU where there is
/// one, else the CPU; never a Vulkan device that is a CPU. `threads` 0: as many as the machine has. `storage` is what
/// packed weights are kept as. The CPU's kernels are the best that the processor has, or those of a lower level that
/// HEADLIGHT_CPU names (v2, v3, v4). Throws Error naming what is there instead.
std::shared_ptr<Backend> makeBackend(const std::string& device, int threads = 0,
                                     WeightStorage storage = WeightStorage::F32);

struct DeviceInfo {
  std::string selector;  ///< "cpu", "vulkan:0"
  std::string name;
  std::string type;  ///< "CPU, x86-64-v3 (AVX2)", "discrete GPU", "integrated GPU", "software Vulkan", ...
  bool automatic;    ///< what "auto" takes
};
std::vector<DeviceInfo> listDevices();

}  // namespace headlight
