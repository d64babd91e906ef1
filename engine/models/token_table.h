#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "info/output_info.h"
#include "nn/weight_scope.h"

namespace headlight {

/// The token table, "embed.weight" [vocabulary, width], packed. Where a head that says tokens is `tied` to it, the file
/// may have that matrix alone, under the head's name (`head`): safetensors keeps a shared tensor under one of its
/// names, and transformers 5 ties in both directions.
Tensor loadTokenTable(const WeightScope& weights, const OutputInfo* output, bool tied, std::string_view head,
                      int vocabulary, int width);

/// One token table for both texts of an encoder-decoder and for its head. Files hold it under one of several names, or
/// under several; where numbers of its own stand under a name they count for that name, as in transformers 5.
class SharedTable {
 public:
  /// [entries, width], packed; `names` in the order in which they are looked for.
  SharedTable(const WeightScope& weights, std::initializer_list<std::string_view> names, int entries, int width);
  /// What stands under that name.
  Tensor as(std::string_view name) const;

 private:
  WeightScope weights_;
  std::string name_;
  int entries_, width_;
  Tensor table_;
};

}  // namespace headlight
