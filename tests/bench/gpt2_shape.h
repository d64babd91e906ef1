#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "backend/backend.h"
#include "ops/ops.h"
#include "support/random_tensor.h"

namespace headlight::bench {

inline Tensor random(Backend& backend, const Shape& shape, std::uint64_t seed) {
  return test::tensorOf(backend, test::randomFloats(shape.elements(), seed), shape);
}

inline Tensor pack(Backend& backend, int out, int in) {
  return backend.packLinear(test::randomFloats(static_cast<std::size_t>(in) * static_cast<std::size_t>(out), 3, 0.05F),
                            out, in);
}

/// Weights of GPT-2 small's shape.
class Network {
 public:
  static constexpr int width = 768, hidden = 3072, heads = 12, layers = 12, vocabulary = 50257;
  struct Layer {
    Tensor qkv, output, up, down;
  };
  explicit Network(Backend& backend)
      : tied(pack(backend, vocabulary, width)),
        weight(random(backend, {1, width}, 5)),
        bias(random(backend, {1, width}, 6)),
        triple(random(backend, {1, 3 * width}, 8)),
        wide(random(backend, {1, hidden}, 7)) {
    for (int i = 0; i < layers; ++i)
      all.push_back({pack(backend, 3 * width, width), pack(backend, width, width), pack(backend, hidden, width),
                     pack(backend, width, hidden)});
  }
  /// The whole text of `rows` tokens; logits of all rows.
  Tensor forward(Backend& backend, const Tensor& input) const {
    const int rows = input.dim(0);
    Tensor x = input;
    int number = 0;
    for (const Layer& layer : all) {
      backend.section("blocks." + std::to_string(number++));
      const Tensor fused = ops::linear(ops::layerNorm(x, weight, bias, 1e-5F), layer.qkv, &triple);
      const auto part = [&](std::size_t i) {
        return Tensor(fused.bufferHandle(), {rows, heads, width / heads}, DType::F32, fused.offset() + i * width,
                      fused.rowStride());
      };
      const Tensor query = part(0);
      const Rows key(part(1)), value(part(2));
      Tensor headOut = backend.allocate({rows, heads, width / heads});
      for (int first = 0; first < rows; first += Rows::blockRows) {
        const int end = std::min(first + Rows::blockRows, rows);
        Tensor pattern = ops::attentionScores(query.rows(first, end), key, 0.125F, first + Rows::blockRows);
        ops::softmaxRows(pattern, first, std::min(rows, first + Rows::blockRows), true);
        Tensor mixed = headOut.rows(first, end);
        ops::attentionMixInto(pattern, value, mixed);
        ops::patternStatistics(pattern, first, std::min(rows, first + Rows::blockRows), true);
      }
      x = ops::add(x, ops::linear(headOut.viewAs({rows, width}), layer.output, &bias));
      const Tensor inner = ops::linear(ops::layerNorm(x, weight, bias, 1e-5F), layer.up, &wide, Activation::GeluTanh);
      x = ops::add(x, ops::linear(inner, layer.down, &bias));
      backend.flush();
    }
    return ops::linear(ops::layerNorm(x, weight, bias, 1e-5F), tied);
  }
  Tensor tied, weight, bias, triple, wide;
  std::vector<Layer> all;
};

}  // namespace headlight::bench
