// Models that are no next-token predictors: what the panels say of them, and what is not there.
#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSlider>
#include <QToolButton>
#include <cmath>

#include "models/load_model.h"
#include "recorded_models.h"
#include "ui/editors/token_chips.h"
#include "ui/panels/pipeline_strip.h"
#include "ui/views/matrix_view.h"
#include "ui/views/view.h"

namespace headlight::ui {
namespace {

class HeadsTest : public RecordedModelsTest {
 protected:
  TokenChips& chips() { return *window->findChild<TokenChips*>(QStringLiteral("tokenChips")); }
  void clickChip(int row) { QTest::mouseClick(&chips(), Qt::LeftButton, {}, chips().chipRect(row).center()); }
  QString note() { return window->findChild<QLabel*>(QStringLiteral("predictionNote"))->text(); }
  bool visible(const char* name) {
    const auto* widget = window->findChild<QWidget*>(QLatin1String(name));
    return widget && widget->isVisible();
  }
  /// What the engine says of these ids, in a pass of its own.
  std::shared_ptr<const Trace> pass(const std::vector<std::int32_t>& ids, int row, bool everyLogit = false) {
    const auto backend = makeBackend("cpu");
    const auto model = loadModel(window->bridge().current()->folder.toStdString(), *backend);
    Request request;
    request.inputs = TokenInput{ids};
    request.predictedRow = row;
    if (everyLogit) request.plan.add({StackId::Encoder, Site::Logits, -1});
    return runModel(*model, *backend, request);
  }
};

TEST_F(HeadsTest, AMaskedModelSaysWhatBelongsAtTheChipThatWasClicked) {
  openRecorded("bert-tiny-mlm");
  EXPECT_FALSE(visible("nextToken"));
  EXPECT_FALSE(window->findChild<QAction*>(QStringLiteral("nextToken"))->isVisible());
  EXPECT_FALSE(window->findChild<QAction*>(QStringLiteral("writeOn"))->isVisible());
  EXPECT_TRUE(visible("temperature"));
  const auto before = window->document().text().ids();
  ASSERT_EQ(before.front(), 2);
  ASSERT_EQ(before.back(), 3);
  clickChip(5);
  ASSERT_TRUE(waitForPicture());
  auto masked = before;
  masked[5] = 4;
  EXPECT_EQ(window->document().text().ids(), masked);
  ASSERT_EQ(window->shownTrace()->predictedRow(), 5);
  const auto trace = pass(masked, 5);
  const Distribution expected(trace->predictedLogits(), window->document().sampling());
  ASSERT_EQ(bars->rows().size(), 10U);
  for (int i = 0; i < 10; ++i) {
    const PredictionRow& row = bars->rows()[static_cast<std::size_t>(i)];
    EXPECT_EQ(row.id, expected.likeliest(10)[static_cast<std::size_t>(i)]);
    EXPECT_NEAR(row.probability, expected.probability(row.id), 1e-6);
  }
  EXPECT_TRUE(
      note().contains(QStringLiteral("hides “%1”").arg(window->document().text().vocabulary()->shown(before[5]))))
      << note().toStdString();
  EXPECT_TRUE(note().contains(QStringLiteral("place %1 of 41").arg(expected.rank(before[5])))) << note().toStdString();

  // Another one: the last masked place is the one that is predicted; a locked one goes before it.
  clickChip(8);
  // The click masks the token and locks its row: a pass of the first alone may be shown before that of both.
  ASSERT_TRUE(waitUntil([&] { return window->shownTrace()->predictedRow() == 8; }));
  ASSERT_TRUE(waitForPicture());
  window->selection().lockRow(5);
  ASSERT_TRUE(waitUntil([&] { return window->shownTrace()->predictedRow() == 5; }));
  masked[8] = 4;
  const auto both = pass(masked, 5);
  ASSERT_EQ(window->shownTrace()->predictedLogits().size(), 41U);
  for (std::size_t i = 0; i < 41; ++i)
    EXPECT_NEAR(window->shownTrace()->predictedLogits()[i], both->predictedLogits()[i], 1e-4F);

  // A bar puts its token there; a click on a mask shows what it hides.
  const std::int32_t wanted = bars->rows()[1].id;
  QTest::mouseClick(bars, Qt::LeftButton, {}, bars->rowRect(1).center());
  ASSERT_TRUE(waitForPicture());
  EXPECT_EQ(window->document().text().ids()[5], wanted);
  clickChip(8);
  ASSERT_TRUE(waitForPicture());
  EXPECT_EQ(window->document().text().ids()[8], before[8]);
  while (window->document().undoStack().canUndo()) window->document().undoStack().undo();
  EXPECT_EQ(window->document().text().ids(), before);
}

TEST_F(HeadsTest, TheKeyMMasksAndShowsAgain) {
  openRecorded("bert-tiny-mlm");
  const auto before = window->document().text().ids();
  chips().setFocus();
  QTest::keyClick(&chips(), Qt::Key_Home);
  for (int i = 0; i < 3; ++i) QTest::keyClick(&chips(), Qt::Key_Right);
  QTest::keyClick(&chips(), Qt::Key_M);
  ASSERT_TRUE(waitForPicture());
  EXPECT_EQ(window->document().text().ids()[3], 4);
  EXPECT_EQ(window->shownTrace()->predictedRow(), 3);
  QTest::keyClick(&chips(), Qt::Key_M);
  ASSERT_TRUE(waitForPicture());
  EXPECT_EQ(window->document().text().ids(), before);
}

TEST_F(HeadsTest, LabelsOfTokensStandBelowTheChipsAndInTheBarsOfTheChosenOne) {
  openRecorded("bert-tiny-ner");
  EXPECT_FALSE(visible("nextToken"));
  EXPECT_FALSE(visible("temperature"));
  EXPECT_FALSE(visible("findToken"));
  const auto ids = window->document().text().ids();
  clickChip(4);
  ASSERT_TRUE(waitUntil([&] { return window->shownTrace()->predictedRow() == 4; }));
  EXPECT_EQ(window->selection().lockedRow(), 4);
  EXPECT_EQ(window->document().text().ids(), ids) << "a click chooses, it changes nothing";
  const auto trace = pass(ids, 4, true);
  double sum = 0;
  for (const float logit : trace->predictedLogits()) sum += std::exp(static_cast<double>(logit));
  ASSERT_EQ(bars->rows().size(), 3U);
  const QStringList names{QStringLiteral("O"), QStringLiteral("PER"), QStringLiteral("LOC")};
  for (const PredictionRow& row : bars->rows()) {
    EXPECT_EQ(row.shown, names[row.id]);
    EXPECT_NEAR(row.probability,
                std::exp(static_cast<double>(trace->predictedLogits()[static_cast<std::size_t>(row.id)])) / sum, 1e-5);
  }
  // The chips: each row's largest logit.
  std::vector<int> shape;
  const std::vector<float> logits = siteToHost(*trace, {StackId::Encoder, Site::Logits, -1}, shape);
  ASSERT_EQ(shape, (std::vector<int>{static_cast<int>(ids.size()), 3}));
  for (std::size_t row = 0; row < ids.size(); ++row) {
    const auto begin = logits.begin() + static_cast<std::ptrdiff_t>(row * 3);
    EXPECT_EQ(chips().labels().value(static_cast<int>(row)), names[std::max_element(begin, begin + 3) - begin]);
  }
  // A bar of a label does nothing.
  QTest::mouseClick(bars, Qt::LeftButton, {}, bars->rowRect(0).center());
  EXPECT_EQ(window->document().text().ids(), ids);
}

TEST_F(HeadsTest, TheLabelOfATextIsASoftmaxOverItsLabels) {
  openRecorded("bert-tiny-sentiment");
  const auto trace = pass(window->document().text().ids(), -1);
  const auto& labels = window->bridge().current()->info->output()->labels;
  ASSERT_EQ(bars->rows().size(), labels.size());
  double sum = 0;
  for (const PredictionRow& row : bars->rows()) {
    sum += row.probability;
    EXPECT_EQ(row.shown, QString::fromStdString(labels[static_cast<std::size_t>(row.id)]));
    EXPECT_NEAR(row.logit, trace->predictedLogits()[static_cast<std::size_t>(row.id)], 1e-4F);
  }
  EXPECT_NEAR(sum, 1, 1e-9);
  EXPECT_FALSE(visible("temperature"));
  QTest::keyClicks(editor, QStringLiteral("s"));
  ASSERT_TRUE(waitForPicture());
}

TEST_F(HeadsTest, ARegressionIsANumber) {
  openRecorded("bert-tiny-regression");
  const auto trace = pass(window->document().text().ids(), -1);
  ASSERT_EQ(trace->predictedLogits().size(), 1U);
  EXPECT_TRUE(bars->rows().empty());
  const auto* said = window->findChild<QLabel*>(QStringLiteral("predictionEmpty"));
  ASSERT_TRUE(said->isVisible());
  const QString number = QString::number(static_cast<double>(std::abs(trace->predictedLogits()[0])), 'f', 3);
  EXPECT_TRUE(said->text().contains(number.left(5))) << said->text().toStdString() << " " << number.toStdString();
}

TEST_F(HeadsTest, AModelWithoutAHeadSaysSo) {
  openRecorded("bert-tiny-bare");
  const auto* said = window->findChild<QLabel*>(QStringLiteral("predictionEmpty"));
  ASSERT_TRUE(said->isVisible());
  EXPECT_TRUE(said->text().contains(QStringLiteral("no head: attention only")));
  for (const char* name : {"nextToken", "temperature", "findToken", "seed"}) EXPECT_FALSE(visible(name)) << name;
  EXPECT_TRUE(window->shownTrace()->predictedLogits().empty());
  QTest::keyClicks(editor, QStringLiteral("s"));
  ASSERT_TRUE(waitForPicture());
}

TEST_F(HeadsTest, ANonCausalPatternIsWholeAndPostNormBlocksShowWhatLeavesThem) {
  openRecorded("bert-tiny-mlm");
  window->lensArea().setView(MatrixView::id);
  ASSERT_TRUE(waitForPicture());
  ViewState state;
  state.theme = &window->theme();
  for (const InputToken& token : window->document().text().tokens())
    state.rows[StackId::Encoder].names << axisText(token);
  const auto layout = MatrixView().layout(*window->shownTrace(), state, lens().size());
  const auto hit = MatrixView().hit(*window->shownTrace(), state, lens().size(), layout.cellRect(2, 7).center());
  ASSERT_TRUE(hit);
  EXPECT_FALSE(hit->masked) << "a query looks ahead";
  EXPECT_NEAR(hit->value, patternRow(*window->shownTrace(), StackId::Encoder, 0, 0, 2)[7], 1e-7F);
  EXPECT_GT(hit->value, 0);
  EXPECT_TRUE(window->shownTrace()->find({StackId::Encoder, Site::BlockOut, 1}));
  EXPECT_FALSE(window->shownTrace()->find({StackId::Encoder, Site::Final, -1}));
}

TEST_F(HeadsTest, SpecialTokensCanBeHiddenAndRowsAddUpAgain) {
  openRecorded("bert-tiny-mlm");
  window->lensArea().setView(MatrixView::id);
  ASSERT_TRUE(waitForPicture());
  auto* hide = window->findChild<QToolButton*>(QStringLiteral("hideSpecial"));
  ASSERT_TRUE(hide->isVisible());
  const QImage before = lensImage();
  QTest::mouseClick(hide, Qt::LeftButton);
  const MatrixView& matrix = lens().viewOf<MatrixView>();
  EXPECT_TRUE(matrix.hidesSpecial(window->shownTrace()->model(), lens().state()));
  EXPECT_NE(lensImage(), before);
  ViewState state;
  state.theme = &window->theme();
  for (const InputToken& token : window->document().text().tokens()) {
    state.rows[StackId::Encoder].names << axisText(token);
    state.rows[StackId::Encoder].special.push_back(token.special);
  }
  const Trace& trace = *window->shownTrace();
  const int rows = trace.rows(StackId::Encoder);
  const auto layout = matrix.layout(trace, state, lens().size());
  ASSERT_EQ(layout.keys.count, rows - 2);
  const std::vector<float> whole = patternRow(trace, StackId::Encoder, 0, 0, 4);
  const double left = 1.0 - static_cast<double>(whole.front()) - static_cast<double>(whole.back());
  double sum = 0;
  for (int place = 0; place < layout.keys.count; ++place) {
    // Shown row 3 is row 4 of the trace: [CLS] is gone.
    const auto hit = matrix.hit(trace, state, lens().size(), layout.cellRect(3, place).center());
    ASSERT_TRUE(hit);
    EXPECT_EQ(hit->query, 4);
    EXPECT_EQ(hit->key, place + 1);
    EXPECT_NEAR(hit->value, static_cast<double>(whole[static_cast<std::size_t>(place) + 1]) / left, 1e-5);
    sum += static_cast<double>(hit->value);
  }
  EXPECT_NEAR(sum, 1, 1e-5);
  // The pointer says the rows of the trace.
  QTest::mouseMove(&lens(), layout.cellRect(3, 2).center().toPoint() - QPoint(1, 0));
  QTest::mouseMove(&lens(), layout.cellRect(3, 2).center().toPoint());
  EXPECT_TRUE(waitUntil(
      [&] { return window->selection().hoveredQuery() == 4 && window->selection().hoveredKey() == 3; }, 3000));
  lens().setFocus();
  QTest::keyClick(&lens(), Qt::Key_Home);
  EXPECT_EQ(window->selection().hoveredKey(), 1) << "the arrows do not go onto hidden tokens";
}

TEST_F(HeadsTest, WithNothingTypedTheSpecialTokensAreNamed) {
  openRecorded("bert-tiny-mlm");
  editor->selectAll();
  QTest::keyClick(editor, Qt::Key_Delete);
  ASSERT_TRUE(waitUntil([&] { return window->lensArea().isEmptyShown(); }));
  EXPECT_TRUE(
      window->findChild<QLabel*>(QStringLiteral("emptyTitle"))->text().contains(QStringLiteral("Nothing typed")));
  EXPECT_EQ(window->document().text().ids(), (std::vector<std::int32_t>{2, 3}));
}

}  // namespace
}  // namespace headlight::ui
