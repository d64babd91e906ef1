// What is on screen as figures, and what other programs make of them.
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QMimeData>
#include <QPainter>
#include <QProcess>
#include <QStandardPaths>

#include "io/assets.h"
#include "parts.h"
#include "ui/lens/lens_widget.h"
#include "ui/theme/theme.h"
#include "ui/views/all_heads_view.h"
#include "ui/views/image_view.h"
#include "ui/views/matrix_view.h"
#include "ui/window/figure_actions.h"

namespace headlight::ui {
namespace {

bool isThere(const char* program) { return !QStandardPaths::findExecutable(QLatin1String(program)).isEmpty(); }

class FiguresTest : public PartsTest {
 protected:
  void show(const char* model) {
    if (QLatin1String(model) == QLatin1String("storyteller"))
      document.text().setText(QStringLiteral("The owl told Tom that the owl"), {});
    serve(model);
    loop.request();
    ASSERT_TRUE(waitUntil(
        [this] { return loop.shown().trace && loop.shown().trace->model().folder == bridge.current()->info->folder; }));
    lens.resize(900, 700);
    lens.setShown(loop.shown());
  }
  static bool bundled(const char* name) {
    const auto all = io::bundledModels();
    return std::ranges::any_of(all, [name](const auto& model) { return model.name == name; });
  }
  QString path(const QString& name) const {
    return QString::fromStdString((folder.path() / name.toStdString()).string());
  }
  static bool run(const QString& program, const QStringList& arguments) {
    QProcess process;
    process.start(program, arguments);
    return process.waitForFinished(60000) && process.exitCode() == 0;
  }
  FigurePage page(const FigureOptions& options) {
    ViewState state = lens.state();
    state.theme = &Theme::light();
    FigurePage made = captionedPage(lens.view(), lens.trace(), state, options, figures.words());
    made.scene.background = Qt::white;
    return made;
  }
  /// The file as other programs draw it, so many pixels wide; null where the program is not here.
  QImage drawnElsewhere(const QString& file, int width) const {
    const QString out = path(QStringLiteral("drawn.png"));
    QFile::remove(out);
    if (file.endsWith(QLatin1String(".svg"))) {
      if (!run(QStringLiteral("rsvg-convert"),
               {QStringLiteral("-w"), QString::number(width), file, QStringLiteral("-o"), out}))
        return {};
    } else if (!run(QStringLiteral("pdftoppm"),
                    {QStringLiteral("-png"), QStringLiteral("-singlefile"), QStringLiteral("-scale-to-x"),
                     QString::number(width), QStringLiteral("-scale-to-y"), QStringLiteral("-1"), file,
                     out.chopped(4)})) {
      return {};
    }
    QImage image(out);
    if (image.hasAlphaChannel()) {  // paper
      QImage paper(image.size(), QImage::Format_RGB32);
      paper.fill(Qt::white);
      QPainter(&paper).drawImage(0, 0, image);
      return paper;
    }
    return image.convertToFormat(QImage::Format_RGB32);
  }
  static int apart(QRgb a, QRgb b) {
    return std::max({std::abs(qRed(a) - qRed(b)), std::abs(qGreen(a) - qGreen(b)), std::abs(qBlue(a) - qBlue(b))});
  }
  /// As the screen has it: the middles of a heatmap's cells to two levels of 255 (rounding of colours); everything to
  /// 80 levels but for 4 % of the pixels, since other programs have other edges and draw type themselves.
  void expectAsOnScreen(const QImage& drawn, const FigurePage& made, double pixels) {
    FigurePage screen = made;
    screen.pixels = pixels;
    const QImage wanted = figureImage(screen);
    ASSERT_FALSE(drawn.isNull());
    ASSERT_NEAR(drawn.width(), wanted.width(), 1);
    ASSERT_NEAR(drawn.height(), wanted.height(), 2);
    const int width = std::min(drawn.width(), wanted.width()), height = std::min(drawn.height(), wanted.height());
    int far = 0;
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x) far += apart(drawn.pixel(x, y), wanted.pixel(x, y)) > 80 ? 1 : 0;
    EXPECT_LT(far, width * height * 4 / 100);
    const double scale = made.scale * pixels;
    int cells = 0, wrong = 0;
    for (const Field& field : made.scene.fields) {
      const double cell = field.area.width() / field.columnCount * scale;
      if (cell < 6 || (!field.trace && !field.values)) continue;
      for (int row = 0; row < static_cast<int>(field.rowCount); ++row)
        for (int column = 0; column < static_cast<int>(field.columnCount); ++column) {
          const QPoint at(
              static_cast<int>((field.area.left() + (column + 0.5) * field.area.width() / field.columnCount) * scale),
              static_cast<int>((field.area.top() + (row + 0.25) * field.area.height() / field.rowCount) * scale));
          ++cells;
          wrong += apart(drawn.pixel(at), wanted.pixel(at)) > 2 ? 1 : 0;
        }
    }
    if (!made.scene.fields.empty() && lens.shows(MatrixView::id)) {
      EXPECT_GT(cells, 50);
    }
    EXPECT_LE(wrong, cells / 50) << "of " << cells << " cells";  // numbers and the words of masked cells lie over some
  }

  PassLoop loop{document, selection, bridge,
                inputs,   budget,    [](const ModelInfo& model) { return PassNeeds{model.everySite()}; }};
  LensWidget lens{selection};
  FigureActions figures{context, loop, lens};
};

// A figure says what it is, wherever it ends up.
TEST_F(FiguresTest, EveryKindCarriesModelHeadTextAndRange) {
  show("storyteller");
  selection.chooseHead(4, 2);
  lens.setView(MatrixView::id);
  figures.saveAs(path(QStringLiteral("a.svg")));
  QFile file(path(QStringLiteral("a.svg")));
  ASSERT_TRUE(file.open(QIODevice::ReadOnly));
  const QString svg = QString::fromUtf8(file.readAll());
  const QString notes = svg.section(QStringLiteral("<desc>"), 1).section(QStringLiteral("</desc>"), 0, 0);
  const QString title = svg.section(QStringLiteral("<desc>"), 0, 0), drawn = svg.section(QStringLiteral("</desc>"), 1);
  for (const QString& said :
       {QStringLiteral("Storyteller"), QStringLiteral("L4H2"), QStringLiteral("each row its own range")}) {
    EXPECT_TRUE(title.contains(said)) << said.toStdString();
    EXPECT_TRUE(drawn.contains(said)) << said.toStdString();
  }
  for (const QString& said :
       {QStringLiteral("xxh3-128:"), QStringLiteral("The owl told Tom"), QStringLiteral("Headlight ")})
    EXPECT_TRUE(notes.contains(said)) << said.toStdString();
  EXPECT_TRUE(svg.contains(QStringLiteral("width=\"85.000mm\""))) << svg.left(300).toStdString();
  EXPECT_TRUE(drawn.contains(QStringLiteral(">owl</text>")) || drawn.contains(QStringLiteral("owl")))
      << "text stays text";
  EXPECT_FALSE(svg.contains(QStringLiteral("image/jpeg")));
  figures.saveAs(path(QStringLiteral("a.png")));
  const QImage png(path(QStringLiteral("a.png")));
  EXPECT_NEAR(png.width(), 85 / 25.4 * 96 * 2, 1);
  EXPECT_TRUE(png.text(QStringLiteral("Title")).contains(QStringLiteral("L4H2")));
  EXPECT_TRUE(png.text(QStringLiteral("headlight")).contains(QStringLiteral("xxh3-128:")));
  figures.saveAs(path(QStringLiteral("a.pdf")));
  EXPECT_GT(QFileInfo(path(QStringLiteral("a.pdf"))).size(), 1000);
  lens.setView(AllHeadsView::id);
  figures.saveAs(path(QStringLiteral("heads.png")));
  EXPECT_TRUE(
      QImage(path(QStringLiteral("heads.png"))).text(QStringLiteral("Title")).contains(QStringLiteral("every head")));
}

TEST_F(FiguresTest, OtherProgramsDrawWhatTheScreenShows) {
  if (!isThere("rsvg-convert") || !isThere("pdftoppm"))
    GTEST_SKIP() << "rsvg-convert or pdftoppm is not here (Debian packages librsvg2-bin, poppler-utils)";
  struct Case {
    const char *model, *view;
  };
  constexpr int width = 1200;
  for (const auto& [model, view] : {Case{"storyteller", "matrix"}, Case{"storyteller", "heads"},
                                    Case{"doodles", "image"}, Case{"photos-10", "heads"}}) {
    SCOPED_TRACE(std::string(model) + ", " + view);
    if (!bundled(model)) continue;
    show(model);
    selection.chooseHead(2, 1);
    lens.setView(QLatin1String(view));
    for (const double millimetres : {85.0, 174.0})
      for (const char* kind : {"svg", "pdf"}) {
        SCOPED_TRACE(std::string(kind) + " " + std::to_string(millimetres));
        FigureOptions options;
        options.width = millimetres;
        const FigurePage made = page(options);
        EXPECT_NEAR(made.millimetres().width(), millimetres, 0.01);
        EXPECT_GE(smallestType(made), 6);
        const QString file = path(QStringLiteral("figure.") + QLatin1String(kind));
        saveFigure(made, file, {});
        const QImage drawn = drawnElsewhere(file, width);
        if (const QString look = qEnvironmentVariable("HEADLIGHT_FIGURES_TO"); !look.isEmpty()) {
          const QString name = QStringLiteral("%1/%2-%3-%4.%5")
                                   .arg(look, QLatin1String(model), QLatin1String(view))
                                   .arg(millimetres)
                                   .arg(QLatin1String(kind));
          QFile::copy(file, name);
          drawn.save(name + QStringLiteral(".png"));
        }
        expectAsOnScreen(drawn, made, width / (made.size.width() * made.scale));
      }
  }
}

TEST_F(FiguresTest, EveryTitleIsThereAndTheTypeIsAsSmallAsThatTakes) {
  document.text().setText(QStringLiteral("one two three four five six seven eight nine ten eleven twelve").repeated(2),
                          {});
  show("storyteller");
  document.text().setText(QStringLiteral("one two three four five six seven eight nine ten eleven twelve ").repeated(2),
                          {});
  loop.request();
  ASSERT_TRUE(
      waitUntil([this] { return loop.shown().trace && loop.shown().trace->revision() == document.revision(); }));
  lens.setShown(loop.shown());
  lens.setView(MatrixView::id);
  FigureOptions options;
  const auto titles = [](const FigurePage& made) {
    return std::ranges::count_if(made.scene.labels,
                                 [](const Label& label) { return label.angle < 0 && label.angle > -90; });
  };
  const FigurePage some = page(options);
  options.everyTitle = true;
  const FigurePage all = page(options);
  EXPECT_LT(titles(some), document.rows());
  EXPECT_EQ(titles(all), document.rows());
  EXPECT_NEAR(all.millimetres().width(), 85, 0.01);
  EXPECT_LT(smallestType(all), smallestType(some));
  EXPECT_GE(smallestType(some), 6);
}

TEST_F(FiguresTest, PanelsCaptionScaleAndBackgroundAreChosen) {
  show("storyteller");
  lens.setView(MatrixView::id);
  FigureOptions options;
  options.width = 174;
  const FigurePage plain = page(options);
  options.panels = true;
  const FigurePage beside = page(options);
  EXPECT_GT(beside.scene.fields.size(), plain.scene.fields.size() + 10) << "the map of all heads";
  const auto names = [](const FigurePage& made) {
    return std::ranges::any_of(made.scene.labels,
                               [](const Label& label) { return label.text == QLatin1String("Heads"); });
  };
  EXPECT_TRUE(names(beside));
  EXPECT_FALSE(names(plain));
  options = {};
  options.caption = {.words = false, .scale = false};
  EXPECT_LT(page(options).size.height(), page({}).size.height());
  options = {};
  options.transparent = true;
  const QImage clear = figureImage(page(options));
  EXPECT_EQ(qAlpha(clear.pixel(1, 1)), 0);
  EXPECT_EQ(figureImage(page({})).pixel(1, 1), qRgb(255, 255, 255)) << "white, whatever the screen";
}

TEST_F(FiguresTest, CopyPutsEveryKindOnTheClipboard) {
  show("storyteller");
  lens.setView(MatrixView::id);
  figures.copy();
  const QMimeData* data = QApplication::clipboard()->mimeData();
  ASSERT_TRUE(data);
  EXPECT_TRUE(data->hasImage());
  EXPECT_TRUE(data->data(QStringLiteral("image/svg+xml")).contains("<svg"));
  EXPECT_TRUE(data->data(QStringLiteral("application/pdf")).startsWith("%PDF"));
}

TEST_F(FiguresTest, TheDialogSaysTheSizeAndRemembersWhatWasChosen) {
  show("storyteller");
  selection.chooseHead(4, 2);
  lens.setView(MatrixView::id);
  figures.openDialog();
  auto* dialog = bar.findChild<FigureDialog*>(QStringLiteral("figureDialog"));
  ASSERT_TRUE(dialog);
  auto* column = dialog->findChild<QComboBox*>(QStringLiteral("figureColumn"));
  column->setCurrentIndex(1);
  EXPECT_EQ(dialog->choices().options.width, 174);
  EXPECT_TRUE(dialog->findChild<QLabel*>(QStringLiteral("figureSize"))->text().startsWith(QStringLiteral("174 × ")));
  dialog->findChild<QComboBox*>(QStringLiteral("figureKind"))->setCurrentIndex(2);
  dialog->findChild<QCheckBox*>(QStringLiteral("figureWords"))->setChecked(false);
  EXPECT_FALSE(dialog->findChild<QLabel*>(QStringLiteral("figurePreview"))->pixmap().isNull());
  const FigureDialog::Choices chosen = dialog->choices();
  dialog->close();
  QTest::qWait(10);
  figures.openDialog();
  dialog = bar.findChild<FigureDialog*>(QStringLiteral("figureDialog"));
  ASSERT_TRUE(dialog);
  EXPECT_EQ(dialog->choices().options, chosen.options);
  EXPECT_EQ(dialog->choices().kind, chosen.kind);
}

}  // namespace
}  // namespace headlight::ui
