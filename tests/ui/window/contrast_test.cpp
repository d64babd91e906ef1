// Every control can be read in every state, in every theme: what is painted is grabbed, and the ink of a part (4.5 for
// words, 3 for icons and marks, on a projector's wall 7 and 4.5; what is disabled only has to be seen) is compared with
// the ground under it.
#include <QAbstractItemView>
#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QHoverEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QSlider>
#include <QSpinBox>
#include <QStyleOption>
#include <QTabBar>
#include <QTimer>
#include <QToolButton>
#include <QTreeWidget>
#include <set>

#include "../support/contrast.h"
#include "fixture.h"
#include "ui/panels/model_panel.h"
#include "ui/theme/theme.h"
#include "ui/window/open_dialog.h"

namespace headlight::ui {
namespace {

// The theme's, for as long as one of its tests runs.
double words = 4.5, mark = 3;
constexpr double seen = 2;

/// Something of a control that is to be told from its ground.
struct Part {
  const char* name;
  QRect area;  ///< px of the control
  double least;
};

QRect shrunk(const QRect& rect, int by) { return rect.adjusted(by, by, -by, -by); }

std::vector<Part> partsOf(QWidget& control) {
  QStyle& style = *control.style();
  if (auto* box = qobject_cast<QCheckBox*>(&control)) {
    QStyleOptionButton option;
    option.initFrom(box);
    option.state |= box->isChecked() ? QStyle::State_On : QStyle::State_Off;
    option.text = box->text();
    std::vector<Part> parts{{"box", style.subElementRect(QStyle::SE_CheckBoxIndicator, &option, box), mark}};
    if (!box->text().isEmpty())
      parts.push_back({"words", style.subElementRect(QStyle::SE_CheckBoxContents, &option, box), words});
    return parts;
  }
  if (auto* radio = qobject_cast<QRadioButton*>(&control)) {
    QStyleOptionButton option;
    option.initFrom(radio);
    option.text = radio->text();
    return {{"circle", style.subElementRect(QStyle::SE_RadioButtonIndicator, &option, radio), mark},
            {"words", style.subElementRect(QStyle::SE_RadioButtonContents, &option, radio), words}};
  }
  if (qobject_cast<QSlider*>(&control)) return {{"handle", shrunk(control.rect(), 2), mark}};
  if (auto* button = qobject_cast<QAbstractButton*>(&control))
    return {{button->text().isEmpty() ? "icon" : "words", shrunk(control.rect(), 5),
             button->text().isEmpty() ? mark : words}};
  if (auto* combo = qobject_cast<QComboBox*>(&control)) {
    const QRect arrow(combo->width() - 26, 4, 20, combo->height() - 8);
    std::vector<Part> parts{{"arrow", arrow, mark}};
    if (!combo->currentText().isEmpty() || !combo->placeholderText().isEmpty())
      parts.push_back({"words", shrunk(combo->rect(), 5).adjusted(0, 0, -24, 0), words});
    return parts;
  }
  if (auto* spin = qobject_cast<QSpinBox*>(&control)) {
    QStyleOptionSpinBox option;
    option.initFrom(spin);
    option.subControls = QStyle::SC_All;
    option.buttonSymbols = spin->buttonSymbols();
    const auto rect = [&](QStyle::SubControl part) {
      return style.subControlRect(QStyle::CC_SpinBox, &option, part, spin);
    };
    std::vector<Part> parts{{"words", shrunk(rect(QStyle::SC_SpinBoxEditField), 2), words}};
    if (spin->buttonSymbols() != QAbstractSpinBox::NoButtons)
      for (const auto part : {QStyle::SC_SpinBoxUp, QStyle::SC_SpinBoxDown})
        parts.push_back({"arrow", shrunk(rect(part), 2), mark});
    return parts;
  }
  if (auto* tabs = qobject_cast<QTabBar*>(&control)) {
    std::vector<Part> parts;
    for (int i = 0; i < tabs->count(); ++i)
      if (tabs->isTabVisible(i)) parts.push_back({"words", shrunk(tabs->tabRect(i), 4), words});
    return parts;
  }
  if (qobject_cast<QLineEdit*>(&control)) return {{"words", shrunk(control.rect(), 5), words}};
  return {};
}

class ContrastTest : public WindowTest, public testing::WithParamInterface<const char*> {
 protected:
  ContrastTest() {
    options.theme = QLatin1String(GetParam());
    const bool projected = Theme::named(options.theme).ground == Ground::Projector;
    words = projected ? 7 : 4.5;
    mark = projected ? 4.5 : 3;
  }

  /// With as much room for larger type as there is for the design's.
  void open() { WindowTest::open(1280 * textScalePercent() / 100, 800 * textScalePercent() / 100); }
  int textScalePercent() const { return Theme::named(options.theme).leastTextPercent; }

  QAction* action(const char* name) { return window->findChild<QAction*>(QLatin1String(name)); }
  void show(const char* view) {
    window->lensArea().setView(QLatin1String(view));
    ASSERT_TRUE(waitUntil([&] { return lens().shows(QLatin1String(view)); }));
  }
  void addWhatIf() {
    window->document().addWhatIf(ScaleHead{window->bridge().current()->info->stacks.front().stack, 0, 0, 0});
    ASSERT_TRUE(waitForPicture());
  }

  /// Of one control as it is now.
  void read(QWidget& control, const std::string& state, bool disabled = false) {
    QWidget& top = *control.window();
    for (const Part& part : partsOf(control)) {
      const QRect area = QRect(control.mapTo(&top, part.area.topLeft()), part.area.size()) & top.rect();
      if (area.isEmpty()) continue;
      const double found = contrastIn(top.grab(area).toImage());
      EXPECT_GE(found, disabled ? seen : part.least) << nameOf(control) << ", " << part.name << ", " << state;
      ++readings;
    }
  }

  static std::string nameOf(const QWidget& control) {
    return std::string(control.metaObject()->className()) + " " + control.objectName().toStdString() + " " +
           control.accessibleName().toStdString();
  }

  void hover(QWidget& control, bool on) {
    control.setAttribute(Qt::WA_UnderMouse, on);
    const QPointF middle = on ? QPointF(control.rect().center()) : QPointF(-1, -1);
    QHoverEvent event(on ? QEvent::HoverEnter : QEvent::HoverLeave, middle, control.mapToGlobal(middle), QPointF());
    QApplication::sendEvent(&control, &event);
  }

  /// Normal, hovered, pressed, each checked and not; focused; disabled.
  void readInEveryState(QWidget& control) {
    kinds.insert(control.metaObject()->className());
    auto* button = qobject_cast<QAbstractButton*>(&control);
    const bool checks = button && button->isCheckable() && !qobject_cast<QRadioButton*>(button);
    const QSignalBlocker quiet(&control);
    const bool was = checks && button->isChecked();
    for (const bool on : {false, true}) {
      if (on && !checks) continue;
      if (checks) button->setChecked(on);
      const std::string checked = on ? "checked, " : "";
      read(control, checked + "at rest");
      hover(control, true);
      read(control, checked + "hovered");
      if (button) {
        button->setDown(true);
        read(control, checked + "pressed");
        button->setDown(false);
      }
      hover(control, false);
      if (control.focusPolicy() & Qt::TabFocus) {
        const QRect area(control.mapTo(control.window(), QPoint(0, 0)), control.size());
        const QImage without = control.window()->grab(area).toImage();
        control.setFocus(Qt::TabFocusReason);
        const QImage with = control.window()->grab(area).toImage();
        if (control.hasFocus()) {
          EXPECT_GE(contrastOfChange(without, with), mark) << nameOf(control) << ", " << checked << "focus";
          read(control, checked + "focused");
        }
        control.clearFocus();
      }
      control.setEnabled(false);
      read(control, checked + "disabled", true);
      control.setEnabled(true);
    }
    if (checks) button->setChecked(was);
  }

  void readControls(QWidget& root) {
    for (QWidget* control : root.findChildren<QWidget*>()) {
      if (!control->isVisible() || !control->isEnabled()) continue;
      for (QWidget* above = control->parentWidget(); above; above = above->parentWidget())
        if (auto* area = qobject_cast<QScrollArea*>(above)) area->ensureWidgetVisible(control);
      if (control->visibleRegion().isEmpty() || partsOf(*control).empty() || control->inherits("QLineEditIconButton"))
        continue;
      // The whole of it is in sight, and it is no part of another control.
      const QRegion whole(control->rect());
      if (control->visibleRegion() != whole && !qobject_cast<QTabBar*>(control)) continue;
      if (qobject_cast<QAbstractSpinBox*>(control->parentWidget())) continue;
      auto* button = qobject_cast<QAbstractButton*>(control);
      if (button && button->text().isEmpty() && button->icon().isNull() && !button->inherits("QCheckBox")) continue;
      readInEveryState(*control);
    }
  }

  /// What rows of options have no room for.
  void readFolded() {
    for (auto* more : window->findChildren<QToolButton*>(QStringLiteral("moreOptions"))) {
      if (!more->isVisible()) continue;
      more->click();
      QWidget* panel = QApplication::activePopupWidget();
      ASSERT_TRUE(panel);
      if (QWidget* first = panel->focusWidget()) first->clearFocus();
      readControls(*panel);
      panel->close();
    }
  }

  void readLists(QWidget& root) {
    for (auto* combo : root.findChildren<QComboBox*>()) {
      if (!combo->isVisible() || combo->count() == 0) continue;
      combo->showPopup();
      QApplication::processEvents();
      QAbstractItemView& list = *combo->view();
      for (int row = 0; row < combo->count(); ++row) {
        const QRect area = list.visualRect(list.model()->index(row, 0)) & list.viewport()->rect();
        if (area.height() < 12 || combo->itemText(row).isEmpty()) continue;
        EXPECT_GE(contrastIn(list.viewport()->grab(shrunk(area, 2)).toImage()), words)
            << nameOf(*combo) << ", row " << row << (row == combo->currentIndex() ? ", the current one" : "");
        ++readings;
      }
      combo->hidePopup();
    }
  }

  /// Each row at rest and as the current one; marks of what is checked; what opens from a row too.
  void readMenu(QMenu& menu, int depth = 0) {
    kinds.insert("QMenu");
    menu.popup(window->mapToGlobal(QPoint(40, 40)));
    QApplication::processEvents();
    QList<QMenu*> further;
    for (QAction* action : menu.actions()) {
      if (action->isSeparator() || !action->isVisible()) continue;
      menu.setActiveAction(action);  // of a menu that is higher than the screen it comes into sight by that
      const QRect row = menu.actionGeometry(action);
      for (const bool current : {false, true}) {
        menu.setActiveAction(current ? action : nullptr);
        const std::string what = menu.title().toStdString() + menu.objectName().toStdString() + " > " +
                                 action->text().toStdString() + (current ? ", the current row" : "");
        const double least = action->isEnabled() ? words : seen;
        EXPECT_GE(contrastIn(menu.grab(row.adjusted(28, 2, -28, -2)).toImage()), least) << what;
        const QRect left(row.left() + 4, row.top() + 2, 22, row.height() - 4);
        const QRect right(row.right() - 20, row.top() + 2, 18, row.height() - 4);
        if (action->isCheckable() && action->isChecked()) {
          EXPECT_GE(contrastIn(menu.grab(left).toImage()), mark) << what << ", its mark";
        }
        if (action->menu()) {
          EXPECT_GE(contrastIn(menu.grab(right).toImage()), mark) << what << ", its arrow";
        }
        ++readings;
      }
      if (action->menu() && action->isEnabled() && depth < 2) further << action->menu();
    }
    menu.setActiveAction(nullptr);
    menu.hide();
    for (QMenu* below : further) {
      emit below->aboutToShow();
      if (!below->actions().isEmpty()) readMenu(*below, depth + 1);
    }
  }

  void readMenus() {
    for (QAction* title : window->menuBar()->actions()) {
      const QRect area = shrunk(window->menuBar()->actionGeometry(title), 2);
      for (const bool current : {false, true}) {
        window->menuBar()->setActiveAction(current ? title : nullptr);
        for (QMenu* menu : window->menuBar()->findChildren<QMenu*>()) menu->hide();
        EXPECT_GE(contrastIn(window->menuBar()->grab(area).toImage()), words) << title->text().toStdString();
      }
      if (title->menu()) {
        emit title->menu()->aboutToShow();
        readMenu(*title->menu());
      }
    }
    for (auto* button : window->findChildren<QToolButton*>())
      if (button->isVisible() && button->menu()) {
        emit button->menu()->aboutToShow();
        readMenu(*button->menu());
      }
  }

  /// What `opens` brings up, a dialog or menu that waits for its end.
  template <class Open, class Read>
  void readModal(const Open& opens, const Read& reads) {
    bool looked = false;
    QTimer::singleShot(150, window.get(), [&] {
      if (auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget())) {
        reads(*menu);
        looked = true;
        menu->close();
      } else if (auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget())) {
        reads(*dialog);
        looked = true;
        dialog->reject();
      }
    });
    opens();
    EXPECT_TRUE(looked);
  }

  void readRows(QAbstractItemView& list) {
    const QAbstractItemModel& model = *list.model();
    auto* tree = qobject_cast<QTreeView*>(&list);
    QModelIndex index = model.index(0, 0);
    for (int row = 0; index.isValid(); ++row, index = tree ? tree->indexBelow(index) : model.index(row, 0)) {
      const QRect area = list.visualRect(index) & list.viewport()->rect();
      if (area.height() < 12 || index.data().toString().isEmpty()) continue;
      for (const bool chosen : {false, true}) {
        if (chosen && !(index.flags() & Qt::ItemIsSelectable)) continue;
        const QSignalBlocker quiet(list.selectionModel());
        list.selectionModel()->select(index, chosen ? QItemSelectionModel::ClearAndSelect : QItemSelectionModel::Clear);
        list.viewport()->update();
        EXPECT_GE(contrastIn(list.viewport()->grab(shrunk(area, 3)).toImage()), words)
            << nameOf(list) << ", row " << row << (chosen ? ", chosen" : "");
        ++readings;
        // Beside a row of a tree: what opens it.
        if (area.left() >= 12 && model.hasChildren(index)) {
          const QRect opener(area.left() - 16, area.top() + 1, 14, area.height() - 2);
          EXPECT_GE(contrastIn(list.viewport()->grab(opener).toImage()), mark)
              << nameOf(list) << ", row " << row << ", expander" << (chosen ? ", chosen" : "");
        }
      }
    }
  }

  void readEverything() {
    readControls(*window);
    readLists(*window);
  }

  int readings = 0;
  std::set<std::string> kinds;
};

TEST_P(ContrastTest, OfAModelOfText) {
  open();
  action("firstSteps")->trigger();
  addWhatIf();
  readEverything();
  readMenus();
  for (const char* view : {"arcs", "layers", "matrix"}) {
    show(view);
    readEverything();
  }
  window->resize(960, 600);
  QApplication::processEvents();
  auto* more = window->findChild<QToolButton*>(QStringLiteral("moreOptions"));
  for (auto* button : window->findChildren<QToolButton*>(QStringLiteral("moreOptions")))
    if (button->isVisible()) more = button;
  ASSERT_TRUE(more && more->isVisible());
  more->click();
  QWidget* panel = QApplication::activePopupWidget();
  ASSERT_TRUE(panel);
  readControls(*panel);
  panel->close();
  for (const char* kind : {"QMenu", "QPushButton", "QToolButton", "QCheckBox", "QSlider", "QSpinBox", "QLineEdit",
                           "QTabBar", "headlight::ui::ElidedComboBox"})
    EXPECT_TRUE(kinds.count(kind)) << kind;
  EXPECT_GT(readings, 400);
}

TEST_P(ContrastTest, OfAModelOfImages) {
  options.model = QStringLiteral("doodles");
  options.text.clear();
  open();
  for (const char* view : {"heads", "matrix", "arcs", "layers", "image"}) {
    show(view);
    readEverything();
    readFolded();
  }
  readMenus();
  for (const char* kind : {"QMenu", "QToolButton", "QCheckBox", "QSlider"}) EXPECT_TRUE(kinds.count(kind)) << kind;
  EXPECT_GT(readings, 400);
}

TEST_P(ContrastTest, OfTheListOfWeights) {
  open();
  action("browseWeights")->trigger();
  ASSERT_TRUE(waitUntil([&] { return window->modelPanel().weightCount() > 0; }));
  auto* tree = window->findChild<QTreeWidget*>(QStringLiteral("weightTree"));
  tree->expandAll();
  QApplication::processEvents();
  readRows(*tree);
  EXPECT_GT(readings, 6);
}

TEST_P(ContrastTest, OfDialogsAndWhatPopsUp) {
  open();
  action("openModel")->trigger();
  auto* dialog = window->findChild<QDialog*>(QStringLiteral("openDialog"));
  ASSERT_TRUE(dialog);
  QApplication::processEvents();
  readRows(*dialog->findChild<QListWidget*>());
  dynamic_cast<OpenDialog&>(*dialog).preview(QString::fromStdString(HEADLIGHT_ASSETS_DIR) + "/models/doodles");
  ASSERT_TRUE(waitUntil([&] { return !dynamic_cast<OpenDialog&>(*dialog).card().lines.isEmpty(); }));
  readControls(*dialog);
  dialog->close();
  readModal([&] { action("keyboard")->trigger(); }, [&](QWidget& shown) { readControls(shown); });
  action("memory")->trigger();
  auto* memory = window->findChild<QDialog*>(QStringLiteral("memoryDialog"));
  ASSERT_TRUE(memory && memory->isVisible());
  readControls(*memory);
  memory->close();
  const auto readShownMenu = [&](QWidget& shown) { readMenu(dynamic_cast<QMenu&>(shown)); };
  readModal(
      [&] {
        QContextMenuEvent event(QContextMenuEvent::Keyboard, QPoint(5, 5), editor->mapToGlobal(QPoint(5, 5)));
        QApplication::sendEvent(editor->viewport(), &event);
      },
      readShownMenu);
  EXPECT_GT(readings, 30);
}

TEST_P(ContrastTest, OfTheShelfAndTheFrozenBand) {
  open();
  action("shelf")->trigger();
  QWidget* panel = QApplication::activePopupWidget();
  ASSERT_TRUE(panel);
  readRows(*panel->findChild<QListWidget*>());
  readControls(*panel);
  panel->close();
  action("freeze")->trigger();
  auto* band = window->findChild<QWidget*>(QStringLiteral("frozenBand"));
  ASSERT_TRUE(band && band->isVisible());
  QApplication::processEvents();
  EXPECT_GE(contrastIn(band->grab(QRect(8, 2, 200, band->height() - 4)).toImage()), words);
  EXPECT_GT(readings, 10);
}

TEST_P(ContrastTest, OfWhatStandsWhereNothingIsTyped) {
  options.text = QString();
  open();
  window->document().text().setText({}, QStringLiteral("empty"));
  ASSERT_TRUE(waitUntil([&] { return window->lensArea().isEmptyShown(); }));
  readControls(window->lensArea());
  EXPECT_GT(readings, 10);
}

INSTANTIATE_TEST_SUITE_P(Themes, ContrastTest, testing::Values("light", "dark", "projector"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace headlight::ui
