#include "run/dirty_rows.h"

#include <gtest/gtest.h>

namespace headlight {
namespace {

using Ids = std::vector<std::int32_t>;
using Changes = std::vector<Intervention>;

constexpr StackId decoder = StackId::Decoder;
const StackInfo causal{decoder, 3, 2, 2, 4, 8, true};
const StackInfo both{StackId::Encoder, 3, 2, 2, 4, 8, false};

/// Rows change with the length of a text of more than three tokens.
const StackInfo stretching = [] {
  StackInfo stack = causal;
  stack.lengthMattersFrom = 3;
  return stack;
}();

struct Row {
  const char* what;
  StackInfo stack;
  Ids now, before;
  Changes nowChanges, beforeChanges;
  std::vector<int> expected;  ///< blocks 0, 1, 2, what leaves them, what leaves the last norm
};

const Row table[] = {
    {"nothing changed", causal, {1, 2, 3, 4}, {1, 2, 3, 4}, {}, {}, {4, 4, 4, 4, 4}},
    {"the last token replaced", causal, {1, 2, 3, 9}, {1, 2, 3, 4}, {}, {}, {3, 3, 3, 3, 3}},
    {"one appended", causal, {1, 2, 3, 4, 5}, {1, 2, 3, 4}, {}, {}, {4, 4, 4, 4, 4}},
    {"the last one deleted", causal, {1, 2, 3}, {1, 2, 3, 4}, {}, {}, {3, 3, 3, 3, 3}},
    {"one inserted in front", causal, {9, 1, 2}, {1, 2}, {}, {}, {0, 0, 0, 0, 0}},
    {"a first pass is like one after an empty text", causal, {1, 2}, {}, {}, {}, {0, 0, 0, 0, 0}},
    {"a head of layer 1 switched off",
     causal,
     {1, 2, 3},
     {1, 2, 3},
     {ScaleHead{decoder, 1, 0, 0}},
     {},
     {3, 3, 0, 0, 0}},
    {"... and on again", causal, {1, 2, 3}, {1, 2, 3}, {}, {ScaleHead{decoder, 1, 0, 0}}, {3, 3, 0, 0, 0}},
    {"... or dragged",
     causal,
     {1, 2, 3},
     {1, 2, 3},
     {ScaleHead{decoder, 1, 0, 0.5F}},
     {ScaleHead{decoder, 1, 0, 0.6F}},
     {3, 3, 0, 0, 0}},
    {"... or left alone",
     causal,
     {1, 2, 3},
     {1, 2, 3},
     {ScaleHead{decoder, 1, 0, 0.5F}},
     {ScaleHead{decoder, 1, 0, 0.5F}},
     {3, 3, 3, 3, 3}},
    {"a head from row 2 on", causal, {1, 2, 3}, {1, 2, 3}, {ScaleHead{decoder, 0, 0, 0, 2}}, {}, {3, 2, 2, 2, 2}},
    {"the attention of the last layer",
     causal,
     {1, 2, 3},
     {1, 2, 3},
     {ScaleAttention{decoder, 2, 0}},
     {},
     {3, 3, 3, 0, 0}},
    {"the MLP of the first", causal, {1, 2, 3}, {1, 2, 3}, {ScaleMlp{decoder, 0, 0}}, {}, {3, 0, 0, 0, 0}},
    {"an edge of layer 1", causal, {1, 2, 3}, {1, 2, 3}, {CutEdge{decoder, 1, 0, 2, 0}}, {}, {3, 3, 2, 2, 2}},
    {"an edge everywhere",
     causal,
     {1, 2, 3},
     {1, 2, 3},
     {CutEdge{decoder, everyLayer, everyHead, 1, 0}},
     {},
     {3, 1, 1, 1, 1}},
    {"a masked token: later rows only", causal, {1, 2, 3}, {1, 2, 3}, {MaskKey{decoder, 0}}, {}, {3, 1, 1, 1, 1}},
    {"the temperature of layer 2",
     causal,
     {1, 2, 3},
     {1, 2, 3},
     {AttentionTemperature{decoder, 2, 2}},
     {},
     {3, 3, 3, 0, 0}},
    {"a patch at the embedding",
     causal,
     {1, 2, 3},
     {1, 2, 3},
     {PatchRows{{decoder, Site::Embed}, 1, 1, "a"}},
     {},
     {1, 1, 1, 1, 1}},
    {"a patch before the projections",
     causal,
     {1, 2, 3},
     {1, 2, 3},
     {PatchRows{{decoder, Site::Key, 1}, 2, 1, "a"}},
     {},
     {3, 2, 2, 2, 2}},
    {"a patch behind them",
     causal,
     {1, 2, 3},
     {1, 2, 3},
     {PatchRows{{decoder, Site::ResidMid, 1}, 2, 1, "a"}},
     {},
     {3, 3, 2, 2, 2}},
    {"a patch after the last norm",
     causal,
     {1, 2, 3},
     {1, 2, 3},
     {PatchRows{{decoder, Site::Final}, 2, 1, "a"}},
     {},
     {3, 3, 3, 3, 2}},
    {"an edit and a head: the smaller of both per layer",
     causal,
     {1, 2, 3, 9},
     {1, 2, 3, 4},
     {ScaleHead{decoder, 1, 0, 0, 1}},
     {},
     {3, 3, 1, 1, 1}},
    {"a change beyond the text", causal, {1, 2, 3}, {1, 2, 3}, {ScaleHead{decoder, 1, 0, 0, 7}}, {}, {3, 3, 3, 3, 3}},
    {"a change of another stack",
     causal,
     {1, 2, 3},
     {1, 2, 3},
     {ScaleHead{StackId::Encoder, 1, 0, 0}},
     {},
     {3, 3, 3, 3, 3}},
    {"dynamic rotation, still short", stretching, {1, 2, 3}, {1, 2}, {}, {}, {2, 2, 2, 2, 2}},
    {"... longer", stretching, {1, 2, 3, 4}, {1, 2, 3}, {}, {}, {0, 0, 0, 0, 0}},
    {"... short again", stretching, {1, 2, 3}, {1, 2, 3, 4}, {}, {}, {0, 0, 0, 0, 0}},
    {"... of one length", stretching, {1, 2, 3, 9}, {1, 2, 3, 4}, {}, {}, {3, 3, 3, 3, 3}},
    {"both directions, an edit", both, {1, 2, 9}, {1, 2, 3}, {}, {}, {0, 0, 0, 0, 0}},
    {"both directions, the last one deleted", both, {1, 2}, {1, 2, 3}, {}, {}, {0, 0, 0, 0, 0}},
    {"both directions, a head of layer 1",
     both,
     {1, 2, 3},
     {1, 2, 3},
     {ScaleHead{StackId::Encoder, 1, 0, 0, 2}},
     {},
     {3, 3, 0, 0, 0}},
    {"both directions, nothing changed", both, {1, 2, 3}, {1, 2, 3}, {}, {}, {3, 3, 3, 3, 3}},
};

TEST(FirstDirtyRows, table) {
  for (const Row& row : table)
    EXPECT_EQ(firstDirtyRows({row.now, row.nowChanges}, {row.before, row.beforeChanges}, row.stack), row.expected)
        << row.what;
}

TEST(FirstDirtyRows, aPictureIsAllOrNothing) {
  const auto picture = [](int height, int width, float pixel) {
    return PictureInput{height, width, std::make_shared<const std::vector<float>>(3 * 24, pixel), nullptr};
  };
  const auto given = [](const PictureInput& input, int rows, const Changes& changes = {}) {
    return PassInput{{}, changes, nullptr, &input, rows};
  };
  const PictureInput one = picture(4, 6, 0.5F), same = picture(4, 6, 0.5F), other = picture(4, 6, 0.25F),
                     turned = picture(6, 4, 0.5F);
  const std::vector<int> nothing(5, 7), everything(5, 0);
  EXPECT_EQ(firstDirtyRows(given(one, 7), given(same, 7), both), nothing) << "compared by what it holds";
  EXPECT_EQ(firstDirtyRows(given(other, 7), given(one, 7), both), everything);
  EXPECT_EQ(firstDirtyRows(given(turned, 7), given(one, 7), both), everything) << "as many patches, laid otherwise";
  EXPECT_EQ(firstDirtyRows(given(one, 7), given(one, 5), both), everything);
  EXPECT_EQ(firstDirtyRows(given(one, 7), {Ids{1, 2, 3, 4, 5, 6, 7}, {}}, both), everything);
  const Changes head{ScaleHead{StackId::Encoder, 1, 0, 0}};
  EXPECT_EQ(firstDirtyRows(given(same, 7, head), given(one, 7), both), (std::vector<int>{7, 7, 0, 0, 0}));
}

TEST(FirstDirtyRows, aPatchFromAnotherTraceOfTheSameNameIsAnotherPatch) {
  const Ids ids{1, 2, 3};
  const Changes patch{PatchRows{{decoder, Site::ResidMid, 0}, 1, 1, "a"}};
  const auto one = std::make_shared<int>(), two = std::make_shared<int>();
  const auto asTrace = [](const std::shared_ptr<int>& owner) {
    return std::map<std::string, std::weak_ptr<const Trace>>{
        {"a", std::shared_ptr<const Trace>(owner, reinterpret_cast<const Trace*>(owner.get()))}};  // never looked into
  };
  const auto first = asTrace(one), second = asTrace(two);
  EXPECT_EQ(firstDirtyRows({ids, patch, &first}, {ids, patch, &first}, causal), (std::vector<int>{3, 3, 3, 3, 3}));
  EXPECT_EQ(firstDirtyRows({ids, patch, &second}, {ids, patch, &first}, causal), (std::vector<int>{3, 1, 1, 1, 1}));
}

// An encoder of two layers, and a decoder of three that reads it.
TEST(FirstDirtyRows, ofAnEncoderAndADecoder) {
  ModelInfo model;
  model.stacks = {
      {.stack = StackId::Encoder, .layers = 2, .heads = 2, .kvHeads = 2, .causal = false, .name = "encoder"},
      {.stack = decoder,
       .layers = 3,
       .heads = 2,
       .kvHeads = 2,
       .name = "decoder",
       .input = 1,
       .memory = StackId::Encoder}};
  const auto dirty = [&](const Ids& source, const Ids& target, const Changes& changes = {}) {
    static const Ids oldSource{1, 2, 3}, oldTarget{4, 5, 6, 7};
    const PassInput now[] = {{source, changes}, {target, changes}};
    const PassInput before[] = {{oldSource, {}}, {oldTarget, {}}};
    return firstDirtyRows(now, before, model);
  };
  using All = std::vector<DirtyRows>;
  const DirtyRows encoderKept{{3, 3, 3, 3}}, encoderAll{{0, 0, 0, 0}};
  EXPECT_EQ(dirty({1, 2, 3}, {4, 5, 6, 9}), (All{encoderKept, {{3, 3, 3, 3, 3}, {3, 3, 3}}})) << "a target edit";
  EXPECT_EQ(dirty({1, 2, 9}, {4, 5, 6, 7}), (All{encoderAll, {{4, 0, 0, 0, 0}, {0, 0, 0}}})) << "a source edit";
  EXPECT_EQ(dirty({1, 2}, {4, 5, 6, 7}), (All{{{0, 0, 0, 0}}, {{4, 0, 0, 0, 0}, {0, 0, 0}}})) << "a shorter source";
  EXPECT_EQ(dirty({1, 2, 3}, {4, 5, 6, 7}, {ScaleHead{StackId::Encoder, 1, 0, 0}}),
            (All{{{3, 3, 0, 0}}, {{4, 0, 0, 0, 0}, {0, 0, 0}}}))
      << "a head of the encoder's last layer";
  EXPECT_EQ(dirty({1, 2, 3}, {4, 5, 6, 7}, {ScaleHead{decoder, 1, 0, 0, 2, 1}}),
            (All{encoderKept, {{4, 4, 2, 2, 2}, {3, 3, 3}}}))
      << "a head of cross-attention";
  EXPECT_EQ(dirty({1, 2, 3}, {4, 5, 6, 7}, {MaskKey{decoder, 1, 1}}), (All{encoderKept, {{4, 0, 0, 0, 0}, {3, 3, 3}}}))
      << "every row of the target saw it";
  EXPECT_EQ(dirty({1, 2, 3}, {4, 5, 6, 7}, {PatchRows{{decoder, Site::Key, 1, 1}, 2, 1, "a"}}),
            (All{encoderKept, {{4, 4, 0, 0, 0}, {3, 2, 3}}}))
      << "a key of the memory, in one layer";
  EXPECT_EQ(dirty({1, 2, 3}, {4, 5, 6, 7}, {PatchRows{{decoder, Site::Query, 1, 1}, 2, 1, "a"}}),
            (All{encoderKept, {{4, 4, 2, 2, 2}, {3, 3, 3}}}));
}

TEST(DirtyRowCount, sumsOverLayers) { EXPECT_EQ(dirtyRowCount(std::vector<int>{4, 3, 0, 0, 0}, 4), 0 + 1 + 4 + 4 + 4); }

}  // namespace
}  // namespace headlight
