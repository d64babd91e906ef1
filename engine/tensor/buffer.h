#pragma once

#include <cstddef>
#include <span>

namespace headlight {

class Backend;

/// One backend's memory. Goes back to its pool with the last handle, after the device is done with it.
/// A buffer outlives its backend safely (it keeps its device alive), so a published Trace may be read after a model
/// change.
class Buffer {
 public:
  virtual ~Buffer() = default;
  virtual std::size_t bytes() const = 0;
  /// The memory itself where the host can read it coherently at any time after publication; nullptr otherwise.
  virtual const std::byte* hostData() const = 0;
  /// Copies bytes [offset, offset + to.size()) to the host. Thread-safe for buffers of a published Trace
  /// (host memory, mapped memory, or its own command pool and the device's locked submit).
  virtual void download(std::size_t offset, std::span<std::byte> to) const = 0;
  /// The backend that allocated it. Only the worker thread may use it.
  Backend& backend() const { return *backend_; }

 protected:
  explicit Buffer(Backend& backend) : backend_(&backend) {}

 private:
  Backend* backend_;
};

}  // namespace headlight
