#pragma once

#include <cstdint>

#include "info/model_info.h"

namespace headlight {

/// Bytes of memory that a captured site takes for an input of `tokens` rows: what Rows::bytes() of a trace says, and
/// the gaps between rows.
std::uint64_t siteBytes(const ModelInfo& model, SiteId site, int tokens);

/// Bytes that a trace keeps whatever its plan, so that the next pass can start from it (StackReuse): what enters each
/// block and what leaves the last, query, key and value.
std::uint64_t reuseBytes(const ModelInfo& model, int tokens);

}  // namespace headlight
