#pragma once

#include <QStringList>
#include <memory>
#include <optional>

#include "trace/trace.h"

namespace headlight::ui {

/// Something that one head does in the trace on screen, in words, found by looking through the weights that were
/// computed.
struct HeadClaim {
  int layer = 0, head = 0;
  int row = 0;  ///< the query that it speaks of
  QString sentence;
};

/// The head that best looks from the last token back to what came after it before (induction; Olsson et al. 2022,
/// arXiv:2209.11895): of all its earlier occurrences together, if it is a word and words came after it, and one head
/// puts at least 0.3 there; else the head that looks most at the token just before, if that is at least 0.5 on average.
/// Nothing when the patterns do not say so.
std::optional<HeadClaim> findHeadClaim(const Trace& trace, const QStringList& tokens);

}  // namespace headlight::ui
