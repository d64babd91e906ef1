#include "reference/rnnsearch.h"

#include <algorithm>
#include <cmath>

#include "reference/modules.h"

namespace headlight::reference {
namespace {

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

Values joined(std::initializer_list<Values> parts) {
  Values all;
  for (const Values& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

class Pass {
 public:
  Pass(const std::map<std::string, Array>& tensors, const RnnsearchChanges& changes)
      : tensors_(tensors), modules_(tensors, 0), changes_(changes) {}

  Sites sites;

  using Table = std::vector<Values>;  // a row each

  Table embed(const std::string& stack, std::span<const std::int32_t> ids) {
    const std::string own = stack + ".embed_tokens.weight", name = modules_.has(own) ? own : "shared.weight";
    Table rows;
    for (std::size_t row = 0; row < ids.size(); ++row) {
      rows.push_back(modules_.row(name, ids[row]));
      edit(stack + ".embed", row, rows.back());
    }
    keep(stack + ".embed", rows);
    for (std::size_t row = 0; row < rows.size(); ++row) edit(stack + ".blocks.0.resid_pre", row, rows[row]);
    keep(stack + ".blocks.0.resid_pre", rows);
    return rows;
  }

  Table encode(Table rows) {
    for (int layer = 0; tensors_.contains("encoder.rnn.weight_ih_l" + std::to_string(layer)); ++layer) {
      const std::string block = "encoder.blocks." + std::to_string(layer);
      if (layer > 0) {
        for (std::size_t row = 0; row < rows.size(); ++row) edit(block + ".resid_pre", row, rows[row]);
        keep(block + ".resid_pre", rows);
      }
      const std::string ending = "_l" + std::to_string(layer);
      const std::size_t size = std::size_t(tensors_.at("encoder.rnn.weight_hh" + ending).shape[1]), count = rows.size();
      Table states(count, Values(2 * size));
      for (const bool back : {false, true}) {
        Values state(size);
        for (std::size_t i = 0; i < count; ++i) {
          const std::size_t row = back ? count - 1 - i : i;
          const Values next = step("encoder.rnn", back ? ending + "_reverse" : ending, rows[row], state);
          const auto at = states[row].begin() + (back ? std::ptrdiff_t(size) : 0);
          std::ranges::copy(next, at);
          edit(block + ".block_out", row, states[row]);
          state.assign(at, at + std::ptrdiff_t(size));
        }
      }
      keep(block + ".block_out", states);
      rows = std::move(states);
    }
    return rows;
  }

  void decode(const Table& words, const Table& memory) {
    const std::string block = "decoder.blocks.0.", cross = block + "cross_attn.";
    const std::size_t half = memory.front().size() / 2;
    Values state =
        dense("decoder.initial", Values(memory.front().begin() + std::ptrdiff_t(half), memory.front().end()));
    for (double& value : state) value = std::tanh(value);
    Table keys, queries, patterns, contexts, states, logits;
    for (std::size_t row = 0; row < memory.size(); ++row) {
      keys.push_back(dense("decoder.attention.key", memory[row]));
      edit(cross + "key", row, keys.back());
    }
    for (std::size_t row = 0; row < words.size(); ++row) {
      queries.push_back(dense("decoder.attention.query", state));
      edit(cross + "query", row, queries.back());
      patterns.push_back(align(queries.back(), keys, int(row)));
      edit(cross + "pattern", row, patterns.back());
      Values context(memory.front().size());
      for (std::size_t key = 0; key < memory.size(); ++key)
        context = sum(std::move(context), scaled(memory[key], patterns.back()[key]));
      if (changes_.headFactor) context = scaled(std::move(context), changes_.headFactor(int(row)));
      edit(cross + "head_out", row, context);
      state = step("decoder.rnn", "", joined({words[row], context}), state);
      edit(block + "block_out", row, state);
      Values readout = dense("decoder.readout", joined({state, words[row], context}));
      for (double& value : readout) value = std::tanh(value);
      logits.push_back(product(vocabulary(), &tensors_.at("lm_head.bias"), readout));
      contexts.push_back(context);
      states.push_back(state);
    }
    const int rows = int(words.size()), width = int(contexts.front().size()), size = int(queries.front().size());
    keep(cross + "key", keys, {int(keys.size()), 1, size});
    keep(cross + "query", queries, {rows, 1, size});
    keep(cross + "pattern", patterns, {1, rows, int(keys.size())});
    keep(cross + "head_out", contexts, {rows, 1, width});
    keep(block + "block_out", states);
    keep("decoder.logits", logits);
  }

 private:
  void edit(const std::string& site, std::size_t row, Values& values) const {
    if (changes_.edit) changes_.edit(site, int(row), values);
  }
  void keep(const std::string& site, const Table& rows, std::vector<int> shape = {}) {
    if (shape.empty()) shape = {int(rows.size()), int(rows.front().size())};
    Array& array = sites[site] = {std::move(shape), {}};
    for (const Values& row : rows) array.values.insert(array.values.end(), row.begin(), row.end());
  }
  Values dense(const std::string& name, const Values& x) const { return modules_.dense(name, x); }

  const Array& vocabulary() const {
    for (const char* name : {"lm_head.weight", "decoder.embed_tokens.weight"})
      if (tensors_.contains(name)) return tensors_.at(name);
    return tensors_.at("shared.weight");
  }

  /// torch.nn.GRUCell.
  Values step(const std::string& unit, const std::string& ending, const Values& x, const Values& state) const {
    const auto part = [&](const char* of, const Values& from) {
      return product(tensors_.at(unit + ".weight_" + of + ending), &tensors_.at(unit + ".bias_" + of + ending), from);
    };
    const Values fromInput = part("ih", x), fromState = part("hh", state);
    Values next;
    for (std::size_t i = 0, size = state.size(); i < size; ++i) {
      const double reset = sigmoid(fromInput[i] + fromState[i]),
                   update = sigmoid(fromInput[size + i] + fromState[size + i]);
      const double fresh = std::tanh(fromInput[2 * size + i] + reset * fromState[2 * size + i]);
      next.push_back((1 - update) * fresh + update * state[i]);
    }
    return next;
  }

  Values align(const Values& query, const Table& keys, int row) const {
    const Array& score = tensors_.at("decoder.attention.score.weight");
    Values weights;
    double all = 0;
    for (std::size_t key = 0; key < keys.size(); ++key) {
      double energy = 0;
      for (std::size_t i = 0; i < query.size(); ++i) energy += score.values[i] * std::tanh(query[i] + keys[key][i]);
      const bool cut = changes_.cut && changes_.cut(row, int(key));
      weights.push_back(cut ? 0 : std::exp(energy / changes_.temperature));
      all += weights.back();
    }
    return scaled(std::move(weights), 1 / all);
  }

  const std::map<std::string, Array>& tensors_;
  Modules modules_;
  const RnnsearchChanges& changes_;
};

}  // namespace

Sites forwardRnnsearch(const std::map<std::string, Array>& tensors, std::span<const std::int32_t> source,
                       std::span<const std::int32_t> target, const RnnsearchChanges& changes) {
  Pass pass(tensors, changes);
  const auto memory = pass.encode(pass.embed("encoder", source));
  pass.decode(pass.embed("decoder", target), memory);
  return std::move(pass.sites);
}

}  // namespace headlight::reference
