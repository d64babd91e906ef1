#include "reference/reference.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "reference/activations.h"

namespace headlight::reference {
namespace {

using Values = std::vector<double>;

/// Rows of x [T, width], each to mean 0 and (biased) variance 1, then scaled and shifted.
Values normalise(const Values& x, int width, const Norm& norm, double epsilon) {
  Values y(x.size());
  const int rows = static_cast<int>(x.size()) / width;
  for (int row = 0; row < rows; ++row) {
    const double* from = &x[std::size_t(row) * width];
    double mean = 0, variance = 0;
    for (int i = 0; i < width; ++i) mean += from[i] / width;
    for (int i = 0; i < width; ++i) variance += (from[i] - mean) * (from[i] - mean) / width;
    for (int i = 0; i < width; ++i)
      y[std::size_t(row) * width + i] =
          (from[i] - mean) / std::sqrt(variance + epsilon) * norm.weight[i] + norm.bias[i];
  }
  return y;
}

/// x [T, in] -> [T, out].
Values linear(const Affine& affine, const Values& x) {
  const int rows = static_cast<int>(x.size()) / affine.in;
  Values y(std::size_t(rows) * affine.out);
  for (int row = 0; row < rows; ++row) {
    double* to = &y[std::size_t(row) * affine.out];
    std::copy(affine.bias.begin(), affine.bias.end(), to);
    for (int i = 0; i < affine.in; ++i)
      for (int o = 0; o < affine.out; ++o)
        to[o] += x[std::size_t(row) * affine.in + i] * affine.weight[std::size_t(i) * affine.out + o];
  }
  return y;
}

Values sum(const Values& a, const Values& b) {
  Values y(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) y[i] = a[i] + b[i];
  return y;
}

/// Columns [part * width, (part + 1) * width) of x [T, 3 width].
Values third(const Values& x, int width, int part) {
  Values y;
  for (std::size_t row = 0; row * 3 * width < x.size(); ++row) {
    const auto from = x.begin() + static_cast<std::ptrdiff_t>((row * 3 + part) * width);
    y.insert(y.end(), from, from + width);
  }
  return y;
}

/// softmax(q k^T / sqrt(headWidth)) over the keys that a query may see -> [heads, T, T].
Values attend(const Values& query, const Values& key, int T, int heads, int headWidth, double temperature,
              const std::function<bool(int head, int query, int key)>& cut) {
  Values pattern(std::size_t(heads) * T * T, 0.0);
  for (int head = 0; head < heads; ++head)
    for (int q = 0; q < T; ++q) {
      double* row = &pattern[(std::size_t(head) * T + q) * T];
      double largest = -INFINITY, total = 0;
      for (int k = 0; k <= q; ++k) {
        double dot = 0;
        for (int i = 0; i < headWidth; ++i)
          dot += query[(std::size_t(q) * heads + head) * headWidth + i] *
                 key[(std::size_t(k) * heads + head) * headWidth + i];
        row[k] = cut(head, q, k) ? -INFINITY : dot / std::sqrt(double(headWidth)) / temperature;
        largest = std::max(largest, row[k]);
      }
      for (int k = 0; k <= q; ++k) total += row[k] = std::exp(row[k] - largest);
      for (int k = 0; k <= q; ++k) row[k] /= total;
    }
  return pattern;
}

/// Weights times values -> [T, heads, headWidth].
Values mix(const Values& pattern, const Values& value, int T, int heads, int headWidth) {
  Values out(value.size(), 0.0);
  for (int head = 0; head < heads; ++head)
    for (int q = 0; q < T; ++q)
      for (int k = 0; k <= q; ++k)
        for (int i = 0; i < headWidth; ++i)
          out[(std::size_t(q) * heads + head) * headWidth + i] +=
              pattern[(std::size_t(head) * T + q) * T + k] * value[(std::size_t(k) * heads + head) * headWidth + i];
  return out;
}

}  // namespace

Sites forward(const Weights& weights, std::span<const std::int32_t> ids, const Changes& changes) {
  const Config& c = weights.config;
  const int T = static_cast<int>(ids.size()), headWidth = c.width / c.heads;
  if (T > c.positions) throw std::runtime_error("reference: more ids than positions");
  Values x;
  for (int row = 0; row < T; ++row) {
    const int id = ids[row];
    if (id < 0 || id >= c.vocabulary) throw std::runtime_error("reference: id outside the vocabulary");
    for (int i = 0; i < c.width; ++i)
      x.push_back(weights.tokens[std::size_t(id) * c.width + i] + weights.positions[std::size_t(row) * c.width + i]);
  }
  Sites sites;
  const std::vector<int> flat{T, c.width}, byHead{T, c.heads, headWidth};
  const auto edit = [&](const std::string& site, Values& values) {
    if (changes.edit) changes.edit(site, values);
  };
  const auto scale = [](Values& values, double factor) {
    for (double& value : values) value *= factor;
  };
  edit("embed", x);
  sites["embed"] = {flat, x};
  for (int layer = 0; layer < c.layers; ++layer) {
    const Block& block = weights.blocks[layer];
    const std::string at = "blocks." + std::to_string(layer) + ".";
    edit(at + "resid_pre", x);
    sites[at + "resid_pre"] = {flat, x};
    const Values fused = linear(block.queryKeyValue, normalise(x, c.width, block.first, c.epsilon));
    Values query = third(fused, c.width, 0), key = third(fused, c.width, 1), value = third(fused, c.width, 2);
    edit(at + "attn.query", query), edit(at + "attn.key", key), edit(at + "attn.value", value);
    const double divisor = (changes.temperature ? changes.temperature(layer) : 1.0) * (c.scaledByLayer ? layer + 1 : 1);
    Values pattern = attend(query, key, T, c.heads, headWidth, divisor,
                            [&](int head, int q, int k) { return changes.cut && changes.cut(layer, head, q, k); });
    edit(at + "attn.pattern", pattern);
    Values headOut = mix(pattern, value, T, c.heads, headWidth);
    if (changes.headFactor)
      for (std::size_t i = 0; i < headOut.size(); ++i)
        headOut[i] *= changes.headFactor(layer, int(i / headWidth % c.heads), int(i / c.width));
    edit(at + "attn.head_out", headOut);
    Values attnOut = linear(block.projection, headOut);
    if (changes.attentionFactor) scale(attnOut, changes.attentionFactor(layer));
    edit(at + "attn_out", attnOut);
    x = sum(x, attnOut);
    edit(at + "resid_mid", x);
    sites[at + "resid_mid"] = {flat, x};
    Values middle = linear(block.up, normalise(x, c.width, block.second, c.epsilon));
    for (double& m : middle) m = activate(c.activation, m);
    Values mlpOut = linear(block.down, middle);
    if (changes.mlpFactor) scale(mlpOut, changes.mlpFactor(layer));
    edit(at + "mlp_out", mlpOut);
    x = sum(x, mlpOut);
    edit(at + "resid_post", x);
    sites[at + "attn_out"] = {flat, attnOut};
    sites[at + "attn.query"] = {byHead, query};
    sites[at + "attn.key"] = {byHead, key};
    sites[at + "attn.value"] = {byHead, value};
    sites[at + "attn.pattern"] = {{c.heads, T, T}, pattern};
    sites[at + "attn.head_out"] = {byHead, headOut};
    sites[at + "mlp_out"] = {flat, mlpOut};
    sites[at + "resid_post"] = {flat, x};
  }
  x = normalise(x, c.width, weights.final, c.epsilon);
  edit("final", x);
  sites["final"] = {flat, x};
  const Values& head = c.tied ? weights.tokens : weights.head;
  Values logits(std::size_t(T) * c.vocabulary, 0.0);
  for (int row = 0; row < T; ++row)
    for (int v = 0; v < c.vocabulary; ++v)
      for (int i = 0; i < c.width; ++i)
        logits[std::size_t(row) * c.vocabulary + v] +=
            x[std::size_t(row) * c.width + i] * head[std::size_t(v) * c.width + i];
  sites["logits"] = {{T, c.vocabulary}, logits};
  return sites;
}

}  // namespace headlight::reference
