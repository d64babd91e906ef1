#pragma once

#include <QString>

#include "trace/trace.h"

namespace headlight::ui {

/// What can stand under a head's thumbnail.
enum class HeadNumber { Entropy, Distance, FirstTokenMass, Largest };

/// Null where the trace has no statistics of that head.
const HeadStatistics* statisticsOf(const Trace& trace, AttentionId attention, int layer, int head);
/// NaN where the head's statistics are missing, and for distances of cross-attention, whose keys are other rows.
/// Distances are in pixels between patches, else in tokens.
double headNumber(const Trace& trace, HeadNumber number, AttentionId attention, int layer, int head);
/// "–" for NaN.
QString headNumberText(double value, HeadNumber number);
/// "mean entropy in bits": in a caption.
QString headNumberWords(HeadNumber number, bool picture);

}  // namespace headlight::ui
