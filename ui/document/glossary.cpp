#include "ui/document/glossary.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>
#include <iterator>

namespace headlight::ui {
namespace {

struct Entry {
  Term term;
  const char* name;
  const char* sentence;
  const char* formula;  // signs alone, of no language
};

// The one place where a word is explained. In the order of the enum.
constexpr Entry table[] = {
    {Term::Tokens, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "tokens"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "The pieces that the text is cut into, each the number of an entry in the model’s vocabulary."),
     "text → t₁ … tₙ,  0 ≤ tᵢ < V"},
    {Term::Patches, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "patches"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "The squares that the picture is cut into, one row of the model each, behind its special "
                       "tokens."),
     "n = ⌊height / P⌋ · ⌊width / P⌋"},
    {Term::Embedding, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "embedding"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "Each token becomes the vector that the model has learned for it, and where places have "
                       "vectors too, that of its place is added."),
     "xᵢ = W_E[tᵢ] + W_pos[i]"},
    {Term::PatchEmbedding, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "embedding of patches"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "The pixels of each patch become a vector, and the vector of its place is added."),
     "xᵢ = W · pixelsᵢ + b + W_pos[i]"},
    {Term::ResidualStream, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "residual stream"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "One vector for each token runs through all blocks, and every attention and every MLP adds "
                       "something to it."),
     "x ← x + attention(x),  x ← x + MLP(x)"},
    {Term::Block, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "block"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "One layer of the model: attention carries something from token to token, then the MLP works "
                       "on each token by itself."),
     "x ← x + attention(x),  x ← x + MLP(x)"},
    {Term::Attention, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "attention"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "Each token looks at others and takes over a mean of their values, weighted by how well its "
                       "query fits their keys; a layer does so in several heads at once."),
     "A = softmax(q · kᵀ / √d),  zᵢ = Σⱼ Aᵢⱼ vⱼ"},
    {Term::Mlp, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "MLP"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "A small network that works on the vector of each token by itself, whatever stands beside "
                       "it."),
     "W_out · f(W_in · x + b_in) + b_out"},
    {Term::Norm, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "norm"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "The last norm brings each vector to a common scale before it is read."),
     "γ · (x − μ) / √(σ² + ε) + β"},
    {Term::Logits, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "logits"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "One number for each entry of the vocabulary: the larger, the likelier, and only differences "
                       "count."),
     "z = W_U · norm(x)"},
    {Term::Classes, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "classes"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "One number, a logit, for each label that the model knows: the larger, the likelier."),
     "z = W · x + b"},
    {Term::Softmax, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "softmax"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "Makes probabilities of logits: e to the power of each, divided by the sum of them all."),
     "pᵢ = exp(zᵢ) / Σⱼ exp(zⱼ)"},
    {Term::Probability, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "p"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "The probability that the model itself gives to it; all of them add up to 1."),
     "p = exp(z) / Σⱼ exp(zⱼ)"},
    {Term::Drawn, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "drawn"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "The probability with which it is drawn, after temperature, top-k and top-p have changed the "
                       "model’s own."),
     "pᵢ ∝ exp(zᵢ / T),  i ∈ top-k ∩ top-p"},
    {Term::Temperature, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "temperature"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "Logits are divided by it before softmax: below 1 the likely gets likelier, above 1 the "
                       "unlikely does."),
     "pᵢ ∝ exp(zᵢ / T)"},
    {Term::TopK, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "top-k"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary", "Only the k likeliest tokens can be drawn."), "pᵢ = 0,  rank(i) > k"},
    {Term::TopP, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "top-p"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "Only the smallest set of tokens that together have this probability can be drawn."),
     "pᵢ = 0,  i ∉ S,  Σ p over S ≥ P"},
    {Term::Seed, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "seed"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "The same seed and the same text draw the same tokens, on every machine."),
     "u = hash(seed, n),  min { i : p₁ + … + pᵢ > u }"},
    {Term::ByLayer, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "by layer"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "What the model would say if it read the vector after that layer as it reads the last one."),
     "softmax(W_U · norm(xˡ))"},
    {Term::Entropy, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "mean entropy"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "How widely a head spreads its weight, in bits, as a mean over the rows: 0 is all on one "
                       "token, 3 is as if over 8 alike."),
     "(1 / n) Σᵢ Σⱼ −Aᵢⱼ log₂ Aᵢⱼ"},
    {Term::Distance, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "mean distance"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "How many tokens away a head looks, each weight counted with its distance."),
     "(1 / n) Σᵢ Σⱼ |i − j| Aᵢⱼ"},
    {Term::PixelDistance, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "mean distance of patches"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "How many pixels away on the picture a head looks, each weight counted with its distance."),
     "(1 / n) Σᵢ Σⱼ ‖cᵢ − cⱼ‖ Aᵢⱼ"},
    {Term::FirstTokenMass, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "mass on first token"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "The share of a head’s weight that rests on the first token, over rows that see more than one: "
                       "near 1 the head mostly waits there."),
     "(1 / n) Σᵢ A[i, 0]"},
    {Term::LargestWeight, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "largest weight"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary", "The largest single weight of the head’s pattern."), "max Aᵢⱼ"},
    {Term::PreviousToken, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "previous token"),
     QT_TRANSLATE_NOOP(
         "headlight::ui::Glossary",
         "The mean weight on the token just before, pattern[i, i − 1], over rows that see more than one token."),
     "(1 / n) Σᵢ A[i, i − 1]"},
    {Term::NextToken, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "next token"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "The mean weight on the token just after, pattern[i, i + 1], over rows that have one."),
     "(1 / n) Σᵢ A[i, i + 1]"},
    {Term::DuplicateToken, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "duplicate token"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "The mean weight on the same token elsewhere: the sum of pattern[i, j] over j with token j = "
                       "token i, over rows that have any."),
     "(1 / n) Σᵢ Σⱼ A[i, j],  tⱼ = tᵢ,  j ≠ i"},
    {Term::Induction, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "induction"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "The mean weight on what came after the same token before: the sum of pattern[i, j + 1] over j "
                       "before i with token j = token i, over rows that have any (Olsson and others 2022)."),
     "(1 / n) Σᵢ Σⱼ A[i, j + 1],  tⱼ = tᵢ,  j < i"},
    {Term::SamePosition, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "same position"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "The mean weight on the row’s own place, pattern[i, i], over rows that see more than one."),
     "(1 / n) Σᵢ A[i, i]"},
    {Term::Local, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "nearby tokens"),
     QT_TRANSLATE_NOOP(
         "headlight::ui::Glossary",
         "The mean weight at most two tokens away, itself included: the sum of pattern[i, j] over |i − j| ≤ 2."),
     "(1 / n) Σᵢ Σⱼ A[i, j],  |i − j| ≤ 2"},
    {Term::LocalPatches, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "neighbouring patches"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "The mean weight that a patch gives to itself and the patches that touch it."),
     "(1 / n) Σᵢ Σⱼ A[i, j],  |rowᵢ − rowⱼ| ≤ 1,  |columnᵢ − columnⱼ| ≤ 1"},
    {Term::Alignment, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "alignment"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "The mean weight along the diagonal: the sum of pattern[i, j] over j within a tenth of the "
                       "source, or one token, of where i stands in the target."),
     "(1 / n) Σᵢ Σⱼ A[i, j],  |j + ½ − (i + ½) S / T| ≤ max(1, S / 10)"},
    {Term::Broad, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "breadth"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "Each row’s entropy divided by that of an even spread over what it sees, as a mean: 1 is as "
                       "even as can be, as in untrained heads."),
     "(1 / n) Σᵢ Hᵢ / log₂ nᵢ,  Hᵢ = −Σⱼ Aᵢⱼ log₂ Aᵢⱼ"},
    {Term::TopMass, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "top of the mass"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "Each query has lines to the fewest keys that together hold this share of its weight; what is "
                       "left has none."),
     "min |S|,  Σ Aᵢⱼ over S ≥ share"},
    {Term::MeanOfHeads, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "mean of heads"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary", "The mean weight of all heads of the layer."), "(1 / H) Σₕ Aʰ"},
    {Term::LargestOfHeads, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "largest of heads"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "For each patch the largest weight that any head of the layer "
                       "gives it."),
     "maxₕ Aʰ"},
    {Term::ChosenHeads, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "chosen heads"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary", "The mean weight of the heads that Ctrl+click chose."),
     "(1 / |C|) Σ Aʰ,  h ∈ C"},
    {Term::OneHead, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "one head"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary", "The weights of the chosen head, as they were computed."),
     "A = softmax(q · kᵀ / √d)"},
    {Term::Rollout, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "rollout"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "The weights of all layers up to this one multiplied, the residual stream counted in (Abnar "
                       "and Zuidema 2020): by how many ways something may have come from there."),
     "Πₗ ½ (Āˡ + I),  Ā = (1 / H) Σₕ Aʰ"},
    {Term::PositionSimilarity, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "position similarity"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "How alike the learned vectors of two places are: the cosine of the angle between them, 1 for "
                       "the same direction."),
     "pᵢ · pⱼ / (‖pᵢ‖ ‖pⱼ‖)"},
    {Term::VectorNorm, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "norms"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "How long each token’s vector in the residual stream is behind this layer: very long ones are "
                       "registers or artefacts."),
     "‖xᵢ‖ = √(Σ x²)"},
    {Term::Occlusion, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "occlusion"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "What the class loses or gains when each patch is covered: one pass a patch, beside the "
                       "edits."),
     "p(picture \\ patch) − p(picture)"},
    {Term::LogitLens, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "logit lens"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "The last norm and the unembedding are applied to what leaves each block, as if the model "
                       "stopped there (nostalgebraist 2020): a reading, not what the layer was trained to say."),
     "softmax(W_U · norm(xˡ))"},
    {Term::Surprise, QT_TRANSLATE_NOOP("headlight::ui::Glossary", "surprise"),
     QT_TRANSLATE_NOOP("headlight::ui::Glossary",
                       "How unlikely the model held each token given those before it: −log₂ of its probability, in "
                       "bits, 0 for a token that was certain."),
     "−log₂ p(tᵢ | t₁ … tᵢ₋₁)"},
};

const Entry& entryOf(Term term) { return table[static_cast<std::size_t>(term)]; }

constexpr auto terms = [] {
  std::array<Term, std::size(table)> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = table[i].term;
  return all;
}();

static_assert([] {
  for (std::size_t i = 0; i < terms.size(); ++i)
    if (static_cast<std::size_t>(terms[i]) != i) return false;
  return static_cast<std::size_t>(Term::Surprise) + 1 == terms.size();
}());

QString translated(const char* words) { return QCoreApplication::translate("headlight::ui::Glossary", words); }

}  // namespace

std::span<const Term> everyTerm() { return terms; }

QString nameOf(Term term) { return translated(entryOf(term).name); }

QString idOf(Term term) {
  return QString::fromLatin1(entryOf(term).name).toLower().replace(QLatin1Char(' '), QLatin1Char('-'));
}

QString explain(Term term) { return translated(entryOf(term).sentence); }

QString formulaOf(Term term) { return QString::fromUtf8(entryOf(term).formula); }

std::vector<Term> termsExplainedIn(const QString& words) {
  std::vector<Term> found;
  for (const Term term : everyTerm())
    if (words.contains(explain(term))) found.push_back(term);
  return found;
}

}  // namespace headlight::ui
