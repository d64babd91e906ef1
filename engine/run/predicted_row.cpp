#include "run/predicted_row.h"

#include <algorithm>
#include <vector>

#include "base/error.h"
#include "info/check_input.h"

namespace headlight {
namespace {

/// Reference: transformers' GenericForSequenceClassification, which takes the last token that is no padding, and the
/// first one where all are.
int lastRow(const OutputInfo& output, const Input& input, int rows) {
  const auto* text = std::get_if<TokenInput>(&input);
  if (!text || !output.padding) return rows - 1;
  for (int row = rows - 1; row >= 0; --row)
    if (text->ids[static_cast<std::size_t>(row)] != *output.padding) return row;
  return 0;
}

}  // namespace

int predictedRowOf(const ModelInfo& model, const Inputs& inputs, int asked) {
  const int rows = model.stacks.empty() ? 0 : rowsByStack(model, inputs).back();
  if (asked >= rows)
    fail(model.name, ": row ", asked, " cannot be predicted: the ", model.text() ? "text has " : "picture has ", rows,
         model.text() ? " tokens" : " rows");
  if (const OutputInfo* output = model.output(); output && output->says == Says::Label && output->ofLastRow)
    return lastRow(*output, inputs[static_cast<std::size_t>(model.stacks.back().input)], rows);
  if (!model.text() || model.says(Says::Label)) return 0;
  return asked < 0 ? rows - 1 : asked;
}

}  // namespace headlight
