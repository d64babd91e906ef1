// The loop without the window: an edit becomes a request, its trace what is shown.
#include "ui/window/pass_loop.h"

#include <QSignalSpy>

#include "parts.h"
#include "ui/window/paint_report.h"

namespace headlight::ui {
namespace {

class PassLoopTest : public PartsTest {
 protected:
  void begin(const char* model) {
    document.text().setText(QStringLiteral("The owl told Tom"), {});
    serve(model);
    loop = std::make_unique<PassLoop>(document, selection, bridge, inputs, budget,
                                      [this](const ModelInfo&) { return needs; });
    QObject::connect(loop.get(), &PassLoop::staleChanged, loop.get(), [this](bool stale, int milliseconds) {
      age = stale ? milliseconds : 0;
      isStale = stale;
    });
    loop->request();
    ASSERT_TRUE(waitForShown());
  }
  bool waitForShown() {
    return waitUntil([this] {
      const auto& trace = loop->shown().trace;
      return trace && trace->revision() == document.revision();
    });
  }
  /// Nothing more comes of what was asked so far.
  int passes() {
    QTest::qWait(100);
    return static_cast<int>(published.count());
  }

  PassNeeds needs;
  std::unique_ptr<PassLoop> loop;
  QSignalSpy published{&bridge, &SessionBridge::published};
  int age = 0;
  bool isStale = false;
};

TEST_F(PassLoopTest, AnEditIsShownWithTheNamesOfItsRows) {
  begin("storyteller");
  document.text().replaceText(document.text().segments().length(), 0, QStringLiteral(" that"));
  ASSERT_TRUE(waitForShown());
  const ShownTrace& shown = loop->shown();
  EXPECT_TRUE(shown.current);
  EXPECT_EQ(shown.rows().names.names.size(), static_cast<qsizetype>(document.text().tokens().size()));
  EXPECT_EQ(shown.rows().special.size(), document.text().tokens().size());
  EXPECT_EQ(shown.rows().names.names.last(), QStringLiteral("·that"));
  EXPECT_EQ(shown.commonRows(document.text()), document.rows());
  EXPECT_FALSE(shown.baseline);
  EXPECT_FALSE(isStale);
}

TEST_F(PassLoopTest, NothingIsAskedTwice) {
  begin("storyteller");
  const int before = passes();
  for (int i = 0; i < 5; ++i) loop->request();
  EXPECT_EQ(passes(), before) << "it is shown";
  needs.plan.add({StackId::Decoder, Site::Pattern, 1});
  for (int i = 0; i < 5; ++i) loop->request();
  EXPECT_EQ(passes(), before + 1) << "the first of them is under way";
  EXPECT_TRUE(loop->shown().trace->find({StackId::Decoder, Site::Pattern, 1}));
  loop->forgetAsked();
  loop->request();
  EXPECT_EQ(passes(), before + 1) << "what is shown holds it all";
}

TEST_F(PassLoopTest, HeldItAsksForNothing) {
  begin("storyteller");
  const int before = passes();
  QSignalSpy edited(loop.get(), &PassLoop::edited);
  {
    const auto holding = loop->hold();
    document.text().replaceText(0, 0, QStringLiteral("x"));
    ASSERT_EQ(edited.count(), 1);
    EXPECT_FALSE(edited[0][1].toBool()) << "not by the person";
    EXPECT_EQ(passes(), before);
  }
  loop->request();
  EXPECT_TRUE(waitForShown());
}

TEST_F(PassLoopTest, WhatIfsBringABaselineAndWhatTheyChanged) {
  begin("storyteller");
  document.addWhatIf(ScaleHead{StackId::Decoder, 0, 0, 0});
  ASSERT_TRUE(waitForShown());
  ASSERT_TRUE(loop->shown().baseline);
  EXPECT_TRUE(loop->shown().baseline->changes().empty());
  EXPECT_EQ(loop->shown().trace->changes().size(), 1U);
}

TEST_F(PassLoopTest, ATooLongTextRestsAndAgesNoFurther) {
  begin("storyteller");
  QSignalSpy tooLong(loop.get(), &PassLoop::tooLong);
  const auto shown = loop->shown().trace;
  QString text;
  while (text.size() < 40 * bridge.current()->info->text()->maxTokens) text += QStringLiteral("The owl told Tom. ");
  document.text().setText(text, {});
  ASSERT_FALSE(tooLong.isEmpty());
  EXPECT_EQ(tooLong.last()[0].toInt(), static_cast<int>(document.text().tokens().size()));
  EXPECT_TRUE(isStale);
  EXPECT_LT(age, 0) << "nothing is being computed";
  EXPECT_EQ(loop->shown().trace, shown);
  document.undoStack().undo();
  EXPECT_EQ(tooLong.last()[0].toInt(), 0);
  EXPECT_TRUE(waitForShown());
  EXPECT_FALSE(isStale);
}

TEST_F(PassLoopTest, AnImageModelReadsTheImage) {
  begin("doodles");
  const auto before = loop->shown().trace;
  ASSERT_TRUE(before->picture());
  EXPECT_TRUE(loop->shown().rows().names.picture);
  EXPECT_EQ(loop->shown().commonRows(document.image()), 0);
  document.image().picture().turnRight();
  ASSERT_TRUE(waitForShown());
  EXPECT_NE(loop->shown().trace, before);
}

TEST_F(PassLoopTest, TheReportSaysWhatWasComputed) {
  begin("storyteller");
  const int rows = document.rows();
  EXPECT_TRUE(recomputedText(*loop->shown().trace).startsWith(QStringLiteral("all %1 rows").arg(rows)));
  document.text().replaceText(document.text().segments().length(), 0, QStringLiteral(" that"));
  ASSERT_TRUE(waitForShown());
  EXPECT_TRUE(recomputedText(*loop->shown().trace).startsWith(QStringLiteral("1 of %1 rows").arg(rows + 1)))
      << recomputedText(*loop->shown().trace).toStdString();
}

}  // namespace
}  // namespace headlight::ui
