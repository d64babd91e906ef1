#pragma once

#include "info/model_info.h"
#include "ui/document/stack_rows.h"

namespace headlight::ui {

/// The queries of that attention stand for what the model wrote from them, the token after each: it is the
/// cross-attention of a stack that writes one text from another.
bool standsForWritten(const ModelInfo& model, const AttentionInfo& attention);
/// Rows called by the tokens that were written from them: "→ ·ça" is the row before the one that reads "·ça", "→ …" the
/// last.
StackRows asWritten(const StackRows& read);

}  // namespace headlight::ui
