#include "ui/panels/what_if_row.h"

#include <QCheckBox>
#include <QElapsedTimer>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QSlider>
#include <QToolButton>
#include <algorithm>
#include <cmath>

#include "base/within.h"
#include "ui/theme/icons.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

constexpr int factorSteps = 20;   // per 1: 0.05 each, 0 .. 2
constexpr int sharperSteps = 50;  // temperature 0.1 .. 1, logarithmic
constexpr int flatterSteps = 30;  // temperature 1 .. 4; a step is the same ratio on both sides, within 0.2 %
constexpr qint64 pauseMs = 1500;  // keys and wheel: a pause ends the step of undo
/// The style sheet's border, where lines are thick, and spacing; its padding and box, which grow with the type.
int checkOverhead() { return 8 + 8 + scaled(4 + 16); }
constexpr int shortestSlider = 48, longestSlider = 90, valueWidth = 46, removeWidth = 20;
constexpr int leftMargin = 14, rightMargin = 10, spacing = 6;

QString wholeName(const QString& name, const QString& note) {
  return note.isEmpty() ? name : QStringLiteral("%1 · %2").arg(name, note);
}

int positionOf(const Intervention& change) {
  const double value = strength(change).value_or(1.0F);
  if (!isTemperature(change)) return static_cast<int>(std::lround(value * factorSteps));
  return static_cast<int>(value < 1 ? std::lround(std::log10(value) * sharperSteps)
                                    : std::lround(std::log(value) / std::log(4.0) * flatterSteps));
}

float valueAt(const Intervention& change, int position) {
  if (!isTemperature(change)) return static_cast<float>(position) / factorSteps;
  return static_cast<float>(position < 0 ? std::pow(10.0, static_cast<double>(position) / sharperSteps)
                                         : std::pow(4.0, static_cast<double>(position) / flatterSteps));
}

/// Never 0, and no two rows share one: a drag here cannot run into a drag there.
quint64 nextGesture() {
  static quint64 last = 0;
  return ++last;
}

qint64 now() {
  static const QElapsedTimer clock = [] {
    QElapsedTimer timer;
    timer.start();
    return timer;
  }();
  return clock.elapsed();
}

}  // namespace

WhatIfRow::WhatIfRow(QWidget* parent) : QWidget(parent), theme_(&Theme::light()) {
  fixHeight(*this, height);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(leftMargin, 0, rightMargin, 0);
  layout->setSpacing(spacing);
  check_ = new QCheckBox(this);
  check_->setObjectName(QStringLiteral("whatIfCheck"));
  check_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
  slider_ = new QSlider(Qt::Horizontal, this);
  slider_->setObjectName(QStringLiteral("whatIfSlider"));
  value_ = new QLabel(this);
  value_->setFont(fixedFont(12));
  value_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  fixWidth(*value_, valueWidth);
  remove_ = new QToolButton(this);
  remove_->setObjectName(QStringLiteral("whatIfRemove"));
  remove_->setProperty("flat", true);
  fixWidth(*remove_, removeWidth);
  layout->addWidget(check_, 1);
  layout->addWidget(slider_);
  layout->addWidget(value_);
  layout->addWidget(remove_);
  for (QWidget* widget :
       {static_cast<QWidget*>(check_), static_cast<QWidget*>(slider_), static_cast<QWidget*>(remove_)})
    widget->installEventFilter(this);
  connect(check_, &QCheckBox::toggled, this, [this](bool checked) {
    if (showing_) return;
    WhatIf line = line_;
    line.enabled = checked;
    emit edited(line, 0);
  });
  connect(slider_, &QSlider::sliderPressed, this, [this] { gesture_ = nextGesture(); });
  connect(slider_, &QSlider::sliderReleased, this, [this] { gesture_ = 0; });
  connect(slider_, &QSlider::valueChanged, this, &WhatIfRow::slide);
  connect(remove_, &QToolButton::clicked, this, &WhatIfRow::removeAsked);
}

void WhatIfRow::setTheme(const Theme& theme) {
  theme_ = &theme;
  remove_->setIcon(icon(QStringLiteral("close"), theme.muted, theme.disabled));
  arrange();
}

void WhatIfRow::setLine(const WhatIf& line, const QString& name, const QString& note) {
  const bool first = name_.isEmpty();
  showing_ = true;
  const bool other = first || !sameTarget(line.change, line_.change);
  line_ = line;
  name_ = name;
  note_ = note;
  check_->setChecked(line.enabled);
  const bool scalable = strength(line.change).has_value();
  if (other && scalable) {
    if (isTemperature(line.change)) {
      slider_->setRange(-sharperSteps, flatterSteps);
      slider_->setPageStep(10);
      slider_->setToolTip(
          tr("Scores are divided by it before softmax: above 1 flattens attention, below 1 sharpens it"));
    } else {
      slider_->setRange(0, static_cast<int>(std::lround(largestFactor * factorSteps)));
      slider_->setPageStep(factorSteps / 4);
      slider_->setToolTip(tr("The output times this factor: 0 switches it off, 1 changes nothing"));
    }
  }
  slider_->setVisible(scalable);
  value_->setVisible(scalable);
  if (scalable) {
    slider_->setValue(positionOf(line.change));
    value_->setText(strengthText(line.change));
    slider_->setAccessibleName(isTemperature(line.change) ? name : tr("Factor of %1").arg(name));
    slider_->setAccessibleDescription(value_->text());
  }
  check_->setAccessibleName(name);
  check_->setAccessibleDescription(note);
  check_->setToolTip(note.isEmpty() ? tr("%1: uncheck to see the model without it").arg(name)
                                    : tr("%1: %2").arg(name, note));
  remove_->setAccessibleName(tr("Take out %1").arg(name));
  remove_->setToolTip(tr("Take it out of the list (Delete)"));
  showing_ = false;
  arrange();
}

int WhatIfRow::nameWidth(const QString& name, const QString& note) {
  return scaled(QFontMetrics(textFont(TextStyle::Body)).horizontalAdvance(wholeName(name, note))) + checkOverhead() + 2;
}

void WhatIfRow::setNameRoom(int width) {
  if (width == nameRoom_) return;
  nameRoom_ = width;
  arrange();
}

void WhatIfRow::arrange() {
  int room = width() - leftMargin - rightMargin - scaled(removeWidth) - spacing;
  if (strength(line_.change)) {
    room -= scaled(valueWidth) + 2 * spacing;
    const int slider = within(room - nameRoom_, shortestSlider, longestSlider);
    slider_->setFixedWidth(slider);
    room -= slider;
  }
  QString shown =
      check_->fontMetrics().elidedText(wholeName(name_, note_), Qt::ElideRight, std::max(room - checkOverhead(), 0));
  shown.replace(QLatin1Char('&'), QLatin1String("&&"));  // a token's "&" is no mnemonic
  if (check_->text() != shown) check_->setText(shown);
  const bool idle = !line_.enabled || !note_.isEmpty();
  const QColor ink = idle ? theme_->muted : theme_->text;
  for (QWidget* widget : {static_cast<QWidget*>(check_), static_cast<QWidget*>(value_)}) {
    QPalette colors = widget->palette();
    if (colors.color(QPalette::WindowText) == ink) continue;
    colors.setColor(QPalette::WindowText, ink);
    widget->setPalette(colors);
  }
}

void WhatIfRow::slide(int position) {
  if (showing_) return;
  quint64 gesture = gesture_;
  if (!slider_->isSliderDown()) {
    // Keys and the wheel: one step of undo until they pause.
    if (gesture_ == 0 || now() - slidAt_ > pauseMs) gesture_ = nextGesture();
    gesture = gesture_;
    slidAt_ = now();
  }
  WhatIf line = line_;
  line.change = withStrength(line.change, valueAt(line.change, position));
  line.enabled = true;  // whoever moves it wants to see it
  emit edited(line, gesture);
}

void WhatIfRow::focusValue() {
  if (slider_->isVisibleTo(this))
    slider_->setFocus(Qt::ShortcutFocusReason);
  else
    focusCheck();
}

void WhatIfRow::focusCheck() { check_->setFocus(Qt::ShortcutFocusReason); }

bool WhatIfRow::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::KeyPress) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key == Qt::Key_Delete || key == Qt::Key_Backspace) {
      emit removeAsked();
      return true;
    }
    if (key == Qt::Key_Up || key == Qt::Key_Down) {
      emit stepAsked(key == Qt::Key_Up ? -1 : 1);
      return true;
    }
  }
  if (event->type() == QEvent::Wheel && watched == slider_ && !slider_->hasFocus()) {
    event->ignore();  // the wheel scrolls the list; it must not turn what it comes across
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

void WhatIfRow::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  arrange();
}

}  // namespace headlight::ui
