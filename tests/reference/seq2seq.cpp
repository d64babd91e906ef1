#include "reference/seq2seq.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "reference/modules.h"

namespace headlight::reference {
namespace {

class Pass {
 public:
  Pass(const Seq2seq& model, const Seq2seqChanges& changes)
      : model_(model), modules_(model.tensors, 1e-5), changes_(changes) {}

  Sites sites;

  Values stack(const std::string& name, int layers, std::span<const std::int32_t> ids, const Values* memory) {
    const std::vector<int> shape = flat(ids.size());
    Values x;
    for (std::size_t row = 0; row < ids.size(); ++row) {
      Values embed = modules_.row("embed.weight", ids[row]);
      if (model_.buckets == 0) embed = sum(std::move(embed), modules_.row(name + ".position.weight", int(row)));
      x.insert(x.end(), embed.begin(), embed.end());
    }
    site(name + ".embed", shape, x);
    for (int layer = 0; layer < layers; ++layer)
      x = block(name + ".blocks." + std::to_string(layer) + ".", shape, x, memory);
    if (model_.postNorm) return x;
    x = modules_.norm(name + ".final", x);
    site(name + ".final", shape, x);
    return x;
  }

  void logits(const Values& x, std::size_t rows) {
    const Array& table = modules_.tensor("embed.weight");
    Values values = product(table, nullptr, x);
    site("decoder.logits", {int(rows), table.shape[0]}, values);
  }

 private:
  std::vector<int> flat(std::size_t rows) const { return {int(rows), model_.width}; }

  void site(const std::string& name, const std::vector<int>& shape, Values& values) {
    if (changes_.edit) changes_.edit(name, values);
    sites[name] = {shape, values};
  }

  /// T5's sorting of distances (Raffel et al. 2020, section 2.1; _relative_position_bucket of Mesh TensorFlow).
  int bucket(int distance, bool causal) const {
    const int count = causal ? model_.buckets : model_.buckets / 2, exact = count / 2;
    const int away = causal ? std::max(0, -distance) : std::abs(distance);
    const double far = std::log(double(away) / exact) / std::log(double(model_.maxDistance) / exact);
    const int within = away < exact ? away : std::min(count - 1, exact + int(far * (count - exact)));
    return within + (!causal && distance > 0 ? count : 0);
  }

  /// `from`: whose rows are the keys; what the attention adds, before it is added.
  Values attend(const std::string& weights, const std::string& names, const std::string& out, const Values& x,
                const Values& from, bool causal) {
    const int width = model_.width, heads = model_.heads, headWidth = width / heads;
    const int queries = int(x.size()) / width, keys = int(from.size()) / width;
    Values query = modules_.dense(weights + ".query", x), key = modules_.dense(weights + ".key", from),
           value = modules_.dense(weights + ".value", from);
    site(names + ".query", {queries, heads, headWidth}, query);
    site(names + ".key", {keys, heads, headWidth}, key);
    site(names + ".value", {keys, heads, headWidth}, value);
    const auto cut = [&](int head, int q, int k) {
      return (causal && k > q) || (changes_.cut && changes_.cut(names, head, q, k));
    };
    std::function<double(int head, int query, int key)> bias;
    if (model_.buckets > 0 && names.ends_with(".attn"))
      bias = [&, table = names.substr(0, names.find('.')) + ".relativeBias.weight"](int head, int q, int k) {
        return modules_.row(table, bucket(k - q, causal)).at(std::size_t(head));
      };
    const double temperature = changes_.temperature ? changes_.temperature(names) : 1;
    Values pattern = attention(heads, width, query, key, temperature, cut, bias);
    site(names + ".pattern", {heads, queries, keys}, pattern);
    Values mix = mixed(heads, width, pattern, value);
    site(names + ".head_out", {queries, heads, headWidth}, mix);
    Values added = modules_.dense(weights + ".out", mix);
    site(out, {queries, width}, added);
    return added;
  }

  Values block(const std::string& at, const std::vector<int>& shape, Values x, const Values* memory) {
    const bool post = model_.postNorm;
    const auto normed = [&](const char* norm, const Values& values) { return modules_.norm(at + norm, values); };
    site(at + "resid_pre", shape, x);
    const Values first = post ? x : normed("ln1", x);
    x = sum(x, attend(at + "attn", at + "attn", at + "attn_out", first, first, memory != nullptr));
    site(at + "resid_mid", shape, x);
    if (post) x = normed("ln1", x);
    if (memory) {
      const Values second = post ? x : normed("lnCross", x);
      x = sum(x, attend(at + "crossAttn", at + "cross_attn", at + "cross_attn_out", second, *memory, false));
      site(at + "resid_mid_cross", shape, x);
      if (post) x = normed("lnCross", x);
    }
    const Values third = post ? x : normed("ln2", x);
    Values mlp = modules_.dense(at + "mlp.out", activated(modules_.dense(at + "mlp.in", third), "gelu"));
    site(at + "mlp_out", shape, mlp);
    x = sum(x, mlp);
    site(at + "resid_post", shape, x);
    if (!post) return x;
    x = normed("ln2", x);
    site(at + "block_out", shape, x);
    return x;
  }

  const Seq2seq& model_;
  Modules modules_;
  const Seq2seqChanges& changes_;
};

}  // namespace

Sites forward(const Seq2seq& model, std::span<const std::int32_t> source, std::span<const std::int32_t> target,
              const Seq2seqChanges& changes) {
  Pass pass(model, changes);
  const Values memory = pass.stack("encoder", model.encoderLayers, source, nullptr);
  pass.logits(pass.stack("decoder", model.decoderLayers, target, &memory), target.size());
  return std::move(pass.sites);
}

}  // namespace headlight::reference
