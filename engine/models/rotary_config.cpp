#include "models/rotary_config.h"

#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "io/config.h"

namespace headlight {
namespace {

constexpr double aboveZero = std::numeric_limits<double>::min();

/// The object that speaks of rotation, if any: an older `rope_scaling` goes before `rope_parameters`, unless it is
/// empty.
std::optional<io::Config> ropeObject(const io::Config& config) {
  for (const char* key : {"rope_scaling", "rope_parameters"}) {
    if (!config.has(key)) continue;
    const io::Config object = config.object(key);
    for (const char* said : {"rope_type", "type", "rope_theta", "factor"})
      if (object.has(said)) return object;
    for (const char* layerType : {"full_attention", "sliding_attention"})
      if (object.has(layerType))
        fail(object.name(), ": has rotations of its own for \"", layerType, "\"; only one for all layers is supported");
  }
  return std::nullopt;
}

RotaryScaling scalingOf(const io::Config& rope) {
  const std::string kind = rope.textOr("rope_type", rope.textOr("type", "default"));
  if (kind == "default") return RotaryScaling::None;
  if (kind == "linear") return RotaryScaling::Linear;
  if (kind == "dynamic") return RotaryScaling::Dynamic;
  if (kind == "yarn") return RotaryScaling::Yarn;
  if (kind == "llama3") return RotaryScaling::Llama3;
  if (kind == "longrope") return RotaryScaling::LongRope;
  if (kind == "proportional") return RotaryScaling::Proportional;
  fail(rope.name(), ": rope_type is \"", kind,
       "\"; supported are default, linear, dynamic, yarn, llama3, longrope and proportional");
}

/// LongRoPE's divisor of each pair.
std::vector<double> pairFactors(const io::Config& rope, std::string_view key, int headWidth) {
  std::vector<double> factors = rope.numbers(key);
  if (factors.size() != static_cast<std::size_t>(headWidth) / 2)
    fail(rope.name(), ": ", key, " should list ", headWidth / 2, " numbers, one for each pair of a head, found ",
         factors.size());
  for (const double factor : factors)
    if (!(factor > 0)) fail(rope.name(), ": ", key, " should list numbers above 0, found ", factor);
  return factors;
}

/// YaRN's factor of cosines and sines, where config.json does not say it.
double yarnAttentionFactor(const io::Config& rope, double factor) {
  const auto scale = [factor](double of) { return factor <= 1 ? 1.0 : 0.1 * of * std::log(factor) + 1.0; };
  const double scaled = rope.numberOr("mscale", 0.0), all = rope.numberOr("mscale_all_dim", 0.0);
  return rope.numberOr("attention_factor", scaled != 0 && all != 0 ? scale(scaled) / scale(all) : scale(1.0), 0.0);
}

}  // namespace

RotaryConfig readRotaryConfig(const io::Config& config, int headWidth, int maxTokens) {
  RotaryConfig rotary;
  rotary.headWidth = headWidth;
  rotary.maxTokens = maxTokens;
  if (headWidth % 2 != 0)
    fail(config.name(), ": heads are ", headWidth, " wide (",
         config.has("head_dim") ? "head_dim" : "hidden_size / num_attention_heads",
         "); a rotary embedding turns pairs and needs an even width");
  const std::optional<io::Config> rope = ropeObject(config);
  rotary.theta = config.numberOr("rope_theta", 10000.0, aboveZero);
  if (!rope) return rotary;

  rotary.theta = rope->numberOr("rope_theta", rotary.theta, aboveZero);
  rotary.scaling = scalingOf(*rope);
  // partial_rotary_factor changes nothing of the default rotation in these families.
  if (rotary.scaling == RotaryScaling::None) return rotary;
  const double part = rope->numberOr("partial_rotary_factor", config.numberOr("partial_rotary_factor", 1.0), 0.0, 1.0);
  if (rotary.scaling == RotaryScaling::Proportional) {
    rotary.turningPairs = static_cast<int>(std::floor(part * headWidth / 2));
    rotary.factor = rope->numberOr("factor", 1.0, aboveZero);
    return rotary;
  }
  if (part != 1)
    fail(rope->name(), ": partial_rotary_factor is ", part,
         "; only 1 is supported, but for rope_type \"proportional\"");
  rotary.originalTokens = config.integerOr("original_max_position_embeddings",
                                           rope->integerOr("original_max_position_embeddings", maxTokens));
  const bool byRatio = rotary.scaling == RotaryScaling::Yarn || rotary.scaling == RotaryScaling::LongRope;
  rotary.factor = rope->has("factor") || !byRatio ? rope->number("factor", aboveZero)
                                                  : static_cast<double>(maxTokens) / rotary.originalTokens;
  if (rotary.scaling == RotaryScaling::LongRope) {
    rotary.shortFactors = pairFactors(*rope, "short_factor", headWidth);
    rotary.longFactors = pairFactors(*rope, "long_factor", headWidth);
    const double suggested =
        rotary.factor <= 1 ? 1.0 : std::sqrt(1 + std::log(rotary.factor) / std::log(rotary.originalTokens));
    rotary.attentionFactor = rope->numberOr("attention_factor", suggested, 0.0);
  }
  if (rotary.scaling == RotaryScaling::Dynamic && headWidth <= 2)
    fail(rope->name(), ": dynamic scaling needs heads wider than 2");
  if (rotary.scaling == RotaryScaling::Llama3) {
    rotary.lowFrequency = rope->number("low_freq_factor", aboveZero);
    rotary.highFrequency = rope->number("high_freq_factor", aboveZero);
    if (rotary.highFrequency <= rotary.lowFrequency)
      fail(rope->name(), ": expected a high_freq_factor above low_freq_factor ", rotary.lowFrequency, ", found ",
           rotary.highFrequency);
  }
  if (rotary.scaling == RotaryScaling::Yarn) {
    if (rotary.theta <= 1) fail(rope->name(), ": yarn needs a rope_theta above 1, found ", rotary.theta);
    const auto orElse = [&](const char* key, double otherwise) {  // 0 counts as not said
      const double value = rope->numberOr(key, otherwise, 0.0);
      return value == 0 ? otherwise : value;
    };
    rotary.betaFast = orElse("beta_fast", 32.0);
    rotary.betaSlow = orElse("beta_slow", 1.0);
    rotary.truncate = rope->flagOr("truncate", true);
    rotary.attentionFactor = yarnAttentionFactor(*rope, rotary.factor);
  }
  return rotary;
}

}  // namespace headlight
