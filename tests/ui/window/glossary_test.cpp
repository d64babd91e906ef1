// Words on hover: every box of the pipeline and every figure says what it is, in a sentence of the one table.
#include <QAbstractItemView>
#include <QComboBox>
#include <QHelpEvent>
#include <QToolTip>

#include "recorded_models.h"
#include "ui/document/glossary.h"
#include "ui/panels/layer_rows.h"
#include "ui/panels/pipeline_strip.h"

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

}  // namespace
}  // namespace headlight::ui
