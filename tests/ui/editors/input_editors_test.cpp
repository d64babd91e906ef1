// The editors of a model of two texts, and of others after it, without a window around them.
#include "ui/editors/input_editors.h"

#include <gtest/gtest.h>

#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QTest>

#include "../support/read_as.h"
#include "run/request.h"
#include "support/shared_data.h"
#include "support/tiny_seq2seq.h"
#include "ui/editors/image_editor.h"
#include "ui/editors/text_editor.h"
#include "ui/editors/text_input.h"
#include "ui/editors/token_chips.h"
#include "ui/editors/token_picker.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

class InputEditorsTest : public testing::Test {
 protected:
  void SetUp() override {
    files = storytellersFiles();
    editors.setTheme(Theme::light());
    editors.resize(320, 900);
    editors.show();
    editors.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&editors));
  }
  void read(const ModelInfo& model) {
    readAs(document, model, files);
    editors.setModel(model);
  }
  ModelInfo twoTexts() {
    test::TinySeq2seq options;
    options.vocabulary = files.vocabularies.at("text")->size();
    return *test::makeTinySeq2seq(*backend, options).model->info();
  }
  /// A trace of two texts in both editors.
  void showTwoTexts() {
    test::TinySeq2seq options;
    options.vocabulary = files.vocabularies.at("text")->size();
    const auto pair = test::makeTinySeq2seq(*backend, options);
    read(*pair.model->info());
    type(0, "The owl told Tom");
    type(1, "The owl did");
    Request request;
    request.revision = document.revision();
    request.inputs = givenBy(document.readers()).value();
    editors.setShown(shownTraceOf(runModel(*pair.model, *backend, request), nullptr, document));
    // The layout comes to rest once tokens stand: chips that move under a pointer which is no real one lose it.
    QRect before;
    do {
      before = QRect(chipsOf(1).mapTo(&editors, QPoint()), chipsOf(1).size());
      QTest::qWait(50);
    } while (QRect(chipsOf(1).mapTo(&editors, QPoint()), chipsOf(1).size()) != before);
  }
  TokenChips& chipsOf(std::size_t place) { return *editor(place).findChild<TokenChips*>(); }
  TextEditor& editor(std::size_t place) { return dynamic_cast<TextEditor&>(*editors.onScreen().at(place)); }
  void type(std::size_t place, const char* words) {
    editor(place).editor().setFocus();
    QTest::keyClicks(&editor(place).editor(), QLatin1String(words));
  }
  QStringList names() const {
    QStringList shown;
    for (const auto* name : editors.findChildren<QLabel*>(QStringLiteral("inputName")))
      if (name->isVisible()) shown << name->text();
    shown.sort();
    return shown;
  }

  std::shared_ptr<Backend> backend = makeBackend("cpu", 1);
  InputFiles files;
  Document document;
  Selection selection;
  InputEditors editors{document, selection};
};

TEST_F(InputEditorsTest, TwoTextsHaveTwoEditorsWithTheirNames) {
  read(twoTexts());
  ASSERT_EQ(editors.onScreen().size(), 2U);
  EXPECT_TRUE(editor(0).isVisible());
  EXPECT_TRUE(editor(1).isVisible());
  EXPECT_LT(editor(0).mapTo(&editors, QPoint()).y(), editor(1).mapTo(&editors, QPoint()).y());
  EXPECT_EQ(names(), (QStringList{QStringLiteral("Source"), QStringLiteral("Target")}));
  type(0, "The owl");
  type(1, "Die Eule");
  const auto given = givenBy(document.readers());
  ASSERT_TRUE(given);
  EXPECT_EQ(std::get<TokenInput>((*given)[0]).ids, document.textAt(0).ids());
  EXPECT_EQ(std::get<TokenInput>((*given)[1]).ids, document.textAt(1).ids());
  EXPECT_EQ(document.textAt(0).text(), QStringLiteral("The owl"));
  EXPECT_EQ(document.textAt(1).text(), QStringLiteral("Die Eule"));
}

TEST_F(InputEditorsTest, UndoFollowsTheKeyboard) {
  read(twoTexts());
  type(0, "The");
  type(1, "Die");
  EXPECT_EQ(&editors.active(), &editor(1));
  editor(0).editor().setFocus();
  EXPECT_EQ(&editors.active(), &editor(0));
  document.undoStack().undo();
  EXPECT_EQ(editor(0).editor().toPlainText(), QString());
  EXPECT_EQ(editor(1).editor().toPlainText(), QStringLiteral("Die"));
  editor(0).editor().clearFocus();
  document.undoStack().redo();
  EXPECT_EQ(editor(0).editor().toPlainText(), QStringLiteral("The")) << "the last one that had the keyboard";
}

TEST_F(InputEditorsTest, AModelOfOneTextShowsTheFirstAlone) {
  read(twoTexts());
  type(0, "The owl");
  type(1, "Die Eule");
  TextEditor &first = editor(0), &second = editor(1);
  read(modelOf({textInput(5000, 100)}));
  ASSERT_EQ(editors.onScreen(), std::vector<InputEditor*>{&first});
  EXPECT_FALSE(second.isVisible());
  EXPECT_TRUE(names().isEmpty()) << "alone it needs no name";
  document.undoStack().undo();
  EXPECT_EQ(document.textAt(1).text(), QStringLiteral("Die Eule")) << "it is not on screen";
  read(twoTexts());
  EXPECT_EQ(&editor(1), &second);
  EXPECT_EQ(second.editor().toPlainText(), QStringLiteral("Die Eule"));
}

TEST_F(InputEditorsTest, AnEditorThatIsMadeLateShowsWhatStandsThere) {
  document.textAt(1).setText(QStringLiteral("Die Eule"), {});
  read(twoTexts());
  EXPECT_EQ(editor(1).editor().toPlainText(), QStringLiteral("Die Eule"));
}

TEST_F(InputEditorsTest, AnEmptyTextSaysWhyAndTakesASample) {
  read(twoTexts());
  type(1, "Die Eule");
  ASSERT_TRUE(editor(0).emptiness());
  EXPECT_FALSE(editor(0).emptiness()->title.isEmpty());
  EXPECT_FALSE(editor(1).emptiness());
  editor(0).setSamples({QStringLiteral("The owl told Tom")});
  editor(0).takeSample(editor(0).samples().first());
  EXPECT_FALSE(editor(0).emptiness());
  EXPECT_EQ(document.textAt(0).text(), QStringLiteral("The owl told Tom"));
  EXPECT_EQ(document.textAt(1).text(), QStringLiteral("Die Eule"));
}

// A part of tokens that is none itself: what merely holds it is not what somebody wrote.
TEST_F(InputEditorsTest, ReturnTakesTheTokenThatWasWrittenAndNoOther) {
  const auto vocabulary = storytellersFiles().vocabularies.at("text");
  QWidget window;
  TokenPicker picker(&window);
  std::vector<std::int32_t> picked;
  QObject::connect(&picker, &TokenPicker::picked, [&](std::int32_t id) { picked.push_back(id); });
  auto* box = picker.findChild<QLineEdit*>();
  auto* list = picker.findChild<QListWidget*>();
  const auto write = [&](const QString& text) {
    picker.open(vocabulary, text, {});
    QTest::keyClick(box, Qt::Key_Return);
  };
  write(QStringLiteral("Tom"));
  ASSERT_EQ(picked.size(), 1U);
  EXPECT_TRUE(vocabulary->isNamed(picked[0], QStringLiteral("Tom")));
  write(QStringLiteral("17"));
  ASSERT_EQ(picked.size(), 2U);
  EXPECT_EQ(picked[1], 17);
  QString part;
  for (std::int32_t id = 0; id < vocabulary->size() && part.isEmpty(); ++id) {
    const QString inside = vocabulary->shown(id).mid(2, 3);
    const auto holding = vocabulary->search(inside, 200);
    const bool named =
        std::any_of(holding.begin(), holding.end(), [&](int one) { return vocabulary->isNamed(one, inside); });
    if (inside.size() == 3 && inside[0].isLetter() && !holding.empty() && !named) part = inside;
  }
  ASSERT_FALSE(part.isEmpty());
  write(part);
  EXPECT_EQ(picked.size(), 2U);
  EXPECT_TRUE(picker.isVisible());
  QTest::keyClick(box, Qt::Key_Down);
  EXPECT_EQ(list->currentRow(), 0);
  QTest::keyClick(box, Qt::Key_Return);
  EXPECT_EQ(picked.size(), 3U) << "chosen from the list it is meant";
}

// Which text a row belongs to depends on the attention that is looked at.
TEST_F(InputEditorsTest, RowsLightTheTextThatTheyAreOf) {
  showTwoTexts();
  const auto lit = [this](std::size_t place) { return !editor(place).editor().extraSelections().isEmpty(); };
  selection.chooseAttention(StackId::Encoder);
  selection.hover(1, 2);
  EXPECT_TRUE(lit(0));
  EXPECT_FALSE(lit(1));
  selection.chooseAttention(StackId::Decoder);
  EXPECT_FALSE(lit(0));
  selection.hover(1, 2);
  EXPECT_FALSE(lit(0));
  EXPECT_TRUE(lit(1));
  selection.chooseAttention(AttentionId(StackId::Decoder, 1));
  selection.hover(-1, 1);
  EXPECT_TRUE(lit(0)) << "a key of cross-attention is a row of the source";
  EXPECT_FALSE(lit(1));
  selection.hover(1, -1);
  EXPECT_FALSE(lit(0));
  EXPECT_TRUE(lit(1)) << "a query of it is a row of the target";
  document.textAt(0).setText(QStringLiteral("A bat"), {});
  selection.hover(1, 1);
  EXPECT_FALSE(lit(0)) << "row 1 is no row of the trace any more";
}

TEST_F(InputEditorsTest, AChipIsTheRowThatTheChosenAttentionHas) {
  showTwoTexts();
  const auto point = [this](std::size_t place, int row) {
    auto& chips = *editor(place).findChild<TokenChips*>();
    QTest::mouseMove(&chips, chips.chipRect(row).center());
    QTest::qWait(50);
    return std::pair(selection.hoveredQuery(), selection.hoveredKey());
  };
  using Pair = std::pair<int, int>;
  selection.chooseAttention(StackId::Encoder);
  EXPECT_EQ(point(0, 1), Pair(1, 1));
  EXPECT_EQ(point(1, 2), Pair(-1, -1));
  EXPECT_FALSE(editor(1).editor().extraSelections().isEmpty()) << "the pointer is on it all the same";
  EXPECT_TRUE(editor(0).editor().extraSelections().isEmpty());
  selection.chooseAttention(AttentionId(StackId::Decoder, 1));
  EXPECT_EQ(point(0, 1), Pair(-1, 1));
  EXPECT_EQ(point(1, 2), Pair(1, -1)) << "a token of the target stands for the row that it was written from";
  selection.chooseAttention(StackId::Decoder);
  EXPECT_EQ(point(1, 1), Pair(1, 1));
}

TEST_F(InputEditorsTest, OnlyQueriesAreLocked) {
  showTwoTexts();
  const auto ask = [this](std::size_t place, int row) {
    emit editor(place).findChild<TokenChips*>()->lockAsked(row);
    return selection.lockedRow();
  };
  selection.chooseAttention(AttentionId(StackId::Decoder, 1));
  EXPECT_EQ(ask(0, 1), -1);
  EXPECT_EQ(ask(1, 2), 1) << "the row that it was written from";
  EXPECT_EQ(ask(1, 2), -1) << "once more lets go";
  selection.chooseAttention(StackId::Encoder);
  EXPECT_EQ(ask(1, 1), -1);
  EXPECT_EQ(ask(0, 2), 2);
}

TEST_F(InputEditorsTest, AnImageAndATextStandTogether) {
  ImageInputInfo image;
  image.height = image.width = 16;
  image.patchHeight = image.patchWidth = 8;
  files.preprocessing.emplace();
  files.preprocessing->height = files.preprocessing->width = 16;
  read(modelOf({imageInput(image), textInput(5000, 100)}));
  ASSERT_EQ(editors.onScreen().size(), 2U);
  EXPECT_TRUE(dynamic_cast<ImageEditor*>(editors.onScreen()[0]));
  EXPECT_TRUE(dynamic_cast<TextEditor*>(editors.onScreen()[1]));
  EXPECT_EQ(names(), (QStringList{QStringLiteral("Image"), QStringLiteral("Text")}));
}

}  // namespace
}  // namespace headlight::ui
