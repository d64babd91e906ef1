// The test that is worth more than all others together: any chain of edits, what-ifs and changed plans, each pass
// started from the one before, gives what a fresh pass gives, bit for bit.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <random>

#include "models/load_model.h"
#include "support/backends.h"
#include "support/near.h"
#include "support/passes.h"
#include "support/shared_data.h"
#include "support/tiny_encoder.h"
#include "support/tiny_llama.h"
#include "support/tiny_model.h"

namespace headlight {
namespace {

/// Somebody at the keyboard, for whom nothing is too odd.
class Editor {
 public:
  Editor(const ModelInfo& model, unsigned seed) : model_(model), random_(seed) { ids_ = {1, 2, 3}; }

  /// Changes one thing, sometimes two.
  void edit() {
    do {
      switch (below(9)) {
        case 0:
        case 1:
        case 2:
          text();
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
          predictedRow_ = below(3) ? row() - 2 : -1;
          break;
        default:
          plan_ = randomPlan();
      }
    } while (below(5) == 0);
  }

  Request request(const std::shared_ptr<const Trace>& source) const {
    Request request{1, TokenInput{ids_}, plan_, changes_};
    // Two cuts may meet in a row's last key, which is refused: those rows keep themselves.
    std::erase_if(request.changes, [](const Intervention& change) {
      const auto* cut = std::get_if<CutEdge>(&change);
      return cut && cut->query == cut->key;
    });
    request.predictedRow = predictedRow_ < static_cast<int>(ids_.size()) ? std::max(predictedRow_, -1) : -1;
    if (source) request.sources["source"] = source;
    if (!source)
      std::erase_if(request.changes, [](const Intervention& c) { return std::holds_alternative<PatchRows>(c); });
    return request;
  }
  std::size_t changeCount() const { return changes_.size(); }

 private:
  int below(int end) { return static_cast<int>(random_() % static_cast<unsigned>(end)); }
  float factor() { return static_cast<float>(below(5)) * 0.5F; }
  int row() { return below(static_cast<int>(ids_.size()) + 2); }

  void text() {
    const auto token = static_cast<std::int32_t>(below(model_.vocabulary));
    // Half of all edits at the end, where people type.
    const int place = below(2) ? static_cast<int>(ids_.size()) - 1 : below(static_cast<int>(ids_.size()));
    switch (below(5)) {
      case 0:
        ids_[static_cast<std::size_t>(place)] = token;
        break;
      case 1:
        if (ids_.size() > 1) ids_.erase(ids_.begin() + place);
        break;
      case 2: {  // a paste
        const int count = 1 + below(40);
        for (int i = 0; i < count && static_cast<int>(ids_.size()) < model_.maxTokens; ++i)
          ids_.insert(ids_.begin() + place, (token + i) % model_.vocabulary);
        break;
      }
      case 3:
        if (ids_.size() > 70 && below(4) == 0) ids_.resize(ids_.size() - 40);
        break;
      default:
        if (static_cast<int>(ids_.size()) < model_.maxTokens) ids_.insert(ids_.begin() + place + 1, token);
    }
  }

  Intervention randomChange() {
    const StackInfo& stack = model_.stacks[0];
    const int layer = below(stack.layers), head = below(stack.heads);
    switch (below(7)) {
      case 0:
        return ScaleHead{stack.stack, layer, head, factor(), below(3) ? 0 : row()};
      case 1:
        return ScaleAttention{stack.stack, layer, factor()};
      case 2:
        return ScaleMlp{stack.stack, layer, factor()};
      case 3: {
        const int query = 1 + row();
        const int key = stack.causal || below(2) ? below(query) : query + 1 + below(5);
        return CutEdge{stack.stack, below(3) ? layer : everyLayer, below(3) ? head : everyHead, query, key};
      }
      case 4:
        return MaskKey{stack.stack, row()};
      case 5:
        return AttentionTemperature{stack.stack, below(2) ? layer : everyLayer, 0.25F + factor()};
      default: {
        const Site sites[] = {Site::ResidPre,
                              Site::Query,
                              Site::Key,
                              Site::Value,
                              Site::HeadOut,
                              Site::AttnOut,
                              Site::ResidMid,
                              Site::MlpOut,
                              Site::ResidPost,
                              Site::Embed,
                              stack.postNorm ? Site::BlockOut : Site::Final};
        const Site site = sites[below(11)];
        return PatchRows{{stack.stack, site, perLayer(site) ? layer : -1}, below(100), 1 + below(20), "source"};
      }
    }
  }
  void addChange() {
    if (changes_.size() < 6) changes_.push_back(randomChange());
  }
  void moveChange() {
    if (!changes_.empty())
      changes_[static_cast<std::size_t>(below(static_cast<int>(changes_.size())))] = randomChange();
  }
  CapturePlan randomPlan() {
    if (below(4) == 0) return model_.everySite();
    CapturePlan plan;
    const int keepOneIn = 1 + below(4);
    for (const SiteId id : model_.everySite().sites())
      if (below(keepOneIn) == 0) plan.add(id);
    return plan;
  }

  const ModelInfo& model_;
  std::mt19937 random_;
  std::vector<std::int32_t> ids_;
  std::vector<Intervention> changes_;
  CapturePlan plan_;
  int predictedRow_ = -1;
};

class Edits : public test::OnBackends {
 protected:
  /// The bits, on both backends: a row's numbers do not depend on the rows beside it, since every kernel that may
  /// compute it adds in the same order.
  static testing::AssertionResult same(std::span<const float> got, std::span<const float> expected) {
    return test::sameBits(got, expected);
  }

  void expectSame(const Trace& got, const Trace& fresh) const {
    ASSERT_EQ(got.sites().size(), fresh.sites().size());
    for (const auto& [id, rows] : fresh.sites()) {
      ASSERT_NE(got.find(id), nullptr) << toString(id);
      std::vector<int> shape, freshShape;
      const auto values = siteToHost(got, id, shape), expected = siteToHost(fresh, id, freshShape);
      EXPECT_EQ(shape, freshShape) << toString(id);
      EXPECT_TRUE(same(values, expected)) << toString(id);
    }
    EXPECT_TRUE(same(got.predictedLogits(), fresh.predictedLogits())) << "next logits";
    EXPECT_EQ(got.predictedRow(), fresh.predictedRow());
    const StackInfo& stack = fresh.model().stacks[0];
    for (int layer = 0; layer < stack.layers; ++layer) {
      const auto* numbers = got.headStatistics(stack.stack, layer);
      const auto* expected = fresh.headStatistics(stack.stack, layer);
      ASSERT_EQ(numbers == nullptr, expected == nullptr) << "layer " << layer;
      if (!expected) continue;
      for (std::size_t head = 0; head < expected->size(); ++head) {
        const HeadStatistics &a = (*numbers)[head], &b = (*expected)[head];
        const float left[] = {a.largest, a.smallest, a.entropyBits, a.meanDistance, a.firstTokenMass};
        const float right[] = {b.largest, b.smallest, b.entropyBits, b.meanDistance, b.firstTokenMass};
        EXPECT_TRUE(same(left, right)) << "statistics of L" << layer << "H" << head;
      }
    }
  }

  void chain(const test::TinyModel& options, unsigned seed, int edits) {
    const test::TemporaryFolder folder;
    test::writeTinyModel(folder.path(), options);
    chain(*loadModel(folder.path(), backend()), seed, edits);
  }
  void chain(const test::TinyEncoder& options, unsigned seed, int edits) {
    const test::TemporaryFolder folder;
    test::writeTinyEncoder(folder.path(), options);
    chain(*loadModel(folder.path(), backend()), seed, edits);
  }

  void chain(const test::TinyLlama& options, unsigned seed, int edits) {
    const test::TemporaryFolder folder;
    test::writeTinyLlama(folder.path(), options);
    chain(*loadModel(folder.path(), backend()), seed, edits);
  }

  void chain(const Model& model, unsigned seed, int edits) {
    std::cout << "[   seed   ] " << seed << ", " << edits << " edits\n";
    const ModelInfo& info = *model.info();
    const StackInfo& stack = info.stacks[0];
    const auto source = test::pass(model, backend(), test::randomIds(info.maxTokens, info.vocabulary, seed));
    Editor editor(info, seed);
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
      const int rows = next->rows(stack.stack);
      for (int layer = 0; layer < stack.layers; ++layer) {
        computed += rows - next->firstRow(stack.stack, layer);
        all += rows;
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
};

unsigned seedOr(unsigned seed) {
  const char* given = std::getenv("HEADLIGHT_SEED");
  return given ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : seed;
}

TEST_P(Edits, aChainOfEditsGivesWhatFreshPassesGive) {
  test::TinyModel model;
  model.layers = 3, model.positions = 150;
  chain(model, seedOr(11), 300);
}

TEST_P(Edits, alsoAtOddWidths) {
  test::TinyModel odd;
  odd.layers = 2, odd.heads = 3, odd.width = 21, odd.vocabulary = 53, odd.positions = 140, odd.tied = false;
  chain(odd, seedOr(12), 150);
}

TEST_P(Edits, alsoInOneWideLayer) {
  test::TinyModel wide;
  wide.layers = 1, wide.heads = 4, wide.width = 128, wide.vocabulary = 301, wide.positions = 200;
  chain(wide, seedOr(13), 100);
}

// Llama's blocks: query and key are turned by their positions, several heads share one key.
TEST_P(Edits, alsoInALlama) {
  test::TinyLlama model;
  model.layers = 3, model.positions = 150;
  chain(model, seedOr(21), 200);
}

TEST_P(Edits, alsoWithASlidingWindow) {
  test::TinyLlama model;
  model.family = "qwen2", model.kvHeads = 1, model.positions = 150, model.width = 21, model.tied = false;
  model.config = R"({"use_sliding_window": true, "sliding_window": 20, "max_window_layers": 1})";
  chain(model, seedOr(22), 150);
}

// Dynamic scaling: beyond 60 tokens every row turns by angles of the text's length.
TEST_P(Edits, alsoWhereTheLengthTurnsEveryRow) {
  test::TinyLlama model;
  model.kvHeads = 4, model.positions = 60;
  model.config = R"({"rope_scaling": {"rope_type": "dynamic", "factor": 2.0}})";
  chain(model, seedOr(23), 100);
}

// Where every row sees every other one, an edit computes all; what-ifs and plans still leave the layers before alone.
TEST_P(Edits, alsoOfAPostNormEncoder) {
  test::TinyEncoder bert;
  bert.layers = 4;
  chain(bert, seedOr(14), 300);
}

TEST_P(Edits, alsoOfOneBlockInAllLayers) {
  test::TinyEncoder albert;
  albert.family = "albert", albert.embeddingWidth = 9, albert.layers = 3, albert.heads = 3, albert.width = 21;
  albert.head = "sequence";
  chain(albert, seedOr(15), 100);
}

TEST_P(Edits, alsoOfATokenClassifierAndOfNoHead) {
  test::TinyEncoder roberta;
  roberta.family = "roberta", roberta.head = "token";
  chain(roberta, seedOr(16), 100);
  roberta.head = "";
  chain(roberta, seedOr(17), 60);
}

class Encoders : public Edits {
 protected:
  void SetUp() override {
    Edits::SetUp();
    test::TinyEncoder options;
    options.layers = 12, options.heads = 3, options.width = 12, options.positions = 200;
    test::writeTinyEncoder(folder_.path(), options);
    model_ = loadModel(folder_.path(), backend());
  }
  void TearDown() override { model_.reset(); }
  std::shared_ptr<const Trace> run(const Request& request, const std::shared_ptr<const Trace>& before) {
    return runModel(*model_, backend(), request, {}, before);
  }
  test::TemporaryFolder folder_;
  std::shared_ptr<const Model> model_;
  Request request_{1, TokenInput{test::randomIds(150, 61)}};
};

TEST_P(Encoders, aWhatIfInLayer10ComputesNothingBelow) {
  request_.plan = model_->info()->everySite();
  const auto before = run(request_, nullptr);
  request_.changes = {ScaleHead{Stack::Encoder, 10, 1, 0}};
  const auto after = run(request_, before);
  expectSame(*after, *run(request_, nullptr));
  for (int layer = 0; layer < 12; ++layer) EXPECT_EQ(after->firstRow(Stack::Encoder, layer), layer < 10 ? 150 : 0);
  for (const OpTiming& timing : after->timings())
    EXPECT_TRUE(timing.section == "blocks.10" || timing.section == "blocks.11" || timing.section == "logits")
        << timing.operation << " in " << timing.section;
  for (const auto& [id, rows] : before->sites())  // the same memory, not a copy
    if (id.layer >= 0 && id.layer < 10) {
      EXPECT_EQ(&after->find(id)->blocks()[0].buffer(), &rows.blocks()[0].buffer()) << toString(id);
    }
}

TEST_P(Encoders, anEditComputesEveryRow) {
  const auto before = run(request_, nullptr);
  std::get<TokenInput>(request_.input).ids.back() = 1;
  const auto after = run(request_, before);
  for (int layer = 0; layer < 12; ++layer) EXPECT_EQ(after->firstRow(Stack::Encoder, layer), 0);
}

TEST_P(Encoders, anotherPredictedRowComputesTheHeadAlone) {
  const auto before = run(request_, nullptr);
  request_.predictedRow = 70;
  const auto after = run(request_, before);
  EXPECT_EQ(after->predictedRow(), 70);
  EXPECT_EQ(after->timings().size(), 3u) << "dense, norm, decoder";
  for (const OpTiming& timing : after->timings()) EXPECT_EQ(timing.section, "logits") << timing.operation;
  expectSame(*after, *run(request_, nullptr));
  // Where every row's logits are there, nothing at all.
  request_.plan = CapturePlan({{Stack::Encoder, Site::Logits}});
  const auto all = run(request_, after);
  request_.predictedRow = 3;
  const auto third = run(request_, all);
  EXPECT_TRUE(third->timings().empty());
  expectSame(*third, *run(request_, nullptr));
}

// What is kept is shared, not copied: blocks of 64 rows before the edit are the same memory.
TEST_P(Edits, keptBlocksAreShared) {
  const test::TemporaryFolder folder;
  test::TinyModel options;
  options.positions = 200;
  test::writeTinyModel(folder.path(), options);
  const auto model = loadModel(folder.path(), backend());
  auto ids = test::randomIds(150, options.vocabulary);
  const auto before = test::pass(*model, backend(), ids);
  ids[140] = (ids[140] + 1) % options.vocabulary;
  const auto after = runModel(*model, backend(), {2, TokenInput{ids}, model->info()->everySite()}, {}, before);
  for (const auto& [id, rows] : after->sites()) {
    const Rows& old = *before->find(id);
    ASSERT_EQ(rows.blocks().size(), 3u) << toString(id);
    for (const std::size_t block : {0u, 1u}) {
      EXPECT_EQ(&rows.blocks()[block].buffer(), &old.blocks()[block].buffer()) << toString(id) << " block " << block;
      EXPECT_EQ(rows.blocks()[block].offset(), old.blocks()[block].offset()) << toString(id) << " block " << block;
    }
    EXPECT_NE(&rows.blocks()[2].buffer(), &old.blocks()[2].buffer()) << toString(id);
  }
  for (int layer = 0; layer < options.layers; ++layer) EXPECT_EQ(after->firstRow(Stack::Decoder, layer), 140);
}

// The last token becomes another, again and again: the last block of the trace before the last is written once more,
// rows that stay are not copied, and a trace that somebody still holds is left alone.
TEST_P(Edits, theLastBlockIsUsedAgainWhenNobodyHoldsIt) {
  if (!backend().memoryIsFreeWithItsHandles()) GTEST_SKIP() << "frames in flight may still read the old block";
  const test::TemporaryFolder folder;
  test::TinyModel options;
  options.positions = 200;
  test::writeTinyModel(folder.path(), options);
  const auto model = loadModel(folder.path(), backend());
  auto ids = test::randomIds(100, options.vocabulary);
  SpareBlocks spares;
  std::shared_ptr<const Trace> trace = test::pass(*model, backend(), ids);
  const auto type = [&] {
    ids.back() = (ids.back() + 1) % options.vocabulary;
    trace = runModel(*model, backend(), {2, TokenInput{ids}, model->info()->everySite()}, {}, trace, &spares);
    return std::ranges::count_if(trace->timings(),
                                 [](const OpTiming& timing) { return timing.operation == std::string("copyRows"); });
  };
  EXPECT_GT(type(), 0) << "of the first trace";
  EXPECT_GT(type(), 0) << "no block of a whole one yet";
  EXPECT_EQ(type(), 0);
  EXPECT_EQ(type(), 0);
  const auto held = trace;
  const auto fresh = test::pass(*model, backend(), ids);
  EXPECT_EQ(type(), 0) << "into the block before that";
  EXPECT_GT(type(), 0) << "its own is held";
  EXPECT_EQ(type(), 0);
  expectSame(*held, *fresh);
  expectSame(*trace, *test::pass(*model, backend(), ids));
  // An edit before the rows that the two last traces share.
  ids[70] = (ids[70] + 1) % options.vocabulary;
  EXPECT_EQ(type(), 0) << "the block before has those too, but row 70";
  EXPECT_GT(type(), 0) << "row 70 and those behind it";
  expectSame(*trace, *test::pass(*model, backend(), ids));
}

// A view that opens later: only its site is computed.
TEST_P(Edits, aSiteWantedLaterIsComputedAlone) {
  const test::TemporaryFolder folder;
  test::writeTinyModel(folder.path());
  const auto model = loadModel(folder.path(), backend());
  const auto ids = test::randomIds(70, 61);
  const auto none = test::pass(*model, backend(), ids, CapturePlan{});
  const SiteId pattern{Stack::Decoder, Site::Pattern, 1};
  const auto one = runModel(*model, backend(), {2, TokenInput{ids}, CapturePlan({pattern})}, {}, none);
  EXPECT_EQ(one->firstRow(Stack::Decoder, 0), 70);
  EXPECT_EQ(one->firstRow(Stack::Decoder, 1), 0);
  for (const OpTiming& timing : one->timings())
    EXPECT_TRUE(timing.section == "blocks.1") << timing.operation << " in " << timing.section;
  for (const OpTiming& timing : one->timings()) EXPECT_STRNE(timing.operation, "linear");
  expectSame(*one, *test::pass(*model, backend(), ids, CapturePlan({pattern})));
}

INSTANTIATE_TEST_SUITE_P(Backends, Encoders, testing::ValuesIn(test::availableBackends()), test::backendName);
INSTANTIATE_TEST_SUITE_P(Backends, Edits, testing::ValuesIn(test::availableBackends()), test::backendName);

}  // namespace
}  // namespace headlight
