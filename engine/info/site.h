#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "info/stack_info.h"

namespace headlight {

/// Where a value can be seen. Formula, shape and the Hugging Face / TransformerLens equivalent of each:
/// engine/info/README.md.
enum class Site : std::uint8_t {
  Embed,      ///< [tokens, width] what enters block 0
  ResidPre,   ///< [tokens, width]
  Query,      ///< [tokens, heads, headWidth]
  Key,        ///< [tokens, kvHeads, headWidth]; of cross-attention [tokens of the memory, ...]
  Value,      ///< [tokens, kvHeads, headWidth]; of cross-attention [tokens of the memory, ...]
  Pattern,    ///< [queries, heads, keys] on the device; [heads, queries, keys] in files
  HeadOut,    ///< [tokens, heads, headWidth] weights x value, before the output projection
  AttnOut,    ///< [tokens, width] after the output projection
  ResidMid,   ///< [tokens, width] after attention was added
  MlpOut,     ///< [tokens, width]
  ResidPost,  ///< [tokens, width]
  BlockOut,   ///< [tokens, width] after the last norm of a post-norm block; what enters the next one
  Final,      ///< [tokens, width] after the last norm
  /// [heads, distances] what self-attention adds to its scores by how far a key is from its query, from the keys
  /// farthest before it to those farthest after; one for all layers of a stack, whatever the input (T5).
  RelativeBias,
  Logits  ///< [tokens, vocabulary]
};

/// True for sites that exist once per layer.
bool perLayer(Site site);

struct SiteId {
  StackId stack = StackId::Decoder;
  Site site = Site::Embed;
  int layer = -1;              ///< -1 for sites outside the blocks
  std::uint8_t attention = 0;  ///< of Query to ResidMid: AttentionId::which; else 0
  auto operator<=>(const SiteId&) const = default;
};

/// TransformerLens' spelling, without the stack: "blocks.3.attn.pattern", "blocks.3.cross_attn.pattern", "embed",
/// "logits". ModelInfo::siteName says the stack too where there are several.
std::string toString(SiteId id);
/// The inverse (`stack` is filled in); nothing for an unknown name.
std::optional<SiteId> parseSite(std::string_view name, StackId stack);

/// Which sites a pass keeps: the union of what the visible views need. Sorted, without repeats.
class CapturePlan {
 public:
  CapturePlan() = default;
  explicit CapturePlan(std::vector<SiteId> sites);
  void add(SiteId id);
  bool contains(SiteId id) const;
  const std::vector<SiteId>& sites() const& { return sites_; }
  std::vector<SiteId> sites() && { return std::move(sites_); }  ///< of a temporary: a loop over it must not dangle
  bool operator==(const CapturePlan&) const = default;

 private:
  std::vector<SiteId> sites_;
};

}  // namespace headlight
