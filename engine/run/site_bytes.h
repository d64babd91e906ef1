#pragma once

#include <cstdint>
#include <span>

#include "info/model_info.h"

namespace headlight {

/// Bytes of memory that a captured site takes for inputs of so many rows, in the order of ModelInfo::stacks: what
/// Rows::bytes() of a trace says, and the gaps between rows.
std::uint64_t siteBytes(const ModelInfo& model, SiteId site, std::span<const int> rowsByStack);
/// The same where every stack has `tokens` rows.
std::uint64_t siteBytes(const ModelInfo& model, SiteId site, int tokens);

/// Bytes that a trace keeps whatever its plan, so that the next pass can start from it (StackReuse): what enters each
/// block and what leaves the last, query, key and value.
std::uint64_t reuseBytes(const ModelInfo& model, std::span<const int> rowsByStack);
/// The same where every stack has `tokens` rows.
std::uint64_t reuseBytes(const ModelInfo& model, int tokens);

}  // namespace headlight
