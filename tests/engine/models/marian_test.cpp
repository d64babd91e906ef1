#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "../io/files.h"
#include "base/error.h"
#include "compare.h"
#include "models/load_model.h"
#include "reference/partials.h"
#include "support/backends.h"
#include "support/shared_data.h"
#include "support/tiny_model.h"

// Marian against transformers (tests/vectors/record_marian.py), and what its two stacks compute anew after an edit.
namespace headlight {
namespace {

namespace fs = std::filesystem;
using Ids = std::vector<std::int32_t>;
using Arrays = std::map<std::string, reference::Array>;

const char* const folders[] = {"shared", "two-vocabularies", "own-head", "uneven", "old-file", "bare"};

fs::path recorded(const std::string& name) { return test::vectorsFolder() / "marian" / name; }

std::shared_ptr<const Trace> run(const Model& model, Backend& backend, const Ids& source, const Ids& target,
                                 const std::shared_ptr<const Trace>& before = nullptr) {
  const Request request{1, std::vector<Input>{TokenInput{source}, TokenInput{target}}, model.info()->everySite()};
  return runModel(model, backend, request, {}, before);
}

class Marian : public test::OnBackends {
 protected:
  /// Expects the model in `folder` to leave what is recorded of `recordedOf`.
  void expectRecorded(const fs::path& folder, const std::string& recordedOf) {
    SCOPED_TRACE(folder.filename().string());
    const Arrays expected = reference::readSafetensors(recorded(recordedOf) / "expected.safetensors");
    const auto model = loadModel(folder, backend());
    int texts = 0;
    for (; expected.contains(std::to_string(texts) + ".source"); ++texts) {
      SCOPED_TRACE(testing::Message() << "text " << texts);
      const std::string number = std::to_string(texts) + ".";
      const auto trace = run(*model, backend(), reference::idsOf(expected.at(number + "source")),
                             reference::idsOf(expected.at(number + "target")));
      int sites = 0;
      for (const auto& [name, values] : expected) {
        if (!name.starts_with(number) || name.ends_with(".source") || name.ends_with(".target")) continue;
        test::expectSiteAgrees(*trace, name.substr(number.size()), values);
        ++sites;
      }
      EXPECT_GE(sites, 12);
    }
    EXPECT_EQ(texts, 3);
  }
  test::TemporaryFolder folder_;
};

TEST_P(Marian, isWhatTransformersComputes) {
  for (const char* name : folders) expectRecorded(recorded(name), name);
}

TEST_P(Marian, withoutArchitecturesTheWeightsDecide) {
  for (const char* name : {"shared", "bare"}) {
    const fs::path folder = folder_.path() / name;
    fs::copy(recorded(name), folder);
    test::setConfig(folder, "architectures", "null");
    expectRecorded(folder, name);
  }
}

TEST_P(Marian, chainsOfEditsAreFreshPasses) {
  for (const char* name : {"shared", "uneven"}) {
    const auto model = loadModel(recorded(name), backend());
    Ids texts[] = {test::randomIds(12, 30, 7), test::randomIds(9, 30, 8)};
    std::shared_ptr<const Trace> trace = run(*model, backend(), texts[0], texts[1]);
    const Ids dice = test::randomIds(1200, 1 << 20, 9);
    for (std::size_t edit = 0; edit < (name == folders[0] ? 300 : 60); ++edit) {
      Ids& text = texts[dice[4 * edit] % 3 == 0 ? 0 : 1];
      const std::size_t row = std::size_t(dice[4 * edit + 1]) % text.size();
      const auto at = text.begin() + std::ptrdiff_t(row);
      const std::int32_t id = dice[4 * edit + 2] % 30;
      const bool ofTarget = &text == &texts[1];
      if (dice[4 * edit + 3] % 3 == 0 && text.size() < 40)
        text.insert(at, id);
      else if (dice[4 * edit + 3] % 3 == 1 && text.size() > 1)
        text.erase(at);
      else
        *at = id;
      const auto next = run(*model, backend(), texts[0], texts[1], trace);
      const auto fresh = run(*model, backend(), texts[0], texts[1]);
      for (const auto& [site, rows] : fresh->sites()) {
        std::vector<int> shape, freshShape;
        ASSERT_EQ(siteToHost(*next, site, shape), siteToHost(*fresh, site, freshShape))
            << name << ", edit " << edit << ", site " << model->info()->siteName(site);
        ASSERT_EQ(shape, freshShape);
      }
      for (int layer = 0; ofTarget && layer < model->info()->stack(StackId::Encoder).layers; ++layer)
        ASSERT_EQ(next->firstRow(StackId::Encoder, layer), next->rows(StackId::Encoder))
            << "a row of the encoder was computed for an edit of the target";
      trace = next;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Backends, Marian, testing::ValuesIn(test::availableBackends()), test::backendName);

class MarianFolders : public testing::Test {
 protected:
  /// A copy of a recorded folder.
  fs::path copyOf(const std::string& name) {
    const fs::path folder = folder_.path() / std::to_string(++copies_);
    fs::copy(recorded(name), folder);
    return folder;
  }
  std::string refusal(const fs::path& folder) {
    try {
      loadModel(folder, *backend_);
    } catch (const Error& error) {
      return error.what();
    }
    return "opened";
  }
  test::TemporaryFolder folder_;
  int copies_ = 0;
  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);
};

TEST_F(MarianFolders, sayWhatTheyAre) {
  const ModelInfo info = *loadModel(recorded("two-vocabularies"), *backend_)->info();
  ASSERT_EQ(info.inputs.size(), 2u);
  EXPECT_EQ(info.inputs[0].name, "source");
  EXPECT_EQ(info.inputs[1].name, "target");
  EXPECT_EQ(info.inputs[0].text()->vocabulary, 31);
  EXPECT_EQ(info.inputs[1].text()->vocabulary, 27);
  EXPECT_EQ(info.attentions().size(), 3u);
  EXPECT_STREQ(info.task(), "causal_lm");
  EXPECT_EQ(info.logits(), 27);
  for (const char* name : folders) EXPECT_TRUE(loadModel(recorded(name), *backend_)->info()->notUsed.empty()) << name;
  EXPECT_EQ(loadModel(recorded("bare"), *backend_)->info()->output(), nullptr);
}

TEST_F(MarianFolders, aSharedTableIsCountedOnce) {
  const auto parameters = [&](const char* name) { return loadModel(recorded(name), *backend_)->info()->parameters; };
  EXPECT_EQ(parameters("old-file"), parameters("shared") + 2u * 40 * 16) << "but for the positions in the file";
}

TEST_F(MarianFolders, whatIsNotRunIsRefusedByName) {
  fs::path folder = copyOf("shared");
  test::setConfig(folder, "is_decoder", "true");
  EXPECT_NE(refusal(folder).find("is_decoder is true"), std::string::npos) << refusal(folder);
  folder = copyOf("shared");
  test::setConfig(folder, "is_causal", "false");
  EXPECT_NE(refusal(folder).find("is_causal is false"), std::string::npos) << refusal(folder);
  folder = copyOf("shared");
  test::setConfig(folder, "decoder_vocab_size", "27");
  EXPECT_NE(refusal(folder).find("decoder_vocab_size is 27 and vocab_size 31"), std::string::npos) << refusal(folder);
  folder = copyOf("shared");
  test::setConfig(folder, "tie_word_embeddings", "false");
  EXPECT_NE(refusal(folder).find("lm_head.weight"), std::string::npos) << refusal(folder);
  folder = copyOf("shared");
  test::editTensors(folder, [](test::RawTensors& t) {
    t.at("model.decoder.layers.1.encoder_attn.q_proj.weight").shape = {8, 32};
  });
  EXPECT_NE(refusal(folder).find("encoder_attn.q_proj.weight"), std::string::npos) << refusal(folder);
}

}  // namespace
}  // namespace headlight
