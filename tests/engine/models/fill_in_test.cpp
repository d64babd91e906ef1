#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "models/load_model.h"
#include "support/backends.h"
#include "support/shared_data.h"
#include "text/tokenizer.h"

// The bundled masked model: what its card says against its weights.
namespace headlight {
namespace {

using nlohmann::json;
using Ids = std::vector<std::int32_t>;

class FillIn : public test::OnBackends {
 protected:
  const std::filesystem::path folder_ = test::bundledAssets() / "models" / "fill-in";

  void SetUp() override {
    if (!std::filesystem::exists(folder_ / "model.safetensors"))
      FAIL() << "the bundled model is not there: " << (folder_ / "model.safetensors");
    OnBackends::SetUp();
    model_ = loadModel(folder_, backend());
  }
  json parsed(const char* name) const {
    std::ifstream stream(folder_ / name);
    return json::parse(stream);
  }
  /// What stands in place of the token in `row`.
  std::shared_ptr<const Trace> asked(const Ids& ids, int row, const std::shared_ptr<const Trace>& before) {
    Request request{1, TokenInput{ids}};
    request.predictedRow = row;
    return runModel(*model_, backend(), request, {}, before);
  }
  std::shared_ptr<const Model> model_;
};

TEST_P(FillIn, saysWhatTheCardSaysOfItsSentences) {
  const json sentences = parsed("samples.json").at("sentences");
  ASSERT_EQ(sentences.size(), 10u);
  const auto tokenizer = text::loadTokenizer(folder_);
  for (const json& sentence : sentences) {
    SCOPED_TRACE(sentence.at("text").dump());
    const Ids ids = sentence.at("ids");
    Ids encoded;
    for (const text::Token& token : tokenizer->encode(sentence.at("text").get<std::string>()))
      encoded.push_back(token.id);
    EXPECT_EQ(encoded, ids);
    std::shared_ptr<const Trace> trace;
    for (std::size_t mask = 0; mask < sentence.at("rows").size(); ++mask) {
      trace = asked(ids, sentence.at("rows").at(mask), trace);
      const auto logits = trace->predictedLogits();
      const json &likeliest = sentence.at("likeliest").at(mask), &recorded = sentence.at("logits").at(mask);
      EXPECT_EQ(std::ranges::max_element(logits) - logits.begin(), likeliest.at(0).get<std::ptrdiff_t>());
      for (std::size_t place = 0; place < likeliest.size(); ++place)
        EXPECT_NEAR(logits[likeliest.at(place).get<std::size_t>()], recorded.at(place).get<double>(), 1e-3);
    }
  }
}

TEST_P(FillIn, fillsHeldOutGapsBetterThanTheGuesses) {
  const json samples = parsed("samples.json"), accuracy = parsed("evaluation.json").at("accuracy");
  EXPECT_GT(accuracy.at("fill_in"), accuracy.at("trigram"));
  EXPECT_GT(accuracy.at("trigram"), accuracy.at("unigram"));
  int gaps = 0, right = 0, trigram = 0, unigram = 0, asRecorded = 0;
  ASSERT_GE(samples.at("windows").size(), 20u);
  for (const json& window : samples.at("windows")) {
    const Ids ids = window.at("ids"), rows = window.at("rows"), held = window.at("right");
    std::shared_ptr<const Trace> trace;
    for (std::size_t gap = 0; gap < rows.size(); ++gap, ++gaps) {
      trace = asked(ids, rows[gap], trace);
      const auto logits = trace->predictedLogits();
      const auto said = static_cast<std::int32_t>(std::ranges::max_element(logits) - logits.begin());
      right += said == held[gap];
      asRecorded += said == window.at("fill_in").at(gap).get<std::int32_t>();
      trigram += window.at("trigram").at(gap).get<std::int32_t>() == held[gap];
      unigram += samples.at("commonest").get<std::int32_t>() == held[gap];
    }
  }
  EXPECT_GE(asRecorded, gaps * 0.99) << "of " << gaps << "; two pieces may be as good as equal";
  EXPECT_GT(right, trigram) << "of " << gaps;
  EXPECT_GT(right, unigram) << "of " << gaps;
}

TEST_P(FillIn, isSmallEnoughToShipAndItsCardHasItsNumbers) {
  const json evaluation = parsed("evaluation.json");
  EXPECT_LE(std::filesystem::file_size(folder_ / "model.safetensors"), 25'000'000u);
  EXPECT_EQ(std::filesystem::file_size(folder_ / "model.safetensors"), evaluation.at("bytes").get<std::uintmax_t>());
  EXPECT_EQ(model_->info()->storedDType, "f16");
  EXPECT_TRUE(model_->info()->notUsed.empty());
  std::ifstream stream(folder_ / "MODEL_CARD.md");
  const std::string card((std::istreambuf_iterator<char>(stream)), {});
  const json& accuracy = evaluation.at("accuracy");
  for (const auto& [name, share] : accuracy.items()) {
    std::array<char, 16> shown{};
    std::snprintf(shown.data(), shown.size(), "%.3f", share.get<double>());
    EXPECT_NE(card.find(shown.data()), std::string::npos) << name << ' ' << shown.data();
  }
}

INSTANTIATE_TEST_SUITE_P(Backends, FillIn, testing::ValuesIn(test::availableBackends()), test::backendName);

}  // namespace
}  // namespace headlight
