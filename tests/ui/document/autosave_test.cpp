#include "ui/document/autosave.h"

#include <gtest/gtest.h>

#include <QDir>
#include <QFile>
#include <QTest>

#include "support/shared_data.h"
#include "ui/document/document.h"

namespace headlight::ui {
namespace {

class AutosaveTest : public testing::Test {
 protected:
  QString folder() const { return QString::fromStdString((temporary.path() / "work").string()); }
  headlight::test::TemporaryFolder temporary;
};

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
    document.replaceText(0, 0, QStringLiteral("The owl"));
    QTest::qWait(300);
    document.replaceText(7, 0, QStringLiteral(" told"));  // does not put the write off
    QTest::qWait(700);
  }  // no close(): as after a crash
  Document document;
  Autosave autosave(document, folder());
  ASSERT_TRUE(autosave.found());
  EXPECT_FALSE(autosave.found()->closed);
  ASSERT_EQ(autosave.found()->segments.size(), 1U);
  EXPECT_EQ(autosave.found()->segments[0].text, QStringLiteral("The owl told"));
}

TEST_F(AutosaveTest, AnOfferComesAgainUntilItIsAnswered) {
  {
    Document document;
    const Autosave autosave(document, folder());
    document.replaceText(0, 0, QStringLiteral("kept"));
    QTest::qWait(700);
  }
  {
    Document document;
    const Autosave autosave(document, folder());
    ASSERT_TRUE(autosave.found());
    document.replaceText(0, 0, QStringLiteral("typed meanwhile"));
    QTest::qWait(700);
    EXPECT_EQ(autosave.found()->segments[0].text, QStringLiteral("kept"));
  }
  EXPECT_EQ(QDir(folder()).entryList({QStringLiteral("work-*.json")}).size(), 2);
  Document document;
  Autosave autosave(document, folder());
  ASSERT_TRUE(autosave.found());
  EXPECT_EQ(autosave.found()->segments[0].text, QStringLiteral("typed meanwhile")) << "the newest is offered";
  autosave.dropFound();
  EXPECT_FALSE(autosave.found());
}

TEST_F(AutosaveTest, ClosingKeepsSegmentsAndSampling) {
  {
    Document document;
    Autosave autosave(document, folder());
    document.restore({{QStringLiteral("The"), -1, 0}, {QStringLiteral(" owl"), 17, 0xFEDCBA9876543210ULL}},
                     {0.7, 12, 0.5, 123});
    autosave.setModel(QStringLiteral("/models/a"));
    autosave.close();
  }
  Document document;
  const Autosave autosave(document, folder());
  ASSERT_TRUE(autosave.found());
  EXPECT_TRUE(autosave.found()->closed);
  EXPECT_EQ(autosave.found()->model, QStringLiteral("/models/a"));
  ASSERT_EQ(autosave.found()->segments.size(), 2U);
  EXPECT_EQ(autosave.found()->segments[1].token, 17);
  EXPECT_EQ(autosave.found()->segments[1].vocabulary, 0xFEDCBA9876543210ULL);
  EXPECT_EQ(autosave.found()->sampling, (Sampling{0.7, 12, 0.5, 123}));
}

TEST_F(AutosaveTest, TwoWindowsDoNotOverwriteEachOther) {
  Document first, second;
  const Autosave one(first, folder());
  const Autosave two(second, folder());
  first.replaceText(0, 0, QStringLiteral("one"));
  second.replaceText(0, 0, QStringLiteral("two"));
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

}  // namespace
}  // namespace headlight::ui
