// Writes a picture of the real window: window_screenshot OUT.png WIDTH HEIGHT light|dark VIEW [TYPED
// [LAYER HEAD]] [WHAT...]] TYPED is typed at the end of the sample text, so that the status line tells of an edit.
// WHAT: off:L:H, scale:L:H:FACTOR, attention:L:FACTOR, mlp:L:FACTOR, temperature:T, cut:QUERY:KEY (of the chosen
// head), mask:KEY, unchecked:L:H, lock:ROW, hover:QUERY:KEY (of all heads LAYER:HEAD), shown:NUMBER (over the
// picture), range:NAME (row, own, p99, shared), also:ROW (locked too), pin:L:H, choose:NAME:INDEX (of a combo box),
// difference, special (hide them), press:NAME (a button), focus:NAME (of a widget), larger:TIMES (type), chip:ROW (a
// click), picture:PATH (opened on the canvas), tool:NAME (of the picture editor, "patches"), stroke:X:Y:X:Y... (with
// that tool, percent of the picture), patch:ROW:COLUMN (the pointer on it, of the canvas), preview:PATH, open:PATH
// (without preview), drop:NAME (of a combo box), more (the panel of "…"), list (the Open dialog), weights:NAME (the
// Model dock with that weight), second:TEXT (typed as the second of two), bar:ROW (a click), of a translator
// target:TOKEN (the pointer on it), place:TOKEN (a click), which:NUMBER (of its attentions), steps:COUNT (token by
// token), beams:COUNT; lesson:FOLDER:STEP (from 1; FOLDER of assets/lessons), lessons (their list), draft (a lesson
// that is being written); do:NAME (an entry of the menus, "keepA"), text:TEXT (in place of what stands there),
// with:NUMBER (what Compare compares), cell:LAYER:ROW (a click on its map of patches). HEADLIGHT_SHOT_MODEL,
// HEADLIGHT_SHOT_TEXT, HEADLIGHT_SHOT_MEMORY (MB) and HEADLIGHT_SHOT_LANGUAGE (zh_CN) say what the window starts with.
// A dialog is painted over the window where it stands.
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QDockWidget>
#include <QElapsedTimer>
#include <QPainter>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>
#include <QTimer>
#include <QToolButton>
#include <QTreeWidget>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "on_screen.h"
#include "ui/editors/image_editor.h"
#include "ui/editors/text_input.h"
#include "ui/editors/token_chips.h"
#include "ui/lessons/lesson_package.h"
#include "ui/lessons/markup.h"
#include "ui/panels/model_panel.h"
#include "ui/panels/prediction_bars.h"
#include "ui/theme/language.h"
#include "ui/theme/theme.h"
#include "ui/views/compare_view.h"
#include "ui/views/head_ranges.h"
#include "ui/views/segmented_buttons.h"
#include "ui/window/glossary_window.h"
#include "ui/window/lens_area.h"
#include "ui/window/lesson_actions.h"
#include "ui/window/lesson_player.h"
#include "ui/window/main_window.h"
#include "ui/window/open_dialog.h"

using namespace headlight::ui;

namespace {

/// A point where the shown view has that pair of rows, or the thumbnail of that layer and head.
std::optional<QPoint> placeOf(const LensWidget& lens, int first, int second) {
  for (int y = 0; y < lens.height(); y += 3)
    for (int x = 0; x < lens.width(); x += 3) {
      const auto hit = lens.view().hit(*lens.trace(), lens.state(), lens.size(), QPointF(x, y));
      if (!hit || hit->more || (hit->title && !hit->alone)) continue;
      const bool thumbnail = hit->query < 0 && hit->key < 0;
      if ((thumbnail ? hit->layer : hit->query) == first && (thumbnail ? hit->head : hit->key) == second)
        return QPoint(x, y);
    }
  return std::nullopt;
}

void pressButton(MainWindow& window, const char* name) { window.findChild<QToolButton*>(QLatin1String(name))->click(); }

/// That step of a bundled lesson, once its picture is there.
void playLesson(MainWindow& window, const QString& folder, int step) {
  const auto wait = [&] {
    QElapsedTimer timer;
    timer.start();
    while (!window.lessons().arrived() && timer.elapsed() < 15000) QTest::qWait(20);
    QTest::qWait(200);
  };
  for (const QString& path : bundledLessons())
    if (path.endsWith(folder)) window.lessonActions().open(path);
  wait();
  while (window.lessons().playing() && window.lessons().step() + 1 < step) {
    window.lessons().next();
    wait();
  }
}

QPixmap grabWithDialogs(MainWindow& window) {
  QPixmap picture = window.grab();
  QPainter painter(&picture);
  for (auto* dialog : window.findChildren<QDialog*>()) {
    if (!dialog->isVisible()) continue;
    const QPoint at((window.width() - dialog->width()) / 2, (window.height() - dialog->height()) / 2);
    painter.fillRect(window.rect(), QColor(0, 0, 0, 70));
    painter.drawPixmap(at, dialog->grab());
    painter.setPen(window.theme().borderStrong);
    painter.drawRect(QRect(at, dialog->size()).adjusted(-1, -1, 0, 0));
  }
  if (QWidget* popup = QApplication::activePopupWidget())
    painter.drawPixmap(popup->mapToGlobal(QPoint(0, 0)) - window.mapToGlobal(QPoint(0, 0)), popup->grab());
  return picture;
}

void apply(MainWindow& window, const QString& what) {
  const QStringList parts = what.split(QLatin1Char(':'));
  const auto number = [&parts](int index) { return parts.value(index).toInt(); };
  const auto factor = [&parts](int index) { return parts.value(index).toFloat(); };
  const headlight::StackId stack = window.bridge().current()->info->stacks.front().stack;
  const int layer = window.selection().layer(), head = window.selection().head();
  Document& document = window.document();
  if (parts[0] == QLatin1String("action"))
    window.findChild<QAction*>(parts.value(1))->trigger();
  else if (parts[0] == QLatin1String("mark")) {  // the presenter's, at that part of the lens in percent
    QWidget& lens = window.lensArea().lens();
    const QPoint at(lens.width() * parts.value(1).toInt() / 100, lens.height() * parts.value(2).toInt() / 100);
    QTest::mouseClick(&lens, Qt::LeftButton, Qt::ControlModifier | Qt::ShiftModifier, at);
    QTest::mouseMove(&lens, at + QPoint(60, 40));
  } else if (parts[0] == QLatin1String("lesson"))
    playLesson(window, parts.value(1), number(2));
  else if (parts[0] == QLatin1String("lessons"))
    window.findChild<QDockWidget*>(QStringLiteral("lessonDock"))->show();
  else if (parts[0] == QLatin1String("draft"))
    window.lessonActions().begin();
  else if (parts[0] == QLatin1String("off"))
    document.addWhatIf(headlight::ScaleHead{stack, number(1), number(2), 0});
  else if (parts[0] == QLatin1String("scale"))
    document.addWhatIf(headlight::ScaleHead{stack, number(1), number(2), factor(3)});
  else if (parts[0] == QLatin1String("attention"))
    document.addWhatIf(headlight::ScaleAttention{stack, number(1), factor(2)});
  else if (parts[0] == QLatin1String("mlp"))
    document.addWhatIf(headlight::ScaleMlp{stack, number(1), factor(2)});
  else if (parts[0] == QLatin1String("temperature"))
    document.addWhatIf(headlight::AttentionTemperature{stack, headlight::everyLayer, factor(1)});
  else if (parts[0] == QLatin1String("bias"))
    document.addWhatIf(headlight::ScaleRelativeBias{stack, headlight::everyLayer, factor(1)});
  else if (parts[0] == QLatin1String("cut"))
    document.addWhatIf(headlight::CutEdge{stack, layer, head, number(1), number(2)});
  else if (parts[0] == QLatin1String("mask"))
    document.addWhatIf(headlight::MaskKey{stack, number(1)});
  else if (parts[0] == QLatin1String("unchecked")) {
    const int index = document.addWhatIf(headlight::ScaleHead{stack, number(1), number(2), 0});
    document.setWhatIf(index, {document.whatIfs()[static_cast<std::size_t>(index)].change, false});
  } else if (parts[0] == QLatin1String("press"))
    pressButton(window, parts.value(1).toLatin1());
  else if (parts[0] == QLatin1String("lock"))
    window.selection().lockRow(number(1));
  else if (parts[0] == QLatin1String("do")) {
    QAction* entry = window.findChild<QAction*>(parts.value(1));
    QMetaObject::invokeMethod(entry, &QAction::trigger, Qt::QueuedConnection);  // which may wait for an answer
    QTimer::singleShot(1500, entry, [&window] {
      if (!QApplication::activeModalWidget()) return;
      grabWithDialogs(window).save(QApplication::arguments()[1]);
      std::exit(0);
    });
    QTest::qWait(500);
  } else if (parts[0] == QLatin1String("text")) {
    auto* editor = window.findChild<TextInput*>(QStringLiteral("textInput"));
    editor->selectAll();
    QTest::keyClicks(editor, what.section(QLatin1Char(':'), 1));
  } else if (parts[0] == QLatin1String("cell")) {
    LensWidget& lens = window.lensArea().lens();
    headlight::ui::Hit hit;
    hit.layer = number(1);
    hit.query = number(2);
    lens.viewOf<CompareView>().click(lens, hit, Qt::NoModifier);
  } else if (parts[0] == QLatin1String("with")) {
    CompareView& view = window.lensArea().lens().viewOf<CompareView>();
    CompareOptions next = view.options();
    next.with = static_cast<CompareWith>(number(1));
    view.setOptions(next);
    window.lensArea().lens().optionsEdited();
  } else if (parts[0] == QLatin1String("also"))
    window.selection().lockAlso(number(1));
  else if (parts[0] == QLatin1String("pin"))
    window.selection().pin({{stack}, number(1), number(2)});
  else if (parts[0] == QLatin1String("choose")) {
    auto* combo = window.findChild<QComboBox*>(parts.value(1));
    combo->setCurrentIndex(number(2));
    emit combo->activated(number(2));
  } else if (parts[0] == QLatin1String("hover")) {
    const LensWidget& lens = window.lensArea().lens();
    if (const auto at = placeOf(lens, number(1), number(2))) QTest::mouseMove(&window.lensArea().lens(), *at);
  } else if (parts[0] == QLatin1String("shown")) {
    PictureState picture = window.lensArea().lens().state().picture;
    picture.shown = static_cast<PictureState::Shown>(number(1));
    window.lensArea().lens().setPicture(picture);
    QTest::qWait(2000);  // occlusion comes row by row
  } else if (parts[0] == QLatin1String("range"))
    window.lensArea().lens().setRange(rangeModeOf(parts.value(1)));
  else if (parts[0] == QLatin1String("difference"))
    pressButton(window, "difference");
  else if (parts[0] == QLatin1String("larger"))
    for (int times = 0; times < parts.value(1).toInt(); ++times)
      window.findChild<QAction*>(QStringLiteral("largerText"))->trigger();
  else if (parts[0] == QLatin1String("special"))
    pressButton(window, "hideSpecial");
  else if (parts[0] == QLatin1String("more")) {
    for (auto* button : window.findChildren<QToolButton*>(QStringLiteral("moreOptions")))
      if (button->isVisible()) button->click();
  } else if (parts[0] == QLatin1String("focus"))
    window.findChild<QWidget*>(parts.value(1))->setFocus(Qt::TabFocusReason);
  else if (parts[0] == QLatin1String("chip")) {
    auto* chips = window.findChild<TokenChips*>(QStringLiteral("tokenChips"));
    QTest::mouseClick(chips, Qt::LeftButton, {}, chips->chipRect(number(1)).center());
  } else if (parts[0] == QLatin1String("second")) {
    for (auto* button : window.findChildren<QPushButton*>(QStringLiteral("openSecondText")))
      if (button->isVisible()) button->click();
    TextInput* input = onScreen<TextInput>(window, 1);
    input->setFocus();
    QTest::keyClicks(input, what.mid(7));
  } else if (parts[0] == QLatin1String("bar")) {
    auto* bars = window.findChild<PredictionBars*>(QStringLiteral("predictionBars"));
    QTest::mouseClick(bars, Qt::LeftButton, {}, bars->rowRect(number(1)).center());
    QTest::qWait(1500);  // until what follows is written
  } else if (parts[0] == QLatin1String("target")) {
    TokenChips* chips = onScreen<TokenChips>(window, 1);
    QTest::mouseMove(chips, chips->chipRect(number(1)).center());
  } else if (parts[0] == QLatin1String("place")) {
    TokenChips* chips = onScreen<TokenChips>(window, 1);
    QTest::mouseClick(chips, Qt::LeftButton, {}, chips->chipRect(number(1)).center());
  } else if (parts[0] == QLatin1String("which")) {
    window.selection().chooseAttention(
        window.bridge().current()->info->attentions()[static_cast<std::size_t>(number(1))].id);
  } else if (parts[0] == QLatin1String("steps")) {
    emit window.findChild<SegmentedButtons*>(QStringLiteral("liveTarget"))->choose(2);
    QTest::qWait(500);
    for (int times = 0; times < number(1); ++times) {
      QTest::keyClick(&window.lensArea().lens(), Qt::Key_Space);
      QTest::qWait(500);
    }
  } else if (parts[0] == QLatin1String("beams")) {
    window.findChild<QSpinBox*>(QStringLiteral("beams"))->setValue(number(1));
    QTest::qWait(2500);
  } else if (parts[0] == QLatin1String("picture")) {
    const QString before = document.image().picture().origin().path;
    window.openPictureFile(what.mid(8));
    (void)QTest::qWaitFor([&] { return document.image().picture().origin().path != before; }, 10000);
  } else if (parts[0] == QLatin1String("tool")) {
    window.pictures().findChild<QToolButton*>(QStringLiteral("tool_") + parts.value(1))->click();
  } else if (parts[0] == QLatin1String("stroke")) {
    PictureCanvas& canvas = window.pictures().canvas();
    const auto at = [&](int index) {
      const QSize size = document.image().picture().size();
      return canvas.fromPicture({factor(index) / 100 * size.width(), factor(index + 1) / 100 * size.height()})
          .toPoint();
    };
    QTest::mousePress(&canvas, Qt::LeftButton, {}, at(1));
    int last = 1;
    for (int index = 3; index + 1 < parts.size(); index += 2) QTest::mouseMove(&canvas, at(last = index));
    QTest::mouseRelease(&canvas, Qt::LeftButton, {}, at(last));
  } else if (parts[0] == QLatin1String("patch")) {
    PictureCanvas& canvas = window.pictures().canvas();
    const int columns = window.shownTrace()->grid().columns;
    QTest::mouseMove(&canvas, canvas.placeRect(number(1) * columns + number(2)).center().toPoint());
  } else if (parts[0] == QLatin1String("drop"))
    window.findChild<QComboBox*>(parts.value(1))->showPopup();
  else if (parts[0] == QLatin1String("word")) {
    if (const auto term = termNamed(parts.value(1))) window.findChild<GlossaryWindow*>()->open(*term);
  } else if (parts[0] == QLatin1String("list"))
    window.findChild<QAction*>(QStringLiteral("openModel"))->trigger();
  else if (parts[0] == QLatin1String("preview")) {
    window.openFiles({what.mid(8)});
    (void)QTest::qWaitFor(
        [&] {
          const auto* dialog = window.findChild<OpenDialog*>();
          return dialog && (!dialog->card().lines.isEmpty() || !dialog->card().refusal.isEmpty());
        },
        10000);
  } else if (parts[0] == QLatin1String("open")) {
    window.openModel(what.mid(5));
    (void)QTest::qWaitFor([&] { return !window.bridge().opening(); }, 30000);
  } else if (parts[0] == QLatin1String("weights")) {
    window.findChild<QAction*>(QStringLiteral("browseWeights"))->trigger();
    (void)QTest::qWaitFor([&] { return window.modelPanel().weightCount() > 0; }, 10000);
    auto* tree = window.findChild<QTreeWidget*>(QStringLiteral("weightTree"));
    for (QTreeWidgetItemIterator it(tree); *it; ++it) {
      if ((*it)->toolTip(0) != what.mid(8)) continue;
      for (QTreeWidgetItem* above = (*it)->parent(); above; above = above->parent()) above->setExpanded(true);
      tree->setCurrentItem(*it);
      tree->scrollToItem(*it);
    }
    QTest::qWait(500);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  const QStringList arguments = QApplication::arguments();
  if (arguments.size() < 6) {
    std::fprintf(stderr, "window_screenshot OUT.png WIDTH HEIGHT light|dark VIEW [TYPED [LAYER HEAD [WHAT...]]]\n");
    return 2;
  }
  WindowOptions options;
  options.theme = arguments[4];
  options.device = QStringLiteral("cpu");
  options.remember = false;
  setLanguage(qEnvironmentVariable("HEADLIGHT_SHOT_LANGUAGE", QStringLiteral("en")));
  options.model = qEnvironmentVariable("HEADLIGHT_SHOT_MODEL");
  if (qEnvironmentVariableIsSet("HEADLIGHT_SHOT_TEXT")) options.text = qEnvironmentVariable("HEADLIGHT_SHOT_TEXT");
  options.memory = static_cast<quint64>(qEnvironmentVariableIntValue("HEADLIGHT_SHOT_MEMORY"));
  MainWindow window(options);
  quint64 painted = 0;
  QObject::connect(&window, &MainWindow::pictureShown, [&](quint64 revision, double) { painted = revision; });
  window.resize(arguments[2].toInt(), arguments[3].toInt());
  window.show();
  window.activateWindow();
  const auto settle = [&] {
    const bool came = QTest::qWaitFor(
        [&] { return window.bridge().current() && painted > 0 && painted == window.document().revision(); }, 30000);
    QTest::qWait(300);
    return came;
  };
  bool came = settle();
  if (arguments.size() > 8) window.selection().chooseHead(arguments[7].toInt(), arguments[8].toInt());
  window.lensArea().setView(arguments[5]);
  came = settle() && came;
  if (arguments.size() > 6) {
    auto* editor = window.findChild<TextInput*>(QStringLiteral("textInput"));
    editor->setFocus();
    editor->moveCursor(QTextCursor::End);
    for (const QChar c : arguments[6]) {
      QTest::keyClicks(editor, c);
      came = settle() && came;
    }
  }
  for (int i = 9; i < arguments.size(); ++i) {
    apply(window, arguments[i]);
    came = settle() && came;
  }
  if (!came || !grabWithDialogs(window).save(arguments[1])) {
    std::fprintf(stderr, "window_screenshot: no picture\n");
    return 1;
  }
  return 0;
}
