#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "compare.h"
#include "models/load_model.h"
#include "reference/encoder.h"
#include "reference/partials.h"
#include "support/backends.h"
#include "support/passes.h"
#include "support/shared_data.h"
#include "support/tiny_encoder.h"
#include "support/tiny_model.h"

// BERT, RoBERTa, DistilBERT and ALBERT: both backends against PyTorch's recorded numbers and against the oracle.
namespace headlight {
namespace {

const std::filesystem::path vectors = test::vectorsFolder();

const char* const recordedFolders[] = {"bert-tiny-mlm",
                                       "bert-tiny-pretraining-old-names",
                                       "bert-tiny-untied-bf16",
                                       "bert-tiny-sentiment",
                                       "bert-tiny-regression",
                                       "bert-tiny-ner",
                                       "bert-tiny-bare",
                                       "roberta-tiny-mlm",
                                       "roberta-tiny-untied-f16",
                                       "roberta-tiny-several",
                                       "roberta-tiny-ner",
                                       "xlm-roberta-tiny-mlm",
                                       "distilbert-tiny-mlm",
                                       "distilbert-tiny-ner",
                                       "distilbert-tiny-untied-bf16",
                                       "distilbert-tiny-sentiment",
                                       "distilbert-tiny-bare",
                                       "albert-tiny-mlm",
                                       "albert-tiny-untied-f16",
                                       "albert-tiny-pretraining",
                                       "albert-tiny-sentiment",
                                       "albert-tiny-ner"};

/// Logits of one row within 1e-4 of the largest, as expectSiteAgrees asks of all rows.
void expectRow(std::span<const float> got, const reference::Array& logits, int row) {
  const std::size_t width = std::size_t(logits.shape.back());
  ASSERT_EQ(got.size(), width);
  double largest = 0;
  for (const double value : logits.values) largest = std::max(largest, std::abs(value));
  for (std::size_t i = 0; i < width; ++i)
    EXPECT_NEAR(got[i], logits.values[std::size_t(row) * width + i], 1e-4 * largest) << "logit " << i;
}

class Encoders : public test::OnBackends {
 protected:
  void expectOracle(const Model& model, const reference::Encoder& oracle, const std::vector<std::int32_t>& ids) {
    const auto trace = test::pass(model, backend(), ids);
    reference::Sites expected = reference::forward(oracle, ids);
    if (const auto logits = expected.find("logits"); logits != expected.end()) {
      expectRow(trace->predictedLogits(), logits->second, oracle.head == "sequence" ? 0 : int(ids.size()) - 1);
      if (oracle.head == "sequence") expected.erase(logits);
    } else {
      EXPECT_TRUE(trace->predictedLogits().empty());
    }
    EXPECT_EQ(trace->sites().size(), expected.size()) << "a site that the oracle does not know";
    test::expectAgrees(*trace, expected);
  }

  void check(const test::TinyEncoder& options, const std::vector<int>& lengths) {
    SCOPED_TRACE(options.family + " " + options.head);
    const test::TemporaryFolder folder;
    const reference::Encoder oracle = test::writeTinyEncoder(folder.path(), options);
    const auto model = loadModel(folder.path(), backend());
    EXPECT_TRUE(model->info()->notUsed.empty());
    for (const int length : lengths) {
      SCOPED_TRACE(testing::Message() << length << " tokens");
      expectOracle(*model, oracle, test::randomIds(length, options.vocabulary, options.seed + 100));
    }
  }
};

TEST_P(Encoders, areWhatPyTorchComputes) {
  for (const std::string name : recordedFolders) {
    SCOPED_TRACE(name);
    const auto expected = reference::readSafetensors(vectors / name / "expected.safetensors");
    const reference::Encoder oracle = reference::loadEncoder(vectors / name);
    const auto model = loadModel(vectors / name, backend());
    for (const std::string length : {"1", "4", "17"}) {
      SCOPED_TRACE(length + " tokens");
      const auto ids = reference::idsOf(expected.at(length + ".ids"));
      const auto trace = test::pass(*model, backend(), ids);
      for (int layer = 0; layer < oracle.layers; ++layer) {
        const std::string block = "blocks." + std::to_string(layer), number = "." + std::to_string(layer);
        test::expectSiteAgrees(*trace, block + ".attn.pattern", expected.at(length + ".attention" + number));
        test::expectSiteAgrees(*trace, block + ".resid_pre", expected.at(length + ".hidden" + number));
        test::expectSiteAgrees(*trace, block + ".block_out",
                               expected.at(length + ".hidden." + std::to_string(layer + 1)));
      }
      test::expectSiteAgrees(*trace, "embed", expected.at(length + ".hidden.0"));
      if (const auto logits = expected.find(length + ".logits"); logits == expected.end()) {
        EXPECT_STREQ(model->info()->task(), "none");
      } else if (logits->second.shape.size() == 1) {
        EXPECT_STREQ(model->info()->task(), "sequence_classification");
        expectRow(trace->predictedLogits(), logits->second, 0);
      } else {
        test::expectSiteAgrees(*trace, "logits", logits->second);
        expectRow(trace->predictedLogits(), logits->second, int(ids.size()) - 1);
      }
      expectOracle(*model, oracle, ids);
    }
  }
}

// 1 row has a path of its own; 64 is one block of rows, 65 a second block of one row; 130 fills the context.
TEST_P(Encoders, everySiteAgreesAtEveryLength) { check({}, {1, 2, 7, 63, 64, 65, 130}); }

TEST_P(Encoders, decodersSeeNoLaterRow) {
  for (const std::string family : {"bert", "roberta"})
    for (const std::string head : {"causal", "masked", "token"}) {
      SCOPED_TRACE(family + " " + head);
      test::TinyEncoder options;
      options.family = family, options.head = head, options.decoder = true, options.positions = 140, options.seed = 9;
      check(options, {1, 65, 129});
    }
}

TEST_P(Encoders, everyFamilyInLongTexts) {
  for (const std::string family : {"roberta", "distilbert", "albert"}) {
    test::TinyEncoder options;
    options.family = family, options.positions = 140, options.embeddingWidth = 17, options.seed = 3;
    check(options, {1, 65, 129});
  }
}

TEST_P(Encoders, oddWidthsAndHeads) {
  test::TinyEncoder odd;
  odd.layers = 3, odd.heads = 3, odd.width = 21, odd.vocabulary = 53, odd.tied = false, odd.prefix = false;
  odd.activation = "silu", odd.seed = 4;
  for (const std::string head : {"masked", "sequence", "token", ""}) {
    odd.head = head;
    check(odd, {1, 70});
  }
  odd.family = "albert", odd.layers = 4, odd.heads = 5, odd.width = 15, odd.embeddingWidth = 9;
  check(odd, {3, 70});
}

TEST_P(Encoders, oneHeadOfWidthOne) {
  test::TinyEncoder narrow;
  // A norm over a single number is its bias, so this says little of the values and much of the shapes.
  narrow.layers = 1, narrow.heads = 1, narrow.width = 1, narrow.hidden = 1, narrow.vocabulary = 2, narrow.seed = 5;
  check(narrow, {1, 65});
}

TEST_P(Encoders, halfPrecisionWeights) {
  for (const char* type : {"F16", "BF16"}) {
    SCOPED_TRACE(type);
    test::TinyEncoder half;
    half.type = type, half.seed = 6;
    check(half, {1, 65});
  }
}

TEST_P(Encoders, thePredictedRowIsTheRequests) {
  for (const std::string head : {"masked", "token", "sequence"}) {
    SCOPED_TRACE(head);
    test::TinyEncoder options;
    options.head = head;
    const test::TemporaryFolder folder;
    const reference::Encoder oracle = test::writeTinyEncoder(folder.path(), options);
    const auto model = loadModel(folder.path(), backend());
    const auto ids = test::randomIds(70, options.vocabulary);
    const reference::Array logits = reference::forward(oracle, ids).at("logits");
    std::shared_ptr<const Trace> trace;
    for (const int row : {0, 69, 64, -1, 3}) {
      Request request{1, TokenInput{ids}};
      request.predictedRow = row;
      trace = runModel(*model, backend(), request, {}, trace);
      const int expected = head == "sequence" ? 0 : row < 0 ? 69 : row;
      EXPECT_EQ(trace->predictedRow(), expected);
      expectRow(trace->predictedLogits(), logits, expected);
    }
  }
}

// --- what config.json and the file say ----------------------------------------------------------------------------

class EncoderFolders : public testing::Test {
 protected:
  std::shared_ptr<const ModelInfo> load(const std::string& name) const {
    return loadModel(vectors / name, *backend_)->info();
  }
  std::string refusal(const std::string& family, const std::string& key, const std::string& value) const {
    const test::TemporaryFolder folder;
    test::TinyEncoder options;
    options.family = family;
    test::writeTinyEncoder(folder.path(), options);
    test::setConfig(folder.path(), key, value);
    try {
      loadModel(folder.path(), *backend_);
    } catch (const Error& error) {
      return error.what();
    }
    return "opened";
  }
  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);
};

TEST_F(EncoderFolders, sayWhatTheyAre) {
  const auto bert = load("bert-tiny-mlm");
  EXPECT_EQ(bert->family, "bert");
  EXPECT_STREQ(bert->task(), "masked_lm");
  EXPECT_EQ(bert->logits(), 41);
  EXPECT_EQ(bert->text()->maxTokens, 22);
  EXPECT_TRUE(bert->notUsed.empty()) << bert->notUsed.front();
  StackInfo stack{StackId::Encoder, 2, 4, 4, 5, 20, false, true};
  stack.name = "encoder";
  EXPECT_EQ(bert->stacks, std::vector<StackInfo>{stack});
  EXPECT_EQ(load("roberta-tiny-untied-f16")->text()->maxTokens, 22 - 3 - 1) << "positions begin behind the padding id";
  EXPECT_EQ(load("albert-tiny-mlm")->stacks.front().layers, 3);
}

TEST_F(EncoderFolders, countTheParametersThatTheyUse) {
  // As transformers counts, without the pooler that a masked-token head does not have.
  const std::uint64_t block = 4 * (20 * 20 + 20) + 2 * 20 * 28 + 28 + 20 + 4 * 20;
  EXPECT_EQ(load("bert-tiny-mlm")->parameters, (41 + 22 + 2 + 2) * 20 + 2 * block + (20 * 20 + 20) + 2 * 20 + 41);
  EXPECT_EQ(load("bert-tiny-untied-bf16")->parameters, load("bert-tiny-mlm")->parameters + 41 * 20);
  EXPECT_EQ(load("albert-tiny-mlm")->parameters,
            (41 + 22 + 2 + 2) * 11 + (20 * 11 + 20) + block + (11 * 20 + 11) + 2 * 11 + 41);
}

TEST_F(EncoderFolders, headsByArchitectureElseByWeights) {
  EXPECT_STREQ(load("bert-tiny-pretraining-old-names")->task(), "masked_lm");
  EXPECT_STREQ(load("bert-tiny-sentiment")->task(), "sequence_classification");  // without architectures
  EXPECT_STREQ(load("roberta-tiny-ner")->task(), "token_classification");        // without architectures
  EXPECT_STREQ(load("bert-tiny-bare")->task(), "none");                          // without architectures
  EXPECT_STREQ(load("distilbert-tiny-bare")->task(), "none");
}

TEST_F(EncoderFolders, labels) {
  EXPECT_EQ(load("bert-tiny-sentiment")->output()->labels, (std::vector<std::string>{"bad", "so-so", "good"}));
  EXPECT_EQ(load("bert-tiny-sentiment")->output()->kind, LabelKind::OneOf);
  EXPECT_EQ(load("distilbert-tiny-sentiment")->output()->labels, (std::vector<std::string>{"LABEL_0", "LABEL_1"}));
  EXPECT_EQ(load("bert-tiny-regression")->output()->kind, LabelKind::Number);
  EXPECT_EQ(load("roberta-tiny-several")->output()->kind, LabelKind::AnyOf);
  EXPECT_EQ(load("roberta-tiny-several")->output()->labels.size(), 4u);
  EXPECT_TRUE(load("bert-tiny-mlm")->output()->labels.empty());
}

TEST_F(EncoderFolders, whatAHeadDoesNotNeedIsListed) {
  EXPECT_EQ(load("bert-tiny-bare")->notUsed, (std::vector<std::string>{"pooler.dense.bias", "pooler.dense.weight"}));
  EXPECT_TRUE(load("bert-tiny-pretraining-old-names")->notUsed.empty()) << "the pooler is of its second output";
}

TEST_F(EncoderFolders, aDecoderOfItsOwnIsUsedEvenWhereConfigSaysTied) {
  const test::TemporaryFolder folder;
  test::TinyEncoder options;
  options.tied = false;
  const reference::Encoder oracle = test::writeTinyEncoder(folder.path(), options);
  test::setConfig(folder.path(), "tie_word_embeddings", "true");
  const auto model = loadModel(folder.path(), *backend_);
  const auto ids = test::randomIds(9, 61);
  test::expectAgrees(*test::pass(*model, *backend_, ids), reference::forward(oracle, ids));
}

TEST_F(EncoderFolders, refusalsNameTheKey) {
  const auto expect = [&](const std::string& family, const std::string& key, const std::string& value,
                          const std::string& part) {
    const std::string sentence = refusal(family, key, value);
    EXPECT_NE(sentence.find("config.json"), std::string::npos) << sentence;
    EXPECT_NE(sentence.find(key), std::string::npos) << sentence;
    EXPECT_NE(sentence.find(part), std::string::npos) << sentence;
  };
  for (const std::string family : {"bert", "roberta", "albert"}) {
    expect(family, "position_embedding_type", "\"relative_key\"", "relative_key");
    expect(family, "num_attention_heads", "5", "36 cannot be divided");
    expect(family, "hidden_act", "\"xielu\"", "expected one of gelu, gelu_10");
  }
  for (const std::string family : {"bert", "roberta"}) expect(family, "add_cross_attention", "true", "only false");
  for (const std::string family : {"bert", "roberta", "distilbert", "albert"}) {
    expect(family, "max_position_embeddings", "0", "whole number");
    expect(family, "vocab_size", "\"many\"", "whole number");
  }
  expect("distilbert", "dim", "null", "dim");
  expect("albert", "inner_group_num", "0", "whole number");
  expect("roberta", "pad_token_id", "129", "from -1 to 128");
}

TEST_F(EncoderFolders, labelsThatDoNotFit) {
  const test::TemporaryFolder folder;
  test::TinyEncoder options;
  options.head = "sequence";
  test::writeTinyEncoder(folder.path(), options);
  const auto refused = [&](const std::string& labels) -> std::string {
    test::setConfig(folder.path(), "id2label", labels);
    try {
      loadModel(folder.path(), *backend_);
    } catch (const Error& error) {
      return error.what();
    }
    return "opened";
  };
  EXPECT_NE(refused("{\"0\": \"a\", \"b\": \"2\"}").find("should number its 2 texts, found \"b\""), std::string::npos);
  EXPECT_NE(refused("[1]").find("should be an object"), std::string::npos);
  EXPECT_NE(refused("{\"0\": \"a\"}").find("\"classifier.weight\""), std::string::npos);
}

TEST_F(EncoderFolders, tensorsOfAnotherArchitectureInABlockAreRefused) {
  const test::TemporaryFolder folder;
  test::writeTinyEncoder(folder.path());
  test::editTensors(folder.path(), [](test::RawTensors& tensors) {
    tensors["bert.encoder.layer.0.attention.self.distance_embedding.weight"] = test::zeros("F32", {7, 9});
  });
  try {
    loadModel(folder.path(), *backend_);
    FAIL() << "opened relative positions";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("distance_embedding"), std::string::npos) << error.what();
  }
}

INSTANTIATE_TEST_SUITE_P(Backends, Encoders, testing::ValuesIn(test::availableBackends()), test::backendName);

}  // namespace
}  // namespace headlight
