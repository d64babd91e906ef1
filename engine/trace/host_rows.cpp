#include "trace/host_rows.h"

#include <algorithm>
#include <utility>

#include "base/error.h"

namespace headlight {

HostRows::HostRows(Rows rows) : rows_(std::move(rows)), blocks_(rows_.blocks().size()) {}

const HostRows::Block& HostRows::block(int row) const {
  if (row < 0 || row >= rows_.rows()) fail("HostRows: no row ", row, " among ", rows_.rows());
  Block& block = blocks_[static_cast<std::size_t>(row / Rows::blockRows)];
  if (block.begin) return block;
  const Tensor& tensor = rows_.blockOf(row);
  if (const std::byte* host = tensor.buffer().hostData()) {
    block.begin = reinterpret_cast<const float*>(host) + tensor.offset();
    block.stride = tensor.rowStride();
  } else {
    block.downloaded = tensor.toHost();
    block.begin = block.downloaded.data();
    block.stride = tensor.shape().rowElements();
  }
  return block;
}

std::span<const float> HostRows::row(int row) const {
  const Block& from = block(row);
  return {from.begin + static_cast<std::size_t>(row % Rows::blockRows) * from.stride,
          rows_.blockOf(row).shape().rowElements()};
}

std::span<const float> HostRows::head(int row, int head, std::size_t keys) const {
  const Tensor& tensor = rows_.blockOf(row);
  const auto room = static_cast<std::size_t>(tensor.dim(2));
  return this->row(row).subspan(static_cast<std::size_t>(head) * room, std::min(room, keys));
}

}  // namespace headlight
