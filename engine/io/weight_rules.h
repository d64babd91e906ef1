#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace headlight::io {

/// How a file stores the matrix of a linear layer. InOut (GPT-2's Conv1D) is transposed on loading.
enum class Stored : std::uint8_t { OutIn, InOut };

/// One line of a family's table of names; `{i}` stands for the layer, `{j}` for a second number where names have one
/// (ALBERT: the layer in a group). A fused tensor (q|k|v) has one line per part, cut
/// along its outputs.
struct WeightRule {
  std::string_view ours;    ///< "blocks.{i}.attn.query.weight"
  std::string_view inFile;  ///< "h.{i}.attn.c_attn.weight", without prefix
  Stored stored = Stored::OutIn;
  int part = 0, parts = 1;            ///< which third of a fused q|k|v
  std::string_view whenMissing = {};  ///< what a model without it may be, and what helps, for the message
  /// One more name of ours for a tensor that has a line already: what another kind of block calls it (T5's wo).
  bool again = false;
};

/// WeightRule::whenMissing of a matrix for the vocabulary, which may be the token table.
inline constexpr std::string_view mayBeTied =
    "if the head is the token table, as in many models, config.json should say \"tie_word_embeddings\": true";

/// An older spelling of how a name ends: "LayerNorm.gamma" for "LayerNorm.weight".
struct OldEnding {
  std::string_view old, now;
};

/// All that a family says about the names in its files.
struct WeightNames {
  std::span<const WeightRule> rules;
  /// Tensors that may be there and say nothing (causal masks): "h.{i}.attn.bias".
  std::span<const std::string_view> ignorable = {};
  /// Stripped where a name begins with one: the same weights are saved with "transformer." and without. What wrappers
  /// put before names (module., _orig_mod., base_model.model.) is stripped before that, of every family.
  std::span<const std::string_view> prefixes = {};
  /// Read as if the file had the newer spelling.
  std::span<const OldEnding> oldEndings = {};
};

/// True when no name of ours stands twice, each fused tensor has each of its parts exactly once, stored alike, what
/// stands again is whole and has a first line, and
/// `{i}` and `{j}` each stand on both sides or on neither. For static_assert beside the table.
constexpr bool rulesAreSound(std::span<const WeightRule> rules) {
  const auto holes = [](std::string_view text, std::string_view mark) {
    int count = 0;
    for (std::size_t at = text.find(mark); at != text.npos; at = text.find(mark, at + 1)) ++count;
    return count;
  };
  for (const WeightRule& rule : rules) {
    if (rule.ours.empty() || rule.inFile.empty() || rule.parts < 1 || rule.part < 0 || rule.part >= rule.parts)
      return false;
    for (const std::string_view mark : {"{i}", "{j}"})
      if (holes(rule.ours, mark) > 1 || holes(rule.ours, mark) != holes(rule.inFile, mark)) return false;
    int sameOurs = 0, sameFile = 0;
    for (const WeightRule& other : rules) {
      sameOurs += other.ours == rule.ours;
      if (other.inFile != rule.inFile) continue;
      sameFile += !other.again;
      if (other.parts != rule.parts || other.stored != rule.stored) return false;
      if (&other != &rule && other.part == rule.part && !(rule.again || other.again)) return false;
    }
    if (rule.again && rule.parts > 1) return false;
    if (sameOurs != 1 || sameFile != rule.parts) return false;
  }
  return true;
}

}  // namespace headlight::io
