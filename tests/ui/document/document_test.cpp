// The document on Storyteller's own vocabulary: what is typed, chosen, undone.
#include "ui/document/document.h"

#include <gtest/gtest.h>

#include <QSignalSpy>

#include "support/shared_data.h"
#include "text/tokenizer.h"

namespace headlight::ui {
namespace {

std::shared_ptr<const Vocabulary> storyteller() {
  static const auto vocabulary = std::make_shared<const Vocabulary>(
      text::loadTokenizer(std::filesystem::path(HEADLIGHT_ASSETS_DIR) / "models" / "storyteller"));
  return vocabulary;
}

class DocumentTest : public testing::Test {
 protected:
  DocumentTest() { document.text().setVocabulary(storyteller()); }
  std::int32_t id(const char* bytes) {
    const auto found = storyteller()->tokenizer().idOf(bytes);
    EXPECT_TRUE(found) << "no token " << bytes;
    return found.value_or(0);
  }
  Document document;
};

TEST_F(DocumentTest, AnEmptyTextHasTheTokenThatTheTokenizerAdds) {
  ASSERT_EQ(document.text().tokens().size(), 1U);
  EXPECT_TRUE(document.text().tokens()[0].added);
  EXPECT_TRUE(document.text().tokens()[0].special);
  EXPECT_EQ(document.text().tokens()[0].id, *storyteller()->tokenizer().bos());
}

TEST_F(DocumentTest, TypedTextHasTheTokenizersTokens) {
  document.text().replaceText(0, 0, QStringLiteral("The mill told Tom"));
  std::vector<std::int32_t> expected;
  for (const auto& token : storyteller()->tokenizer().encode("The mill told Tom", true)) expected.push_back(token.id);
  EXPECT_EQ(document.text().ids(), expected);
  EXPECT_EQ(document.text().tokens().back().end, 17);
}

TEST_F(DocumentTest, EveryEditCountsTheRevisionUp) {
  QSignalSpy changed(&document, &Document::changed);
  const quint64 before = document.revision();
  document.text().replaceText(0, 0, QStringLiteral("a"));
  document.text().replaceText(1, 0, QStringLiteral("b"));
  document.undoStack().undo();
  EXPECT_EQ(document.revision(), before + 3);
  EXPECT_EQ(changed.count(), 3);
}

TEST_F(DocumentTest, TypingIsUndoneWordByWord) {
  const QString text = QStringLiteral("The mill ");
  for (int i = 0; i < text.size(); ++i) document.text().replaceText(i, 0, text.mid(i, 1));
  EXPECT_EQ(document.undoStack().count(), 2);
  document.undoStack().undo();
  EXPECT_EQ(document.text().text(), QStringLiteral("The "));
  document.undoStack().undo();
  EXPECT_EQ(document.text().text(), QString());
  document.undoStack().redo();
  document.undoStack().redo();
  EXPECT_EQ(document.text().text(), text);
}

TEST_F(DocumentTest, BackspacesRunTogether) {
  document.text().setText(QStringLiteral("The mill"), QStringLiteral("text"));
  for (int i = 7; i > 3; --i) document.text().replaceText(i, 1, QString());
  EXPECT_EQ(document.text().text(), QStringLiteral("The "));
  document.undoStack().undo();
  EXPECT_EQ(document.text().text(), QStringLiteral("The mill"));
}

TEST_F(DocumentTest, AChosenTokenStaysItselfBesideTypedText) {
  // "told" is one token; "t" chosen by id and "old" typed must not become it.
  document.text().appendToken(id("t"), QStringLiteral("choose"));
  document.text().replaceText(1, 0, QStringLiteral("old"));
  ASSERT_GE(document.text().tokens().size(), 3U);
  EXPECT_EQ(document.text().tokens()[1].id, id("t"));
  EXPECT_TRUE(document.text().tokens()[1].chosen);
  EXPECT_EQ(document.text().text(), QStringLiteral("told"));
}

TEST_F(DocumentTest, EditingInsideAChosenTokenTurnsItBackIntoTypedText) {
  document.text().appendToken(id(" mill"), QStringLiteral("choose"));
  document.text().replaceText(2, 1, QStringLiteral("X"));
  EXPECT_EQ(document.text().text(), QStringLiteral(" mXll"));
  ASSERT_EQ(document.text().segments().list().size(), 1U);
  EXPECT_FALSE(document.text().segments().list()[0].chosen());
  document.undoStack().undo();
  EXPECT_EQ(document.text().text(), QStringLiteral(" mill"));
  EXPECT_TRUE(document.text().segments().list()[0].chosen());
}

TEST_F(DocumentTest, DeletingNextToAChosenTokenLeavesItAlone) {
  document.text().replaceText(0, 0, QStringLiteral("The"));
  document.text().appendToken(id(" mill"), QStringLiteral("choose"));
  document.text().replaceText(2, 1, QString());
  EXPECT_EQ(document.text().text(), QStringLiteral("Th mill"));
  EXPECT_EQ(document.text().tokens().back().id, id(" mill"));
  EXPECT_TRUE(document.text().tokens().back().chosen);
}

TEST_F(DocumentTest, ReplacingATokenKeepsItsNeighbours) {
  document.text().replaceText(0, 0, QStringLiteral("The mill told Tom"));
  auto expected = document.text().ids();
  expected[2] = id(" had");
  document.text().replaceToken(2, id(" had"));
  EXPECT_EQ(document.text().ids(), expected);
  EXPECT_EQ(document.text().text(), QStringLiteral("The had told Tom"));
  document.undoStack().undo();
  EXPECT_EQ(document.text().text(), QStringLiteral("The mill told Tom"));
}

TEST_F(DocumentTest, ReplacingBesideSpacesKeepsTheRowsThatWouldBeCutUpOtherwise) {
  // "\s+(?!\S)" looks ahead: two spaces before a word are cut differently once the word stands apart.
  document.text().replaceText(0, 0, QStringLiteral("The   mill   told"));
  for (int row = 1; row < static_cast<int>(document.text().tokens().size()); ++row) {
    auto expected = document.text().ids();
    expected[static_cast<std::size_t>(row)] = id(" had");
    document.text().replaceToken(row, id(" had"));
    EXPECT_EQ(document.text().ids(), expected) << "row " << row;
    document.undoStack().undo();
  }
}

TEST_F(DocumentTest, ReplacingOneByteOfACharacterKeepsTheOthers) {
  document.text().replaceText(0, 0, QStringLiteral("a\u4E2Db"));
  const auto before = document.text().tokens();
  int row = -1;
  for (int i = 0; i < static_cast<int>(before.size()); ++i)
    if (before[static_cast<std::size_t>(i)].piece == QLatin1String("byte 2/3")) row = i;
  ASSERT_GE(row, 0) << "the vocabulary has a token for the whole character";
  auto expected = document.text().ids();
  expected[static_cast<std::size_t>(row)] = id("x");
  document.text().replaceToken(row, id("x"));
  EXPECT_EQ(document.text().ids(), expected);
  document.undoStack().undo();
  EXPECT_EQ(document.text().text(), QStringLiteral("a\u4E2Db"));
}

TEST_F(DocumentTest, TheTokenThatTheTokenizerAddsIsNotReplaced) {
  document.text().replaceText(0, 0, QStringLiteral("mill"));
  const auto before = document.text().ids();
  document.text().replaceToken(0, id("x"));
  EXPECT_EQ(document.text().ids(), before);
}

TEST_F(DocumentTest, TakingATokenOutKeepsItsNeighbours) {
  document.text().replaceText(0, 0, QStringLiteral("The mill told Tom"));
  auto expected = document.text().ids();
  expected.erase(expected.begin() + 2);
  document.text().removeToken(2);
  EXPECT_EQ(document.text().ids(), expected);
}

TEST_F(DocumentTest, BytePiecesAreNamedAndShareTheirCharacter) {
  document.text().replaceText(0, 0, QStringLiteral("\u4E2D"));
  int pieces = 0;
  for (const InputToken& token : document.text().tokens())
    if (!token.piece.isEmpty()) {
      ++pieces;
      EXPECT_EQ(token.begin, 0);
      EXPECT_EQ(token.end, 1);
      EXPECT_EQ(token.shown, QStringLiteral("\u4E2D"));
      EXPECT_TRUE(token.piece.startsWith(QLatin1String("byte")));
    }
  EXPECT_GE(pieces, 2);
}

TEST_F(DocumentTest, PositionsOfTokensAreUtf16) {
  document.text().replaceText(0, 0, QStringLiteral("\U0001F989 mill"));
  EXPECT_EQ(document.text().tokens().back().end, 7);
  const InputToken& last = document.text().tokens().back();
  EXPECT_EQ(document.text().text().mid(last.begin, last.end - last.begin), QStringLiteral(" mill"));
}

TEST_F(DocumentTest, HalfASurrogatePairIsNoCrash) {
  document.text().replaceText(0, 0, QString(QChar(0xD83E)) + QStringLiteral("x"));
  EXPECT_EQ(document.text().tokens().back().end, 2);
}

TEST_F(DocumentTest, KeepLastLeavesAsManyTokensAsFitAndCanBeUndone) {
  QString text;
  for (int i = 0; i < 200; ++i) text += QStringLiteral("The mill \u4E2D told Tom. ");
  document.text().setText(text, QStringLiteral("text"));
  ASSERT_GT(document.text().tokens().size(), 256U);
  document.text().keepLast(256);
  EXPECT_LE(document.text().tokens().size(), 256U);
  EXPECT_GE(document.text().tokens().size(), 250U);
  EXPECT_TRUE(text.endsWith(document.text().text()));
  document.undoStack().undo();
  EXPECT_EQ(document.text().text(), text);
}

TEST_F(DocumentTest, AnotherVocabularyReadsChosenTokensAsText) {
  document.text().appendToken(id(" mill"), QStringLiteral("choose"));
  const auto data = headlight::test::sharedData();
  if (!data || !std::filesystem::exists(*data / "tokenizers" / "gpt2"))
    GTEST_SKIP() << "../shared/data has no gpt2 tokenizer";
  const auto other = std::make_shared<const Vocabulary>(text::loadTokenizer(*data / "tokenizers" / "gpt2"));
  document.text().setVocabulary(other);
  std::vector<std::int32_t> expected;
  for (const auto& token : other->tokenizer().encode(" mill", true)) expected.push_back(token.id);
  EXPECT_EQ(document.text().ids(), expected);
  document.text().setVocabulary(storyteller());
  EXPECT_EQ(document.text().tokens().back().id, id(" mill"));
}

TEST_F(DocumentTest, SlidersAreUndoneAsOneStep) {
  Sampling sampling = document.sampling();
  for (const double t : {0.9, 1.0, 1.1}) {
    sampling.temperature = t;
    document.setSampling(sampling);
  }
  EXPECT_EQ(document.undoStack().count(), 1);
  document.undoStack().undo();
  EXPECT_EQ(document.sampling(), Sampling());
}

TEST_F(DocumentTest, SearchFindsTokensByTextAndById) {
  const auto byText = storyteller()->search(QStringLiteral("mill"), 10);
  ASSERT_FALSE(byText.empty());
  EXPECT_NE(std::find(byText.begin(), byText.end(), id(" mill")), byText.end());
  const auto byId = storyteller()->search(QString::number(id(" mill")), 10);
  ASSERT_FALSE(byId.empty());
  EXPECT_EQ(byId.front(), id(" mill"));
  EXPECT_TRUE(storyteller()->search(QStringLiteral("no token has this"), 10).empty());
}

}  // namespace
}  // namespace headlight::ui
