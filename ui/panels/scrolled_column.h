#pragma once

#include <QFrame>
#include <QScrollArea>
#include <QVBoxLayout>

namespace headlight::ui {

/// A page as wide as its dock, scrolled where it is higher: the layout to fill. Nothing of it is scrolled sideways.
inline QVBoxLayout* scrolledColumn(QWidget& page, const char* name) {
  auto* outer = new QVBoxLayout(&page);
  outer->setContentsMargins(0, 0, 0, 0);
  auto* scroll = new QScrollArea(&page);
  scroll->setObjectName(QLatin1String(name));
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setFocusPolicy(Qt::NoFocus);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  auto* content = new QWidget(scroll);
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(9, 6, 9, 9);
  scroll->setWidget(content);
  content->setAutoFillBackground(false);  // setWidget has switched it on
  scroll->viewport()->setAutoFillBackground(false);
  outer->addWidget(scroll);
  return column;
}

}  // namespace headlight::ui
