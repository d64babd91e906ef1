#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "models/load_model.h"
#include "support/backends.h"
#include "support/shared_data.h"
#include "text/tokenizer.h"

// The bundled translators: what their cards say of their translations, their heads and their files against their
// weights.
namespace headlight {
namespace {

using nlohmann::json;
using Ids = std::vector<std::int32_t>;
constexpr std::uint8_t cross = 1;    // AttentionId::which
constexpr std::size_t longest = 63;  // a translation of so many tokens was cut, and has no end of its own

class Translators : public test::OnBackends {
 protected:
  struct Translator {
    std::filesystem::path folder;
    std::unique_ptr<Model> model;
    std::shared_ptr<const text::Tokenizer> source, target;

    json parsed(const char* name) const {
      std::ifstream stream(folder / name);
      return json::parse(stream);
    }
    std::string card() const {
      std::ifstream stream(folder / "MODEL_CARD.md");
      return {std::istreambuf_iterator<char>(stream), {}};
    }
  };
  void forEach(const std::function<void(const Translator& translator)>& check) {
    for (const char* name : {"translator"}) {
      SCOPED_TRACE(name);
      const std::filesystem::path folder = test::bundledAssets() / "models" / name;
      if (!std::filesystem::exists(folder / "model.safetensors"))
        FAIL() << "the bundled model is not there: " << (folder / "model.safetensors");
      check({folder, loadModel(folder, backend()), text::loadTokenizer(folder, "source"),
             text::loadTokenizer(folder, "target")});
    }
  }
  std::shared_ptr<const Trace> pass(const Translator& translator, const Ids& source, const Ids& target,
                                    CapturePlan plan = {}, const std::shared_ptr<const Trace>& before = nullptr) {
    const Request request{1, std::vector<Input>{TokenInput{source}, TokenInput{target}}, std::move(plan)};
    return runModel(*translator.model, backend(), request, {}, before);
  }
  static Ids encoded(const text::Tokenizer& tokenizer, const std::string& text) {
    Ids ids;
    for (const text::Token& token : tokenizer.encode(text)) ids.push_back(token.id);
    return ids;
  }
  /// Piece by piece, as greedy search writes it.
  void expectSaid(const Translator& translator, const json& sample) {
    SCOPED_TRACE(sample.at("source").dump());
    const Ids source = sample.at("source_ids"), said = sample.at("target_ids");
    EXPECT_EQ(encoded(*translator.source, sample.at("source")), source);
    EXPECT_EQ(translator.target->decode(said, true), sample.at("said").get<std::string>());
    std::shared_ptr<const Trace> trace;
    for (std::size_t length = 1; length <= said.size(); ++length) {
      trace = pass(translator, source, Ids(said.begin(), said.begin() + std::ptrdiff_t(length)), {}, trace);
      const auto logits = trace->predictedLogits();
      const std::int32_t next = length < said.size() ? said[length] : *translator.target->eos();
      const auto best = static_cast<std::int32_t>(std::ranges::max_element(logits) - logits.begin());
      if (length < said.size() || said.size() < longest) {
        EXPECT_EQ(best, next) << "piece " << length;
      }
    }
    const json& last = sample.at("last_row");
    for (const auto& [id, logit] : last.items())
      EXPECT_NEAR(trace->predictedLogits()[std::stoul(id)], logit.get<double>(), 1e-3) << "id " << id;
  }
};

TEST_P(Translators, sayWhatTheirCardsSay) {
  forEach([&](const Translator& translator) {
    const json samples = translator.parsed("samples.json");
    const std::string card = translator.card();
    for (const char* part : {"everyday", "test"}) {
      ASSERT_GE(samples.at(part).size(), 10u);
      for (const json& sample : samples.at(part)) {
        expectSaid(translator, sample);
        EXPECT_NE(card.find("| " + sample.at("source").get<std::string>() + " | " +
                            sample.at("said").get<std::string>() + " |"),
                  std::string::npos)
            << sample.at("source");
      }
    }
  });
}

TEST_P(Translators, lookWhereTheirCardsErrorsComeFrom) {
  forEach([&](const Translator& translator) {
    const json pairs = translator.parsed("samples.json").at("alignment"),
               alignment = translator.parsed("evaluation.json").at("alignment");
    ASSERT_GE(pairs.size(), 30u);
    EXPECT_EQ(pairs.size(), alignment.at("pairs").get<std::size_t>());
    const StackInfo& decoder = translator.model->info()->stack(StackId::Decoder);
    CapturePlan plan;
    for (int layer = 0; layer < decoder.layers; ++layer) plan.add(patternSite({StackId::Decoder, cross}, layer));
    int rows = 0, equal = 0;
    for (const json& pair : pairs) {
      SCOPED_TRACE(pair.at("source").dump());
      const Ids source = pair.at("source_ids"), target = pair.at("target_ids");
      EXPECT_EQ(encoded(*translator.source, pair.at("source")), source);
      const auto trace = pass(translator, source, target, plan);
      for (int layer = 0; layer < decoder.layers; ++layer)
        for (int head = 0; head < decoder.heads; ++head) {
          const std::string name = "L" + std::to_string(layer) + "H" + std::to_string(head);
          const auto looked = pair.at("looked_at").at(name).get<std::vector<int>>();
          ASSERT_EQ(looked.size(), target.size());
          for (std::size_t row = 0; row < target.size(); ++row, ++rows) {
            const auto weights = patternRow(*trace, {StackId::Decoder, cross}, layer, head, static_cast<int>(row));
            equal += std::ranges::max_element(weights) - weights.begin() == looked[row];
          }
        }
    }
    EXPECT_GE(equal, rows * 0.995) << "of " << rows << " rows; two weights may be as good as equal";
    // The head that was shown where to look; of the twin the only one, which nothing was shown.
    const std::string head = alignment.value("guided", "L0H0");
    EXPECT_LT(alignment.at("errors").at(head).get<double>(),
              alignment.at("others").at("diagonal").get<double>() * (alignment.contains("guided") ? 0.8 : 1.0))
        << head << " does no better than the diagonal";
  });
}

TEST_P(Translators, nameTheirSourcesAndAreSmall) {
  forEach([&](const Translator& translator) {
    const json evaluation = translator.parsed("evaluation.json"), &test = evaluation.at("test");
    const auto bytes = std::filesystem::file_size(translator.folder / "model.safetensors");
    EXPECT_LE(bytes, 25'000'000u);
    EXPECT_EQ(bytes, evaluation.at("bytes").get<std::uintmax_t>());
    EXPECT_EQ(translator.model->info()->storedDType, "f16");
    EXPECT_TRUE(translator.model->info()->notUsed.empty());
    const std::string card = translator.card();
    const std::vector<std::string> toldOf = {"Tatoeba",
                                             "CC-BY 2.0 FR",
                                             "CC-CEDICT",
                                             "CC-BY-SA 4.0",
                                             test.at("greedy").at("bleu").dump(),
                                             test.at("greedy").at("chrf").dump(),
                                             test.at("nearest").at("bleu").dump()};
    for (const std::string& said : toldOf) EXPECT_NE(card.find(said), std::string::npos) << said;
    EXPECT_GT(test.at("greedy").at("bleu"), test.at("nearest").at("bleu"));
  });
}

INSTANTIATE_TEST_SUITE_P(Backends, Translators, testing::ValuesIn(test::availableBackends()), test::backendName);

}  // namespace
}  // namespace headlight
