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

double ReadBandwidth::measure() {
  nextChunk_ = 0;
  const auto begin = std::chrono::steady_clock::now();
  start_.arrive_and_wait();
  sumChunks();
  done_.arrive_and_wait();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  return static_cast<double>(bytes_) / seconds.count();
}

void ReadBandwidth::serve() {
  while (true) {
    start_.arrive_and_wait();
    if (stopping_) return;
    sumChunks();
    done_.arrive_and_wait();
  }
}

void ReadBandwidth::sumChunks() {
  constexpr std::size_t words = chunkBytes / sizeof(std::uint64_t), lanes = 32;
  std::uint64_t sums[lanes] = {};
  for (std::size_t chunk = nextChunk_++; chunk < bytes_ / chunkBytes; chunk = nextChunk_++) {
    const std::uint64_t* from = memory_.get() + chunk * words;
    for (std::size_t i = 0; i < words; i += lanes)
      for (std::size_t lane = 0; lane < lanes; ++lane) sums[lane] += from[i + lane];
  }
  for (const std::uint64_t sum : sums) sum_ += sum;
}

}  // namespace headlight::bench
