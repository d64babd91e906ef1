#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "reference/reference.h"

/// What the oracles of several families are made of, in double.
namespace headlight::reference {

using Values = std::vector<double>;

/// transformers' name of an activation, of every element.
Values activated(Values x, const std::string& name);
/// a + b, element by element.
Values sum(Values a, const Values& b);
Values scaled(Values values, double factor);

/// The tensors of a file as functions of rows [T, in].
class Modules {
 public:
  Modules(const std::map<std::string, Array>& tensors, double epsilon) : tensors_(tensors), epsilon_(epsilon) {}
  /// Throws std::runtime_error when there is none such.
  const Array& tensor(const std::string& name) const;
  bool has(const std::string& name) const { return tensors_.contains(name); }
  /// nn.Linear: y = x W^T + b, W [out, in]; without a bias where the file has none.
  Values dense(const std::string& name, const Values& x) const;
  /// nn.LayerNorm.
  Values norm(const std::string& name, Values x) const;
  /// T5LayerNorm: over the root of the mean square, times the weight.
  Values rmsNorm(const std::string& name, Values x) const;
  /// Row `index` of a table [entries, width].
  Values row(const std::string& name, int index) const;

 private:
  const std::map<std::string, Array>& tensors_;
  double epsilon_;
};

/// y = x W^T + b; `bias` may be null.
Values product(const Array& weight, const Array* bias, const Values& x);

/// query [T, width], key [K, width] -> softmax((query key^T / sqrt(headWidth) + bias) / temperature) over every key
/// that is not cut, in both directions: [heads, T, K]. An empty `bias` is 0 everywhere.
Values attention(int heads, int width, const Values& query, const Values& key, double temperature,
                 const std::function<bool(int head, int query, int key)>& cut,
                 const std::function<double(int head, int query, int key)>& bias = {});
/// pattern [heads, T, K] x value [K, width] -> [T, width].
Values mixed(int heads, int width, const Values& pattern, const Values& value);

}  // namespace headlight::reference
