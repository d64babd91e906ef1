#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "info/input.h"
#include "info/model_info.h"

namespace headlight {

/// How many rows an input has in a stack that reads it: tokens, or special tokens and patches. Throws Error for a text
/// given where the stack reads an image, a picture given where it reads a text, and a picture smaller than a patch.
int inputRows(const ModelInfo& model, StackId stack, const Input& input);
/// Rows of each stack, in the order of ModelInfo::stacks. Throws Error as above, and where the model reads from another
/// number of inputs.
std::vector<int> rowsByStack(const ModelInfo& model, const Inputs& inputs);

/// The token ids that a stack reads. Throws Error with one sentence for what it cannot take: a picture, no token, more
/// than maxTokens where the model does not extrapolate, ids outside the vocabulary, token types that it has not got.
const std::vector<std::int32_t>& checkedTokens(const ModelInfo& model, StackId stack, const Input& input);
/// One sentence for inputs that run, but of which the model was not made to say anything (a text longer than maxTokens
/// where it extrapolates); empty for others.
std::string warningOf(const ModelInfo& model, const Inputs& inputs);

/// The picture that a stack reads. Throws Error with one sentence for what it cannot take: a text, less
/// than one patch, another size than the model was trained on where it cannot interpolate, numbers that are
/// missing or not finite.
const PictureInput& checkedPicture(const ModelInfo& model, StackId stack, const Input& input);

}  // namespace headlight
