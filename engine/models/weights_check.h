#pragma once

#include <memory>

#include "info/model_info.h"

namespace headlight::io {
class Config;
class Weights;
}  // namespace headlight::io

namespace headlight {

struct Family;

/// Builds the model as loading does, on a backend that keeps nothing and reads no matrix: every tensor is looked for
/// and its shape compared, vectors and tables are read, and what is left over in a block is found. Throws what loading
/// would throw, in the same words.
void checkWeights(const Family& family, const ModelInfo& info, const io::Config& config, io::Weights& weights);

}  // namespace headlight
