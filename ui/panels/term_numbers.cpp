#include "ui/panels/term_numbers.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "derived/token_norms.h"
#include "ui/document/word_pieces.h"
#include "ui/panels/numbers.h"
#include "ui/views/head_numbers.h"
#include "ui/views/numbers.h"

namespace headlight::ui {
namespace {

QString quoted(const QString& token) { return QStringLiteral("“%1”").arg(token); }

class Numbers {
  Q_DECLARE_TR_FUNCTIONS(headlight::ui::Numbers)
 public:
  explicit Numbers(const OnScreen& on) : on_(on), trace_(*on.shown.trace), model_(trace_.model()) {}

  QStringList of(Term term) const {
    switch (term) {
      case Term::Tokens:
        return tokens();
      case Term::Patches:
        return patches();
      case Term::Embedding:
      case Term::PatchEmbedding:
        return embedding(term);
      case Term::ResidualStream:
      case Term::VectorNorm:
        return stream();
      case Term::Block:
        return {tr("%1 blocks, one after the other.").arg(stack().layers)};
      case Term::Attention:
      case Term::OneHead:
        return pattern();
      case Term::Logits:
      case Term::Classes:
      case Term::Softmax:
      case Term::Probability:
        return likeliest(term);
      case Term::Drawn:
      case Term::Temperature:
      case Term::TopK:
      case Term::TopP:
      case Term::Seed:
        return sampling(term);
      case Term::Surprise:
        return surprise();
      default:
        return ofHead(term);
    }
  }

 private:
  const StackInfo& stack() const { return model_.stack(on_.attention.stack); }
  QString name(StackId stack, int row) const {
    const QStringList& names = on_.shown.rowsOf(stack).names.names;
    return row >= 0 && row < names.size() ? names[row] : QString::number(row);
  }
  QString headName() const { return QStringLiteral("L%1H%2").arg(on_.layer).arg(on_.head); }
  /// Neither by itself nor behind a space.
  bool isNoEntry(const QString& word) const {
    if (!on_.vocabulary) return false;
    const std::vector<std::int32_t> found = on_.vocabulary->search(word, 8);
    return std::none_of(found.begin(), found.end(), [&](std::int32_t id) {
      const QString shown = on_.vocabulary->shown(id);
      return shown == word || shown == QChar(0x00B7) + word;
    });
  }
  int row() const { return on_.row >= 0 ? on_.row : trace_.rows(on_.attention.stack) - 1; }

  QStringList tokens() const {
    const auto ids = trace_.ids();
    const TextInputInfo* text = model_.text();
    if (ids.empty() || text == nullptr) return {};
    const StackId of = model_.stacks.back().stack;
    QStringList lines{
        tr("%1 tokens here, of a vocabulary of %2.").arg(ids.size()).arg(text->vocabulary),
        tr("The last one is %1, entry %2.").arg(quoted(name(of, static_cast<int>(ids.size()) - 1))).arg(ids.back())};
    if (const auto word = firstWordInPieces(on_.shown.rows().names.names)) {
      const QString pieces = word->pieces.join(QStringLiteral(" + "));
      lines << (isNoEntry(word->word)
                    ? tr("%1 is no entry, so it is put together from entries: %2.").arg(quoted(word->word), pieces)
                    : tr("%1 is put together from entries here: %2.").arg(quoted(word->word), pieces));
    }
    return lines;
  }

  QStringList patches() const {
    const PatchGrid grid = trace_.grid();
    const ImageInputInfo* image = model_.image();
    if (image == nullptr || grid.rows == 0) return {};
    return {tr("%1 × %2 = %3 patches of %4 × %5 pixels here.")
                .arg(grid.rows)
                .arg(grid.columns)
                .arg(grid.rows * grid.columns)
                .arg(image->patchHeight)
                .arg(image->patchWidth)};
  }

  QStringList embedding(Term term) const {
    if ((term == Term::PatchEmbedding) != (model_.imageOf(on_.attention.stack) != nullptr)) return {};
    const int width = stack().embedWidth > 0 ? stack().embedWidth : stack().width;
    return {tr("Each of the %1 rows becomes a vector of %2 numbers.").arg(trace_.rows(on_.attention.stack)).arg(width)};
  }

  QStringList stream() const {
    QStringList lines{tr("%1 rows of %2 numbers each, through %3 blocks.")
                          .arg(trace_.rows(on_.attention.stack))
                          .arg(stack().width)
                          .arg(stack().layers)};
    const SiteId behind{on_.attention.stack, stack().postNorm ? Site::BlockOut : Site::ResidPost, on_.layer};
    if (trace_.find(behind) == nullptr) return lines;
    const std::vector<float> norms = derived::tokenNorms(trace_, behind);
    if (row() < 0 || row() >= static_cast<int>(norms.size())) return lines;
    lines << tr("Behind layer %1 the vector of %2 is %3 long.")
                 .arg(on_.layer)
                 .arg(quoted(name(on_.attention.stack, row())), decimal(norms[static_cast<std::size_t>(row())], 2));
    return lines;
  }

  QStringList pattern() const {
    if (trace_.find(patternSite(on_.attention, on_.layer)) == nullptr || row() < 0) return {};
    const std::vector<float> weights = patternRow(trace_, on_.attention, on_.layer, on_.head, row());
    std::vector<int> order(weights.size());
    std::iota(order.begin(), order.end(), 0);
    const auto most = std::min<std::size_t>(3, order.size());
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(most), order.end(), [&](int a, int b) {
      return weights[static_cast<std::size_t>(a)] > weights[static_cast<std::size_t>(b)];
    });
    const AttentionInfo attention = model_.attention(on_.attention);
    QStringList looks;
    for (std::size_t i = 0; i < most; ++i)
      looks << QStringLiteral("%1 %2").arg(quoted(name(attention.keys, order[i])),
                                           exactWeight(weights[static_cast<std::size_t>(order[i])]));
    return {tr("%1: %2 looks at %3.")
                .arg(headName(), quoted(name(on_.attention.stack, row())), looks.join(QStringLiteral(", "))),
            tr("%1 layers of %2 heads, each of width d = %3.")
                .arg(stack().layers)
                .arg(attention.heads)
                .arg(attention.headWidth)};
  }

  QStringList likeliest(Term term) const {
    if (on_.predictions.empty() || (term == Term::Classes && on_.ofTokens)) return {};
    const PredictionRow& top = on_.predictions.front();
    const auto logits = trace_.predictedLogits();
    if (top.id < 0 || static_cast<std::size_t>(top.id) >= logits.size()) return {};
    // The largest is taken out, so that nothing overflows.
    const double largest = *std::max_element(logits.begin(), logits.end());
    double sum = 0;
    for (const float logit : logits) sum += std::exp(static_cast<double>(logit) - largest);
    const double below = largest + std::log(sum);
    // Bars of another kind (stretches of an answer) are no softmax of these.
    if (top.logit != logits[static_cast<std::size_t>(top.id)] ||
        std::abs(std::exp(top.logit - below) - top.plain) > 1e-4)
      return {};
    return {tr("%1 has logit %2.").arg(quoted(top.shown), decimal(top.logit, 3)),
            tr("The logarithm of the sum over all %1 is %2.").arg(logits.size()).arg(decimal(below, 3)),
            QStringLiteral("p = exp(%1 − %2) = %3")
                .arg(decimal(top.logit, 3), decimal(below, 3), exactWeight(std::exp(top.logit - below)))};
  }

  QStringList sampling(Term term) const {
    if (!on_.ofTokens || on_.predictions.empty()) return {};
    const Sampling& s = on_.sampling;
    const PredictionRow& top = on_.predictions.front();
    QStringList lines;
    if (term == Term::Temperature) lines << tr("It is %1 now.").arg(s.temperature, 0, 'f', 2);
    if (term == Term::TopK) lines << (s.topK > 0 ? tr("It is %1 now.").arg(s.topK) : tr("Nothing is cut off now."));
    if (term == Term::TopP)
      lines << (s.topP < 1 ? tr("It is %1 now.").arg(s.topP, 0, 'f', 2) : tr("Nothing is cut off now."));
    if (term == Term::Seed) lines << tr("It is %1 now.").arg(s.seed);
    if (term != Term::Seed)
      lines << tr("%1 has p = %2 and is drawn with %3.")
                   .arg(quoted(top.shown), exactWeight(top.plain), exactWeight(top.probability));
    return lines;
  }

  QStringList surprise() const {
    if (!on_.ofTokens || on_.predictions.empty()) return {};
    const PredictionRow& top = on_.predictions.front();
    return {tr("%1 has p = %2: it would be a surprise of %3 bits.")
                .arg(quoted(top.shown), exactWeight(top.plain), decimal(std::max(0.0, -std::log2(top.plain)), 2))};
  }

  QStringList ofHead(Term term) const {
    const bool picture = model_.imageOf(on_.attention.stack) != nullptr;
    for (const HeadNumber number : headNumbersOf(model_, on_.attention)) {
      if (termOf(number, picture) != term) continue;
      const double value = headNumber(trace_, number, on_.attention, on_.layer, on_.head);
      if (std::isnan(value)) return {};
      return {QStringLiteral("%1: %2").arg(headName(), headNumberText(value, number))};
    }
    return {};
  }

  const OnScreen& on_;
  const Trace& trace_;
  const ModelInfo& model_;
};

}  // namespace

QStringList numbersOf(Term term, const OnScreen& on) {
  if (!on.shown.trace) return {};
  const StackInfo& stack = on.shown.trace->model().stack(on.attention.stack);
  if (on.layer < 0 || on.layer >= stack.layers) return {};
  return Numbers(on).of(term);
}

}  // namespace headlight::ui
