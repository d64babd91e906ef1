#include "reference/image.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "reference/modules.h"

namespace headlight::reference {
namespace {

double keys(double x, double a) {
  x = std::abs(x);
  if (x <= 1) return (a + 2) * x * x * x - (a + 3) * x * x + 1;
  if (x < 2) return a * x * x * x - 5 * a * x * x + 8 * a * x - 4 * a;
  return 0;
}

/// torch's bicubic along one axis, as a matrix [to, from].
std::vector<Values> resizing(int from, int to, bool antialias) {
  std::vector<Values> rows(std::size_t(to), Values(static_cast<std::size_t>(from)));
  const double scale = double(from) / to;
  for (int i = 0; i < to; ++i) {
    Values& row = rows[std::size_t(i)];
    if (!antialias) {  // area_pixel_compute_source_index, upsample_get_value_bounded
      const double at = scale * (i + 0.5) - 0.5;
      for (int k = -1; k <= 2; ++k) {
        const double neighbour = std::floor(at) + k;
        row[std::size_t(std::clamp(int(neighbour), 0, from - 1))] += keys(at - neighbour, -0.75);
      }
      continue;
    }
    const double support = scale >= 1 ? 2 * scale : 2, center = scale * (i + 0.5);  // UpSampleKernel.cpp, as in PIL
    const int first = std::max(int(center - support + 0.5), 0), end = std::min(int(center + support + 0.5), from);
    double total = 0;
    for (int j = first; j < end; ++j) total += row[std::size_t(j)] = keys((j - center + 0.5) / (support / 2), -0.5);
    for (double& weight : row) weight /= total;
  }
  return rows;
}

/// [rows * columns, width] -> [toRows * toColumns, width]: first along columns, then along rows.
Values resized(const Values& table, int rows, int columns, int toRows, int toColumns, int width, bool antialias) {
  const auto across = resizing(columns, toColumns, antialias), down = resizing(rows, toRows, antialias);
  Values wide(std::size_t(rows) * toColumns * width), all(std::size_t(toRows) * toColumns * width);
  for (int r = 0; r < rows; ++r)
    for (int c = 0; c < toColumns; ++c)
      for (int k = 0; k < columns; ++k)
        for (int i = 0; i < width; ++i)
          wide[(std::size_t(r) * toColumns + c) * width + i] +=
              across[std::size_t(c)][std::size_t(k)] * table[(std::size_t(r) * columns + k) * width + i];
  for (int r = 0; r < toRows; ++r)
    for (int k = 0; k < rows; ++k)
      for (int i = 0; i < toColumns * width; ++i)
        all[std::size_t(r) * toColumns * width + i] +=
            down[std::size_t(r)][std::size_t(k)] * wide[std::size_t(k) * toColumns * width + i];
  return all;
}

Values embedding(const Image& m, const Modules& modules, const Array& pixels) {
  const int height = pixels.shape.at(1), width = pixels.shape.at(2);
  const int rows = height / m.patchHeight, columns = width / m.patchColumns;
  const int trainedRows = m.height / m.patchHeight, trainedColumns = m.columns / m.patchColumns;
  const Values& table = modules.tensor("embeddings.position_embeddings").values;
  const std::string patch = "embeddings.patch_embeddings.projection";
  Values specials = modules.tensor("embeddings.cls_token").values;
  if (m.family == "deit") {
    const Values& more = modules.tensor("embeddings.distillation_token").values;
    specials.insert(specials.end(), more.begin(), more.end());
  }
  const auto positioned = std::ptrdiff_t(specials.size());
  std::transform(specials.begin(), specials.end(), table.begin(), specials.begin(), std::plus<>{});
  if (m.registers > 0) {
    const Values& more = modules.tensor("embeddings.register_tokens").values;
    specials.insert(specials.end(), more.begin(), more.end());
  }
  Values positions(table.begin() + positioned, table.end());
  if (rows != trainedRows || columns != trainedColumns)
    positions = resized(positions, trainedRows, trainedColumns, rows, columns, m.width, m.registers > 0);

  Values patches;
  for (int r = 0; r < rows; ++r)
    for (int c = 0; c < columns; ++c) {
      Values unfolded;  // nn.Conv2d's order: channel, row, column
      for (int channel = 0; channel < 3; ++channel)
        for (int y = r * m.patchHeight; y < (r + 1) * m.patchHeight; ++y)
          for (int x = c * m.patchColumns; x < (c + 1) * m.patchColumns; ++x)
            unfolded.push_back(pixels.values[(std::size_t(channel) * height + y) * width + x]);
      const Values row = product(modules.tensor(patch + ".weight"), &modules.tensor(patch + ".bias"), unfolded);
      patches.insert(patches.end(), row.begin(), row.end());
    }
  patches = sum(patches, positions);
  specials.insert(specials.end(), patches.begin(), patches.end());
  return specials;
}

/// Of rows after the last norm.
Values logitsOf(const Image& m, const Modules& modules, const Values& normed) {
  const auto row = [&](int at) {
    return Values(normed.begin() + std::ptrdiff_t(at) * m.width, normed.begin() + std::ptrdiff_t(at + 1) * m.width);
  };
  if (m.head == "first") return modules.dense("classifier", row(0));
  if (m.head == "teacher")
    return scaled(sum(modules.dense("cls_classifier", row(0)), modules.dense("distillation_classifier", row(1))), 0.5);
  const int rows = int(normed.size()) / m.width, first = 1 + m.registers;
  Values both = row(0), mean(std::size_t(m.width));
  for (int at = first; at < rows; ++at) mean = sum(mean, row(at));
  for (const double value : mean) both.push_back(value / (rows - first));
  return modules.dense("classifier", both);
}

/// What a layer's parts are called in the file.
struct Names {
  std::string ln1, attention, attentionScale, ln2, up, down, mlpScale;
};
Names namesOf(const Image& m, int layer) {
  const std::string at = "encoder.layer." + std::to_string(layer) + ".";
  if (m.family == "vit" || m.family == "deit")
    return {at + "layernorm_before",   at + "attention",    "", at + "layernorm_after",
            at + "intermediate.dense", at + "output.dense", ""};
  return {at + "norm1",
          at + "attention",
          at + "layer_scale1.lambda1",
          at + "norm2",
          at + (m.gated ? "mlp.weights_in" : "mlp.fc1"),
          at + (m.gated ? "mlp.weights_out" : "mlp.fc2"),
          at + "layer_scale2.lambda1"};
}

Values columnsScaled(const Modules& modules, const std::string& name, Values x) {
  if (name.empty()) return x;
  const Values& factors = modules.tensor(name).values;
  for (std::size_t i = 0; i < x.size(); ++i) x[i] *= factors[i % factors.size()];
  return x;
}

Values mlpOf(const Image& m, const Modules& modules, const Names& name, const Values& x) {
  const Values up = modules.dense(name.up, x);
  if (!m.gated) return modules.dense(name.down, activated(up, m.activation));
  const std::size_t both = std::size_t(modules.tensor(name.up + ".weight").shape.at(0)), hidden = both / 2;
  Values joined;  // silu(x1) * x2
  for (std::size_t row = 0; row < up.size(); row += both)
    for (std::size_t i = 0; i < hidden; ++i)
      joined.push_back(up[row + i] / (1 + std::exp(-up[row + i])) * up[row + hidden + i]);
  return modules.dense(name.down, joined);
}

std::pair<int, int> pairOf(const nlohmann::json& value) {
  return value.is_array() ? std::pair<int, int>{value.at(0), value.at(1)} : std::pair<int, int>{value, value};
}

}  // namespace

Image loadImage(const std::filesystem::path& folder) {
  std::ifstream stream(folder / "config.json");
  const auto config = nlohmann::json::parse(stream);
  Image m;
  m.family = config.at("model_type");
  m.layers = config.at("num_hidden_layers");
  m.heads = config.at("num_attention_heads");
  m.width = config.at("hidden_size");
  std::tie(m.height, m.columns) = pairOf(config.at("image_size"));
  std::tie(m.patchHeight, m.patchColumns) = pairOf(config.at("patch_size"));
  m.registers = config.value("num_register_tokens", 0);
  m.epsilon = config.at("layer_norm_eps");
  m.activation = config.at("hidden_act");
  m.gated = config.value("use_swiglu_ffn", false);
  for (auto& [name, array] : readSafetensors(folder / "model.safetensors"))
    m.tensors[name.starts_with(m.family + ".") ? name.substr(m.family.size() + 1) : name] = array;
  if (m.tensors.contains("cls_classifier.weight")) m.head = "teacher";
  if (m.tensors.contains("classifier.weight")) m.head = m.family.starts_with("dinov2") ? "mean" : "first";
  return m;
}

Sites forward(const Image& m, const Array& pixels, const Changes& changes) {
  const Modules modules(m.tensors, m.epsilon);
  Values x = embedding(m, modules, pixels);
  const int T = int(x.size()) / m.width, headWidth = m.width / m.heads;
  const std::vector<int> flat{T, m.width}, byHead{T, m.heads, headWidth};
  Sites sites;
  const auto site = [&](const std::string& name, const std::vector<int>& shape, Values& values) {
    if (changes.edit) changes.edit(name, values);
    sites[name] = {shape, values};
  };
  const auto logits = [&](const std::string& name, const Values& normed) {
    if (m.head.empty()) return;
    Values values = logitsOf(m, modules, normed);
    sites[name] = {{int(values.size())}, std::move(values)};
  };
  site("embed", flat, x);
  for (int layer = 0; layer < m.layers; ++layer) {
    const Names name = namesOf(m, layer);
    const std::string at = "blocks." + std::to_string(layer) + ".", own = name.attention + ".attention.";
    site(at + "resid_pre", flat, x);
    const Values before = modules.norm(name.ln1, x);
    Values query = modules.dense(own + "query", before), key = modules.dense(own + "key", before),
           value = modules.dense(own + "value", before);
    site(at + "attn.query", byHead, query);
    site(at + "attn.key", byHead, key);
    site(at + "attn.value", byHead, value);
    Values pattern = attention(m.heads, m.width, query, key, changes.temperature ? changes.temperature(layer) : 1,
                               [&](int head, int q, int k) { return changes.cut && changes.cut(layer, head, q, k); });
    site(at + "attn.pattern", {m.heads, T, T}, pattern);
    Values heads = mixed(m.heads, m.width, pattern, value);
    for (std::size_t i = 0; changes.headFactor && i < heads.size(); ++i)
      heads[i] *= changes.headFactor(layer, int(i) / headWidth % m.heads, int(i) / m.width);
    site(at + "attn.head_out", byHead, heads);
    Values attn = columnsScaled(modules, name.attentionScale, modules.dense(name.attention + ".output.dense", heads));
    if (changes.attentionFactor) attn = scaled(attn, changes.attentionFactor(layer));
    site(at + "attn_out", flat, attn);
    x = sum(x, attn);
    site(at + "resid_mid", flat, x);
    Values mlp = columnsScaled(modules, name.mlpScale, mlpOf(m, modules, name, modules.norm(name.ln2, x)));
    if (changes.mlpFactor) mlp = scaled(mlp, changes.mlpFactor(layer));
    site(at + "mlp_out", flat, mlp);
    x = sum(x, mlp);
    site(at + "resid_post", flat, x);
    logits("logits." + std::to_string(layer), modules.norm("layernorm", x));
  }
  Values normed = modules.norm("layernorm", x);
  site("final", flat, normed);
  logits("logits", normed);
  return sites;
}

}  // namespace headlight::reference
