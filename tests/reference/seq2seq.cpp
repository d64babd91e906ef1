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
      : model_(model), modules_(model.tensors, model.epsilon), changes_(changes) {}

  Sites sites;

  Values stack(const std::string& name, const Seq2seqStack& stack, std::span<const std::int32_t> ids,
               const Values* memory) {
    const std::vector<int> shape{int(ids.size()), model_.width};
    const std::string table = (model_.shared ? "" : name + ".") + "embed.weight";
    Values x;
    for (std::size_t row = 0; row < ids.size(); ++row) {
      Values embed = scaled(modules_.row(table, ids[row]), model_.embedFactor);
      if (model_.positions > 0)
        embed = sum(std::move(embed), modules_.row(name + ".position.weight", int(row) + model_.unusedPositions));
      x.insert(x.end(), embed.begin(), embed.end());
    }
    if (model_.embedNorm) x = normed(name + ".embedNorm", x);
    site(name + ".embed", shape, x);
    if (model_.buckets > 0) leaveBias(name, stack.heads, memory != nullptr);
    for (int layer = 0; layer < stack.layers; ++layer)
      x = block(stack, name + ".blocks." + std::to_string(layer) + ".", shape, x, memory);
    if (model_.postNorm) return x;
    x = normed(name + ".final", x);
    site(name + ".final", shape, x);
    return x;
  }

  void logits(const Values& x, std::size_t rows) {
    const Array& table = modules_.tensor(model_.answers   ? "answers.weight"
                                         : model_.ownHead ? "head.weight"
                                         : model_.shared  ? "embed.weight"
                                                          : "decoder.embed.weight");
    const Array* bias = model_.answers    ? &modules_.tensor("answers.bias")
                        : model_.headBias ? &modules_.tensor("head.bias")
                                          : nullptr;
    Values values = product(table, bias, scaled(x, model_.headFactor));
    site("decoder.logits", {int(rows), table.shape[0]}, values);
  }

 private:
  void site(const std::string& name, const std::vector<int>& shape, Values& values) {
    if (changes_.edit) changes_.edit(name, values);
    const bool alone = model_.decoder.layers == 0;
    sites[alone ? name.substr(name.find('.') + 1) : name] = {shape, values};
  }

  Values normed(const std::string& norm, const Values& x) const {
    return model_.rms ? modules_.rmsNorm(norm, x) : modules_.norm(norm, x);
  }

  /// T5's sorting of distances (Raffel et al. 2020, section 2.1; _relative_position_bucket of Mesh TensorFlow), in
  /// float, as everybody has computed it.
  int bucket(int distance, bool causal) const {
    const int count = causal ? model_.buckets : model_.buckets / 2, exact = count / 2;
    const int away = causal ? std::max(0, -distance) : std::abs(distance);
    const auto span = float(std::log(double(model_.maxDistance) / exact));
    const float far = std::log(float(away) / float(exact)) / span * float(count - exact);
    const int within = away < exact ? away : std::min(count - 1, exact + int(far));
    return within + (!causal && distance > 0 ? count : 0);
  }

  double biasOf(const std::string& stack, int head, int distance, bool causal) const {
    return modules_.row(stack + ".relativeBias.weight", bucket(distance, causal)).at(std::size_t(head));
  }

  void leaveBias(const std::string& stack, int heads, bool causal) {
    Values curves;
    for (int head = 0; head < heads; ++head)
      for (int distance = -model_.maxDistance; distance <= model_.maxDistance; ++distance)
        curves.push_back(biasOf(stack, head, distance, causal));
    site(stack + ".relative_bias", {heads, 2 * model_.maxDistance + 1}, curves);
  }

  /// `from`: whose rows are the keys; what the attention adds, before it is added.
  Values attend(const Seq2seqStack& stack, const std::string& weights, const std::string& names, const std::string& out,
                const Values& x, const Values& from, bool causal) {
    const int width = model_.width, heads = stack.heads, headWidth = stack.headWidth, inner = heads * headWidth;
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
      bias = [&, of = names.substr(0, names.find('.'))](int head, int q, int k) {
        return biasOf(of, head, k - q, causal);
      };
    const double temperature = changes_.temperature ? changes_.temperature(names) : 1;
    // `attention` divides by sqrt(headWidth).
    const Values asked = model_.scaled ? query : scaled(query, std::sqrt(headWidth));
    Values pattern = attention(heads, inner, asked, key, temperature, cut, bias);
    site(names + ".pattern", {heads, queries, keys}, pattern);
    Values mix = mixed(heads, inner, pattern, value);
    site(names + ".head_out", {queries, heads, headWidth}, mix);
    Values added = modules_.dense(weights + ".out", mix);
    site(out, {queries, width}, added);
    return added;
  }

  Values mlp(const std::string& at, const Values& x) const {
    if (!model_.gated) return modules_.dense(at + "out", activated(modules_.dense(at + "in", x), model_.activation));
    Values gate = activated(modules_.dense(at + "gate", x), model_.activation);
    const Values up = modules_.dense(at + "up", x);
    std::transform(gate.begin(), gate.end(), up.begin(), gate.begin(), std::multiplies<>{});
    return modules_.dense(at + "out", gate);
  }

  Values block(const Seq2seqStack& stack, const std::string& at, const std::vector<int>& shape, Values x,
               const Values* memory) {
    const bool post = model_.postNorm;
    site(at + "resid_pre", shape, x);
    const Values first = post ? x : normed(at + "ln1", x);
    x = sum(x, attend(stack, at + "attn", at + "attn", at + "attn_out", first, first, memory != nullptr));
    site(at + "resid_mid", shape, x);
    if (post) x = normed(at + "ln1", x);
    if (memory) {
      const Values second = post ? x : normed(at + "lnCross", x);
      x = sum(x, attend(stack, at + "crossAttn", at + "cross_attn", at + "cross_attn_out", second, *memory, false));
      site(at + "resid_mid_cross", shape, x);
      if (post) x = normed(at + "lnCross", x);
    }
    Values added = mlp(at + "mlp.", post ? x : normed(at + "ln2", x));
    site(at + "mlp_out", shape, added);
    x = sum(x, added);
    site(at + "resid_post", shape, x);
    if (!post) return x;
    x = normed(at + "ln2", x);
    site(at + "block_out", shape, x);
    return x;
  }

  const Seq2seq& model_;
  Modules modules_;
  const Seq2seqChanges& changes_;
};

}  // namespace

void forEachTensor(const Seq2seq& model,
                   const std::function<void(const std::string& name, const std::vector<int>& shape)>& visit) {
  const int width = model.width;
  const auto dense = [&](const std::string& name, int out, int in) {
    visit(name + ".weight", {out, in});
    if (model.biases) visit(name + ".bias", {out});
  };
  const auto norm = [&](const std::string& name) {
    visit(name + ".weight", {width});
    if (!model.rms) visit(name + ".bias", {width});
  };
  if (model.shared) visit("embed.weight", {model.encoder.vocabulary, width});
  for (const bool decoder : {false, true}) {
    const Seq2seqStack& stack = decoder ? model.decoder : model.encoder;
    if (stack.layers == 0) continue;
    const std::string name = decoder ? "decoder." : "encoder.";
    if (!model.shared) visit(name + "embed.weight", {stack.vocabulary, width});
    if (model.positions > 0) visit(name + "position.weight", {model.positions + model.unusedPositions, width});
    if (model.embedNorm) norm(name + "embedNorm");
    if (model.buckets > 0) visit(name + "relativeBias.weight", {model.buckets, stack.heads});
    for (int layer = 0; layer < stack.layers; ++layer) {
      const std::string at = name + "blocks." + std::to_string(layer) + ".";
      for (const std::string attention : {"attn", "crossAttn"}) {
        if (attention == "crossAttn" && !decoder) continue;
        for (const char* part : {".query", ".key", ".value"})
          dense(at + attention + part, stack.heads * stack.headWidth, width);
        dense(at + attention + ".out", width, stack.heads * stack.headWidth);
        norm(at + (attention == "attn" ? "ln1" : "lnCross"));
      }
      for (const char* part : {"in", "gate", "up"})
        if (model.gated == (std::string(part) != "in")) dense(at + "mlp." + part, stack.hidden, width);
      dense(at + "mlp.out", width, stack.hidden);
      norm(at + "ln2");
    }
    if (!model.postNorm) norm(name + "final");
  }
  if (model.ownHead) visit("head.weight", {model.decoder.vocabulary, width});
  if (model.answers) dense("answers", 2, width);
  if (model.headBias) visit("head.bias", {1, model.decoder.vocabulary});
}

Sites forward(const Seq2seq& model, std::span<const std::int32_t> source, std::span<const std::int32_t> target,
              const Seq2seqChanges& changes) {
  Pass pass(model, changes);
  const Values memory = pass.stack("encoder", model.encoder, source, nullptr);
  if (model.decoder.layers == 0) return std::move(pass.sites);
  const Values left = pass.stack("decoder", model.decoder, target, &memory);
  if (model.head) pass.logits(left, target.size());
  return std::move(pass.sites);
}

}  // namespace headlight::reference
