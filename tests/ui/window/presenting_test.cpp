// What a presenter does in front of a class: points, freezes, hides. On the real window, by its keys and the mouse.
#include <QAction>
#include <QDockWidget>
#include <QLabel>
#include <QMenu>
#include <QRegularExpression>
#include <QScrollArea>
#include <QScrollBar>
#include <QStatusBar>
#include <QToolTip>

#include "../support/contrast.h"
#include "fixture.h"
#include "ui/editors/token_chips.h"
#include "ui/scene/scene.h"
#include "ui/theme/hidden.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"
#include "ui/views/all_heads_view.h"
#include "ui/views/arcs_view.h"
#include "ui/views/image_view.h"
#include "ui/views/layers_view.h"
#include "ui/views/matrix_view.h"
#include "ui/window/presenter.h"

namespace headlight::ui {
namespace {

constexpr auto ctrlShift = Qt::ControlModifier | Qt::ShiftModifier;

class PresentingTest : public WindowTest {
 protected:
  ~PresentingTest() override {
    window.reset();
    setHidden(Hidden::TokenIds, false);
    setHidden(Hidden::Numbers, false);
    setTextScale(100);
  }
  Presenter& presenter() { return *window->findChild<Presenter*>(QStringLiteral("presenter")); }
  QAction* action(const char* name) { return window->findChild<QAction*>(QLatin1String(name)); }
  void settle() {
    for (int round = 0; round < 4; ++round) {
      QApplication::sendPostedEvents();
      QApplication::processEvents();
    }
  }
  void press(Qt::Key key) {
    QTest::keyClick(window->focusWidget(), key);
    settle();
  }
  void show(const QString& view) {
    window->lensArea().setView(view);
    ASSERT_TRUE(waitUntil([&] { return lens().shows(view); }));
    ASSERT_TRUE(waitForPicture());
    settle();
  }
  /// Where the middle of that cell, head or patch is in the lens.
  std::optional<QPoint> placeOf(const Hit& hit) {
    const auto area = lens().view().areaOf(*lens().trace(), lens().state(), lens().sceneSize(), hit);
    if (!area || area->isEmpty()) return {};
    return (area->center() * lens().sceneScale()).toPoint();
  }
  Hit cell(int query, int key) {
    Hit hit;
    hit.layer = window->selection().layer();
    hit.head = window->selection().head();
    hit.query = query;
    hit.key = key;
    return hit;
  }
  /// The middle of a mark in the lens.
  QPointF markInLens(int number) {
    return presenter().markRect(number).center() - QPointF(lens().mapTo(window.get(), QPoint(0, 0)));
  }
  void expectNear(QPointF a, QPointF b) {
    EXPECT_NEAR(a.x(), b.x(), 1.5);
    EXPECT_NEAR(a.y(), b.y(), 1.5);
  }
};

TEST_F(PresentingTest, TheRingFollowsThePointerOverEverythingAndEatsNothing) {
  options.theme = QStringLiteral("projector");
  open();
  auto* dock = window->statusBar();  // where nothing lights up under a pointer
  const QPoint over = dock->mapTo(window.get(), dock->rect().center());
  QTest::mouseMove(dock, dock->rect().center());
  const QImage before = window->grab().toImage();
  press(Qt::Key_F9);
  EXPECT_TRUE(presenter().isOn());
  EXPECT_TRUE(action("presenter")->isChecked());
  QTest::mouseMove(dock, dock->rect().center());
  settle();
  const QImage after = window->grab().toImage();
  // A ring: the pixel under the pointer is as it was, and around it there is yellow.
  EXPECT_EQ(after.pixelColor(over), before.pixelColor(over));
  int yellow = 0;
  for (int y = over.y() - 50; y < over.y() + 50; ++y)
    for (int x = over.x() - 50; x < over.x() + 50; ++x)
      yellow += after.rect().contains(x, y) && after.pixelColor(x, y) == window->theme().beam ? 1 : 0;
  EXPECT_GT(yellow, 300);
  // Clicks, typing and hovering go through.
  const auto count = window->document().text().ids().size();
  QTest::mouseClick(bars, Qt::LeftButton, {}, bars->rowRect(0).center());
  ASSERT_TRUE(waitForPicture());
  EXPECT_EQ(window->document().text().ids().size(), count + 1);
  show(MatrixView::id);
  QTest::mouseMove(&lens(), *placeOf(cell(3, 1)));
  EXPECT_EQ(window->selection().hoveredQuery(), 3);
  press(Qt::Key_F9);
  EXPECT_FALSE(presenter().isOn());
  EXPECT_FALSE(presenter().isVisible());
}

TEST_F(PresentingTest, AMarkStaysOnItsCellWhateverTheViewDoes) {
  open();
  show(MatrixView::id);
  press(Qt::Key_F9);
  QTest::mouseClick(&lens(), Qt::LeftButton, ctrlShift, *placeOf(cell(4, 2)));
  ASSERT_EQ(presenter().marks(), 1);
  expectNear(markInLens(0), *placeOf(cell(4, 2)));
  EXPECT_EQ(window->selection().lockedRow(), -1) << "the click was the presenter's alone";
  lens().zoomIn();
  settle();
  ASSERT_TRUE(placeOf(cell(4, 2)).has_value());
  expectNear(markInLens(0), *placeOf(cell(4, 2)));
  window->resize(1400, 900);
  settle();
  expectNear(markInLens(0), *placeOf(cell(4, 2)));
  QTest::keyClicks(editor, QStringLiteral(" and more words"));
  ASSERT_TRUE(waitForPicture());
  if (placeOf(cell(4, 2))) expectNear(markInLens(0), *placeOf(cell(4, 2)));
  // Of another head it says nothing, and there it comes back.
  const int head = window->selection().head();
  window->selection().chooseHead(window->selection().layer(), head + 1);
  settle();
  EXPECT_TRUE(presenter().markRect(0).isEmpty());
  window->selection().chooseHead(window->selection().layer(), head);
  settle();
  EXPECT_FALSE(presenter().markRect(0).isEmpty());
  show(AllHeadsView::id);
  EXPECT_TRUE(presenter().markRect(0).isEmpty()) << "nor in another view";
}

TEST_F(PresentingTest, MarksInEveryView) {
  open();
  press(Qt::Key_F9);
  show(AllHeadsView::id);
  Hit head;
  head.layer = 2;
  head.head = 3;
  QTest::mouseClick(&lens(), Qt::LeftButton, ctrlShift, *placeOf(head));
  ASSERT_EQ(presenter().marks(), 1);
  expectNear(markInLens(0), *placeOf(head));
  EXPECT_TRUE(lens().shows(AllHeadsView::id)) << "the head was not opened";
  show(LayersView::id);
  ASSERT_TRUE(waitUntil([&] { return lens().state().readings != nullptr; }));
  QTest::mouseClick(&lens(), Qt::LeftButton, ctrlShift, *placeOf(cell(1, -1)));
  ASSERT_EQ(presenter().marks(), 2);
  EXPECT_TRUE(presenter().markRect(0).isEmpty());
  expectNear(markInLens(1), *placeOf(cell(1, -1)));
  // Where the view cannot tell: on the place.
  show(ArcsView::id);
  QTest::mouseClick(&lens(), Qt::LeftButton, ctrlShift, QPoint(60, 200));
  ASSERT_EQ(presenter().marks(), 3);
  expectNear(markInLens(2), QPoint(60, 200));
  // A second click on it takes it away.
  QTest::mouseClick(&lens(), Qt::LeftButton, ctrlShift, QPoint(62, 201));
  EXPECT_EQ(presenter().marks(), 2);
}

TEST_F(PresentingTest, AMarkOnAPatchOfAPicture) {
  options.model = QStringLiteral("doodles");
  options.text.clear();
  open();
  ASSERT_TRUE(lens().shows(ImageView::id));
  press(Qt::Key_F9);
  Hit patch;
  patch.layer = window->selection().layer();
  patch.head = window->selection().head();
  patch.query = 0;
  patch.key = 12;
  QTest::mouseClick(&lens(), Qt::LeftButton, ctrlShift, *placeOf(patch));
  ASSERT_EQ(presenter().marks(), 1);
  expectNear(markInLens(0), *placeOf(patch));
  window->resize(1500, 950);
  settle();
  expectNear(markInLens(0), *placeOf(patch));
}

TEST_F(PresentingTest, BesideTheLensAMarkScrollsWithWhatItIsOn) {
  window.reset();
  options.theme = QStringLiteral("projector");
  open(1280, 720);
  press(Qt::Key_F9);
  QScrollArea* area = nullptr;
  for (auto* found : window->findChildren<QScrollArea*>())
    if (found->isVisible() && found->verticalScrollBar()->maximum() > 20 && found->isAncestorOf(bars)) area = found;
  ASSERT_TRUE(area);
  const QPoint at = bars->rowRect(2).center();
  QTest::mouseClick(bars, Qt::LeftButton, ctrlShift, at);
  ASSERT_EQ(presenter().marks(), 1);
  const QPointF before = presenter().markRect(0).center();
  area->verticalScrollBar()->setValue(12);
  settle();
  expectNear(presenter().markRect(0).center(), before - QPointF(0, 12));
  area->verticalScrollBar()->setValue(area->verticalScrollBar()->maximum());
  settle();
  const bool seen = bars->visibleRegion().contains(at);
  EXPECT_EQ(presenter().markRect(0).isEmpty(), !seen);
}

TEST_F(PresentingTest, EscapeTakesMarksAwayAndIsNobodysOtherwise) {
  open();
  press(Qt::Key_F9);
  action("fullScreen")->trigger();
  ASSERT_TRUE(waitUntil([&] { return window->isFullScreen(); }));
  settle();
  QTest::mouseClick(&lens(), Qt::LeftButton, ctrlShift, lens().rect().center());
  ASSERT_EQ(presenter().marks(), 1);
  lens().setFocus();
  press(Qt::Key_Escape);
  EXPECT_EQ(presenter().marks(), 0);
  EXPECT_TRUE(window->isFullScreen()) << "that Escape was for the marks";
  press(Qt::Key_Escape);
  EXPECT_TRUE(waitUntil([&] { return !window->isFullScreen(); })) << "and this one for the whole screen";
  // A menu keeps its own.
  QTest::mouseClick(&lens(), Qt::LeftButton, ctrlShift, lens().rect().center());
  ASSERT_EQ(presenter().marks(), 1);
  QMenu menu(window.get());
  menu.addAction(QStringLiteral("something"));
  menu.popup(window->mapToGlobal(QPoint(20, 20)));
  ASSERT_TRUE(waitUntil([&] { return menu.isVisible(); }));
  QTest::keyClick(&menu, Qt::Key_Escape);
  EXPECT_FALSE(menu.isVisible());
  EXPECT_EQ(presenter().marks(), 1);
}

TEST_F(PresentingTest, WithoutItTheClickIsWhatItAlwaysWas) {
  open();
  show(MatrixView::id);
  QTest::mouseClick(&lens(), Qt::LeftButton, ctrlShift, *placeOf(cell(4, 2)));
  EXPECT_EQ(presenter().marks(), 0);
}

// --- frozen -------------------------------------------------------------------------------------------------------

TEST_F(PresentingTest, FrozenItKeepsThePictureWhileEditsGoOn) {
  open();
  show(MatrixView::id);
  const auto shown = window->shownTrace();
  const std::vector<double> before = probabilities();
  const QSize lensBefore = lens().size();
  press(Qt::Key_F8);
  EXPECT_TRUE(action("freeze")->isChecked());
  auto* band = window->findChild<QWidget*>(QStringLiteral("frozenBand"));
  ASSERT_TRUE(band && band->isVisible());
  settle();
  EXPECT_EQ(band->width(), window->lensArea().width()) << "a wide band";
  EXPECT_EQ(lens().height() + band->height(), lensBefore.height()) << "beside the picture, not over it";
  EXPECT_FALSE(band->geometry().intersects(QRect(lens().mapTo(&window->lensArea(), QPoint(0, 0)), lens().size())));
  const QImage frozen = lensImage();
  QTest::keyClicks(editor, QStringLiteral(" met a fox"));
  QTest::qWait(400);
  EXPECT_TRUE(window->document().text().text().endsWith(QStringLiteral(" met a fox"))) << "edits go on";
  EXPECT_EQ(window->shownTrace(), shown);
  EXPECT_EQ(lens().trace(), shown);
  EXPECT_EQ(probabilities(), before);
  EXPECT_EQ(lensImage(), frozen) << "no wash, no words about computing";
  bool said = false;
  for (const QWidget* words : band->findChildren<QWidget*>())
    said |= words->isVisible() && words->x() > band->width() / 2;
  EXPECT_TRUE(said) << "the band says that the input has changed since";
  press(Qt::Key_F8);
  EXPECT_FALSE(band->isVisible());
  ASSERT_TRUE(waitForPicture());
  EXPECT_NE(window->shownTrace(), shown);
  EXPECT_EQ(window->shownTrace()->revision(), window->document().revision());
  EXPECT_NE(probabilities(), before);
}

TEST_F(PresentingTest, FrozenItStillShowsAnotherViewOfTheSameText) {
  open();
  press(Qt::Key_F8);
  window->lensArea().setView(QStringLiteral("stages"));
  const auto whole = [&] {
    const std::vector<SiteId> wanted = lens().view().needs(lens().trace()->model(), lens().state());
    return std::ranges::all_of(wanted, [&](const SiteId& site) { return lens().trace()->find(site) != nullptr; });
  };
  EXPECT_TRUE(waitUntil(whole)) << "of the same text more may come";
  EXPECT_TRUE(action("freeze")->isChecked());
}

TEST_F(PresentingTest, FrozenAnEmptiedTextLeavesThePicture) {
  open();
  press(Qt::Key_F8);
  window->document().text().setText({}, QStringLiteral("empty"));
  QTest::qWait(200);
  EXPECT_FALSE(window->lensArea().isEmptyShown());
  EXPECT_FALSE(bars->rows().empty());
  press(Qt::Key_F8);
  EXPECT_TRUE(waitUntil([&] { return window->lensArea().isEmptyShown(); }));
}

TEST_F(PresentingTest, AnotherModelGoesOn) {
  open();
  press(Qt::Key_F8);
  window->openModel(QStringLiteral("fill-in"));
  ASSERT_TRUE(waitUntil([&] { return !window->bridge().opening(); }));
  ASSERT_TRUE(waitForPicture());
  EXPECT_FALSE(action("freeze")->isChecked());
  EXPECT_FALSE(window->findChild<QWidget*>(QStringLiteral("frozenBand"))->isVisible());
}

// --- hidden -------------------------------------------------------------------------------------------------------

TEST_F(PresentingTest, HiddenTokenIdsAreNowhereAndRemembered) {
  options.remember = true;
  open();
  auto* chips = window->findChild<TokenChips*>(QStringLiteral("tokenChips"));
  const int high = chips->chipRect(1).height();
  action("hideIds")->trigger();
  settle();
  EXPECT_LT(chips->chipRect(1).height(), high) << "the line of the id is gone";
  const QString id = QString::number(window->document().text().ids()[1]);
  chips->setFocus();
  QTest::keyClick(chips, Qt::Key_Right);
  EXPECT_FALSE(chips->accessibleDescription().contains(id)) << chips->accessibleDescription().toStdString();
  window->close();
  window.reset();
  open();
  EXPECT_TRUE(isHidden(Hidden::TokenIds));
  EXPECT_TRUE(action("hideIds")->isChecked());
  action("hideIds")->trigger();
  settle();
  EXPECT_EQ(window->findChild<TokenChips*>(QStringLiteral("tokenChips"))->chipRect(1).height(), high);
}

/// Decimal figures among the words of a scene: what a pass computed.
QStringList figuresOf(const Scene& scene) {
  static const QRegularExpression figure(QStringLiteral("\\d[.]\\d"));
  QStringList found;
  for (const Label& label : scene.labels)
    if (label.text.contains(figure)) found << label.text;
  for (const Scene& above : scene.above) found << figuresOf(above);
  return found;
}

TEST_F(PresentingTest, HiddenNumbersAreInNoViewAndNoPanel) {
  for (const char* model : {"storyteller", "doodles"}) {
    window.reset();
    options.model = QLatin1String(model);
    if (options.model == QLatin1String("doodles")) options.text.clear();
    open();
    int seen = 0;
    for (const bool hide : {false, true}) {
      if (hide) action("hideNumbers")->trigger();
      for (const auto& view : lens().views()) {
        if (!view->fits(*window->bridge().current()->info)) continue;
        show(view->name().id);
        ViewState state = lens().state();
        state.hoveredQuery = state.lockedRow = 3;
        state.hoveredKey = 1;
        state.hoveredLayer = state.hoveredHead = 1;
        state.pointerInside = true;
        const QStringList figures = figuresOf(view->scene(lens().trace(), state, lens().sceneSize()));
        if (!hide) seen += static_cast<int>(figures.size());
        if (hide) {
          EXPECT_TRUE(figures.isEmpty()) << view->name().id.toStdString() << ": " << figures.join(" | ").toStdString();
          static const QRegularExpression figure(QStringLiteral("\\d[.]\\d"));
          EXPECT_FALSE(view->describe(lens().trace().get(), state).contains(figure))
              << view->describe(lens().trace().get(), state).toStdString();
        }
      }
    }
    EXPECT_GT(seen, 10) << "a test of nothing";
    EXPECT_FALSE(bars->accessibleDescription().contains(QRegularExpression(QStringLiteral("\\d[.]\\d"))))
        << bars->accessibleDescription().toStdString();
    action("hideNumbers")->trigger();
  }
}

}  // namespace
}  // namespace headlight::ui
