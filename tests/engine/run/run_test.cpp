#include "run/run.h"

#include <gtest/gtest.h>

#include "support/fake_backend.h"

namespace headlight {
namespace {

using Calls = std::vector<std::string>;
using test::FakeBackend;
using test::FakeModel;

const Request request{5, TokenInput{{3, 4}}, {}};

// Bounded run-ahead: block n is submitted, then the one before the last is waited for; two blocks are in flight and no
// more.
TEST(Run, checkpointSubmitsTheBlockAndWaitsForTheOneTwoBack) {
  FakeBackend backend;
  const FakeModel model(4, [](auto&, const auto&, int) {});
  runModel(model, backend, request);
  EXPECT_EQ(backend.calls, (Calls{"flush 1", "wait 0", "flush 2", "wait 0", "flush 3", "wait 1", "flush 4", "wait 2",
                                  "flush 5", "wait 5"}));
}

TEST(Run, stopsBetweenBlocks) {
  FakeBackend backend;
  std::stop_source stop;
  int blocks = 0;
  const FakeModel model(10, [&](auto&, const auto&, int block) {
    ++blocks;
    if (block == 2) stop.request_stop();
  });
  EXPECT_THROW(runModel(model, backend, request, stop.get_token()), Cancelled);
  EXPECT_EQ(blocks, 3);
  EXPECT_EQ(backend.calls.back(), "wait 4") << "what was submitted before must have ended";
  EXPECT_TRUE(backend.takeTimings().empty()) << "a pass given up must leave no timings to the next one";
}

TEST(Run, aFailingPassLeavesNothingBehind) {
  FakeBackend backend;
  const FakeModel model(3, [](auto&, const auto&, int block) {
    if (block == 1) fail("block 1");
  });
  EXPECT_THROW(runModel(model, backend, request), Error);
  EXPECT_TRUE(backend.takeTimings().empty());
}

TEST(Run, traceTellsWhereItComesFrom) {
  FakeBackend backend;
  const FakeModel model(2, [](auto&, const auto&, int) {});
  const auto trace = runModel(model, backend, request);
  EXPECT_EQ(trace->revision(), 5u);
  EXPECT_EQ(std::vector<std::int32_t>(trace->ids().begin(), trace->ids().end()), (std::vector<std::int32_t>{3, 4}));
  EXPECT_EQ(trace->rows(StackId::Decoder), 2);
  EXPECT_EQ(trace->model().name, "fake");
  EXPECT_EQ(trace->device(), "no device");
  ASSERT_EQ(trace->timings().size(), 2u);
  EXPECT_EQ(trace->timings()[1].section, "blocks.1");
  EXPECT_TRUE(trace->sites().empty());
  EXPECT_TRUE(trace->predictedLogits().empty());
}

TEST(Run, wantsWhatThePlanNames) {
  FakeBackend backend;
  const Request asking{1, TokenInput{{1}},
                       CapturePlan({{StackId::Decoder, Site::Pattern, 1}, {StackId::Decoder, Site::Logits}})};
  const headlight::Run run(backend, asking, nullptr);
  EXPECT_TRUE(run.wants({StackId::Decoder, Site::Pattern, 1}));
  EXPECT_FALSE(run.wants({StackId::Decoder, Site::Pattern, 0}));
  EXPECT_FALSE(run.wants({StackId::Encoder, Site::Pattern, 1}));
  EXPECT_TRUE(run.wants({StackId::Decoder, Site::Logits}));
  EXPECT_FALSE(run.wants({StackId::Decoder, Site::Embed}));
}

}  // namespace
}  // namespace headlight
