#include "reference/modules.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "reference/activations.h"

namespace headlight::reference {
Values activated(Values x, const std::string& name) {
  for (double& value : x) value = activate(name, value);
  return x;
}

Values sum(Values a, const Values& b) {
  std::transform(a.begin(), a.end(), b.begin(), a.begin(), std::plus<>{});
  return a;
}

Values scaled(Values values, double factor) {
  for (double& value : values) value *= factor;
  return values;
}

const Array& Modules::tensor(const std::string& name) const {
  const auto found = tensors_.find(name);
  if (found == tensors_.end()) throw std::runtime_error("reference: no tensor " + name);
  return found->second;
}

Values Modules::dense(const std::string& name, const Values& x) const {
  return product(tensor(name + ".weight"), has(name + ".bias") ? &tensor(name + ".bias") : nullptr, x);
}

Values product(const Array& weight, const Array* bias, const Values& x) {
  const std::size_t out = weight.shape.at(0), in = weight.values.size() / out;
  Values y;
  for (std::size_t row = 0; row < x.size() / in; ++row)
    for (std::size_t o = 0; o < out; ++o) {
      double sum = bias ? bias->values.at(o) : 0;
      for (std::size_t i = 0; i < in; ++i) sum += weight.values[o * in + i] * x[row * in + i];
      y.push_back(sum);
    }
  return y;
}

Values Modules::norm(const std::string& name, Values x) const {
  const Values &weight = tensor(name + ".weight").values, &bias = tensor(name + ".bias").values;
  const std::size_t width = weight.size();
  for (std::size_t row = 0; row < x.size(); row += width) {
    double mean = 0, squares = 0;
    for (std::size_t i = 0; i < width; ++i) mean += x[row + i];
    mean /= double(width);
    for (std::size_t i = 0; i < width; ++i) squares += std::pow(x[row + i] - mean, 2);
    const double deviation = std::sqrt(squares / double(width) + epsilon_);
    for (std::size_t i = 0; i < width; ++i) x[row + i] = (x[row + i] - mean) / deviation * weight[i] + bias[i];
  }
  return x;
}

Values Modules::rmsNorm(const std::string& name, Values x) const {
  const Values& weight = tensor(name + ".weight").values;
  const std::size_t width = weight.size();
  for (std::size_t row = 0; row < x.size(); row += width) {
    double squares = 0;
    for (std::size_t i = 0; i < width; ++i) squares += x[row + i] * x[row + i];
    const double root = std::sqrt(squares / double(width) + epsilon_);
    for (std::size_t i = 0; i < width; ++i) x[row + i] = x[row + i] / root * weight[i];
  }
  return x;
}

Values Modules::row(const std::string& name, int index) const {
  const Array& table = tensor(name);
  if (index < 0 || index >= table.shape.at(0)) throw std::runtime_error("reference: no row in " + name);
  const auto begin = table.values.begin() + std::ptrdiff_t(index) * table.shape.at(1);
  return {begin, begin + table.shape.at(1)};
}

Values attention(int heads, int width, const Values& query, const Values& key, double temperature,
                 const std::function<bool(int head, int query, int key)>& cut,
                 const std::function<double(int head, int query, int key)>& bias) {
  const int headWidth = width / heads, T = int(query.size()) / width, K = int(key.size()) / width;
  Values pattern(std::size_t(heads) * T * K);
  for (int head = 0; head < heads; ++head)
    for (int q = 0; q < T; ++q) {
      double* row = &pattern[(std::size_t(head) * T + q) * K];
      double largest = -INFINITY, total = 0;
      for (int k = 0; k < K; ++k) {
        row[k] = 0;
        for (int i = head * headWidth; i < (head + 1) * headWidth; ++i)
          row[k] += query[std::size_t(q) * width + i] * key[std::size_t(k) * width + i];
        const double score = row[k] / std::sqrt(headWidth) + (bias ? bias(head, q, k) : 0);
        row[k] = cut(head, q, k) ? -INFINITY : score / temperature;
        largest = std::max(largest, row[k]);
      }
      for (int k = 0; k < K; ++k) total += row[k] = std::exp(row[k] - largest);
      for (int k = 0; k < K; ++k) row[k] /= total;
    }
  return pattern;
}

Values mixed(int heads, int width, const Values& pattern, const Values& value) {
  const int headWidth = width / heads, K = int(value.size()) / width, T = int(pattern.size()) / (heads * K);
  Values out(std::size_t(T) * width);
  for (int q = 0; q < T; ++q)
    for (int i = 0; i < width; ++i)
      for (int k = 0; k < K; ++k)
        out[std::size_t(q) * width + i] +=
            pattern[(std::size_t(i / headWidth) * T + q) * K + k] * value[std::size_t(k) * width + i];
  return out;
}

}  // namespace headlight::reference
