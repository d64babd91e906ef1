#include "fit.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QApplication>
#include <QHelpEvent>
#include <QMainWindow>
#include <QMenuBar>
#include <QScrollBar>
#include <QSplitter>
#include <QStatusBar>
#include <QToolTip>
#include <cmath>

#include "painted_text.h"
#include "ui/editors/picture_canvas.h"
#include "ui/lens/lens_widget.h"

namespace headlight::ui {
namespace {

std::string wayTo(const QWidget& widget, const QWidget& window) {
  QStringList way;
  for (const QWidget* at = &widget; at && at != &window; at = at->parentWidget()) {
    const QString name = at->objectName(), type = QString::fromLatin1(at->metaObject()->className()).section("::", -1);
    if (!name.startsWith(QLatin1String("qt_")) || way.isEmpty())
      way.prepend(name.isEmpty() ? type : type + QLatin1Char('#') + name);
  }
  return way.mid(std::max<qsizetype>(0, way.size() - 3)).join(QStringLiteral(" > ")).toStdString();
}

bool isTipped(QWidget& widget, QPoint at) {
  if (!widget.toolTip().isEmpty()) return true;
  QToolTip::hideText();
  QHelpEvent help(QEvent::ToolTip, at, widget.mapToGlobal(at));
  QApplication::sendEvent(&widget, &help);
  return !QToolTip::text().isEmpty();
}

std::string sizes(QSize has, QSize wants) {
  return std::to_string(has.width()) + " x " + std::to_string(has.height()) + " of " + std::to_string(wants.width()) +
         " x " + std::to_string(wants.height());
}

/// What it shows is moved or scrolled by whoever looks at it.
bool isMoved(const QWidget& widget) {
  if (qobject_cast<const LensWidget*>(&widget) || qobject_cast<const PictureCanvas*>(&widget)) return true;
  const auto* area = qobject_cast<const QAbstractScrollArea*>(widget.parentWidget());
  return area && area->viewport() == &widget;
}

void checkText(QWidget& widget, const QWidget& window, std::vector<Misfit>& misfits) {
  const QRectF whole = QRectF(widget.rect()).adjusted(-1, -1, 1, 1);
  const std::vector<PaintedText> texts = paintedTextOf(widget);
  for (const PaintedText& text : texts) {
    const QString words = text.words.trimmed();
    if (!whole.contains(text.area) || !text.clip.adjusted(-1.5, -1.5, 1.5, 1.5).contains(text.area))
      misfits.push_back({"text", wayTo(widget, window), words.toStdString()});
    if (words.contains(QChar(0x2026)) && !widget.inherits("QAbstractButton") &&
        !isTipped(widget, text.area.center().toPoint()))
      misfits.push_back({"elided", wayTo(widget, window), words.toStdString()});
  }
}

void check(QWidget& widget, const QWidget& window, std::vector<Misfit>& misfits) {
  if (!widget.isVisible() || widget.size().isEmpty()) return;
  // Qt's own: places where docks would be tabbed or split, and what stands in a scroll area or a line of text.
  const QString name = widget.objectName();
  if (name.startsWith(QLatin1String("qt_scrollarea_")) && !name.endsWith(QLatin1String("viewport"))) return;
  if (name == QLatin1String("qt_qmainwindow_extended_splitter") || widget.inherits("QLineEditIconButton")) return;
  // Where no tabs are, and a dock that is behind another one: Qt keeps them beyond the edge.
  if (widget.parentWidget() == &window && !window.rect().intersects(widget.geometry())) return;
  const QWidget* parent = widget.parentWidget();
  const auto* area = parent ? qobject_cast<const QAbstractScrollArea*>(parent->parentWidget()) : nullptr;
  const bool scrolled = area && area->viewport() == parent;
  if (&widget != &window) {
    const QRect inside = parent->rect().adjusted(-1, -1, 1, 1);
    if (scrolled) {
      // Reached by scrolling: only where there is a bar for it.
      if (widget.width() > parent->width() && area->horizontalScrollBarPolicy() == Qt::ScrollBarAlwaysOff) {
        std::string what = sizes(parent->size(), widget.size());
        for (const QWidget* part : widget.findChildren<QWidget*>())
          if (part->isVisible() && part->minimumSizeHint().width() > parent->width() - 40)
            what += ", " + wayTo(*part, window) + " wants " + std::to_string(part->minimumSizeHint().width());
        misfits.push_back({"outside", wayTo(widget, window), what});
      }
    } else if (!inside.contains(widget.geometry())) {
      misfits.push_back({"outside", wayTo(widget, window), sizes(parent->size(), widget.size())});
    }
    QSize least = widget.minimumSizeHint().boundedTo(widget.maximumSize());
    if (widget.minimumWidth() > 0) least.setWidth(widget.minimumWidth());
    if (widget.minimumHeight() > 0) least.setHeight(widget.minimumHeight());
    if (qobject_cast<QAbstractScrollArea*>(&widget)) least = {};
    const auto policy = widget.sizePolicy();
    const bool wide = policy.horizontalPolicy() == QSizePolicy::Ignored || widget.width() + 1 >= least.width();
    const bool high = policy.verticalPolicy() == QSizePolicy::Ignored || widget.height() + 1 >= least.height();
    if ((!wide || !high) && least.isValid() && !isMoved(widget))
      misfits.push_back({"room", wayTo(widget, window), sizes(widget.size(), least)});
    if (widget.inherits("QLabel") && widget.hasHeightForWidth() &&
        widget.heightForWidth(widget.width()) > widget.height() + 1)
      misfits.push_back({"room", wayTo(widget, window),
                         sizes(widget.size(), {widget.width(), widget.heightForWidth(widget.width())})});
  }
  if (isMoved(widget)) {
    for (QObject* child : widget.children())
      if (auto* below = qobject_cast<QWidget*>(child); below && !below->isWindow()) check(*below, window, misfits);
    return;
  }
  checkText(widget, window, misfits);
  for (QObject* child : widget.children())
    if (auto* below = qobject_cast<QWidget*>(child); below && !below->isWindow()) check(*below, window, misfits);
}

}  // namespace

std::vector<Misfit> misfitsOf(QWidget& window) {
  std::vector<Misfit> misfits;
  check(window, window, misfits);
  QToolTip::hideText();
  return misfits;
}

}  // namespace headlight::ui
