#include "ui/views/options_row.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QResizeEvent>
#include <QToolButton>
#include <algorithm>
#include <utility>

#include "base/within.h"
#include "ui/theme/elided.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"
#include "ui/views/legend_widget.h"
#include "ui/views/more_options.h"
#include "ui/views/segmented_buttons.h"

namespace headlight::ui {

OptionsRow::OptionsRow(const View& view, ViewHost& host, QWidget* parent)
    : QWidget(parent), view_(view), host_(host), row_(new QHBoxLayout(this)), more_(new MoreOptions(this)) {
  fixHeight(*this, 40);
  setAutoFillBackground(true);
  row_->setContentsMargins(16, 0, 12, 0);
  row_->setSpacing(8);
  more_->hide();
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
  for (auto* buttons : findChildren<SegmentedButtons*>()) buttons->setTheme(theme);
  for (auto* legend : findChildren<LegendWidget*>()) legend->setTheme(theme);
  more_->setTheme(theme);
}

void OptionsRow::readIfShown() {
  if (&host_.view() != &view_) return;
  read();
  fold();
}

void OptionsRow::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  readIfShown();
}

bool OptionsRow::event(QEvent* event) {
  if (event->type() == QEvent::LayoutRequest) fold();
  return QWidget::event(event);
}

QSize OptionsRow::minimumSizeHint() const { return {120, height()}; }

void OptionsRow::collect() {
  for (int i = 0; i < row_->count(); ++i) {
    QWidget* widget = row_->itemAt(i)->widget();
    places_.push_back({widget, row_->stretch(i)});
    if (widget && widget != legend_ && !labels_.contains(qobject_cast<QLabel*>(widget))) controls_.push_back(widget);
  }
  kept_ = controls_.size();
}

int OptionsRow::widthOf(const QWidget& control) const {
  // Sliders and the legend have a length that they can do with; of everything else nothing is to be cut.
  if (&control == legend_) return legend_->leastWholeWidth();
  const int least = control.sizePolicy().horizontalPolicy() & QSizePolicy::ExpandFlag
                        ? control.minimumSizeHint().width()
                        : control.sizeHint().width();
  return within(least, control.minimumWidth(), control.maximumWidth());
}

void OptionsRow::fold() {
  if (folding_ || width() <= 0) return;
  folding_ = true;
  if (controls_.empty()) collect();
  const int space = row_->spacing();
  const QMargins margins = row_->contentsMargins();
  const int room = width() - margins.left() - margins.right();
  const auto needed = [&](std::size_t kept, bool labels) {
    int sum = -space;
    for (std::size_t i = 0; i < kept; ++i)
      if (isWanted(*controls_[i])) sum += widthOf(*controls_[i]) + space;
    if (labels)
      for (const QLabel* label : std::as_const(labels_)) sum += label->sizeHint().width() + space;
    if (legend_) sum += widthOf(*legend_) + space;
    return sum + (kept < controls_.size() ? more_->sizeHint().width() + space : 0);
  };
  std::size_t kept = controls_.size();
  const bool labels = needed(kept, true) <= room;
  while (kept > 1 && needed(kept, false) > room) --kept;
  for (QLabel* label : std::as_const(labels_)) label->setVisible(labels);
  if (kept != kept_) place(kept);
  const auto folded = std::any_of(controls_.begin() + static_cast<std::ptrdiff_t>(kept), controls_.end(),
                                  [](const QWidget* control) { return isWanted(*control); });
  more_->setVisible(folded);
  folding_ = false;
}

void OptionsRow::place(std::size_t kept) {
  const auto isFolded = [&](const QWidget* widget) {
    return std::find(controls_.begin() + static_cast<std::ptrdiff_t>(kept), controls_.end(), widget) != controls_.end();
  };
  while (QLayoutItem* item = row_->takeAt(0)) delete item;
  more_->setControls({controls_.begin() + static_cast<std::ptrdiff_t>(kept), controls_.end()});
  for (const Place& place : places_) {
    if (!place.widget) {
      row_->addStretch(place.stretch);
      continue;
    }
    if (isFolded(place.widget)) continue;
    const bool wanted = isWanted(*place.widget), comesBack = place.widget->parentWidget() != this;
    row_->addWidget(place.widget, place.stretch);
    if (comesBack) place.widget->setVisible(wanted);
  }
  row_->addWidget(more_);
  kept_ = kept;
}

QLabel* OptionsRow::label(const QString& words) {
  auto* made = new QLabel(words, this);
  made->setFont(sansFont(12));
  labels_.append(made);
  return made;
}

ElidedComboBox* OptionsRow::combo(const QString& name, const QStringList& items) {
  auto* made = new ElidedComboBox(this);
  made->setFont(sansFont(12));
  made->setAccessibleName(name);
  made->setToolTip(name);
  made->addItems(items);
  fixHeight(*made, 28);
  made->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  return made;
}

QToolButton* OptionsRow::toggle(const QString& objectName, const QString& accessibleName, const QString& tip) {
  auto* made = new QToolButton(this);
  made->setObjectName(objectName);
  made->setCheckable(true);
  made->setProperty("words", true);
  made->setFont(sansFont(12));
  fixHeight(*made, 28);
  made->setAccessibleName(accessibleName);
  made->setToolTip(tip);
  return made;
}

LegendWidget* OptionsRow::legend() {
  auto* made = new LegendWidget(this);
  legend_ = made;
  made->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  connect(made, &LegendWidget::chooseColormap, this, [this](Colormap map) { host_.setColormap(map); });
  return made;
}

}  // namespace headlight::ui
