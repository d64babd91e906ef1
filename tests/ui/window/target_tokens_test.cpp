// A translator's target, token by token: what else could stand there, one token at a time, what the model looked at,
// and all that a beam search weighed.
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <initializer_list>

#include "generation/beam_search.h"
#include "on_screen.h"
#include "translator.h"
#include "ui/document/written_rows.h"
#include "ui/editors/text_input.h"
#include "ui/editors/token_chips.h"
#include "ui/panels/beam_tree.h"

namespace headlight::ui {
namespace {

class TargetTokensTest : public TranslatorTest {
 protected:
  void open() {
    TranslatorTest::open();
    first = written(start);
    ASSERT_GT(first.size(), 4u) << "a test of nothing";
    ASSERT_TRUE(waitForTarget(first));
    settle();
  }
  /// Where what may not move stands: both texts' tokens, the lens, the predictions.
  std::vector<QRect> places() {
    std::vector<QRect> list;
    for (QWidget* widget : std::initializer_list<QWidget*>{&sourceChips(), &chips(), &lens(), bars})
      list.emplace_back(widget->mapTo(window.get(), QPoint()), widget->size());
    return list;
  }
  /// The picture may be there before the layout is: a scroll bar comes once the tokens stand. Without a real pointer Qt
  /// takes such a change for a leaving.
  void settle() {
    std::vector<QRect> before;
    do {
      before = places();
      QTest::qWait(50);
    } while (places() != before);
  }
  TokenChips& sourceChips() { return *onScreen<TokenChips>(*window, 0); }
  TokenChips& chips() { return *onScreen<TokenChips>(*window, 1); }
  void hoverChip(int token) {
    QTest::mouseMove(&chips(), chips().chipRect(token).center() - QPoint(2, 0));
    QTest::mouseMove(&chips(), chips().chipRect(token).center());
  }
  void leaveChips() {
    QTest::mouseMove(window.get(), QPoint(2, 2));
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(&chips(), &leave);
  }
  void clickChip(int token) {
    QTest::mouseClick(&chips(), Qt::LeftButton, {}, chips().chipRect(token).center());
    leaveChips();
  }
  bool waitForRow(int row) {
    return waitUntil([&] { return window->shownTrace()->predictedRow() == row; }) && waitForPicture();
  }
  /// What the engine says in that row of both texts as they stand.
  std::vector<float> logitsOf(int row) {
    const std::shared_ptr<const Model> model = loadModel(translator, *backend);
    Request request{1, std::vector<Input>{TokenInput{source().ids()}, TokenInput{target().ids()}}, {}};
    request.predictedRow = row;
    const auto trace = runModel(*model, *backend, request);
    return {trace->predictedLogits().begin(), trace->predictedLogits().end()};
  }
  AttentionInfo cross() {
    for (const AttentionInfo& attention : window->shownTrace()->model().attentions())
      if (standsForWritten(window->shownTrace()->model(), attention)) return attention;
    throw std::runtime_error("no cross-attention");
  }
  QPushButton& button(const char* name) { return *window->findChild<QPushButton*>(QLatin1String(name)); }

  Ids first;  ///< the target as the model writes it by itself
};

TEST_F(TargetTokensTest, TheTokenUnderThePointerHasItsAlternatives) {
  open();
  const int last = static_cast<int>(first.size()) - 1;
  ASSERT_TRUE(waitForRow(last)) << "by default what comes after the last";
  hoverChip(2);
  ASSERT_TRUE(waitForRow(1)) << "the token before says what belongs there";
  const std::vector<float> logits = logitsOf(1);
  const Distribution expected(logits, window->document().sampling());
  const auto shown = window->shownTrace()->predictedLogits();
  ASSERT_EQ(shown.size(), logits.size());
  for (std::size_t i = 0; i < logits.size(); ++i) ASSERT_NEAR(shown[i], logits[i], 1e-4F) << i;
  ASSERT_FALSE(bars->rows().empty());
  int standing = 0;
  for (std::size_t i = 0; i < bars->rows().size(); ++i) {
    const PredictionRow& row = bars->rows()[i];
    EXPECT_EQ(row.id, expected.likeliest(10)[i]);
    EXPECT_NEAR(row.plain, expected.plainProbability(row.id), 1e-5);
    standing += row.stands ? 1 : 0;
    EXPECT_EQ(row.stands, row.id == first[2]);
  }
  EXPECT_EQ(standing, 1) << "the model took the likeliest";
  leaveChips();
  EXPECT_TRUE(waitForRow(last));
  clickChip(3);
  EXPECT_TRUE(waitForRow(2)) << "a chosen one stays";
  EXPECT_EQ(target().ids(), first) << "and nothing was replaced";
  clickChip(3);
  EXPECT_TRUE(waitForRow(last)) << "a second click lets it go";
}

TEST_F(TargetTokensTest, AnotherBarBranchesAndUndoTakesItBack) {
  open();
  EXPECT_FALSE(button("followAgain").isVisible());
  clickChip(2);
  ASSERT_TRUE(waitForRow(1));
  const std::size_t other = bars->rows()[0].stands ? 1 : 0;
  const std::int32_t wanted = bars->rows()[other].id;
  QTest::mouseClick(bars, Qt::LeftButton, {}, bars->rowRect(static_cast<int>(other)).center());
  Ids prompt(first.begin(), first.begin() + 2);
  prompt.push_back(wanted);
  const Ids branch = written(prompt);
  ASSERT_TRUE(waitForTarget(branch));
  EXPECT_TRUE(target().tokens()[2].forced);
  EXPECT_EQ(std::ranges::count_if(target().tokens(), &InputToken::forced), 1);
  ASSERT_TRUE(waitUntil([&] { return button("followAgain").isVisible(); }));
  while (target().undoStack().canUndo() && target().ids() != first) target().undoStack().undo();
  QTest::qWait(50);
  EXPECT_EQ(target().ids(), first);
  EXPECT_TRUE(waitUntil([&] { return !button("followAgain").isVisible(); }));
  target().undoStack().redo();
  target().undoStack().redo();
  QTest::qWait(50);
  ASSERT_EQ(target().ids(), branch);
  QTest::mouseClick(&button("followAgain"), Qt::LeftButton);
  EXPECT_TRUE(waitForTarget(first)) << "it follows its source again";
  EXPECT_TRUE(std::ranges::none_of(target().tokens(), &InputToken::forced));
}

TEST_F(TargetTokensTest, SpaceWritesOneTokenAndShowsWhatItLookedAt) {
  open();
  emit choice->choose(2);
  ASSERT_TRUE(waitForTarget(start)) << "it begins anew";
  ASSERT_TRUE(button("nextTargetToken").isVisible());
  QTest::qWait(100);
  EXPECT_EQ(target().ids(), start) << "and waits";
  EXPECT_TRUE(lens().hasFocus());
  for (int count = 1; count <= 2; ++count) {
    QTest::keyClick(&lens(), Qt::Key_Space);
    ASSERT_TRUE(waitForTarget(Ids(first.begin(), first.begin() + count + 1)));
    EXPECT_EQ(window->selection().attention(), cross().id);
    EXPECT_EQ(window->selection().lockedRow(), count - 1) << "the row that it was written from";
    EXPECT_EQ(window->selection().chosenPlace(), count);
  }
  QTest::mouseClick(&button("nextTargetToken"), Qt::LeftButton);
  EXPECT_TRUE(waitForTarget(Ids(first.begin(), first.begin() + 4)));
  target().undoStack().undo();
  EXPECT_EQ(target().ids().size(), 3u) << "a token is a step of undo";
  editor->setFocus();
  editor->moveCursor(QTextCursor::End);
  QTest::keyClick(editor, Qt::Key_Space);
  EXPECT_TRUE(source().text().endsWith(QLatin1Char(' '))) << "to whoever types it is a letter";
  QTest::keyClicks(editor, QStringLiteral("dog"));
  EXPECT_TRUE(waitForTarget(start)) << "another source begins it anew";
}

TEST_F(TargetTokensTest, ATokenLightsTheSourceThatItWasWrittenFrom) {
  open();
  EXPECT_TRUE(sourceChips().weights().empty());
  window->selection().chooseHead(0, 1);
  hoverChip(3);
  ASSERT_TRUE(waitForRow(2));
  const AttentionInfo attention = cross();
  const Trace& trace = *window->shownTrace();
  const int layer = window->selection().layer(), head = window->selection().head();
  std::vector<double> mean(static_cast<std::size_t>(trace.keys(attention.id)));
  for (int each = 0; each < attention.heads; ++each) {
    const std::vector<float> row = patternRow(trace, attention.id, layer, each, 2);
    for (std::size_t key = 0; key < mean.size(); ++key) mean[key] += static_cast<double>(row[key]) / attention.heads;
  }
  ASSERT_EQ(sourceChips().weights().size(), mean.size());
  for (std::size_t key = 0; key < mean.size(); ++key)
    EXPECT_NEAR(static_cast<double>(sourceChips().weights()[key]), mean[key], 1e-5);
  QLabel* words = onScreen<QLabel>(*window, 0);
  for (QLabel* label : window->findChildren<QLabel*>(QStringLiteral("lookedAt")))
    if (label->isVisible()) words = label;
  EXPECT_TRUE(words->text().contains(QStringLiteral("layer %2, mean of %1 heads").arg(attention.heads).arg(layer)))
      << words->text().toStdString();
  emit words->linkActivated(QStringLiteral("head"));
  EXPECT_EQ(sourceChips().weights(), patternRow(trace, attention.id, layer, head, 2)) << "the chosen head alone";
  EXPECT_TRUE(words->text().contains(QStringLiteral("L%1H%2").arg(layer).arg(head)));
  leaveChips();
  EXPECT_TRUE(sourceChips().weights().empty());
}

TEST_F(TargetTokensTest, NothingMovesUnderThePointer) {
  open();
  for (const QSize size : {QSize(1280, 800), QSize(1920, 1080)}) {
    window->resize(size);
    ASSERT_TRUE(waitForPicture());
    settle();
    const std::vector<QRect> before = places();
    for (int token = 1; token < static_cast<int>(first.size()) && token < 8; ++token) {
      hoverChip(token);
      ASSERT_TRUE(waitForRow(token - 1)) << token;
      settle();
      EXPECT_EQ(places(), before) << token << " at " << size.width();
    }
    leaveChips();
    ASSERT_TRUE(waitForRow(static_cast<int>(first.size()) - 1));
    settle();
    EXPECT_EQ(places(), before) << "after the pointer has left";
  }
}

TEST_F(TargetTokensTest, BothTextsAreOnScreenInTheSmallestWindow) {
  open();
  window->resize(960, 600);
  ASSERT_TRUE(waitForPicture());
  settle();
  for (int text = 0; text < 2; ++text)
    for (const QWidget* widget : {static_cast<QWidget*>(onScreen<TextInput>(*window, text)),
                                  static_cast<QWidget*>(onScreen<TokenChips>(*window, text)->parentWidget())}) {
      const QRect seen = widget->visibleRegion().boundingRect();
      EXPECT_GE(seen.height(), 40) << text << ' ' << widget->objectName().toStdString();
      EXPECT_EQ(seen.height(), widget->height()) << text << " is cut";
    }
  const QRect before = chips().visibleRegion().boundingRect();
  const QPoint at = chips().mapTo(window.get(), QPoint());
  hoverChip(1);
  ASSERT_TRUE(waitForRow(0));
  EXPECT_EQ(chips().visibleRegion().boundingRect(), before);
  EXPECT_EQ(chips().mapTo(window.get(), QPoint()), at) << "tokens move away under the pointer";
}

TEST_F(TargetTokensTest, BeamsAreShownAsTheTreeThatTheSearchWeighed) {
  open();
  auto* beams = window->findChild<QSpinBox*>(QStringLiteral("beams"));
  const auto* shown = window->findChild<BeamTreePanel*>(QStringLiteral("beamTree"));
  ASSERT_TRUE(beams && shown);
  EXPECT_FALSE(shown->isVisible());
  beams->setFocus();
  for (int press = 0; press < 3; ++press) QTest::keyClick(beams, Qt::Key_Up);
  ASSERT_EQ(beams->value(), 4);
  // The same search without the window.
  const std::shared_ptr<const Model> model = loadModel(translator, *backend);
  Generation generation{std::vector<Input>{TokenInput{source().ids()}, TokenInput{start}}, {}, {}, {}};
  generation.config = readGenerationConfig(translator, *model->info());
  generation.config.beams = 4;
  generation.config.sample = false;
  GenerationState expected;
  generation.written = [&](const GenerationState& state) { expected = state; };
  const Job job = generationJob(generation, {});
  while (job.slice({backend, model}, {})) {
  }
  ASSERT_TRUE(expected.beams);
  ASSERT_TRUE(waitUntil([&] { return shown->tree() && shown->tree()->nodes == expected.beams->nodes; }));
  EXPECT_EQ(shown->tree()->endedScores, expected.beams->endedScores);
  EXPECT_TRUE(shown->isVisible());
  Ids best = start;
  for (const WrittenToken& token : expected.tokens) best.push_back(token.id);
  EXPECT_TRUE(waitForTarget(best));
  for (int node = 0; node < static_cast<int>(expected.beams->nodes.size()); ++node) {
    const QRect at = shown->nodeRect(node);
    EXPECT_FALSE(at.isEmpty());
    const int parent = expected.beams->nodes[static_cast<std::size_t>(node)].parent;
    const int before = parent < 0 ? -1 : shown->nodeRect(parent).right();
    EXPECT_GT(at.left(), before) << "a column for each token";
    for (int other = 0; other < node; ++other) EXPECT_FALSE(at.intersects(shown->nodeRect(other)));
  }
  beams->setFocus();
  for (int press = 0; press < 3; ++press) QTest::keyClick(beams, Qt::Key_Down);
  EXPECT_TRUE(waitForTarget(first));
  EXPECT_FALSE(shown->tree());
  EXPECT_FALSE(shown->isVisible());
}

}  // namespace
}  // namespace headlight::ui
