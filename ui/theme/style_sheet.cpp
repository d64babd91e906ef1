#include <QRegularExpression>

#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

// `@name@` stands for a colour of the theme. Arrow and check images need one file per theme: QSS does not tint. What is
// filled with the accent has a focus of two lines: one alone is as dark as the fill.
constexpr const char* rules = R"(
QToolBar { background: @window@; border: 0; border-bottom: 1px solid @border@; padding: 7px; spacing: 8px; }
QMenuBar { background: @window@; font-size: 13px; padding: 0 8px; }
QMenuBar::item { padding: 5px 10px; background: transparent; }
QMenuBar::item:selected { background: @accent@; color: @onAccent@; }
QMenu { menu-scrollable: 1; background: @surface@; border: 1px solid @borderStrong@; padding: 4px; }
QMenu::item { padding: 6px 28px 6px 28px; border-radius: 4px; }
QMenu::item:selected { background: @accent@; color: @onAccent@; }
QMenu::item:disabled { color: @disabled@; }
QMenu::separator { height: 1px; background: @border@; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }
QMenu::indicator { width: 14px; height: 14px; left: 7px; }
QMenu::indicator:checked { image: url(:/icons/@theme@/check.svg); }
QMenu::indicator:checked:selected { image: url(:/icons/@other@/check.svg); }
QStatusBar { background: @window@; color: @muted@; font-size: 12px; border-top: 1px solid @border@; }
QStatusBar::item { border: 0; }
QStatusBar QLabel { color: @muted@; font-size: 12px; }
QStatusBar QLabel[danger="true"] { color: @danger@; font-weight: 600; }
QMainWindow::separator { background: @border@; width: 1px; height: 1px; }
QTabBar::tab { background: transparent; color: @muted@; padding: 9px 12px 7px 12px; border: 0; border-bottom: 3px solid transparent; }
QTabBar::tab:selected { color: @text@; border-bottom-color: @accent@; }
QTabBar::tab:hover { color: @text@; }
QTabBar:focus { border: 2px solid @focus@; border-radius: 4px; } QTabBar { border: 2px solid transparent; }
QTabBar::tab { margin-bottom: 1px; }
QPushButton { background: @raised@; border: 1px solid @borderStrong@; border-radius: 6px; padding: 0 12px; min-height: 28px; }
QPushButton:hover { border-color: @text@; }
QPushButton:pressed { background: @pressed@; }
QPushButton:disabled { color: @disabled@; border-color: @border@; }
QPushButton[primary="true"] { background: @accent@; color: @onAccent@; border-color: @accent@; font-weight: 600; }
QPushButton[primary="true"]:disabled { background: @pressed@; color: @disabled@; border-color: @border@; }
QPushButton:focus { border: 2px solid @focus@; padding: 0 11px; min-height: 26px; }
QPushButton[primary="true"]:focus { border: 4px double @focus@; padding: 0 9px; min-height: 22px; background: @accent@; background-clip: padding; }
QToolButton { background: @raised@; border: 1px solid @borderStrong@; border-radius: 6px; padding: 0; min-width: 28px; min-height: 28px; }
QToolButton:hover { border-color: @text@; }
QToolButton:pressed { background: @pressed@; }
QToolButton:disabled { border-color: @border@; color: @disabled@; }
QToolButton:checked { background: @accent@; color: @onAccent@; border-color: @accent@; }
QPlainTextEdit[pale="true"] { color: @disabled@; }
QToolButton[words="true"] { padding: 0 9px; min-height: 24px; }
QToolButton[words="true"]:focus { padding: 0 8px; min-height: 22px; }
QToolButton::menu-indicator { image: none; }
QToolButton:focus { border: 2px solid @focus@; min-width: 26px; min-height: 26px; }
QToolButton:checked:focus { border: 4px double @focus@; min-width: 22px; min-height: 22px; background-clip: padding; }
QToolButton[words="true"]:checked:focus { padding: 0 6px; min-height: 18px; }
QToolButton[flat="true"] { background: transparent; border: 1px solid transparent; min-width: 24px; min-height: 24px; }
QToolButton[flat="true"]:hover { border-color: @borderStrong@; background: @raised@; }
QToolButton[flat="true"]:pressed { background: @pressed@; }
QToolButton[flat="true"]:focus { border: 2px solid @focus@; min-width: 22px; min-height: 22px; }
QPlainTextEdit, QLineEdit { background: @base@; border: 1px solid @borderStrong@; border-radius: 6px; padding: 7px 9px; selection-background-color: @accent@; selection-color: @onAccent@; }
QLineEdit { padding: 0 9px; min-height: 24px; }
QLineEdit QToolButton, QLineEdit QToolButton:focus { background: transparent; border: 0; min-width: 0; min-height: 0; }
QPlainTextEdit:hover, QLineEdit:hover { border-color: @text@; }
QPlainTextEdit:focus { border: 2px solid @focus@; padding: 6px 8px; }
QLineEdit:focus { border: 2px solid @focus@; padding: 0 8px; min-height: 22px; }
QSpinBox { background: @base@; border: 1px solid @borderStrong@; border-radius: 6px; padding: 0 8px; min-height: 28px; }
QSpinBox:hover { border-color: @text@; }
QSpinBox:focus { border: 2px solid @focus@; padding: 0 7px; min-height: 26px; }
QComboBox { background: @base@; border: 1px solid @borderStrong@; border-radius: 6px; padding: 0 4px 0 10px; min-height: 28px; }
QComboBox:hover { border-color: @text@; }
QComboBox:disabled { color: @disabled@; border-color: @border@; }
QComboBox:focus { border: 2px solid @focus@; padding: 0 3px 0 9px; min-height: 26px; }
QComboBox::drop-down { border: 0; width: 24px; }
QComboBox::down-arrow { image: url(:/icons/@theme@/down.svg); width: 14px; height: 14px; }
QComboBox QAbstractItemView { background: @surface@; border: 1px solid @borderStrong@; padding: 4px; outline: 0; selection-background-color: @accent@; selection-color: @onAccent@; }
QListView { border: 0; background: @surface@; outline: 0; }
QListView::item { padding: 4px 8px; border-radius: 4px; }
QListView::item:selected { background: @accent@; color: @onAccent@; }
QTreeView::branch:selected { background: @accent@; }
QTreeView::branch:has-children:closed { image: url(:/icons/@theme@/next.svg); }
QTreeView::branch:has-children:open { image: url(:/icons/@theme@/down.svg); }
QTreeView::branch:has-children:closed:selected { image: url(:/icons/@other@/next.svg); }
QTreeView::branch:has-children:open:selected { image: url(:/icons/@other@/down.svg); }
QScrollArea { background: transparent; border: 0; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar::handle:vertical { background: @borderStrong@; border-radius: 4px; min-height: 32px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle:horizontal { background: @borderStrong@; border-radius: 4px; min-width: 32px; margin: 2px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QCheckBox:focus { border: 2px solid @focus@; border-radius: 4px; }
QCheckBox { border: 2px solid transparent; padding: 2px; }
QCheckBox { spacing: 8px; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid @borderStrong@; border-radius: 4px; background: @base@; }
QCheckBox::indicator:checked { background: @accent@; border-color: @accent@; image: url(:/icons/@other@/check.svg); }
QRadioButton { border: 2px solid transparent; padding: 2px; spacing: 8px; }
QRadioButton:focus { border: 2px solid @focus@; border-radius: 4px; }
QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid @borderStrong@; border-radius: 8px; background: @base@; }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 5px solid @accent@; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: @border@; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: @accent@; }
QSlider::handle:horizontal { width: 10px; height: 10px; margin: -5px 0; border: 2px solid @accent@; border-radius: 7px; background: @surface@; }
QSlider:focus { border: 2px solid @focus@; border-radius: 4px; }
QSlider { border: 2px solid transparent; min-height: 20px; }
QProgressBar { border: 0; border-radius: 2px; background: @border@; min-height: 4px; max-height: 4px; }
QProgressBar::chunk { background: @accent@; border-radius: 2px; }
QToolTip { background: @surface@; color: @text@; border: 1px solid @borderStrong@; padding: 6px 8px; }
)";

/// That sheet with every line one px wider, at rest and in focus alike, and what a control holds as much lower: nothing
/// moves when the focus comes, and controls are as large as they are given room for.
QString thickened(const QString& sheet) {
  static const QRegularExpression borders(QStringLiteral("border(?:-top|-bottom)?: ([1-9]\\d*)px"));
  static const QRegularExpression leasts(QStringLiteral("min-(?:width|height): ([1-9]\\d+)px"));
  const auto change = [](QString& rule, const QRegularExpression& what, int by) {
    qsizetype at = 0;
    for (auto found = what.match(rule); found.hasMatch(); found = what.match(rule, at)) {
      const QString length = QString::number(found.captured(1).toInt() + by);
      rule.replace(found.capturedStart(1), found.capturedLength(1), length);
      at = found.capturedStart(1) + length.size();
    }
  };
  QStringList rules = sheet.split(QLatin1Char('\n'));
  for (QString& rule : rules) {
    if (rule.startsWith(QLatin1String("QSlider::"))) continue;  // a handle fits its groove
    if (rule.contains(QLatin1String("::separator"))) rule.replace(QStringLiteral(": 1px"), QStringLiteral(": 2px"));
    change(rule, borders, 1);
    if (!rule.startsWith(QLatin1String("QScrollBar"))) change(rule, leasts, -2);
  }
  return rules.join(QLatin1Char('\n'));
}

}  // namespace

QString styleSheet(const Theme& t) {
  QString sheet = QString::fromLatin1(rules);
  const std::pair<const char*, QColor> colors[] = {
      {"window", t.window}, {"surface", t.surface}, {"base", t.base},         {"raised", t.raised},
      {"border", t.border}, {"text", t.text},       {"muted", t.muted},       {"borderStrong", t.borderStrong},
      {"accent", t.accent}, {"focus", t.focus},     {"onAccent", t.onAccent}, {"disabled", t.disabled},
      {"danger", t.danger}, {"pressed", t.pressed}};
  for (const auto& [name, color] : colors)
    sheet.replace(QLatin1Char('@') + QLatin1String(name) + QLatin1Char('@'), color.name(QColor::HexRgb));
  sheet.replace(QStringLiteral("@theme@"), t.isDark() ? QStringLiteral("dark") : QStringLiteral("light"));
  sheet.replace(QStringLiteral("@other@"), t.isDark() ? QStringLiteral("light") : QStringLiteral("dark"));
  return scaledSheet(t.lineScale > 1 ? thickened(sheet) : sheet);
}

}  // namespace headlight::ui
