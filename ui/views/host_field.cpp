#include "ui/views/host_field.h"

#include <cstring>

namespace headlight::ui {
namespace {

/// Plain host memory behind a Tensor: painters read it, or upload it, like that of any other block.
class HostValues : public Buffer {
 public:
  HostValues(Backend& backend, std::vector<float> values) : Buffer(backend), values_(std::move(values)) {}
  std::size_t bytes() const override { return values_.size() * sizeof(float); }
  const std::byte* hostData() const override { return reinterpret_cast<const std::byte*>(values_.data()); }
  void download(std::size_t offset, std::span<std::byte> to) const override {
    std::memcpy(to.data(), hostData() + offset, to.size());
  }

 private:
  std::vector<float> values_;
};

}  // namespace

std::shared_ptr<const Rows> hostField(const Rows& like, std::vector<float> values, int queries, int keys) {
  auto memory = std::make_shared<HostValues>(like.blocks().front().backend(), std::move(values));
  const auto stride = static_cast<std::size_t>(keys);
  return std::make_shared<const Rows>(Rows(Tensor(memory, {queries, 1, keys}, DType::F32, 0, stride)));
}

const Rows* anyRows(const Trace& trace) {
  for (const auto& [id, rows] : trace.sites())
    if (rows.rows() > 0) return &rows;
  const OutputInfo* output = trace.model().output();
  const StackReuse* reuse = output ? trace.reuse(output->stack) : nullptr;
  if (!reuse) return nullptr;
  for (const Rows& rows : reuse->resid)
    if (rows.rows() > 0) return &rows;
  return nullptr;
}

}  // namespace headlight::ui
