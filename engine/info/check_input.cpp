#include "info/check_input.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace headlight {
namespace {

/// Who refuses: the model, and where it reads several things, what was wrong of them.
std::string subjectOf(const ModelInfo& model, StackId stack) {
  return model.inputs.size() > 1 ? model.name + ": " + model.input(stack).name : model.name;
}

const TokenInput& textOf(const ModelInfo& model, StackId stack, const Input& input) {
  if (!model.textOf(stack)) fail(subjectOf(model, stack), ": an image model, given a text; give it a picture");
  if (const auto* text = std::get_if<TokenInput>(&input)) return *text;
  fail(subjectOf(model, stack), ": a text model, given a picture; give it a text");
}

const PictureInput& pictureOf(const ModelInfo& model, StackId stack, const Input& input) {
  const ImageInputInfo* info = model.imageOf(stack);
  if (!info) fail(subjectOf(model, stack), ": a text model, given a picture; give it a text");
  const auto* picture = std::get_if<PictureInput>(&input);
  if (!picture) fail(subjectOf(model, stack), ": an image model, given a text; give it a picture");
  if (picture->height < info->patchHeight || picture->width < info->patchWidth)
    fail(subjectOf(model, stack), ": the picture is ", picture->width, " x ", picture->height,
         " pixels after the model's resize, less than one patch of ", info->patchWidth, " x ", info->patchHeight);
  return *picture;
}

}  // namespace

int inputRows(const ModelInfo& model, StackId stack, const Input& input) {
  if (std::holds_alternative<TokenInput>(input)) return static_cast<int>(textOf(model, stack, input).ids.size());
  const PictureInput& picture = pictureOf(model, stack, input);
  const ImageInputInfo& info = *model.imageOf(stack);
  return info.specials() + info.gridOf(picture.height, picture.width).count();
}

std::vector<int> rowsByStack(const ModelInfo& model, const Inputs& inputs) {
  const std::size_t expected = model.inputs.size();
  if (inputs.size() != expected)
    fail(model.name, ": expected ", expected, expected == 1 ? " input" : " inputs", ", got ", inputs.size());
  std::vector<int> rows;
  for (const StackInfo& stack : model.stacks)
    rows.push_back(inputRows(model, stack.stack, inputs[static_cast<std::size_t>(stack.input)]));
  return rows;
}

const std::vector<std::int32_t>& checkedTokens(const ModelInfo& model, StackId stack, const Input& input) {
  const std::vector<std::int32_t>& ids = textOf(model, stack, input).ids;
  const TextInputInfo& info = *model.textOf(stack);
  const std::string subject = subjectOf(model, stack);
  if (ids.empty()) fail(subject, ": expected at least one token, got none");
  if (!info.takes(ids.size()))
    fail(ids.size(), " tokens, the model ", subject, " takes ", info.maxTokens, ": shorten the text");
  for (std::size_t row = 0; row < ids.size(); ++row)
    if (ids[row] < 0 || ids[row] >= info.vocabulary)
      fail(subject, ": token ", row, " has id ", ids[row], ", the vocabulary ends at ", info.vocabulary - 1);
  return ids;
}

std::string warningOf(const ModelInfo& model, const Inputs& inputs) {
  for (const StackInfo& stack : model.stacks) {
    const TextInputInfo* info = model.textOf(stack.stack);
    const auto* text = std::get_if<TokenInput>(&inputs[static_cast<std::size_t>(stack.input)]);
    if (info && text && info->extrapolates && text->ids.size() > static_cast<std::size_t>(info->maxTokens))
      return std::to_string(text->ids.size()) + " tokens, the model " + subjectOf(model, stack.stack) +
             " was made for " + std::to_string(info->maxTokens) + ": what it says of more may mean nothing";
  }
  return {};
}

const PictureInput& checkedPicture(const ModelInfo& model, StackId stack, const Input& input) {
  const PictureInput& picture = pictureOf(model, stack, input);
  const ImageInputInfo& info = *model.imageOf(stack);
  const std::string subject = subjectOf(model, stack);
  if (!info.interpolates && !(info.gridOf(picture.height, picture.width) == info.grid()))
    fail(subject, ": the picture is ", picture.width, " x ", picture.height, " pixels, the model takes ", info.width,
         " x ", info.height, " only");
  const std::size_t expected = static_cast<std::size_t>(info.channels) * static_cast<std::size_t>(picture.height) *
                               static_cast<std::size_t>(picture.width);
  const std::size_t got = picture.pixels ? picture.pixels->size() : 0;
  if (got != expected)
    fail(subject, ": expected ", expected, " numbers for a picture of ", picture.width, " x ", picture.height,
         " pixels and ", info.channels, " channels, got ", got);
  const auto notFinite = std::ranges::find_if_not(*picture.pixels, [](float pixel) { return std::isfinite(pixel); });
  if (notFinite != picture.pixels->end())
    fail(subject, ": number ", notFinite - picture.pixels->begin(), " of the picture is ", *notFinite,
         ", expected a finite number");
  return picture;
}

}  // namespace headlight
