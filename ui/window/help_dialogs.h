#pragma once

class QString;
class QWidget;

namespace headlight::ui {

class LensWidget;
struct OpenModel;

/// Shortcuts of the window's actions, and the keys of panels and views.
void showKeyboardHelp(QWidget& window);
/// `model`: the one that serves, or null.
void showAbout(QWidget& window, const LensWidget& lens, const OpenModel* model);
void showAboutModel(QWidget& window, const OpenModel& model);
/// How attention is read with care.
void showCaveats(QWidget& window);

}  // namespace headlight::ui
