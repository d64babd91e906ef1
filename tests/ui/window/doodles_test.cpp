// Doodles under the real brush: a star becomes a star and stops being one; drawings set down by hand are named.
#include <QAction>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <cmath>

#include "fixture.h"
#include "io/assets.h"
#include "ui/editors/image_editor.h"

namespace headlight::ui {
namespace {

class DoodlesTest : public WindowTest {
 protected:
  void SetUp() override {
    options.model = QStringLiteral("doodles");
    options.text.clear();
    const auto bundled = io::bundledModels();
    if (std::none_of(bundled.begin(), bundled.end(), [](const auto& model) { return model.name == "doodles"; }))
      GTEST_SKIP() << "assets/models/doodles has no weights";
    open();
    canvas = &window->pictures().canvas();
  }
  void blank() { window->findChild<QAction*>(QStringLiteral("canvasWhite"))->trigger(); }
  /// Points of 0 to 1 of the picture.
  QPoint at(double x, double y) const {
    const QSize size = window->document().image().picture().size();
    return canvas->fromPicture({x * size.width(), y * size.height()}).toPoint();
  }
  void draw(const std::vector<QPointF>& points) {
    QTest::mousePress(canvas, Qt::LeftButton, {}, at(points.front().x(), points.front().y()));
    for (const QPointF& point : points) QTest::mouseMove(canvas, at(point.x(), point.y()));
    QTest::mouseRelease(canvas, Qt::LeftButton, {}, at(points.back().x(), points.back().y()));
  }
  QString top() {
    const auto logits = window->shownTrace()->predictedLogits();
    const auto best = static_cast<std::size_t>(std::max_element(logits.begin(), logits.end()) - logits.begin());
    return QString::fromStdString(window->shownTrace()->model().output()->labels[best]);
  }
  void set(PictureTool tool, double width, const QColor& colour = Qt::black) {
    PictureToolSettings settings = canvas->settings();
    settings.tool = tool;
    settings.width = width;
    settings.colour = colour;
    canvas->setSettings(settings);
  }

  PictureCanvas* canvas = nullptr;
};

TEST_F(DoodlesTest, ItStartsWithADrawingOfItsOwn) {
  EXPECT_FALSE(window->document().image().picture().origin().canvas);
  EXPECT_TRUE(window->document().image().picture().origin().path.contains(QLatin1String("/samples/")));
  EXPECT_EQ(bars->rows().size(), 5U);
}

TEST_F(DoodlesTest, AStarThatIsDrawnIsAStarUntilItIsErasedAndAgainAfterUndo) {
  blank();
  ASSERT_TRUE(waitForPicture());
  ASSERT_NE(top(), QStringLiteral("star"));
  set(PictureTool::Brush, 18);
  draw({{0.5, 0.12},
        {0.6, 0.39},
        {0.88, 0.4},
        {0.66, 0.57},
        {0.75, 0.86},
        {0.5, 0.68},
        {0.26, 0.87},
        {0.34, 0.58},
        {0.11, 0.41},
        {0.4, 0.39},
        {0.51, 0.11}});
  ASSERT_TRUE(waitForPicture());
  EXPECT_EQ(top(), QStringLiteral("star"));
  const auto drawn = probabilities();
  EXPECT_EQ(window->document().undoStack().count(), 2) << "the canvas and one stroke";

  set(PictureTool::Eraser, 160);
  draw({{0.1, 0.15}, {0.9, 0.15}, {0.1, 0.4}, {0.9, 0.4}, {0.1, 0.65}, {0.9, 0.65}, {0.1, 0.88}, {0.9, 0.88}});
  ASSERT_TRUE(waitForPicture());
  EXPECT_NE(top(), QStringLiteral("star"));
  EXPECT_NE(probabilities(), drawn);

  QTest::keyClick(canvas, Qt::Key_Z, Qt::ControlModifier);
  ASSERT_TRUE(waitForPicture());
  EXPECT_EQ(top(), QStringLiteral("star"));
  EXPECT_EQ(probabilities(), drawn);
}

TEST_F(DoodlesTest, DraggingWithoutPauseEndsWithTheNewestPicture) {
  blank();
  set(PictureTool::Brush, 18);
  QTest::mousePress(canvas, Qt::LeftButton, {}, at(0.5, 0.5));
  for (int i = 0; i < 300; ++i)
    QTest::mouseMove(canvas, at(0.5 + 0.4 * std::cos(i * 0.2), 0.5 + 0.4 * std::sin(i * 0.17)));
  QTest::mouseRelease(canvas, Qt::LeftButton, {}, at(0.5, 0.5));
  QElapsedTimer timer;
  timer.start();
  ASSERT_TRUE(waitForPicture());
  EXPECT_LT(timer.elapsed(), 3000) << "300 moves must not be worked off one by one afterwards";
}

TEST_F(DoodlesTest, DrawingsSetDownByHandAreNamed) {
  QFile file(QStringLiteral(HEADLIGHT_TESTS_DIR "/ui/window/strokes.json"));
  ASSERT_TRUE(file.open(QIODevice::ReadOnly));
  const QJsonArray drawings = QJsonDocument::fromJson(file.readAll()).object()["drawings"].toArray();
  ASSERT_GE(drawings.size(), 3 * static_cast<int>(window->shownTrace()->model().output()->labels.size()));
  const auto point = [](const QJsonValue& value) {
    return QPointF(value.toArray()[0].toDouble() / 1000, value.toArray()[1].toDouble() / 1000);
  };
  int right = 0;
  QStringList wrong;
  for (const auto& entry : drawings) {
    const QJsonObject drawing = entry.toObject();
    blank();
    for (const auto& value : drawing["strokes"].toArray()) {
      const QJsonObject stroke = value.toObject();
      const QColor colour(stroke["colour"].toString());
      if (stroke.contains("fill")) {
        set(PictureTool::Fill, 18, colour);
        const QPointF where = point(stroke["fill"]);
        QTest::mouseClick(canvas, Qt::LeftButton, {}, at(where.x(), where.y()));
        continue;
      }
      set(PictureTool::Brush, stroke["width"].toDouble(), colour);
      std::vector<QPointF> points;
      for (const auto& at : stroke["points"].toArray()) points.push_back(point(at));
      draw(points);
    }
    ASSERT_TRUE(waitForPicture());
    const QString wanted = drawing["class"].toString(), got = top();
    if (got == wanted)
      ++right;
    else
      wrong << QStringLiteral("%1 taken for %2").arg(wanted, got);
    if (const QByteArray sheet = qgetenv("HEADLIGHT_DRAWINGS"); !sheet.isEmpty())
      imageOf(std::as_const(window->document().image()).picture().pixels())
          .save(QStringLiteral("%1/%2-%3.png").arg(QString::fromLocal8Bit(sheet), wanted).arg(right + wrong.size()));
  }
  const double share = static_cast<double>(right) / static_cast<double>(drawings.size());
  std::printf("drawings by hand named right: %d of %d (%.0f %%); %s\n", right, static_cast<int>(drawings.size()),
              100 * share, qPrintable(wrong.join(QStringLiteral(", "))));
  EXPECT_GE(share, 0.9) << qPrintable(wrong.join(QStringLiteral(", ")));
}

}  // namespace
}  // namespace headlight::ui
