#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "io/stored_tensors.h"
#include "io/weight_rules.h"

namespace headlight::io {

/// The weights of one model under our names. A cheap handle: `sub("blocks.3").sub("attn")` prefixes the names, all
/// handles share what was taken. Every message names the file, its tensor, ours, and both shapes as the file stores
/// them.
class Weights {
 public:
  /// Throws Error when stripping prefixes makes two tensors one. The table in `names` must outlive this (it is static
  /// data).
  Weights(StoredTensors file, WeightNames names);

  Weights sub(std::string_view scope) const;

  /// Whether the file has the tensor for `name`. Throws Error when the table has no such name of ours.
  bool has(std::string_view name) const;
  /// A matrix as row-major [out, in] floats: Stored::InOut is transposed, a part is cut out of its fused tensor.
  /// Throws Error when it is missing, shaped otherwise, of a type that cannot be read, or holds NaN or infinity.
  std::vector<float> matrix(std::string_view name, int out, int in) const;
  /// A vector of `size` floats (a part of a fused one likewise). Errors as in `matrix`.
  std::vector<float> vector(std::string_view name, int size) const;

  /// To be called when the model has taken what it needs. Throws Error naming a tensor inside a block ("h.{i}." of the
  /// table) that was not taken, or not in all its parts: such a file is another architecture. Returns the names, as in
  /// the file, of tensors outside the blocks that were not used; ignorable ones are left out.
  std::vector<std::string> finish() const;

  /// The file, or the index of several.
  const std::filesystem::path& path() const;

 private:
  struct State;
  Weights(std::shared_ptr<State> state, std::string scope) : state_(std::move(state)), scope_(std::move(scope)) {}

  std::shared_ptr<State> state_;
  std::string scope_;  // "blocks.3.attn." or empty
};

}  // namespace headlight::io
