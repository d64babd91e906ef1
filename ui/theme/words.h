#pragma once

#include <QCoreApplication>

namespace headlight::ui {

/// The words of free functions in the language of the window; classes have a tr() of their own. lupdate files what
/// stands in a call of it under the name space, and there it is looked up.
inline QString tr(const char* words) { return QCoreApplication::translate("headlight::ui", words); }

}  // namespace headlight::ui
