// Getting in: what is known of a model before it is loaded, by drop, menu, list and file.
#include <QAction>
#include <QDropEvent>
#include <QLabel>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QUrl>
#include <fstream>

#include "recorded_models.h"
#include "support/tiny_model.h"
#include "ui/window/open_dialog.h"

namespace headlight::ui {
namespace {

namespace fs = std::filesystem;

class OpeningTest : public RecordedModelsTest {
 protected:
  OpeningTest() { qputenv("HF_HOME", (folder.path() / "hf").string().c_str()); }
  ~OpeningTest() override { qunsetenv("HF_HOME"); }

  OpenDialog* dialog() {
    for (auto* found : window->findChildren<OpenDialog*>())
      if (found->isVisible()) return found;
    return nullptr;
  }
  void drop(const fs::path& path) {
    QMimeData mime;
    mime.setUrls({QUrl::fromLocalFile(QString::fromStdString(path.string()))});
    QDragEnterEvent enter(QPoint(600, 300), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(window.get(), &enter);
    EXPECT_TRUE(enter.isAccepted());
    QDropEvent dropped(QPointF(600, 300), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(window.get(), &dropped);
    EXPECT_TRUE(dropped.isAccepted());
  }
  bool waitForCard() {
    return waitUntil([&] {
      OpenDialog* open = dialog();
      return open && (!open->card().lines.isEmpty() || !open->card().refusal.isEmpty());
    });
  }
  QString fact(const QString& name) {
    for (const auto& [what, value] : dialog()->card().lines)
      if (what == name) return value;
    return {};
  }
  void click(const char* name) {
    QTest::mouseClick(dialog()->findChild<QPushButton*>(QLatin1String(name)), Qt::LeftButton);
  }
  bool waitForModel(const QString& end) {
    return waitUntil([&] { return window->bridge().current()->folder.endsWith(end); }) && waitForPicture();
  }
};

// The list of recent models takes the focus when the dialog comes up: that chooses nothing.
TEST_F(OpeningTest, WhatWasChosenIsWhatTheDialogShowsWhateverIsRecent) {
  options.remember = true;
  open();
  window->openModel(QString::fromStdString(recorded("gpt2-tiny-f32").string()));
  ASSERT_TRUE(waitForModel(QStringLiteral("gpt2-tiny-f32")));
  drop(recorded("bert-tiny-mlm"));
  ASSERT_TRUE(waitForCard());
  auto* list = dialog()->findChild<QListWidget*>(QStringLiteral("modelList"));
  list->setFocus(Qt::TabFocusReason);
  QTest::qWait(50);
  ASSERT_TRUE(waitForCard());
  EXPECT_TRUE(dialog()->card().path.endsWith(QStringLiteral("bert-tiny-mlm"))) << dialog()->card().path.toStdString();
  // Going there with the keys does.
  QTest::keyClick(list, Qt::Key_Home);
  QTest::keyClick(list, Qt::Key_Down);
  EXPECT_TRUE(waitUntil([&] { return dialog()->card().path.endsWith(QStringLiteral("gpt2-tiny-f32")); }));
}

TEST_F(OpeningTest, ADroppedFolderIsShownBeforeItIsLoadedAndOpenLoadsIt) {
  open();
  const QString before = window->bridge().current()->folder;
  drop(recorded("bert-tiny-mlm"));
  ASSERT_TRUE(waitForCard());
  EXPECT_EQ(dialog()->card().refusal, QString());
  EXPECT_EQ(window->bridge().current()->folder, before) << "nothing is loaded yet";
  EXPECT_FALSE(window->bridge().opening());
  EXPECT_TRUE(fact(QStringLiteral("Family")).contains(QStringLiteral("BERT"), Qt::CaseInsensitive));
  EXPECT_TRUE(fact(QStringLiteral("Size")).contains(QStringLiteral("2 layers × 4 heads × width 20")))
      << fact(QStringLiteral("Size")).toStdString();
  EXPECT_TRUE(fact(QStringLiteral("Vocabulary")).startsWith(QStringLiteral("41")));
  EXPECT_TRUE(fact(QStringLiteral("Stored as")).contains(QStringLiteral("f32")));
  EXPECT_TRUE(fact(QStringLiteral("Memory")).contains(QStringLiteral("weights")));
  for (const char* name : {"Parameters", "Tokenizer"}) EXPECT_FALSE(fact(QLatin1String(name)).isEmpty()) << name;
  // Of what is stored: a tied matrix that is there twice counts twice.
  const qulonglong parameters = fact(QStringLiteral("Parameters")).remove(QLatin1Char(',')).toULongLong();
  click("openChosen");
  ASSERT_TRUE(waitForModel(QStringLiteral("bert-tiny-mlm")));
  EXPECT_GE(parameters, window->bridge().current()->info->parameters);
  EXPECT_LE(parameters, window->bridge().current()->info->parameters * 5 / 4);
  EXPECT_TRUE(window->bridge().current()->info->says(Says::HiddenToken));
}

TEST_F(OpeningTest, CancelLeavesEverythingAsItWas) {
  open();
  const auto trace = window->shownTrace();
  drop(recorded("bert-tiny-ner"));
  ASSERT_TRUE(waitForCard());
  click("cancelOpen");
  EXPECT_TRUE(waitUntil([&] { return dialog() == nullptr; }));
  QTest::qWait(100);
  EXPECT_EQ(window->shownTrace(), trace);
  EXPECT_FALSE(window->bridge().opening());
}

TEST_F(OpeningTest, WhatCannotBeOpenedSaysWhyBeforeAnythingIsLoaded) {
  open();
  const fs::path mamba = recorded("bert-tiny-mlm");
  headlight::test::setConfig(mamba, "model_type", "\"mamba\"");
  drop(mamba);
  ASSERT_TRUE(waitForCard());
  EXPECT_TRUE(dialog()->card().refusal.contains(QStringLiteral("mamba")));
  EXPECT_TRUE(dialog()->card().refusal.contains(QStringLiteral("bert"))) << "what would work";
  EXPECT_FALSE(dialog()->findChild<QPushButton*>(QStringLiteral("openChosen"))->isEnabled());
  EXPECT_TRUE(dialog()->findChild<QLabel*>(QStringLiteral("openRefusal"))->isVisible());
  // Another one in the same dialog can be opened.
  dialog()->preview(QString::fromStdString(recorded("bert-tiny-ner").string()));
  ASSERT_TRUE(waitUntil([&] { return !dialog()->card().lines.isEmpty() && dialog()->card().refusal.isEmpty(); }));
  EXPECT_TRUE(dialog()->findChild<QPushButton*>(QStringLiteral("openChosen"))->isEnabled());
  EXPECT_FALSE(dialog()->findChild<QLabel*>(QStringLiteral("openRefusal"))->isVisible());
}

TEST_F(OpeningTest, CtrlOListsWhatLiesInTheCacheOfThisComputer) {
  // As huggingface_hub leaves it: the snapshot's files are links into blobs.
  const fs::path made = recorded("bert-tiny-mlm");
  const fs::path model = folder.path() / "hf" / "hub" / "models--somebody--tiny-bert";
  const fs::path snapshot = model / "snapshots" / "0123456789abcdef0123456789abcdef01234567";
  fs::create_directories(snapshot);
  fs::create_directories(model / "blobs");
  fs::create_directories(model / "refs");
  std::ofstream(model / "refs" / "main") << snapshot.filename().string();
  for (const char* file : {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"}) {
    fs::copy_file(made / file, model / "blobs" / (std::string("blob-") + file));
    fs::create_symlink(fs::path("../../blobs") / (std::string("blob-") + file), snapshot / file);
  }
  open();
  QTest::keyClick(window.get(), Qt::Key_O, Qt::ControlModifier);
  ASSERT_TRUE(waitUntil([&] { return dialog() != nullptr; }));
  auto* list = dialog()->findChild<QListWidget*>(QStringLiteral("modelList"));
  const auto row = [&] {
    for (int i = 0; i < list->count(); ++i)
      if (list->item(i)->text().contains(QStringLiteral("somebody/tiny-bert"))) return i;
    return -1;
  };
  ASSERT_TRUE(waitUntil([&] { return row() >= 0; }));
  EXPECT_FALSE(dialog()->findChild<QPushButton*>(QStringLiteral("openChosen"))->isEnabled());
  QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(list->item(row())).center());
  ASSERT_TRUE(waitForCard());
  EXPECT_EQ(dialog()->card().refusal, QString());
  EXPECT_TRUE(dialog()->card().title.contains(QStringLiteral("tiny-bert"))) << dialog()->card().title.toStdString();
  click("openChosen");
  ASSERT_TRUE(waitForModel(QString::fromStdString(snapshot.filename().string())));
  EXPECT_TRUE(window->windowTitle().contains(QStringLiteral("tiny-bert"))) << window->windowTitle().toStdString();
}

TEST_F(OpeningTest, AWeightsFileOpensTheModelBesideIt) {
  open();
  const fs::path made = recorded("bert-tiny-sentiment");
  window->openFiles({QString::fromStdString((made / "model.safetensors").string())});
  ASSERT_TRUE(waitForCard());
  EXPECT_EQ(dialog()->card().refusal, QString()) << dialog()->card().refusal.toStdString();
  QTest::keyClick(dialog(), Qt::Key_Return);
  ASSERT_TRUE(waitUntil([&] { return window->bridge().current()->info->says(Says::Label); }));
  ASSERT_TRUE(waitForPicture());
}

TEST_F(OpeningTest, AnUnfinishedFileIsRefusedInTheStripAndTheModelStays) {
  open();
  const fs::path broken = recorded("bert-tiny-mlm");
  fs::resize_file(broken / "model.safetensors", fs::file_size(broken / "model.safetensors") - 100);
  window->openModel(QString::fromStdString(broken.string()));  // as from the command line: no preview
  ASSERT_TRUE(waitUntil([&] { return messages().has(MessageStrip::NotOpened); }));
  EXPECT_TRUE(messages().message(MessageStrip::NotOpened).detail.contains(QStringLiteral("model.safetensors")));
  QTest::keyClicks(editor, QStringLiteral("s"));
  EXPECT_TRUE(waitForPicture());
}

}  // namespace
}  // namespace headlight::ui
