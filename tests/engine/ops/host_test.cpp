#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <thread>
#include <utility>

#include "backend/eigen/host_pool.h"
#include "backend/eigen/thread_pool.h"
#include "base/error.h"
#include "ops/ops.h"
#include "support/backends.h"
#include "support/random_tensor.h"

/// The threads, the memory and the clock of the CPU backend.
namespace headlight::test {
namespace {

constexpr double shared = 1e9;  // work enough for all threads

TEST(ThreadPool, EveryTaskRunsOnceHoweverManyThreads) {
  for (const int threads : {1, 2, 3, 8}) {
    ThreadPool pool(threads);
    EXPECT_EQ(pool.threads(), threads);
    for (int round = 0; round < 300; ++round) {
      const int count = round % 40;
      std::vector<std::atomic<int>> runs(static_cast<std::size_t>(count));
      pool.forEach(count, shared, [&](int i) { ++runs.at(static_cast<std::size_t>(i)); });
      for (const std::atomic<int>& run : runs) ASSERT_EQ(run, 1);
    }
  }
}

TEST(ThreadPool, ResultsAreSeenByTheCaller) {
  ThreadPool pool(4);
  std::vector<int> values(64);
  for (int round = 1; round <= 2000; ++round) {
    pool.forEach(64, shared, [&](int i) { values[static_cast<std::size_t>(i)] = i * round; });
    for (int i = 0; i < 64; ++i) ASSERT_EQ(values[static_cast<std::size_t>(i)], i * round);
  }
}

TEST(ThreadPool, OthersHelpAndSleepersWake) {
  ThreadPool pool(2);
  const std::thread::id caller = std::this_thread::get_id();
  for (int round = 0; round < 3; ++round) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));  // longer than any spin: the worker sleeps
    std::atomic<int> byOthers = 0;
    pool.forEach(40, shared, [&](int) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      if (std::this_thread::get_id() != caller) ++byOthers;
    });
    EXPECT_GT(byOthers, 0);
    EXPECT_LT(byOthers, 40);
  }
}

TEST(ThreadPool, SmallWorkStaysOnTheCaller) {
  ThreadPool pool(4);
  const std::thread::id caller = std::this_thread::get_id();
  pool.forEach(64, 1000.0, [&](int) { EXPECT_EQ(std::this_thread::get_id(), caller); });
}

TEST(HostPool, RoundsUpByQuartersAndAligns) {
  HostPool pool;
  for (std::size_t bytes : {0UL, 1UL, 64UL, 65UL, 257UL, 1000UL, 4097UL, 100000UL, 5000001UL}) {
    const std::size_t size = HostPool::roundUp(bytes);
    EXPECT_GE(size, bytes);
    EXPECT_EQ(size % 64, 0U);
    EXPECT_LE(size, std::max<std::size_t>(bytes + bytes / 4, bytes + 64));
    std::byte* memory = pool.take(bytes);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(memory) % 64, 0U);
    std::memset(memory, 1, size);
    pool.giveBack(memory, bytes);
  }
}

TEST(HostPool, GivesTheSameMemoryAgainAndKeepsNoMoreThanItsLimit) {
  HostPool pool(std::size_t{1} << 20);
  std::byte* first = pool.take(1000);
  pool.giveBack(first, 1000);
  EXPECT_EQ(pool.idleBytes(), HostPool::roundUp(1000));
  EXPECT_EQ(pool.take(1001), first) << "the same size class";
  pool.giveBack(first, 1001);
  std::vector<std::byte*> many;
  for (int i = 0; i < 10; ++i) many.push_back(pool.take(300000));
  for (std::byte* memory : many) pool.giveBack(memory, 300000);
  EXPECT_LE(pool.idleBytes(), std::size_t{1} << 20);
  EXPECT_GE(pool.idleBytes(), std::size_t{600000});
}

TEST(HostPool, KeepsNoMoreIdleThanIsInUseAndLetsGoOfTheLongestIdle) {
  constexpr std::size_t piece = std::size_t{8} << 20, other = std::size_t{4} << 20;
  HostPool pool;
  std::vector<std::byte*> used;
  for (int i = 0; i < 8; ++i) used.push_back(pool.take(piece));
  pool.giveBack(pool.take(other), other);  // idle for longest
  for (int i = 0; i < 4; ++i) {
    pool.giveBack(used.back(), piece);
    used.pop_back();
  }
  EXPECT_EQ(pool.idleBytes(), 4 * piece) << "as much as is in use, without the one of another size";
  for (std::byte* memory : used) pool.giveBack(memory, piece);
  EXPECT_EQ(pool.idleBytes(), std::size_t{16} << 20) << "what is kept in any case";
}

TEST(HostPool, ReturnsFromOtherThreadsAreSafe) {
  const std::shared_ptr<Backend> backend = makeBackend("cpu", 2);
  const std::vector<float> values = randomFloats(3000, 1);
  for (int round = 0; round < 50; ++round) {
    std::vector<Tensor> tensors;
    for (int i = 0; i < 8; ++i) tensors.push_back(ops::upload(*backend, values, {30, 100}));
    std::jthread reader([moved = std::move(tensors), &values]() mutable {
      for (const Tensor& tensor : moved) EXPECT_EQ(tensor.toHost(), values);
      moved.clear();
    });
    for (int i = 0; i < 8; ++i) ops::upload(*backend, values, {30, 100});
  }
}

TEST(Timings, NameTheSectionAndTheOperation) {
  const std::shared_ptr<Backend> backend = makeBackend("cpu", 1);
  std::vector<float> x;
  const Tensor xs = randomTensor(*backend, {4, 8}, 1, x);
  backend->takeTimings();
  backend->section("embed");
  ops::add(xs, xs);
  backend->section("blocks.0");
  ops::add(xs, xs);
  ops::linear(xs, backend->packLinear(randomFloats(64, 2), 8, 8));
  const std::vector<OpTiming> timings = backend->takeTimings();
  ASSERT_EQ(timings.size(), 3U);
  EXPECT_EQ(timings[0].section, "embed");
  EXPECT_STREQ(timings[0].operation, "add");
  EXPECT_EQ(timings[1].section, "blocks.0");
  EXPECT_EQ(timings[2].section, "blocks.0");
  EXPECT_STREQ(timings[2].operation, "linear");
  for (const OpTiming& timing : timings) {
    EXPECT_GT(timing.milliseconds, 0);
    EXPECT_LT(timing.milliseconds, 1000);
  }
  EXPECT_TRUE(backend->takeTimings().empty());
  ops::add(xs, xs);
  EXPECT_EQ(backend->takeTimings().at(0).section, "blocks.0") << "the section holds until the next";
}

}  // namespace
}  // namespace headlight::test
