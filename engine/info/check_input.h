#pragma once

#include <cstdint>
#include <vector>

#include "info/input.h"
#include "info/model_info.h"

namespace headlight {

/// How many rows an input has in the stack that takes it: tokens, or special tokens and patches. Throws Error for a
/// text given to an image model, a picture given to a text model, and a picture that has no whole patches.
int inputRows(const ModelInfo& model, const Input& input);
/// Rows of each stack, in the order of ModelInfo::stacks. Throws Error as above, and where the model reads from another
/// number of inputs.
std::vector<int> rowsByStack(const ModelInfo& model, const Inputs& inputs);

/// The token ids of an input. Throws Error with one sentence for what the model cannot take: a picture, no token, more
/// than maxTokens, ids outside the vocabulary.
const std::vector<std::int32_t>& checkedTokens(const ModelInfo& model, const Input& input);

/// The picture of an input. Throws Error with one sentence for what the model cannot take: a text, sides that are no
/// multiples of the patch's, another size than it was trained on where it cannot interpolate, numbers that are missing
/// or not finite.
const PictureInput& checkedPicture(const ModelInfo& model, const Input& input);

}  // namespace headlight
