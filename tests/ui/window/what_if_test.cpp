// What if: heads switched off, sliders dragged, edges cut, tokens masked, through the keys and menus of the real
// window.
#include <QCheckBox>
#include <QContextMenuEvent>
#include <QLabel>
#include <QMenu>
#include <QSlider>
#include <QTimer>
#include <QToolButton>
#include <QWheelEvent>
#include <cmath>
#include <set>

#include "fixture.h"
#include "models/load_model.h"
#include "ui/editors/token_chips.h"
#include "ui/panels/what_if_panel.h"
#include "ui/panels/what_if_row.h"
#include "ui/scene/colormap.h"
#include "ui/theme/theme.h"
#include "ui/views/all_heads_view.h"
#include "ui/views/matrix_view.h"

namespace headlight::ui {
namespace {

class WhatIfWindowTest : public WindowTest {
 protected:
  const std::vector<WhatIf>& list() { return window->document().whatIfs(); }
  WhatIfRow& row(int index) { return *window->whatIfs().rows().at(static_cast<std::size_t>(index)); }
  int layers() { return window->shownTrace()->model().stacks.front().layers; }
  ViewState state() {
    ViewState now;
    now.theme = &window->theme();
    now.layer = window->selection().layer();
    now.head = window->selection().head();
    now.baseline = window->shownBaseline();
    for (const InputToken& token : window->document().text().tokens())
      now.rows[StackId::Decoder].names << axisText(token);
    return now;
  }
  QPoint thumbnail(int layer, int head) {
    const auto grid = AllHeadsView().grid(*window->shownTrace(), state(), lens().size());
    return grid.place(grid.indexOf(layer, head)).center().toPoint();
  }
  QPoint cell(int query, int key) {
    return MatrixView().layout(*window->shownTrace(), state(), lens().size()).cellRect(query, key).center().toPoint();
  }
  /// A right click, then the entry of the menu that begins so, clicked.
  ::testing::AssertionResult choose(QWidget& widget, const QPoint& at, const QString& entry) {
    QStringList seen;
    bool clicked = false;
    // Menus of the chips run a loop of their own: whoever clicks must be waiting in it.
    QTimer clicker;
    QObject::connect(&clicker, &QTimer::timeout, [&] {
      auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
      if (!menu) return;
      clicker.stop();
      for (QAction* action : menu->actions()) {
        seen << action->text();
        if (clicked || !action->text().startsWith(entry)) continue;
        clicked = true;
        // As a hand does: Qt 6.8 takes no click from a mouse that has not moved away from where the menu opened.
        QTest::mouseMove(menu, menu->actionGeometry(action).center());
        QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
      }
      if (!clicked) menu->close();
    });
    clicker.start(10);
    QTest::mouseMove(widget.window(), widget.mapTo(widget.window(), at));
    QContextMenuEvent event(QContextMenuEvent::Mouse, at, widget.mapToGlobal(at));
    QApplication::sendEvent(&widget, &event);
    waitUntil([&] { return clicked || !seen.isEmpty(); }, 3000);
    if (clicked) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << "entries: " << seen.join(QStringLiteral(" | ")).toStdString();
  }
};

TEST_F(WhatIfWindowTest, XSwitchesTheHeadOffAndTheBarsShowBeforeAndAfter) {
  open();
  const auto before = probabilities();
  EXPECT_FALSE(window->shownBaseline());
  lens().setFocus();
  window->selection().chooseHead(layers() - 1, 0);
  QTest::keyClick(&lens(), Qt::Key_X);
  ASSERT_TRUE(waitForPicture());
  ASSERT_EQ(list().size(), 1U);
  EXPECT_EQ(list()[0], (WhatIf{ScaleHead{StackId::Decoder, layers() - 1, 0, 0}, true}));
  EXPECT_NE(probabilities(), before);
  ASSERT_TRUE(window->shownBaseline());
  const Distribution old(window->shownBaseline()->predictedLogits(), window->document().sampling());
  for (const PredictionRow& bar : bars->rows()) {
    ASSERT_TRUE(bar.before);
    EXPECT_DOUBLE_EQ(bar.before->probability, old.probability(bar.id));
    EXPECT_EQ(bar.before->logit, old.logit(bar.id));
  }
  EXPECT_TRUE(window->findChild<QWidget*>(QStringLiteral("beforeAfter"))->isVisible());
  // Off and on again: the line stays, unchecked.
  QTest::keyClick(&lens(), Qt::Key_X);
  ASSERT_TRUE(waitForPicture());
  EXPECT_FALSE(list()[0].enabled);
  EXPECT_EQ(probabilities(), before) << "equal bits";
  EXPECT_FALSE(window->shownBaseline());
  EXPECT_FALSE(bars->rows()[0].before);
  QTest::keyClick(&lens(), Qt::Key_Z, Qt::ControlModifier);
  QTest::keyClick(&lens(), Qt::Key_Z, Qt::ControlModifier);
  ASSERT_TRUE(waitForPicture());
  EXPECT_TRUE(list().empty());
  EXPECT_EQ(probabilities(), before);
}

TEST_F(WhatIfWindowTest, TheContextMenuOfAThumbnailSwitchesThatHeadOff) {
  open();
  const auto before = probabilities();
  const QImage picture = lensImage();
  ASSERT_TRUE(choose(lens(), thumbnail(2, 3), QStringLiteral("Switch off L2H3")));
  ASSERT_TRUE(waitForPicture());
  ASSERT_EQ(list().size(), 1U);
  EXPECT_EQ(list()[0].change, Intervention(ScaleHead{StackId::Decoder, 2, 3, 0}));
  EXPECT_NE(probabilities(), before);
  EXPECT_NE(lensImage(), picture) << "the tag, and the layers behind";
  // The pattern of the head itself is still computed and shown.
  EXPECT_EQ(patternOfHead(*window->shownTrace(), StackId::Decoder, 2, 3),
            patternOfHead(*window->shownBaseline(), StackId::Decoder, 2, 3));
  EXPECT_EQ(row(0).findChild<QCheckBox*>()->accessibleName(), QStringLiteral("L2H3"));
}

TEST_F(WhatIfWindowTest, WhatIsShownIsWhatTheEngineComputesWithThoseChanges) {
  open();
  window->document().addWhatIf(ScaleHead{StackId::Decoder, 1, 2, 0.5F});
  window->document().addWhatIf(ScaleMlp{StackId::Decoder, 3, 0});
  window->document().addWhatIf(AttentionTemperature{StackId::Decoder, everyLayer, 2});
  window->document().addWhatIf(MaskKey{StackId::Decoder, 2});
  ASSERT_TRUE(waitForPicture());
  const auto backend = makeBackend("cpu");
  const auto model = loadModel(window->bridge().current()->folder.toStdString(), *backend);
  Request request;
  request.inputs = TokenInput{window->document().text().ids()};
  for (const WhatIf& line : list()) request.changes.push_back(line.change);
  const auto trace = runModel(*model, *backend, request);
  ASSERT_EQ(window->shownTrace()->predictedLogits().size(), trace->predictedLogits().size());
  for (std::size_t i = 0; i < trace->predictedLogits().size(); ++i)
    ASSERT_EQ(window->shownTrace()->predictedLogits()[i], trace->predictedLogits()[i]);
}

TEST_F(WhatIfWindowTest, ADraggedSliderIsLiveAndOneStepOfUndo) {
  open();
  const auto untouched = probabilities();
  window->document().addWhatIf(ScaleHead{StackId::Decoder, layers() - 1, 0, 0});
  ASSERT_TRUE(waitForPicture());
  const auto off = probabilities();
  auto* slider = row(0).findChild<QSlider*>();
  ASSERT_TRUE(slider && slider->isVisible());
  const int steps = window->document().undoStack().count();
  const int y = slider->height() / 2;
  QTest::mousePress(slider, Qt::LeftButton, {}, {8, y});
  std::set<double> sums;
  for (int x = 12; x <= slider->width() / 2; x += 6) {
    QTest::mouseMove(slider, {x, y});
    ASSERT_TRUE(waitForPicture()) << "live, while the button is down";
    sums.insert(bars->rows()[0].probability);
  }
  EXPECT_GE(sums.size(), 3U);
  QTest::mouseRelease(slider, Qt::LeftButton, {}, {slider->width() / 2, y});
  ASSERT_TRUE(waitForPicture());
  EXPECT_NEAR(*strength(list()[0].change), 1, 0.15) << "the middle changes next to nothing";
  EXPECT_EQ(window->document().undoStack().count(), steps + 1);
  window->document().undoStack().undo();
  ASSERT_TRUE(waitForPicture());
  EXPECT_EQ(probabilities(), off);
  EXPECT_EQ(slider->value(), 0) << "the slider follows";
  window->document().undoStack().undo();
  ASSERT_TRUE(waitForPicture());
  EXPECT_EQ(probabilities(), untouched);
}

TEST_F(WhatIfWindowTest, KeysOnASliderScaleAndDeleteTakesTheLineOut) {
  open();
  window->whatIfs().addAndFocus(ScaleAttention{StackId::Decoder, 1, 0});
  ASSERT_TRUE(waitForPicture());
  auto* slider = row(0).findChild<QSlider*>();
  EXPECT_TRUE(slider->hasFocus());
  for (int i = 0; i < 4; ++i) QTest::keyClick(slider, Qt::Key_Right);
  ASSERT_TRUE(waitForPicture());
  EXPECT_FLOAT_EQ(*strength(list()[0].change), 0.2F);
  EXPECT_EQ(window->document().undoStack().count(), 2) << "four keys in a row are one step";
  QTest::keyClick(slider, Qt::Key_Delete);
  ASSERT_TRUE(waitForPicture());
  EXPECT_TRUE(list().empty());
  EXPECT_TRUE(window->whatIfs().addButton()->hasFocus()) << "the keyboard is not lost";
}

TEST_F(WhatIfWindowTest, TheWheelTurnsOnlyTheSliderThatHasTheFocus) {
  open();
  window->document().addWhatIf(ScaleHead{StackId::Decoder, 1, 2, 0.5F});
  auto* slider = row(0).findChild<QSlider*>();
  const auto wheel = [&] {
    const QPointF at(slider->rect().center());
    QWheelEvent event(at, slider->mapToGlobal(at), {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                      false);
    QApplication::sendEvent(slider, &event);
  };
  wheel();
  EXPECT_FLOAT_EQ(*strength(list()[0].change), 0.5F);
  slider->setFocus();
  wheel();
  EXPECT_GT(*strength(list()[0].change), 0.5F);
  ASSERT_TRUE(waitForPicture());
}

TEST_F(WhatIfWindowTest, UncheckingShowsTheModelWithoutIt) {
  open();
  const auto before = probabilities();
  window->document().addWhatIf(ScaleMlp{StackId::Decoder, 0, 0});
  ASSERT_TRUE(waitForPicture());
  ASSERT_NE(probabilities(), before);
  auto* check = row(0).findChild<QCheckBox*>();
  check->setFocus();
  QTest::keyClick(check, Qt::Key_Space);
  ASSERT_TRUE(waitForPicture());
  EXPECT_EQ(probabilities(), before);
}

TEST_F(WhatIfWindowTest, AnEdgeIsCutFromTheMatrixAndItsWeightGoesToTheOthers) {
  open();
  window->selection().chooseHead(1, 1);
  window->lensArea().setView(MatrixView::id);
  ASSERT_TRUE(waitForPicture());
  const auto before = patternRow(*window->shownTrace(), StackId::Decoder, 1, 1, 5);
  ASSERT_TRUE(choose(lens(), cell(5, 2), QStringLiteral("Cut 5")));
  ASSERT_TRUE(waitForPicture());
  ASSERT_EQ(list().size(), 1U);
  EXPECT_EQ(list()[0].change, Intervention(CutEdge{StackId::Decoder, 1, 1, 5, 2}));
  const auto after = patternRow(*window->shownTrace(), StackId::Decoder, 1, 1, 5);
  EXPECT_EQ(after[2], 0.0F);
  for (const std::size_t key : {0U, 1U, 3U, 4U, 5U})
    EXPECT_NEAR(after[key], before[key] / (1 - before[2]), 1e-5) << "the others share it";
  // C on the same cell joins it again.
  lens().setFocus();
  window->selection().hover(5, 2);
  QTest::keyClick(&lens(), Qt::Key_C);
  ASSERT_TRUE(waitForPicture());
  EXPECT_FALSE(list()[0].enabled);
}

TEST_F(WhatIfWindowTest, CellsWithoutAnEdgeOfferNoCut) {
  open();
  window->lensArea().setView(MatrixView::id);
  ASSERT_TRUE(waitForPicture());
  EXPECT_FALSE(choose(lens(), cell(2, 5), QStringLiteral("Cut"))) << "masked";
  EXPECT_FALSE(choose(lens(), cell(0, 0), QStringLiteral("Cut"))) << "its only key";
  EXPECT_TRUE(list().empty());
}

TEST_F(WhatIfWindowTest, TheDifferenceIsThereWhileThereIsABaseline) {
  open();
  window->selection().chooseHead(layers() - 1, 2);
  window->lensArea().setView(MatrixView::id);
  ASSERT_TRUE(waitForPicture());
  auto* toggle = window->findChild<QToolButton*>(QStringLiteral("difference"));
  ASSERT_TRUE(toggle);
  EXPECT_FALSE(toggle->isVisible()) << "absent, not disabled";
  window->document().addWhatIf(ScaleAttention{StackId::Decoder, 0, 0});
  ASSERT_TRUE(waitForPicture());
  ASSERT_TRUE(toggle->isVisible());
  QTest::mouseClick(toggle, Qt::LeftButton);
  EXPECT_TRUE(lens().differenceShown());
  const Legend legend = lens().legend();
  EXPECT_TRUE(legend.signedMap);
  EXPECT_EQ(legend.low, -legend.high);
  const auto after = patternOfHead(*window->shownTrace(), StackId::Decoder, layers() - 1, 2);
  const auto before = patternOfHead(*window->shownBaseline(), StackId::Decoder, layers() - 1, 2);
  float largest = 0;
  int query = 0, key = 0;
  const int rows = window->shownTrace()->rows(StackId::Decoder);
  for (int q = 0; q < rows; ++q)
    for (int k = 0; k <= q; ++k) {
      const auto at = static_cast<std::size_t>(q * rows + k);
      if (std::abs(after[at] - before[at]) <= largest) continue;
      largest = std::abs(after[at] - before[at]);
      query = q;
      key = k;
    }
  EXPECT_EQ(legend.high, static_cast<double>(largest));
  const auto at = static_cast<std::size_t>(query * rows + key);
  const QColor end =
      QColor::fromRgb(colormapTable(Colormap::Diverging, Ground::Light)[after[at] > before[at] ? 255 : 0]);
  const QPoint off = cell(query, key) - QPoint(8, 8);  // beside the number, if there is one
  EXPECT_EQ(lensImage().pixelColor(off * lens().devicePixelRatio()), end);
  window->document().clearWhatIfs();
  ASSERT_TRUE(waitForPicture());
  EXPECT_FALSE(lens().differenceShown());
  EXPECT_FALSE(toggle->isVisible());
}

TEST_F(WhatIfWindowTest, ATokenIsMaskedFromItsChip) {
  open();
  const auto before = probabilities();
  auto* chips = window->findChild<TokenChips*>(QStringLiteral("tokenChips"));
  const QImage plain = chips->grab(chips->chipRect(2)).toImage();
  ASSERT_TRUE(choose(*chips, chips->chipRect(2).center(), QStringLiteral("Mask this token")));
  ASSERT_TRUE(waitForPicture());
  ASSERT_EQ(list().size(), 1U);
  EXPECT_EQ(list()[0].change, Intervention(MaskKey{StackId::Decoder, 2})) << "Storyteller has no mask token";
  EXPECT_NE(probabilities(), before);
  window->selection().hover(-1, -1);
  EXPECT_NE(chips->grab(chips->chipRect(2)).toImage(), plain) << "struck through, dotted";
  for (int query = 3; query < window->shownTrace()->rows(StackId::Decoder); ++query)
    EXPECT_EQ(patternRow(*window->shownTrace(), StackId::Decoder, 0, 0, query)[2], 0.0F);
  ASSERT_TRUE(choose(*chips, chips->chipRect(2).center(), QStringLiteral("Show this token")));
  ASSERT_TRUE(waitForPicture());
  EXPECT_EQ(probabilities(), before);
}

TEST_F(WhatIfWindowTest, RowsBeyondAShorterTextStayListedAndAreNotSent) {
  open();
  const int last = window->shownTrace()->rows(StackId::Decoder) - 1;
  window->document().addWhatIf(MaskKey{StackId::Decoder, last});
  ASSERT_TRUE(waitForPicture());
  EXPECT_TRUE(window->shownBaseline());
  window->document().text().setText(QStringLiteral("The owl"), QStringLiteral("shorter"));
  ASSERT_TRUE(waitForPicture());
  EXPECT_EQ(list().size(), 1U);
  EXPECT_FALSE(window->shownBaseline());
  EXPECT_EQ(row(0).findChild<QCheckBox*>()->accessibleDescription(), QStringLiteral("beyond the text"));
}

TEST_F(WhatIfWindowTest, ARowThatWouldLoseItsLastKeyIsRefusedAndUndoGoesOn) {
  open();
  const auto before = probabilities();
  window->document().addWhatIf(CutEdge{StackId::Decoder, everyLayer, everyHead, 1, 0});
  ASSERT_TRUE(waitForPicture());
  const auto trace = window->shownTrace();
  window->document().addWhatIf(CutEdge{StackId::Decoder, everyLayer, everyHead, 1, 1});
  ASSERT_TRUE(waitUntil([&] { return messages().has(MessageStrip::Failed); }));
  EXPECT_EQ(window->shownTrace(), trace) << "the picture stays";
  const Message message = messages().message(MessageStrip::Failed);
  EXPECT_FALSE(message.detail.isEmpty());
  message.buttons[0].pressed();
  ASSERT_TRUE(waitForPicture());
  EXPECT_FALSE(messages().has(MessageStrip::Failed));
  EXPECT_EQ(list().size(), 1U);
  window->document().undoStack().undo();
  ASSERT_TRUE(waitForPicture());
  EXPECT_EQ(probabilities(), before);
}

TEST_F(WhatIfWindowTest, TheAddMenuAddsTheChosenHead) {
  open();
  window->selection().chooseHead(3, 1);
  auto* menu = window->findChild<QMenu*>(QStringLiteral("whatIfMenu"));
  ASSERT_TRUE(menu);
  emit menu->aboutToShow();
  ASSERT_FALSE(menu->actions().isEmpty());
  menu->actions().first()->trigger();
  ASSERT_TRUE(waitForPicture());
  ASSERT_EQ(list().size(), 1U);
  EXPECT_EQ(list()[0].change, Intervention(ScaleHead{StackId::Decoder, 3, 1, 0}));
}

TEST_F(WhatIfWindowTest, TheStatusLineSaysWhatWasRecomputed) {
  open();
  lens().setFocus();
  window->selection().chooseHead(layers() - 1, 0);
  QTest::keyClick(&lens(), Qt::Key_X);
  ASSERT_TRUE(waitForPicture());
  auto* status = window->findChild<QLabel*>(QStringLiteral("statusText"));
  EXPECT_TRUE(waitUntil([&] {
    return status->text().contains(
        QStringLiteral("from layer %1 on recomputed, layers 0–%2 kept").arg(layers() - 1).arg(layers() - 2));
  })) << status->text().toStdString();
}

TEST_F(WhatIfWindowTest, EveryControlOfALineIsNamed) {
  open();
  window->document().addWhatIf(ScaleHead{StackId::Decoder, 1, 2, 0.5F});
  for (QWidget* control : row(0).findChildren<QWidget*>())
    if (control->focusPolicy() != Qt::NoFocus) {
      EXPECT_FALSE(control->accessibleName().isEmpty()) << control->objectName().toStdString();
      EXPECT_FALSE(control->toolTip().isEmpty()) << control->objectName().toStdString();
    }
  ASSERT_TRUE(waitForPicture());
}

}  // namespace
}  // namespace headlight::ui
