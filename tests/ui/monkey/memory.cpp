#include "memory.h"

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

namespace headlight::ui::monkey {

void Memory::measure(std::uint64_t step, double seconds) {
  ::malloc_trim(0);
  std::uint64_t size = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> size >> resident;
  const double bytes = static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE));
  samples_.push_back({step, seconds, bytes / 1e6, inUse()});
  std::fprintf(stderr, "monkey: step %llu, %.0f s, %.1f MB, %.1f MB of them in use\n",
               static_cast<unsigned long long>(step), seconds, samples_.back().megabytes, samples_.back().inUse);
}

double Memory::inUse() {
  const struct mallinfo2 heap = ::mallinfo2();
  return static_cast<double>(heap.uordblks + heap.hblkhd) / 1e6;
}

void Memory::print() const {
  std::printf("%10s %10s %10s %10s\n", "step", "seconds", "MB", "in use");
  for (const Sample& sample : samples_)
    std::printf("%10llu %10.0f %10.1f %10.1f\n", static_cast<unsigned long long>(sample.step), sample.seconds,
                sample.megabytes, sample.inUse);
}

bool Memory::flat() const {
  if (samples_.size() < 6) return true;
  const auto from = samples_.begin() + static_cast<std::ptrdiff_t>(samples_.size() / 3);
  const auto [least, most] = std::minmax_element(
      from, samples_.end(), [](const Sample& a, const Sample& b) { return a.megabytes < b.megabytes; });
  std::printf("last two thirds: %.1f to %.1f MB, %.1f %%\n", least->megabytes, most->megabytes,
              100 * (most->megabytes / least->megabytes - 1));
  return most->megabytes <= 1.05 * least->megabytes;
}

}  // namespace headlight::ui::monkey
