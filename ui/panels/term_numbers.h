#pragma once

#include <QStringList>
#include <memory>
#include <vector>

#include "generation/sampling.h"
#include "info/stack_info.h"
#include "ui/document/glossary.h"
#include "ui/document/shown_trace.h"
#include "ui/document/vocabulary.h"
#include "ui/panels/prediction_bars.h"

namespace headlight::ui {

/// What stands on screen, as far as words are about it.
struct OnScreen {
  ShownTrace shown = {};
  AttentionId attention = {};
  int layer = 0, head = 0;
  int row = -1;  ///< the locked query; -1: the last one
  std::vector<PredictionRow> predictions = {};
  bool ofTokens = false;  ///< the predictions are tokens, and `sampling` is about them
  Sampling sampling = {};
  std::shared_ptr<const Vocabulary> vocabulary = nullptr;  ///< of the text that the last stack reads
};

/// What the word is just now: lines with the numbers of the trace on screen, each a whole sentence or "name: number".
/// None where the trace says nothing of it. Every number is read from the trace or from the bars beside it.
QStringList numbersOf(Term term, const OnScreen& on);

}  // namespace headlight::ui
