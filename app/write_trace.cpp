#include <nlohmann/json.hpp>
#include <ostream>

#include "attention_names.h"
#include "commands.h"
#include "info/block_sites.h"
#include "io/npz.h"
#include "picture_json.h"
#include "relative_bias.h"

namespace headlight::app {
namespace {

const char* axesOf(const ModelInfo& model, Site site) {
  switch (rowShape(site)) {
    case RowShape::Pattern:
      return "heads, queries, keys";
    case RowShape::Heads:
    case RowShape::KvHeads:
      return "tokens, heads, head width";
    case RowShape::Distances:
      return "heads, distances of the key from its query";
    case RowShape::Logits:
      return model.output()->ofTokens() ? "tokens, vocabulary" : "tokens, labels";
    case RowShape::Width:
      break;
  }
  return "tokens, width";
}

/// "text" (null where ids were given), "input_ids", "tokens"; of two texts "pair" and which tokens are its.
nlohmann::ordered_json textJson(const GivenText& given, const text::Tokenizer* tokenizer) {
  const TokenInput& input = given.input;
  nlohmann::ordered_json text{{"input_ids", input.ids}, {"text", nullptr}, {"tokens", nlohmann::ordered_json::array()}};
  if (!given.fromIds) text["text"] = given.text;
  for (const std::int32_t id : input.ids) text["tokens"].push_back(shownToken(tokenizer, id));
  if (given.pair) {
    text["pair"] = *given.pair;
    text["pair_tokens"] = {input.second.first, input.second.end};
  }
  return text;
}

/// Its logits are no site, since no row has any of its own.
bool labelsTheWhole(const ModelInfo& model) { return model.says(Says::Label); }

/// The ids of every text (and the types of its tokens): "input_ids", of several texts "source.input_ids" and so on.
void addIds(const Opened& opened, io::NpzWriter& file) {
  for (std::size_t place = 0; place < opened.given.size(); ++place) {
    const auto& [ids, types, second] = std::get<GivenText>(opened.given[place]).input;
    const std::string name = opened.given.size() == 1 ? "" : opened.model->info()->inputs[place].name + ".";
    file.add(name + "input_ids", {static_cast<std::int64_t>(ids.size())}, ids);
    if (!types.empty()) file.add(name + "token_type_ids", {static_cast<std::int64_t>(types.size())}, types);
  }
}

/// Every site, or those of the attention that was named.
CapturePlan planOf(const Options& options, const ModelInfo& model) {
  const CapturePlan every = model.everySite();
  if (options.attention.empty()) return every;
  const AttentionInfo attention = attentionNamed(options.attention, model);
  const StackInfo& stack = model.stack(attention.id.stack);
  CapturePlan plan;
  for (const BlockSite& site : blockSites(stack))
    if (site.attention == attention.id.which && site.site >= Site::Query && site.site <= Site::AttnOut)
      for (int layer = 0; layer < stack.layers; ++layer) plan.add({stack.stack, site.site, layer, site.attention});
  return plan;
}

}  // namespace

nlohmann::ordered_json pictureJson(const Opened& opened, const Trace& trace) {
  const ImageInputInfo& info = *trace.model().image();
  nlohmann::ordered_json picture{{"file", opened.picture()->file},
                                 {"width", opened.picture()->width},
                                 {"height", opened.picture()->height},
                                 {"seen_width", trace.picture()->width},
                                 {"seen_height", trace.picture()->height}};
  picture["patches"] = {{"rows", trace.grid().rows},
                        {"columns", trace.grid().columns},
                        {"height", info.patchHeight},
                        {"width", info.patchWidth}};
  if (const auto& dropped = opened.picture()->dropped; dropped.right > 0 || dropped.below > 0)
    picture["dropped"] = {{"right", dropped.right}, {"below", dropped.below}};
  picture["special_tokens"] = info.specialTokens;
  return picture;
}

std::string fileMetadata(const Opened& opened, const Trace& trace) {
  const ModelInfo& model = trace.model();
  nlohmann::ordered_json about{{"program", "headlight"}, {"version", HEADLIGHT_VERSION}};
  about["model"] = {{"name", model.name},
                    {"family", model.family},
                    {"weights", model.weightsHash},
                    {"stored_dtype", model.storedDType},
                    {"vocabulary", model.text() ? model.text()->vocabulary : 0},
                    {"max_tokens", model.input(model.stacks.back().stack).rows()},
                    {"output", model.task()}};
  if (model.output() && !model.output()->ofTokens()) about["model"]["labels"] = model.output()->labels;
  for (const StackInfo& stack : model.stacks)
    about["model"]["stacks"].push_back({{"layers", stack.layers},
                                        {"heads", stack.heads},
                                        {"kv_heads", stack.kvHeads},
                                        {"head_width", stack.headWidth},
                                        {"width", stack.width},
                                        {"causal", stack.causal},
                                        {"post_norm", stack.postNorm},
                                        {"recurrent", stack.recurrent}});
  about["dtype"] = "f32";
  about["device"] = trace.device();
  about["what_ifs"] = whatIfsJson(trace);
  if (opened.picture()) {
    // Rows of the arrays: special tokens, then patches from left to right and from the top down.
    about["picture"] = pictureJson(opened, trace);
  } else {
    for (std::size_t place = 0; place < opened.given.size(); ++place) {
      nlohmann::ordered_json text = textJson(std::get<GivenText>(opened.given[place]), opened.tokenizers[place].get());
      if (opened.given.size() == 1)
        about.update(text);
      else
        about["inputs"][model.inputs[place].name] = std::move(text);
    }
  }
  about["arrays"] = nlohmann::ordered_json::object();
  for (const auto& [id, rows] : trace.sites()) about["arrays"][model.siteName(id)] = axesOf(model, id.site);
  if (labelsTheWhole(model)) about["arrays"]["logits"] = "labels";
  if (opened.picture()) about["arrays"]["pixel_values"] = "channels, height, width";
  if (!trace.logitsByLayer().empty()) about["arrays"]["logits_by_layer"] = "layers, labels";
  return about.dump(1);
}

void writeTrace(const Options& options, std::ostream& out) {
  const Opened opened = openModel(options);
  io::NpzWriter file(options.out);  // before the pass, so that a place that cannot be written to costs nothing
  const std::shared_ptr<const Trace> trace = runOnce(opened, planOf(options, *opened.model->info()));

  file.addText("headlight.json", fileMetadata(opened, *trace));
  if (const auto& picture = trace->picture())
    file.add("pixel_values", {trace->model().image()->channels, picture->height, picture->width}, *picture->pixels);
  else
    addIds(opened, file);
  for (const auto& [id, rows] : trace->sites()) {
    std::vector<int> shape;
    const std::vector<float> values = siteToHost(*trace, id, shape);
    file.add(trace->model().siteName(id), {shape.begin(), shape.end()}, values);
  }
  if (labelsTheWhole(trace->model())) {
    const std::vector<float> logits(trace->predictedLogits().begin(), trace->predictedLogits().end());
    file.add("logits", {static_cast<std::int64_t>(logits.size())}, logits);
  }
  if (const auto& byLayer = trace->logitsByLayer(); !byLayer.empty()) {
    std::vector<float> all;
    for (const std::vector<float>& logits : byLayer) all.insert(all.end(), logits.begin(), logits.end());
    file.add("logits_by_layer",
             {static_cast<std::int64_t>(byLayer.size()), static_cast<std::int64_t>(byLayer.front().size())}, all);
  }
  file.finish();
  const int rows = trace->rows(trace->model().stacks.back().stack);
  out << options.out << ": " << trace->sites().size() << " sites of " << rows << (rows == 1 ? " token" : " tokens")
      << ", " << trace->model().name << " on " << trace->device() << '\n';
}

}  // namespace headlight::app
