// The What-if list as part of the document: what is sent, named, undone and kept.
#include "ui/document/what_if.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <limits>

#include "ui/document/document.h"

namespace headlight::ui {
namespace {

ModelInfo model(int layers = 6, int heads = 8, StackId stack = StackId::Decoder) {
  ModelInfo info;
  info.stacks = {
      {.stack = stack, .layers = layers, .heads = heads, .kvHeads = heads, .causal = stack == StackId::Decoder}};
  return info;
}

const ScaleHead off{StackId::Decoder, 5, 1, 0};

TEST(WhatIfTest, NamesAreWhatTheListSays) {
  const QStringList tokens{QStringLiteral("<bos>"), QStringLiteral("·John"), QStringLiteral("the"),
                           QStringLiteral("%1")};
  EXPECT_EQ(describe(off, tokens), QStringLiteral("L5H1 × 0.00"));
  EXPECT_EQ(describe(ScaleAttention{StackId::Decoder, 3, 0.5F}, tokens), QStringLiteral("L3 attention × 0.50"));
  EXPECT_EQ(describe(ScaleMlp{StackId::Decoder, 3, 0}, tokens), QStringLiteral("L3 MLP × 0.00"));
  EXPECT_EQ(describe(CutEdge{StackId::Decoder, 5, 1, 3, 1}, tokens), QStringLiteral("cut 3 “%1” → 1 “John”, L5H1"));
  EXPECT_EQ(describe(CutEdge{StackId::Decoder, everyLayer, everyHead, 2, 1}, tokens),
            QStringLiteral("cut 2 “the” → 1 “John”, everywhere"));
  EXPECT_EQ(describe(MaskKey{StackId::Decoder, 2}, tokens), QStringLiteral("mask 2 “the”"));
  EXPECT_EQ(describe(MaskKey{StackId::Decoder, 9}, tokens), QStringLiteral("mask 9")) << "beyond the text";
  EXPECT_EQ(describe(AttentionTemperature{StackId::Decoder, everyLayer, 1.5F}, tokens),
            QStringLiteral("temperature × 1.50"));
  EXPECT_EQ(describe(ScaleRelativeBias{StackId::Decoder, 2, 0}, tokens), QStringLiteral("relative bias, L2 × 0.00"));
  EXPECT_EQ(describe(PatchRows{{StackId::Decoder, Site::MlpOut, 3}, 2, 1, "A", 4}, tokens),
            QStringLiteral("A → L3 mlp_out, 2 “the”"));
}

TEST(WhatIfTest, OnlyWhatIsCheckedFitsAndIsThereIsSent) {
  const std::vector<WhatIf> list{{off, true},
                                 {off, true},                                     // once is enough
                                 {ScaleHead{StackId::Decoder, 5, 2, 0}, false},   // unchecked
                                 {ScaleHead{StackId::Decoder, 6, 0, 0}, true},    // no such layer
                                 {ScaleHead{StackId::Decoder, 0, 8, 0}, true},    // no such head
                                 {ScaleMlp{StackId::Encoder, 0, 0}, true},        // no such stack
                                 {CutEdge{StackId::Decoder, 0, 0, 9, 3}, true},   // last row
                                 {CutEdge{StackId::Decoder, 0, 0, 10, 3}, true},  // beyond the text
                                 {MaskKey{StackId::Decoder, 10}, true},           // beyond the text
                                 {AttentionTemperature{StackId::Decoder, everyLayer, 2}, true},
                                 {PatchRows{{StackId::Decoder, Site::ResidPre, 5}, 9, 1, "A", 40}, true},
                                 {PatchRows{{StackId::Decoder, Site::ResidPre, 5}, 10, 1, "A", 1}, true},
                                 {PatchRows{{StackId::Decoder, Site::ResidPre, 6}, 1, 1, "A", 1}, true},
                                 {PatchRows{{StackId::Decoder, Site::BlockOut, 0}, 1, 1, "A", 1}, true},
                                 {PatchRows{{StackId::Encoder, Site::ResidPre, 0}, 1, 1, "A", 1}, true}};
  const auto sent = activeChanges(list, model(), 10);
  const std::vector<Intervention> expected{off, CutEdge{StackId::Decoder, 0, 0, 9, 3},
                                           AttentionTemperature{StackId::Decoder, everyLayer, 2},
                                           PatchRows{{StackId::Decoder, Site::ResidPre, 5}, 9, 1, "A", 40}};
  EXPECT_EQ(sent, expected);
}

TEST(WhatIfTest, NumbersStayWhereSlidersReach) {
  EXPECT_EQ(strength(withStrength(off, 7)), largestFactor);
  EXPECT_EQ(strength(withStrength(off, -1)), 0.0F);
  EXPECT_EQ(strength(withStrength(off, std::numeric_limits<float>::quiet_NaN())), 1.0F);
  EXPECT_EQ(strength(withStrength(AttentionTemperature{}, 0)), smallestTemperature);
  EXPECT_EQ(strength(MaskKey{}), std::nullopt);
}

TEST(WhatIfTest, EveryLineSurvivesTheFile) {
  const std::vector<WhatIf> list{{withStrength(off, 0.35F), true},
                                 {ScaleAttention{StackId::Encoder, 3, 0.5F}, false},
                                 {ScaleMlp{StackId::Decoder, 2, 1.25F}, true},
                                 {CutEdge{StackId::Decoder, everyLayer, everyHead, 7, 3}, true},
                                 {MaskKey{StackId::Decoder, 4}, true},
                                 {AttentionTemperature{StackId::Decoder, everyLayer, 1.5F}, true},
                                 {ScaleRelativeBias{StackId::Encoder, everyLayer, 0.5F}, true},
                                 {PatchRows{{StackId::Decoder, Site::HeadOut, 4}, 3, 1, "A", 5}, true},
                                 {PatchRows{{StackId::Decoder, Site::AttnOut, 1, 1}, 3, 1, "A", 3}, false}};
  for (const WhatIf& line : list) EXPECT_EQ(whatIfFromJson(toJson(line)), line);
  const WhatIf third{ScaleMlp{static_cast<StackId>(2), 1, 0.5F}, true};
  EXPECT_EQ(whatIfFromJson(toJson(third)), third);
  EXPECT_EQ(toJson(third)["stack"].toString(), "stack 2");
  for (const char* word : {"stack of the future", "stack 1", "stack 256", "stack ", "Encoder", ""})
    EXPECT_FALSE(whatIfFromJson({{"kind", "mlp"}, {"stack", word}, {"layer", 1}})) << word << " is no decoder";
  EXPECT_FALSE(whatIfFromJson({{"kind", "nonsense"}}));
  EXPECT_FALSE(whatIfFromJson({{"kind", "patch"}, {"stack", "decoder"}, {"site", "final"}})) << "of no layer";
  EXPECT_FALSE(whatIfFromJson({{"kind", "patch"}, {"stack", "decoder"}}));
  // A file that somebody edited: the request must stay one that a slider can make.
  const auto wild =
      whatIfFromJson({{"kind", "head"}, {"stack", "decoder"}, {"layer", 1}, {"head", 1}, {"strength", 1e30}});
  ASSERT_TRUE(wild);
  EXPECT_EQ(strength(wild->change), largestFactor);
}

TEST(WhatIfTest, OnlyAStackWithARelativeBiasHasOneToScale) {
  ModelInfo t5 = model(3, 4, StackId::Encoder);
  EXPECT_FALSE(fits(ScaleRelativeBias{StackId::Encoder, everyLayer, 0}, t5));
  t5.stacks.front().biasDistances = 31;
  EXPECT_TRUE(fits(ScaleRelativeBias{StackId::Encoder, everyLayer, 0}, t5));
  EXPECT_TRUE(fits(ScaleRelativeBias{StackId::Encoder, 2, 0}, t5));
  EXPECT_FALSE(fits(ScaleRelativeBias{StackId::Encoder, 3, 0}, t5));
}

/// Two stacks, of which the second looks at the first.
ModelInfo pair() {
  ModelInfo info = model(2, 4, StackId::Encoder);
  info.stacks[0].name = "encoder";
  info.stacks.push_back({.stack = StackId::Decoder,
                         .layers = 3,
                         .heads = 4,
                         .kvHeads = 4,
                         .name = "decoder",
                         .input = 1,
                         .memory = StackId::Encoder});
  return info;
}

TEST(WhatIfTest, AnAttentionIsPartOfWhatIsChanged) {
  const std::vector<Intervention> changes{ScaleHead{StackId::Decoder, 2, 1, 0, 0, 1},
                                          ScaleAttention{StackId::Decoder, 2, 0.5F, 1},
                                          CutEdge{StackId::Decoder, 2, 1, 3, 8, 1}, MaskKey{StackId::Decoder, 8, 1},
                                          AttentionTemperature{StackId::Decoder, 2, 1.5F, 1}};
  for (const Intervention& change : changes) {
    const QJsonObject entry = toJson({change, true});
    EXPECT_EQ(entry["attention"].toString(), "cross_attn");
    EXPECT_EQ(whatIfFromJson(entry), (WhatIf{change, true}));
    EXPECT_TRUE(fits(change, pair()));
    EXPECT_FALSE(fits(change, model(3, 4))) << "no cross-attention there";
    QJsonObject other = entry;
    other["attention"] = "attn of the future";
    EXPECT_FALSE(whatIfFromJson(other));
    other.remove("attention");
    EXPECT_FALSE(sameTarget(whatIfFromJson(other)->change, change)) << "without a name it is self-attention";
  }
  EXPECT_FALSE(toJson({off, true}).contains("attention")) << "files of today's models stay as they are";
  EXPECT_EQ(headFactor(changes, AttentionId(StackId::Decoder, 1), 2, 1), 0);
  EXPECT_EQ(headFactor(changes, StackId::Decoder, 2, 1), 1);
}

TEST(WhatIfTest, KeysOfCrossAttentionAreRowsOfTheOtherText) {
  const RowCounts rows(std::map<StackId, int>{{StackId::Encoder, 9}, {StackId::Decoder, 4}});
  const CutEdge cut{StackId::Decoder, 2, 1, 3, 8, 1};
  EXPECT_TRUE(withinRows(cut, pair(), rows));
  EXPECT_FALSE(withinRows(CutEdge{StackId::Decoder, 2, 1, 3, 8, 0}, pair(), rows));
  EXPECT_FALSE(withinRows(MaskKey{StackId::Decoder, 9, 1}, pair(), rows));
  const ModelInfo model = pair();
  const QStringList tokens{QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c"), QStringLiteral("d")};
  const NamesByStack target(std::map<StackId, RowNames>{{StackId::Decoder, RowNames(tokens)}});
  EXPECT_EQ(describe(cut, target, &model), QStringLiteral("cut 3 “d” → 8, decoder → encoder L2H1"));
  QStringList words;
  for (int i = 0; i < 9; ++i) words << QStringLiteral("s%1").arg(i);
  const NamesByStack both(
      std::map<StackId, RowNames>{{StackId::Encoder, RowNames(words)}, {StackId::Decoder, RowNames(tokens)}});
  EXPECT_EQ(describe(cut, both, &model), QStringLiteral("cut 3 “d” → 8 “s8”, decoder → encoder L2H1"));
  EXPECT_EQ(describe(MaskKey{StackId::Encoder, 2}, both, &model), QStringLiteral("encoder mask 2 “s2”"));
  EXPECT_EQ(describe(MaskKey{StackId::Decoder, 2}, both, &model), QStringLiteral("decoder mask 2 “c”"));
  EXPECT_EQ(stackTooShort(CutEdge{StackId::Decoder, 2, 1, 3, 9, 1}, pair(), rows), StackId::Encoder);
  EXPECT_EQ(stackTooShort(CutEdge{StackId::Decoder, 2, 1, 4, 8, 1}, pair(), rows), StackId::Decoder);
  EXPECT_EQ(describe(ScaleHead{StackId::Encoder, 1, 2, 0}, tokens, &model), QStringLiteral("encoder L1H2 × 0.00"));
  EXPECT_EQ(describe(ScaleMlp{StackId::Decoder, 1, 0}, tokens, &model), QStringLiteral("decoder L1 MLP × 0.00"));
  EXPECT_EQ(describe(MaskKey{StackId::Decoder, 2, 1}, both, &model), QStringLiteral("decoder → encoder mask 2 “s2”"));
}

class WhatIfListTest : public testing::Test {
 protected:
  Document document;
};

TEST_F(WhatIfListTest, AddingCountsTheRevisionUpAndIsUndone) {
  QSignalSpy changed(&document, &Document::changed);
  const quint64 before = document.revision();
  EXPECT_EQ(document.addWhatIf(off), 0);
  EXPECT_EQ(document.revision(), before + 1);
  EXPECT_EQ(changed.count(), 1);
  document.undoStack().undo();
  EXPECT_TRUE(document.whatIfs().empty());
  EXPECT_EQ(document.revision(), before + 2);
  document.undoStack().redo();
  EXPECT_EQ(document.whatIfs(), (std::vector<WhatIf>{{off, true}}));
}

TEST_F(WhatIfListTest, TheSamePlaceIsOneLine) {
  document.addWhatIf(off);
  EXPECT_EQ(document.addWhatIf(withStrength(off, 0.5F)), 0);
  ASSERT_EQ(document.whatIfs().size(), 1U);
  EXPECT_EQ(strength(document.whatIfs()[0].change), 0.5F);
}

TEST_F(WhatIfListTest, AnUncheckedLineAsksForNoPass) {
  document.addWhatIf(off);
  document.setWhatIf(0, {off, false});
  QSignalSpy changed(&document, &Document::changed), listed(&document, &Document::whatIfsChanged);
  document.setWhatIf(0, {withStrength(off, 0.5F), false});
  document.removeWhatIf(0);
  EXPECT_EQ(changed.count(), 0);
  EXPECT_EQ(listed.count(), 2);
}

TEST_F(WhatIfListTest, ADragIsOneStepOfUndo) {
  document.addWhatIf(off);
  for (int i = 1; i <= 20; ++i) document.setWhatIf(0, {withStrength(off, static_cast<float>(i) / 20), true}, 1);
  for (int i = 20; i >= 10; --i) document.setWhatIf(0, {withStrength(off, static_cast<float>(i) / 20), true}, 2);
  EXPECT_EQ(document.undoStack().count(), 3);
  document.undoStack().undo();
  EXPECT_EQ(strength(document.whatIfs()[0].change), 1.0F) << "the second drag";
  document.undoStack().undo();
  EXPECT_EQ(strength(document.whatIfs()[0].change), 0.0F) << "the first drag";
}

TEST_F(WhatIfListTest, ADragBackToWhereItBeganIsNoStep) {
  document.addWhatIf(off);
  document.setWhatIf(0, {withStrength(off, 1), true}, 1);
  document.setWhatIf(0, {off, true}, 1);
  EXPECT_EQ(document.undoStack().count(), 1);
}

TEST_F(WhatIfListTest, ClearingIsUndoneAtOnce) {
  document.addWhatIf(off);
  document.addWhatIf(MaskKey{StackId::Decoder, 2});
  document.clearWhatIfs();
  EXPECT_TRUE(document.whatIfs().empty());
  document.undoStack().undo();
  EXPECT_EQ(document.whatIfs().size(), 2U);
}

TEST_F(WhatIfListTest, AnotherModelDropsWhatItHasNotAndUndoBringsItBack) {
  document.addWhatIf(off);
  document.addWhatIf(ScaleHead{StackId::Decoder, 1, 1, 0});
  const auto dropped = document.dropMisfits(model(2, 2));
  ASSERT_EQ(dropped.size(), 1U);
  EXPECT_EQ(dropped[0].change, Intervention(off));
  EXPECT_EQ(document.whatIfs().size(), 1U);
  EXPECT_TRUE(document.dropMisfits(model(2, 2)).empty());
  document.undoStack().undo();
  EXPECT_EQ(document.whatIfs().size(), 2U);
  EXPECT_EQ(activeChanges(document.whatIfs(), model(2, 2), 5).size(), 1U) << "listed, but not asked of this model";
}

TEST_F(WhatIfListTest, RestoringTakesTheListWithAnEmptyUndoStack) {
  QSignalSpy listed(&document, &Document::whatIfsChanged);
  document.restore({}, {}, {{off, true}});
  EXPECT_EQ(document.whatIfs().size(), 1U);
  EXPECT_EQ(listed.count(), 1);
  EXPECT_FALSE(document.undoStack().canUndo());
}

}  // namespace
}  // namespace headlight::ui
