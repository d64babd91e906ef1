#include "ui/document/autosave.h"

#include <gtest/gtest.h>

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>
#include <cmath>

#include "support/sanitized.h"
#include "support/shared_data.h"
#include "ui/document/document.h"

namespace headlight::ui {
namespace {

class AutosaveTest : public testing::Test {
 protected:
  QString folder() const { return QString::fromStdString((temporary.path() / "work").string()); }
  headlight::test::TemporaryFolder temporary;
};

/// What a run of `days` ago left in slot `slot`.
void leaveBehind(const QString& folder, int slot, int days) {
  QDir().mkpath(folder);
  QFile file(QStringLiteral("%1/work-%2.json").arg(folder).arg(slot));
  ASSERT_TRUE(file.open(QIODevice::WriteOnly));
  file.write(
      QJsonDocument(QJsonObject{{"segments", QJsonArray{QJsonObject{{"text", QString::number(days)}}}},
                                {"time", QDateTime::currentDateTime().addDays(-days).toString(Qt::ISODateWithMs)}})
          .toJson());
}

TEST_F(AutosaveTest, NothingIsFoundInAnEmptyFolder) {
  Document document;
  const Autosave autosave(document, folder());
  EXPECT_FALSE(autosave.found());
  EXPECT_TRUE(autosave.failure().isEmpty());
}

TEST_F(AutosaveTest, WorkOfARunThatEndedWithoutClosingIsOfferedWithinASecond) {
  {
    Document document;
    const Autosave autosave(document, folder());
    document.text().replaceText(0, 0, QStringLiteral("The owl"));
    QTest::qWait(300);
    document.text().replaceText(7, 0, QStringLiteral(" told"));  // does not put the write off
    QTest::qWait(700);
  }  // no close(): as after a crash
  Document document;
  Autosave autosave(document, folder());
  ASSERT_TRUE(autosave.found());
  EXPECT_FALSE(autosave.found()->closed);
  ASSERT_EQ(autosave.found()->texts.front().size(), 1U);
  EXPECT_EQ(autosave.found()->texts.front()[0].text, QStringLiteral("The owl told"));
}

TEST_F(AutosaveTest, TextsOfAllInputsAreKept) {
  {
    Document document;
    Autosave autosave(document, folder());
    document.textAt(0).setText(QStringLiteral("The owl"), {});
    document.textAt(1).setText(QStringLiteral("Die Eule"), {});
    autosave.close();
  }
  Document document;
  const Autosave autosave(document, folder());
  ASSERT_TRUE(autosave.leftOff());
  ASSERT_EQ(autosave.leftOff()->texts.size(), 2U);
  EXPECT_EQ(autosave.leftOff()->texts[0][0].text, QStringLiteral("The owl"));
  EXPECT_EQ(autosave.leftOff()->texts[1][0].text, QStringLiteral("Die Eule"));
}

TEST_F(AutosaveTest, WorkOfABuildThatKnewOneTextIsRead) {
  QDir().mkpath(folder());
  QFile file(folder() + QStringLiteral("/work-1.json"));
  ASSERT_TRUE(file.open(QIODevice::WriteOnly));
  file.write(
      R"({"closed":true,"model":"/models/a","seed":"7","segments":[{"text":"The "},{"text":"owl","token":17,)"
      R"("vocabulary":"fedcba9876543210"}],"temperature":0.5,"time":"2026-11-28T12:00:00.000","topK":3,"topP":1,)"
      R"("whatIfs":[]})");
  file.close();
  Document document;
  const Autosave autosave(document, folder());
  ASSERT_TRUE(autosave.leftOff());
  ASSERT_EQ(autosave.leftOff()->texts.size(), 1U);
  ASSERT_EQ(autosave.leftOff()->texts[0].size(), 2U);
  EXPECT_EQ(autosave.leftOff()->texts[0][1].token, 17);
  EXPECT_EQ(autosave.leftOff()->sampling.topK, 3);
  EXPECT_EQ(autosave.leftOff()->model.folder, QStringLiteral("/models/a"));
}

TEST_F(AutosaveTest, AnOfferComesAgainUntilItIsAnswered) {
  {
    Document document;
    const Autosave autosave(document, folder());
    document.text().replaceText(0, 0, QStringLiteral("kept"));
    QTest::qWait(700);
  }
  {
    Document document;
    const Autosave autosave(document, folder());
    ASSERT_TRUE(autosave.found());
    document.text().replaceText(0, 0, QStringLiteral("typed meanwhile"));
    QTest::qWait(700);
    EXPECT_EQ(autosave.found()->texts.front()[0].text, QStringLiteral("kept"));
  }
  EXPECT_EQ(QDir(folder()).entryList({QStringLiteral("work-*.json")}).size(), 2);
  Document document;
  Autosave autosave(document, folder());
  ASSERT_TRUE(autosave.found());
  EXPECT_EQ(autosave.found()->texts.front()[0].text, QStringLiteral("typed meanwhile")) << "the newest is offered";
  autosave.dropFound();
  ASSERT_TRUE(autosave.found());
  EXPECT_EQ(autosave.found()->texts.front()[0].text, QStringLiteral("kept")) << "the one before it is offered next";
  autosave.dropFound();
  EXPECT_FALSE(autosave.found());
}

TEST_F(AutosaveTest, WorkThatBrokeOffIsOfferedAfterOtherRunsWereClosed) {
  {
    Document document;
    const Autosave autosave(document, folder());
    document.text().replaceText(0, 0, QStringLiteral("broke off"));
    QTest::qWait(700);
  }
  {
    Document document;
    Autosave autosave(document, folder());
    ASSERT_TRUE(autosave.found());
    EXPECT_FALSE(autosave.leftOff());
    document.text().replaceText(0, 0, QStringLiteral("closed"));
    autosave.close();  // without an answer
  }
  Document document;
  Autosave autosave(document, folder());
  ASSERT_TRUE(autosave.leftOff());
  EXPECT_EQ(autosave.leftOff()->texts.front()[0].text, QStringLiteral("closed"));
  ASSERT_TRUE(autosave.found());
  EXPECT_EQ(autosave.found()->texts.front()[0].text, QStringLiteral("broke off"));
  autosave.dropLeftOff();
  EXPECT_TRUE(autosave.found());
  EXPECT_EQ(QDir(folder()).entryList({QStringLiteral("work-*.json")}).size(), 1);
}

TEST_F(AutosaveTest, WhatIsSetAsideIsOfferedNextAndOutlivesTheRun) {
  leaveBehind(folder(), 1, 0);
  Document document;
  {
    Autosave autosave(document, folder());
    document.text().replaceText(0, 0, QStringLiteral("typed meanwhile"));
    ASSERT_TRUE(autosave.setAside());
    document.restore(autosave.found()->texts.front(), {});
    autosave.dropFound();
    ASSERT_TRUE(autosave.found());
    EXPECT_EQ(autosave.found()->texts.front()[0].text, QStringLiteral("typed meanwhile"));
    document.text().replaceText(0, 0, QStringLiteral("on "));
    QTest::qWait(700);
  }
  Document again;
  Autosave autosave(again, folder());
  std::vector<QString> found;
  for (; autosave.found(); autosave.dropFound()) found.push_back(autosave.found()->texts.front()[0].text);
  EXPECT_EQ(found, (std::vector<QString>{QStringLiteral("on 0"), QStringLiteral("typed meanwhile")}));
}

TEST_F(AutosaveTest, ClosingKeepsSegmentsAndSampling) {
  {
    Document document;
    Autosave autosave(document, folder());
    document.restore({{QStringLiteral("The"), -1, 0}, {QStringLiteral(" owl"), 17, 0xFEDCBA9876543210ULL}},
                     {0.7, 12, 0.5, 123},
                     {{ScaleHead{StackId::Decoder, 5, 1, 0.5F}, true}, {MaskKey{StackId::Decoder, 3}, false}});
    autosave.setModel({QStringLiteral("/models/a"), {}, {}, {}});
    autosave.close();
  }
  Document document;
  const Autosave autosave(document, folder());
  ASSERT_TRUE(autosave.leftOff());
  EXPECT_TRUE(autosave.leftOff()->closed);
  EXPECT_EQ(autosave.leftOff()->model.folder, QStringLiteral("/models/a"));
  ASSERT_EQ(autosave.leftOff()->texts.front().size(), 2U);
  EXPECT_EQ(autosave.leftOff()->texts.front()[1].token, 17);
  EXPECT_EQ(autosave.leftOff()->texts.front()[1].vocabulary, 0xFEDCBA9876543210ULL);
  EXPECT_EQ(autosave.leftOff()->sampling, (Sampling{0.7, 12, 0.5, 123}));
  EXPECT_EQ(autosave.leftOff()->whatIfs, (std::vector<WhatIf>{{ScaleHead{StackId::Decoder, 5, 1, 0.5F}, true},
                                                              {MaskKey{StackId::Decoder, 3}, false}}));
}

TEST_F(AutosaveTest, TwoWindowsDoNotOverwriteEachOther) {
  Document first, second;
  const Autosave one(first, folder());
  const Autosave two(second, folder());
  first.text().replaceText(0, 0, QStringLiteral("one"));
  second.text().replaceText(0, 0, QStringLiteral("two"));
  QTest::qWait(700);
  EXPECT_EQ(QDir(folder()).entryList({QStringLiteral("work-*.json")}).size(), 2);
}

TEST_F(AutosaveTest, AnUnreadableFileIsPassedOver) {
  QDir().mkpath(folder());
  QFile file(folder() + QStringLiteral("/work-1.json"));
  ASSERT_TRUE(file.open(QIODevice::WriteOnly));
  file.write("{ \"segments\": [");
  file.close();
  Document document;
  const Autosave autosave(document, folder());
  EXPECT_FALSE(autosave.found());
}

TEST_F(AutosaveTest, AFolderThatCannotBeMadeIsSaid) {
  QFile blocker(folder());
  ASSERT_TRUE(blocker.open(QIODevice::WriteOnly));
  blocker.close();
  Document document;
  const Autosave autosave(document, folder() + QStringLiteral("/below"));
  EXPECT_FALSE(autosave.failure().isEmpty());
}

TEST_F(AutosaveTest, AWhatIfAloneIsKept) {
  {
    Document document;
    const Autosave autosave(document, folder());
    document.addWhatIf(ScaleHead{StackId::Decoder, 5, 1, 0});
    QTest::qWait(700);
  }
  Document document;
  const Autosave autosave(document, folder());
  ASSERT_TRUE(autosave.found());
  EXPECT_EQ(autosave.found()->whatIfs.size(), 1U);
}

TEST_F(AutosaveTest, LeftoversAreCollectedAfterAMonthButNeverTheNewest) {
  for (const auto& [slot, days] : {std::pair{1, 40}, {2, 5}, {3, 29}, {4, 31}}) leaveBehind(folder(), slot, days);
  {
    Document document;
    const Autosave autosave(document, folder());
    ASSERT_TRUE(autosave.found());
    EXPECT_EQ(autosave.found()->texts.front()[0].text, QStringLiteral("5"));
  }
  EXPECT_EQ(QDir(folder()).entryList({QStringLiteral("work-*.json")}),
            (QStringList{QStringLiteral("work-2.json"), QStringLiteral("work-3.json")}));
  QFile::remove(folder() + QStringLiteral("/work-2.json"));
  QFile::remove(folder() + QStringLiteral("/work-3.json"));
  leaveBehind(folder(), 1, 400);
  Document document;
  const Autosave autosave(document, folder());
  ASSERT_TRUE(autosave.found()) << "the only one is offered, however old";
}

TEST_F(AutosaveTest, FullSlotsMakeRoomForWhatIsTypedNow) {
  for (int slot = 1; slot <= 8; ++slot) leaveBehind(folder(), slot, slot);
  Document document;
  const Autosave autosave(document, folder());
  ASSERT_TRUE(autosave.found());
  EXPECT_EQ(autosave.found()->texts.front()[0].text, QStringLiteral("1"));
  EXPECT_TRUE(autosave.failure().isEmpty());
  document.text().replaceText(0, 0, QStringLiteral("now"));
  QTest::qWait(700);
  QFile file(folder() + QStringLiteral("/work-8.json"));
  ASSERT_TRUE(file.open(QIODevice::ReadOnly));
  EXPECT_TRUE(file.readAll().contains("now")) << "the oldest gave way";
}

TEST_F(AutosaveTest, AFolderThatGoesAwayIsSaidOnce) {
  Document document;
  Autosave autosave(document, folder());
  QSignalSpy failed(&autosave, &Autosave::failed), recovered(&autosave, &Autosave::recovered);
  ASSERT_TRUE(QDir(folder()).removeRecursively());
  for (int i = 0; i < 3; ++i) {
    document.text().replaceText(i, 0, QStringLiteral("a"));
    QTest::qWait(600);
  }
  EXPECT_EQ(failed.count(), 1);
  QDir().mkpath(folder());
  document.text().replaceText(3, 0, QStringLiteral("a"));
  QTest::qWait(700);
  EXPECT_EQ(recovered.count(), 1);
  EXPECT_TRUE(autosave.failure().isEmpty());
}

TEST_F(AutosaveTest, ThePictureIsKeptWithItsCropAndPatches) {
  vision::Picture drawn;
  {
    Document document;
    const Autosave autosave(document, folder());
    EditedPicture& picture = document.image().picture();
    picture.open(canvasOf({200, 100}, Qt::yellow), {QStringLiteral("Canvas"), {}, {200, 100}, Qt::yellow, true}, {});
    picture.beginStroke({}, {20, 20});
    picture.strokeTo({150, 80});
    picture.endStroke();
    QTest::qWait(300);
    picture.setCrop(QRect(10, 10, 80, 80));
    picture.setPatches(withErased({}, {4, 4}, 3, PatchFill::Blurred), {});
    drawn = picture.pixels();
    QTest::qWait(900);
  }  // no close(): as after a crash
  Document document;
  Autosave autosave(document, folder());
  ASSERT_TRUE(autosave.found() && autosave.found()->picture);
  EditedPicture& picture = document.image().picture();
  ASSERT_TRUE(bringBack(*autosave.found()->picture, picture));
  EXPECT_EQ(picture.pixels(), drawn);
  EXPECT_EQ(*picture.original(), canvasOf({200, 100}, Qt::yellow));
  EXPECT_EQ(picture.crop(), QRect(10, 10, 80, 80));
  EXPECT_EQ(picture.patches(), withErased({}, {4, 4}, 3, PatchFill::Blurred));
  EXPECT_EQ(picture.origin().paper, QColor(Qt::yellow));
  EXPECT_TRUE(picture.touched());
  // Answered: it is in this run's files before the old ones go.
  autosave.dropFound();
  const QStringList files = QDir(folder()).entryList({QStringLiteral("work-*.png")});
  ASSERT_EQ(files.size(), 1) << qPrintable(files.join(QLatin1Char(' ')));
  EXPECT_TRUE(files[0].startsWith(QLatin1String("work-2")));
}

TEST_F(AutosaveTest, DrawingOnIsNeverMoreThanASecondBehind) {
  Document document;
  const Autosave autosave(document, folder());
  EditedPicture& picture = document.image().picture();
  picture.open(canvasOf({512, 512}, Qt::white), {QStringLiteral("Canvas"), {}, {512, 512}, Qt::white, true}, {});
  picture.beginStroke({}, {20, 20});
  for (int i = 0; i < 30; ++i) {
    picture.strokeTo({20.0 + 15 * i, 256 + 200 * std::sin(i)});
    QTest::qWait(50);
  }
  const vision::Picture now = picture.pixels();
  const auto isKept = [&] {
    QFile file(folder() + QStringLiteral("/work-1.json"));
    if (!file.open(QIODevice::ReadOnly)) return false;
    const QString name = QJsonDocument::fromJson(file.readAll()).object()["picture"].toObject()["file"].toString();
    return pictureOf(QImage(folder() + QLatin1Char('/') + name)) == now;
  };
  EXPECT_TRUE(QTest::qWaitFor(isKept, 1000 * headlight::test::patience));
}

TEST_F(AutosaveTest, ClosingKeepsTheLastStroke) {
  vision::Picture drawn;
  {
    Document document;
    Autosave autosave(document, folder());
    document.image().picture().open(canvasOf({100, 100}, Qt::white), {}, {});
    document.image().picture().fill({5, 5}, Qt::red);
    drawn = document.image().picture().pixels();
    autosave.close();
  }
  Document document;
  const Autosave autosave(document, folder());
  ASSERT_TRUE(autosave.leftOff() && autosave.leftOff()->picture);
  EXPECT_TRUE(autosave.leftOff()->closed);
  ASSERT_TRUE(bringBack(*autosave.leftOff()->picture, document.image().picture()));
  EXPECT_EQ(document.image().picture().pixels(), drawn);
}

TEST_F(AutosaveTest, APictureFileThatIsGoneOrBrokenChangesNothing) {
  Document document;
  document.image().picture().open(canvasOf({10, 10}, Qt::white), {}, {});
  QDir().mkpath(folder());
  SavedPicture saved;
  saved.file = folder() + QStringLiteral("/work-1-a.png");
  EXPECT_FALSE(bringBack(saved, document.image().picture()));
  QFile file(saved.file);
  ASSERT_TRUE(file.open(QIODevice::WriteOnly));
  file.write("no picture");
  file.close();
  EXPECT_FALSE(bringBack(saved, document.image().picture()));
  EXPECT_EQ(document.image().picture().pixels(), canvasOf({10, 10}, Qt::white));
  EXPECT_FALSE(pictureFromJson({}));
  // Numbers that no run of this program wrote.
  const auto read = pictureFromJson(QJsonObject{{"file", "../../etc/x.png"},
                                                {"crop", QJsonArray{-5, 0, 10, 10}},
                                                {"rows", 2},
                                                {"columns", 2},
                                                {"order", QJsonArray{0, 1, 2, 9}},
                                                {"erased", QJsonArray{}}});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->file, QStringLiteral("x.png"));
  EXPECT_FALSE(read->crop);
  EXPECT_TRUE(read->patches.none());
}

}  // namespace
}  // namespace headlight::ui
