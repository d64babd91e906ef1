#include "ui/views/options_row.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QResizeEvent>
#include <QToolButton>

#include "ui/theme/theme.h"
#include "ui/views/legend_widget.h"
#include "ui/views/segmented_buttons.h"

namespace headlight::ui {

OptionsRow::OptionsRow(const View& view, ViewHost& host, QWidget* parent)
    : QWidget(parent), view_(view), host_(host), row_(new QHBoxLayout(this)) {
  setFixedHeight(40);
  setAutoFillBackground(true);
  row_->setContentsMargins(16, 0, 12, 0);
  row_->setSpacing(8);
  connect(&host, &ViewHost::optionsChanged, this, &OptionsRow::readIfShown);
  connect(&host.selection(), &Selection::headChanged, this, &OptionsRow::readIfShown);
  connect(&host.selection(), &Selection::lockChanged, this, &OptionsRow::readIfShown);
}

void OptionsRow::setTheme(const Theme& theme) {
  QPalette colors = palette();
  colors.setColor(QPalette::Window, theme.canvas);  // one sheet with the lens beside it
  setPalette(colors);
  colors.setColor(QPalette::WindowText, theme.muted);
  for (QLabel* label : labels_) label->setPalette(colors);
  for (auto* buttons : findChildren<SegmentedButtons*>(QString(), Qt::FindDirectChildrenOnly)) buttons->setTheme(theme);
  for (auto* legend : findChildren<LegendWidget*>(QString(), Qt::FindDirectChildrenOnly)) legend->setTheme(theme);
}

void OptionsRow::readIfShown() {
  if (&host_.view() == &view_) read();
}

void OptionsRow::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  readIfShown();
}

QLabel* OptionsRow::label(const QString& words) {
  auto* made = new QLabel(words, this);
  made->setFont(sansFont(12));
  labels_.append(made);
  return made;
}

QComboBox* OptionsRow::combo(const QString& name, const QStringList& items) {
  auto* made = new QComboBox(this);
  made->setFont(sansFont(12));
  made->setAccessibleName(name);
  made->setToolTip(name);
  made->addItems(items);
  made->setFixedHeight(28);
  made->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  return made;
}

QToolButton* OptionsRow::toggle(const QString& objectName, const QString& accessibleName, const QString& tip) {
  auto* made = new QToolButton(this);
  made->setObjectName(objectName);
  made->setCheckable(true);
  made->setProperty("words", true);
  made->setFont(sansFont(12));
  made->setFixedHeight(28);
  made->setAccessibleName(accessibleName);
  made->setToolTip(tip);
  return made;
}

LegendWidget* OptionsRow::legend() {
  auto* made = new LegendWidget(this);
  made->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  connect(made, &LegendWidget::chooseColormap, this, [this](Colormap map) { host_.setColormap(map); });
  return made;
}

}  // namespace headlight::ui
