#pragma once

#include "reference/reference.h"
#include "trace/trace.h"

namespace headlight::test {

/// Expects every site that the oracle has, in the trace, with its shape, and within float32's reach of it:
/// patterns 2e-5, logits 1e-4 of the largest logit, everything else 2e-5 of the site's largest value (at least of 1).
/// Reason: float32 keeps 6e-8 of a value; sums of some hundred terms through a few layers lose one to two digits of
/// that, and PyTorch's own float32 differs from its float64 by 2e-6 on the recorded models
/// (tests/vectors/record_gpt2.py prints it). A wrong formula (another GELU, the unbiased variance, a scale) misses by
/// 1e-3 and more.
void expectAgrees(const Trace& trace, const reference::Sites& expected);

/// The same for one site.
void expectSiteAgrees(const Trace& trace, const std::string& site, const reference::Array& expected);

}  // namespace headlight::test
