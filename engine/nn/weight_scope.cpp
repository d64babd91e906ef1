#include "nn/weight_scope.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "io/weights.h"
#include "ops/ops.h"
#include "run/run.h"

namespace headlight {

WeightScope::WeightScope(io::Weights& file, Backend& backend, std::string prefix)
    : file_(file), backend_(backend), prefix_(std::move(prefix)) {}

std::string WeightScope::full(std::string_view name) const {
  return prefix_.empty() ? std::string(name) : prefix_ + "." + std::string(name);
}

WeightScope WeightScope::sub(std::string_view name) const { return {file_, backend_, full(name)}; }

bool WeightScope::has(std::string_view name) const { return file_.has(full(name)); }

bool WeightScope::same(std::string_view name, std::string_view other, int out, int in) const {
  const io::MatrixReader a = file_.peek(full(name), out, in), b = file_.peek(full(other), out, in);
  bool same = true;
  std::vector<float> left, right;
  for (int row = 0; row < out && same; row += 64) {
    const int rows = std::min(64, out - row);
    left.resize(static_cast<std::size_t>(rows) * static_cast<std::size_t>(in));
    right.resize(left.size());
    if (!a.read(row, rows, 0, in, left) || !b.read(row, rows, 0, in, right)) throw Cancelled{};
    same = left == right;
  }
  a.check();
  b.check();
  return same;
}

Tensor WeightScope::matrix(std::string_view name, int out, int in) const { return matrices({{name, out}}, in); }

Tensor WeightScope::matrixUnlessTied(std::string_view name, std::string_view other, const Tensor& taken, int out,
                                     int in) const {
  // Where only `name` is there it was taken for both.
  return has(name) && has(other) && !same(name, other, out, in) ? matrix(name, out, in) : taken;
}

Tensor WeightScope::matrices(std::initializer_list<Part> parts, int in) const {
  std::vector<io::MatrixReader> readers;
  std::vector<int> begins;
  int out = 0;
  for (const Part& part : parts) {
    readers.push_back(file_.reader(full(part.name), part.out, in, part.shape));
    begins.push_back(out);
    out += part.out;
  }
  const auto source = [&](int row, int rows, int column, int columns, std::span<float> to) {
    for (std::size_t i = 0; i < readers.size() && rows > 0; ++i) {
      const int end = i + 1 < begins.size() ? begins[i + 1] : out;
      if (row >= end) continue;
      const int here = std::min(rows, end - row);
      if (!readers[i].read(row - begins[i], here, column, columns, to)) return false;
      to = to.subspan(static_cast<std::size_t>(here) * static_cast<std::size_t>(columns));
      row += here;
      rows -= here;
    }
    return true;
  };
  Tensor packed = backend_.packLinearFrom(source, out, in);
  if (file_.stopped()) throw Cancelled{};
  for (const io::MatrixReader& reader : readers) reader.check();
  return packed;
}

Tensor WeightScope::convolution(std::string_view name, int out, int channels, int height, int width) const {
  return matrices({{name, out, {out, channels, height, width}}}, channels * height * width);
}

std::vector<float> WeightScope::parameter(std::string_view name, int entries, int width) const {
  return file_.matrix(full(name), entries, width, {1, entries, width});
}

Tensor WeightScope::vectors(std::initializer_list<Part> parts) const {
  std::vector<float> all;
  for (const Part& part : parts) {
    const std::vector<float> values = file_.vector(full(part.name), part.out);
    all.insert(all.end(), values.begin(), values.end());
  }
  const Shape shape{1, static_cast<int>(all.size())};
  return ops::upload(backend_, all, shape);
}

Tensor WeightScope::table(std::string_view name, int entries, int width) const {
  return ops::upload(backend_, file_.matrix(full(name), entries, width), {entries, width});
}

Tensor WeightScope::columns(std::string_view name, int entries, int width, std::span<const int> ids) const {
  const std::vector<float> values = file_.matrix(full(name), entries, width);
  std::vector<float> columns;
  for (int column = 0; column < width; ++column)
    for (const int id : ids) columns.push_back(values.at(static_cast<std::size_t>(id * width + column)));
  return ops::upload(backend_, columns, {width, static_cast<int>(ids.size())});
}

Tensor WeightScope::vector(std::string_view name, int size) const {
  return ops::upload(backend_, file_.vector(full(name), size), {1, size});
}

}  // namespace headlight
