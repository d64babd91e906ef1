#pragma once

#include <QImage>
#include <QString>

#include "info/model_info.h"

namespace headlight::ui {

/// "reads pictures · 10 classes · 12 layers × 3 heads": what it is given, what it says, and its size.
QString lineOf(const ModelInfo& model);

/// What a list says of a model beside its name.
struct ModelLine {
  QString words;   ///< lineOf; empty: the folder is none that opens
  QImage picture;  ///< the first sample of a model that looks at pictures, 64 px at most; else null
};

/// Reads the configuration and the headers in that folder. Never throws; UI thread.
ModelLine modelLine(const QString& folder);

}  // namespace headlight::ui
