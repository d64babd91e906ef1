#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string_view>

#include "info/model_info.h"
#include "io/config.h"
#include "nn/block_config.h"

namespace headlight {

/// A key of config.json that counts something, and what transformers' class has where the file lacks it.
struct SizeKey {
  std::string_view key;
  int otherwise;
};
/// A block that sees both directions, its width and heads read from these keys. Throws Error where the width cannot be
/// divided among the heads.
BlockConfig encoderBlock(const io::Config& config, const SizeKey& width, const SizeKey& heads);

/// Throws Error naming the key where `key` is true: what it asks for is not supported.
void refuseFlag(const io::Config& config, std::string_view key);
/// Throws Error where single layers have keys of their own (per_layer_config).
void refuseKeysByLayer(const io::Config& config);
/// Throws Error where layer_types names another attention than the full one: of families that have no windows.
void refuseLayerTypes(const io::Config& config);
/// Throws Error unless positions are absolute (transformers before 5 had relative ones for BERT).
void refuseRelativePositions(const io::Config& config);

/// What transformers' class of that name says of a text ("BertForMaskedLM"); nothing for a class without a head, or
/// with one that is not known.
std::optional<Says> saysOf(std::string_view architecture);

/// Whether the file has a weight of that name of ours.
using HasWeight = std::function<bool(std::string_view ours)>;
/// A head that a family runs, and a weight that only files with it have: what tells where config.json does not.
struct HeadOfFamily {
  Says says;
  std::string_view weight;
};
/// The head that the model opens with, one rule for every family: what the class in `architectures` says where it is
/// among `heads`. A class with another head opens without one, and `info.headNotRun` names it. Without `architectures`
/// the first of `heads` whose weight is there; else `otherwise`.
std::optional<Says> headOf(const io::Config& config, std::span<const HeadOfFamily> heads, const HasWeight& has,
                           std::optional<Says> otherwise, ModelInfo& info);
/// Whether transformers' class of that name says what a picture is.
bool classifiesPictures(std::string_view architecture);
/// An output that says tokens: one logit for each of the vocabulary.
OutputInfo tokenOutput(Says says, StackId stack, int vocabulary);
/// What a decoder's head says: tokens, or labels of each row, or of the whole text as its last row that is no padding
/// (pad_token_id) has it. `stack`: Encoder where it sees both directions.
OutputInfo decoderOutput(Says says, StackId stack, const io::Config& config, int vocabulary);
/// An output that says labels, named by id2label (transformers leaves it out where there are two labels without names
/// of their own; one that is not numbered from 0 on gives LABEL_0 and so on) and, of a whole input, read as
/// problem_type has it. Of Says::Answer they are start and end, whatever config.json says.
OutputInfo labelOutput(Says says, StackId stack, const io::Config& config);

}  // namespace headlight
