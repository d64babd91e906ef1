#include <algorithm>
#include <cmath>
#include <ostream>

#include "attention_names.h"
#include "commands.h"
#include "derived/head_scores.h"

namespace headlight::app {
namespace {

std::string wholeName(const ModelInfo& model, const AttentionInfo& attention) {
  const std::string stack = model.stacks.size() > 1 ? model.stack(attention.id.stack).name + "." : "";
  return stack + attention.name;
}

void printHead(const derived::HeadScores& scores, std::ostream& out) {
  for (const derived::HeadScore score : derived::everyHeadScore) {
    out << ',';
    if (const float value = derived::scoreIn(scores, score).value; !std::isnan(value)) out << value;
  }
  out << ',';
  const std::vector<derived::HeadScore> said = derived::saidOf(scores);
  for (const derived::HeadScore score : said) out << (score == said.front() ? "" : " ") << toString(score);
  out << '\n';
}

}  // namespace

void listHeads(const Options& options, std::ostream& out) {
  const Opened opened = openModel(options);
  const ModelInfo& model = *opened.model->info();
  std::vector<AttentionInfo> attentions = model.attentions();
  if (!options.attention.empty()) attentions = {attentionNamed(options.attention, model)};
  CapturePlan plan;
  for (const AttentionInfo& attention : attentions)
    for (int layer = 0; layer < model.stack(attention.id.stack).layers; ++layer)
      plan.add(patternSite(attention.id, layer));
  const std::shared_ptr<const Trace> trace = runOnce(opened, plan);
  out << "attention,layer,head";
  for (const derived::HeadScore score : derived::everyHeadScore) out << ',' << toString(score);
  out << ",said\n";
  derived::HeadScoreReader reader;
  for (const AttentionInfo& attention : attentions)
    for (int layer = 0; layer < model.stack(attention.id.stack).layers; ++layer) {
      const std::vector<derived::HeadScores> heads = reader.of(*trace, attention.id, layer);
      for (std::size_t head = 0; head < heads.size(); ++head) {
        out << wholeName(model, attention) << ',' << layer << ',' << head;
        printHead(heads[head], out);
      }
    }
}

}  // namespace headlight::app
