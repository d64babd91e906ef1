#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "info/model_info.h"
#include "io/config.h"
#include "nn/block_config.h"

namespace headlight {

/// A block that sees both directions, its width and heads read from the keys named. Throws Error where the width cannot
/// be divided among the heads.
BlockConfig encoderBlock(const io::Config& config, std::string_view widthKey, std::string_view headsKey);
/// The activation that `key` names, in any of transformers' spellings of it. Throws Error for one that is not known.
Activation activationOf(const io::Config& config, std::string_view key, const char* otherwise);
/// Throws Error naming the key where `key` is true: what it asks for is not supported.
void refuseFlag(const io::Config& config, std::string_view key);
/// Throws Error unless positions are absolute (transformers before 5 had relative ones for BERT).
void refuseRelativePositions(const io::Config& config);

/// Of a classification, by number. transformers leaves id2label out where there are two labels without names of their
/// own.
std::vector<std::string> labelsOf(const io::Config& config);
/// How the logits of a whole text or picture are read (problem_type).
LabelKind labelKindOf(const io::Config& config, std::size_t labels);

}  // namespace headlight
