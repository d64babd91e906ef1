#include "backend/eigen/thread_pool.h"

#include <algorithm>
#include <chrono>
#if defined(__linux__)
#include <sched.h>
#include <sys/resource.h>
#endif

namespace headlight {
namespace {

void pause() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

/// Spins until `ready()` or some microseconds have gone; the gap between two operations of a pass is shorter than that,
/// the gap between two keystrokes much longer.
template <class Ready>
bool spinUntil(const Ready& ready) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::microseconds(40);
  do {
    for (int i = 0; i < 32; ++i) {
      if (ready()) return true;
      pause();
    }
  } while (std::chrono::steady_clock::now() < end);
  return ready();
}

#if defined(__linux__)
/// Beside a program that never sleeps, two threads of one core take turns of some milliseconds. A thread that is set
/// aside within a task makes everybody wait for that task; so where that happens a thread offers its turn between two
/// tasks, when it holds none.
class Turns {
 public:
  void betweenTasks() {
    using namespace std::chrono;
    constexpr microseconds every{1000};  // a turn is 3 or 4 ms on Debian's kernels: offered before it is taken away
    const auto now = steady_clock::now();
    if (now < lookAgain_) return;
    lookAgain_ = now + every;
    if (interrupted()) shared_ = now + milliseconds(100);
    if (now >= shared_) return;
    sched_yield();
    const auto back = steady_clock::now();
    if (back - now > microseconds(100)) shared_ = back + milliseconds(100);  // somebody took it
    interrupted();
    lookAgain_ = back + every;
  }

 private:
  /// Was this thread interrupted since the last call?
  bool interrupted() {
    rusage usage{};
    if (getrusage(RUSAGE_THREAD, &usage) != 0) return false;
    const bool more = usage.ru_nivcsw != interruptions_;
    interruptions_ = usage.ru_nivcsw;
    return more;
  }
  long interruptions_ = 0;
  std::chrono::steady_clock::time_point lookAgain_, shared_;  ///< until when the core counts as shared
};
#else
class Turns {
 public:
  void betweenTasks() {}
};
#endif

}  // namespace

ThreadPool::ThreadPool(int threads) {
  if (threads <= 0) threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  for (int i = 1; i < threads; ++i) workers_.emplace_back([this] { serve(); });
}

ThreadPool::~ThreadPool() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
}

void ThreadPool::share(int count, Call call, const void* context) {
  call_.store(call, std::memory_order_relaxed);
  context_.store(context, std::memory_order_relaxed);
  count_.store(count, std::memory_order_relaxed);
  unfinished_.store(count, std::memory_order_relaxed);
  const std::uint64_t job = (open_.load(std::memory_order_relaxed) >> 32) + 1;
  open_.store(job << 32 |
              static_cast<std::uint64_t>(count));  // seq_cst: before the look at sleepers_, as serve() does it reversed
  if (sleepers_.load() > 0) {
    { const std::scoped_lock lock(mutex_); }  // a worker between its last look and its wait holds the mutex
    wake_.notify_all();
  }
  while (runOne()) {
  }
  if (spinUntil([this] { return unfinished_.load(std::memory_order_acquire) == 0; })) return;
  std::unique_lock lock(mutex_);
  callerSleeps_ = true;
  done_.wait(lock, [this] { return unfinished_.load() == 0; });
  callerSleeps_ = false;
}

bool ThreadPool::runOne() {
  std::uint64_t open = open_.load(std::memory_order_acquire);
  for (;;) {
    const auto left = static_cast<int>(open & 0xFFFFFFFFU);
    if (left == 0) return false;
    const Call call = call_.load(std::memory_order_relaxed);
    const void* context = context_.load(std::memory_order_relaxed);
    const int count = count_.load(std::memory_order_relaxed);
    if (!open_.compare_exchange_weak(open, open - 1, std::memory_order_acq_rel, std::memory_order_acquire)) continue;
    call(context, count - left);
    if (unfinished_.fetch_sub(1) == 1 && callerSleeps_.load()) {
      { const std::scoped_lock lock(mutex_); }
      done_.notify_one();
    }
    return true;
  }
}

void ThreadPool::serve() {
  const auto somethingToDo = [this] { return (open_.load() & 0xFFFFFFFFU) != 0 || stopping_.load(); };
  Turns turns;
  while (!stopping_.load(std::memory_order_relaxed)) {
    turns.betweenTasks();
    if (runOne()) continue;
    if (spinUntil(somethingToDo)) continue;
    std::unique_lock lock(mutex_);
    sleepers_.fetch_add(1);
    wake_.wait(lock, somethingToDo);
    sleepers_.fetch_sub(1);
  }
}

}  // namespace headlight
