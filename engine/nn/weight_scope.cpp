#include "nn/weight_scope.h"

#include <utility>
#include <vector>

#include "io/weights.h"
#include "ops/ops.h"

namespace headlight {

WeightScope::WeightScope(io::Weights& file, Backend& backend, std::string prefix)
    : file_(file), backend_(backend), prefix_(std::move(prefix)) {}

std::string WeightScope::full(std::string_view name) const {
  return prefix_.empty() ? std::string(name) : prefix_ + "." + std::string(name);
}

WeightScope WeightScope::sub(std::string_view name) const { return {file_, backend_, full(name)}; }

bool WeightScope::has(std::string_view name) const { return file_.has(full(name)); }

bool WeightScope::same(std::string_view name, std::string_view other, int out, int in) const {
  return file_.matrix(full(name), out, in) == file_.matrix(full(other), out, in);
}

Tensor WeightScope::matrix(std::string_view name, int out, int in) const {
  return backend_.packLinear(file_.matrix(full(name), out, in), out, in);
}

Tensor WeightScope::matrices(std::initializer_list<Part> parts, int in) const {
  std::vector<float> all;
  int out = 0;
  for (const Part& part : parts) {
    const std::vector<float> weight = file_.matrix(full(part.name), part.out, in);
    all.insert(all.end(), weight.begin(), weight.end());
    out += part.out;
  }
  return backend_.packLinear(all, out, in);
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

Tensor WeightScope::vector(std::string_view name, int size) const {
  return ops::upload(backend_, file_.vector(full(name), size), {1, size});
}

}  // namespace headlight
