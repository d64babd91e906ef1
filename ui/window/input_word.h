#pragma once

#include <QCoreApplication>

#include "ui/document/document.h"

namespace headlight::ui {

/// "text" or "picture": what the model reads, inside a sentence.
inline QString inputWord(const Document& document) {
  return document.readsPicture() ? QCoreApplication::translate("headlight::ui::InputWord", "picture")
                                 : QCoreApplication::translate("headlight::ui::InputWord", "text");
}

}  // namespace headlight::ui
