// Texts, pictures and what-ifs.
#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QInputMethodEvent>
#include <QMimeData>
#include <QPainter>
#include <QPointer>
#include <QTest>
#include <QUrl>
#include <QWheelEvent>
#include <cmath>

#include "journal.h"
#include "monkey.h"
#include "world.h"

namespace headlight::ui::monkey {
namespace {

const QStringList& words() {
  static const QStringList list{QStringLiteral("the "),
                                QStringLiteral("owl"),
                                QStringLiteral(" told Tom"),
                                QStringLiteral("a"),
                                QStringLiteral("  "),
                                QStringLiteral("\n"),
                                QStringLiteral(".,;!?"),
                                QStringLiteral("Once upon a time"),
                                QStringLiteral("12345"),
                                QStringLiteral("日本語"),
                                QStringLiteral("👩‍👩‍👧‍👦"),
                                QStringLiteral("🙂"),
                                QStringLiteral("e\u0301"),
                                QStringLiteral("العربية"),
                                QStringLiteral("\t"),
                                QStringLiteral("\u200b"),
                                QStringLiteral("ß"),
                                QStringLiteral("[MASK]"),
                                QStringLiteral("<|endoftext|>"),
                                QStringLiteral("x x x x "),
                                QStringLiteral("cat sat")};
  return list;
}

QImage someImage(Dice& dice) {
  static constexpr int sides[] = {1, 3, 17, 64, 100, 333, 900};
  const int width = dice.pick(sides), height = dice.chance(60) ? width : dice.pick(sides);
  QImage image(width, height, dice.chance(30) ? QImage::Format_ARGB32 : QImage::Format_RGB32);
  image.fill(dice.chance(50) ? Qt::white : Qt::transparent);
  QPainter painter(&image);
  painter.setBrush(QColor::fromHsv(dice.below(360), 200, 200));
  painter.drawEllipse(QRectF(width * 0.2, height * 0.2, width * 0.6, height * 0.5));
  return image;
}

}  // namespace

void Monkey::typeInto(QWidget* widget, const QString& text, int pauseMs) {
  for (int i = 0; i < text.size();) {
    const int units = text[i].isHighSurrogate() && i + 1 < text.size() ? 2 : 1;
    const QString character = text.mid(i, units);
    i += units;
    if (units == 1 && character[0].unicode() >= 32 && character[0].unicode() < 127) {
      QTest::keyClick(widget, character[0].toLatin1());
    } else if (character == QLatin1String("\n")) {
      QTest::keyClick(widget, Qt::Key_Return);
    } else {
      // As an input method does it: composed first, then committed.
      QInputMethodEvent composing(character, {});
      QCoreApplication::sendEvent(widget, &composing);
      QInputMethodEvent committed;
      committed.setCommitString(character);
      QCoreApplication::sendEvent(widget, &committed);
    }
    if (pauseMs > 0) pump(pauseMs);
  }
}

void Monkey::type(Dice& dice) {
  QWidget* editor = usable("textInput");
  if (!editor) return draw(dice);
  QString text;
  for (int i = dice.between(1, 3); i > 0; --i) text += dice.pick(words());
  journal::add(text);
  editor->setFocus();
  if (dice.chance(30)) QTest::keyClick(editor, dice.chance(50) ? Qt::Key_Home : Qt::Key_End, Qt::ControlModifier);
  typeInto(editor, text, dice.below(6));
}

void Monkey::typeFast(Dice& dice) {
  QWidget* editor = usable("textInput");
  if (!editor) return draw(dice);
  const int count = dice.between(20, 80);
  journal::add(QString::number(count));
  for (int i = 0; i < count; ++i) QTest::keyClick(editor, static_cast<char>("abcdefgh tsr"[dice.below(12)]));
}

void Monkey::erase(Dice& dice) {
  QWidget* editor = usable("textInput");
  if (!editor) return undoStorm(dice);
  editor->setFocus();
  const int kind = dice.below(12), times = dice.between(1, 30);
  journal::add(QStringLiteral("%1, %2 times").arg(kind).arg(times));
  switch (kind) {
    case 0:
      QTest::keyClick(editor, Qt::Key_A, Qt::ControlModifier);
      QTest::keyClick(editor, dice.chance(50) ? Qt::Key_Delete : Qt::Key_X,
                      dice.chance(50) ? Qt::NoModifier : Qt::ControlModifier);
      break;
    case 1:
      for (int i = 0; i < times / 4 + 1; ++i) QTest::keyClick(editor, Qt::Key_Backspace, Qt::ControlModifier);
      break;
    case 2:
      for (int i = 0; i < times; ++i) QTest::keyClick(editor, Qt::Key_Left, Qt::ShiftModifier);
      QTest::keyClick(editor, Qt::Key_Delete);
      break;
    case 3:
      QTest::keyClick(editor, Qt::Key_Home, Qt::ShiftModifier | Qt::ControlModifier);
      typeInto(editor, dice.pick(words()));
      break;
    case 4:
      for (int i = 0; i < times; ++i) QTest::keyClick(editor, Qt::Key_Left);
      for (int i = 0; i < times / 2; ++i) QTest::keyClick(editor, Qt::Key_Delete);
      break;
    default:
      QTest::keyClick(editor, Qt::Key_End, Qt::ControlModifier);
      for (int i = 0; i < times; ++i) QTest::keyClick(editor, Qt::Key_Backspace);
  }
}

void Monkey::pasteText(Dice& dice) {
  const int kind = dice.below(6);
  QString text = dice.pick(words());
  if (kind == 0)
    for (int i = 0; i < 700; ++i) text += dice.pick(words());
  if (kind == 1) text = QStringLiteral("one\r\ntwo\rthree\n");
  if (kind == 2) text = QString(3, QChar(0)) + QStringLiteral("z") + QChar(0xD800);
  if (kind == 3) text = QString(4000, QLatin1Char('a'));
  journal::add(QStringLiteral("kind %1, %2 characters").arg(kind).arg(text.size()));
  QApplication::clipboard()->setText(text);
  QWidget* at = usable("textInput");
  if (at) at->setFocus();
  QTest::keyClick(at ? at : window_.get(), Qt::Key_V, Qt::ControlModifier);
}

void Monkey::pastePicture(Dice& dice) {
  const QImage image = someImage(dice);
  journal::add(QStringLiteral("%1 × %2").arg(image.width()).arg(image.height()));
  QApplication::clipboard()->setImage(image);
  QWidget* at = usable("textInput");
  if (!at) at = usable("pictureCanvas");
  if (at) at->setFocus();
  QTest::keyClick(at ? at : window_.get(), Qt::Key_V, Qt::ControlModifier);
}

void Monkey::undoStorm(Dice& dice) {
  const int back = dice.between(1, dice.chance(20) ? 60 : 12), forth = dice.below(back + 1);
  const int pause = dice.chance(40) ? dice.below(5) : 0;
  journal::add(QStringLiteral("%1 back, %2 forth").arg(back).arg(forth));
  for (const auto& [name, times] : {std::pair{"undo", back}, std::pair{"redo", forth}})
    for (int i = 0; i < times && window_->isVisible(); ++i) {
      QTest::keyClick(window_.get(), Qt::Key_Z,
                      name[0] == 'u' ? Qt::ControlModifier : Qt::ControlModifier | Qt::ShiftModifier);
      if (pause > 0) pump(pause);
    }
}

void Monkey::useChips(Dice& dice) {
  QWidget* chips = usable("tokenChips");
  if (!chips) return useCanvasKeys(dice);
  static constexpr Qt::Key keys[] = {Qt::Key_Left, Qt::Key_Right,  Qt::Key_Home,   Qt::Key_End,
                                     Qt::Key_M,    Qt::Key_Delete, Qt::Key_Return, Qt::Key_Space};
  for (int i = dice.between(1, 4); i > 0; --i) {
    const QPoint at(dice.below(chips->width()), dice.below(std::min(chips->height(), 90)));
    const int kind = dice.below(10);
    journal::add(QStringLiteral("%1 at %2,%3").arg(kind).arg(at.x()).arg(at.y()));
    if (kind < 3) {
      click(chips, Qt::LeftButton, {}, at);
    } else if (kind < 5) {
      QTest::mouseMove(chips, at);
      QContextMenuEvent menu(QContextMenuEvent::Mouse, at, chips->mapToGlobal(at));
      QCoreApplication::sendEvent(chips, &menu);
    } else if (kind < 6) {
      doubleClick(chips, at);
    } else {
      QTest::mouseMove(chips, at);
      QTest::keyClick(chips, dice.pick(keys));
    }
    pump(dice.below(20));
    if (Dialogs::anyOpen()) return;
  }
}

void Monkey::dragAlong(QWidget* what, Dice& dice, Qt::MouseButton button, Qt::KeyboardModifiers modifiers) {
  const QPointer<QWidget> widget = what;  // any event may be its last
  const auto point = [&] { return QPoint(dice.below(widget->width()), dice.below(widget->height())); };
  QPoint at = point();
  QTest::mousePress(widget, button, modifiers, at);
  const int moves = dice.between(0, 12), disturbance = dice.below(moves * 8 + 1);
  for (int i = 0; i < moves && widget; ++i) {
    at = point();
    QTest::mouseMove(widget, at);
    if (dice.chance(40)) pump(dice.below(12));
    if (i != disturbance || !widget) continue;
    // In mid-drag: what a hand on the keyboard, or a model that arrives, can do.
    const int kind = dice.below(5);
    journal::add(QStringLiteral("in mid-drag %1").arg(kind));
    if (kind == 0) QTest::keyClick(widget, Qt::Key_Escape);
    if (kind == 1) QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier);
    if (kind == 2) open(dice.pick(world_.models()));
    if (kind == 3) pump(150);
    if (kind == 4) QTest::keyClick(widget, Qt::Key_Delete);
  }
  if (widget) QTest::mouseRelease(widget, button, modifiers, at);
}

void Monkey::draw(Dice& dice) {
  QWidget* canvas = usable("pictureCanvas");
  if (!canvas) {
    if (dice.chance(15)) chooseModel(dice);
    return;
  }
  static constexpr Qt::Key tools[] = {Qt::Key_B, Qt::Key_E, Qt::Key_F,           Qt::Key_U,
                                      Qt::Key_N, Qt::Key_P, Qt::Key_S,           Qt::Key_C,
                                      Qt::Key_G, Qt::Key_R, Qt::Key_BracketLeft, Qt::Key_BracketRight};
  static constexpr Qt::KeyboardModifier modifiers[] = {Qt::NoModifier, Qt::NoModifier, Qt::ShiftModifier,
                                                       Qt::AltModifier, Qt::ControlModifier};
  canvas->setFocus();
  if (dice.chance(40)) QTest::keyClick(canvas, dice.pick(tools));
  if (dice.chance(30)) {  // and a tool of the panel
    const auto buttons = find<QWidget>("picturePanel")->findChildren<QAbstractButton*>();
    QList<QAbstractButton*> shown;
    for (QAbstractButton* button : buttons)
      if (button->isVisible() && button->isEnabled() && !button->size().isEmpty()) shown << button;
    if (!shown.isEmpty()) {
      QAbstractButton* tool = dice.pickByName(
          shown, [](const QAbstractButton* one) { return one->objectName() + one->text() + one->toolTip(); });
      journal::add(tool->text() + tool->toolTip().section(QLatin1Char('\n'), 0, 0).left(30));
      click(tool, Qt::LeftButton, {}, tool->rect().center());
    }
  }
  for (int i = dice.between(1, 3); i > 0; --i) {
    if (!usable("pictureCanvas")) return;
    dragAlong(canvas, dice, dice.chance(90) ? Qt::LeftButton : Qt::MiddleButton, dice.pick(modifiers));
  }
  if (dice.chance(15) && usable("pictureCanvas"))
    wheel(canvas, canvas->rect().center(), dice.between(-3, 3) * 120, dice.pick(modifiers));
}

void Monkey::useCanvasKeys(Dice& dice) {
  QWidget* canvas = usable("pictureCanvas");
  if (!canvas) return;
  static constexpr Qt::Key keys[] = {Qt::Key_Left,   Qt::Key_Right, Qt::Key_Up,    Qt::Key_Down,  Qt::Key_Return,
                                     Qt::Key_Delete, Qt::Key_Plus,  Qt::Key_Minus, Qt::Key_Space, Qt::Key_0};
  canvas->setFocus();
  for (int i = dice.between(2, 14); i > 0; --i)
    QTest::keyClick(canvas, dice.pick(keys),
                    dice.chance(20)   ? Qt::ShiftModifier
                    : dice.chance(15) ? Qt::ControlModifier
                                      : Qt::NoModifier);
}

void Monkey::changeHeads(Dice& dice) {
  QWidget* lens = usable("lens");
  if (!lens) return;
  lens->setFocus();
  for (int i = dice.between(1, 3); i > 0; --i) {
    const QPoint at(dice.below(lens->width()), dice.below(lens->height()));
    static constexpr Qt::Key keys[] = {Qt::Key_X, Qt::Key_X, Qt::Key_C, Qt::Key_M};
    const Qt::Key key = dice.pick(keys);
    journal::add(QStringLiteral("%1 at %2,%3").arg(QChar(key)).arg(at.x()).arg(at.y()));
    QTest::mouseMove(lens, at);
    QTest::keyClick(lens, key);
    pump(dice.below(30));
  }
  if (auto* panel = usable("whatIfPanel"); panel && dice.chance(60)) useSomeControl(*panel, dice);
  if (auto* clear = usable("whatIfClear"); clear && dice.chance(8))
    click(clear, Qt::LeftButton, {}, clear->rect().center());
}

void Monkey::write(Dice& dice) {
  QTest::keyClick(window_.get(), Qt::Key_Return, Qt::ControlModifier | Qt::ShiftModifier);
  pump(dice.below(200));
  const int kind = dice.below(4);
  journal::add(QString::number(kind));
  if (kind == 0) QTest::keyClick(window_.get(), Qt::Key_Escape);
  if (kind == 1) undoStorm(dice);
  if (kind == 2) type(dice);
}

void Monkey::drop(Dice& dice) {
  const int kind = dice.below(5);
  QMimeData mime;
  QString what;
  if (kind == 4) {
    mime.setImageData(someImage(dice));
    what = QStringLiteral("a picture");
  } else {
    what = dice.pick(kind == 0   ? world_.models()
                     : kind == 1 ? world_.refused()
                     : kind == 2 ? world_.pictures()
                                 : world_.texts());
    mime.setUrls({QUrl::fromLocalFile(what)});
  }
  journal::add(what);
  QWidget* at = usable("textInput");
  if (!at || dice.chance(50)) at = window_.get();
  const QPoint where = at->rect().center();
  QDragEnterEvent enter(where, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(at, &enter);
  if (!enter.isAccepted()) return;
  QDropEvent dropped(where, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(at, &dropped);
}

}  // namespace headlight::ui::monkey
