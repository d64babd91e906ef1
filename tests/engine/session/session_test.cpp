#include "session/session.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>

#include "recorder.h"
#include "support/fake_backend.h"

namespace headlight {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Revisions = std::vector<std::uint64_t>;
using test::FakeBackend;
using test::FakeModel;
using test::Recorder;

Session::Loader loads(int blocks, FakeModel::Block block) {
  return [blocks, block](const LoadProgress&, std::stop_token) {
    return Loaded{std::make_shared<FakeBackend>(), std::make_shared<FakeModel>(blocks, block)};
  };
}

Request request(std::uint64_t revision) { return {revision, TokenInput{{static_cast<std::int32_t>(revision)}}, {}}; }

TEST(Session, newestRequestWins) {
  Recorder recorder;
  std::latch started(1), release(1);
  Session session(loads(1,
                        [&](auto&, const auto& ids, int) {
                          if (ids[0] != 1) return;
                          started.count_down();
                          release.wait();
                        }),
                  recorder.callbacks());
  session.submit(request(1));
  started.wait();
  for (std::uint64_t revision = 2; revision <= 20; ++revision) session.submit(request(revision));
  release.count_down();
  ASSERT_TRUE(recorder.waitForRevision(20));
  EXPECT_EQ(recorder.revisions(), (Revisions{1, 20}));  // 2 to 19 were replaced while they waited
  const auto outcomes = recorder.outcomes();
  ASSERT_TRUE(outcomes[1].trace);
  EXPECT_EQ(outcomes[1].trace->revision(), 20u);
  EXPECT_EQ(outcomes[1].trace->ids()[0], 20);
  EXPECT_EQ(outcomes[1].error, "");
}

TEST(Session, requestMadeBeforeTheModelIsLoadedIsServed) {
  Recorder recorder;
  std::latch release(1);
  Session session(
      [&](const LoadProgress& progress, std::stop_token) {
        progress(0.5, "half");
        release.wait();
        return Loaded{std::make_shared<FakeBackend>(), std::make_shared<FakeModel>(1, [](auto&, const auto&, int) {})};
      },
      recorder.callbacks());
  session.submit(request(1));
  session.submit(request(2));
  release.count_down();
  ASSERT_TRUE(recorder.waitForOutcomes(1));
  EXPECT_EQ(recorder.revisions(), (Revisions{2}));
  EXPECT_EQ(recorder.notes(), (std::vector<std::string>{"progress half", "loaded"}));
}

// Passes under 100 ms are worth finishing: cancelling at each key would show nothing while somebody types.
TEST(Session, aShortPassIsFinishedAlthoughANewerRequestWaits) {
  Recorder recorder;
  std::latch started(1), release(1);
  std::atomic<int> blocks = 0;
  Session session(loads(4,
                        [&](auto&, const auto& ids, int block) {
                          if (ids[0] != 2) return;
                          if (block == 0) started.count_down(), release.wait();
                          ++blocks;
                        }),
                  recorder.callbacks());
  session.submit(request(1));
  ASSERT_TRUE(recorder.waitForRevision(1));
  session.submit(request(2));
  started.wait();
  session.submit(request(3));
  release.count_down();
  ASSERT_TRUE(recorder.waitForRevision(3));
  EXPECT_EQ(recorder.revisions(), (Revisions{1, 2, 3}));
  EXPECT_EQ(blocks, 4);
}

/// Pass 1 takes 120 ms; pass 2 starts, then request 3 comes `later` after pass 1 was published. Returns what was
/// published, and how old the picture was when 3 came.
std::pair<Revisions, Clock::duration> replaceALongPass(Clock::duration later) {
  Recorder recorder;
  std::latch started(1), release(1);
  Session session(loads(12,
                        [&](auto&, const auto& ids, int block) {
                          if (ids[0] == 1) std::this_thread::sleep_for(10ms);
                          if (ids[0] == 2 && block == 0) started.count_down(), release.wait();
                        }),
                  recorder.callbacks());
  session.submit(request(1));
  EXPECT_TRUE(recorder.waitForRevision(1));
  const auto published = Clock::now();
  session.submit(request(2));
  started.wait();
  std::this_thread::sleep_until(published + later);
  session.submit(request(3));
  const auto age = Clock::now() - published;
  release.count_down();
  EXPECT_TRUE(recorder.waitForRevision(3));
  return {recorder.revisions(), age};
}

TEST(Session, aLongPassIsGivenUpForANewerRequest) {
  for (int attempt = 0; attempt < 10; ++attempt) {
    const auto [revisions, age] = replaceALongPass(0ms);
    if (age > 150ms) continue;  // the machine stalled: the picture had grown too old, and the pass is right to end
    EXPECT_EQ(revisions, (Revisions{1, 3}));
    return;
  }
  GTEST_SKIP() << "the machine is too busy to be quick ten times";
}

TEST(Session, aLongPassIsFinishedWhenThePictureIsOld) {
  const auto [revisions, age] = replaceALongPass(250ms);
  EXPECT_EQ(revisions, (Revisions{1, 2, 3}));
}

TEST(Session, aGivenUpPassStopsBetweenBlocks) {
  Recorder recorder;
  std::latch started(1);
  std::atomic<int> blocks = 0;
  {
    Session session(loads(1000,
                          [&](auto&, const auto&, int block) {
                            if (block == 0) started.count_down();
                            ++blocks;
                            std::this_thread::sleep_for(10ms);
                          }),
                    recorder.callbacks());
    session.submit(request(1));
    started.wait();
  }  // 10 s of work are left; destruction waits for one block
  EXPECT_LT(blocks, 500);
  EXPECT_TRUE(recorder.outcomes().empty()) << "a pass cut short was published";
}

TEST(Session, destructionDropsTheWaitingRequest) {
  Recorder recorder;
  std::latch started(1), release(1);
  std::atomic<bool> ranSecond = false;
  auto session = std::make_unique<Session>(loads(1,
                                                 [&](auto&, const auto& ids, int) {
                                                   if (ids[0] == 2) ranSecond = true;
                                                   if (ids[0] == 1) started.count_down(), release.wait();
                                                 }),
                                           recorder.callbacks());
  session->submit(request(1));
  started.wait();
  session->submit(request(2));
  std::thread releaser([&] {
    std::this_thread::sleep_for(50ms);  // after the destructor asked to stop
    release.count_down();
  });
  session.reset();
  releaser.join();
  EXPECT_FALSE(ranSecond);
  EXPECT_TRUE(recorder.outcomes().empty());
}

TEST(Session, destructionStopsLoading) {
  Recorder recorder;
  std::latch started(1);
  {
    Session session(
        [&](const LoadProgress&, std::stop_token stop) -> Loaded {
          started.count_down();
          while (!stop.stop_requested()) std::this_thread::sleep_for(1ms);
          throw Cancelled{};
        },
        recorder.callbacks());
    started.wait();
  }
  EXPECT_TRUE(recorder.notes().empty());
}

TEST(Session, destructionWithoutAnyRequest) {
  for (int i = 0; i < 50; ++i) {
    Recorder recorder;
    Session session(loads(1, [](auto&, const auto&, int) {}), recorder.callbacks());
    if (i % 2) session.submit(request(1));
  }
}

TEST(Session, aFailingPassBecomesASentenceAndTheNextOneRuns) {
  Recorder recorder;
  Session session(loads(2,
                        [](auto&, const auto& ids, int) {
                          if (ids[0] == 2) fail("fake: expected anything but ", ids[0]);
                          if (ids[0] == 3) throw std::bad_alloc();
                        }),
                  recorder.callbacks());
  for (std::uint64_t revision = 1; revision <= 4; ++revision) {
    session.submit(request(revision));
    ASSERT_TRUE(recorder.waitForRevision(revision));
  }
  const auto outcomes = recorder.outcomes();
  EXPECT_TRUE(outcomes[0].trace);
  EXPECT_FALSE(outcomes[1].trace);
  EXPECT_EQ(outcomes[1].error, "fake: expected anything but 2");
  EXPECT_FALSE(outcomes[2].trace);
  EXPECT_NE(outcomes[2].error, "");
  EXPECT_TRUE(outcomes[3].trace);
}

TEST(Session, aModelThatCannotBeLoadedLeavesTheOtherSessionServing) {
  Recorder first, second;
  Session serving(loads(1, [](auto&, const auto&, int) {}), first.callbacks());
  serving.submit(request(1));
  ASSERT_TRUE(first.waitForRevision(1));
  {
    Session broken([](const LoadProgress&, std::stop_token) -> Loaded { fail("model: no config.json"); },
                   second.callbacks());
    ASSERT_TRUE(second.waitForNote("load failed: model: no config.json"));
    broken.submit(request(1));  // nobody will answer, and nothing may break
  }
  EXPECT_TRUE(second.outcomes().empty());
  serving.submit(request(2));
  ASSERT_TRUE(first.waitForRevision(2));
  EXPECT_TRUE(first.outcomes()[0].trace) << "the earlier trace is still there";
}

TEST(Session, requestsFromSeveralThreads) {
  Recorder recorder;
  Session session(loads(3, [](auto&, const auto&, int) {}), recorder.callbacks());
  std::vector<std::thread> threads;
  for (std::uint64_t thread = 0; thread < 4; ++thread)
    threads.emplace_back([&session, thread] {
      for (std::uint64_t i = 1; i <= 100; ++i) session.submit(request(thread * 1000 + i));
    });
  for (std::thread& thread : threads) thread.join();
  session.submit(request(9999));
  ASSERT_TRUE(recorder.waitForRevision(9999));
  EXPECT_EQ(recorder.revisions().back(), 9999u);
  EXPECT_LE(recorder.revisions().size(), 401u);
}

}  // namespace
}  // namespace headlight
