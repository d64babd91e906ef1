// Two texts that a model reads as one: a pane for each, and what heads about pairs say.
#include <QLabel>
#include <QPushButton>
#include <cmath>

#include "derived/answer_spans.h"
#include "models/load_model.h"
#include "on_screen.h"
#include "recorded_models.h"
#include "ui/editors/token_chips.h"
#include "ui/panels/end_bars.h"
#include "ui/panels/predictions_header.h"

namespace headlight::ui {
namespace {

class SentencePairsTest : public RecordedModelsTest {
 protected:
  TextDocument& first() { return window->document().textAt(0); }
  TextDocument& second() { return *first().second(); }
  void typeSecond(const QString& text) {
    TextInput* input = onScreen<TextInput>(*window, 1);
    ASSERT_TRUE(input);
    QTest::mouseClick(input->viewport(), Qt::LeftButton);
    QTest::keyClicks(input, text);
    ASSERT_TRUE(waitForPicture());
  }
  /// What the engine says of the texts as they stand.
  std::shared_ptr<const Trace> pass() {
    const auto backend = makeBackend("cpu");
    const auto model = loadModel(window->bridge().current()->folder.toStdString(), *backend);
    Request request;
    request.inputs = givenBy(window->document().readers()).value();
    request.plan = model->info()->everySite();
    return runModel(*model, *backend, request);
  }
  QString title() {
    for (QWidget* widget : window->findChildren<QWidget*>())
      if (const auto* header = dynamic_cast<PredictionsHeader*>(widget)) return header->title;
    return {};
  }
};

TEST_F(SentencePairsTest, AnAnswerIsSoughtInTheSecondText) {
  openRecorded("pairs/bert-answers");
  typeSecond(QStringLiteral("the dog sat"));
  EXPECT_EQ(second().text(), QStringLiteral("the dog sat"));
  EXPECT_EQ(first().text(), QStringLiteral("the cat sat"));
  EXPECT_EQ(title(), QStringLiteral("In the second text"));
  const auto trace = pass();
  const RowRange among = std::get<TokenInput>(trace->inputs()[0]).second;
  ASSERT_FALSE(among.empty());
  std::vector<int> shape;
  const derived::AnswerEnds ends =
      derived::answerEnds(siteToHost(*trace, {StackId::Encoder, Site::Logits, -1}, shape), among);
  const auto best = derived::answerSpans(ends, 6, among);
  const auto* shown = window->findChild<EndBars*>(QStringLiteral("endBars"));
  ASSERT_TRUE(shown && shown->isVisible());
  EXPECT_EQ(shown->ends().firstRow, among.first);
  ASSERT_EQ(std::ssize(shown->ends().start), among.end - among.first);
  for (int row = among.first; row < among.end; ++row) {
    const auto at = static_cast<std::size_t>(row - among.first);
    EXPECT_NEAR(shown->ends().start[at], ends.start[static_cast<std::size_t>(row)], 1e-5);
    EXPECT_NEAR(shown->ends().end[at], ends.end[static_cast<std::size_t>(row)], 1e-5);
  }
  EXPECT_EQ(shown->ends().bestFirst + among.first, best.front().first);
  EXPECT_EQ(shown->ends().bestLast + among.first, best.front().last);
  ASSERT_EQ(bars->rows().size(), best.size());
  for (std::size_t i = 0; i < best.size(); ++i) EXPECT_NEAR(bars->rows()[i].plain, best[i].probability(), 1e-5);
}

TEST_F(SentencePairsTest, TheSecondTextIsEditedAndUndoneLikeTheFirst) {
  openRecorded("pairs/bert-answers");
  typeSecond(QStringLiteral("dog"));
  const auto before = window->shownTrace();
  QTest::keyClicks(onScreen<TextInput>(*window, 1), QStringLiteral(" sat"));
  ASSERT_TRUE(waitForPicture());
  EXPECT_NE(window->shownTrace(), before);
  EXPECT_EQ(window->shownTrace()->rows(StackId::Encoder), first().rows());
  for (int steps = 0; steps < 20; ++steps)
    QTest::keyClick(onScreen<TextInput>(*window, 1), Qt::Key_Z, Qt::ControlModifier);
  EXPECT_TRUE(second().text().isEmpty());
  EXPECT_EQ(first().text(), QStringLiteral("the cat sat")) << "what is undone is what is written on";
  ASSERT_TRUE(waitForPicture());
}

TEST_F(SentencePairsTest, ChipsOfTheSecondTextAreRowsBehindTheFirst) {
  openRecorded("pairs/bert-answers");
  typeSecond(QStringLiteral("dog"));
  TokenChips* chips = onScreen<TokenChips>(*window, 1);
  ASSERT_TRUE(chips);
  QTest::mouseMove(chips, chips->chipRect(1).center());
  QTest::qWait(20);
  EXPECT_EQ(window->selection().hoveredQuery(), second().firstRow() + 1);
  window->selection().hover(second().firstRow(), second().firstRow());
  QTest::qWait(20);
  EXPECT_EQ(window->shownTrace()->ids()[static_cast<std::size_t>(second().firstRow())], second().tokens()[0].id);
}

TEST_F(SentencePairsTest, AMaskInTheSecondTextIsPredictedAndFilledThere) {
  openRecorded("pairs/bert-pretraining");
  EXPECT_FALSE(onScreen<TextInput>(*window, 1)) << "shut until somebody wants it";
  QPushButton* open = nullptr;
  for (auto* button : window->findChildren<QPushButton*>(QStringLiteral("openSecondText")))
    if (button->isVisible()) open = button;
  ASSERT_TRUE(open);
  QTest::mouseClick(open, Qt::LeftButton);
  EXPECT_FALSE(open->isVisible());
  typeSecond(QStringLiteral("dog"));
  TokenChips* chips = onScreen<TokenChips>(*window, 1);
  QTest::mouseClick(chips, Qt::LeftButton, {}, chips->chipRect(1).center());
  ASSERT_TRUE(waitUntil([&] { return window->shownTrace()->predictedRow() == second().firstRow() + 1; }));
  ASSERT_TRUE(waitForPicture());
  EXPECT_EQ(second().tokens()[1].id, 4) << "[MASK]";
  const std::int32_t wanted = bars->rows()[2].id;
  QTest::mouseClick(bars, Qt::LeftButton, {}, bars->rowRect(2).center());
  ASSERT_TRUE(waitForPicture());
  EXPECT_EQ(second().tokens()[1].id, wanted);
}

TEST_F(SentencePairsTest, ANextSentenceHeadSaysWhetherItFollows) {
  for (const char* name : {"pairs/bert-next-sentence", "pairs/bert-pretraining"}) {
    SCOPED_TRACE(name);
    openRecorded(name);
    const bool alone = std::string(name) == "pairs/bert-next-sentence";
    auto* pairBars = window->findChild<PredictionBars*>(QStringLiteral("pairBars"));
    ASSERT_TRUE(pairBars);
    EXPECT_FALSE(pairBars->isVisible());
    EXPECT_EQ(bars->rows().empty(), alone) << "one text goes with none";
    second().setText(QStringLiteral("it ran"), {});
    ASSERT_TRUE(waitForPicture());
    EXPECT_EQ(pairBars->isVisible(), !alone);
    const auto trace = pass();
    const auto logits = trace->predictedLogits(alone ? 0 : 1);
    ASSERT_EQ(logits.size(), 2U);
    const double follows = 1 / (1 + std::exp(static_cast<double>(logits[1] - logits[0])));
    const std::vector<PredictionRow>& rows = alone ? bars->rows() : pairBars->rows();
    ASSERT_EQ(rows.size(), 2U);
    for (const PredictionRow& row : rows) {
      EXPECT_EQ(row.shown, row.id == 0 ? QStringLiteral("follows") : QStringLiteral("does not follow"));
      EXPECT_NEAR(row.plain, row.id == 0 ? follows : 1 - follows, 1e-5);
    }
    window.reset();
  }
}

}  // namespace
}  // namespace headlight::ui
