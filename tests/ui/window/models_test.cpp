// Opening, refusing, switching, closing: the state that was there stays.
#include <QAction>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <algorithm>
#include <cstring>
#include <filesystem>
#include <limits>

#include "fixture.h"
#include "support/tiny_model.h"
#include "ui/views/all_heads_view.h"
#include "ui/views/matrix_view.h"

namespace headlight::ui {
namespace {

namespace fs = std::filesystem;

class ModelsTest : public WindowTest {
 protected:
  /// A tiny random GPT-2 with Storyteller's tokenizer.
  fs::path tinyModel(const std::string& name, int layers = 2) {
    const fs::path where = folder.path() / name;
    headlight::test::TinyModel tiny;
    tiny.layers = layers;
    tiny.vocabulary = 4096;
    headlight::test::writeTinyModel(where, tiny);
    for (const char* file : {"tokenizer.json", "tokenizer_config.json"})
      fs::copy_file(fs::path(HEADLIGHT_ASSETS_DIR) / "models" / "storyteller" / file, where / file,
                    fs::copy_options::overwrite_existing);
    return where;
  }
  void openFolder(const fs::path& path) { window->openModel(QString::fromStdString(path.string())); }
  /// Opens a folder that must be refused, and checks that nothing else changed.
  void expectRefused(const fs::path& path, const QString& mentions) {
    const auto trace = window->shownTrace();
    const QString text = editor->toPlainText(),
                  name = window->findChild<QComboBox*>(QStringLiteral("modelCombo"))->currentText();
    openFolder(path);
    ASSERT_TRUE(waitUntil([&] { return messages().has(MessageStrip::NotOpened); }));
    const Message& message = messages().message(MessageStrip::NotOpened);
    EXPECT_TRUE(message.detail.contains(mentions)) << message.detail.toStdString();
    EXPECT_EQ(window->shownTrace(), trace);
    EXPECT_EQ(editor->toPlainText(), text);
    EXPECT_EQ(window->findChild<QComboBox*>(QStringLiteral("modelCombo"))->currentText(), name);
    QTest::keyClicks(editor, QStringLiteral("s"));
    EXPECT_TRUE(waitForPicture()) << "the model that was there goes on";
    messages().clear(MessageStrip::NotOpened);
  }
};

TEST_F(ModelsTest, BrokenFoldersAreRefusedAndTheModelStays) {
  open();
  expectRefused(folder.path() / "nowhere", QStringLiteral("nowhere"));

  const fs::path truncated = tinyModel("truncated");
  fs::resize_file(truncated / "model.safetensors", fs::file_size(truncated / "model.safetensors") / 2);
  expectRefused(truncated, QStringLiteral("model.safetensors"));

  const fs::path missing = tinyModel("missing");
  headlight::test::editTensors(
      missing, [](headlight::test::RawTensors& tensors) { tensors.erase("transformer.h.1.ln_1.weight"); });
  expectRefused(missing, QStringLiteral("h.1.ln_1.weight"));

  const fs::path json = tinyModel("json");
  headlight::test::writeText(json / "config.json", "{ \"model_type\": ");
  expectRefused(json, QStringLiteral("config.json"));

  const fs::path mamba = tinyModel("mamba");
  headlight::test::setConfig(mamba, "model_type", "\"mamba\"");
  expectRefused(mamba, QStringLiteral("mamba"));

  const fs::path half = tinyModel("half");
  fs::remove(half / "tokenizer.json");
  headlight::test::writeText(half / "vocab.json", "{}");
  expectRefused(half, QStringLiteral("merges.txt"));
}

TEST_F(ModelsTest, AFolderWithoutATokenizerReadsIds) {
  const fs::path bare = tinyModel("bare");
  fs::remove(bare / "tokenizer.json");
  options.model = QString::fromStdString(bare.string());
  options.text.clear();
  open();
  const auto ids = [&] {
    const auto all = window->shownTrace()->ids();
    return std::vector<std::int32_t>(all.begin(), all.end());
  };
  EXPECT_EQ(editor->toPlainText(), QStringLiteral("0 1 2 3 4 5 6 7 8 9"));
  EXPECT_EQ(ids(), (std::vector<std::int32_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
  QTest::keyClicks(editor, QStringLiteral(" 41"));
  ASSERT_TRUE(waitForPicture());
  EXPECT_EQ(ids().back(), 41);
  // A token that is chosen is written as what it is, and read back.
  QTest::mouseClick(bars, Qt::LeftButton, {}, bars->rowRect(0).center());
  ASSERT_TRUE(waitForPicture());
  const std::int32_t chosen = ids().back();
  EXPECT_TRUE(editor->toPlainText().endsWith(QStringLiteral("41 %1").arg(chosen)));
  for (const char* wrong : {"7 owl", "7 9999999", "7 99999999999999"}) {
    window->document().text().setText(QString::fromLatin1(wrong), QStringLiteral("wrong"));
    ASSERT_TRUE(waitUntil([&] { return messages().has(MessageStrip::Failed); })) << wrong;
    const QString said = messages().message(MessageStrip::Failed).detail;
    EXPECT_TRUE(said.contains(QString::fromLatin1(wrong).section(QLatin1Char(' '), 1))) << said.toStdString();
    window->document().text().setText(QStringLiteral("7 8"), QStringLiteral("right"));
    ASSERT_TRUE(waitForPicture());
    EXPECT_FALSE(messages().has(MessageStrip::Failed)) << wrong;
  }
}

TEST_F(ModelsTest, NotANumberInTheWeightsIsRefused) {
  open();
  const fs::path nan = tinyModel("nan");
  headlight::test::editTensors(nan, [](headlight::test::RawTensors& tensors) {
    std::string& bytes = tensors.at("transformer.h.0.ln_1.weight").bytes;
    const float value = std::numeric_limits<float>::quiet_NaN();
    std::memcpy(bytes.data(), &value, sizeof value);
  });
  expectRefused(nan, QStringLiteral("ln_1"));
}

TEST_F(ModelsTest, AnotherModelTakesOverWithTheSameText) {
  open();
  const QString text = editor->toPlainText();
  openFolder(tinyModel("tiny", 3));
  ASSERT_TRUE(waitUntil([&] { return window->bridge().current()->folder.endsWith(QStringLiteral("tiny")); }));
  ASSERT_TRUE(waitForPicture());
  EXPECT_EQ(window->shownTrace()->model().stacks.back().layers, 3);
  EXPECT_EQ(editor->toPlainText(), text);
  EXPECT_TRUE(window->windowTitle().contains(QStringLiteral("tiny")));
}

TEST_F(ModelsTest, AnotherModelKeepsTheWhatIfsThatFitAndNamesTheOthers) {
  open();
  Document& document = window->document();
  document.addWhatIf(ScaleHead{StackId::Decoder, 5, 1, 0});  // of six layers; the tiny model has three
  document.addWhatIf(ScaleMlp{StackId::Decoder, 2, 0.5F});
  ASSERT_TRUE(waitForPicture());
  openFolder(tinyModel("tiny", 3));
  ASSERT_TRUE(waitUntil([&] { return window->bridge().current()->folder.endsWith(QStringLiteral("tiny")); }));
  ASSERT_TRUE(waitForPicture());
  ASSERT_EQ(document.whatIfs().size(), 1U);
  ASSERT_EQ(window->shownTrace()->changes().size(), 1U);
  EXPECT_EQ(window->shownTrace()->changes()[0], Intervention(ScaleMlp{StackId::Decoder, 2, 0.5F}));
  EXPECT_TRUE(window->shownBaseline());
  ASSERT_TRUE(messages().has(MessageStrip::WhatIfsDropped));
  EXPECT_TRUE(messages().message(MessageStrip::WhatIfsDropped).detail.contains(QStringLiteral("L5H1 × 0.00")));
  document.undoStack().undo();
  ASSERT_TRUE(waitForPicture()) << "listed again, but not asked of this model";
  EXPECT_EQ(document.whatIfs().size(), 2U);
  EXPECT_EQ(window->shownTrace()->changes().size(), 1U);
}

TEST_F(ModelsTest, TypingWhileAnotherModelIsOpenedEndsInOnePictureOfTheNewestText) {
  open();
  openFolder(tinyModel("tiny"));
  QTest::keyClicks(editor, QStringLiteral(" was here"));
  ASSERT_TRUE(waitUntil([&] { return window->bridge().current()->folder.endsWith(QStringLiteral("tiny")); }));
  ASSERT_TRUE(waitForPicture());
  const auto ids = window->shownTrace()->ids();
  EXPECT_EQ(std::vector<std::int32_t>(ids.begin(), ids.end()), window->document().text().ids());
}

TEST_F(ModelsTest, ADeviceThatIsNotThereIsRefused) {
  options.device = QStringLiteral("vulkan:99");
  window = std::make_unique<MainWindow>(options);
  window->show();
  ASSERT_TRUE(waitUntil([&] { return messages().has(MessageStrip::NotOpened); }));
  EXPECT_FALSE(messages().message(MessageStrip::NotOpened).detail.isEmpty());
}

TEST_F(ModelsTest, ClosingDuringLoadingAndDuringAPassIsClean) {
  for (int i = 0; i < 5; ++i) {
    MainWindow closing(options);
    closing.show();
    if (i > 0) QTest::qWait(i * 60);
    closing.close();
  }
  open();
  QTest::keyClicks(editor, QStringLiteral("abc"));
  window->close();
  window.reset();
}

TEST_F(ModelsTest, ATextFileOfInvalidUtf8IsRefusedAndTheTextStays) {
  open();
  const QString text = editor->toPlainText();
  QFile file(QString::fromStdString((folder.path() / "bad.txt").string()));
  ASSERT_TRUE(file.open(QIODevice::WriteOnly));
  file.write("abc \xFF\xFE def");
  file.close();
  window->openTextFile(file.fileName());
  ASSERT_TRUE(messages().has(MessageStrip::NotOpened));
  EXPECT_TRUE(messages().message(MessageStrip::NotOpened).detail.contains(QStringLiteral("UTF-8")));
  EXPECT_EQ(editor->toPlainText(), text);
}

TEST_F(ModelsTest, WorkOfARunThatCrashedIsOfferedBack) {
  options.remember = true;
  options.text = QString();
  open();
  QTest::keyClicks(editor, QStringLiteral(" and then"));
  window->document().addWhatIf(ScaleHead{StackId::Decoder, 5, 1, 0.5F});
  const QString text = editor->toPlainText();
  const auto whatIfs = window->document().whatIfs();
  QTest::qWait(900);
  // The window goes away without closeEvent, as after a crash.
  window.reset();
  painted = 0;
  open();
  ASSERT_TRUE(messages().has(MessageStrip::Restored));
  EXPECT_NE(editor->toPlainText(), text);
  messages().message(MessageStrip::Restored).buttons[1].pressed();
  EXPECT_EQ(editor->toPlainText(), text);
  EXPECT_EQ(window->document().whatIfs(), whatIfs);
  EXPECT_FALSE(messages().has(MessageStrip::Restored));
  ASSERT_TRUE(waitForPicture());
  EXPECT_TRUE(window->shownBaseline());
  window->close();
  window.reset();
  painted = 0;
  open();
  EXPECT_FALSE(messages().has(MessageStrip::Restored)) << "closed in the ordinary way: it goes on where it was";
  EXPECT_EQ(editor->toPlainText(), text);
  EXPECT_EQ(window->document().whatIfs(), whatIfs);
}

TEST_F(ModelsTest, WhatWasTypedBeforeEarlierWorkIsBroughtBackIsOfferedInTurn) {
  options.remember = true;
  options.text = QString();
  open();
  QTest::keyClicks(editor, QStringLiteral(" and then"));
  const QString first = editor->toPlainText();
  QTest::qWait(900);
  window.reset();
  painted = 0;
  open();
  QTest::keyClicks(editor, QStringLiteral(" SECOND"));
  const QString second = editor->toPlainText();
  ASSERT_TRUE(messages().has(MessageStrip::Restored));
  messages().message(MessageStrip::Restored).buttons[1].pressed();
  EXPECT_EQ(editor->toPlainText(), first);
  ASSERT_TRUE(messages().has(MessageStrip::Restored)) << "nothing is lost";
  EXPECT_TRUE(messages().message(MessageStrip::Restored).detail.contains(QStringLiteral("SECOND")));
  messages().message(MessageStrip::Restored).buttons[1].pressed();
  EXPECT_EQ(editor->toPlainText(), second);
  EXPECT_FALSE(messages().has(MessageStrip::Restored));
}

/// Closes the window, or drops it as a crash does, and starts again.
class RestartTest : public ModelsTest {
 protected:
  RestartTest() {
    options.remember = true;
    options.text = QString();
  }
  void begin() {
    window = std::make_unique<MainWindow>(options);
    QObject::connect(window.get(), &MainWindow::pictureShown, [this](quint64 revision, double) { painted = revision; });
    window->resize(1280, 800);
    window->show();
    ASSERT_TRUE(waitForPicture());
  }
  void openIn(const char* model, const QString& view, int layer, int head) {
    window->openModel(QString::fromUtf8(model));
    ASSERT_TRUE(waitUntil([&] { return folderNow().endsWith(QString::fromUtf8(model)); }));
    ASSERT_TRUE(waitForPicture());
    window->lensArea().setView(view);
    window->selection().chooseHead(layer, head);
  }
  QString folderNow() const { return window->bridge().current()->folder; }
  void expectPlace(const char* model, const QString& view, int layer, int head) {
    EXPECT_TRUE(waitUntil([&] { return folderNow().endsWith(QString::fromUtf8(model)); })) << folderNow().toStdString();
    ASSERT_TRUE(waitForPicture());
    EXPECT_EQ(lens().view().name().id, view);
    EXPECT_EQ(window->selection().layer(), layer);
    EXPECT_EQ(window->selection().head(), head);
  }
};

TEST_F(RestartTest, BringsBackModelViewAndHead) {
  begin();
  openIn("doodles", AllHeadsView::id, 2, 3);
  window->close();
  window.reset();
  painted = 0;
  begin();
  expectPlace("doodles", AllHeadsView::id, 2, 3);
  openIn("storyteller", MatrixView::id, 4, 2);
  EXPECT_EQ(lens().state().range, RangeMode::PerRow) << "what a person begins with";
  lens().setRange(RangeMode::Percentile);
  window->document().addWhatIf(ScaleHead{StackId::Decoder, 5, 1, 0.5F});
  const auto whatIfs = window->document().whatIfs();
  window->close();
  window.reset();
  painted = 0;
  begin();
  expectPlace("storyteller", MatrixView::id, 4, 2);
  EXPECT_EQ(lens().state().range, RangeMode::Percentile);
  EXPECT_EQ(window->document().whatIfs(), whatIfs);
}

TEST_F(RestartTest, AModelThatIsGoneIsNotWaitedFor) {
  const fs::path own = tinyModel("own-model");
  begin();
  openIn(own.string().c_str(), MatrixView::id, 1, 1);
  window->close();
  window.reset();
  painted = 0;
  fs::remove_all(own);
  begin();
  EXPECT_TRUE(folderNow().endsWith(QStringLiteral("storyteller")));
}

TEST_F(RestartTest, AfterACrashItComesWhenItIsAskedFor) {
  begin();
  openIn("doodles", AllHeadsView::id, 3, 1);
  window->document().image().picture().mirror();
  QTest::qWait(900);
  window.reset();
  painted = 0;
  begin();
  EXPECT_TRUE(folderNow().endsWith(QStringLiteral("storyteller"))) << "it may be what crashed";
  ASSERT_TRUE(messages().has(MessageStrip::Restored));
  messages().message(MessageStrip::Restored).buttons[1].pressed();
  expectPlace("doodles", AllHeadsView::id, 3, 1);
}

TEST_F(ModelsTest, TheRowThatTheFirstClaimLockedIsNotThePicturesQuery) {
  options.remember = true;
  options.text = QString();
  open();
  ASSERT_TRUE(waitUntil([&] { return window->selection().lockedRow() >= 0; }));
  window->openModel(QStringLiteral("doodles"));
  ASSERT_TRUE(waitUntil([&] { return window->shownTrace() && window->shownTrace()->picture(); }));
  EXPECT_EQ(window->selection().lockedRow(), -1) << "[CLS] asks";
}

TEST_F(ModelsTest, FirstStartIsToldOnceAndNamesAHeadThatDoesIt) {
  options.remember = true;
  options.text = QString();
  open();
  ASSERT_TRUE(messages().has(MessageStrip::FirstStart));
  const Message first = messages().message(MessageStrip::FirstStart);
  EXPECT_TRUE(first.title.contains(QStringLiteral("Storyteller")));
  // It starts on the head that it speaks of, its row locked; what it says holds for the weights on screen.
  EXPECT_EQ(first.buttons.size(), 3) << "around, lessons, a model: there is no head to press for";
  EXPECT_TRUE(lens().shows(MatrixView::id));
  const int layer = window->selection().layer(), head = window->selection().head();
  EXPECT_TRUE(first.detail.contains(QStringLiteral("L%1H%2").arg(layer).arg(head))) << first.detail.toStdString();
  const auto ids = window->shownTrace()->ids();
  ASSERT_EQ(window->selection().lockedRow(), static_cast<int>(ids.size()) - 1);
  const auto behindEarlier = [&](int l, int h) {
    const std::vector<float> row =
        patternRow(*window->shownTrace(), StackId::Decoder, l, h, static_cast<int>(ids.size()) - 1);
    double sum = 0;
    for (std::size_t i = 0; i + 2 < ids.size(); ++i)
      if (ids[i] == ids.back()) sum += static_cast<double>(row[i + 1]);
    return sum;
  };
  EXPECT_GE(behindEarlier(layer, head), 0.3);
  for (int l = 0; l < 6; ++l)
    for (int h = 0; h < 8; ++h) EXPECT_LE(behindEarlier(l, h), behindEarlier(layer, head)) << "L" << l << "H" << h;
  window->findChild<QAction*>(QStringLiteral("firstSteps"))->trigger();
  ASSERT_TRUE(messages().has(MessageStrip::FirstStart));
  EXPECT_EQ(messages().message(MessageStrip::FirstStart).buttons.size(), 4) << "asked for, it moves nothing by itself";
  QTest::keyClicks(editor, QStringLiteral("s"));
  EXPECT_FALSE(messages().message(MessageStrip::FirstStart).detail.contains(QStringLiteral("head")));
  EXPECT_EQ(messages().message(MessageStrip::FirstStart).buttons.size(), 3);
  EXPECT_EQ(window->selection().lockedRow(), -1) << "what is typed is followed";
  first.closed();
  window->close();
  window.reset();
  painted = 0;
  open();
  EXPECT_FALSE(messages().has(MessageStrip::FirstStart));
}

TEST_F(ModelsTest, LayoutIsRemembered) {
  options.remember = true;
  open();
  auto* dock = window->findChild<QWidget*>(QStringLiteral("predictionsDock"));
  ASSERT_TRUE(dock->isVisible());
  dock->close();
  window->close();
  window.reset();
  painted = 0;
  open();
  EXPECT_FALSE(window->findChild<QWidget*>(QStringLiteral("predictionsDock"))->isVisible());
}

}  // namespace
}  // namespace headlight::ui
