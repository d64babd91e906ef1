// Every word that the window says can be said in another language: it comes from the translator, and from a place where
// lupdate finds it.
#include <QAction>
#include <QDockWidget>
#include <QFile>
#include <QMainWindow>
#include <QMenuBar>
#include <QPushButton>
#include <QRegularExpression>
#include <QToolButton>
#include <QTranslator>
#include <QXmlStreamReader>
#include <set>

#include "fixture.h"
#include "io/assets.h"
#include "shown_words.h"
#include "ui/editors/image_editor.h"
#include "ui/lessons/lesson_package.h"
#include "ui/theme/language.h"
#include "ui/window/bundled_models.h"
#include "ui/window/lesson_actions.h"
#include "ui/window/lesson_player.h"

namespace headlight::ui {
namespace {

using Message = std::pair<QString, QString>;  // context and source

/// What the catalogue of that language has: to be translated, or translated.
std::set<Message> catalogueOf(const char* tag) {
  QFile file(QStringLiteral(HEADLIGHT_ASSETS_DIR "/translations/headlight_%1.ts").arg(QLatin1String(tag)));
  EXPECT_TRUE(file.open(QIODevice::ReadOnly)) << file.fileName().toStdString();
  QXmlStreamReader xml(&file);
  std::set<Message> messages;
  QString context;
  while (!xml.atEnd())
    if (xml.readNext() == QXmlStreamReader::StartElement) {
      if (xml.name() == QLatin1String("name")) context = xml.readElementText();
      if (xml.name() == QLatin1String("source")) messages.emplace(context, xml.readElementText());
    }
  EXPECT_FALSE(xml.hasError()) << xml.errorString().toStdString();
  return messages;
}

/// A language of Cyrillic letters: a Latin one on screen did not come through a translator. Marks of places (%1), tags
/// and entities stay. Remembers what it was asked.
class Marking : public QTranslator {
 public:
  QString translate(const char* context, const char* source, const char*, int) const override {
    const bool ours = QByteArray(context).startsWith("headlight") || qstrcmp(context, "QObject") == 0;
    if (!ours) return {};
    asked.emplace(QString::fromUtf8(context), QString::fromUtf8(source));
    static const QRegularExpression kept(QStringLiteral("%L?\\d+|%n|<[^>]*>|&[a-z]+;"));
    const QString words = QString::fromUtf8(source);
    QString marked;
    qsizetype at = 0;
    const auto mark = [&marked](const QString& part) {
      for (const QChar letter : part) {
        const ushort code = letter.unicode();
        marked += code >= 'a' && code <= 'z'   ? QChar(0x0430 + code - 'a')
                  : code >= 'A' && code <= 'Z' ? QChar(0x0410 + code - 'A')
                                               : letter;
      }
    };
    for (auto match = kept.globalMatch(words); match.hasNext();) {
      const QRegularExpressionMatch one = match.next();
      mark(words.mid(at, one.capturedStart() - at));
      marked += one.captured();
      at = one.capturedEnd();
    }
    mark(words.mid(at));
    return marked;
  }
  bool isEmpty() const override { return false; }
  mutable std::set<Message> asked;
};

class WordsTest : public WindowTest {
 protected:
  /// After a window in English: what outlives a window and holds words would show.
  void openMarked() {
    for (const auto& model : io::bundledModels()) give(modelName(QString::fromStdString(model.folder.string())));
    give(QStringLiteral("nowhere"));
    for (const QString& lesson : bundledLessons()) {
      const Lesson read = readLesson(lesson);
      give(read.title.shown() + QLatin1Char(' ') + read.summary.shown());
    }
    open();
    window.reset();
    QCoreApplication::installTranslator(&marking_);
    open();
  }
  ~WordsTest() override {
    window.reset();
    QCoreApplication::removeTranslator(&marking_);
  }

  void settle() {
    for (int round = 0; round < 4; ++round) {
      QApplication::sendPostedEvents();
      QApplication::processEvents();
    }
  }

  /// Names that are the same in every language, and what the person or the model says.
  bool isName(const QString& word) const {
    static const QRegularExpression names(QStringLiteral(
        // heads and sites, units, keys, colour maps, kinds of weights and devices
        "^(L\\d+|H\\d+|L\\d+H\\d+|[a-z]+_[a-z_]+|attn|ms|px|mm|pt|KiB|MiB|GiB|[kMG]?B|bits?|Ctrl|Shift|Alt|Esc|Del|"
        "Space|"
        "Return|Tab|Home|End|F\\d+|viridis|magma|cividis|f32|f16|bf16|[ui]\\d+|CPU|GPU|AVX|MLP|[ED]\\d+|embed|final|"
        "gpt2|bert|Vulkan|llvmpipe|"
        "LLVM|Auto|auto|"
        "max|min|softmax|Headlight|English|CLS|SEP|MASK|PAD|UNK|BOS|EOS|DIST|NaN|nan)$"));
    return names.match(word).hasMatch() || given_.contains(word.toLower());
  }
  void give(const QString& words) {
    static const QRegularExpression letters(QStringLiteral("[A-Za-z]+"));
    for (auto match = letters.globalMatch(words); match.hasNext();) given_.insert(match.next().captured().toLower());
  }
  void giveWhatIsOpen() {
    const OpenModel& model = *window->bridge().current();
    give(model.folder + QLatin1Char(' ') + model.deviceName + QLatin1Char(' ') +
         QString::fromStdString(model.info->name) + QLatin1Char(' ') + QString::fromStdString(model.info->family));
    for (InputDocument* input : window->document().inputs()) give(input->rowNames().names.join(QLatin1Char(' ')));
    give(textSamplesOf(model.folder).offered.join(QLatin1Char(' ')));
    give(window->document().text().text());
    give(window->document().image().picture().origin().name);
    for (const PredictionRow& row : bars->rows()) give(row.shown);
    if (model.info->output())
      for (const std::string& label : model.info->output()->labels) give(QString::fromStdString(label));
  }

  /// What the person writes; what Qt's own widgets say, which Qt translates; the tokens of the Layers view; a reason
  /// that the engine gives, which is in English in every language, as on the command line.
  static bool isNobodysWord(const ShownWords& one, const std::string& state) {
    const auto in = [&](const char* part) { return one.where.find(part) != std::string::npos; };
    return in("textInput") || in("Qt's words") || in("QDockWidgetTitleButton") || in("ScrollRightButton") ||
           in("ScrollLeftButton") || in("messageDetail") || in("layerRows") ||
           (state.ends_with("layers") && in("LensWidget") &&
            (in("says") || !one.words.contains(QLatin1Char(' ')) || one.words.contains(QChar(0x201C))));
  }

  void check(const std::string& state, const std::vector<ShownWords>& shown) {
    giveWhatIsOpen();
    static const QRegularExpression tags(QStringLiteral("<[^>]*>|&[a-z]+;|%L?\\d+")),
        path(QStringLiteral("[a-z]\\w*(\\.\\w+)+|(/[\\w.+-]+){2,}|\\*\\.[\\w.-]+|\\.headlight[\\w-]*")),
        letters(QStringLiteral("[A-Za-z0-9_]{2,}"));
    for (const ShownWords& one : shown) {
      if (isNobodysWord(one, state)) continue;
      QString words = one.words;
      words.replace(tags, QStringLiteral(" ")).replace(path, QStringLiteral(" "));
      words.remove(QLatin1Char('&'));
      for (auto match = letters.globalMatch(words); match.hasNext();) {
        const QString word = match.next().captured();
        static const QRegularExpression hasLetters(QStringLiteral("[A-Za-z]{2}"));
        if (!word.contains(hasLetters) || isName(word)) continue;
        if (told_.insert(one.where + word.toStdString()).second)
          ADD_FAILURE() << state << ": “" << word.toStdString() << "” in “" << one.words.left(160).toStdString()
                        << "” does not come through tr(): " << one.where;
        break;
      }
    }
  }
  void checkAll(const std::string& state) {
    settle();
    check(state, wordsOf(*window));
    for (const auto& view : lens().views()) {
      if (!view->fits(*window->bridge().current()->info)) continue;
      window->lensArea().setView(view->name().id);
      ASSERT_TRUE(waitForPicture());
      settle();
      check(state + ", " + view->name().id.toStdString(), wordsOfView(lens()));
      check(state + ", " + view->name().id.toStdString(), wordsOf(*window));
    }
  }
  void expectKnown() {
    const std::set<Message> known = catalogueOf("zh_CN");
    for (const Message& message : marking_.asked)
      EXPECT_TRUE(known.contains(message) || message.second.isEmpty())
          << "the catalogue has no “" << message.second.left(160).toStdString() << "” of "
          << message.first.toStdString();
  }
  void trigger(const char* action) {
    window->findChild<QAction*>(QLatin1String(action))->trigger();
    settle();
  }

  Marking marking_;

 private:
  std::set<QString> given_{QStringLiteral("storyteller")};
  std::set<std::string> told_;
};

TEST_F(WordsTest, OfAText) {
  openMarked();
  for (QMenu* menu : window->findChildren<QMenu*>()) emit menu->aboutToShow();
  for (QDockWidget* dock : window->findChildren<QDockWidget*>()) dock->show();
  checkAll("text");
  const StackId stack = window->bridge().current()->info->stacks.front().stack;
  window->document().addWhatIf(ScaleHead{stack, 1, 0, 0});
  window->document().addWhatIf(ScaleMlp{stack, 0, 0.5F});
  window->document().addWhatIf(ScaleAttention{stack, 0, 0.5F});
  window->document().addWhatIf(CutEdge{stack, 1, 1, 3, 1});
  window->document().addWhatIf(MaskKey{stack, 2});
  window->document().addWhatIf(AttentionTemperature{stack, everyLayer, 1.5F});
  window->selection().lockRow(4);
  window->selection().pin({{stack}, 1, 1});
  ASSERT_TRUE(waitForPicture());
  checkAll("what-ifs");
  window->openModel(QString::fromStdString((folder.path() / "nowhere").string()));
  ASSERT_TRUE(waitUntil([&] { return messages().has(MessageStrip::NotOpened); }));
  trigger("firstSteps");
  window->document().text().setText({}, {});
  settle();
  check("nothing typed", wordsOf(*window));
  expectKnown();
}

TEST_F(WordsTest, OfAPicture) {
  options.model = QStringLiteral("doodles");
  options.text = {};
  openMarked();
  checkAll("picture");
  for (const char* tool : {"eraser", "patches", "crop"}) {
    window->pictures().findChild<QToolButton*>(QStringLiteral("tool_") + QLatin1String(tool))->click();
    settle();
    check(tool, wordsOf(*window));
  }
  expectKnown();
}

TEST_F(WordsTest, OfATranslator) {
  options.model = QStringLiteral("translator");
  options.text = QStringLiteral("How are you?");
  openMarked();
  ASSERT_TRUE(waitUntil([&] { return window->shownTrace() && window->document().inputs().size() == 2; }));
  checkAll("translator");
  expectKnown();
}

TEST_F(WordsTest, OfDialogs) {
  openMarked();
  for (const char* action : {"keyboard", "caveats", "about", "aboutModel", "memory", "saveFigure", "openModel"}) {
    QTimer::singleShot(400, qApp, [&] {
      QWidget* dialog = QApplication::activeModalWidget();
      if (!dialog) {
        for (QWidget* top : QApplication::topLevelWidgets())
          if (top->isVisible() && top->inherits("QDialog")) dialog = top;
      }
      ASSERT_TRUE(dialog) << action;
      check(action, wordsOf(*dialog));
      dialog->close();
    });
    trigger(action);
    QTest::qWait(600);
  }
  expectKnown();
}

}  // namespace
}  // namespace headlight::ui
