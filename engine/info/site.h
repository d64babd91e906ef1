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
  Key,        ///< [tokens, kvHeads, headWidth]
  Value,      ///< [tokens, kvHeads, headWidth]
  Pattern,    ///< [queries, heads, keys] on the device; [heads, queries, keys] in files
  HeadOut,    ///< [tokens, heads, headWidth] weights x value, before the output projection
  AttnOut,    ///< [tokens, width] after the output projection
  ResidMid,   ///< [tokens, width] after attention was added
  MlpOut,     ///< [tokens, width]
  ResidPost,  ///< [tokens, width]
  BlockOut,   ///< [tokens, width] after the last norm of a post-norm block; what enters the next one
  Final,      ///< [tokens, width] after the last norm
  Logits      ///< [tokens, vocabulary]
};

/// True for sites that exist once per layer.
bool perLayer(Site site);

struct SiteId {
  Stack stack = Stack::Decoder;
  Site site = Site::Embed;
  int layer = -1;  ///< -1 for sites outside the blocks
  auto operator<=>(const SiteId&) const = default;
};

/// TransformerLens' spelling: "blocks.3.attn.pattern", "embed", "logits"; with two stacks
/// "decoder.blocks.3.attn.pattern".
std::string toString(SiteId id, bool twoStacks = false);
/// The inverse for single-stack models (`stack` is filled in); nothing for an unknown name.
std::optional<SiteId> parseSite(std::string_view name, Stack stack);

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
