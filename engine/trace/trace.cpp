#include "trace/trace.h"

#include <algorithm>
#include <atomic>

#include "base/error.h"
#include "info/check_input.h"
#include "trace/host_rows.h"

namespace headlight {
namespace {

std::uint64_t nextSerial() {
  static std::atomic<std::uint64_t> last{0};
  return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

}  // namespace

Trace::Trace(Contents contents) : serial_(nextSerial()), contents_(std::move(contents)) {
  for (const Input& input : contents_.inputs)
    if (const auto* picture = std::get_if<PictureInput>(&input); picture && !picture_)
      picture_ = std::make_shared<const PictureInput>(*picture);
  if (contents_.model) rows_ = rowsByStack(*contents_.model, contents_.inputs);
}

const Rows* Trace::find(SiteId id) const {
  const auto found = contents_.sites.find(id);
  return found == contents_.sites.end() ? nullptr : &found->second;
}

const OutputLogits& Trace::logitsOf(std::size_t output) const {
  static const OutputLogits none;
  return output < contents_.outputs.size() ? contents_.outputs[output] : none;
}

int Trace::rows(StackId stack) const { return rows_[contents_.model->placeOf(stack)]; }

int Trace::keys(AttentionId attention) const { return rows(contents_.model->attention(attention).keys); }

std::span<const std::int32_t> Trace::ids(StackId stack) const {
  const auto place = static_cast<std::size_t>(contents_.model->stack(stack).input);
  const auto* text = std::get_if<TokenInput>(&contents_.inputs[place]);
  return text ? std::span<const std::int32_t>(text->ids) : std::span<const std::int32_t>();
}

std::span<const std::int32_t> Trace::ids() const { return ids(contents_.model->stacks.back().stack); }

PatchGrid Trace::grid() const {
  if (!picture_) return {};
  return contents_.model->image()->gridOf(picture_->height, picture_->width);
}

const std::vector<HeadStatistics>* Trace::headStatistics(AttentionId attention, int layer) const {
  const auto found = contents_.headStatistics.find({attention, layer});
  return found == contents_.headStatistics.end() ? nullptr : &found->second;
}

int Trace::firstRow(StackId stack, int layer) const {
  const auto found = contents_.firstRows.find(stack);
  return found == contents_.firstRows.end() ? 0 : found->second.at(static_cast<std::size_t>(layer));
}

const StackReuse* Trace::reuse(StackId stack) const {
  const auto found = contents_.reuse.find(stack);
  return found == contents_.reuse.end() ? nullptr : &found->second;
}

const PatternNumbers* Trace::patternNumbers(AttentionId attention, int layer) const {
  const auto found = contents_.patternNumbers.find({attention, layer});
  return found == contents_.patternNumbers.end() ? nullptr : &found->second;
}

namespace {

const Rows& captured(const Trace& trace, SiteId id) {
  const Rows* rows = trace.find(id);
  if (!rows) fail("Trace: ", trace.model().siteName(id), " was not captured");
  return *rows;
}

void checkHead(const Trace& trace, AttentionId attention, int head) {
  const int heads = trace.model().attention(attention).heads;
  if (head < 0 || head >= heads) fail("Trace: no head ", head, " among ", heads);
}

}  // namespace

SiteId patternSite(AttentionId attention, int layer) {
  return {attention.stack, Site::Pattern, layer, attention.which};
}

std::vector<float> patternOfHead(const Trace& trace, AttentionId attention, int layer, int head) {
  const HostRows rows(captured(trace, patternSite(attention, layer)));
  checkHead(trace, attention, head);
  const auto keys = static_cast<std::size_t>(trace.keys(attention));
  std::vector<float> pattern(static_cast<std::size_t>(rows.rows()) * keys, 0.0f);
  auto to = pattern.begin();
  for (int row = 0; row < rows.rows(); ++row, to += static_cast<std::ptrdiff_t>(keys))
    std::ranges::copy(rows.head(row, head, keys), to);
  return pattern;
}

std::vector<float> patternRow(const Trace& trace, AttentionId attention, int layer, int head, int query) {
  const Rows& rows = captured(trace, patternSite(attention, layer));
  checkHead(trace, attention, head);
  const HostRows one(Rows({rows.blockOf(query).rows(query % Rows::blockRows, query % Rows::blockRows + 1)}));
  std::vector<float> row(static_cast<std::size_t>(trace.keys(attention)), 0.0f);
  std::ranges::copy(one.head(0, head, row.size()), row.begin());
  return row;
}

std::vector<float> siteToHost(const Trace& trace, SiteId id, std::vector<int>& shape) {
  const Rows& rows = captured(trace, id);
  const HostRows host(rows);
  if (id.site == Site::Pattern) {
    const AttentionId attention{id.stack, id.attention};
    const int heads = trace.model().attention(attention).heads, keys = trace.keys(attention);
    shape = {heads, rows.rows(), keys};
    const auto width = static_cast<std::size_t>(keys);
    std::vector<float> all(static_cast<std::size_t>(heads) * static_cast<std::size_t>(rows.rows()) * width, 0.0f);
    auto to = all.begin();
    for (int head = 0; head < heads; ++head)
      for (int row = 0; row < rows.rows(); ++row, to += keys) std::ranges::copy(host.head(row, head, width), to);
    return all;
  }
  shape.clear();
  if (rows.blocks().empty()) return {};
  const Shape& block = rows.blocks().front().shape();
  for (int axis = 0; axis < block.rank(); ++axis) shape.push_back(block[axis]);
  shape[0] = rows.rows();
  std::vector<float> all;
  for (int row = 0; row < rows.rows(); ++row) {
    const std::span<const float> one = host.row(row);
    all.insert(all.end(), one.begin(), one.end());
  }
  return all;
}

}  // namespace headlight
