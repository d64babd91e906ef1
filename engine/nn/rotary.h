#pragma once

#include <memory>
#include <vector>

#include "backend/backend.h"

namespace headlight {

/// How fast each pair of a head turns: pair i at position p by the angle frequencies[i] * p, and longer by `factor`.
struct RotaryAngles {
  std::vector<float> frequencies;  ///< half of the head's width
  float factor = 1.0F;             ///< of cosines and sines (YaRN)
};

/// The kinds of scaling that transformers knows (modeling_rope_utils.py).
enum class RotaryScaling : std::uint8_t { None, Linear, Dynamic, Yarn, Llama3, LongRope, Proportional };

/// Rotary position embedding as config.json says it. Only what `scaling` names is read.
struct RotaryConfig {
  int headWidth = 0;
  double theta = 10000.0;
  RotaryScaling scaling = RotaryScaling::None;
  double factor = 1.0;                             ///< all but None
  int maxTokens = 0;                               ///< Dynamic: longer texts turn slower
  int originalTokens = 0;                          ///< Yarn, Llama3, LongRope: what the model was trained on first
  double lowFrequency = 1.0, highFrequency = 4.0;  ///< Llama3
  double betaFast = 32.0, betaSlow = 1.0;          ///< Yarn
  double attentionFactor = 1.0;                    ///< Yarn, LongRope: of cosines and sines
  bool truncate = true;                            ///< Yarn: the ramp between whole pairs
  /// LongRope: what each pair is slower by, in texts up to originalTokens and in longer ones.
  std::vector<double> shortFactors = {}, longFactors = {};
  int turningPairs = 0;  ///< Proportional: the pairs from here on do not turn
};

/// The angles for a text of `tokens` tokens, with the roundings to f32 that transformers makes: far from the start they
/// are what decides. Su et al. 2021 (arXiv:2104.09864); linear and dynamic scaling after kaiokendev and
/// bloc97/emozilla, YaRN: Peng et al. 2023 (arXiv:2309.00071); llama3: Llama 3.1; LongRoPE: Ding et al. 2024
/// (arXiv:2402.13753); proportional: Gemma 4.
RotaryAngles rotaryAngles(const RotaryConfig& config, int tokens);

/// Turns query and key by their positions. Cosines and sines lie in a table on the device that grows with the longest
/// text so far (a model may allow 131,072 positions, of which nearly nobody needs more than some hundreds): angles in
/// f32 as in transformers, their cosines and sines in double on the host. Belongs to the worker thread.
class Rotary {
 public:
  Rotary(Backend& backend, RotaryConfig config);
  /// heads [rows, heads, headWidth], in place: row r stands at position first + r of a text of `tokens`.
  void turn(Tensor& heads, int first, int tokens) const;

 private:
  const Tensor& table(int tokens) const;

  Backend& backend_;
  RotaryConfig config_;
  mutable Tensor table_;      ///< [positions, headWidth]: cosines, then sines
  mutable int tableFor_ = 0;  ///< the text whose angles it has, where they depend on that
};

}  // namespace headlight
