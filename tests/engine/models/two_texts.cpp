#include "two_texts.h"

#include <gtest/gtest.h>

#include "compare.h"
#include "models/load_model.h"
#include "reference/partials.h"
#include "support/tiny_model.h"

namespace headlight::test {

std::shared_ptr<const Trace> runTexts(const Model& model, Backend& backend, const Ids& source, const Ids& target,
                                      const std::shared_ptr<const Trace>& before) {
  const Request request{1, std::vector<Input>{TokenInput{source}, TokenInput{target}}, model.info()->everySite()};
  return runModel(model, backend, request, {}, before);
}

void expectRecordedTexts(const std::filesystem::path& folder, const std::filesystem::path& recorded, Backend& backend) {
  SCOPED_TRACE(folder.filename().string());
  const auto expected = reference::readSafetensors(recorded / "expected.safetensors");
  const auto model = loadModel(folder, backend);
  int texts = 0;
  for (; expected.contains(std::to_string(texts) + ".source"); ++texts) {
    SCOPED_TRACE(testing::Message() << "text " << texts);
    const std::string number = std::to_string(texts) + ".";
    const auto trace = runTexts(*model, backend, reference::idsOf(expected.at(number + "source")),
                                reference::idsOf(expected.at(number + "target")));
    int sites = 0;
    for (const auto& [name, values] : expected) {
      if (!name.starts_with(number) || name.ends_with(".source") || name.ends_with(".target")) continue;
      expectSiteAgrees(*trace, name.substr(number.size()), values);
      ++sites;
    }
    EXPECT_GE(sites, 12);
  }
  EXPECT_EQ(texts, 3);
}

void expectChainOfEdits(const Model& model, Backend& backend, std::size_t edits) {
  Ids texts[] = {randomIds(12, 30, 7), randomIds(9, 30, 8)};
  std::shared_ptr<const Trace> trace = runTexts(model, backend, texts[0], texts[1]);
  const Ids dice = randomIds(static_cast<int>(4 * edits), 1 << 20, 9);
  for (std::size_t edit = 0; edit < edits; ++edit) {
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
    const auto next = runTexts(model, backend, texts[0], texts[1], trace);
    const auto fresh = runTexts(model, backend, texts[0], texts[1]);
    for (const auto& [site, rows] : fresh->sites()) {
      std::vector<int> shape, freshShape;
      ASSERT_EQ(siteToHost(*next, site, shape), siteToHost(*fresh, site, freshShape))
          << "edit " << edit << ", site " << model.info()->siteName(site);
      ASSERT_EQ(shape, freshShape);
    }
    for (int layer = 0; ofTarget && layer < model.info()->stack(StackId::Encoder).layers; ++layer)
      ASSERT_EQ(next->firstRow(StackId::Encoder, layer), next->rows(StackId::Encoder))
          << "a row of the encoder was computed for an edit of the target";
    trace = next;
  }
}

}  // namespace headlight::test
