// Chains of edits of texts: see edits.h.
#include "edits.h"

namespace headlight {
namespace {

using test::Edits;
using test::seedOr;

TEST_P(Edits, aChainOfEditsGivesWhatFreshPassesGive) {
  test::TinyModel model;
  model.layers = 3, model.positions = 150;
  chain(model, seedOr(11), 300);
}

TEST_P(Edits, alsoAtOddWidths) {
  test::TinyModel odd;
  odd.layers = 2, odd.heads = 3, odd.width = 21, odd.vocabulary = 53, odd.positions = 140, odd.tied = false;
  chain(odd, seedOr(12), 150);
}

TEST_P(Edits, alsoInOneWideLayer) {
  test::TinyModel wide;
  wide.layers = 1, wide.heads = 4, wide.width = 128, wide.vocabulary = 301, wide.positions = 200;
  chain(wide, seedOr(13), 100);
}

// Llama's blocks: query and key are turned by their positions, several heads share one key.
TEST_P(Edits, alsoInALlama) {
  test::TinyLlama model;
  model.layers = 3, model.positions = 150;
  chain(model, seedOr(21), 200);
}

TEST_P(Edits, alsoWithASlidingWindow) {
  test::TinyLlama model;
  model.family = "qwen2", model.kvHeads = 1, model.positions = 150, model.width = 21, model.tied = false;
  model.config = R"({"use_sliding_window": true, "sliding_window": 20, "max_window_layers": 1})";
  chain(model, seedOr(22), 150);
}

// Dynamic scaling: beyond 60 tokens every row turns by angles of the text's length.
TEST_P(Edits, alsoWhereTheLengthTurnsEveryRow) {
  test::TinyLlama model;
  model.kvHeads = 4, model.positions = 60;
  model.config = R"({"rope_scaling": {"rope_type": "dynamic", "factor": 2.0}})";
  chain(model, seedOr(23), 100);
}

// LongRoPE: beyond 30 tokens every row turns by other angles.
TEST_P(Edits, alsoWhereLongTextsTurnOtherwise) {
  test::TinyLlama model;
  model.positions = 60;
  model.config = R"({"rope_scaling": {"rope_type": "longrope", "original_max_position_embeddings": 30,
                                      "short_factor": [1, 1.1, 1.2, 1.3], "long_factor": [1, 2, 4, 8]}})";
  chain(model, seedOr(24), 60);
}

TEST_P(Edits, alsoInALlamaThatSeesBothDirections) {
  test::TinyLlama model;
  model.layers = 4, model.positions = 100, model.config = R"({"is_causal": false})";
  chain(model, seedOr(25), 80);
}

TEST_P(Edits, alsoInAGpt2WhoseLayersScaleDifferently) {
  test::TinyModel model;
  model.layers = 3, model.scaledByLayer = true;
  chain(model, seedOr(26), 40);
}

TEST_P(Edits, alsoOfAPostNormDecoder) {
  test::TinyEncoder bert;
  bert.layers = 3, bert.decoder = true, bert.head = "causal";
  chain(bert, seedOr(27), 60);
}

// Where every row sees every other one, an edit computes all; what-ifs and plans still leave the layers before alone.
TEST_P(Edits, alsoOfAPostNormEncoder) {
  test::TinyEncoder bert;
  bert.layers = 4;
  chain(bert, seedOr(14), 300);
}

TEST_P(Edits, alsoOfOneBlockInAllLayers) {
  test::TinyEncoder albert;
  albert.family = "albert", albert.embeddingWidth = 9, albert.layers = 3, albert.heads = 3, albert.width = 21;
  albert.head = "sequence";
  chain(albert, seedOr(15), 100);
}

TEST_P(Edits, alsoOfATokenClassifierAndOfNoHead) {
  test::TinyEncoder roberta;
  roberta.family = "roberta", roberta.head = "token";
  chain(roberta, seedOr(16), 100);
  roberta.head = "";
  chain(roberta, seedOr(17), 60);
}

INSTANTIATE_TEST_SUITE_P(Backends, Edits, testing::ValuesIn(test::availableBackends()), test::backendName);

}  // namespace
}  // namespace headlight
