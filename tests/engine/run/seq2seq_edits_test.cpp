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

// Rows that follow from each other, and one stack that hangs on its last row as much as on its first.
TEST_P(Edits, alsoOfRecurrentStacks) {
  for (const std::string name : {"many-widths", "two-layers"}) {
    const test::TemporaryFolder folder;
    std::filesystem::copy(test::vectorsFolder() / "rnnsearch" / name, folder.path(),
                          std::filesystem::copy_options::overwrite_existing);
    test::setConfig(folder.path(), "max_position_embeddings", "150");
    chain(folder.path(), seedOr(35), name == "many-widths" ? 300 : 120);
  }
}

}  // namespace
}  // namespace headlight
