#pragma once

#include <QString>
#include <span>
#include <vector>

namespace headlight::ui {

/// Words that the window uses of a model: boxes of the pipeline, figures, what is laid over an image, sliders.
enum class Term {
  Tokens,
  Patches,
  Embedding,
  PatchEmbedding,
  ResidualStream,
  Block,
  Attention,
  Mlp,
  Norm,
  Logits,
  Classes,
  Softmax,
  Probability,
  Drawn,
  Temperature,
  TopK,
  TopP,
  Seed,
  ByLayer,
  Entropy,
  Distance,
  PixelDistance,
  FirstTokenMass,
  LargestWeight,
  PreviousToken,
  NextToken,
  DuplicateToken,
  Induction,
  SamePosition,
  Local,
  LocalPatches,
  Alignment,
  Broad,
  TopMass,
  MeanOfHeads,
  LargestOfHeads,
  ChosenHeads,
  OneHead,
  Rollout,
  PositionSimilarity,
  VectorNorm,
  Occlusion,
  LogitLens,
  Surprise,
};

/// Of every term, in the order of the enum.
std::span<const Term> everyTerm();
/// As it is written in the window, in lower case where it is no name.
QString nameOf(Term term);
/// The same for links and files, whatever the language: "residual-stream".
QString idOf(Term term);
/// One sentence for whoever meets the word for the first time.
QString explain(Term term);
/// How it is computed, in signs: A are a head's weights, i asks and j is asked, x is the residual stream, z are logits.
QString formulaOf(Term term);
/// Those whose sentence stands in these words: a tool tip's.
std::vector<Term> termsExplainedIn(const QString& words);

}  // namespace headlight::ui
