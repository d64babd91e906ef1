#include "support/fake_trace.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>

namespace headlight::test {

std::vector<float> fakeWeights(const FakeTrace& fake, int layer, int head) {
  const int n = fake.tokens;
  std::mt19937 random(fake.seed + static_cast<std::uint32_t>(layer * 131 + head));
  std::normal_distribution<double> noise(0, 1);
  const int kind = (layer * 5 + head * 3) % 4;
  std::vector<float> weights(static_cast<std::size_t>(n) * static_cast<std::size_t>(n), 0.0F);
  for (int q = 0; q < n; ++q) {
    const int seen = fake.causal ? q + 1 : n;
    std::vector<double> row(static_cast<std::size_t>(seen));
    double sum = 0;
    for (int k = 0; k < seen; ++k) {
      double score = noise(random) * 0.7;
      if (kind == 0) score += k == q - 1 ? 5 : 0;
      if (kind == 1) score += k == 0 ? 4.0 - 0.1 * (q % 7) : 0;
      if (kind == 2) score += k > 0 && (q - k) % 7 == 6 ? 3.5 : 0;
      if (kind == 3) score -= std::abs(q - k) * 0.15;
      row[static_cast<std::size_t>(k)] = std::exp(score);
      sum += std::exp(score);
    }
    for (int k = 0; k < seen; ++k)
      weights[static_cast<std::size_t>(q) * static_cast<std::size_t>(n) + static_cast<std::size_t>(k)] =
          static_cast<float>(row[static_cast<std::size_t>(k)] / sum);
  }
  if (layer == fake.nanLayer && head == fake.nanHead)
    weights[static_cast<std::size_t>(fake.nanQuery) * static_cast<std::size_t>(n) +
            static_cast<std::size_t>(fake.nanKey)] = std::numeric_limits<float>::quiet_NaN();
  return weights;
}

namespace {

HeadStatistics statisticsOf(const FakeTrace& fake, const std::vector<float>& weights) {
  HeadStatistics s{.largest = 0, .smallest = 1, .entropyBits = 0, .meanDistance = 0, .firstTokenMass = 0};
  const int n = fake.tokens;
  double entropy = 0, distance = 0, first = 0;
  for (int q = 0; q < n; ++q)
    for (int k = 0; k < (fake.causal ? q + 1 : n); ++k) {
      const double p = static_cast<double>(weights[static_cast<std::size_t>(q * n + k)]);
      s.largest = std::max(s.largest, static_cast<float>(p));
      s.smallest = std::min(s.smallest, static_cast<float>(p));
      if (p > 0) entropy -= p * std::log2(p);
      distance += std::abs(q - k) * p;
      if (k == 0) first += p;
    }
  s.entropyBits = static_cast<float>(entropy / n);
  s.meanDistance = static_cast<float>(distance / n);
  s.firstTokenMass = static_cast<float>(first / n);
  return s;
}

/// What a pass notes of each block of 64 rows.
PatternNumbers numbersOf(const FakeTrace& fake, const std::vector<std::vector<float>>& heads) {
  PatternNumbers numbers;
  const int n = fake.tokens;
  for (int first = 0; first < n; first += Rows::blockRows) {
    auto block = std::make_shared<PatternBlockNumbers>();
    for (int q = first; q < std::min(n, first + Rows::blockRows); ++q)
      for (const std::vector<float>& weights : heads) {
        std::array<float, PatternSumCount> row{};
        row[PatternMin] = 1;
        for (int k = 0; k < (fake.causal ? q + 1 : n); ++k) {
          const float p = weights[static_cast<std::size_t>(q * n + k)];
          row[PatternMax] = std::max(row[PatternMax], p);
          row[PatternMin] = std::min(row[PatternMin], p);
          if (p > 0) row[PatternEntropyBits] -= p * std::log2(p);
          row[PatternDistance] += static_cast<float>(std::abs(q - k)) * p;
          if (k == 0) row[PatternFirstKey] += p;
        }
        block->rows.insert(block->rows.end(), row.begin(), row.end());
      }
    numbers.push_back(std::move(block));
  }
  return numbers;
}

/// A disc before a slope of colours, so that a picture that is turned or shifted is seen.
void addPicture(const FakeTrace& fake, ModelInfo& model, Trace::Contents& contents) {
  ImageInputInfo info;
  info.patchHeight = info.patchWidth = fake.patchPixels;
  info.height = fake.grid.rows * fake.patchPixels;
  info.width = fake.grid.columns * fake.patchPixels;
  info.specialTokens = fake.specials;
  auto picture = std::make_shared<PictureInput>();
  picture->height = info.height;
  picture->width = info.width;
  auto seen = std::make_shared<std::vector<std::uint8_t>>();
  for (int y = 0; y < info.height; ++y)
    for (int x = 0; x < info.width; ++x) {
      const bool inside = std::hypot(x - info.width * 0.4, y - info.height * 0.45) < info.height * 0.25;
      seen->push_back(static_cast<std::uint8_t>(inside ? 230 : 255 * x / info.width));
      seen->push_back(static_cast<std::uint8_t>(inside ? 180 : 90));
      seen->push_back(static_cast<std::uint8_t>(inside ? 40 : 255 * y / info.height));
    }
  picture->pixels = std::make_shared<std::vector<float>>(seen->size(), 0.0F);
  picture->seen = std::move(seen);
  model.inputs = {imageInput(info)};
  model.outputs.clear();
  contents.inputs = *picture;
  if (fake.labels == 0) return;
  OutputInfo& output = model.outputs.emplace_back();
  output = {Says::Label, StackId::Encoder, fake.labels};
  for (int label = 0; label < fake.labels; ++label) output.labels.push_back("class " + std::to_string(label));
  OutputLogits& said = contents.outputs.emplace_back();
  for (int layer = 0; layer < fake.layers; ++layer) {
    // The likeliest class moves from 0 to the one at the end, and grows.
    std::vector<float>& logits = said.byLayer.emplace_back(static_cast<std::size_t>(fake.labels), 0.0F);
    const int best = layer < fake.layers / 2 ? 0 : fake.labels - 1;
    logits[static_cast<std::size_t>(best)] = 1.0F + static_cast<float>(layer);
  }
  said.predicted = said.byLayer.back();
  contents.predictedRow = 0;
}

}  // namespace

FakeTrace ofPicture(FakeTrace fake) {
  if (fake.grid.count() == 0) return fake;
  fake.causal = false;
  fake.tokens = static_cast<int>(fake.specials.size()) + fake.grid.count();
  return fake;
}

std::shared_ptr<const Trace> makeTrace(Backend& backend, const FakeTrace& asked) {
  const FakeTrace fake = ofPicture(asked);
  auto model = std::make_shared<ModelInfo>();
  model->name = "fake";
  const StackId stack = fake.causal ? StackId::Decoder : StackId::Encoder;
  model->stacks = {{.stack = stack,
                    .layers = fake.layers,
                    .heads = fake.heads,
                    .kvHeads = fake.heads,
                    .headWidth = 8,
                    .width = 8 * fake.heads,
                    .causal = fake.causal}};
  model->inputs = {textInput(100, 4096)};
  model->outputs = {{Says::NextToken, stack, 100}};
  Trace::Contents contents;
  contents.revision = fake.revision;
  contents.changes = fake.changes;
  contents.model = model;
  TokenInput text;
  for (int i = 0; i < fake.tokens; ++i) text.ids.push_back(i % 100);
  contents.inputs = std::move(text);
  contents.device = backend.deviceName();
  contents.timings = {{"embed", "gatherRows", 0.02}, {"blocks.0", "layerNorm", 0.01}, {"blocks.0", "linear", 0.4}};
  if (fake.grid.count() > 0) addPicture(fake, *model, contents);
  const int n = fake.tokens;
  const int captured = fake.capturedLayers < 0 ? fake.layers : fake.capturedLayers;
  for (int layer = 0; layer < captured; ++layer) {
    std::vector<std::vector<float>> heads;
    auto& statistics = contents.headStatistics[{stack, layer}];
    for (int head = 0; head < fake.heads; ++head) {
      heads.push_back(fakeWeights(fake, layer, head));
      statistics.push_back(statisticsOf(fake, heads.back()));
    }
    contents.patternNumbers[{stack, layer}] = numbersOf(fake, heads);
    std::vector<Tensor> blocks;
    for (int first = 0; first < n; first += Rows::blockRows) {
      const int rows = std::min(Rows::blockRows, n - first);
      const int keys = fake.causal ? first + Rows::blockRows : (n + 63) / 64 * 64;
      // A gap after each row, as the engine leaves where a stride would be a multiple of 4 KiB.
      const std::size_t elements = static_cast<std::size_t>(fake.heads) * static_cast<std::size_t>(keys);
      Tensor block = backend.allocate({rows, fake.heads, keys}, DType::F32, elements + 16);
      std::vector<float> data(static_cast<std::size_t>(rows) * elements, 0.0F);
      for (int r = 0; r < rows; ++r)
        for (int h = 0; h < fake.heads; ++h)
          std::copy_n(heads[static_cast<std::size_t>(h)].begin() + static_cast<std::ptrdiff_t>(first + r) * n,
                      std::min(n, keys), data.begin() + static_cast<std::ptrdiff_t>(r * fake.heads + h) * keys);
      backend.write(block, std::as_bytes(std::span(data)));
      blocks.push_back(std::move(block));
    }
    contents.sites.emplace(SiteId{stack, Site::Pattern, layer}, Rows(std::move(blocks)));
  }
  backend.wait(backend.flush());
  return std::make_shared<const Trace>(std::move(contents));
}

}  // namespace headlight::test
