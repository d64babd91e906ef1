#include "backend/eigen/thread_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <numeric>
#include <thread>
#include <vector>

#include "support/sanitized.h"

// Also for ThreadSanitizer: what a task wrote is plain memory, and so is what the caller wrote before.
namespace headlight {
namespace {

constexpr double shared = 1e9;  // work that is worth sharing
constexpr int jobs = test::sanitized ? 200 : 2000;

/// Runs `jobs` jobs of `tasks` tasks; each counts its calls in plain memory and reads what the caller wrote before it.
void manySmallJobs(ThreadPool& pool, int tasks) {
  std::vector<int> calls(static_cast<std::size_t>(tasks)), seen(static_cast<std::size_t>(tasks));
  for (int job = 1; job <= jobs; ++job) {
    const std::unique_ptr<int> number = std::make_unique<int>(job);  // freed and made anew for each job
    pool.forEach(tasks, shared, [&](int i) {
      ++calls[static_cast<std::size_t>(i)];
      seen[static_cast<std::size_t>(i)] = *number;
    });
    ASSERT_EQ(seen, std::vector<int>(seen.size(), job));
  }
  EXPECT_EQ(calls, std::vector<int>(calls.size(), jobs)) << "every task once";
}

class ThreadPools : public testing::TestWithParam<int> {};

TEST_P(ThreadPools, runEveryTaskOfEveryJobOnce) {
  ThreadPool pool(GetParam());
  EXPECT_EQ(pool.threads(), GetParam());
  for (const int tasks : {1, 2, 3, 7, 64}) manySmallJobs(pool, tasks);
}

TEST_P(ThreadPools, sleepAndWakeBetweenJobs) {
  ThreadPool pool(GetParam());
  for (int job = 0; job < 50; ++job) {
    std::vector<int> seen(5, -1);
    pool.forEach(5, shared, [&](int i) { seen[static_cast<std::size_t>(i)] = job; });
    ASSERT_EQ(seen, std::vector<int>(5, job));
    std::this_thread::sleep_for(std::chrono::microseconds(job % 2 ? 200 : 20));  // beyond and within the spinning
  }
}

TEST_P(ThreadPools, callersSleepUntilASlowTaskIsDone) {
  ThreadPool pool(GetParam());
  for (int job = 0; job < 10; ++job) {
    std::vector<int> seen(2, -1);
    pool.forEach(2, shared, [&](int i) {
      if (i == 1) std::this_thread::sleep_for(std::chrono::milliseconds(2));
      seen[static_cast<std::size_t>(i)] = job;
    });
    ASSERT_EQ(seen, std::vector<int>(2, job));
  }
}

TEST_P(ThreadPools, endIdleAndRightAfterAJob) {
  for (int round = 0; round < 100; ++round) {
    { const ThreadPool neverUsed(GetParam()); }
    int sum = 0;
    {
      ThreadPool pool(GetParam());
      std::vector<int> values(9);
      pool.forEach(9, shared, [&](int i) { values[static_cast<std::size_t>(i)] = i; });
      sum = std::accumulate(values.begin(), values.end(), 0);
    }
    ASSERT_EQ(sum, 36);
    ThreadPool pool(GetParam());
    pool.forEach(3, shared, [](int) {});
    std::this_thread::sleep_for(std::chrono::microseconds(round * 2));  // spinning, falling asleep, asleep
  }
}

TEST_P(ThreadPools, twoWorkAtOnce) {
  const auto work = [] {
    ThreadPool pool(GetParam());
    manySmallJobs(pool, 4);
  };
  const std::jthread other(work);
  work();
}

INSTANTIATE_TEST_SUITE_P(Threads, ThreadPools, testing::Values(1, 2, 4), testing::PrintToStringParamName());

TEST(ThreadPool, smallWorkStaysWithTheCaller) {
  ThreadPool pool(4);
  const auto self = std::this_thread::get_id();
  int calls = 0;
  pool.forEach(100, 1000, [&](int) { calls += std::this_thread::get_id() == self; });
  EXPECT_EQ(calls, 100);
}

TEST(ThreadPool, zeroMeansOnePerCore) {
  EXPECT_EQ(ThreadPool(0).threads(), std::max(1, static_cast<int>(std::thread::hardware_concurrency())));
}

TEST(ThreadPool, noTasksIsNoWork) {
  ThreadPool pool(3);
  pool.forEach(0, shared, [](int) { FAIL(); });
}

}  // namespace
}  // namespace headlight
