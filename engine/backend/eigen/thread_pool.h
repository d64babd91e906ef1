#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <type_traits>
#include <vector>

namespace headlight {

/// Threads that share the tasks of one operation at a time. Tasks are taken one by one, so that a core kept busy by
/// another program delays no more than its own task; waiting threads spin for some microseconds, then sleep. A worker
/// that notices that it shares its core offers its turn between two tasks, when nobody waits for it. The calling thread
/// works too.
class ThreadPool {
 public:
  /// `threads` counts the caller; 0: as many as the machine has.
  explicit ThreadPool(int threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int threads() const { return static_cast<int>(workers_.size()) + 1; }

  /// Calls task(i) for i in [0, count), in any order, and returns when all are done. `work` is the whole cost in
  /// floating-point operations (or bytes moved); what is too small to share runs here. Tasks must not throw or nest.
  template <class Task>
  void forEach(int count, double work, const Task& task) {
    if (count <= 1 || workers_.empty() || work < smallestSharedWork) {
      for (int i = 0; i < count; ++i) task(i);
      return;
    }
    share(
        count, [](const void* context, int i) { (*static_cast<const Task*>(context))(i); }, &task);
  }

 private:
  using Call = void (*)(const void* context, int i);
  /// About 10 us of arithmetic on one core; waking a sleeping thread costs as much.
  static constexpr double smallestSharedWork = 400e3;

  void share(int count, Call call, const void* context);
  /// Takes and runs one task of the current job; false when none is left.
  bool runOne();
  void serve();

  /// Number of the job (high half) and tasks not yet taken (low half) in one word: a thread that woke late cannot take
  /// a task of one job with the function of another, because its compare-exchange fails.
  std::atomic<std::uint64_t> open_{0};
  std::atomic<int> unfinished_{0};
  std::atomic<Call> call_{nullptr};
  std::atomic<const void*> context_{nullptr};
  std::atomic<int> count_{0};
  std::atomic<int> sleepers_{0};
  std::atomic<bool> stopping_{false};
  std::atomic<bool> callerSleeps_{false};
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable done_;
  std::vector<std::jthread> workers_;  // last: started last, joined first
};

}  // namespace headlight
