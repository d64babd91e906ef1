// What one pass leaves to the next, and that nothing else is computed.
#include <algorithm>

#include "edits.h"
#include "support/passes.h"
#include "support/shared_data.h"

namespace headlight {
namespace {

using test::Edits;

class Encoders : public Edits {
 protected:
  void SetUp() override {
    Edits::SetUp();
    test::TinyEncoder options;
    options.layers = 12, options.heads = 3, options.width = 12, options.positions = 200;
    test::writeTinyEncoder(folder_.path(), options);
    model_ = loadModel(folder_.path(), backend());
  }
  void TearDown() override { model_.reset(); }
  std::shared_ptr<const Trace> run(const Request& request, const std::shared_ptr<const Trace>& before) {
    return runModel(*model_, backend(), request, {}, before);
  }
  test::TemporaryFolder folder_;
  std::shared_ptr<const Model> model_;
  Request request_{1, TokenInput{test::randomIds(150, 61)}};
};

TEST_P(Encoders, aWhatIfInLayer10ComputesNothingBelow) {
  request_.plan = model_->info()->everySite();
  const auto before = run(request_, nullptr);
  request_.changes = {ScaleHead{StackId::Encoder, 10, 1, 0}};
  const auto after = run(request_, before);
  expectSame(*after, *run(request_, nullptr));
  for (int layer = 0; layer < 12; ++layer) EXPECT_EQ(after->firstRow(StackId::Encoder, layer), layer < 10 ? 150 : 0);
  for (const OpTiming& timing : after->timings())
    EXPECT_TRUE(timing.section == "blocks.10" || timing.section == "blocks.11" || timing.section == "logits")
        << timing.operation << " in " << timing.section;
  for (const auto& [id, rows] : before->sites())  // the same memory, not a copy
    if (id.layer >= 0 && id.layer < 10) {
      EXPECT_EQ(&after->find(id)->blocks()[0].buffer(), &rows.blocks()[0].buffer()) << toString(id);
    }
}

TEST_P(Encoders, anEditComputesEveryRow) {
  const auto before = run(request_, nullptr);
  std::get<TokenInput>(request_.inputs.front()).ids.back() = 1;
  const auto after = run(request_, before);
  for (int layer = 0; layer < 12; ++layer) EXPECT_EQ(after->firstRow(StackId::Encoder, layer), 0);
}

TEST_P(Encoders, anotherPredictedRowComputesTheHeadAlone) {
  const auto before = run(request_, nullptr);
  request_.predictedRow = 70;
  const auto after = run(request_, before);
  EXPECT_EQ(after->predictedRow(), 70);
  EXPECT_EQ(after->timings().size(), 3u) << "dense, norm, decoder";
  for (const OpTiming& timing : after->timings()) EXPECT_EQ(timing.section, "logits") << timing.operation;
  expectSame(*after, *run(request_, nullptr));
  // Where every row's logits are there, nothing at all.
  request_.plan = CapturePlan({{StackId::Encoder, Site::Logits}});
  const auto all = run(request_, after);
  request_.predictedRow = 3;
  const auto third = run(request_, all);
  EXPECT_TRUE(third->timings().empty());
  expectSame(*third, *run(request_, nullptr));
}

class KeptRows : public Edits {};

// What is kept is shared, not copied: blocks of 64 rows before the edit are the same memory.
TEST_P(KeptRows, keptBlocksAreShared) {
  const test::TemporaryFolder folder;
  test::TinyModel options;
  options.positions = 200;
  test::writeTinyModel(folder.path(), options);
  const auto model = loadModel(folder.path(), backend());
  auto ids = test::randomIds(150, options.vocabulary);
  const auto before = test::pass(*model, backend(), ids);
  ids[140] = (ids[140] + 1) % options.vocabulary;
  const auto after = runModel(*model, backend(), {2, TokenInput{ids}, model->info()->everySite()}, {}, before);
  for (const auto& [id, rows] : after->sites()) {
    const Rows& old = *before->find(id);
    ASSERT_EQ(rows.blocks().size(), 3u) << toString(id);
    for (const std::size_t block : {0u, 1u}) {
      EXPECT_EQ(&rows.blocks()[block].buffer(), &old.blocks()[block].buffer()) << toString(id) << " block " << block;
      EXPECT_EQ(rows.blocks()[block].offset(), old.blocks()[block].offset()) << toString(id) << " block " << block;
    }
    EXPECT_NE(&rows.blocks()[2].buffer(), &old.blocks()[2].buffer()) << toString(id);
  }
  for (int layer = 0; layer < options.layers; ++layer) EXPECT_EQ(after->firstRow(StackId::Decoder, layer), 140);
}

// The last token becomes another, again and again: the last block of the trace before the last is written once more,
// rows that stay are not copied, and a trace that somebody still holds is left alone.
TEST_P(KeptRows, theLastBlockIsUsedAgainWhenNobodyHoldsIt) {
  if (!backend().memoryIsFreeWithItsHandles()) GTEST_SKIP() << "frames in flight may still read the old block";
  const test::TemporaryFolder folder;
  test::TinyModel options;
  options.positions = 200;
  test::writeTinyModel(folder.path(), options);
  const auto model = loadModel(folder.path(), backend());
  auto ids = test::randomIds(100, options.vocabulary);
  SpareBlocks spares;
  std::shared_ptr<const Trace> trace = test::pass(*model, backend(), ids);
  const auto type = [&] {
    ids.back() = (ids.back() + 1) % options.vocabulary;
    trace = runModel(*model, backend(), {2, TokenInput{ids}, model->info()->everySite()}, {}, trace, &spares);
    return std::ranges::count_if(trace->timings(),
                                 [](const OpTiming& timing) { return timing.operation == std::string("copyRows"); });
  };
  EXPECT_GT(type(), 0) << "of the first trace";
  EXPECT_GT(type(), 0) << "no block of a whole one yet";
  EXPECT_EQ(type(), 0);
  EXPECT_EQ(type(), 0);
  const auto held = trace;
  const auto fresh = test::pass(*model, backend(), ids);
  EXPECT_EQ(type(), 0) << "into the block before that";
  EXPECT_GT(type(), 0) << "its own is held";
  EXPECT_EQ(type(), 0);
  expectSame(*held, *fresh);
  expectSame(*trace, *test::pass(*model, backend(), ids));
  // An edit before the rows that the two last traces share.
  ids[70] = (ids[70] + 1) % options.vocabulary;
  EXPECT_EQ(type(), 0) << "the block before has those too, but row 70";
  EXPECT_GT(type(), 0) << "row 70 and those behind it";
  expectSame(*trace, *test::pass(*model, backend(), ids));
}

// A view that opens later: only its site is computed.
TEST_P(KeptRows, aSiteWantedLaterIsComputedAlone) {
  const test::TemporaryFolder folder;
  test::writeTinyModel(folder.path());
  const auto model = loadModel(folder.path(), backend());
  const auto ids = test::randomIds(70, 61);
  const auto none = test::pass(*model, backend(), ids, CapturePlan{});
  const SiteId pattern{StackId::Decoder, Site::Pattern, 1};
  const auto one = runModel(*model, backend(), {2, TokenInput{ids}, CapturePlan({pattern})}, {}, none);
  EXPECT_EQ(one->firstRow(StackId::Decoder, 0), 70);
  EXPECT_EQ(one->firstRow(StackId::Decoder, 1), 0);
  for (const OpTiming& timing : one->timings())
    EXPECT_TRUE(timing.section == "blocks.1") << timing.operation << " in " << timing.section;
  for (const OpTiming& timing : one->timings()) EXPECT_STRNE(timing.operation, "linear");
  expectSame(*one, *test::pass(*model, backend(), ids, CapturePlan({pattern})));
}

INSTANTIATE_TEST_SUITE_P(Backends, Encoders, testing::ValuesIn(test::availableBackends()), test::backendName);
INSTANTIATE_TEST_SUITE_P(Backends, KeptRows, testing::ValuesIn(test::availableBackends()), test::backendName);

}  // namespace
}  // namespace headlight
