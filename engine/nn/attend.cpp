#include "nn/attend.h"

#include <algorithm>
#include <vector>

#include "ops/ops.h"

namespace headlight {

Tensor attend(Run& run, AttentionId attention, int layer, const BlockConfig& config, const Rows& query, const Rows& key,
              const Rows& value) {
  const int rows = run.rows(attention.stack), keys = key.rows();
  const bool ofItself = attention.which == 0, causal = ofItself && config.causal;
  const int window = ofItself ? config.slidingWindow : 0;
  const BlockStart start = run.start(attention.stack, layer);
  const int patternStart = start(Site::Pattern, attention.which), outStart = start(Site::HeadOut, attention.which);
  const std::vector<KeyCut> cuts = run.keyCuts(attention, layer);
  const float temperature = run.attentionTemperature(attention, layer), scale = config.attentionScale / temperature;
  const float biasScale = run.relativeBiasFactor(attention.stack, layer) / temperature;

  const SiteId site{attention.stack, Site::HeadOut, layer, attention.which};
  Tensor headOut = run.place(site, outStart, {config.heads, config.headWidth});
  for (int first = patternStart; first < rows;) {
    const int base = first / Rows::blockRows * Rows::blockRows, end = std::min(base + Rows::blockRows, rows);
    // A causal block has no columns for the keys after its rows.
    const int keyCapacity = causal ? base + Rows::blockRows : keys, keyCount = std::min(keys, keyCapacity);
    const Tensor ofBlock = query.blockOf(first).rows(first - base, end - base);
    Tensor pattern = run.placePattern(attention, layer, first, end, keyCapacity);  // [rows, heads, keys]
    ops::attentionScoresInto(ofBlock, key, scale, pattern);
    if (ofItself && config.scoreBias) ops::addScoreBias(pattern, *config.scoreBias, biasScale, first, keyCount);
    ops::cutKeys(pattern, first, cuts);
    ops::softmaxRows(pattern, first, keyCount, causal, window);
    run.atPattern(attention, layer, first, keyCount, pattern);
    if (const int mixFirst = std::max(first, outStart); mixFirst < end) {
      Tensor mixed = headOut.rows(mixFirst - outStart, end - outStart);
      ops::attentionMixInto(pattern.rows(mixFirst - first, end - first), value, mixed);
    }
    first = end;
  }
  return run.at(site, outStart, headOut);
}

Tensor attentionOut(Run& run, AttentionId attention, int layer, const BlockConfig& config, const Linear& out,
                    const Tensor& heads) {
  const int rows = run.rows(attention.stack);
  const BlockStart start = run.start(attention.stack, layer);
  const int first = start(Site::AttnOut, attention.which), headFirst = start(Site::HeadOut, attention.which);
  const SiteId site{attention.stack, Site::AttnOut, layer, attention.which};
  Tensor y = run.place(site, first, {config.width});
  out.into(heads.rows(first - headFirst, rows - headFirst).viewAs({rows - first, config.heads * config.headWidth}), y);
  return run.at(site, first, y);
}

}  // namespace headlight
