#pragma once

#include <QString>
#include <optional>
#include <vector>

#include "derived/head_scores.h"
#include "trace/trace.h"
#include "ui/document/glossary.h"

namespace headlight::ui {

/// What can stand under a head's thumbnail, in the order of the chooser.
enum class HeadNumber {
  Entropy,
  Distance,
  FirstTokenMass,
  Largest,
  PreviousToken,
  NextToken,
  DuplicateToken,
  Induction,
  SamePosition,
  Local,
  Alignment,
  Broad
};

/// The score that it is (derived/head_scores.h), of what is none nothing.
std::optional<derived::HeadScore> scoreOf(HeadNumber number);
/// Those that heads of an attention can have.
std::vector<HeadNumber> headNumbersOf(const ModelInfo& model, AttentionId attention);
/// It is a share of the weight, from 0 to 1.
bool isShare(HeadNumber number);

/// Null where the trace has no statistics of that head.
const HeadStatistics* statisticsOf(const Trace& trace, AttentionId attention, int layer, int head);
/// Null where the pattern was not captured. Kept for the trace that was asked about last; of a trace that shares blocks
/// with it only the others are read. UI thread.
const derived::HeadScores* scoresOf(const Trace& trace, AttentionId attention, int layer, int head);
/// NaN where the head's numbers are missing, where no row counts, and for distances of cross-attention, whose keys are
/// other rows. Distances are in pixels between patches, else in tokens.
double headNumber(const Trace& trace, HeadNumber number, AttentionId attention, int layer, int head);
/// "–" for NaN.
QString headNumberText(double value, HeadNumber number);
/// "mean entropy in bits": in a caption.
QString headNumberWords(HeadNumber number, bool picture);
/// Where the glossary explains it.
Term termOf(HeadNumber number, bool picture);

}  // namespace headlight::ui
