// Device check, writing on, files, images, the first start and the beginning of the text, without the window.
#include <QFile>
#include <QSignalSpy>

#include "parts.h"
#include "ui/window/bundled_models.h"
#include "ui/window/device_check.h"
#include "ui/window/earlier_work.h"
#include "ui/window/file_actions.h"
#include "ui/window/first_claim.h"
#include "ui/window/first_start.h"
#include "ui/window/image_actions.h"
#include "ui/window/writing_on.h"

namespace headlight::ui {
namespace {

class DeviceCheckTest : public PartsTest {
 protected:
  static BackendCheck wrong() {
    BackendCheck check;
    check.tokens = 16;
    check.largestDifference = 5;
    check.largestLogit = 1;
    return check;
  }

  DeviceCheck check{context, 2};
  QSignalSpy wanted{&check, &DeviceCheck::cpuWanted};
};

TEST_F(DeviceCheckTest, WrongNumbersAreTold) {
  serve("storyteller");
  EXPECT_EQ(check.words(), QString());
  emit bridge.checked(wrong());
  EXPECT_TRUE(check.words().contains(QStringLiteral("16 tokens")));
  EXPECT_TRUE(messages.has(MessageStrip::Device));
  EXPECT_EQ(wanted.count(), 0) << "a device that was chosen by hand stays";
}

TEST_F(DeviceCheckTest, TheCpuTakesOverWhereTheDeviceWasTheProgramsChoice) {
  serve("storyteller", "auto");
  emit bridge.checked(wrong());
  ASSERT_EQ(wanted.count(), 1);
  EXPECT_EQ(wanted[0][0].toString(), bridge.current()->folder);
  bridge.open(bridge.current()->folder, QStringLiteral("cpu"), 2, WeightStorage::F32);
  emit bridge.checked(wrong());
  EXPECT_EQ(wanted.count(), 1) << "another one comes already";
}

class WritingOnTest : public PartsTest {};

TEST_F(WritingOnTest, TokensComeBehindTheTextAndAnEditEndsIt) {
  document.text().setText(QStringLiteral("The owl told Tom"), {});
  serve("storyteller");
  WritingOn writing(context);
  const auto count = document.text().tokens().size();
  writing.start();
  EXPECT_TRUE(writing.underWay());
  ASSERT_TRUE(waitUntil([&] { return !writing.underWay(); }));
  EXPECT_EQ(document.text().tokens().size(), count + 20);
  writing.start();
  ASSERT_TRUE(waitUntil([&] { return document.text().tokens().size() > count + 20; }));
  document.text().replaceText(0, 0, QStringLiteral("x"));
  EXPECT_FALSE(writing.underWay());
  const QString text = document.text().text();
  QTest::qWait(100);
  EXPECT_EQ(document.text().text(), text) << "nothing more is written";
}

TEST_F(WritingOnTest, WithoutAModelOrATextThereIsNothingToWrite) {
  WritingOn writing(context);
  writing.start();
  EXPECT_FALSE(writing.underWay());
}

class FilesTest : public PartsTest {
 protected:
  QString write(const char* name, const QByteArray& bytes) {
    const QString path = QString::fromStdString((folder.path() / name).string());
    QFile file(path);
    EXPECT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(bytes);
    return path;
  }

  Opening opening{context, cpu()};
  ImageActions imageActions{context, opening};
  FileActions files{context, opening, imageActions};
};

TEST_F(FilesTest, ATextIsReadWithPlainLineEnds) {
  files.openFiles({write("a.txt", "The owl\r\ntold Tom")});
  EXPECT_EQ(document.text().text(), QStringLiteral("The owl\ntold Tom"));
  document.undoStack().undo();
  EXPECT_EQ(document.text().text(), QString());
}

TEST_F(FilesTest, WhatIsNoTextIsRefusedByName) {
  document.text().setText(QStringLiteral("The owl"), {});
  files.openText(write("b.txt", "\xC3\x28"));
  ASSERT_TRUE(messages.has(MessageStrip::NotOpened));
  EXPECT_TRUE(messages.message(MessageStrip::NotOpened).title.contains(QStringLiteral("b.txt")));
  files.openText(write("big.txt", QByteArray(300 << 10, 'a')));
  EXPECT_TRUE(messages.message(MessageStrip::NotOpened).detail.contains(QStringLiteral("bytes")));
  EXPECT_EQ(document.text().text(), QStringLiteral("The owl"));
}

TEST_F(FilesTest, ATextIsOfferedAnotherModelWhereImagesAreRead) {
  serve("doodles");
  files.openText(write("c.txt", "The owl"));
  ASSERT_TRUE(messages.has(MessageStrip::NotOpened));
  EXPECT_FALSE(messages.message(MessageStrip::NotOpened).buttons.isEmpty());
  EXPECT_EQ(document.text().text(), QString());
}

TEST_F(FilesTest, AnImageOfferedToATextModelIsThereWhenItsModelComes) {
  serve("storyteller");
  imageActions.open(QImage(40, 30, QImage::Format_RGB32), QStringLiteral("dropped"));
  ASSERT_TRUE(messages.has(MessageStrip::NotOpened));
  const auto buttons = messages.message(MessageStrip::NotOpened).buttons;
  ASSERT_FALSE(buttons.isEmpty());
  buttons.first().pressed();
  EXPECT_EQ(document.image().picture().origin().name, QStringLiteral("dropped"));
  EXPECT_EQ(opening.state(), OpeningState::Loading);
}

TEST_F(FilesTest, TheNewestImageWins) {
  serve("doodles");
  QImage image(40, 30, QImage::Format_RGB32);
  image.fill(Qt::red);
  const QString path = QString::fromStdString((folder.path() / "red.png").string());
  ASSERT_TRUE(image.save(path));
  imageActions.openFile(path);
  imageActions.open(image, QStringLiteral("pasted after it"));
  QTest::qWait(200);
  EXPECT_EQ(document.image().picture().origin().name, QStringLiteral("pasted after it"));
  imageActions.openFile(path);
  EXPECT_TRUE(waitUntil([this] { return document.image().picture().origin().name == QStringLiteral("red.png"); }));
}

class FirstStartTest : public PartsTest {};

TEST_F(FirstStartTest, WhatItSaysOfTheTextGoesWithTheFirstEdit) {
  document.text().setText(QStringLiteral("The owl told Tom that the owl"), {});
  serve("storyteller");
  PassLoop loop(document, selection, bridge, inputs, budget,
                [](const ModelInfo& model) { return PassNeeds{model.everySite()}; });
  FirstStart firstStart(context, loop);
  firstStart.tell();
  EXPECT_FALSE(messages.has(MessageStrip::FirstStart)) << "nothing is shown yet";
  loop.request();
  ASSERT_TRUE(waitUntil([&] { return loop.shown().trace != nullptr; }));
  firstStart.tellOnce(false, true);
  EXPECT_FALSE(messages.has(MessageStrip::FirstStart)) << "who remembers nothing is not told";
  firstStart.tell();
  ASSERT_TRUE(messages.has(MessageStrip::FirstStart));
  ASSERT_EQ(messages.message(MessageStrip::FirstStart).buttons.size(), 4);
  QSignalSpy asked(&firstStart, &FirstStart::headAsked);
  document.text().replaceText(0, 0, QStringLiteral("x"));
  EXPECT_EQ(messages.message(MessageStrip::FirstStart).buttons.size(), 3);
  firstStart.tell();
  messages.message(MessageStrip::FirstStart).buttons.last().pressed();
  EXPECT_EQ(asked.count(), 1);
  EXPECT_FALSE(messages.has(MessageStrip::FirstStart));
}

// Sums over all earlier occurrences, and of words: the weights are those of Storyteller.
TEST_F(FirstStartTest, AClaimIsOfWordsNotOfPunctuation) {
  PassLoop loop(document, selection, bridge, inputs, budget,
                [](const ModelInfo& model) { return PassNeeds{model.everySite()}; });
  serve("storyteller");
  const auto claimOf = [&](const char* text) -> QString {
    document.text().setText(QString::fromUtf8(text), {});
    loop.request();
    EXPECT_TRUE(waitUntil([&] { return loop.shown().trace && loop.shown().trace->revision() == document.revision(); }));
    const auto claim = findHeadClaim(*loop.shown().trace, loop.shown().rows().names.names);
    return claim ? claim->sentence : QString();
  };
  const QString silver = claimOf("One day Tom Silver met an owl in the mill. The owl told Tom Silver a joke, and Tom");
  EXPECT_TRUE(silver.contains(QStringLiteral("the last “Tom” looks back to “Silver”, which"))) << silver.toStdString();
  EXPECT_TRUE(silver.contains(QStringLiteral("on its 2 places together"))) << silver.toStdString();
  for (const char* text : {"Tom, and Ann, and Tom,", "It was red. It was blue."}) {
    const QString said = claimOf(text);
    EXPECT_FALSE(said.contains(QStringLiteral("the last"))) << said.toStdString();
  }
}

class BeginningTest : public PartsTest {};

TEST_F(BeginningTest, TheTextIsTheCommandLinesElseTheSample) {
  EarlierWork work(context, nullptr);
  work.begin({}, QStringLiteral("a sample"));
  EXPECT_EQ(document.text().text(), QStringLiteral("a sample"));
  work.begin(QStringLiteral("of the command line"), QStringLiteral("a sample"));
  EXPECT_EQ(document.text().text(), QStringLiteral("of the command line"));
  EXPECT_FALSE(document.undoStack().canUndo());
}

class ModelInputsTest : public PartsTest {};

TEST_F(ModelInputsTest, ASampleMakesRoomAndAnEditedImageStays) {
  serve("doodles");
  const QString sample = document.image().picture().origin().path;
  EXPECT_TRUE(imageSamplesOf(bridge.current()->folder).contains(sample));
  const OpenModel model = *bridge.current();
  inputs.prepare(model);
  EXPECT_FALSE(inputs.coming().empty());
  inputs.dropComing(&model);
  EXPECT_TRUE(inputs.coming().empty());
  EXPECT_EQ(document.image().picture().origin().path, sample);
  document.image().picture().turnRight();
  serve("photos-10");
  EXPECT_EQ(document.image().picture().origin().path, sample) << "what somebody turned stays";
}

}  // namespace
}  // namespace headlight::ui
