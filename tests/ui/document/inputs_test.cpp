// A model that reads two texts: two documents, requests with both, undo of its own for each.
#include <gtest/gtest.h>

#include <QSignalSpy>

#include "../support/read_as.h"
#include "info/check_input.h"
#include "run/request.h"
#include "support/shared_data.h"
#include "support/tiny_seq2seq.h"
#include "ui/document/model_picture.h"
#include "ui/document/shown_trace.h"

namespace headlight::ui {
namespace {

class TwoTextsTest : public testing::Test {
 protected:
  void SetUp() override {
    files = storytellersFiles();
    backend = makeBackend("cpu", 1);
    test::TinySeq2seq options;
    options.vocabulary = files.vocabularies.at("text")->size();
    options.positions = 12;
    pair = test::makeTinySeq2seq(*backend, options);
    readAs(document, info(), files);
    source().replaceText(0, 0, QStringLiteral("The owl"));
    target().replaceText(0, 0, QStringLiteral("Die Eule"));
  }
  const ModelInfo& info() const { return *pair.model->info(); }
  TextDocument& source() { return dynamic_cast<TextDocument&>(*document.inputs().at(0)); }
  TextDocument& target() { return dynamic_cast<TextDocument&>(*document.inputs().at(1)); }
  Request request() {
    Request asked;
    asked.revision = document.revision();
    asked.inputs = givenBy(document.readers()).value();
    asked.plan = info().everySite();
    return asked;
  }
  std::shared_ptr<const Trace> run(const Request& request, std::shared_ptr<const Trace> before = {}) {
    return runModel(*pair.model, *backend, request, {}, std::move(before));
  }

  InputFiles files;
  std::shared_ptr<Backend> backend;
  test::Seq2seqPair pair;
  Document document;
};

TEST_F(TwoTextsTest, EachHasADocumentOfItsOwn) {
  ASSERT_EQ(document.inputs().size(), 2U);
  EXPECT_NE(&source(), &target());
  EXPECT_EQ(&document.main(), &target()) << "the logits are about the decoder's rows";
  EXPECT_EQ(&document.text(), &target()) << "and what is written on goes there";
  EXPECT_EQ(document.readers()[0]->info().name, "source");
  EXPECT_EQ(document.readers()[1]->info().name, "target");
}

TEST_F(TwoTextsTest, EditsOfEitherMakeRequestsWithBoth) {
  const quint64 before = document.revision();
  target().replaceText(target().segments().length(), 0, QStringLiteral(" sagte"));
  source().replaceText(source().segments().length(), 0, QStringLiteral(" told"));
  EXPECT_EQ(document.revision(), before + 2);
  const Request asked = request();
  ASSERT_EQ(asked.inputs.size(), 2U);
  EXPECT_EQ(std::get<TokenInput>(asked.inputs[0]).ids, source().ids());
  EXPECT_EQ(std::get<TokenInput>(asked.inputs[1]).ids, target().ids());
  EXPECT_EQ(document.rowsByStack(info()), rowsByStack(info(), asked.inputs));
  const auto trace = run(asked);
  EXPECT_EQ(trace->rows(StackId::Encoder), source().rows());
  EXPECT_EQ(trace->rows(StackId::Decoder), target().rows());
}

TEST_F(TwoTextsTest, AnEditOfTheTargetKeepsTheEncoder) {
  const auto before = run(request());
  target().replaceText(target().segments().length(), 0, QStringLiteral(" s"));
  const auto after = run(request(), before);
  for (int layer = 0; layer < 2; ++layer) {
    EXPECT_EQ(after->firstRow(StackId::Encoder, layer), source().rows()) << layer;
    EXPECT_LT(after->firstRow(StackId::Decoder, layer), target().rows()) << layer;
  }
}

TEST_F(TwoTextsTest, WithoutOneOfThemNothingIsComputed) {
  EXPECT_FALSE(document.empty());
  files.vocabularies.clear();
  source().setText(QStringLiteral("The owl told Tom that the owl was not at home and so on"), {});
  const InputReader* tooLong = firstTooLong(document.readers());
  ASSERT_TRUE(tooLong);
  EXPECT_EQ(&tooLong->document(), &source());
  EXPECT_EQ(tooLong->tooLong()->most, 12);
  EXPECT_FALSE(givenBy(document.readers()));
  source().shorten(tooLong->tooLong()->most);
  EXPECT_FALSE(firstTooLong(document.readers()));
  EXPECT_TRUE(givenBy(document.readers()));
}

TEST_F(TwoTextsTest, UndoIsOfTheOneThatIsActive) {
  document.activate(source());
  document.undoStack().undo();
  EXPECT_EQ(source().text(), QString());
  EXPECT_EQ(target().text(), QStringLiteral("Die Eule"));
  document.activate(target());
  EXPECT_FALSE(document.undoStack().canRedo()) << "what was undone of the source is not the target's";
  document.undoStack().undo();
  EXPECT_EQ(target().text(), QString());
  document.activate(source());
  document.undoStack().redo();
  EXPECT_EQ(source().text(), QStringLiteral("The owl"));
  EXPECT_EQ(target().text(), QString());
}

TEST_F(TwoTextsTest, WhatNoModelReadsCannotBeUndone) {
  document.activate(target());
  TextDocument &first = source(), &second = target();
  readAs(document, modelOf({textInput(5000, 100)}), files);
  EXPECT_EQ(document.inputs(), std::vector<InputDocument*>{&first}) << "one text is the first of two";
  EXPECT_EQ(second.rows(), 0) << "and the second is read by nobody";
  document.activate(second);
  document.undoStack().undo();
  EXPECT_EQ(second.text(), QStringLiteral("Die Eule"));
  EXPECT_EQ(first.text(), QString());
  const quint64 before = document.revision();
  second.replaceText(0, 0, QStringLiteral("x"));
  EXPECT_EQ(document.revision(), before);
  readAs(document, info(), files);
  EXPECT_EQ(&target(), &second) << "it comes back with the next model of two texts";
  EXPECT_EQ(second.text(), QStringLiteral("xDie Eule"));
}

TEST_F(TwoTextsTest, ATraceIsShownWithTheNamesOfBoth) {
  const auto trace = run(request());
  const ShownTrace shown = shownTraceOf(trace, nullptr, document);
  EXPECT_TRUE(shown.current);
  ASSERT_EQ(shown.inputs.size(), 2U);
  EXPECT_EQ(shown.rowsOf(StackId::Encoder).names.names.last(), axisText(source().tokens().back()));
  EXPECT_EQ(shown.rowsOf(StackId::Encoder).special.size(), source().tokens().size());
  EXPECT_EQ(shown.rows().names.names.size(), target().rows());
  EXPECT_TRUE(shown.rows().special.front()) << "the token that the tokenizer adds";
  EXPECT_EQ(shown.commonRows(source()), source().rows());
  EXPECT_EQ(shown.commonRows(target()), target().rows());
  EXPECT_EQ(shown.names().of(StackId::Encoder).name(1), source().rowNames().name(1));
  target().setText(QStringLiteral("Eine Eule"), {});
  EXPECT_LT(shown.commonRows(target()), target().rows());
  EXPECT_EQ(shown.commonRows(source()), source().rows());
}

// Two texts and the other kind: documents are shared by kind, not by model.
TEST_F(TwoTextsTest, AnImageBesideATextIsReadFromTheImage) {
  ImageInputInfo image;
  image.height = image.width = 16;
  image.patchHeight = image.patchWidth = 8;
  InputFiles both = files;
  both.preprocessing.emplace();
  both.preprocessing->height = both.preprocessing->width = 16;
  TextDocument& first = source();
  readAs(document, modelOf({imageInput(image), textInput(5000, 100)}), both);
  EXPECT_EQ(document.imageRead(), document.inputs()[0]);
  EXPECT_EQ(document.textRead(), &first);
  EXPECT_FALSE(givenBy(document.readers())) << "there is no image yet";
  document.image().putCanvas(image, Qt::white);
  const auto given = givenBy(document.readers());
  ASSERT_TRUE(given);
  EXPECT_TRUE(std::holds_alternative<PictureInput>((*given)[0]));
  EXPECT_EQ(document.image().model()->grid(), (PatchGrid{2, 2}));
  readAs(document, info(), files);
  EXPECT_EQ(document.image().model(), nullptr) << "no model looks at it any more";
}

}  // namespace
}  // namespace headlight::ui
