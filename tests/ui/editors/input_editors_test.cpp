// The editors of a model of two texts, and of others after it, without a window around them.
#include "ui/editors/input_editors.h"

#include <gtest/gtest.h>

#include <QLabel>
#include <QTest>

#include "../support/read_as.h"
#include "run/request.h"
#include "support/shared_data.h"
#include "support/tiny_seq2seq.h"
#include "text/tokenizer.h"
#include "ui/editors/image_editor.h"
#include "ui/editors/text_editor.h"
#include "ui/editors/text_input.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

class InputEditorsTest : public testing::Test {
 protected:
  void SetUp() override {
    files.vocabulary = std::make_shared<const Vocabulary>(
        text::loadTokenizer(std::filesystem::path(HEADLIGHT_ASSETS_DIR) / "models" / "storyteller"));
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
    options.vocabulary = files.vocabulary->tokenizer().vocabularySize();
    return *test::makeTinySeq2seq(*backend, options).model->info();
  }
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

TEST_F(InputEditorsTest, OnlyTheMainTextIsLitByTheTrace) {
  test::TinySeq2seq options;
  options.vocabulary = files.vocabulary->tokenizer().vocabularySize();
  const auto pair = test::makeTinySeq2seq(*backend, options);
  read(*pair.model->info());
  type(0, "The owl");
  type(1, "Die Eule");
  Request request;
  request.revision = document.revision();
  request.inputs = givenBy(document.readers()).value();
  editors.setShown(shownTraceOf(runModel(*pair.model, *backend, request), nullptr, document));
  selection.hover(1, 1);
  EXPECT_TRUE(editor(0).editor().extraSelections().isEmpty()) << "row 1 is a row of the target";
  EXPECT_FALSE(editor(1).editor().extraSelections().isEmpty());
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
