#include "nn/rotary.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "base/error.h"
#include "ops/ops.h"

namespace headlight {
namespace {

/// theta^(2i / headWidth) in f32.
std::vector<float> wavelengths(double theta, int headWidth) {
  std::vector<float> lengths(static_cast<std::size_t>(headWidth) / 2);
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    const float exponent = static_cast<float>(2 * i) / static_cast<float>(headWidth);
    lengths[i] = static_cast<float>(std::pow(theta, static_cast<double>(exponent)));
  }
  return lengths;
}

/// The pair that makes `rotations` turns in the text that the model was trained on.
double pairOf(double rotations, const RotaryConfig& config) {
  return config.headWidth * std::log(config.originalTokens / (rotations * 2 * std::numbers::pi)) /
         (2 * std::log(config.theta));
}

/// Fast pairs as they are, slow ones slower by the factor, a ramp between.
void yarn(const RotaryConfig& config, std::vector<float>& frequencies) {
  double low = pairOf(config.betaFast, config), high = pairOf(config.betaSlow, config);
  if (config.truncate) low = std::floor(low), high = std::ceil(high);
  low = std::max(low, 0.0), high = std::min(high, config.headWidth - 1.0);
  if (low == high) high += 0.001;
  const std::vector<float> lengths = wavelengths(config.theta, config.headWidth);
  for (std::size_t i = 0; i < frequencies.size(); ++i) {
    const float along = (static_cast<float>(i) - static_cast<float>(low)) / static_cast<float>(high - low);
    const float fast = 1.0F - std::clamp(along, 0.0F, 1.0F);
    const float slower = 1.0F / (static_cast<float>(config.factor) * lengths[i]);
    frequencies[i] = slower * (1.0F - fast) + frequencies[i] * fast;
  }
}

/// Short waves as they are, long ones slower by the factor, a blend between.
void llama3(const RotaryConfig& config, std::vector<float>& frequencies) {
  const auto factor = static_cast<float>(config.factor), original = static_cast<float>(config.originalTokens);
  const auto longest = static_cast<float>(config.originalTokens / config.lowFrequency),
             shortest = static_cast<float>(config.originalTokens / config.highFrequency);
  for (float& frequency : frequencies) {
    const float wave = static_cast<float>(2 * std::numbers::pi) / frequency;
    if (wave > longest) {
      frequency /= factor;
    } else if (wave >= shortest) {
      const float smooth = (original / wave - static_cast<float>(config.lowFrequency)) /
                           static_cast<float>(config.highFrequency - config.lowFrequency);
      frequency = (1.0F - smooth) * frequency / factor + smooth * frequency;
    }
  }
}

}  // namespace

RotaryAngles rotaryAngles(const RotaryConfig& config, int tokens) {
  double theta = config.theta;
  if (config.scaling == RotaryScaling::Dynamic) {
    const double stretch = config.factor * std::max(tokens, config.maxTokens) / config.maxTokens - (config.factor - 1);
    theta *= std::pow(stretch, config.headWidth / (config.headWidth - 2.0));
  }
  RotaryAngles angles;
  for (const float length : wavelengths(theta, config.headWidth)) angles.frequencies.push_back(1.0F / length);
  if (config.scaling == RotaryScaling::Linear)
    for (float& frequency : angles.frequencies) frequency /= static_cast<float>(config.factor);
  if (config.scaling == RotaryScaling::Llama3) llama3(config, angles.frequencies);
  if (config.scaling == RotaryScaling::Proportional)
    for (std::size_t pair = 0; pair < angles.frequencies.size(); ++pair) {
      float& frequency = angles.frequencies[pair];
      frequency = std::cmp_less(pair, config.turningPairs) ? frequency / static_cast<float>(config.factor) : 0.0F;
    }
  if (config.scaling == RotaryScaling::LongRope) {
    const std::vector<double>& factors = tokens > config.originalTokens ? config.longFactors : config.shortFactors;
    const std::vector<float> lengths = wavelengths(theta, config.headWidth);
    for (std::size_t pair = 0; pair < lengths.size(); ++pair)
      angles.frequencies[pair] = 1.0F / (static_cast<float>(factors[pair]) * lengths[pair]);
    angles.factor = static_cast<float>(config.attentionFactor);
  }
  if (config.scaling == RotaryScaling::Yarn) {
    yarn(config, angles.frequencies);
    angles.factor = static_cast<float>(config.attentionFactor);
  }
  return angles;
}

Rotary::Rotary(Backend& backend, RotaryConfig config) : backend_(backend), config_(std::move(config)) { table(1); }

const Tensor& Rotary::table(int tokens) const {
  constexpr int step = 512;
  const int angleTokens = config_.scaling == RotaryScaling::Dynamic    ? std::max(tokens, config_.maxTokens)
                          : config_.scaling == RotaryScaling::LongRope ? (tokens > config_.originalTokens ? 2 : 1)
                                                                       : 0;
  const int positions = (tokens + step - 1) / step * step;
  if (table_.defined() && angleTokens == tableFor_ && positions <= table_.dim(0)) return table_;
  const RotaryAngles angles = rotaryAngles(config_, tokens);
  const std::size_t half = angles.frequencies.size();
  std::vector<float> values(static_cast<std::size_t>(positions) * 2 * half);
  for (std::size_t position = 0; position < static_cast<std::size_t>(positions); ++position)
    for (std::size_t i = 0; i < half; ++i) {
      const float angle = static_cast<float>(position) * angles.frequencies[i];
      float* row = &values[position * 2 * half];
      row[i] = static_cast<float>(std::cos(static_cast<double>(angle))) * angles.factor;
      row[i + half] = static_cast<float>(std::sin(static_cast<double>(angle))) * angles.factor;
    }
  table_ = ops::upload(backend_, values, {positions, config_.headWidth});
  tableFor_ = angleTokens;
  return table_;
}

void Rotary::turn(Tensor& heads, int first, int tokens) const {
  ops::rotary(heads, table(tokens).rows(first, first + heads.dim(0)));
}

}  // namespace headlight
