// Two texts that a model reads as one input: rows, types and undo, as the tokenizer puts the texts together.
#include <gtest/gtest.h>

#include <QSignalSpy>

#include "../support/read_as.h"
#include "../support/recorded_folder.h"
#include "support/shared_data.h"
#include "ui/document/autosave.h"

namespace headlight::ui {
namespace {

class PairsTest : public testing::Test {
 protected:
  PairsTest() {
    tokenizer = text::loadTokenizer(copyRecorded("pairs/bert-answers", folder.path() / "model"));
    files.vocabularies["text"] = std::make_shared<const Vocabulary>(tokenizer);
    readAs(document, encoderOfPairs(), files);
    first().replaceText(0, 0, QStringLiteral("who sat"));
  }
  /// A model that tells two texts apart.
  static ModelInfo encoderOfPairs(int tokenTypes = 2) {
    ModelInfo model = modelOf({textInput(41, 42)});
    model.stacks.front().causal = false;
    std::get<TextInputInfo>(model.inputs.front().kind).tokenTypes = tokenTypes;
    return model;
  }
  TextDocument& first() { return document.textAt(0); }
  TextDocument& second() { return *first().second(); }
  TokenInput given() { return std::get<TokenInput>((*givenBy(document.readers()))[0]); }

  headlight::test::TemporaryFolder folder;
  std::shared_ptr<const text::Tokenizer> tokenizer;
  InputFiles files;
  Document document;
};

TEST_F(PairsTest, TheModelGetsWhatTheTokenizerMakesOfBoth) {
  EXPECT_EQ(given().ids.size(), first().tokens().size());
  EXPECT_TRUE(given().types.empty()) << "one text";
  EXPECT_TRUE(given().second.empty());
  for (const char* words : {"the cat", " ", "x", "sat by it"}) {
    second().setText(QString::fromUtf8(words), {});
    const text::TokenPair pair = tokenizer->encodePair("who sat", words);
    std::vector<std::int32_t> ids;
    for (const text::Token& token : pair.tokens) ids.push_back(token.id);
    EXPECT_EQ(given().ids, ids) << words;
    EXPECT_EQ(given().types, pair.types) << words;
    EXPECT_EQ(given().second, (RowRange{pair.secondBegin, pair.secondEnd})) << words;
    EXPECT_EQ(document.rows(), static_cast<int>(ids.size()));
    EXPECT_EQ(second().firstRow(), pair.secondBegin);
    EXPECT_EQ(document.rowNames().names.size(), document.rows());
  }
}

TEST_F(PairsTest, AModelWithoutTypesIsGivenNone) {
  ModelInfo model = encoderOfPairs(0);
  model.outputs = {{Says::Answer, StackId::Decoder, 2}};
  readAs(document, model, files);
  ASSERT_TRUE(first().second());
  second().setText(QStringLiteral("the cat"), {});
  EXPECT_TRUE(given().types.empty());
  EXPECT_FALSE(given().second.empty());
}

TEST_F(PairsTest, OnlySuchModelsReadTheSecondText) {
  second().setText(QStringLiteral("the cat"), {});
  const int both = document.rows();
  ModelInfo causal = encoderOfPairs();
  causal.stacks.front().causal = true;
  readAs(document, causal, files);
  EXPECT_EQ(first().second(), nullptr);
  EXPECT_LT(document.rows(), both);
  EXPECT_EQ(given().ids.size(), first().tokens().size());
  readAs(document, encoderOfPairs(), files);
  EXPECT_EQ(document.rows(), both) << "what was typed is there again";
  InputFiles without;
  without.vocabularies["text"] = storytellersFiles().vocabularies.at("text");
  readAs(document, encoderOfPairs(), without);
  EXPECT_EQ(first().second() != nullptr, without.vocabularies.at("text")->takesPairs());
}

TEST_F(PairsTest, EachTextIsUndoneByItself) {
  const QSignalSpy changed(&document, &Document::changed);
  const quint64 before = document.revision();
  second().replaceText(0, 0, QStringLiteral("cat"));
  EXPECT_EQ(changed.count(), 1) << "one edit is one pass";
  EXPECT_EQ(document.revision(), before + 1);
  document.activate(second());
  EXPECT_EQ(&document.undoStack(), &second().undoStack());
  document.undoStack().undo();
  EXPECT_TRUE(second().tokens().empty());
  EXPECT_EQ(first().text(), QStringLiteral("who sat"));
  document.undoStack().redo();
  EXPECT_EQ(second().text(), QStringLiteral("cat"));
}

TEST_F(PairsTest, ARowOfTheSecondTextIsMaskedThere) {
  second().setText(QStringLiteral("cat"), {});
  const int row = second().firstRow() + 1;
  const std::vector<std::int32_t> before = given().ids;
  ASSERT_TRUE(document.main().hideRow(row));
  EXPECT_TRUE(document.main().hidesRow(row));
  EXPECT_EQ(given().ids[static_cast<std::size_t>(row)], 4) << "[MASK]";
  ASSERT_TRUE(document.main().hideRow(row));
  EXPECT_EQ(given().ids, before);
  EXPECT_FALSE(document.main().hideRow(second().firstRow() - 1)) << "[SEP]";
}

TEST_F(PairsTest, TooLongATextIsCutInTheLongerOne) {
  second().setText(QString(60, QLatin1Char('x')), {});
  ASSERT_FALSE(givenBy(document.readers()));
  document.main().shorten(42);
  EXPECT_EQ(document.rows(), 42);
  EXPECT_EQ(first().text(), QStringLiteral("who sat"));
}

TEST_F(PairsTest, UnsavedWorkHasBoth) {
  second().setText(QStringLiteral("the cat"), {});
  Autosave saved(document, QString::fromStdString((folder.path() / "work").string()));
  second().setText(QStringLiteral("the cat sat"), {});
  saved.close();
  const Autosave next(document, QString::fromStdString((folder.path() / "work").string()));
  ASSERT_TRUE(next.leftOff());
  ASSERT_EQ(next.leftOff()->second.size(), 1U);
  EXPECT_EQ(next.leftOff()->second.front().text, QStringLiteral("the cat sat"));
}

}  // namespace
}  // namespace headlight::ui
