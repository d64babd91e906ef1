#include "edits.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "info/block_sites.h"
#include "support/near.h"
#include "support/passes.h"
#include "support/shared_data.h"

namespace headlight::test {
namespace {

/// One text, or of an encoder-decoder two.
class TextEditor final : public Editor {
 public:
  TextEditor(const ModelInfo& model, unsigned seed) : Editor(model, seed), texts_(model.inputs.size(), {1, 2, 3}) {}

 private:
  void editInput() override {
    std::vector<std::int32_t>& ids = texts_.size() > 1 ? texts_[std::size_t(below(int(texts_.size())))] : texts_[0];
    const auto token = static_cast<std::int32_t>(below(text_.vocabulary));
    // Half of all edits at the end, where people type.
    const int place = below(2) ? static_cast<int>(ids.size()) - 1 : below(static_cast<int>(ids.size()));
    switch (below(5)) {
      case 0:
        ids[static_cast<std::size_t>(place)] = token;
        break;
      case 1:
        if (ids.size() > 1) ids.erase(ids.begin() + place);
        break;
      case 2: {  // a paste
        const int count = 1 + below(40);
        for (int i = 0; i < count && static_cast<int>(ids.size()) < text_.maxTokens; ++i)
          ids.insert(ids.begin() + place, (token + i) % text_.vocabulary);
        break;
      }
      case 3:
        if (ids.size() > 70 && below(4) == 0) ids.resize(ids.size() - 40);
        break;
      default:
        if (static_cast<int>(ids.size()) < text_.maxTokens) ids.insert(ids.begin() + place + 1, token);
    }
  }
  Inputs inputs() const override {
    std::vector<Input> all;
    for (const std::vector<std::int32_t>& ids : texts_) all.emplace_back(TokenInput{ids});
    return all;
  }
  int rows(StackId stack) const override {
    return static_cast<int>(texts_[static_cast<std::size_t>(model_.stack(stack).input)].size());
  }

  const TextInputInfo& text_ = *model_.text();
  std::vector<std::vector<std::int32_t>> texts_;
};

class PictureEditor final : public Editor {
 public:
  PictureEditor(const ModelInfo& model, unsigned seed) : Editor(model, seed) { blank(model.image()->height); }

 private:
  void blank(int height) {
    height_ = height;
    pixels_.assign(static_cast<std::size_t>(3 * height_ * width()), 0.25F);
  }
  int width() const { return model_.image()->width; }

  void editInput() override {
    const ImageInputInfo& info = *model_.image();
    switch (below(6)) {
      case 0:  // one pixel
        pixels_[static_cast<std::size_t>(below(static_cast<int>(pixels_.size())))] += 0.5F;
        break;
      case 1:  // another size, and back
        blank(info.patchHeight * (1 + below(2 * info.height / info.patchHeight)));
        break;
      case 2:  // the picture that there is, once more
        break;
      default:  // a stroke
        for (int i = below(static_cast<int>(pixels_.size())), end = i + 40; i < end; ++i)
          pixels_[static_cast<std::size_t>(i) % pixels_.size()] = static_cast<float>(below(5)) - 2;
    }
  }
  Inputs inputs() const override { return pictureOf(height_, width(), pixels_); }
  int rows(StackId) const override {
    const ImageInputInfo& info = *model_.image();
    return info.specials() + height_ / info.patchHeight * (width() / info.patchWidth);
  }

  int height_ = 0;
  std::vector<float> pixels_;
};

/// A model folder for as long as it takes to read it.
template <class Options, class Write>
std::unique_ptr<Model> modelOf(Backend& backend, const Options& options, Write write) {
  const TemporaryFolder folder;
  write(folder.path(), options);
  return loadModel(folder.path(), backend);
}

}  // namespace

void Editor::edit() {
  do {
    switch (below(9)) {
      case 0:
      case 1:
      case 2:
        editInput();
        break;
      case 3:
      case 4:
        addChange();
        break;
      case 5:
        moveChange();
        break;
      case 6:
        if (!changes_.empty()) changes_.erase(changes_.begin() + below(static_cast<int>(changes_.size())));
        break;
      case 7:
        predictedRow_ = below(3) ? row(model_.stacks.back().stack) - 2 : -1;
        break;
      default:
        plan_ = randomPlan();
    }
  } while (below(5) == 0);
}

Request Editor::request(const std::shared_ptr<const Trace>& source) const {
  Request request{1, inputs(), plan_, changes_};
  request.logitsByLayer = predictedRow_ % 2 == 0;
  // Two cuts may meet in a row's last key, which is refused: those rows keep themselves.
  std::erase_if(request.changes, [](const Intervention& change) {
    const auto* cut = std::get_if<CutEdge>(&change);
    return cut && cut->attention == 0 && cut->query == cut->key;
  });
  const int predictable = rows(model_.stacks.back().stack);
  request.predictedRow = predictedRow_ < predictable ? std::max(predictedRow_, -1) : -1;
  if (source) request.sources["source"] = source;
  if (!source)
    std::erase_if(request.changes, [](const Intervention& c) { return std::holds_alternative<PatchRows>(c); });
  return request;
}

Intervention Editor::randomChange() {
  const std::size_t stacks = model_.stacks.size();
  const StackInfo& stack = model_.stacks[stacks > 1 ? std::size_t(below(int(stacks))) : 0];
  const std::vector<AttentionInfo> attentions = stack.attentions();
  if (attentions.empty()) return randomPatch(stack, below(stack.layers));
  const AttentionInfo& attention = attentions[attentions.size() > 1 ? std::size_t(below(int(attentions.size()))) : 0];
  const std::uint8_t which = attention.id.which;
  const StackId id = stack.stack;
  const int layer = below(stack.layers), head = below(stack.heads), kind = below(stack.biasDistances > 0 ? 8 : 7);
  const bool there = kind == 1 ? hasSite(stack, Site::AttnOut, which) : kind == 2 ? hasSite(stack, Site::MlpOut) : true;
  switch (there ? kind : 0) {
    case 0:
      return ScaleHead{id, layer, head, factor(), below(3) ? 0 : row(id), which};
    case 1:
      return ScaleAttention{id, layer, factor(), which};
    case 2:
      return ScaleMlp{id, layer, factor()};
    case 3: {
      const int query = 1 + row(id);
      const int key = which > 0                  ? 1 + row(attention.keys)
                      : stack.causal || below(2) ? below(query)
                                                 : query + 1 + below(5);
      return CutEdge{id, below(3) ? layer : everyLayer, below(3) ? head : everyHead, query, key, which};
    }
    case 4:
      return MaskKey{id, row(attention.keys), which};
    case 5:
      return AttentionTemperature{id, below(2) ? layer : everyLayer, 0.25F + factor(), which};
    case 7:
      return ScaleRelativeBias{id, below(2) ? layer : everyLayer, factor()};
    default:
      return randomPatch(stack, layer);
  }
}

Intervention Editor::randomPatch(const StackInfo& stack, int layer) {
  std::vector<SiteId> sites{{stack.stack, Site::Embed}};
  for (const BlockSite& block : blockSites(stack))
    if (block.site != Site::Pattern) sites.push_back({stack.stack, block.site, layer, block.attention});
  if (hasFinalNorm(stack)) sites.push_back({stack.stack, Site::Final});
  PatchRows patch{sites[static_cast<std::size_t>(below(static_cast<int>(sites.size())))],
                  below(std::min(100, model_.inputs.back().rows() - 20)), 1 + below(20), "source"};
  // Every second one from other rows, without a draw, so that seeds stay the chains that they are.
  if (patch.site.site != Site::Pattern && patch.firstRow % 2 == 1)
    patch.sourceRow = patch.firstRow * 7 % std::min(100, model_.inputs.back().rows() - 20);
  return patch;
}

void Editor::addChange() {
  if (changes_.size() < 6) changes_.push_back(randomChange());
}

void Editor::moveChange() {
  if (!changes_.empty()) changes_[static_cast<std::size_t>(below(static_cast<int>(changes_.size())))] = randomChange();
}

CapturePlan Editor::randomPlan() {
  if (below(4) == 0) return model_.everySite();
  CapturePlan plan;
  const int keepOneIn = 1 + below(4);
  for (const SiteId id : model_.everySite().sites())
    if (below(keepOneIn) == 0) plan.add(id);
  return plan;
}

void Edits::expectSame(const Trace& got, const Trace& fresh) {
  ASSERT_EQ(got.sites().size(), fresh.sites().size());
  for (const auto& [id, rows] : fresh.sites()) {
    ASSERT_NE(got.find(id), nullptr) << toString(id);
    std::vector<int> shape, freshShape;
    const auto values = siteToHost(got, id, shape), expected = siteToHost(fresh, id, freshShape);
    EXPECT_EQ(shape, freshShape) << toString(id);
    EXPECT_TRUE(sameBits(values, expected)) << toString(id);
  }
  EXPECT_TRUE(sameBits(got.predictedLogits(), fresh.predictedLogits())) << "next logits";
  EXPECT_EQ(got.predictedRow(), fresh.predictedRow());
  ASSERT_EQ(got.logitsByLayer().size(), fresh.logitsByLayer().size());
  for (std::size_t layer = 0; layer < fresh.logitsByLayer().size(); ++layer)
    EXPECT_TRUE(sameBits(got.logitsByLayer()[layer], fresh.logitsByLayer()[layer])) << "logits of layer " << layer;
  for (const AttentionInfo& attention : fresh.model().attentions())
    for (int layer = 0; layer < fresh.model().stack(attention.id.stack).layers; ++layer) {
      const auto* numbers = got.headStatistics(attention.id, layer);
      const auto* expected = fresh.headStatistics(attention.id, layer);
      ASSERT_EQ(numbers == nullptr, expected == nullptr) << attention.name << " of layer " << layer;
      if (!expected) continue;
      for (std::size_t head = 0; head < expected->size(); ++head) {
        const HeadStatistics &a = (*numbers)[head], &b = (*expected)[head];
        const float left[] = {a.largest, a.smallest, a.entropyBits, a.meanDistance, a.firstTokenMass};
        const float right[] = {b.largest, b.smallest, b.entropyBits, b.meanDistance, b.firstTokenMass};
        EXPECT_TRUE(sameBits(left, right)) << attention.name << ", statistics of L" << layer << "H" << head;
      }
    }
}

void Edits::chain(const TinyModel& options, unsigned seed, int edits) {
  textChain(*modelOf(backend(), options, writeTinyModel), seed, edits);
}

void Edits::chain(const TinyEncoder& options, unsigned seed, int edits) {
  textChain(*modelOf(backend(), options, writeTinyEncoder), seed, edits);
}

void Edits::chain(const TinyLlama& options, unsigned seed, int edits) {
  textChain(*modelOf(backend(), options, writeTinyLlama), seed, edits);
}

void Edits::textChain(const Model& model, unsigned seed, int edits) {
  const ModelInfo& info = *model.info();
  const TextInputInfo& text = *info.text();
  TextEditor editor(info, seed);
  chain(model, editor, pass(model, backend(), randomIds(text.maxTokens, text.vocabulary, seed)), seed, edits);
}

void Edits::chain(const TinyImage& options, unsigned seed, int edits) {
  const auto model = modelOf(backend(), options, writeTinyImage);
  PictureEditor editor(*model->info(), seed);
  const reference::Array pixels = randomPixels(options.size, options.size, seed);
  const PictureInput picture = pictureOf(options.size, options.size, pixels.values);
  chain(*model, editor, picturePass(*model, backend(), picture), seed, edits);
}

void Edits::chain(const TinySeq2seq& options, unsigned seed, int edits) {
  chainOfTwoTexts(*makeTinySeq2seq(backend(), options).model, seed, edits);
}

void Edits::chain(const std::filesystem::path& folder, unsigned seed, int edits) {
  chainOfTwoTexts(*loadModel(folder, backend()), seed, edits);
}

void Edits::chainOfTwoTexts(const Model& model, unsigned seed, int edits) {
  const ModelInfo& info = *model.info();
  const TextInputInfo& text = *info.text();
  const std::vector<Input> texts{TokenInput{randomIds(text.maxTokens, text.vocabulary, seed)},
                                 TokenInput{randomIds(text.maxTokens, text.vocabulary, seed + 1)}};
  TextEditor editor(info, seed);
  chain(model, editor, runModel(model, backend(), Request{1, texts, info.everySite()}), seed, edits);
}

void Edits::chain(const Model& model, Editor& editor, const std::shared_ptr<const Trace>& source, unsigned seed,
                  int edits) {
  std::cout << "[   seed   ] " << seed << ", " << edits << " edits\n";
  const ModelInfo& info = *model.info();
  std::shared_ptr<const Trace> trace, other;
  SpareBlocks spares;
  // As a view does that is slow to let go: what it holds must not change under it.
  std::shared_ptr<const Trace> held, heldFresh;
  long computed = 0, all = 0, changed = 0;
  for (int step = 0; step < edits && !HasFailure(); ++step) {
    editor.edit();
    const Request request = editor.request(source);
    SCOPED_TRACE(testing::Message() << "seed " << seed << ", edit " << step << ", " << request.changes.size()
                                    << " what-ifs, " << request.plan.sites().size() << " sites");
    // Now and then from another trace, as the passes with and without what-ifs start from whichever is nearer.
    const auto next = runModel(model, backend(), request, {}, step % 5 == 4 ? other : trace, &spares);
    const auto fresh = runModel(model, backend(), request);
    expectSame(*next, *fresh);
    if (step % 7 == 6) {
      if (held) expectSame(*held, *heldFresh);
      held = next, heldFresh = fresh;
    } else if (step % 7 == 3) {
      if (held) expectSame(*held, *heldFresh);
      held = heldFresh = nullptr;
    }
    for (const StackInfo& stack : info.stacks) {
      const int rows = next->rows(stack.stack);
      for (int layer = 0; layer < stack.layers; ++layer) {
        computed += rows - next->firstRow(stack.stack, layer);
        all += rows;
      }
    }
    changed += request.changes.empty() ? 0 : 1;
    if (step % 5 == 2) other = trace;
    trace = next;
  }
  std::cout << "[   rows   ] " << 100 * computed / all << " % of the rows computed, what-ifs in " << changed
            << " passes\n";
  EXPECT_LT(computed, all * 8 / 10) << "nothing was reused";
  EXPECT_GT(changed, edits / 2) << "what-ifs were hardly there";
}

unsigned seedOr(unsigned seed) {
  const char* given = std::getenv("HEADLIGHT_SEED");
  return given ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : seed;
}

}  // namespace headlight::test
