// Sessions: the whole window as a file, and back to the identical picture.
#include <QAction>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QMessageBox>
#include <QPushButton>
#include <QTimer>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "fixture.h"
#include "io/assets.h"
#include "trace/host_rows.h"
#include "ui/document/model_picture.h"
#include "ui/views/image_view.h"
#include "ui/views/matrix_view.h"
#include "ui/window/session_files.h"

namespace headlight::ui {
namespace {

QStringList modelsWithWeights() {
  QStringList names;
  for (const io::BundledModel& model : io::bundledModels()) names << QString::fromStdString(model.name);
  return names;
}

/// Every number of two traces, as bits.
void expectSame(const Trace& a, const Trace& b) {
  const auto sameBits = [](std::span<const float> x, std::span<const float> y) {
    return x.size() == y.size() && std::memcmp(x.data(), y.data(), x.size_bytes()) == 0;
  };
  EXPECT_EQ(a.inputs(), b.inputs());
  EXPECT_TRUE(std::ranges::equal(a.changes(), b.changes()));
  EXPECT_EQ(a.predictedRow(), b.predictedRow());
  EXPECT_TRUE(sameBits(a.predictedLogits(), b.predictedLogits()));
  int patterns = 0;
  for (const auto& [id, rows] : a.sites()) {
    const Rows* other = b.find(id);
    if (!other) continue;
    patterns += id.site == Site::Pattern ? 1 : 0;
    const HostRows one(rows), two(*other);
    ASSERT_EQ(one.rows(), two.rows());
    for (int row = 0; row < one.rows(); ++row)
      ASSERT_TRUE(sameBits(one.row(row), two.row(row))) << a.model().siteName(id);
  }
  EXPECT_GT(patterns, 0);
}

class SessionTest : public WindowTest {
 protected:
  QString path(const char* name = "a.headlight") const {
    return QString::fromStdString((folder.path() / name).string());
  }
  void openModel(const QString& name) {
    options = freshOptions();
    options.model = name;
    open();
  }
  void openSession(const QString& session) {
    window.reset();
    options = freshOptions();
    options.session = session;
    open();
    ASSERT_TRUE(rests());
  }
  /// Nothing is computed, loaded or waits to be drawn.
  bool rests() {
    QTest::qWait(100);
    return waitForPicture() && (QTest::qWait(300), waitForPicture());
  }
  WindowOptions freshOptions() const {
    WindowOptions fresh = options;
    fresh.model.clear();
    fresh.session.clear();
    fresh.text = QStringLiteral("The owl told Tom that the owl");
    return fresh;
  }
  /// A what-if, an edit and a way of looking that are none of the defaults.
  void makeItSomebodys() {
    Document& document = window->document();
    const ModelInfo& info = *window->bridge().current()->info;
    // Of two texts the one through which the second looks at the first.
    const AttentionInfo attention = info.attentions().back();
    const StackId stack = attention.id.stack;
    const int lastLayer = info.stack(stack).layers - 1, lastHead = attention.heads - 1;
    if (info.image()) {
      EditedPicture& picture = document.image().picture();
      picture.beginStroke({}, {8, 8});
      picture.strokeTo({30, 22});
      picture.endStroke();
      ASSERT_TRUE(waitForPicture());
      const PatchGrid grid = document.image().model()->grid();
      picture.setPatches(withErased({}, grid, 2, PatchFill::Black), {});
      lens().setPicture([this] {
        PictureState state = lens().state().picture;
        state.smooth = true;
        state.grid = false;
        state.opacity = 0.75;
        state.colormap = Colormap::Cividis;
        return state;
      }());
      window->lensArea().setView(ImageView::id);
    } else {
      document.text().setText(QStringLiteral("The owl told Tom that the owl had seen the cat"), {});
      document.text().replaceToken(4, document.text().ids()[1]);
      ASSERT_TRUE(waitForPicture());
      window->lensArea().setView(MatrixView::id);
      lens().viewOf<MatrixView>().setOptions({.difference = false, .zoom = 1.7, .origin = {1, 2}});
      lens().setScale(Scale::Log);
      lens().setColormap(Colormap::Magma);
      window->selection().lockRow(5);
    }
    lens().setRange(RangeMode::Own);
    document.addWhatIf(ScaleHead{stack, 0, std::min(1, lastHead), 0.25F, 0, attention.id.which});
    document.addWhatIf(AttentionTemperature{stack, lastLayer, 1.5F, attention.id.which});
    document.setSampling({0.6, 7, 0.9, 11});
    window->selection().chooseHead(lastLayer, std::min(2, lastHead));
    ASSERT_TRUE(rests());
  }
  struct Seen {
    std::shared_ptr<const Trace> trace, baseline;
    QImage image;
    SavedWork work;
  };
  Seen seen() {
    Seen now{window->shownTrace(), window->shownBaseline(), lensImage(), workOf(window->document())};
    return now;
  }
  void expectSameAs(const Seen& before) {
    expectSame(*before.trace, *window->shownTrace());
    ASSERT_TRUE(before.baseline && window->shownBaseline());
    expectSame(*before.baseline, *window->shownBaseline());
    EXPECT_EQ(workOf(window->document()).whatIfs, before.work.whatIfs);
    EXPECT_EQ(workOf(window->document()).sampling, before.work.sampling);
    const QImage now = lensImage();
    ASSERT_EQ(now.size(), before.image.size());
    if (now != before.image) {
      before.image.save(QStringLiteral("/tmp/session-before.png"));
      now.save(QStringLiteral("/tmp/session-after.png"));
    }
    EXPECT_TRUE(now == before.image) << "the pixels differ: /tmp/session-before.png, /tmp/session-after.png";
  }
  void answer(QMessageBox::StandardButton button) {
    QTimer::singleShot(0, window.get(), [button] {
      auto* asks = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
      ASSERT_TRUE(asks);
      asks->button(button)->click();
    });
  }
};

TEST_F(SessionTest, EveryBundledModelComesBackToTheIdenticalPicture) {
  for (const QString& name : modelsWithWeights()) {
    SCOPED_TRACE(name.toStdString());
    openModel(name);
    makeItSomebodys();
    const Seen before = seen();
    ASSERT_TRUE(window->sessions().saveTo(path()));
    openSession(path());
    expectSameAs(before);
    EXPECT_TRUE(window->windowTitle().startsWith(QStringLiteral("a.headlight[*] — ")))
        << window->windowTitle().toStdString();
    EXPECT_FALSE(window->isWindowModified());
    window.reset();
  }
}

TEST_F(SessionTest, ASessionOpensInAWindowThatHasOtherWork) {
  const QStringList names = modelsWithWeights();
  if (!names.contains(QStringLiteral("doodles"))) GTEST_SKIP() << "assets/models/doodles has no weights";
  openModel(QStringLiteral("storyteller"));
  makeItSomebodys();
  const Seen before = seen();
  ASSERT_TRUE(window->sessions().saveTo(path()));
  // The same model, which serves already.
  window->document().text().setText(QStringLiteral("Something else"), {});
  window->document().clearWhatIfs();
  window->selection().chooseHead(0, 0);
  window->lensArea().setView(QStringLiteral("heads"));
  ASSERT_TRUE(rests());
  EXPECT_TRUE(window->isWindowModified());
  answer(QMessageBox::Discard);
  window->openFiles({path()});
  ASSERT_TRUE(waitUntil([this] { return !window->sessions().isComing(); }));
  ASSERT_TRUE(rests());
  expectSameAs(before);
  window.reset();
  // Another one.
  openModel(QStringLiteral("doodles"));
  window->openFiles({path()});
  ASSERT_TRUE(waitUntil([this] { return window->bridge().current()->folder.endsWith(QLatin1String("storyteller")); }));
  ASSERT_TRUE(rests());
  expectSameAs(before);
}

TEST_F(SessionTest, WhatIsBrokenChangesNothing) {
  open();
  window->document().addWhatIf(ScaleHead{StackId::Decoder, 0, 1, 0});
  ASSERT_TRUE(window->sessions().saveTo(path()));
  QFile file(path());
  ASSERT_TRUE(file.open(QIODevice::ReadOnly));
  const QByteArray whole = file.readAll();
  file.close();
  window->document().text().replaceText(0, 0, QStringLiteral("Once "));
  ASSERT_TRUE(rests());
  const Seen before = seen();
  QByteArray newer = whole;
  newer.replace("\"version\": 2", "\"version\": 3");
  for (const QByteArray& bytes : {whole.left(whole.size() / 2), newer, QByteArray("no session"), QByteArray()}) {
    QFile broken(path("broken.headlight"));
    ASSERT_TRUE(broken.open(QIODevice::WriteOnly));
    broken.write(bytes);
    broken.close();
    window->openFiles({broken.fileName()});
    QTest::qWait(50);
    ASSERT_TRUE(messages().has(MessageStrip::NotOpened));
    EXPECT_TRUE(messages().message(MessageStrip::NotOpened).detail.contains(QStringLiteral("broken.headlight: ")));
    messages().clear(MessageStrip::NotOpened);
    ASSERT_TRUE(rests());
    EXPECT_EQ(window->document().text().text(), QStringLiteral("Once The owl told Tom that the owl"));
    EXPECT_TRUE(window->document().undoStack().canUndo());
    EXPECT_EQ(window->sessions().named(), QFileInfo(path()).absoluteFilePath());
  }
  lens().grab();
  expectSameAs(before);
}

// Ids that the vocabulary has not, rows, layers and heads that are not there, in a file that is well-formed.
TEST_F(SessionTest, WhatTheModelHasNotIsRefusedOrDroppedWithoutHarm) {
  open();
  window->document().addWhatIf(ScaleHead{StackId::Decoder, 0, 1, 0});
  window->document().text().replaceToken(1, 5);
  ASSERT_TRUE(rests());
  ASSERT_TRUE(window->sessions().saveTo(path()));
  QFile file(path());
  ASSERT_TRUE(file.open(QIODevice::ReadOnly));
  QByteArray bytes = file.readAll();
  file.close();
  bytes.replace("\"token\": 5,", "\"token\": 2147483647,");
  bytes.replace("\"layer\": 0", "\"layer\": 4000");
  bytes.replace("\"lockedRow\": -1", "\"lockedRow\": 100000");
  ASSERT_TRUE(bytes.contains("2147483647"));
  QFile hostile(path("hostile.headlight"));
  ASSERT_TRUE(hostile.open(QIODevice::WriteOnly));
  hostile.write(bytes);
  hostile.close();
  window->openFiles({hostile.fileName()});
  ASSERT_TRUE(waitUntil([this] { return messages().has(MessageStrip::Failed); }));
  EXPECT_TRUE(messages().message(MessageStrip::Failed).detail.contains(QStringLiteral("2147483647")) ||
              messages().message(MessageStrip::Failed).title.contains(QStringLiteral("2147483647")))
      << messages().message(MessageStrip::Failed).detail.toStdString();
  window->document().text().setText(QStringLiteral("The owl"), {});
  EXPECT_TRUE(waitForPicture()) << "the window goes on";
}

TEST_F(SessionTest, AModelThatWasMovedIsFoundByItsHashOrAskedFor) {
  namespace fs = std::filesystem;
  const fs::path bundled = fs::path(HEADLIGHT_ASSETS_DIR) / "models" / "storyteller";
  if (!fs::exists(bundled / "model.safetensors")) GTEST_SKIP() << "assets/models/storyteller has no weights";
  const fs::path here = folder.path() / "mine", there = folder.path() / "elsewhere" / "renamed";
  fs::create_directories(here);
  for (const char* name : {"config.json", "tokenizer.json", "tokenizer_config.json", "vocab.json", "merges.txt"})
    if (fs::exists(bundled / name)) fs::copy(bundled / name, here / name);
  {  // weights of their own: the last byte is another, so that no bundled model fits
    fs::copy(bundled / "model.safetensors", here / "model.safetensors");
    fs::permissions(here / "model.safetensors", fs::perms::owner_all);
    std::fstream weights(here / "model.safetensors", std::ios::in | std::ios::out | std::ios::binary);
    weights.seekp(-3, std::ios::end);
    weights.put('\x11');
  }
  openModel(QString::fromStdString(here.string()));
  window->document().addWhatIf(ScaleHead{StackId::Decoder, 0, 1, 0});
  ASSERT_TRUE(rests());
  const Seen before = seen();
  ASSERT_TRUE(window->sessions().saveTo(path()));
  window.reset();
  fs::create_directories(there.parent_path());
  fs::rename(here, there);
  options = freshOptions();
  options.model = QStringLiteral("storyteller");
  open();
  window->openFiles({path()});
  ASSERT_TRUE(waitUntil([this] { return messages().has(MessageStrip::NotOpened); }));
  EXPECT_TRUE(messages().message(MessageStrip::NotOpened).title.contains(QStringLiteral("waits for its model")));
  EXPECT_EQ(window->document().whatIfs().size(), 0U);
  // Beside the session, under the name that it had.
  fs::rename(there, there.parent_path() / "mine");
  fs::copy(path().toStdString(), there.parent_path() / "a.headlight");
  openSession(QString::fromStdString((there.parent_path() / "a.headlight").string()));
  EXPECT_EQ(window->bridge().current()->folder, QString::fromStdString((there.parent_path() / "mine").string()));
  expectSame(*before.trace, *window->shownTrace());
}

TEST_F(SessionTest, TheTitleIsMarkedUntilAStepIsUndoneOrTheFileIsSaved) {
  open();
  window->document().text().replaceText(0, 0, QStringLiteral("a"));
  QTest::qWait(20);
  EXPECT_FALSE(window->isWindowModified()) << "without a name nothing is unsaved: it is kept anyway";
  ASSERT_TRUE(window->sessions().saveTo(path()));
  EXPECT_FALSE(window->isWindowModified());
  window->document().text().replaceText(0, 0, QStringLiteral("b"));
  QTest::qWait(20);
  EXPECT_TRUE(window->isWindowModified());
  window->document().undoStack().undo();
  QTest::qWait(20);
  EXPECT_FALSE(window->isWindowModified());
  window->document().addWhatIf(ScaleHead{StackId::Decoder, 0, 0, 0});
  QTest::qWait(20);
  EXPECT_TRUE(window->isWindowModified());
  window->findChild<QAction*>(QStringLiteral("saveSession"))->trigger();
  EXPECT_FALSE(window->isWindowModified());
  window->selection().chooseHead(1, 1);
  QTest::qWait(20);
  EXPECT_FALSE(window->isWindowModified()) << "looking elsewhere is no change";
}

TEST_F(SessionTest, ClosingAsksOnlyForANamedFileWithChanges) {
  open();
  window->document().text().replaceText(0, 0, QStringLiteral("a"));
  ASSERT_TRUE(window->sessions().saveTo(path()));
  EXPECT_TRUE(window->close());
  window.reset();
  open();
  ASSERT_TRUE(window->sessions().saveTo(path()));
  window->document().text().replaceText(0, 0, QStringLiteral("b"));
  answer(QMessageBox::Cancel);
  EXPECT_FALSE(window->close());
  answer(QMessageBox::Save);
  EXPECT_TRUE(window->close());
  EXPECT_TRUE(readSession(path()).texts.front().front().text.startsWith(QLatin1Char('b')));
}

}  // namespace
}  // namespace headlight::ui
