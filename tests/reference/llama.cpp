#include "reference/llama.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numbers>
#include <stdexcept>

#include "reference/activations.h"

namespace headlight::reference {
namespace {

using Values = std::vector<double>;
using Json = nlohmann::json;

template <class T>
T get(const Json& json, const char* key, T otherwise) {
  return json.contains(key) && !json[key].is_null() ? json[key].get<T>() : otherwise;
}

/// One token's vector through the pass; `T` of them make a site.
using Rows = std::vector<Values>;

Array array(std::vector<int> shape, const Rows& rows) {
  Array array{std::move(shape), {}};
  for (const Values& row : rows) array.values.insert(array.values.end(), row.begin(), row.end());
  return array;
}

class Pass {
 public:
  Pass(const Llama& model, std::span<const std::int32_t> ids) : m_(model), T_(int(ids.size())), ids_(ids) {}

  Sites run() {
    const Array& table = tensor("embed_tokens.weight");
    for (const std::int32_t id : ids_) {
      if (id < 0 || id >= m_.vocabulary) throw std::runtime_error("reference: id outside the vocabulary");
      const auto from = table.values.begin() + std::ptrdiff_t(id) * m_.width;
      x_.emplace_back(from, from + m_.width);
    }
    leave("embed", x_);
    for (int layer = 0; layer < m_.layers; ++layer) block(layer);
    leave("final", norm(x_, "norm.weight"));
    if (m_.head) {
      const bool own = m_.tensors.contains("lm_head.weight");
      sites_["logits"] =
          array({T_, m_.vocabulary}, linear(norm(x_, "norm.weight"), own ? "lm_head" : "embed_tokens", m_.vocabulary));
    }
    return std::move(sites_);
  }

 private:
  const Array& tensor(const std::string& name) const {
    const auto found = m_.tensors.find(name);
    if (found == m_.tensors.end()) throw std::runtime_error("reference: no tensor " + name);
    return found->second;
  }

  void leave(const std::string& site, const Rows& rows) { sites_[site] = array({T_, m_.width}, rows); }

  Rows norm(const Rows& x, const std::string& name) const {
    const Values& weight = tensor(name).values;
    Rows y = x;
    for (Values& row : y) {
      double squares = 0;
      for (const double v : row) squares += v * v;
      const double root = std::sqrt(squares / double(row.size()) + m_.epsilon);
      for (std::size_t i = 0; i < row.size(); ++i) row[i] = row[i] / root * weight[i];
    }
    return y;
  }

  /// y = W x, plus the bias where the file has one.
  Rows linear(const Rows& x, const std::string& name, int out) const {
    const Array& weight = tensor(name + ".weight");
    const auto bias = m_.tensors.find(name + ".bias");
    if (weight.shape != std::vector<int>{out, int(x[0].size())})
      throw std::runtime_error("reference: " + name + " has another shape");
    Rows y;
    for (const Values& row : x) {
      Values sums(std::size_t(out), 0.0);
      for (int o = 0; o < out; ++o) {
        for (std::size_t i = 0; i < row.size(); ++i)
          sums[std::size_t(o)] += weight.values[std::size_t(o) * row.size() + i] * row[i];
        if (bias != m_.tensors.end()) sums[std::size_t(o)] += bias->second.values[std::size_t(o)];
      }
      y.push_back(std::move(sums));
    }
    return y;
  }

  /// Each pair (i, i + d/2) of each head as a complex number times e^(i angle).
  void rotate(Rows& rows, int heads) const {
    const std::vector<float> turns = m_.turns(T_);
    const std::size_t half = turns.size();
    for (int position = 0; position < T_; ++position)
      for (std::size_t head = 0; head < std::size_t(heads); ++head)
        for (std::size_t i = 0; i < half; ++i) {
          const float angle = turns[i] * float(position);
          const double c = std::cos(double(angle)) * m_.stretch, s = std::sin(double(angle)) * m_.stretch;
          double& a = rows[std::size_t(position)][head * 2 * half + i];
          double& b = rows[std::size_t(position)][head * 2 * half + i + half];
          const double real = a * c - b * s, imaginary = a * s + b * c;
          a = real, b = imaginary;
        }
  }

  void block(int layer) {
    const std::string in = "layers." + std::to_string(layer) + ".", at = "blocks." + std::to_string(layer) + ".";
    const int d = m_.headWidth, group = m_.heads / m_.keyHeads, window = m_.windows[std::size_t(layer)];
    leave(at + "resid_pre", x_);
    const Rows normed = norm(x_, in + "input_layernorm.weight");
    Rows query = linear(normed, in + "self_attn.q_proj", m_.heads * d);
    Rows key = linear(normed, in + "self_attn.k_proj", m_.keyHeads * d);
    const Rows value = linear(normed, in + "self_attn.v_proj", m_.keyHeads * d);
    rotate(query, m_.heads);
    rotate(key, m_.keyHeads);
    sites_[at + "attn.query"] = array({T_, m_.heads, d}, query);
    sites_[at + "attn.key"] = array({T_, m_.keyHeads, d}, key);
    sites_[at + "attn.value"] = array({T_, m_.keyHeads, d}, value);

    Array pattern{{m_.heads, T_, T_}, Values(std::size_t(m_.heads) * T_ * T_, 0.0)};
    Rows headOut(std::size_t(T_), Values(std::size_t(m_.heads) * d, 0.0));
    for (int h = 0; h < m_.heads; ++h)
      for (int q = 0; q < T_; ++q) {
        double* weights = &pattern.values[(std::size_t(h) * T_ + q) * T_];
        const int oldest = window == 0 ? 0 : std::max(0, q + 1 - window), from = h / group * d;
        const int last = m_.causal ? q : T_ - 1;
        double most = -INFINITY, total = 0;
        for (int k = oldest; k <= last; ++k) {
          for (int i = 0; i < d; ++i)
            weights[k] += query[std::size_t(q)][std::size_t(h * d + i)] * key[std::size_t(k)][std::size_t(from + i)];
          weights[k] /= std::sqrt(double(d));
          most = std::max(most, weights[k]);
        }
        for (int k = oldest; k <= last; ++k) total += weights[k] = std::exp(weights[k] - most);
        for (int k = oldest; k <= last; ++k) {
          weights[k] /= total;
          for (int i = 0; i < d; ++i)
            headOut[std::size_t(q)][std::size_t(h * d + i)] +=
                weights[k] * value[std::size_t(k)][std::size_t(from + i)];
        }
      }
    sites_[at + "attn.pattern"] = pattern;
    sites_[at + "attn.head_out"] = array({T_, m_.heads, d}, headOut);

    add(at, "attn_out", "resid_mid", linear(headOut, in + "self_attn.o_proj", m_.width));
    const Rows second = norm(x_, in + "post_attention_layernorm.weight");
    Rows gate = linear(second, in + "mlp.gate_proj", m_.inner);
    const Rows up = linear(second, in + "mlp.up_proj", m_.inner);
    for (std::size_t t = 0; t < gate.size(); ++t)
      for (std::size_t i = 0; i < gate[t].size(); ++i) gate[t][i] = activate(m_.activation, gate[t][i]) * up[t][i];
    add(at, "mlp_out", "resid_post", linear(gate, in + "mlp.down_proj", m_.width));
  }

  void add(const std::string& at, const char* what, const char* sum, const Rows& rows) {
    leave(at + what, rows);
    for (std::size_t t = 0; t < x_.size(); ++t)
      for (std::size_t i = 0; i < x_[t].size(); ++i) x_[t][i] += rows[t][i];
    leave(at + sum, x_);
  }

  const Llama& m_;
  int T_;
  std::span<const std::int32_t> ids_;
  Rows x_;
  Sites sites_;
};

void readRope(const Json& json, Llama& m) {
  Json rope = Json::object();
  for (const char* key : {"rope_parameters", "rope_scaling"})
    if (json.contains(key) && json[key].is_object() && !json[key].empty()) rope = json[key];
  m.theta = get(rope, "rope_theta", get(json, "rope_theta", 10000.0));
  m.scaling = get<std::string>(rope, "rope_type", get<std::string>(rope, "type", "default"));
  m.factor = get(rope, "factor", 1.0);
  m.lowFactor = get(rope, "low_freq_factor", 1.0);
  m.highFactor = get(rope, "high_freq_factor", 4.0);
  m.fastTurns = get(rope, "beta_fast", 32.0);
  m.slowTurns = get(rope, "beta_slow", 1.0);
  m.wholePairs = get(rope, "truncate", true);
  m.trainedPositions = get(rope, "original_max_position_embeddings", m.positions);
  if (m.scaling == "longrope") {
    m.shortFactors = rope.at("short_factor").get<std::vector<double>>();
    m.longFactors = rope.at("long_factor").get<std::vector<double>>();
    m.factor = get(rope, "factor", double(m.positions) / m.trainedPositions);
    m.stretch = m.factor <= 1 ? 1 : std::sqrt(1 + std::log(m.factor) / std::log(double(m.trainedPositions)));
    m.stretch = get(rope, "attention_factor", m.stretch);
  }
  if (m.scaling == "proportional") m.turningPairs = int(get(rope, "partial_rotary_factor", 1.0) * m.headWidth) / 2;
  if (m.scaling == "yarn") m.stretch = get(rope, "attention_factor", 0.1 * std::log(m.factor) + 1);
}

}  // namespace

std::vector<float> Llama::turns(int length) const {
  double base = theta;
  if (scaling == "dynamic" && length > positions)
    base *= std::pow(factor * length / positions - (factor - 1), double(headWidth) / (headWidth - 2));
  std::vector<float> turns;
  for (int i = 0; i < headWidth / 2; ++i) turns.push_back(float(std::pow(base, -2.0 * i / headWidth)));
  const auto pairWithTurns = [&](double count) {
    return headWidth * std::log(trainedPositions / (count * 2 * std::numbers::pi)) / (2 * std::log(theta));
  };
  double first = pairWithTurns(fastTurns), last = pairWithTurns(slowTurns);
  if (wholePairs) first = std::floor(first), last = std::ceil(last);
  first = std::max(first, 0.0), last = std::min(last, headWidth - 1.0);
  if (first == last) last += 0.001;
  for (int i = 0; i < headWidth / 2; ++i) {
    const double turn = turns[std::size_t(i)], wave = 2 * std::numbers::pi / turn;
    double scaled = turn;
    if (scaling == "linear") scaled = turn / factor;
    if (scaling == "longrope")
      scaled = turn / (length > trainedPositions ? longFactors : shortFactors).at(std::size_t(i));
    if (scaling == "proportional") scaled = i < turningPairs ? turn / factor : 0;
    if (scaling == "yarn") {
      const double slow = std::clamp((i - first) / (last - first), 0.0, 1.0);
      scaled = turn / factor * slow + turn * (1 - slow);
    }
    if (scaling == "llama3") {
      const double share = (trainedPositions / wave - lowFactor) / (highFactor - lowFactor);
      scaled = turn * (std::clamp(share, 0.0, 1.0) + (1 - std::clamp(share, 0.0, 1.0)) / factor);
    }
    turns[std::size_t(i)] = float(scaled);
  }
  return turns;
}

Llama loadLlama(const std::filesystem::path& folder) {
  std::ifstream file(folder / "config.json");
  const Json json = Json::parse(file);
  Llama m;
  m.family = json.at("model_type");
  m.layers = json.at("num_hidden_layers");
  m.heads = json.at("num_attention_heads");
  m.keyHeads = get(json, "num_key_value_heads", m.heads);
  m.width = json.at("hidden_size");
  m.headWidth = get(json, "head_dim", m.width / m.heads);
  m.inner = json.at("intermediate_size");
  m.vocabulary = json.at("vocab_size");
  m.positions = json.at("max_position_embeddings");
  m.epsilon = get(json, "rms_norm_eps", 1e-6);
  m.activation = get<std::string>(json, "hidden_act", "silu");
  m.head = json.at("architectures").at(0).get<std::string>().ends_with("ForCausalLM");
  const int window = m.family == "llama" || (m.family == "qwen2" && !get(json, "use_sliding_window", false))
                         ? 0
                         : get(json, "sliding_window", 0);
  m.causal = get(json, "is_causal", true);
  for (int layer = 0; layer < m.layers; ++layer) {
    const bool slides = json.contains("layer_types") ? json["layer_types"].at(std::size_t(layer)) == "sliding_attention"
                        : m.family == "mistral"      ? true
                                                     : layer >= get(json, "max_window_layers", 28);
    m.windows.push_back(slides ? window : 0);
  }
  readRope(json, m);
  for (auto& [name, array] : readSafetensors(folder / "model.safetensors"))
    m.tensors[name.starts_with("model.") ? name.substr(6) : name] = std::move(array);
  return m;
}

Sites forward(const Llama& model, std::span<const std::int32_t> ids) { return Pass(model, ids).run(); }

}  // namespace headlight::reference
