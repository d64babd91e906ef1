#include "info/site.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace headlight {
namespace {

// The one table of names; engine/info/README.md has the formulas.
constexpr std::array<std::pair<Site, std::string_view>, 14> siteNames{{
    {Site::Embed, "embed"},
    {Site::ResidPre, "resid_pre"},
    {Site::Query, "attn.query"},
    {Site::Key, "attn.key"},
    {Site::Value, "attn.value"},
    {Site::Pattern, "attn.pattern"},
    {Site::HeadOut, "attn.head_out"},
    {Site::AttnOut, "attn_out"},
    {Site::ResidMid, "resid_mid"},
    {Site::MlpOut, "mlp_out"},
    {Site::ResidPost, "resid_post"},
    {Site::BlockOut, "block_out"},
    {Site::Final, "final"},
    {Site::Logits, "logits"},
}};

}  // namespace

bool perLayer(Site site) { return site != Site::Embed && site != Site::Final && site != Site::Logits; }

std::string toString(SiteId id, bool twoStacks) {
  std::string text;
  if (twoStacks) text = id.stack == Stack::Encoder ? "encoder." : "decoder.";
  if (perLayer(id.site)) text += "blocks." + std::to_string(id.layer) + ".";
  for (const auto& [site, name] : siteNames)
    if (site == id.site) text += name;
  return text;
}

std::optional<SiteId> parseSite(std::string_view name, Stack stack) {
  constexpr std::string_view blocks = "blocks.";
  int layer = -1;
  if (name.starts_with(blocks)) {
    name.remove_prefix(blocks.size());
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), layer);
    const auto digits = static_cast<std::size_t>(end - name.data());
    if (error != std::errc() || layer < 0 || digits >= name.size() || name[digits] != '.') return std::nullopt;
    name.remove_prefix(digits + 1);
  }
  for (const auto& [site, known] : siteNames)
    if (known == name && perLayer(site) == (layer >= 0)) return SiteId{stack, site, layer};
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
