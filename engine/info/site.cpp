#include "info/site.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace headlight {
namespace {

struct SiteName {
  Site site;
  std::string_view name;
  std::string_view ofCrossAttention = {};  ///< empty where that has no such site
};

// The one table of names; engine/info/README.md has the formulas.
constexpr std::array<SiteName, 15> siteNames{{
    {Site::Embed, "embed"},
    {Site::ResidPre, "resid_pre"},
    {Site::Query, "attn.query", "cross_attn.query"},
    {Site::Key, "attn.key", "cross_attn.key"},
    {Site::Value, "attn.value", "cross_attn.value"},
    {Site::Pattern, "attn.pattern", "cross_attn.pattern"},
    {Site::HeadOut, "attn.head_out", "cross_attn.head_out"},
    {Site::AttnOut, "attn_out", "cross_attn_out"},
    {Site::ResidMid, "resid_mid", "resid_mid_cross"},
    {Site::MlpOut, "mlp_out"},
    {Site::ResidPost, "resid_post"},
    {Site::BlockOut, "block_out"},
    {Site::Final, "final"},
    {Site::RelativeBias, "relative_bias"},
    {Site::Logits, "logits"},
}};

}  // namespace

bool perLayer(Site site) {
  return site != Site::Embed && site != Site::Final && site != Site::RelativeBias && site != Site::Logits;
}

std::string toString(SiteId id) {
  std::string text;
  if (perLayer(id.site)) text += "blocks." + std::to_string(id.layer) + ".";
  for (const SiteName& known : siteNames)
    if (known.site == id.site) text += id.attention == 0 ? known.name : known.ofCrossAttention;
  return text;
}

std::optional<SiteId> parseSite(std::string_view name, StackId stack) {
  constexpr std::string_view blocks = "blocks.";
  int layer = -1;
  if (name.starts_with(blocks)) {
    name.remove_prefix(blocks.size());
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), layer);
    const auto digits = static_cast<std::size_t>(end - name.data());
    if (error != std::errc() || layer < 0 || digits >= name.size() || name[digits] != '.') return std::nullopt;
    name.remove_prefix(digits + 1);
  }
  if (name.empty()) return std::nullopt;
  for (const SiteName& known : siteNames) {
    if (perLayer(known.site) != (layer >= 0)) continue;
    if (known.name == name) return SiteId{stack, known.site, layer};
    if (known.ofCrossAttention == name) return SiteId{stack, known.site, layer, 1};
  }
  return std::nullopt;
}

CapturePlan::CapturePlan(std::vector<SiteId> sites) : sites_(std::move(sites)) {
  std::ranges::sort(sites_);
  const auto repeats = std::ranges::unique(sites_);
  sites_.erase(repeats.begin(), repeats.end());
}

void CapturePlan::add(SiteId id) {
  const auto place = std::ranges::lower_bound(sites_, id);
  if (place == sites_.end() || *place != id) sites_.insert(place, id);
}

bool CapturePlan::contains(SiteId id) const { return std::ranges::binary_search(sites_, id); }

}  // namespace headlight
