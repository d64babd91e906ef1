#include "shown_words.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDockWidget>
#include <QHelpEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSpinBox>
#include <QTabBar>
#include <QTest>
#include <QTextEdit>
#include <QToolTip>
#include <QTreeWidget>

#include "painted_text.h"
#include "ui/document/selection.h"
#include "ui/lens/lens_widget.h"

namespace headlight::ui {
namespace {

std::string nameOf(const QObject& object) {
  std::string way;
  for (const QObject* at = &object; at && way.size() < 120; at = at->parent())
    if (!at->objectName().isEmpty() && !at->objectName().startsWith(QLatin1String("qt_")))
      way = at->objectName().toStdString() + (way.empty() ? "" : " > ") + way;
  return std::string(object.metaObject()->className()) + " " + way;
}

class Collector {
 public:
  void add(const QObject& of, const char* what, const QString& words) {
    if (!words.trimmed().isEmpty()) found.push_back({nameOf(of) + " " + what, words});
  }
  void action(const QAction& action) {
    add(action, "entry", action.text());
    add(action, "tip", action.toolTip());
    add(action, "status tip", action.statusTip());
  }
  void widget(QWidget& widget) {
    add(widget, "title", widget.windowTitle());
    add(widget, "tip", widget.toolTip());
    add(widget, "name", widget.accessibleName());
    add(widget, "description", widget.accessibleDescription());
    if (const auto* label = qobject_cast<QLabel*>(&widget)) add(widget, "words", label->text());
    if (auto* button = qobject_cast<QAbstractButton*>(&widget)) {
      const auto* box = qobject_cast<QDialogButtonBox*>(widget.parentWidget());
      add(widget, box && box->standardButton(button) != QDialogButtonBox::NoButton ? "Qt's words" : "words",
          button->text());
    }
    if (const auto* line = qobject_cast<QLineEdit*>(&widget)) add(widget, "placeholder", line->placeholderText());
    if (const auto* edit = qobject_cast<QPlainTextEdit*>(&widget)) add(widget, "placeholder", edit->placeholderText());
    if (const auto* edit = qobject_cast<QTextEdit*>(&widget)) add(widget, "placeholder", edit->placeholderText());
    if (const auto* menu = qobject_cast<QMenu*>(&widget)) add(widget, "menu", menu->title());
    if (const auto* spin = qobject_cast<QSpinBox*>(&widget)) numbers(*spin);
    if (const auto* spin = qobject_cast<QDoubleSpinBox*>(&widget)) numbers(*spin);
    if (const auto* combo = qobject_cast<QComboBox*>(&widget))
      for (int entry = 0; entry < combo->count(); ++entry) {
        add(widget, "entry", combo->itemText(entry));
        add(widget, "entry's tip", combo->itemData(entry, Qt::ToolTipRole).toString());
      }
    if (const auto* tabs = qobject_cast<QTabBar*>(&widget))
      for (int tab = 0; tab < tabs->count(); ++tab) {
        add(widget, "tab", tabs->tabText(tab));
        add(widget, "tab's tip", tabs->tabToolTip(tab));
      }
    if (const auto* list = qobject_cast<QListWidget*>(&widget))
      for (int row = 0; row < list->count(); ++row) add(widget, "row", list->item(row)->text());
    if (const auto* tree = qobject_cast<QTreeWidget*>(&widget))
      for (int column = 0; column < tree->columnCount(); ++column)
        add(widget, "header", tree->headerItem()->text(column));
    for (const QAction* action : widget.actions()) this->action(*action);
  }
  /// What it paints by itself, and its tool tips by place.
  void painted(QWidget& widget) {
    for (const PaintedText& text : paintedTextOf(widget)) add(widget, "paints", text.words);
    for (int y = 4; y < widget.height(); y += 12)
      for (int x = 4; x < widget.width(); x += 16) {
        QToolTip::hideText();
        QHelpEvent help(QEvent::ToolTip, {x, y}, widget.mapToGlobal(QPoint(x, y)));
        QApplication::sendEvent(&widget, &help);
        const QString tip = QToolTip::text();
        if (!tip.isEmpty() && tips_.insert(tip).second) add(widget, "tip by place", tip);
      }
    QToolTip::hideText();
  }
  void label(const QObject& of, const Label& label) { add(of, "draws", label.text); }
  void scene(const QObject& of, const Scene& scene) {
    for (const Label& one : scene.labels) label(of, one);
    for (const Scene& above : scene.above) this->scene(of, above);
  }

  std::vector<ShownWords> found;

 private:
  template <class Spin>
  void numbers(const Spin& spin) {
    add(spin, "prefix", spin.prefix());
    add(spin, "suffix", spin.suffix());
    add(spin, "special value", spin.specialValueText());
  }
  std::set<QString> tips_;
};

}  // namespace

std::vector<ShownWords> wordsOf(QWidget& window) {
  Collector collector;
  collector.widget(window);
  for (QWidget* widget : window.findChildren<QWidget*>()) {
    collector.widget(*widget);
    // Words of other widgets are known better from what they were given: painted they are cut.
    const bool paintsItself = QLatin1String(widget->metaObject()->className()).startsWith(QLatin1String("headlight")) &&
                              !qobject_cast<QLabel*>(widget) && !qobject_cast<QAbstractButton*>(widget) &&
                              !qobject_cast<QComboBox*>(widget) && !qobject_cast<LensWidget*>(widget);
    if (paintsItself && widget->isVisible() && !widget->size().isEmpty()) collector.painted(*widget);
  }
  for (const QAction* action : window.findChildren<QAction*>()) collector.action(*action);
  return std::move(collector.found);
}

std::vector<ShownWords> wordsOfView(LensWidget& lens) {
  Collector collector;
  const auto draw = [&] { collector.scene(lens, lens.view().scene(lens.trace(), lens.state(), lens.sceneSize())); };
  draw();
  Selection& selection = lens.selection();
  const int locked = selection.lockedRow();
  if (lens.trace())
    for (int y = 8; y < lens.height(); y += 24)
      for (int x = 8; x < lens.width(); x += 24) {
        const auto hit = lens.view().hit(*lens.trace(), lens.state(), lens.size(), QPointF(x, y));
        if (!hit) continue;
        QTest::mouseMove(&lens, QPoint(x, y));
        draw();
      }
  selection.hover(-1, -1);
  selection.lockRow(locked);
  collector.add(lens, "is called", lens.view().title(lens.state()));
  collector.add(lens, "says", lens.view().describe(lens.trace().get(), lens.state()));
  if (lens.trace()) collector.add(lens, "has the caption", lens.view().caption(*lens.trace(), lens.state()));
  return std::move(collector.found);
}

}  // namespace headlight::ui
