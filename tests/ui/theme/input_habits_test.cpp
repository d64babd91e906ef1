#include "ui/theme/input_habits.h"

#include <gtest/gtest.h>

#include <QtTest/qtestspontaneevent.h>
#include <QApplication>
#include <QComboBox>
#include <QHelpEvent>
#include <QScrollArea>
#include <QScrollBar>
#include <QSlider>
#include <QSpinBox>
#include <QTest>
#include <QToolTip>
#include <QVBoxLayout>
#include <QWheelEvent>

namespace headlight::ui {
namespace {

void turnWheel(QWidget& over, int notches) {
  const QPointF at = over.rect().center();
  QWheelEvent wheel(at, over.mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton, {}, Qt::NoScrollPhase, false);
  QSpontaneKeyEvent::setSpontaneous(&wheel);  // as from the window system: others are not passed on to parents
  qApp->notify(&over, &wheel);
}

TEST(InputHabitsTest, TheWheelScrollsPastValuesThatHaveNotTheKeyboard) {
  installInputHabits();
  QScrollArea area;
  auto* inside = new QWidget;
  auto* lines = new QVBoxLayout(inside);
  auto* slider = new QSlider(Qt::Horizontal);
  auto* combo = new QComboBox;
  auto* spin = new QSpinBox;
  auto* other = new QSlider(Qt::Horizontal);
  combo->addItems({QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")});
  combo->setCurrentIndex(1);
  slider->setValue(50);
  spin->setValue(50);
  for (QWidget* one : std::initializer_list<QWidget*>{other, slider, combo, spin}) lines->addWidget(one);
  lines->addSpacing(2000);
  area.setWidget(inside);
  inside->resize(180, 2200);
  area.resize(200, 200);
  area.show();
  area.activateWindow();
  ASSERT_TRUE(QTest::qWaitForWindowActive(&area));
  other->setFocus();
  ASSERT_GT(area.verticalScrollBar()->maximum(), 100);
  for (QWidget* one : std::initializer_list<QWidget*>{slider, combo, spin}) {
    const int before = area.verticalScrollBar()->value();
    turnWheel(*one, -1);
    EXPECT_GT(area.verticalScrollBar()->value(), before) << one->metaObject()->className();
  }
  EXPECT_EQ(slider->value(), 50);
  EXPECT_EQ(combo->currentIndex(), 1);
  EXPECT_EQ(spin->value(), 50);
  EXPECT_TRUE(other->hasFocus()) << "the wheel takes no keyboard along";
  spin->setFocus();
  turnWheel(*spin, 1);
  EXPECT_EQ(spin->value(), 51) << "one that has it follows";
}

TEST(InputHabitsTest, AToolTipIsReadAsItIsWritten) {
  installInputHabits();
  QWidget widget;
  widget.setToolTip(QStringLiteral("Hide <s> and </s>"));
  widget.show();
  QHelpEvent help(QEvent::ToolTip, {1, 1}, widget.mapToGlobal(QPoint(1, 1)));
  QApplication::sendEvent(&widget, &help);
  EXPECT_TRUE(QToolTip::text().contains(QStringLiteral("&lt;s&gt;"))) << QToolTip::text().toStdString();
  QToolTip::hideText();
}

}  // namespace
}  // namespace headlight::ui
