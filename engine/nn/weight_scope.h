#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backend/backend.h"

namespace headlight::io {
class Weights;
}

namespace headlight {

/// Where a layer finds its weights: a model file, a backend to put them on, and a place in the naming tree
/// ("blocks.3.attn"). Layers are built from one in the order data flows through them.
class WeightScope {
 public:
  WeightScope(io::Weights& file, Backend& backend, std::string prefix = {});

  /// A weight of `out` outputs that is part of a larger one. `shape`: as the file has it, where that is not [out, in].
  struct Part {
    std::string_view name;
    int out;
    std::vector<std::int64_t> shape = {};
  };
  Backend& backend() const { return backend_; }
  /// The scope one name deeper: sub("attn").
  WeightScope sub(std::string_view name) const;
  /// Whether the file has this weight.
  bool has(std::string_view name) const;
  /// Whether two weights [out, in] of the file hold the same numbers.
  bool same(std::string_view name, std::string_view other, int out, int in) const;
  /// `name` [out, in], packed for Backend::linear.
  Tensor matrix(std::string_view name, int out, int in) const;
  /// The same of a matrix that is tied to `other`, which was taken as `taken`: as transformers 5 ties, not where the
  /// file has numbers of its own for it.
  Tensor matrixUnlessTied(std::string_view name, std::string_view other, const Tensor& taken, int out, int in) const;
  /// Matrices [out, in] one below the other as one packed weight: one product instead of several.
  Tensor matrices(std::initializer_list<Part> parts, int in) const;
  /// A convolution's kernels, [out, channels, height, width] in the file, as the packed [out, channels * height *
  /// width] of one product with unfolded patches.
  Tensor convolution(std::string_view name, int out, int channels, int height, int width) const;
  /// `name` [entries, width] on the host; [1, entries, width] in the file.
  std::vector<float> parameter(std::string_view name, int entries, int width) const;
  /// `name` [entries, width] as plain rows, for tables that are only looked up.
  Tensor table(std::string_view name, int entries, int width) const;
  /// Every column of `name` [entries, width], its entries `ids` one after another: [width, ids.size()].
  Tensor columns(std::string_view name, int entries, int width, std::span<const int> ids) const;
  /// `name` [size] as [1, size].
  Tensor vector(std::string_view name, int size) const;
  /// Vectors one after the other as [1, sum of sizes].
  Tensor vectors(std::initializer_list<Part> parts) const;

 private:
  std::string full(std::string_view name) const;
  io::Weights& file_;
  Backend& backend_;
  std::string prefix_;
};

}  // namespace headlight
