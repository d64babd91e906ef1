#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "tensor/buffer.h"

namespace headlight {

/// Host memory that is given back is kept by size and given out again: fresh pages cost several times as much as the
/// values written into them (measured: 38 MB of patterns 1.7 ms pooled, 12.8 ms fresh). Thread-safe: a Trace may end on
/// any thread.
class HostPool {
 public:
  /// Keeps at most as many bytes idle as are in use (but 16 MiB in any case), and never more than `idleLimit`: the next
  /// pass takes what the trace before the last left, and nothing more is ever wanted. What exceeds that goes back to
  /// the system, longest idle first.
  explicit HostPool(std::size_t idleLimit = std::size_t{512} << 20) : idleLimit_(idleLimit) {}
  ~HostPool();
  HostPool(const HostPool&) = delete;
  HostPool& operator=(const HostPool&) = delete;

  /// At least `bytes` bytes, aligned to 64; throws Error when the system has none.
  std::byte* take(std::size_t bytes);
  void giveBack(std::byte* memory, std::size_t bytes);

  std::size_t idleBytes() const;
  /// What `take(bytes)` really takes: a power of two, or one of the three steps between two of them; 64 at least.
  static std::size_t roundUp(std::size_t bytes);

 private:
  const std::size_t idleLimit_;
  mutable std::mutex mutex_;
  struct Idle {
    std::byte* memory;
    std::uint64_t since;  ///< returns_ when it came
  };
  std::size_t allowedIdle() const;
  std::byte* removeLongestIdle();

  std::map<std::size_t, std::vector<Idle>> idle_;  ///< by size, longest idle first
  std::size_t idleBytes_ = 0, usedBytes_ = 0;
  std::uint64_t returns_ = 0;
};

/// A piece of a HostPool; keeps the pool alive, so it may outlive its backend.
class HostBuffer final : public Buffer {
 public:
  HostBuffer(Backend& backend, std::shared_ptr<HostPool> pool, std::size_t bytes);
  ~HostBuffer() override;
  HostBuffer(const HostBuffer&) = delete;
  HostBuffer& operator=(const HostBuffer&) = delete;

  std::size_t bytes() const override { return bytes_; }
  const std::byte* hostData() const override { return data_; }
  void download(std::size_t offset, std::span<std::byte> to) const override;
  std::byte* data() { return data_; }

 private:
  std::shared_ptr<HostPool> pool_;
  std::size_t bytes_;
  std::byte* data_;
};

}  // namespace headlight
