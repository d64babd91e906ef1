#pragma once

#include <atomic>
#include <barrier>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

namespace headlight::bench {

/// How fast this machine reads memory right now: threads that sum one large buffer, a megabyte at a time (so that a
/// core kept busy by somebody else delays no more than its own megabyte, as in the engine's ThreadPool). The calling
/// thread is one of them. Each reads its megabyte from one place, or from four at once: a core has more reads under
/// way then (on a Zen 3 with one thread 28 instead of 22 GB/s), so four is the machine's limit and one is that of a
/// program that goes straight through its weights.
class ReadBandwidth {
 public:
  /// `bytes` is rounded up to whole megabytes; `threads` >= 1.
  ReadBandwidth(std::size_t bytes, int threads);
  ~ReadBandwidth();
  ReadBandwidth(const ReadBandwidth&) = delete;
  ReadBandwidth& operator=(const ReadBandwidth&) = delete;

  /// Reads everything once, `streams` 1 or 4: bytes per second.
  double measure(int streams);
  std::size_t bytes() const { return bytes_; }

 private:
  struct Freed {
    void operator()(void* memory) const;
  };
  void serve();
  template <int streams>
  void sumChunks();
  void sumAll();

  std::size_t bytes_;
  std::unique_ptr<std::uint64_t[], Freed> memory_;
  std::atomic<std::size_t> nextChunk_{0};
  std::atomic<std::uint64_t> sum_{0};  ///< nobody reads it; it keeps the loads
  std::atomic<bool> stopping_{false};
  std::atomic<int> streams_{4};
  std::barrier<> start_, done_;
  std::vector<std::jthread> workers_;  // last: started last, joined first
};

}  // namespace headlight::bench
