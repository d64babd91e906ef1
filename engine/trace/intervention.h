#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "info/site.h"

namespace headlight {

/// Where a layer or a head is named, this one means all of them.
inline constexpr int everyLayer = -1;
inline constexpr int everyHead = -1;

/// One head's `head_out` times `factor`, from `firstRow` on; 0 switches it off (its pattern is still computed).
struct ScaleHead {
  StackId stack = StackId::Decoder;
  int layer = 0, head = 0;
  float factor = 0;
  int firstRow = 0;
  std::uint8_t attention = 0;  ///< AttentionId::which
  auto operator<=>(const ScaleHead&) const = default;
};

/// What a layer's attention adds to the residual stream (after the output projection) times `factor`.
struct ScaleAttention {
  StackId stack = StackId::Decoder;
  int layer = 0;
  float factor = 0;
  std::uint8_t attention = 0;  ///< AttentionId::which
  auto operator<=>(const ScaleAttention&) const = default;
};

/// What a layer's MLP adds to the residual stream times `factor`.
struct ScaleMlp {
  StackId stack = StackId::Decoder;
  int layer = 0;
  float factor = 0;
  auto operator<=>(const ScaleMlp&) const = default;
};

/// The score of one query and key becomes minus infinity before softmax: the other keys share its weight. A row's last
/// remaining key cannot be cut (the request is refused).
struct CutEdge {
  StackId stack = StackId::Decoder;
  int layer = everyLayer, head = everyHead;
  int query = 0, key = 0;
  std::uint8_t attention = 0;  ///< AttentionId::which; `key` is a row of AttentionInfo::keys
  auto operator<=>(const CutEdge&) const = default;
};

/// No later query sees this key, in any layer and head: what masking a token means for a vocabulary without a mask
/// token. In a stack that is not causal no other query sees it, in cross-attention none.
struct MaskKey {
  StackId stack = StackId::Decoder;
  int key = 0;
  std::uint8_t attention = 0;  ///< AttentionId::which; `key` is a row of AttentionInfo::keys
  auto operator<=>(const MaskKey&) const = default;
};

/// Scores divided by `temperature` > 0 before softmax: above 1 flattens attention, below 1 sharpens it.
struct AttentionTemperature {
  StackId stack = StackId::Decoder;
  int layer = everyLayer;
  float temperature = 1;
  std::uint8_t attention = 0;  ///< AttentionId::which
  auto operator<=>(const AttentionTemperature&) const = default;
};

/// What self-attention adds to its scores by how far a key is from its query (Site::RelativeBias) times `factor`: at 0
/// the order of the rows is forgotten (T5).
struct ScaleRelativeBias {
  StackId stack = StackId::Decoder;
  int layer = everyLayer;
  float factor = 0;
  auto operator<=>(const ScaleRelativeBias&) const = default;
};

/// Where a patch takes the rows of the same number.
inline constexpr int sameRows = -1;

/// Rows [firstRow, firstRow + rowCount) of a site are taken from another trace, which the request carries under the
/// name `source`: from as many rows there, from `sourceRow` on. A row of a pattern, whose keys are rows, is taken from
/// the same row only.
struct PatchRows {
  SiteId site;
  int firstRow = 0, rowCount = 0;
  std::string source;
  int sourceRow = sameRows;
  int firstSourceRow() const { return sourceRow == sameRows ? firstRow : sourceRow; }
  auto operator<=>(const PatchRows&) const = default;
};

/// One change to what the model computes: plain comparable data, stored with the document, the same on both backends.
using Intervention = std::variant<ScaleHead, ScaleAttention, ScaleMlp, CutEdge, MaskKey, AttentionTemperature,
                                  PatchRows, ScaleRelativeBias>;

}  // namespace headlight
