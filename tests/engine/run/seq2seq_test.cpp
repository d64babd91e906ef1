// Two stacks and the cross-attention between them, on both backends: against the oracle, and what an edit computes.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "engine/models/compare.h"
#include "run/site_bytes.h"
#include "support/backends.h"
#include "support/near.h"
#include "support/passes.h"
#include "support/tiny_model.h"
#include "support/tiny_seq2seq.h"

namespace headlight {
namespace {

using Ids = std::vector<std::int32_t>;
constexpr AttentionId cross{StackId::Decoder, 1};

class Seq2seq : public test::OnBackends {
 protected:
  void make(bool postNorm, bool relativeBias = false) {
    test::TinySeq2seq options;
    options.postNorm = postNorm, options.relativeBias = relativeBias;
    pair_ = test::makeTinySeq2seq(backend(), options);
  }
  void TearDown() override { pair_.model.reset(); }
  std::shared_ptr<const Trace> run(const Ids& source, const Ids& target, std::vector<Intervention> changes = {},
                                   const std::shared_ptr<const Trace>& before = nullptr,
                                   std::map<std::string, std::shared_ptr<const Trace>> sources = {}) {
    Request request{1, std::vector<Input>{TokenInput{source}, TokenInput{target}}, pair_.model->info()->everySite(),
                    std::move(changes)};
    request.sources = std::move(sources);
    return runModel(*pair_.model, backend(), request, {}, before);
  }
  std::string refusal(const Ids& source, const Ids& target, std::vector<Intervention> changes) {
    try {
      run(source, target, std::move(changes));
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }
  static void expectRows(const Trace& trace, StackId stack, int first) {
    for (int layer = 0; layer < trace.model().stack(stack).layers; ++layer)
      EXPECT_EQ(trace.firstRow(stack, layer), first) << trace.model().stack(stack).name << ", layer " << layer;
  }

  test::Seq2seqPair pair_;
  const Ids source_ = test::randomIds(70, 61, 5), target_ = test::randomIds(90, 61, 6);
};

TEST_P(Seq2seq, isTheOracleAtEverySite) {
  for (const auto& [postNorm, relativeBias] : {std::pair{false, false}, {true, false}, {false, true}, {true, true}}) {
    make(postNorm, relativeBias);
    for (const auto& [sources, targets] : {std::pair{1, 1}, {7, 3}, {3, 65}, {130, 66}}) {
      SCOPED_TRACE(testing::Message() << sources << " source tokens, " << targets << " target tokens"
                                      << (postNorm ? ", post-norm" : "") << (relativeBias ? ", relative" : ""));
      const Ids source = test::randomIds(sources, 61, 5), target = test::randomIds(targets, 61, 6);
      const auto trace = run(source, target);
      const reference::Sites expected = reference::forward(pair_.oracle, source, target);
      EXPECT_EQ(trace->sites().size(), expected.size());
      test::expectAgrees(*trace, expected);
      EXPECT_EQ(trace->rows(StackId::Encoder), sources);
      EXPECT_EQ(trace->rows(StackId::Decoder), targets);
      EXPECT_EQ(trace->keys(cross), sources);
      EXPECT_TRUE(std::ranges::equal(trace->ids(StackId::Encoder), source));
      EXPECT_TRUE(std::ranges::equal(trace->ids(), target));
    }
  }
}

TEST_P(Seq2seq, whatIfsInCrossAttentionAreTheOracles) {
  for (const bool postNorm : {false, true}) {
    make(postNorm);
    reference::Seq2seqChanges changes;
    changes.cut = [](const std::string& attention, int head, int query, int key) {
      return (attention == "decoder.blocks.1.cross_attn" && head == 2 && query == 66 && key == 65) ||
             (attention.ends_with("cross_attn") && key == 3);
    };
    const auto cut =
        run(source_, target_, {CutEdge{StackId::Decoder, 1, 2, 66, 65, 1}, MaskKey{StackId::Decoder, 3, 1}});
    test::expectAgrees(*cut, reference::forward(pair_.oracle, source_, target_, changes));
    EXPECT_EQ(patternRow(*cut, cross, 1, 2, 66)[65], 0.0F) << "exactly";

    const auto other = run(test::randomIds(70, 61, 8), target_);
    for (const SiteId site : {SiteId{StackId::Decoder, Site::Query, 0, 1}, SiteId{StackId::Decoder, Site::Key, 1, 1},
                              SiteId{StackId::Decoder, Site::ResidMid, 0, 1}}) {
      const std::string name = pair_.model->info()->siteName(site);
      SCOPED_TRACE(name);
      std::vector<int> shape;
      const std::vector<float> values = siteToHost(*other, site, shape);
      const std::size_t perRow = values.size() / static_cast<std::size_t>(shape[0]);
      reference::Seq2seqChanges patched;
      patched.edit = [&](const std::string& at, std::vector<double>& to) {
        if (at == name)
          std::copy_n(values.begin() + std::ptrdiff_t(5 * perRow), 3 * perRow, to.begin() + std::ptrdiff_t(5 * perRow));
      };
      const auto trace = run(source_, target_, {PatchRows{site, 5, 3, "other"}}, nullptr, {{"other", other}});
      test::expectAgrees(*trace, reference::forward(pair_.oracle, source_, target_, patched));
    }
  }
}

// A temperature divides what is added to a score as well as the score.
TEST_P(Seq2seq, aTemperatureMeansTheBiasToo) {
  make(false, true);
  reference::Seq2seqChanges changes;
  changes.temperature = [](const std::string& attention) {
    return attention == "encoder.blocks.0.attn" ? 2.5 : attention == "decoder.blocks.1.attn" ? 0.5 : 1;
  };
  const auto trace =
      run(source_, target_,
          {AttentionTemperature{StackId::Encoder, 0, 2.5F}, AttentionTemperature{StackId::Decoder, 1, 0.5F}});
  test::expectAgrees(*trace, reference::forward(pair_.oracle, source_, target_, changes));
}

TEST_P(Seq2seq, anEditOfTheTargetComputesNoRowOfTheEncoder) {
  for (const bool postNorm : {false, true}) {
    make(postNorm);
    const auto before = run(source_, target_);
    Ids target = target_;
    target.back() = (target.back() + 1) % 61;
    const auto after = run(source_, target, {}, before);
    expectRows(*after, StackId::Encoder, 70);
    expectRows(*after, StackId::Decoder, 89);
    for (const OpTiming& timing : after->timings())
      EXPECT_FALSE(timing.section.starts_with("encoder.")) << timing.operation << " in " << timing.section;
    for (int layer = 0; layer < 2; ++layer) {  // the same memory, not a copy
      const SiteId key{StackId::Decoder, Site::Key, layer, 1};
      EXPECT_EQ(&after->find(key)->blocks()[0].buffer(), &before->find(key)->blocks()[0].buffer());
    }
  }
}

TEST_P(Seq2seq, anEditOfTheSourceComputesAllButTheDecodersFirstProjections) {
  make(false);
  const auto before = run(source_, target_);
  Ids source = source_;
  source.back() = (source.back() + 1) % 61;
  const auto after = run(source, target_, {}, before);
  expectRows(*after, StackId::Encoder, 0);
  expectRows(*after, StackId::Decoder, 0);
  for (const Site site : {Site::Query, Site::Key})
    EXPECT_EQ(&after->find({StackId::Decoder, site, 0})->blocks()[0].buffer(),
              &before->find({StackId::Decoder, site, 0})->blocks()[0].buffer());
}

TEST_P(Seq2seq, aWhatIfInTheDecoderComputesNoRowOfTheEncoder) {
  make(false);
  const auto before = run(source_, target_);
  const auto after = run(source_, target_, {ScaleHead{StackId::Decoder, 1, 2, 0, 0, 1}}, before);
  expectRows(*after, StackId::Encoder, 70);
  EXPECT_EQ(after->firstRow(StackId::Decoder, 0), 90);
  EXPECT_EQ(after->firstRow(StackId::Decoder, 1), 0);
}

// A view of cross-attention that opens later: scores of kept queries and keys, and nothing of the encoder.
TEST_P(Seq2seq, aPatternWantedLaterIsComputedFromWhatIsKept) {
  make(false);
  const std::vector<Input> inputs{TokenInput{source_}, TokenInput{target_}};
  const SiteId pattern = patternSite(cross, 1);
  const auto none = runModel(*pair_.model, backend(), Request{1, inputs, {}});
  const Request request{1, inputs, CapturePlan({pattern})};
  const auto one = runModel(*pair_.model, backend(), request, {}, none);
  for (const OpTiming& timing : one->timings()) {
    EXPECT_EQ(timing.section, "decoder.blocks.1") << timing.operation;
    EXPECT_STRNE(timing.operation, "linear");
  }
  const auto fresh = runModel(*pair_.model, backend(), request);
  EXPECT_TRUE(test::sameBits(patternOfHead(*one, cross, 1, 3), patternOfHead(*fresh, cross, 1, 3)));
}

TEST_P(Seq2seq, bytesAreReckonedForPatternsThatAreNotSquareAndForTheBias) {
  make(false, true);
  const auto trace = run(source_, target_);
  const int rows[] = {70, 90};
  for (const auto& [site, captured] : trace->sites()) {
    const std::uint64_t reckoned = siteBytes(trace->model(), site, rows);
    EXPECT_GE(reckoned, captured.bytes()) << trace->model().siteName(site);
    EXPECT_LE(reckoned, captured.bytes() + 90 * 64) << trace->model().siteName(site);  // gaps of 16 floats a row
  }
}

TEST_P(Seq2seq, refusalsAreSentences) {
  make(false);
  const std::string name = "tiny-seq2seq";
  std::vector<Intervention> allKeys;
  for (int key = 0; key < 3; ++key) allKeys.push_back(MaskKey{StackId::Decoder, key, 1});
  EXPECT_EQ(refusal({1, 2, 3}, {1, 2}, allKeys),
            name + ": L0H0: query 0 would have no key left; a row's last remaining key cannot be cut");
  EXPECT_EQ(refusal({1, 2, 3, 4}, {1, 2}, allKeys), "");
  EXPECT_EQ(refusal({1, 2}, {1, 2}, {ScaleHead{StackId::Encoder, 0, 0, 0, 0, 1}}),
            name + ": the encoder has no cross-attention");
  EXPECT_THROW(runModel(*pair_.model, backend(), Request{1, TokenInput{{1, 2}}, {}}), Error);
}

INSTANTIATE_TEST_SUITE_P(Backends, Seq2seq, testing::ValuesIn(test::availableBackends()), test::backendName);

}  // namespace
}  // namespace headlight
