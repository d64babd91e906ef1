// A model that reads two texts, in everything that shows a trace: the tiny encoder-decoder of tests/support, in a
// window of its own.
#include <QCheckBox>
#include <QHBoxLayout>
#include <QMenu>
#include <QTest>
#include <utility>

#include "../support/read_as.h"
#include "parts.h"
#include "support/tiny_seq2seq.h"
#include "ui/editors/input_editors.h"
#include "ui/editors/token_chips.h"
#include "ui/panels/pipeline_strip.h"
#include "ui/panels/predictions_panel.h"
#include "ui/panels/what_if_panel.h"
#include "ui/theme/theme.h"
#include "ui/views/matrix_view.h"
#include "ui/window/lens_area.h"
#include "ui/window/trace_panels.h"
#include "ui/window/what_if_actions.h"

namespace headlight::ui {
namespace {

constexpr AttentionId encoder{StackId::Encoder}, decoder{StackId::Decoder}, cross{StackId::Decoder, 1};

class TwoTextsShownTest : public PartsTest {
 protected:
  void SetUp() override {
    files = storytellersFiles();
    test::TinySeq2seq options;
    options.vocabulary = files.vocabularies.at("text")->size();
    pair = test::makeTinySeq2seq(*backend, options);
    auto* layout = new QHBoxLayout(&window);
    layout->addWidget(&panels.inputs());
    layout->addWidget(&area, 1);
    auto* right = new QVBoxLayout;
    right->addWidget(&panels.predictions(), 1);
    right->addWidget(&panels.whatIfs());
    right->addWidget(&panels.pipeline());
    layout->addLayout(right);
    panels.setTheme(Theme::light());
    readAs(document, info(), files);
    OpenModel open;
    open.info = pair.model->info();
    open.files = files;
    panels.setModel(open);
    source().setText(QStringLiteral("The owl told Tom that the cat was there"), {});
    target().setText(QStringLiteral("Tom was happy and ran"), {});
    area.setView(MatrixView::id);
    window.resize(1280, 760);
    window.show();
    window.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&window));
    pass();
  }
  void TearDown() override { pair.model.reset(); }

  const ModelInfo& info() const { return *pair.model->info(); }
  TextDocument& source() { return document.textAt(0); }
  TextDocument& target() { return document.textAt(1); }
  LensWidget& lens() { return area.lens(); }
  TokenChips& chips(std::size_t place) { return *panels.inputs().onScreen().at(place)->findChild<TokenChips*>(); }
  void pass() {
    Request request;
    request.revision = document.revision();
    request.inputs = givenBy(document.readers()).value();
    request.plan = info().everySite();
    panels.show(shownTraceOf(runModel(*pair.model, *backend, request), nullptr, document));
    QTest::qWait(1);
  }
  /// Where a place with a query and no key (or the other way round) lies in the lens: a name beside the pattern.
  QPoint nameAt(bool ofQuery) {
    for (int y = 0; y < lens().height(); y += 4)
      for (int x = 0; x < lens().width(); x += 4) {
        const auto hit = lens().view().hit(*lens().trace(), lens().state(), lens().size(), QPointF(x, y));
        if (hit && (hit->query >= 0) == ofQuery && (hit->key >= 0) != ofQuery) return {x, y};
      }
    throw std::runtime_error("no name in sight");
  }
  std::pair<int, int> hoverName(bool ofQuery) {
    QTest::mouseMove(&lens(), nameAt(ofQuery));
    QTest::qWait(20);
    return {selection.hoveredQuery(), selection.hoveredKey()};
  }
  std::vector<Intervention> changes() const {
    std::vector<Intervention> all;
    for (const WhatIf& line : document.whatIfs()) all.push_back(line.change);
    return all;
  }

  std::shared_ptr<Backend> backend = makeBackend("cpu", 2);
  InputFiles files;
  test::Seq2seqPair pair;
  QWidget window;
  LensArea area{selection};
  TracePanels panels{document, selection, bridge, area, window};
};

TEST_F(TwoTextsShownTest, ANameBesideAPatternIsARowOfItsOwnText) {
  selection.chooseAttention(cross);
  const auto [query, noKey] = hoverName(true);
  EXPECT_GE(query, 0);
  EXPECT_EQ(noKey, -1) << "a row of the target is no row of the source";
  const auto [noQuery, key] = hoverName(false);
  EXPECT_EQ(noQuery, -1);
  EXPECT_GE(key, 0);
  selection.chooseAttention(decoder);
  const auto [row, same] = hoverName(true);
  EXPECT_GE(row, 0);
  EXPECT_EQ(row, same) << "of self-attention it is both";
}

TEST_F(TwoTextsShownTest, MaskingATokenIsAboutItsOwnText) {
  WhatIfActions& actions = panels.whatIfActions();
  selection.chooseAttention(encoder);
  actions.maskToken(source(), 2);
  EXPECT_EQ(changes().back(), Intervention(MaskKey{StackId::Encoder, 2}));
  actions.maskToken(target(), 1);
  EXPECT_EQ(changes().back(), Intervention(MaskKey{StackId::Decoder, 1})) << "the encoder has no row of the target";
  selection.chooseAttention(cross);
  actions.maskToken(source(), 3);
  EXPECT_EQ(changes().back(), Intervention(MaskKey{StackId::Decoder, 3, 1}));
  EXPECT_EQ(chips(0).maskedRows(), (std::vector<int>{2, 3}));
  EXPECT_EQ(chips(1).maskedRows(), (std::vector<int>{1}));
  emit chips(0).maskAsked(3);
  EXPECT_EQ(chips(0).maskedRows(), (std::vector<int>{2})) << "a second time shows it again";
  emit chips(1).maskAsked(4);
  EXPECT_EQ(chips(1).maskedRows(), (std::vector<int>{1, 4}));
  actions.maskToken(target(), target().rows());
  EXPECT_EQ(chips(1).maskedRows(), (std::vector<int>{1, 4})) << "there is no such row";
}

TEST_F(TwoTextsShownTest, WhatIfsNameTheRowsOfBothTexts) {
  document.addWhatIf(CutEdge{StackId::Decoder, 1, 2, 3, 2, 1});
  document.addWhatIf(MaskKey{StackId::Encoder, 8});
  document.addWhatIf(MaskKey{StackId::Decoder, target().rows()});
  std::vector<QString> tips;
  for (const auto* check : panels.whatIfs().findChildren<QCheckBox*>()) tips.push_back(check->toolTip());
  ASSERT_EQ(tips.size(), 3U);
  EXPECT_TRUE(tips[0].contains(QStringLiteral("cut %1 → %2, decoder → encoder L1H2")
                                   .arg(target().rowNames().name(3), source().rowNames().name(2))))
      << tips[0].toStdString();
  EXPECT_TRUE(tips[1].contains(source().rowNames().name(8))) << tips[1].toStdString();
  EXPECT_TRUE(tips[2].contains(QStringLiteral("beyond the text"))) << tips[2].toStdString();
}

TEST_F(TwoTextsShownTest, TheMenuOfACellNamesBothTexts) {
  selection.chooseAttention(cross);
  panels.whatIfActions().openCellMenu(3, 2, lens().mapToGlobal(QPoint(10, 10)));
  auto* menu = lens().findChild<QMenu*>(QStringLiteral("cellMenu"));
  ASSERT_TRUE(menu);
  QStringList words;
  for (const QAction* action : menu->actions()) words << action->text();
  const QString all = words.join(QLatin1Char('\n'));
  EXPECT_TRUE(
      all.contains(QStringLiteral("Cut %1 → %2 in L0H0").arg(target().rowNames().name(3), source().rowNames().name(2))))
      << all.toStdString();
  EXPECT_TRUE(all.contains(QStringLiteral("Mask token ") + source().rowNames().name(2))) << all.toStdString();
  menu->close();
}

TEST_F(TwoTextsShownTest, ThePipelineHasBothStacksAndABlockOfEitherIsChosen) {
  PipelineStrip& strip = panels.pipeline();
  strip.setMinimumSize(700, 78);
  QTest::qWait(10);
  std::vector<const PipelineStage*> blocks;
  for (const PipelineStage& stage : strip.stages())
    if (stage.isBlock()) blocks.push_back(&stage);
  ASSERT_EQ(blocks.size(), static_cast<std::size_t>(info().stacks[0].layers + info().stacks[1].layers));
  EXPECT_EQ(blocks.front()->stack, StackId::Encoder);
  EXPECT_EQ(blocks.back()->stack, StackId::Decoder);
  EXPECT_FALSE(strip.grab().isNull());  // which reads the vectors
  for (const PipelineStage& stage : strip.stages()) {
    SCOPED_TRACE(testing::Message() << static_cast<int>(stage.kind) << ' ' << stage.layer);
    EXPECT_EQ(stage.vector.size(),
              stage.kind == PipelineStage::Kind::Embedding || stage.isBlock() || stage.kind == PipelineStage::Kind::Norm
                  ? static_cast<std::size_t>(info().stack(stage.stack).width)
                  : 0U);
    if (&stage != &strip.stages().front()) {
      EXPECT_GT(stage.box.left(), (&stage - 1)->box.right());
    }
  }
  // What is shown of the encoder is its last row, of the decoder the predicted one.
  const SiteId site = blocks.front()->site(info());
  EXPECT_EQ(blocks.front()->vector, lens().trace()->find(site)->rowToHost(source().rows() - 1));

  selection.chooseAttention(cross);
  selection.chooseHead(0, 1);
  const auto click = [&](const PipelineStage& stage) {
    ASSERT_TRUE(strip.isVisible() && strip.rect().contains(scaled(stage.box)))
        << strip.width() << " " << stage.box.left() << " " << strip.height() << " " << strip.isVisible();
    QTest::mouseClick(&strip, Qt::LeftButton, {}, scaled(stage.box).center());
  };
  click(*blocks.back());
  EXPECT_EQ(selection.attention(), cross) << "a block of the same stack leaves the attention";
  EXPECT_EQ(selection.layer(), info().stacks[1].layers - 1);
  click(*blocks.front());
  EXPECT_EQ(selection.attention(), encoder);
  EXPECT_EQ(selection.layer(), 0);
  QTest::keyClick(&strip, Qt::Key_Left);
  EXPECT_EQ(selection.attention(), encoder) << "there is nothing before the first block";
  for (std::size_t i = 1; i < blocks.size(); ++i) QTest::keyClick(&strip, Qt::Key_Right);
  EXPECT_EQ(selection.attention(), decoder);
  EXPECT_EQ(selection.layer(), info().stacks[1].layers - 1);
}

}  // namespace
}  // namespace headlight::ui
