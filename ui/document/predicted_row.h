#pragma once

#include <vector>

#include "info/model_info.h"
#include "ui/document/input_tokens.h"
#include "ui/document/what_if.h"

namespace headlight::ui {

/// The row whose logits are wanted for this document, of the tokens that a model gets (TextDocument::tokens, or those
/// that another vocabulary makes). -1: the last, or the model has none of its own. Of a masked language model the
/// locked row if it is masked, else the last masked one, else the locked one, else the last that was typed; of a token
/// classification the locked row, else the last that was typed.
int predictedRow(const ModelInfo& model, const std::vector<InputToken>& tokens, const Vocabulary& vocabulary,
                 const std::vector<WhatIf>& whatIfs, int lockedRow);

}  // namespace headlight::ui
