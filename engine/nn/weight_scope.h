#pragma once

#include <string>
#include <string_view>

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

  /// The scope one name deeper: sub("attn").
  WeightScope sub(std::string_view name) const;
  /// `name` [out, in], packed for Backend::linear.
  Tensor matrix(std::string_view name, int out, int in) const;
  /// `name` [entries, width] as plain rows, for tables that are only looked up.
  Tensor table(std::string_view name, int entries, int width) const;
  /// `name` [size] as [1, size].
  Tensor vector(std::string_view name, int size) const;

 private:
  std::string full(std::string_view name) const;
  io::Weights& file_;
  Backend& backend_;
  std::string prefix_;
};

}  // namespace headlight
