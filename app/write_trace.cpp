#include <nlohmann/json.hpp>
#include <ostream>

#include "commands.h"
#include "io/npz.h"

namespace headlight::app {
namespace {

const char* axesOf(const ModelInfo& model, Site site) {
  switch (site) {
    case Site::Pattern:
      return "heads, queries, keys";
    case Site::Query:
    case Site::Key:
    case Site::Value:
    case Site::HeadOut:
      return "tokens, heads, head width";
    case Site::Logits:
      return model.labels.empty() ? "tokens, vocabulary" : "tokens, labels";
    default:
      return "tokens, width";
  }
}

}  // namespace

std::string fileMetadata(const Opened& opened, const Trace& trace) {
  const ModelInfo& model = trace.model();
  nlohmann::ordered_json about{{"program", "headlight"}, {"version", HEADLIGHT_VERSION}};
  about["model"] = {{"name", model.name},
                    {"family", model.family},
                    {"weights", model.weightsHash},
                    {"stored_dtype", model.storedDType},
                    {"vocabulary", model.vocabulary},
                    {"max_tokens", model.maxTokens},
                    {"output", toString(model.output)}};
  if (!model.labels.empty()) about["model"]["labels"] = model.labels;
  for (const StackInfo& stack : model.stacks)
    about["model"]["stacks"].push_back({{"layers", stack.layers},
                                        {"heads", stack.heads},
                                        {"kv_heads", stack.kvHeads},
                                        {"head_width", stack.headWidth},
                                        {"width", stack.width},
                                        {"causal", stack.causal},
                                        {"post_norm", stack.postNorm}});
  about["dtype"] = "f32";
  about["device"] = trace.device();
  about["what_ifs"] = nlohmann::ordered_json::array();
  about["input_ids"] = std::vector<std::int32_t>(trace.ids().begin(), trace.ids().end());
  if (opened.input.fromIds)
    about["text"] = nullptr;
  else
    about["text"] = opened.input.text;
  about["tokens"] = nlohmann::ordered_json::array();
  for (std::int32_t id : trace.ids()) about["tokens"].push_back(shownToken(opened, id));
  about["arrays"] = nlohmann::ordered_json::object();
  for (const auto& [id, rows] : trace.sites())
    about["arrays"][toString(id, model.stacks.size() > 1)] = axesOf(model, id.site);
  if (model.output == OutputHead::SequenceClassification) about["arrays"]["logits"] = "labels";
  return about.dump(1);
}

void writeTrace(const Options& options, std::ostream& out) {
  const Opened opened = openModel(options);
  io::NpzWriter file(options.out);  // before the pass, so that a place that cannot be written to costs nothing
  const std::shared_ptr<const Trace> trace = runOnce(opened, opened.model->info()->everySite());
  const bool twoStacks = trace->model().stacks.size() > 1;

  file.addText("headlight.json", fileMetadata(opened, *trace));
  const std::vector<std::int32_t> ids(trace->ids().begin(), trace->ids().end());
  file.add("input_ids", {static_cast<std::int64_t>(ids.size())}, ids);
  for (const auto& [id, rows] : trace->sites()) {
    std::vector<int> shape;
    const std::vector<float> values = siteToHost(*trace, id, shape);
    file.add(toString(id, twoStacks), {shape.begin(), shape.end()}, values);
  }
  if (trace->model().output == OutputHead::SequenceClassification) {
    const std::vector<float> logits(trace->predictedLogits().begin(), trace->predictedLogits().end());
    file.add("logits", {static_cast<std::int64_t>(logits.size())}, logits);
  }
  file.finish();
  out << options.out << ": " << trace->sites().size() << " sites of " << ids.size()
      << (ids.size() == 1 ? " token" : " tokens") << ", " << trace->model().name << " on " << trace->device() << '\n';
}

}  // namespace headlight::app
