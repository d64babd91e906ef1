#include "backend/eigen/eigen_backend.h"

#include <cstring>
#include <utility>

#include "base/error.h"

namespace headlight {
namespace {

/// A caller that never asks for timings must not fill the memory with them.
constexpr std::size_t mostTimings = std::size_t{1} << 16;

std::byte* bytesOf(const Tensor& tensor) {
  return static_cast<HostBuffer&>(tensor.buffer()).data() + tensor.offset() * sizeOf(tensor.dtype());
}

/// Calls copy(tensorRow, hostOffset, bytes) per row, or once where there are no gaps.
template <class Copy>
void forRows(const Tensor& tensor, std::size_t hostBytes, const char* who, const Copy& copy) {
  const std::size_t rowBytes = tensor.shape().rowElements() * sizeOf(tensor.dtype());
  const std::size_t rows = tensor.shape().rank() ? static_cast<std::size_t>(tensor.dim(0)) : 0;
  if (tensor.layout() != Layout::Rows) fail(who, ": a packed weight has no rows to copy");
  if (hostBytes != rows * rowBytes)
    fail(who, ": expected ", rows * rowBytes, " bytes for ", toString(tensor.shape()), ", got ", hostBytes);
  if (hostBytes == 0) return;
  if (tensor.contiguous()) {
    copy(bytesOf(tensor), 0, hostBytes);
    return;
  }
  for (std::size_t row = 0; row < rows; ++row)
    copy(bytesOf(tensor) + row * tensor.rowStride() * sizeOf(tensor.dtype()), row * rowBytes, rowBytes);
}

}  // namespace

EigenBackend::EigenBackend(int threads, WeightStorage storage) : threads_(threads), storage_(storage) {}

std::string EigenBackend::deviceName() const {
  const int threads = threads_.threads();
  static const std::string model = cpuModel();  // asked in every pass, the file is read once
  std::string name =
      model + ", " + levelName(kernels_) + ", " + std::to_string(threads) + (threads == 1 ? " thread" : " threads");
  if (storage_ != WeightStorage::F32) name += std::string(", ") + toString(storage_) + " weights";
  return name;
}

Tensor EigenBackend::allocate(const Shape& shape, DType dtype, std::size_t rowStride) {
  const std::size_t stride = rowStride ? rowStride : shape.rowElements();
  const std::size_t rows = shape.rank() ? static_cast<std::size_t>(shape[0]) : 0;
  return Tensor(std::make_shared<HostBuffer>(*this, memory_, rows * stride * sizeOf(dtype)), shape, dtype, 0, stride);
}

void EigenBackend::write(const Tensor& to, std::span<const std::byte> from) {
  forRows(to, from.size(), "write", [&](std::byte* row, std::size_t offset, std::size_t bytes) {
    std::memcpy(row, from.data() + offset, bytes);
  });
}

void EigenBackend::read(const Tensor& from, std::span<std::byte> to) {
  forRows(from, to.size(), "read", [&](const std::byte* row, std::size_t offset, std::size_t bytes) {
    std::memcpy(to.data() + offset, row, bytes);
  });
}

void EigenBackend::section(std::string name) {
  if (sections_.back() != name) sections_.push_back(std::move(name));
}

std::vector<OpTiming> EigenBackend::takeTimings() {
  std::vector<OpTiming> timings;
  timings.reserve(taken_.size());
  for (const Taken& taken : taken_) timings.push_back({sections_[taken.section], taken.operation, taken.milliseconds});
  taken_.clear();
  sections_ = {sections_.back()};
  return timings;
}

EigenBackend::Timed::~Timed() {
  const std::chrono::duration<float, std::milli> took = std::chrono::steady_clock::now() - start_;
  if (backend_.taken_.size() >= mostTimings) {
    backend_.taken_.clear();
    backend_.sections_ = {backend_.sections_.back()};
  }
  backend_.taken_.push_back({static_cast<std::uint32_t>(backend_.sections_.size() - 1), operation_, took.count()});
}

const float* EigenBackend::data(const Tensor& tensor) {
  return reinterpret_cast<const float*>(static_cast<HostBuffer&>(tensor.buffer()).data()) + tensor.offset();
}

float* EigenBackend::data(Tensor& tensor) {
  return reinterpret_cast<float*>(static_cast<HostBuffer&>(tensor.buffer()).data()) + tensor.offset();
}

const std::byte* EigenBackend::bytes(const Tensor& tensor) { return bytesOf(tensor); }

}  // namespace headlight
