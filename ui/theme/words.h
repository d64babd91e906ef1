#pragma once

#include <QCoreApplication>

namespace headlight::ui {

/// The words of free functions in the language of the window; classes have a tr() of their own. lupdate files what
/// stands in a call of it under the name space, and there it is looked up.
inline QString tr(const char* words) { return QCoreApplication::translate("headlight::ui", words); }

/// What an entry of a menu is called elsewhere: "Open" of "&Open", "打开" of "打开(&O)".
QString withoutMnemonic(QString entry);

}  // namespace headlight::ui
