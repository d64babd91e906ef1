// The window fits: in every state, on every screen, at every size of type, in a language that is 40 % longer, in
// Chinese. By default a part is walked; HEADLIGHT_FIT_ALL=1 walks all of it, HEADLIGHT_FIT_SHOTS=FOLDER keeps a picture
// of each place that has a misfit.
#include "fit.h"

#include <QAction>
#include <QDir>
#include <QDockWidget>
#include <QPushButton>
#include <QScreen>
#include <QToolButton>
#include <QTranslator>
#include <cstdio>
#include <map>
#include <set>

#include "recorded_models.h"
#include "support/tiny_model.h"
#include "ui/editors/image_editor.h"
#include "ui/lessons/lesson_package.h"
#include "ui/panels/model_panel.h"
#include "ui/theme/language.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"
#include "ui/views/compare_view.h"
#include "ui/views/matrix_view.h"
#include "ui/window/lesson_actions.h"
#include "ui/window/lesson_player.h"

namespace headlight::ui {
namespace {

namespace fs = std::filesystem;

/// A language whose words are 40 % longer and whose letters are as wide as Latin ones get on average.
class Lengthened : public QTranslator {
 public:
  QString translate(const char*, const char* source, const char*, int) const override {
    QString text = QString::fromUtf8(source);
    for (int more = (static_cast<int>(text.size()) * 2 + 4) / 5; more > 0; more -= 8) {
      if (text.contains(QLatin1Char(' '))) text += QLatin1Char(' ');
      text += QStringLiteral("ünderung").left(more);
    }
    return text;
  }
  bool isEmpty() const override { return false; }
};

bool walksAll() { return qEnvironmentVariableIntValue("HEADLIGHT_FIT_ALL") != 0; }

class FitTest : public RecordedModelsTest {
 protected:
  ~FitTest() override {
    window.reset();
    QApplication::removeTranslator(&lengthened);
    setLanguage(QStringLiteral("en"));
    QLocale::setDefault(QLocale::c());
  }

  enum class Tongue { English, Longer, Chinese };
  void speak(Tongue tongue) {
    tongue_ = tongue;
    if (tongue == Tongue::Longer) QApplication::installTranslator(&lengthened);
    if (tongue == Tongue::Chinese) setLanguage(QStringLiteral("zh_CN"));
  }
  const char* tongue() const {
    return tongue_ == Tongue::Longer ? "longer  " : tongue_ == Tongue::Chinese ? "Chinese " : "English ";
  }

  /// All sizes of window and type in the state that it is in.
  void walk(const std::string& state) {
    std::vector<QSize> sizes{{960, 600}, {1366, 728}};
    std::vector<int> scales{100, 200};
    if (Theme::named(options.theme).ground == Ground::Projector) {
      // A projector's own size and the type that is read from the last row; all of it: every size of type it has.
      sizes = {{1280, 720}};
      scales = {150};
      if (walksAll()) {
        sizes = {{960, 600}, {1024, 768}, {1280, 720}, {1920, 1080}};
        scales = {125, 150, 175, 200};
      }
    } else if (walksAll()) {
      sizes = {{960, 600}, {1024, 700}, {1280, 720}, {1366, 728}, {1920, 1080}};
      scales = {100, 150, 200};
    } else if (tongue_ != Tongue::English) {
      sizes = {{960, 600}};
      if (tongue_ == Tongue::Longer) scales = {100};
    }
    std::string line = tongue() + state;
    line.resize(46, ' ');
    for (const int scale : scales) {
      window->setTextScale(scale);
      for (const QSize size : sizes) {
        window->resize(size);
        settle();
        std::vector<Misfit> misfits = misfitsOf(*window);
        for (const Misfit& folded : misfitsOfFolded()) misfits.push_back(folded);
        const bool grown = window->size() != size;
        char cell[64];
        std::snprintf(cell, sizeof cell, " %4d%s", static_cast<int>(misfits.size()), grown ? "+" : " ");
        line += cell;
        EXPECT_TRUE(!grown) << state << " at " << scale << " %: " << window->width() << " x " << window->height()
                            << " instead of " << size.width() << " x " << size.height();
        std::set<std::string> told;
        for (const Misfit& misfit : misfits) {
          const std::string key = misfit.kind + " | " + misfit.widget;
          if (++seen()[key].first == 1) seen()[key].second = misfit.what + "  (" + line.substr(0, 30) + ")";
          if (told.size() < 6 && told.insert(key).second)
            ADD_FAILURE() << state << ", " << size.width() << " x " << size.height() << ", " << scale
                          << " %: " << misfit.kind << ": " << misfit.widget << ": " << misfit.what;
        }
        if (const QString shots = qEnvironmentVariable("HEADLIGHT_FIT_SHOTS"); !shots.isEmpty() && !misfits.empty())
          window->grab().save(QStringLiteral("%1/%2%3-%4x%5-%6.png")
                                  .arg(shots, QString::fromStdString(state).replace(' ', '-'),
                                       tongue_ == Tongue::English
                                           ? QString()
                                           : QLatin1Char('-') + QString::fromLatin1(tongue()).trimmed())
                                  .arg(size.width())
                                  .arg(size.height())
                                  .arg(scale));
      }
    }
    std::printf("%s\n", line.c_str());
    window->setTextScale(100);
    window->resize(1280, 800);
    settle();
  }

  /// What the rows of options have folded away, in the panel of their "…"; type that did not grow is one too.
  std::vector<Misfit> misfitsOfFolded() {
    std::vector<Misfit> misfits;
    for (auto* more : window->findChildren<QToolButton*>(QStringLiteral("moreOptions"))) {
      if (!more->isVisible()) continue;
      more->click();
      settle();
      QWidget* panel = QApplication::activePopupWidget();
      EXPECT_TRUE(panel);
      if (!panel) continue;
      for (const Misfit& misfit : misfitsOf(*panel)) misfits.push_back(misfit);
      for (const QWidget* control : panel->findChildren<QWidget*>())
        if (control->isVisible() && control->testAttribute(Qt::WA_SetFont) && control->font().pixelSize() < scaled(11))
          misfits.push_back(
              {"type", std::string(control->metaObject()->className()) + "#" + control->objectName().toStdString(),
               std::to_string(control->font().pixelSize()) + " px"});
      panel->close();
    }
    return misfits;
  }

  /// Words that a view draws, which nobody scrolls: none leaves the lens, and none lies over another.
  void walkScene(const std::string& state) {
    for (const QSize size : {QSize(960, 600), QSize(1280, 800)}) {
      window->resize(size);
      settle();
      const QSizeF room = lens().sceneSize();
      const Scene scene = lens().view().scene(lens().trace(), lens().state(), room);
      std::vector<std::pair<QRectF, QString>> drawn;
      for (const Label& label : scene.labels) {
        if (label.angle != 0 || label.text.trimmed().isEmpty()) continue;
        QFont font =
            label.fixedFont ? fixedFont(label.pixelSize, label.weight) : sansFont(label.pixelSize, label.weight);
        const double wanted = QFontMetricsF(font).horizontalAdvance(label.text);
        const bool narrowed = label.elide || label.area.height() > 2 * label.pixelSize;  // or broken into lines
        const double width = narrowed ? std::min(wanted, label.area.width()) : wanted;
        const double left = label.alignment & Qt::AlignRight     ? label.area.right() - width
                            : label.alignment & Qt::AlignHCenter ? label.area.center().x() - width / 2
                                                                 : label.area.left();
        const QRectF area(left, label.area.center().y() - label.pixelSize * 0.35, width, label.pixelSize * 0.7);
        if (area.bottom() < 0 || area.top() > room.height()) continue;  // scrolled away
        const std::string what = state + ", " + std::to_string(size.width()) + ": “" + label.text.toStdString() + "”";
        EXPECT_GE(area.left(), -2) << what;
        EXPECT_LE(area.right(), room.width() + 2) << what;
        for (const auto& [other, words] : drawn)
          EXPECT_FALSE(other.adjusted(2, 1, -2, -1).intersects(area.adjusted(2, 1, -2, -1)))
              << what << " lies over “" << words.toStdString() << "”";
        drawn.emplace_back(area, label.text);
      }
    }
  }
  void scenes() {
    open();
    for (const char* view : {"heads", "matrix", "arcs", "layers", "stages"}) {
      show(view);
      ASSERT_TRUE(waitForPicture());
      walkScene(view);
    }
    window->selection().lockRow(4);
    addWhatIfs();
    for (const char* view : {"matrix", "stages"}) {
      show(view);
      ASSERT_TRUE(waitForPicture());
      walkScene(std::string(view) + " with what-ifs");
    }
    openFolder(fs::path(HEADLIGHT_ASSETS_DIR) / "models" / "doodles");
    for (const char* view : {"heads", "matrix", "arcs", "layers", "image"}) {
      show(view);
      ASSERT_TRUE(waitForPicture());
      walkScene(std::string("picture, ") + view);
    }
  }

  void settle() {
    // A layout of scroll areas in docks comes to rest after a few rounds.
    for (int round = 0; round < 4; ++round) {
      QApplication::sendPostedEvents();
      QApplication::processEvents();
    }
  }

  void show(const char* view) {
    window->lensArea().setView(QLatin1String(view));
    settle();
  }
  void openFolder(const fs::path& path) {
    window->openModel(QString::fromStdString(path.string()));
    ASSERT_TRUE(waitUntil([&] { return !window->bridge().opening(); }));
    ASSERT_TRUE(waitForPicture());
  }
  void addWhatIfs() {
    const StackId stack = window->bridge().current()->info->stacks.front().stack;
    const auto& info = *window->bridge().current()->info;
    const int layer = info.stacks.front().layers - 1;
    window->selection().chooseHead(layer, 0);
    window->document().addWhatIf(ScaleHead{stack, layer, 0, 0});
    window->document().addWhatIf(ScaleMlp{stack, 0, 0.5F});
    window->document().addWhatIf(CutEdge{stack, layer, 0, 3, 1});
    window->document().addWhatIf(AttentionTemperature{stack, everyLayer, 1.5F});
    ASSERT_TRUE(waitForPicture());
  }

  /// Kind and widget of every misfit of this run, how often, and the first words.
  static std::map<std::string, std::pair<int, std::string>>& seen() {
    static std::map<std::string, std::pair<int, std::string>> all;
    return all;
  }
  static void TearDownTestSuite() {
    for (const auto& [key, value] : seen())
      std::printf("%5d  %s: %s\n", value.first, key.c_str(), value.second.c_str());
  }

  void text() {
    options.text = QStringLiteral(
        "The extraordinarily uncharacteristic owl told Tom that the incomprehensibilities of Silverwater, said the "
        "owl");
    open();
    walk("all heads");
    show("matrix");
    walk("matrix");
    for (const char* view : {"arcs", "layers"}) {
      show(view);
      walk(view);
    }
    show("compare");
    walk("compare, nothing kept");
    window->findChild<QAction*>(QStringLiteral("keepA"))->trigger();
    ASSERT_TRUE(waitUntil([&] {
      const auto comparison = lens().state().comparison;
      return comparison && comparison->kept;
    }));
    walk("compare");
    window->findChild<QToolButton*>(QStringLiteral("patching"))->click();
    const auto wholeMap = [&] {
      const PatchReadings* now = lens().viewOf<CompareView>().readings(*lens().trace(), lens().state());
      return now && now->map && now->left == 0;
    };
    ASSERT_TRUE(waitUntil(wholeMap));
    walk("compare, patches");
    show("matrix");
    window->selection().lockRow(4);
    walk("matrix, row locked");
    addWhatIfs();
    walk("what-ifs");
    window->findChild<QToolButton*>(QStringLiteral("difference"))->click();
    walk("difference");
    show("compare");
    ASSERT_TRUE(waitUntil(wholeMap));
    walk("compare, patches with what-ifs");
    window->findChild<QAction*>(QStringLiteral("forgetA"))->trigger();
    show("arcs");
    walk("arcs with what-ifs");
    show("heads");
    walk("all heads with what-ifs");
    window->findChild<QAction*>(QStringLiteral("freeze"))->trigger();
    window->document().text().appendToken(5, QStringLiteral("chosen token"));
    walk("frozen");
    window->findChild<QAction*>(QStringLiteral("freeze"))->trigger();
    window->document().undoStack().undo();
    ASSERT_TRUE(waitForPicture());
    window->findChild<QAction*>(QStringLiteral("hideNumbers"))->trigger();
    window->findChild<QAction*>(QStringLiteral("hideIds"))->trigger();
    walk("numbers and ids hidden");
    window->findChild<QAction*>(QStringLiteral("hideNumbers"))->trigger();
    window->findChild<QAction*>(QStringLiteral("hideIds"))->trigger();
    window->findChild<QAction*>(QStringLiteral("browseWeights"))->trigger();
    ASSERT_TRUE(waitUntil([&] { return window->modelPanel().weightCount() > 0; }));
    walk("model panel");
    window->document().clearWhatIfs();
    window->openModel(folder.path().string().c_str() + QStringLiteral("/nowhere"));
    ASSERT_TRUE(waitUntil([&] { return messages().has(MessageStrip::NotOpened); }));
    walk("refused folder");
    messages().clear(MessageStrip::NotOpened);
    window->findChild<QAction*>(QStringLiteral("firstSteps"))->trigger();
    settle();
    walk("first steps");
    messages().clear(MessageStrip::FirstStart);
    window->document().text().setText(QStringLiteral("owl ").repeated(400), QStringLiteral("long"));
    settle();
    walk("too long");
    window->document().text().setText({}, QStringLiteral("empty"));
    ASSERT_TRUE(waitUntil([&] { return window->lensArea().isEmptyShown(); }));
    walk("nothing typed");
  }
  void lessons() {
    open();
    window->lessonActions().showList();
    window->findChild<QDockWidget*>(QStringLiteral("lessonDock"))->show();
    walk("list of lessons");
    for (const char* name : {"04-copying", "10-what-did-it-look-at"}) {
      for (const QString& lesson : bundledLessons())
        if (lesson.endsWith(QLatin1String(name))) window->lessonActions().open(lesson);
      ASSERT_TRUE(window->lessons().playing());
      ASSERT_TRUE(waitUntil([&] { return window->lessons().arrived(); }));
      walk(std::string(name) + ", first step");
      while (!window->lessons().page().asks || window->lessons().page().hint.isEmpty()) {
        window->lessons().next();
        ASSERT_TRUE(waitUntil([&] { return window->lessons().arrived(); }));
      }
      window->findChild<QPushButton*>(QStringLiteral("lessonHintButton"))->click();
      settle();
      walk(std::string(name) + ", a hint");
      while (window->lessons().page().question.isEmpty()) {
        window->lessons().back();
        ASSERT_TRUE(waitUntil([&] { return window->lessons().arrived(); }));
      }
      window->lessons().next();
      settle();
      walk(std::string(name) + ", the answer");
    }
    window->findChild<QAction*>(QStringLiteral("lessonNew"))->trigger();
    settle();
    walk("editor of a lesson");
  }
  void many() {
    const fs::path where = folder.path() / "a-folder-with-a-name-that-is-long-like-those-of-fine-tuned-models-get";
    headlight::test::TinyModel tiny;
    tiny.layers = tiny.heads = 12;
    tiny.vocabulary = 4096;
    headlight::test::writeTinyModel(where, tiny);
    for (const char* file : {"tokenizer.json", "tokenizer_config.json"})
      fs::copy_file(fs::path(HEADLIGHT_ASSETS_DIR) / "models" / "storyteller" / file, where / file);
    options.model = QString::fromStdString(where.string());
    open();
    walk("12 x 12, all heads");
    show("matrix");
    addWhatIfs();
    walk("12 x 12, what-ifs");
    show("arcs");
    walk("12 x 12, arcs");
  }
  void pictures() {
    options.model = QStringLiteral("doodles");
    window.reset();
    openPicture();
    for (const char* view : {"heads", "matrix", "arcs", "layers", "image"}) {
      show(view);
      ASSERT_TRUE(waitUntil([&] { return window->lensArea().lens().shows(QLatin1String(view)); }));
      walk(std::string("picture, ") + view);
    }
    for (const char* tool : {"eraser", "patches", "crop"}) {
      window->pictures().findChild<QToolButton*>(QStringLiteral("tool_") + QLatin1String(tool))->click();
      walk(std::string("picture, ") + tool);
    }
    show("matrix");
    addWhatIfs();
    walk("picture, what-ifs");
  }
  void openPicture() { open(); }
  void masked() {
    openRecorded("bert-tiny-mlm");
    walk("masked, all heads");
    show("matrix");
    walk("masked, matrix");
    openFolder(recorded("bert-tiny-ner"));
    walk("labels of tokens");
  }

  Lengthened lengthened;
  Tongue tongue_ = Tongue::English;
};

TEST_F(FitTest, Text) { text(); }
TEST_F(FitTest, TextInALongerLanguage) {
  speak(Tongue::Longer);
  text();
}
TEST_F(FitTest, TextInChinese) {
  speak(Tongue::Chinese);
  text();
}
TEST_F(FitTest, Lessons) { lessons(); }
TEST_F(FitTest, LessonsInALongerLanguage) {
  speak(Tongue::Longer);
  lessons();
}
TEST_F(FitTest, LessonsInChinese) {
  speak(Tongue::Chinese);
  lessons();
}
TEST_F(FitTest, ManyHeads) { many(); }
TEST_F(FitTest, ManyHeadsInALongerLanguage) {
  speak(Tongue::Longer);
  many();
}
TEST_F(FitTest, ManyHeadsInChinese) {
  speak(Tongue::Chinese);
  many();
}
TEST_F(FitTest, Pictures) { pictures(); }
TEST_F(FitTest, PicturesInALongerLanguage) {
  speak(Tongue::Longer);
  pictures();
}
TEST_F(FitTest, PicturesInChinese) {
  speak(Tongue::Chinese);
  pictures();
}
TEST_F(FitTest, Masked) { masked(); }
TEST_F(FitTest, MaskedInALongerLanguage) {
  speak(Tongue::Longer);
  masked();
}
TEST_F(FitTest, MaskedInChinese) {
  speak(Tongue::Chinese);
  masked();
}

class ProjectedFitTest : public FitTest {
 protected:
  ProjectedFitTest() { options.theme = QStringLiteral("projector"); }
};

TEST_F(ProjectedFitTest, Text) { text(); }
TEST_F(ProjectedFitTest, Lessons) { lessons(); }
TEST_F(ProjectedFitTest, Pictures) { pictures(); }
TEST_F(FitTest, Scenes) { scenes(); }
TEST_F(FitTest, ScenesInALongerLanguage) {
  speak(Tongue::Longer);
  scenes();
}
TEST_F(FitTest, ScenesInChinese) {
  speak(Tongue::Chinese);
  scenes();
}

TEST_F(FitTest, TheFirstStartIsNoLargerThanTheScreen) {
  window = std::make_unique<MainWindow>(options);
  const QSize free = window->screen()->availableSize();
  EXPECT_LE(window->width(), free.width());
  EXPECT_LT(window->height(), free.height()) << "and leaves room for a title bar";
}

}  // namespace
}  // namespace headlight::ui
