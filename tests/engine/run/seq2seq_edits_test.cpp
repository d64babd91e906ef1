// Chains of edits of two texts: see edits.h.
#include "edits.h"
#include "support/shared_data.h"

namespace headlight {
namespace {

using test::Edits;
using test::seedOr;

TEST_P(Edits, alsoOfAnEncoderDecoder) {
  test::TinySeq2seq model;
  chain(model, seedOr(31), 200);
}

TEST_P(Edits, alsoOfOneWithNormsAfterTheSums) {
  test::TinySeq2seq model;
  model.postNorm = true, model.encoderLayers = 3, model.heads = 3, model.width = 21;
  chain(model, seedOr(32), 200);
}

TEST_P(Edits, alsoOfOneWithABiasOfItsScores) {
  test::TinySeq2seq model;
  model.relativeBias = true;
  chain(model, seedOr(33), 200);
  model.postNorm = true, model.heads = 3, model.width = 21;
  chain(model, seedOr(34), 200);
}

// Rows that follow from each other, and one stack that hangs on its last row as much as on its first. Lavapipe takes
// two milliseconds a row: short texts there, and a few edits of some that reach into a second block.
TEST_P(Edits, alsoOfRecurrentStacks) {
  struct Chain {
    const char* model;
    const char* tokens;
    int edits;
  };
  const std::vector<Chain> chains =
      onCpu() ? std::vector<Chain>{{"many-widths", "150", 300}, {"two-layers", "150", 300}}
              : std::vector<Chain>{{"many-widths", "22", 300}, {"two-layers", "22", 40}, {"many-widths", "90", 20}};
  for (const auto& [model, tokens, edits] : chains) {
    const test::TemporaryFolder temporary;
    const std::filesystem::path folder = temporary.path() / model;
    std::filesystem::copy(test::vectorsFolder() / "rnnsearch" / model, folder);
    test::setConfig(folder, "max_position_embeddings", tokens);
    chain(folder, seedOr(35), edits);
  }
}

}  // namespace
}  // namespace headlight
