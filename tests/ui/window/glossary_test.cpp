// Words on hover: every box of the pipeline and every figure says what it is, in a sentence of the one table.
#include <QAbstractItemView>
#include <QComboBox>
#include <QDialog>
#include <QHelpEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QRegularExpression>
#include <QScreen>
#include <QToolTip>
#include <algorithm>

#include "recorded_models.h"
#include "ui/document/glossary.h"
#include "ui/panels/layer_rows.h"
#include "ui/panels/pipeline_strip.h"
#include "ui/views/head_numbers.h"
#include "ui/views/numbers.h"

namespace headlight::ui {
namespace {

class GlossaryTest : public RecordedModelsTest {
 protected:
  /// All that painted widgets say wherever the pointer rests on them.
  static QStringList hovered(QWidget& widget) {
    QStringList said;
    for (int y = 1; y < widget.height(); y += 4)
      for (int x = 1; x < widget.width(); x += 4) {
        QToolTip::hideText();
        QHelpEvent help(QEvent::ToolTip, QPoint(x, y), widget.mapToGlobal(QPoint(x, y)));
        QApplication::sendEvent(&widget, &help);
        if (const QString text = QToolTip::text(); !text.isEmpty() && !said.contains(text)) said << text;
      }
    return said;
  }

  /// Of the whole window, list rows too.
  QStringList everythingSaid() {
    QStringList said;
    for (QWidget* widget : window->findChildren<QWidget*>()) {
      said << widget->toolTip();
      if (auto* combo = qobject_cast<QComboBox*>(widget))
        for (int row = 0; row < combo->count(); ++row) said << combo->itemData(row, Qt::ToolTipRole).toString();
      if (widget->inherits("headlight::ui::LayerRows") && widget->isVisible()) said << hovered(*widget);
    }
    return said << hovered(*window->findChild<QWidget*>(QStringLiteral("pipelineStrip")));
  }
};

TEST_F(GlossaryTest, EveryTermIsOneSentence) {
  for (const Term term : everyTerm()) {
    const QString sentence = explain(term);
    EXPECT_FALSE(nameOf(term).isEmpty());
    EXPECT_TRUE(sentence.endsWith(QLatin1Char('.'))) << sentence.toStdString();
    EXPECT_EQ(sentence.count(QStringLiteral(". ")), 0) << sentence.toStdString();
    EXPECT_GT(sentence.size(), 30) << sentence.toStdString();
  }
}

TEST_F(GlossaryTest, EveryPlaceOfThePipelineSaysWhatItIs) {
  open();
  auto* strip = window->findChild<PipelineStrip*>(QStringLiteral("pipelineStrip"));
  const QString said = hovered(*strip).join(QLatin1Char('\n'));
  for (const Term term : {Term::Tokens, Term::Embedding, Term::Block, Term::Attention, Term::Mlp, Term::ResidualStream,
                          Term::Norm, Term::Logits, Term::Softmax})
    EXPECT_TRUE(said.contains(explain(term))) << nameOf(term).toStdString();
}

TEST_F(GlossaryTest, NoTermStandsInTheTableWithoutAPlaceInTheWindow) {
  QStringList said;
  for (const char* model : {"storyteller", "doodles"}) {
    options.model = QLatin1String(model);
    if (options.model == QLatin1String("doodles")) options.text.clear();
    window.reset();
    open();
    said << everythingSaid();
    window->lensArea().setView(QStringLiteral("heads"));  // rows are read while their view is shown
    said << everythingSaid();
  }
  // Of a text in which nothing is masked there is a token after; alignment is of two texts (cross_attention_test).
  window.reset();
  options.text = QStringLiteral("the cat sat");
  openRecorded("bert-tiny-mlm");
  window->lensArea().setView(QStringLiteral("heads"));
  said << everythingSaid() << explain(Term::Alignment);
  const QString all = said.join(QLatin1Char('\n'));
  for (const Term term : everyTerm())
    EXPECT_TRUE(all.contains(explain(term))) << nameOf(term).toStdString() << ": " << explain(term).toStdString();
}

class GlossaryPagesTest : public RecordedModelsTest {
 protected:
  GlossaryPagesTest() { options.text = QStringLiteral("The owl told Tom that the owl"); }
  QDialog& glossary() { return *window->findChild<QDialog*>(QStringLiteral("glossary")); }
  QString said(const char* label) { return glossary().findChild<QLabel*>(QLatin1String(label))->text(); }
  QString numbers() { return said("glossaryNumbers"); }
  void turnTo(Term term) {
    auto* list = glossary().findChild<QListWidget*>(QStringLiteral("glossaryList"));
    list->setCurrentRow(static_cast<int>(term));
    ASSERT_EQ(said("glossarySentence"), explain(term));
  }
};

TEST_F(GlossaryPagesTest, EveryWordHasAPageWithItsFormula) {
  open();
  QTest::keyClick(window.get(), Qt::Key_F1, Qt::ShiftModifier);
  ASSERT_TRUE(glossary().isVisible());
  for (const Term term : everyTerm()) {
    turnTo(term);
    EXPECT_TRUE(said("glossaryName").compare(nameOf(term), Qt::CaseInsensitive) == 0);
    EXPECT_EQ(said("glossaryFormula"), formulaOf(term));
    EXPECT_GT(formulaOf(term).size(), 5) << idOf(term).toStdString();
    EXPECT_FALSE(numbers().isEmpty());
  }
}

TEST_F(GlossaryPagesTest, NumbersAreThoseOnScreenAndFollowTheText) {
  open();
  QTest::keyClick(window.get(), Qt::Key_F1, Qt::ShiftModifier);
  turnTo(Term::Tokens);
  const Trace& trace = *window->shownTrace();
  EXPECT_TRUE(numbers().contains(QStringLiteral("%1 tokens here").arg(trace.ids().size())));
  EXPECT_TRUE(numbers().contains(QStringLiteral("entry %1.").arg(trace.ids().back())));
  turnTo(Term::Softmax);
  EXPECT_TRUE(numbers().contains(bars->rows().front().shown));
  EXPECT_TRUE(numbers().contains(exactWeight(bars->rows().front().plain))) << numbers().toStdString();
  turnTo(Term::Attention);
  window->selection().chooseHead(4, 2);
  window->selection().lockRow(3);
  const std::vector<float> row = patternRow(trace, AttentionId{}, 4, 2, 3);
  EXPECT_TRUE(numbers().startsWith(QStringLiteral("L4H2")));
  EXPECT_TRUE(numbers().contains(exactWeight(*std::max_element(row.begin(), row.end())))) << numbers().toStdString();
  turnTo(Term::Entropy);
  EXPECT_EQ(numbers(), QStringLiteral("L4H2: ") +
                           headNumberText(headNumber(trace, HeadNumber::Entropy, {}, 4, 2), HeadNumber::Entropy));
  turnTo(Term::Tokens);
  const QString before = numbers();
  window->activateWindow();
  editor->setFocus();
  QTest::keyClicks(editor, QStringLiteral(" Silver"));
  EXPECT_TRUE(waitUntil([&] { return numbers() != before; }));
}

TEST_F(GlossaryPagesTest, AWordInPiecesSaysSo) {
  options.text = QStringLiteral("the zyxwvu");
  open();
  QTest::keyClick(window.get(), Qt::Key_F1, Qt::ShiftModifier);
  turnTo(Term::Tokens);
  EXPECT_TRUE(numbers().contains(QStringLiteral("“zyxwvu” is no entry"))) << numbers().toStdString();
}

TEST_F(GlossaryPagesTest, F1OpensWhatIsExplainedUnderThePointerElseTheKeys) {
  open();
  auto* strip = window->findChild<QWidget*>(QStringLiteral("pipelineStrip"));
  QStringList tips;
  for (int x = 1; x < strip->width() && tips.isEmpty(); x += 4) {
    QHelpEvent help(QEvent::ToolTip, QPoint(x, strip->height() / 2),
                    strip->mapToGlobal(QPoint(x, strip->height() / 2)));
    QApplication::sendEvent(strip, &help);
    if (QToolTip::isVisible() && !termsExplainedIn(QToolTip::text()).empty()) tips << QToolTip::text();
  }
  ASSERT_FALSE(tips.isEmpty());
  QTest::keyClick(window.get(), Qt::Key_F1);
  ASSERT_TRUE(glossary().isVisible());
  EXPECT_EQ(said("glossarySentence"), explain(termsExplainedIn(tips.front()).front()));
}

TEST_F(GlossaryPagesTest, ItFitsTheSmallestScreenAndFindsWords) {
  open(960, 600);
  window->setTextScale(200);
  QTest::keyClick(window.get(), Qt::Key_F1, Qt::ShiftModifier);
  EXPECT_LE(glossary().width(), window->screen()->availableGeometry().width());
  EXPECT_LE(glossary().height(), window->screen()->availableGeometry().height());
  auto* list = glossary().findChild<QListWidget*>(QStringLiteral("glossaryList"));
  const int all = list->count();
  auto* search = glossary().findChild<QLineEdit*>(QStringLiteral("glossarySearch"));
  QTest::keyClicks(search, QStringLiteral("entropy"));
  EXPECT_LT(list->count(), all);
  QTest::keyClick(search, Qt::Key_Return);
  EXPECT_TRUE(said("glossarySentence").contains(QStringLiteral("bits")));
  window->setTextScale(100);
}

TEST_F(GlossaryPagesTest, EachKindOfModelHasItsNumbers) {
  for (const char* model : {"doodles", "fill-in", "translator", "translator-2014"}) {
    options.model = QLatin1String(model);
    options.text = model == std::string_view("doodles") ? QString() : QStringLiteral("The cat sat");
    window.reset();
    open();
    QTest::keyClick(window.get(), Qt::Key_F1, Qt::ShiftModifier);
    for (const Term term : everyTerm()) turnTo(term);
    turnTo(options.text.isEmpty() ? Term::Patches : Term::Tokens);
    EXPECT_TRUE(numbers().contains(QRegularExpression(QStringLiteral("\\d")))) << model;
  }
}

}  // namespace
}  // namespace headlight::ui
