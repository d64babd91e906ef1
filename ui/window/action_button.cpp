#include "ui/window/action_button.h"

#include <QAction>
#include <QToolButton>

#include "ui/theme/words.h"

namespace headlight::ui {

QToolButton* makeActionButton(QAction* action, QWidget* parent) {
  auto* button = new QToolButton(parent);
  button->setProperty("flat", true);
  const auto show = [button, action] {
    const QString words = withoutMnemonic(action->text());
    const QString shortcut = action->shortcut().toString(QKeySequence::NativeText);
    button->setAccessibleName(words);
    button->setToolTip(shortcut.isEmpty() ? words : QStringLiteral("%1 (%2)").arg(words, shortcut));
    button->setEnabled(action->isEnabled());
  };
  show();
  QObject::connect(action, &QAction::changed, button, show);
  QObject::connect(button, &QToolButton::clicked, action, &QAction::trigger);
  return button;
}

}  // namespace headlight::ui
