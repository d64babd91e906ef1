#include "read_bandwidth.h"

#include <sys/mman.h>

#include <chrono>
#include <cstdlib>
#include <new>

namespace headlight::bench {
namespace {

constexpr std::size_t chunkBytes = std::size_t{1} << 20;
constexpr std::size_t hugePage = std::size_t{2} << 20;

void* pages(std::size_t bytes) {
  void* memory = std::aligned_alloc(hugePage, (bytes + hugePage - 1) / hugePage * hugePage);
  if (!memory) throw std::bad_alloc();
  madvise(memory, bytes, MADV_HUGEPAGE);  // the machine's limit, not the page tables'; refused is fine
  return memory;
}

}  // namespace

void ReadBandwidth::Freed::operator()(void* memory) const { std::free(memory); }

ReadBandwidth::ReadBandwidth(std::size_t bytes, int threads)
    : bytes_((bytes + chunkBytes - 1) / chunkBytes * chunkBytes),
      memory_(static_cast<std::uint64_t*>(pages(bytes_))),
      start_(threads),
      done_(threads) {
  for (std::size_t i = 0; i < bytes_ / sizeof(std::uint64_t); ++i) memory_[i] = i;  // pages exist from here on
  for (int i = 1; i < threads; ++i) workers_.emplace_back([this] { serve(); });
}

ReadBandwidth::~ReadBandwidth() {
  stopping_ = true;
  if (!workers_.empty()) start_.arrive_and_wait();
}

double ReadBandwidth::measure(int streams) {
  streams_ = streams;
  nextChunk_ = 0;
  const auto begin = std::chrono::steady_clock::now();
  start_.arrive_and_wait();
  sumAll();
  done_.arrive_and_wait();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  return static_cast<double>(bytes_) / seconds.count();
}

void ReadBandwidth::serve() {
  while (true) {
    start_.arrive_and_wait();
    if (stopping_) return;
    sumAll();
    done_.arrive_and_wait();
  }
}

void ReadBandwidth::sumAll() { streams_ == 1 ? sumChunks<1>() : sumChunks<4>(); }

template <int streams>
void ReadBandwidth::sumChunks() {
  // GCC's vectors: a loop over plain numbers may or may not become this, and the figure hangs on it.
  using Vector [[gnu::vector_size(32), gnu::may_alias]] = std::uint64_t;
  constexpr std::size_t vectors = chunkBytes / sizeof(Vector), part = vectors / streams;
  Vector sums[2 * streams] = {};
  for (std::size_t chunk = nextChunk_++; chunk < bytes_ / chunkBytes; chunk = nextChunk_++) {
    const Vector* from = reinterpret_cast<const Vector*>(memory_.get()) + chunk * vectors;
    for (std::size_t at = 0; at < part; at += 2)
      for (std::size_t stream = 0; stream < streams; ++stream) {
        sums[2 * stream] += from[stream * part + at];
        sums[2 * stream + 1] += from[stream * part + at + 1];
      }
  }
  for (const Vector& sum : sums) sum_ += sum[0] + sum[1] + sum[2] + sum[3];
}

}  // namespace headlight::bench
