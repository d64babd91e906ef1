#include "trace/trace.h"

#include <algorithm>
#include <atomic>

#include "base/error.h"

namespace headlight {
namespace {

std::uint64_t nextSerial() {
  static std::atomic<std::uint64_t> last{0};
  return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

}  // namespace

Trace::Trace(Contents contents) : serial_(nextSerial()), contents_(std::move(contents)) {}

const Rows* Trace::find(SiteId id) const {
  const auto found = contents_.sites.find(id);
  return found == contents_.sites.end() ? nullptr : &found->second;
}

int Trace::rows(Stack) const {
  if (contents_.picture) return contents_.model->picture->specials() + grid().count();
  return static_cast<int>(contents_.ids.size());
}

PatchGrid Trace::grid() const {
  if (!contents_.picture) return {};
  const PictureInfo& info = *contents_.model->picture;
  return {contents_.picture->height / info.patchHeight, contents_.picture->width / info.patchWidth};
}

const std::vector<HeadStatistics>* Trace::headStatistics(Stack stack, int layer) const {
  const auto found = contents_.headStatistics.find({stack, layer});
  return found == contents_.headStatistics.end() ? nullptr : &found->second;
}

int Trace::firstRow(Stack stack, int layer) const {
  const auto found = contents_.firstRows.find(stack);
  return found == contents_.firstRows.end() ? 0 : found->second.at(static_cast<std::size_t>(layer));
}

const StackReuse* Trace::reuse(Stack stack) const {
  const auto found = contents_.reuse.find(stack);
  return found == contents_.reuse.end() ? nullptr : &found->second;
}

const PatternNumbers* Trace::patternNumbers(Stack stack, int layer) const {
  const auto found = contents_.patternNumbers.find({stack, layer});
  return found == contents_.patternNumbers.end() ? nullptr : &found->second;
}

namespace {

const Rows& captured(const Trace& trace, SiteId id) {
  const Rows* rows = trace.find(id);
  if (!rows) fail("Trace: ", toString(id), " was not captured");
  return *rows;
}

void checkHead(const Trace& trace, Stack stack, int head) {
  const int heads = trace.model().stack(stack).heads;
  if (head < 0 || head >= heads) fail("Trace: no head ", head, " among ", heads);
}

}  // namespace

std::vector<float> patternOfHead(const Trace& trace, Stack stack, int layer, int head) {
  const Rows& rows = captured(trace, {stack, Site::Pattern, layer});
  checkHead(trace, stack, head);
  const auto tokens = static_cast<std::size_t>(rows.rows());
  std::vector<float> square(tokens * tokens, 0.0f);
  std::size_t row = 0;
  for (const Tensor& block : rows.blocks()) {
    const std::vector<float> host = block.toHost();  // [rows, heads, keys]
    const auto heads = static_cast<std::size_t>(block.dim(1));
    const auto keys = static_cast<std::size_t>(block.dim(2));
    for (std::size_t r = 0; r < static_cast<std::size_t>(block.dim(0)); ++r, ++row)
      std::copy_n(host.begin() + static_cast<std::ptrdiff_t>((r * heads + static_cast<std::size_t>(head)) * keys),
                  std::min(keys, tokens), square.begin() + static_cast<std::ptrdiff_t>(row * tokens));
  }
  return square;
}

std::vector<float> patternRow(const Trace& trace, Stack stack, int layer, int head, int query) {
  const Rows& rows = captured(trace, {stack, Site::Pattern, layer});
  checkHead(trace, stack, head);
  const std::vector<float> all = rows.rowToHost(query);  // [heads * keys]
  const auto keys = static_cast<std::size_t>(rows.blockOf(query).dim(2));
  std::vector<float> row(static_cast<std::size_t>(rows.rows()), 0.0f);
  std::copy_n(all.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(head) * keys),
              std::min(keys, row.size()), row.begin());
  return row;
}

std::vector<float> siteToHost(const Trace& trace, SiteId id, std::vector<int>& shape) {
  const Rows& rows = captured(trace, id);
  if (id.site == Site::Pattern) {
    const int heads = trace.model().stack(id.stack).heads;
    const auto tokens = static_cast<std::size_t>(rows.rows());
    shape = {heads, rows.rows(), rows.rows()};
    std::vector<float> all(static_cast<std::size_t>(heads) * tokens * tokens, 0.0f);
    std::size_t row = 0;
    for (const Tensor& block : rows.blocks()) {
      const std::vector<float> host = block.toHost();
      const auto keys = static_cast<std::size_t>(block.dim(2));
      auto from = host.begin();
      for (int r = 0; r < block.dim(0); ++r, ++row)
        for (std::size_t head = 0; head < static_cast<std::size_t>(heads);
             ++head, from += static_cast<std::ptrdiff_t>(keys))
          std::copy_n(from, std::min(keys, tokens),
                      all.begin() + static_cast<std::ptrdiff_t>((head * tokens + row) * tokens));
    }
    return all;
  }
  shape.clear();
  std::vector<float> all;
  for (const Tensor& block : rows.blocks()) {
    const std::vector<float> host = block.toHost();
    all.insert(all.end(), host.begin(), host.end());
    if (shape.empty())
      for (int axis = 0; axis < block.shape().rank(); ++axis) shape.push_back(block.dim(axis));
  }
  if (!shape.empty()) shape[0] = rows.rows();
  return all;
}

}  // namespace headlight
