#include "info/check_input.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace headlight {
namespace {

const TokenInput& textOf(const ModelInfo& model, const Input& input) {
  if (model.picture) fail(model.name, ": an image model, given a text; give it a picture");
  return std::get<TokenInput>(input);
}

const PictureInput& pictureOf(const ModelInfo& model, const Input& input) {
  if (!model.picture) fail(model.name, ": a text model, given a picture; give it a text");
  const PictureInput& picture = std::get<PictureInput>(input);
  const PictureInfo& info = *model.picture;
  if (picture.height < 1 || picture.width < 1 || picture.height % info.patchHeight != 0 ||
      picture.width % info.patchWidth != 0)
    fail(model.name, ": the picture is ", picture.width, " x ", picture.height, " pixels, expected multiples of ",
         info.patchWidth, " x ", info.patchHeight, ", the size of a patch");
  return picture;
}

}  // namespace

int inputRows(const ModelInfo& model, const Input& input) {
  if (std::holds_alternative<TokenInput>(input)) return static_cast<int>(textOf(model, input).ids.size());
  const PictureInput& picture = pictureOf(model, input);
  const PictureInfo& info = *model.picture;
  return info.specials() + PatchGrid{picture.height / info.patchHeight, picture.width / info.patchWidth}.count();
}

std::vector<int> rowsByStack(const ModelInfo& model, const Inputs& inputs) {
  std::size_t expected = 1;
  for (const StackInfo& stack : model.stacks) expected = std::max(expected, static_cast<std::size_t>(stack.input) + 1);
  if (inputs.size() != expected)
    fail(model.name, ": expected ", expected, expected == 1 ? " input" : " inputs", ", got ", inputs.size());
  std::vector<int> rows;
  for (const StackInfo& stack : model.stacks)
    rows.push_back(inputRows(model, inputs[static_cast<std::size_t>(stack.input)]));
  return rows;
}

const std::vector<std::int32_t>& checkedTokens(const ModelInfo& model, const Input& input) {
  const std::vector<std::int32_t>& ids = textOf(model, input).ids;
  if (ids.empty()) fail(model.name, ": expected at least one token, got none");
  if (ids.size() > static_cast<std::size_t>(model.maxTokens))
    fail(ids.size(), " tokens, the model ", model.name, " takes ", model.maxTokens, ": shorten the text");
  for (std::size_t row = 0; row < ids.size(); ++row)
    if (ids[row] < 0 || ids[row] >= model.vocabulary)
      fail(model.name, ": token ", row, " has id ", ids[row], ", the vocabulary ends at ", model.vocabulary - 1);
  return ids;
}

const PictureInput& checkedPicture(const ModelInfo& model, const Input& input) {
  const PictureInput& picture = pictureOf(model, input);
  const PictureInfo& info = *model.picture;
  if (!info.interpolates && (picture.height != info.height || picture.width != info.width))
    fail(model.name, ": the picture is ", picture.width, " x ", picture.height, " pixels, the model takes ", info.width,
         " x ", info.height, " only");
  const std::size_t expected = static_cast<std::size_t>(info.channels) * static_cast<std::size_t>(picture.height) *
                               static_cast<std::size_t>(picture.width);
  const std::size_t got = picture.pixels ? picture.pixels->size() : 0;
  if (got != expected)
    fail(model.name, ": expected ", expected, " numbers for a picture of ", picture.width, " x ", picture.height,
         " pixels and ", info.channels, " channels, got ", got);
  const auto notFinite = std::ranges::find_if_not(*picture.pixels, [](float pixel) { return std::isfinite(pixel); });
  if (notFinite != picture.pixels->end())
    fail(model.name, ": number ", notFinite - picture.pixels->begin(), " of the picture is ", *notFinite,
         ", expected a finite number");
  return picture;
}

}  // namespace headlight
