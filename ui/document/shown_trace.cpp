#include "ui/document/shown_trace.h"

#include <algorithm>
#include <iterator>

#include "ui/document/document.h"

namespace headlight::ui {

namespace {
const InputRows none;
}  // namespace

const InputRows& ShownTrace::rowsOf(StackId stack) const {
  const auto input = static_cast<std::size_t>(trace->model().stack(stack).input);
  return input < inputs.size() ? inputs[input] : none;
}

const InputRows& ShownTrace::rows() const { return trace ? rowsOf(trace->model().stacks.back().stack) : none; }

NamesByStack ShownTrace::names() const {
  std::map<StackId, RowNames> names;
  if (trace)
    for (const StackInfo& stack : trace->model().stacks) names[stack.stack] = rowsOf(stack.stack).names;
  return names;
}

int ShownTrace::commonRows(const InputDocument& input) const {
  const auto place = std::find(documents.begin(), documents.end(), &input) - documents.begin();
  if (!trace || place == std::ssize(documents)) return 0;
  return input.commonRows(trace->inputs()[static_cast<std::size_t>(place)]);
}

ShownTrace shownTraceOf(std::shared_ptr<const Trace> trace, std::shared_ptr<const Trace> baseline, Document& document) {
  ShownTrace shown;
  shown.current = trace->revision() == document.revision();
  const ModelInfo& model = trace->model();
  const std::vector<InputDocument*> documents = document.documentsFor(model);
  shown.documents.assign(documents.begin(), documents.end());
  for (std::size_t place = 0; place < documents.size(); ++place)
    shown.inputs.push_back(documents[place]->rowsOf(trace->inputs()[place], model.inputs[place], shown.current));
  shown.trace = std::move(trace);
  shown.baseline = std::move(baseline);
  return shown;
}

}  // namespace headlight::ui
