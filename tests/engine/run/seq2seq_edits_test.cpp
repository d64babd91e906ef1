// Chains of edits of two texts: see edits.h.
#include "edits.h"

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

}  // namespace
}  // namespace headlight
