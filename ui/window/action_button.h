#pragma once

class QAction;
class QToolButton;
class QWidget;

namespace headlight::ui {

/// A flat button that does what the action does: its words (with the shortcut) are the button's name and tooltip.
QToolButton* makeActionButton(QAction* action, QWidget* parent);

}  // namespace headlight::ui
