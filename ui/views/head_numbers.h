#pragma once

#include <QString>

#include "trace/trace.h"

namespace headlight::ui {

/// What can stand under a head's thumbnail.
enum class HeadNumber { Entropy, Distance, FirstTokenMass, Largest };

/// Null where the trace has no statistics of that head.
const HeadStatistics* statisticsOf(const Trace& trace, int layer, int head);
/// NaN where the head's statistics are missing. Distances are in pixels for a picture, else in tokens.
double headNumber(const Trace& trace, HeadNumber number, int layer, int head);
/// "–" for NaN.
QString headNumberText(double value, HeadNumber number);
/// "mean entropy in bits": in a caption.
QString headNumberWords(HeadNumber number, bool picture);

}  // namespace headlight::ui
