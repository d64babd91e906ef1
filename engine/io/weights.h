#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "io/stored_tensors.h"
#include "io/weight_rules.h"

namespace headlight::io {

/// A matrix of ours [out, in] that is read where it lies, piece by piece.
class MatrixReader {
 public:
  /// Rows [row, row + rows) x columns [column, column + columns), row-major, into `to`. Threads may call at once. False
  /// when the weights are not wanted any more (Weights::stopped) and nothing was read.
  bool read(int row, int rows, int column, int columns, std::span<float> to) const;
  /// Throws Error, naming the first place, when something that was read is NaN or infinity.
  void check() const;

 private:
  friend class Weights;
  std::string ours_;
  const StoredTensor* tensor_ = nullptr;
  std::shared_ptr<const void> owner_;
  std::stop_token stop_;
  bool transposed_ = false;
  std::size_t first_ = 0;   ///< output of the file where the part begins
  std::size_t stride_ = 0;  ///< elements from one row of the file to the next
  std::shared_ptr<std::atomic<bool>> damaged_ = std::make_shared<std::atomic<bool>>(false);
};

/// The weights of one model under our names. A cheap handle: `sub("blocks.3").sub("attn")` prefixes the names, all
/// handles share what was taken. Every message names the file, its tensor, ours, and both shapes as the file stores
/// them.
class Weights {
 public:
  /// Throws Error when stripping prefixes makes two tensors one. The table in `names` must outlive this (it is static
  /// data).
  Weights(StoredTensors file, WeightNames names, std::stop_token stop = {});

  Weights sub(std::string_view scope) const;

  /// Whether the file has the tensor for `name`. Throws Error when the table has no such name of ours.
  bool has(std::string_view name) const;
  /// A matrix as row-major [out, in] floats: Stored::InOut is transposed, a part is cut out of its fused tensor.
  /// Throws Error when it is missing, shaped otherwise, of a type that cannot be read, or holds NaN or infinity. With
  /// `shape` the file has the same numbers in the same order under that shape ([out, channels, height, width] of a
  /// convolution, [1, entries, width] of a parameter).
  std::vector<float> matrix(std::string_view name, int out, int in, const std::vector<std::int64_t>& shape = {}) const;
  /// The same for reading without a copy of the whole; call its `check` when all was read. Other errors as in `matrix`.
  MatrixReader reader(std::string_view name, int out, int in, const std::vector<std::int64_t>& shape = {}) const;
  /// The same for a matrix that is only compared with another: used, but not taken (elementsTaken).
  MatrixReader peek(std::string_view name, int out, int in, const std::vector<std::int64_t>& shape = {}) const;
  /// A vector of `size` floats (a part of a fused one likewise). Errors as in `matrix`.
  std::vector<float> vector(std::string_view name, int size) const;

  /// Whether a stop was requested: readers give nothing more then.
  bool stopped() const;

  /// The names, as in the file, of tensors that the table has no line for; ignorable ones are left out.
  std::vector<std::string> unknown() const;

  /// To be called when the model has taken what it needs. Throws Error naming a tensor inside a block ("h.{i}." of the
  /// table) of which others were taken and this one was not, or not in all its parts: such a file is another
  /// architecture. Returns the names, as in the file, of other tensors that were not used, outside the blocks and of
  /// layers that config.json does not count; ignorable ones are left out.
  std::vector<std::string> finish() const;

  /// How many numbers the tensors have that were taken, each counted once: the model's parameters.
  std::uint64_t elementsTaken() const;

  const StoredTensors& file() const;
  /// The file, or the index of several.
  const std::filesystem::path& path() const;

 private:
  struct State;
  Weights(std::shared_ptr<State> state, std::string scope) : state_(std::move(state)), scope_(std::move(scope)) {}

  std::shared_ptr<State> state_;
  std::string scope_;  // "blocks.3.attn." or empty
};

}  // namespace headlight::io
