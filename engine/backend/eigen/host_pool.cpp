#include "backend/eigen/host_pool.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <utility>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "base/error.h"

namespace headlight {
namespace {

constexpr std::size_t alignment = 64;
constexpr std::size_t hugePage = std::size_t{2} << 20;

std::byte* allocateBytes(std::size_t bytes) {
  const bool huge = bytes >= 2 * hugePage;
  void* memory =
      std::aligned_alloc(huge ? hugePage : alignment, huge ? (bytes + hugePage - 1) / hugePage * hugePage : bytes);
  if (!memory) fail("HostPool: the system has no ", bytes, " bytes left; close other programs or take a smaller model");
#if defined(__linux__)
  if (huge)
    madvise(memory, bytes, MADV_HUGEPAGE);  // weights are streamed: fewer page walks. A hint, so its failure is none.
#endif
  return static_cast<std::byte*>(memory);
}

}  // namespace

std::size_t HostPool::roundUp(std::size_t bytes) {
  if (bytes <= alignment * 4) return std::max(alignment, (bytes + alignment - 1) / alignment * alignment);
  const std::size_t step = std::bit_floor(bytes - 1) / 4;
  return (bytes + step - 1) / step * step;
}

HostPool::~HostPool() {
  for (auto& [size, pieces] : idle_)
    for (const Idle& piece : pieces) std::free(piece.memory);
}

std::byte* HostPool::take(std::size_t bytes) {
  const std::size_t size = roundUp(bytes);
  {
    const std::scoped_lock lock(mutex_);
    usedBytes_ += size;
    const auto found = idle_.find(size);
    if (found != idle_.end() && !found->second.empty()) {
      std::byte* memory = found->second.back().memory;
      found->second.pop_back();
      idleBytes_ -= size;
      return memory;
    }
  }
  try {
    return allocateBytes(size);
  } catch (...) {
    const std::scoped_lock lock(mutex_);
    usedBytes_ -= size;
    throw;
  }
}

std::size_t HostPool::allowedIdle() const {
  constexpr std::size_t always = std::size_t{16} << 20;
  return std::min(idleLimit_, std::max(always, usedBytes_));
}

std::byte* HostPool::removeLongestIdle() {
  auto longest = idle_.end();
  for (auto it = idle_.begin(); it != idle_.end(); ++it)
    if (!it->second.empty() && (longest == idle_.end() || it->second.front().since < longest->second.front().since))
      longest = it;
  std::byte* memory = longest->second.front().memory;
  longest->second.erase(longest->second.begin());
  idleBytes_ -= longest->first;
  return memory;
}

void HostPool::giveBack(std::byte* memory, std::size_t bytes) {
  const std::size_t size = roundUp(bytes);
  std::vector<std::byte*> tooMuch;
  {
    const std::scoped_lock lock(mutex_);
    usedBytes_ -= size;
    idle_[size].push_back({memory, returns_++});
    idleBytes_ += size;
    while (idleBytes_ > allowedIdle()) tooMuch.push_back(removeLongestIdle());
  }
  for (std::byte* piece : tooMuch) std::free(piece);
}

std::size_t HostPool::idleBytes() const {
  const std::scoped_lock lock(mutex_);
  return idleBytes_;
}

HostBuffer::HostBuffer(Backend& backend, std::shared_ptr<HostPool> pool, std::size_t bytes)
    : Buffer(backend), pool_(std::move(pool)), bytes_(bytes), data_(pool_->take(bytes)) {}

HostBuffer::~HostBuffer() { pool_->giveBack(data_, bytes_); }

void HostBuffer::download(std::size_t offset, std::span<std::byte> to) const {
  if (offset > bytes_ || to.size() > bytes_ - offset)
    fail("Buffer::download: bytes ", offset, " to ", offset + to.size(), " of a buffer of ", bytes_);
  if (!to.empty()) std::memcpy(to.data(), data_ + offset, to.size());
}

}  // namespace headlight
