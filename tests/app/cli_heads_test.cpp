#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "io/safetensors.h"
#include "model_folder.h"
#include "npz_reader.h"
#include "process.h"
#include "support/shared_data.h"

// What `headlight predict` and `trace` say of models of every head, against what PyTorch recorded
// (tests/vectors/record_bert.py).
namespace headlight::test {
namespace {

class Recorded {
 public:
  explicit Recorded(const std::string& name)
      : folder((test::vectorsFolder() / name).string()),
        file_(io::SafeTensors::open(folder + "/expected.safetensors")) {
    const io::StoredTensor& stored = tensor("17.ids");
    std::vector<std::int32_t> all(17);
    std::memcpy(all.data(), stored.bytes.data(), stored.bytes.size());
    for (const std::int32_t id : all) ids += (ids.empty() ? "" : ",") + std::to_string(id);
    if (file_.find("17.logits")) logits = file_.toFloats(tensor("17.logits"));
  }
  std::string folder, ids;
  std::vector<float> logits;

 private:
  const io::StoredTensor& tensor(const std::string& name) const {
    const io::StoredTensor* found = file_.find(name);
    if (!found) throw std::runtime_error("no recorded " + name);
    return *found;
  }
  io::SafeTensors file_;
};

Finished predict(const Recorded& model, std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"predict", model.folder, "--ids", model.ids, "--device", "cpu"});
  return runHeadlight(more);
}

nlohmann::json predictJson(const Recorded& model, std::vector<std::string> more = {}) {
  more.push_back("--json");
  const Finished finished = predict(model, more);
  EXPECT_EQ(finished.exitCode, 0) << finished.err;
  return nlohmann::json::parse(finished.out);
}

void expectRefusal(const Finished& finished, const std::string& part) {
  EXPECT_EQ(finished.exitCode, 1);
  EXPECT_EQ(finished.out, "");
  EXPECT_TRUE(contains(finished.err, part)) << finished.err;
}

double largest(const std::vector<float>& values) {
  double most = 0;
  for (const float value : values) most = std::max(most, std::fabs(static_cast<double>(value)));
  return most;
}

TEST(CliHeads, AMaskedModelPredictsInPlaceOfTheRow) {
  const Recorded bert("bert-tiny-mlm");
  for (const int row : {0, 5, 16}) {
    const nlohmann::json all = predictJson(bert, {"--row", std::to_string(row), "--top", "41"});
    EXPECT_EQ(all["output"], "masked_lm");
    EXPECT_EQ(all["row"], row);
    ASSERT_EQ(all["predictions"].size(), 41u);
    double sum = 0;
    for (const auto& choice : all["predictions"]) {
      sum += choice["probability"].get<double>();
      EXPECT_NEAR(choice["logit"].get<double>(), bert.logits[std::size_t(row) * 41 + choice["id"].get<std::size_t>()],
                  1e-4 * largest(bert.logits));
    }
    EXPECT_NEAR(sum, 1, 1e-9);
  }
  EXPECT_TRUE(contains(predict(bert, {"--row", "5"}).out, "in place of token 5"));
  expectRefusal(predict(bert), "--row");
  expectRefusal(predict(bert, {"--row", "17"}), "row 17 cannot be predicted: the text has 17 tokens");
}

TEST(CliHeads, AMaskedTokenOfTheTextIsPredicted) {
  const TemporaryFolder folder;
  for (const char* file : {"config.json", "model.safetensors"})
    std::filesystem::copy_file(test::vectorsFolder() / "roberta-tiny-mlm" / file, folder.path() / file);
  const auto special = [](int id, const char* content) {
    return nlohmann::json{{"id", id},        {"content", content},  {"single_word", false}, {"lstrip", false},
                          {"rstrip", false}, {"normalized", false}, {"special", true}};
  };
  const nlohmann::json byteLevel = {
      {"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", true}, {"use_regex", true}};
  const nlohmann::json vocabulary = {{"d", 0}, {"<pad>", 1}, {"e", 2}, {"a", 3}, {"b", 4}, {"c", 5}, {"<mask>", 6}};
  const nlohmann::json tokenizer = {{"version", "1.0"},
                                    {"truncation", nullptr},
                                    {"padding", nullptr},
                                    {"added_tokens", {special(1, "<pad>"), special(6, "<mask>")}},
                                    {"normalizer", nullptr},
                                    {"pre_tokenizer", byteLevel},
                                    {"post_processor", nullptr},
                                    {"decoder", byteLevel},
                                    {"model",
                                     {{"type", "BPE"},
                                      {"dropout", nullptr},
                                      {"unk_token", nullptr},
                                      {"vocab", vocabulary},
                                      {"merges", nlohmann::json::array()}}}};
  writeFile(folder.path() / "tokenizer.json", tokenizer.dump());
  writeFile(folder.path() / "tokenizer_config.json", R"({"tokenizer_class": "PreTrainedTokenizerFast"})");
  const auto ask = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"predict", folder.path().string(), "--device", "cpu"});
    return runHeadlight(more);
  };
  const Finished masked = ask({"--text", "ab<mask>c<mask>", "--json"});
  ASSERT_EQ(masked.exitCode, 0) << masked.err;
  const nlohmann::json all = nlohmann::json::parse(masked.out);
  EXPECT_EQ(all["row"], 2) << "the first one";
  EXPECT_EQ(all["predictions"],
            nlohmann::json::parse(ask({"--ids", "3,4,6,5,6", "--row", "2", "--json"}).out)["predictions"]);
  EXPECT_TRUE(contains(ask({"--text", "ab<mask>c"}).out, "in place of token 2, <mask>"));
  expectRefusal(ask({"--text", "abc"}), "write <mask> into the text");
}

TEST(CliHeads, AHeadThatIsNotRunAndWeightsThatAreNotUsedAreTold) {
  const test::TemporaryFolder folder;
  const std::filesystem::path model = folder.path() / "asking";
  std::filesystem::copy(test::vectorsFolder() / "decoder-heads" / "gpt2-tokens", model,
                        std::filesystem::copy_options::recursive);
  std::ifstream config(model / "config.json");
  nlohmann::json values = nlohmann::json::parse(config);
  values["architectures"] = {"GPT2ForMultipleChoice"};
  writeFile(model / "config.json", values.dump());
  const Finished finished = runHeadlight(
      {"trace", model.string(), "--ids", "1,2,3", "--out", (folder.path() / "t.npz").string(), "--device", "cpu"});
  EXPECT_EQ(finished.exitCode, 0) << finished.err;
  EXPECT_TRUE(contains(finished.err, "asking: the head of GPT2ForMultipleChoice is not run by this version"))
      << finished.err;
  EXPECT_TRUE(contains(finished.err, "not used: classifier.bias, classifier.weight\n")) << finished.err;
}

TEST(CliHeads, ACausalModelPredictsAfterTheRow) {
  const std::string gpt2 = (test::vectorsFolder() / "gpt2-tiny-f32").string();
  const auto ask = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"predict", gpt2, "--json", "--device", "cpu"});
    return nlohmann::json::parse(runHeadlight(more).out)["predictions"];
  };
  EXPECT_EQ(ask({"--ids", "2,1,0,5", "--row", "2"}), ask({"--ids", "2,1,0"}));
  EXPECT_NE(ask({"--ids", "2,1,0,5"}), ask({"--ids", "2,1,0"}));
}

TEST(CliHeads, AClassificationPrintsItsLabels) {
  const Recorded sentiment("bert-tiny-sentiment");
  const nlohmann::json all = predictJson(sentiment);
  ASSERT_EQ(all["labels"].size(), 3u);
  double sum = 0, before = 1;
  const std::vector<std::string> names{"bad", "so-so", "good"};
  for (const auto& label : all["labels"]) {
    EXPECT_EQ(label["label"], names[label["id"].get<std::size_t>()]);
    EXPECT_NEAR(label["logit"].get<double>(), sentiment.logits[label["id"].get<std::size_t>()],
                1e-4 * largest(sentiment.logits));
    EXPECT_LE(label["probability"].get<double>(), before);
    sum += before = label["probability"].get<double>();
  }
  EXPECT_NEAR(sum, 1, 1e-9);
  const Finished text = predict(sentiment);
  EXPECT_TRUE(contains(text.out, " %  ")) << text.out;
  EXPECT_TRUE(contains(text.out, "so-so")) << text.out;
  expectRefusal(predict(sentiment, {"--row", "1"}), "labels the text");
}

TEST(CliHeads, SeveralLabelsHaveAProbabilityEach) {
  const Recorded several("roberta-tiny-several");
  const nlohmann::json all = predictJson(several);
  ASSERT_EQ(all["labels"].size(), several.logits.size());
  for (const auto& label : all["labels"])
    EXPECT_NEAR(label["probability"].get<double>(), 1 / (1 + std::exp(-several.logits[label["id"].get<std::size_t>()])),
                1e-5);
}

TEST(CliHeads, ARegressionIsANumber) {
  const Recorded regression("bert-tiny-regression");
  const nlohmann::json all = predictJson(regression);
  ASSERT_EQ(all["labels"].size(), 1u);
  EXPECT_NEAR(all["labels"][0]["value"].get<double>(), regression.logits[0], 1e-4 * largest(regression.logits));
  EXPECT_FALSE(all["labels"][0].contains("probability"));
  EXPECT_FALSE(contains(predict(regression).out, "%"));
}

TEST(CliHeads, EveryTokenHasALabel) {
  for (const char* name : {"bert-tiny-ner", "roberta-tiny-ner", "distilbert-tiny-ner", "albert-tiny-ner"}) {
    SCOPED_TRACE(name);
    const Recorded ner(name);
    const nlohmann::json tokens = predictJson(ner)["tokens"];
    ASSERT_EQ(tokens.size(), 17u);
    const std::vector<std::string> names{"O", "PER", "LOC"};
    for (std::size_t row = 0; row < 17; ++row) {
      const auto begin = ner.logits.begin() + static_cast<std::ptrdiff_t>(3 * row);
      EXPECT_EQ(tokens[row]["label"], names[std::size_t(std::max_element(begin, begin + 3) - begin)]) << row;
    }
    EXPECT_EQ(std::ranges::count(predict(ner).out, '\n'), 18);
    expectRefusal(predict(ner, {"--row", "1"}), "labels every token");
  }
}

TEST(CliHeads, AModelWithoutHeadSaysSo) {
  const Recorded bare("bert-tiny-bare");
  expectRefusal(predict(bare), "this model has no head: attention only");
}

TEST(CliHeads, AHeadThatIsNotRunIsNoMissingHead) {
  const TemporaryFolder folder;
  const std::filesystem::path model = folder.path() / "pairs";
  std::filesystem::copy(test::vectorsFolder() / "bert-tiny-bare", model, std::filesystem::copy_options::recursive);
  nlohmann::json values = nlohmann::json::parse(readFile(model / "config.json"));
  values["architectures"] = {"BertForMultipleChoice"};
  writeFile(model / "config.json", values.dump());
  const Finished finished = runHeadlight({"predict", model.string(), "--ids", "1,2,3", "--device", "cpu"});
  EXPECT_EQ(finished.exitCode, 1);
  EXPECT_TRUE(contains(finished.err,
                       "pairs: this model has a BertForMultipleChoice head, which Headlight does "
                       "not run: attention only"))
      << finished.err;
  EXPECT_EQ(std::ranges::count(finished.err, '\n'), 1) << finished.err;
}

TEST(CliHeads, AnAnswerIsFoundInTheText) {
  for (const char* family : {"bert", "gpt2"}) {
    SCOPED_TRACE(family);
    const std::filesystem::path folder = test::vectorsFolder() / "answers" / family;
    const io::SafeTensors file = io::SafeTensors::open(folder / "expected.safetensors");
    const auto whole = [&](const char* name) {
      const std::span<const std::byte> bytes = file.find(name)->bytes;
      std::vector<std::int32_t> numbers(bytes.size() / 4);
      std::memcpy(numbers.data(), bytes.data(), bytes.size());
      return numbers;
    };
    std::string ids;
    for (const std::int32_t id : whole("1.ids")) ids += (ids.empty() ? "" : ",") + std::to_string(id);
    const std::vector<std::string> asked{"predict", folder.string(), "--ids", ids, "--top", "4", "--device", "cpu"};
    std::vector<std::string> asJson = asked;
    asJson.push_back("--json");
    const nlohmann::json all = nlohmann::json::parse(runHeadlight(asJson).out);
    EXPECT_EQ(all["output"], "question_answering");
    ASSERT_EQ(all["answers"].size(), 4u);
    const std::vector<float> logits = file.toFloats(*file.find("1.logits")),
                             scores = file.toFloats(*file.find("1.scores"));
    double starts = 0, ends = 0;
    for (std::size_t row = 0; row < 9; ++row) {
      starts += all["tokens"][row]["start"]["probability"].get<double>();
      ends += all["tokens"][row]["end"]["probability"].get<double>();
      EXPECT_NEAR(all["tokens"][row]["end"]["logit"].get<double>(), logits[2 * row + 1], 1e-4 * largest(logits));
    }
    EXPECT_NEAR(starts, 1, 1e-9) << "over the rows";
    EXPECT_NEAR(ends, 1, 1e-9);
    for (std::size_t i = 0; i < 4; ++i) {
      EXPECT_EQ(all["answers"][i]["first"], whole("1.answers")[2 * i]);
      EXPECT_EQ(all["answers"][i]["last"], whole("1.answers")[2 * i + 1]);
      EXPECT_NEAR(all["answers"][i]["probability"].get<double>(), scores[i], 1e-4 * scores[i]);
    }
    const Finished text = runHeadlight(asked);
    EXPECT_TRUE(contains(
        text.out, "tokens " + std::to_string(whole("1.answers")[0]) + " to " + std::to_string(whole("1.answers")[1])))
        << text.out;
    EXPECT_EQ(std::ranges::count(text.out, '\n'), 5);
    std::vector<std::string> row = asked;
    row.insert(row.end(), {"--row", "1"});
    expectRefusal(runHeadlight(row), "looks for answers in the text");
  }
}

TEST(CliHeads, TracesOfEveryHead) {
  const TemporaryFolder folder;
  const std::string out = (folder.path() / "trace.npz").string();
  for (const auto& [name, shape] : {std::pair<const char*, const char*>{"bert-tiny-mlm", "17, 41"},
                                    {"bert-tiny-sentiment", "3,"},
                                    {"albert-tiny-ner", "17, 3"},
                                    {"bert-tiny-bare", nullptr}}) {
    SCOPED_TRACE(name);
    const Recorded model(name);
    const Finished finished =
        runHeadlight({"trace", model.folder, "--ids", model.ids, "--out", out, "--device", "cpu"});
    ASSERT_EQ(finished.exitCode, 0) << finished.err;
    const auto arrays = readNpz(readFile(out));
    const nlohmann::json about = nlohmann::json::parse(arrays.at("headlight.json").data);
    EXPECT_TRUE(arrays.contains("blocks.0.block_out"));
    EXPECT_FALSE(arrays.contains("final"));
    EXPECT_TRUE(about["model"]["stacks"][0]["post_norm"]);
    EXPECT_EQ(arrays.size(), about["arrays"].size() + 2);
    ASSERT_EQ(arrays.contains("logits"), shape != nullptr);
    if (!shape) continue;
    EXPECT_EQ(arrays.at("logits").shape, shape);
    const std::vector<float> logits = arrays.at("logits").floats();
    ASSERT_EQ(logits.size(), model.logits.size());
    for (std::size_t i = 0; i < logits.size(); ++i)
      EXPECT_NEAR(logits[i], model.logits[i], 1e-4 * largest(model.logits));
  }
}

TEST(CliHeads, RendersAnEncoder) {
#ifndef HEADLIGHT_WITH_GUI
  GTEST_SKIP() << "built without the GUI";
#endif
  const TemporaryFolder folder;
  const Recorded bare("distilbert-tiny-bare");
  const std::string out = (folder.path() / "heads.png").string();
  const Finished finished = runHeadlight({"render", bare.folder, "--ids", bare.ids, "--out", out, "--device", "cpu"});
  EXPECT_EQ(finished.exitCode, 0) << finished.err;
  EXPECT_GT(std::filesystem::file_size(out), 1000u);
}

TEST(CliHeads, ATextLongerThanARotaryModelWasMadeForRunsAndSaysSo) {
  const TemporaryFolder place;
  const auto folder = place.path() / "short";
  std::filesystem::copy(vectorsFolder() / "llama-gqa", folder, std::filesystem::copy_options::recursive);
  auto config = nlohmann::json::parse(std::ifstream(folder / "config.json"));
  config["max_position_embeddings"] = 4;
  std::ofstream(folder / "config.json") << config.dump();
  for (const auto& [ids, warned] : {std::pair{"1,2,3,4", false}, {"1,2,3,4,5", true}}) {
    const Finished finished = runHeadlight({"predict", folder.string(), "--ids", ids, "--device", "cpu"});
    EXPECT_EQ(finished.exitCode, 0) << finished.err;
    EXPECT_EQ(contains(finished.err, "5 tokens, the model short was made for 4"), warned) << finished.err;
  }
}

}  // namespace
}  // namespace headlight::test
