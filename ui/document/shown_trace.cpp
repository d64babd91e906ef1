#include "ui/document/shown_trace.h"

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

ShownTrace shownTraceOf(std::shared_ptr<const Trace> trace, std::shared_ptr<const Trace> baseline, Document& document) {
  ShownTrace shown;
  shown.current = trace->revision() == document.revision();
  const ModelInfo& model = trace->model();
  const std::vector<InputDocument*> documents = document.documentsFor(model);
  for (std::size_t place = 0; place < documents.size(); ++place)
    shown.inputs.push_back(documents[place]->rowsOf(trace->inputs()[place], model.inputs[place], shown.current));
  shown.trace = std::move(trace);
  shown.baseline = std::move(baseline);
  return shown;
}

int commonRows(const Trace* trace, const Document& document) {
  if (!trace) return 0;
  const auto place = static_cast<std::size_t>(trace->model().stacks.back().input);
  return document.main().commonRows(trace->inputs()[place]);
}

}  // namespace headlight::ui
