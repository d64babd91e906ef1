// For the wall: the projector theme on the real window, by its keys.
#include <QAction>
#include <QComboBox>
#include <QDirIterator>
#include <QFile>
#include <QPainter>
#include <QRegularExpression>
#include <QToolButton>
#include <QTransform>
#include <map>

#include "../support/contrast.h"
#include "fixture.h"
#include "ui/lens/image_fields.h"
#include "ui/scene/colormap.h"
#include "ui/scene/paint_vector.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"
#include "ui/views/image_view.h"
#include "ui/views/layers_view.h"
#include "ui/views/matrix_view.h"

namespace headlight::ui {
namespace {

class ProjectorTest : public WindowTest {
 protected:
  ~ProjectorTest() override {
    window.reset();
    setTextScale(100);
  }
  QAction* action(const char* name) { return window->findChild<QAction*>(QLatin1String(name)); }
  void settle() {
    for (int round = 0; round < 4; ++round) {
      QApplication::sendPostedEvents();
      QApplication::processEvents();
    }
  }
  void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::ControlModifier) {
    QTest::keyClick(window->focusWidget() ? window->focusWidget() : window.get(), key, modifiers);
    settle();
  }
  void show(const QString& view) {
    window->lensArea().setView(view);
    ASSERT_TRUE(waitUntil([&] { return lens().shows(view); }));
    ASSERT_TRUE(waitForPicture());
  }
};

TEST_F(ProjectorTest, TheKeyGoesRoundAndEachThemeHasItsTypeSize) {
  open();
  const int before = editor->font().pixelSize();
  EXPECT_EQ(window->theme().name, QStringLiteral("light"));
  press(Qt::Key_T);
  EXPECT_EQ(window->theme().name, QStringLiteral("dark"));
  EXPECT_EQ(textPercent(), 100);
  press(Qt::Key_T);
  EXPECT_EQ(window->theme().name, QStringLiteral("projector"));
  EXPECT_EQ(textPercent(), 125);
  EXPECT_GT(editor->font().pixelSize(), before);
  EXPECT_TRUE(action("theme_projector")->isChecked());
  press(Qt::Key_Plus);
  EXPECT_EQ(textPercent(), 150);
  for (int i = 0; i < 5; ++i) press(Qt::Key_Plus);
  EXPECT_EQ(textPercent(), 200);
  for (int i = 0; i < 2; ++i) press(Qt::Key_Minus);
  EXPECT_EQ(textPercent(), 150);
  press(Qt::Key_T);
  EXPECT_EQ(window->theme().name, QStringLiteral("light"));
  EXPECT_EQ(textPercent(), 100) << "the former size is back";
  EXPECT_EQ(editor->font().pixelSize(), before);
  action("theme_projector")->trigger();
  EXPECT_EQ(textPercent(), 150) << "and so is the wall's";
  for (int i = 0; i < 9; ++i) press(Qt::Key_Minus);
  EXPECT_EQ(textPercent(), 125) << "no less on a wall";
  ASSERT_TRUE(waitForPicture());
}

TEST_F(ProjectorTest, TypeKeepsItsSizesAcrossTheWholeScreen) {
  open();
  action("theme_projector")->trigger();
  window->setTextScale(150);
  action("fullScreen")->trigger();
  ASSERT_TRUE(waitUntil([&] { return window->isFullScreen(); }));
  EXPECT_GE(textPercent(), 150);
  press(Qt::Key_T);  // light, still on the whole screen
  EXPECT_EQ(window->theme().name, QStringLiteral("light"));
  action("fullScreen")->trigger();
  ASSERT_TRUE(waitUntil([&] { return !window->isFullScreen(); }));
  EXPECT_EQ(textPercent(), 100);
  action("theme_projector")->trigger();
  EXPECT_EQ(textPercent(), 150);
}

TEST_F(ProjectorTest, IsRememberedWithItsSize) {
  options.remember = true;
  options.theme.clear();
  open();
  action("theme_projector")->trigger();
  action("largerText")->trigger();
  EXPECT_EQ(textPercent(), 150);
  window->close();
  window.reset();
  open();
  EXPECT_EQ(window->theme().name, QStringLiteral("projector"));
  EXPECT_EQ(textPercent(), 150);
  action("theme_light")->trigger();
  EXPECT_EQ(textPercent(), 100);
}

TEST_F(ProjectorTest, TheLensZoomsByTheKeysThatTypeHasElsewhere) {
  open();
  show(MatrixView::id);
  const auto zoomKeys = action("zoomIn")->shortcuts();
  const auto typeKeys = action("largerText")->shortcuts();
  EXPECT_FALSE(zoomKeys.isEmpty());
  EXPECT_FALSE(typeKeys.isEmpty());
  action("theme_projector")->trigger();
  EXPECT_EQ(action("zoomIn")->shortcuts(), typeKeys);
  EXPECT_EQ(action("largerText")->shortcuts(), zoomKeys);
  action("theme_light")->trigger();
  EXPECT_EQ(action("zoomIn")->shortcuts(), zoomKeys);
  EXPECT_EQ(action("largerText")->shortcuts(), typeKeys);
}

/// The pixel of a cell of the matrix, as it is on screen.
TEST_F(ProjectorTest, OnScreenALargeWeightIsDarkAndAWashedOutWallLeavesItsNeighboursApart) {
  open();
  action("theme_projector")->trigger();
  show(MatrixView::id);
  settle();
  const QImage shown = lensImage();
  const auto& view = dynamic_cast<const MatrixView&>(lens().view());
  const auto layout = view.layout(*lens().trace(), lens().state(), lens().sceneSize());
  // Of the first row the first token has all the weight there is; what it must not see is no weight.
  const auto at = [&](int query, int key) {
    return shown.pixelColor((layout.cellRect(query, key).center() * lens().sceneScale()).toPoint());
  };
  const QColor all = at(0, 0), hidden = at(0, 3);
  EXPECT_LT(lightness(all), 40);
  EXPECT_EQ(hidden, window->theme().masked);
  EXPECT_GT(lightness(washedOut(hidden)) - lightness(washedOut(all)), 25);
}

/// Words of a scene against what is painted under them.
void expectLegible(const Scene& scene, QSizeF size, const std::string& what, int& read) {
  Scene bare = scene;
  bare.labels.clear();
  bare.above.clear();  // what lies over a word hides it
  QImage image = ImageFields().paint(bare, size.toSize(), 1);
  {
    QPainter painter(&image);
    paintVector(painter, bare);
  }
  for (const Label& label : scene.labels) {
    // Of a turned label its middle, since it turns about its lower left corner.
    QRectF area = label.area;
    if (label.angle != 0) {
      const QPointF half = QTransform().rotate(label.angle).map(QPointF(area.width() / 2, -area.height() / 2));
      area = QRectF(area.bottomLeft() + half - QPointF(4, 4), QSizeF(8, 8));
    }
    area &= QRectF(image.rect());
    if (label.text.trimmed().isEmpty() || area.isEmpty()) continue;
    QColor ground = label.pill;
    if (!ground.isValid()) {
      std::map<QRgb, int> counts;
      const QRect seen = area.toAlignedRect() & image.rect();
      for (int y = seen.top(); y <= seen.bottom(); ++y)
        for (int x = seen.left(); x <= seen.right(); ++x) ++counts[image.pixel(x, y)];
      ground = QColor(std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) {
                        return a.second < b.second;
                      })->first);
    }
    EXPECT_GE(contrast(label.color, ground), 7)
        << what << ": " << label.text.toStdString() << ", " << label.color.name().toStdString() << " on "
        << ground.name().toStdString();
    ++read;
  }
  for (const Scene& above : scene.above) {
    Scene card = above;
    card.background = card.boxes.empty() ? scene.background : card.boxes.front().fill;
    card.fieldColors = scene.fieldColors;
    expectLegible(card, size, what + ", card", read);
  }
}

TEST_F(ProjectorTest, EveryWordInTheLensHasSevenToOne) {
  int read = 0;
  for (const char* model : {"storyteller", "doodles"}) {
    window.reset();
    options.model = QLatin1String(model);
    options.theme = QStringLiteral("projector");
    if (options.model == QLatin1String("doodles")) options.text.clear();
    open();
    for (const auto& view : lens().views()) {
      if (!view->fits(*window->bridge().current()->info)) continue;
      show(view->name().id);
      ASSERT_TRUE(waitUntil([&] { return view->name().id != LayersView::id || lens().state().readings; }));
      ViewState state = lens().state();
      const QSizeF size = lens().sceneSize();
      expectLegible(view->scene(lens().trace(), state, size), size, view->name().id.toStdString(), read);
      state.hoveredQuery = state.lockedRow = 3;
      state.hoveredKey = 1;
      state.hoveredLayer = state.hoveredHead = 1;
      state.pointerInside = true;
      expectLegible(view->scene(lens().trace(), state, size), size, view->name().id.toStdString() + ", hovered", read);
    }
  }
  EXPECT_GT(read, 300);
}

// Light themes have bright weights, the wall has dark ones: a text that says either is wrong on one of them.
TEST_F(ProjectorTest, NoTextSaysThatALargeWeightIsBright) {
  static const QRegularExpression said(QStringLiteral("[Bb]right|[Dd]immer|[^不]亮|更暗"));
  int files = 0;
  for (const char* folder : {"/../ui", "/lessons"})
    for (QDirIterator it(QStringLiteral(HEADLIGHT_ASSETS_DIR) + QLatin1String(folder), {"*.cpp", "*.json", "*.ts"},
                         QDir::Files, QDirIterator::Subdirectories);
         it.hasNext();) {
      const QString path = it.next();
      QFile file(path);
      ASSERT_TRUE(file.open(QIODevice::ReadOnly));
      ++files;
      // The ship of lesson 12 is about the picture, and Qt calls a colour of palettes that.
      const QStringList lines = QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'));
      for (const QString& line : lines)
        EXPECT_TRUE(!line.contains(said) || line.trimmed().startsWith(QLatin1String("//")) ||
                    line.contains(QLatin1String("BrightText")) || path.contains(QLatin1String("12-find-a-fault")))
            << path.toStdString() << ": " << line.trimmed().toStdString();
    }
  EXPECT_GT(files, 150);
}

}  // namespace
}  // namespace headlight::ui
