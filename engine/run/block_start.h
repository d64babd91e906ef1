#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "info/site.h"

namespace headlight {

/// The first row that each stage of one block computes; rows before are in the trace before. No stage starts after one
/// that hangs on it, but for those that are always kept (query, key and value).
class BlockStart {
 public:
  int operator()(Site site, std::uint8_t attention = 0) const { return first_[attention][index(site)]; }
  int& operator()(Site site, std::uint8_t attention = 0) { return first_[attention][index(site)]; }

 private:
  static constexpr std::size_t index(Site site) { return static_cast<std::size_t>(site); }
  static constexpr std::size_t sites = static_cast<std::size_t>(Site::Logits) + 1, attentions = 2;
  std::array<std::array<int, sites>, attentions> first_{};
};

}  // namespace headlight
