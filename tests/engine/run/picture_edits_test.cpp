// Pictures that are painted on: chains of edits (see edits.h), and what is kept between two of them.
#include <algorithm>

#include "edits.h"
#include "session/passes.h"
#include "support/passes.h"
#include "support/shared_data.h"

namespace headlight {
namespace {

using test::seedOr;

class PictureEdits : public test::Edits {
 protected:
  void SetUp() override {
    Edits::SetUp();
    test::TinyImage options;
    options.layers = 12, options.heads = 3, options.width = 12, options.size = 96;
    test::writeTinyImage(folder_.path(), options);
    model_ = loadModel(folder_.path(), backend());
    request_.plan = model_->info()->everySite();
    paint(0);
  }
  void TearDown() override { model_.reset(); }
  /// Another picture for another number.
  void paint(int number) {
    pixels_.assign(3 * 96 * 96, 0.5F);
    pixels_[static_cast<std::size_t>(number)] = 1;
    request_.inputs = test::pictureOf(96, 96, pixels_);
  }
  std::shared_ptr<const Trace> run(const std::shared_ptr<const Trace>& before) {
    return runModel(*model_, backend(), request_, {}, before);
  }
  static constexpr int rows = 145;

  test::TemporaryFolder folder_;
  std::shared_ptr<const Model> model_;
  std::vector<float> pixels_;
  Request request_{1, PictureInput{}};
};

TEST_P(PictureEdits, aChainGivesWhatFreshPassesGive) {
  test::TinyImage vit;
  vit.layers = 4, vit.size = 64;
  chain(vit, seedOr(31), 200);
}

TEST_P(PictureEdits, alsoOfTwoClassifiers) {
  test::TinyImage deit;
  deit.family = "deit", deit.head = "teacher", deit.heads = 3, deit.width = 21, deit.patch = 5, deit.size = 30;
  deit.layers = 3;
  chain(deit, seedOr(32), 100);
}

TEST_P(PictureEdits, alsoOfTheMeanOverPatches) {
  test::TinyImage dinov2;
  dinov2.family = "dinov2_with_registers", dinov2.gated = true, dinov2.size = 40, dinov2.layers = 3;
  chain(dinov2, seedOr(33), 100);
  dinov2.head = "", dinov2.layers = 5;
  chain(dinov2, seedOr(34), 80);
}

TEST_P(PictureEdits, anEqualPictureKeepsEverything) {
  request_.logitsByLayer = true;
  const auto before = run(nullptr);
  paint(0);  // other memory, the same pixels
  const auto after = run(before);
  EXPECT_TRUE(after->timings().empty()) << after->timings().front().operation;
  for (int layer = 0; layer < 12; ++layer) EXPECT_EQ(after->firstRow(StackId::Encoder, layer), rows);
  expectSame(*after, *before);
  ASSERT_TRUE(after->picture());
  EXPECT_EQ(*after->picture()->pixels, pixels_);
  EXPECT_EQ(after->grid(), (PatchGrid{12, 12}));
  EXPECT_EQ(after->rows(StackId::Encoder), rows);
}

TEST_P(PictureEdits, onePixelComputesEveryRow) {
  const auto before = run(nullptr);
  paint(77);
  const auto after = run(before);
  for (int layer = 0; layer < 12; ++layer) EXPECT_EQ(after->firstRow(StackId::Encoder, layer), 0);
  expectSame(*after, *run(nullptr));
}

TEST_P(PictureEdits, aHeadInLayer10SkipsTenLayers) {
  request_.logitsByLayer = true;
  const auto before = run(nullptr);
  request_.changes = {ScaleHead{StackId::Encoder, 10, 1, 0}};
  const auto after = run(before);
  for (int layer = 0; layer < 12; ++layer) EXPECT_EQ(after->firstRow(StackId::Encoder, layer), layer < 10 ? rows : 0);
  for (const OpTiming& timing : after->timings())
    EXPECT_TRUE(timing.section == "blocks.10" || timing.section == "blocks.11" || timing.section == "final" ||
                timing.section == "logits" || timing.section == "logits_by_layer")
        << timing.operation << " in " << timing.section;
  expectSame(*after, *run(nullptr));
  ASSERT_EQ(after->logitsByLayer().size(), 12U);
  EXPECT_EQ(after->logitsByLayer()[9], before->logitsByLayer()[9]);
  EXPECT_NE(after->logitsByLayer()[10], before->logitsByLayer()[10]);
}

TEST_P(PictureEdits, logitsByLayerWantedLaterAreComputedAlone) {
  const auto before = run(nullptr);
  EXPECT_TRUE(before->logitsByLayer().empty());
  request_.logitsByLayer = true;
  const auto after = run(before);
  for (int layer = 0; layer < 12; ++layer) EXPECT_EQ(after->firstRow(StackId::Encoder, layer), rows);
  EXPECT_EQ(std::ranges::count_if(after->timings(),
                                  [](const OpTiming& timing) { return timing.operation == std::string("linear"); }),
            11)
      << "one classifier for each layer but the last";
  expectSame(*after, *run(nullptr));
  EXPECT_TRUE(std::ranges::equal(after->logitsByLayer().back(), after->predictedLogits()));
}

// With and without what-ifs: the baseline is kept as long as the picture is the same.
TEST_P(PictureEdits, theBaselineStays) {
  Passes passes(std::shared_ptr<Backend>(&backend(), [](Backend*) {}), model_);
  request_.changes = {ScaleHead{StackId::Encoder, 3, 1, 0}};
  request_.baseline = true;
  const auto first = passes.run(request_);
  request_.changes = {ScaleHead{StackId::Encoder, 3, 1, 0.5F}};
  const auto second = passes.run(request_);
  EXPECT_EQ(second.baseline, first.baseline);
  EXPECT_EQ(second.trace->firstRow(StackId::Encoder, 2), rows);
  request_.logitsByLayer = true;
  const auto third = passes.run(request_);
  EXPECT_EQ(third.baseline->logitsByLayer().size(), 12U);
  paint(5);
  const auto fourth = passes.run(request_);
  EXPECT_NE(fourth.baseline, third.baseline);
  EXPECT_EQ(*fourth.baseline->picture(), std::get<PictureInput>(request_.inputs.front()));
  expectSame(*fourth.trace, *run(nullptr));
}

INSTANTIATE_TEST_SUITE_P(Backends, PictureEdits, testing::ValuesIn(test::availableBackends()), test::backendName);

}  // namespace
}  // namespace headlight
