#include "session/occlusion.h"

#include <gtest/gtest.h>

#include <cmath>
#include <latch>

#include "../session/recorder.h"
#include "base/error.h"
#include "models/load_model.h"
#include "support/backends.h"
#include "support/derived_maps.h"
#include "support/near.h"

namespace headlight {
namespace {

using test::derivedMaps;
using test::RecordedCase;
using test::Recorder;

constexpr std::pair<const char*, OcclusionFill> fills[] = {{"mean", OcclusionFill::Mean},
                                                           {"black", OcclusionFill::Black},
                                                           {"blurred", OcclusionFill::Blurred},
                                                           {"zero", OcclusionFill::Zero}};
constexpr std::array<float, 3> black{-2.0f, -1.5f, -1.0f};  // as record_derived.py has it

class Occluding : public test::OnBackends {
 protected:
  Loaded onBackend(const std::string& folder) {
    auto own = makeBackend(GetParam(), 1);
    std::shared_ptr<const Model> model = loadModel(test::vectors / folder, *own);
    return {std::move(own), std::move(model)};
  }
};

TEST_P(Occluding, isWhatNumPyAndPyTorchCompute) {
  for (const RecordedCase& which : test::recordedCases) {
    if (which.folder == "vit-tiny-bare") continue;  // no classes
    for (const auto& [name, fill] : fills) {
      SCOPED_TRACE(which.key(name));
      Recorder recorder;
      Session session([&](const LoadProgress&, std::stop_token) { return onBackend(which.folder); },
                      recorder.callbacks());
      std::vector<OcclusionMap> maps;
      session.start(occlusionJob({.picture = test::recordedPicture(which),
                                  .fill = fill,
                                  .black = black,
                                  .row = [&](const OcclusionMap& map) { maps.push_back(map); }},
                                 [&](const std::string& error) { recorder.note("ended " + error); }));
      ASSERT_TRUE(recorder.waitForNote("ended "));
      const reference::Array& expected = derivedMaps().at(which.key(std::string("occlusion.") + name));
      ASSERT_EQ(maps.size(), static_cast<std::size_t>(expected.shape.at(0))) << "once for each row";
      EXPECT_EQ(maps.back().grid, (PatchGrid{expected.shape.at(0), expected.shape.at(1)}));
      EXPECT_EQ(maps.back().rowsDone, expected.shape.at(0));
      EXPECT_EQ(maps.front().rowsDone, 1);
      EXPECT_EQ(maps.front().change.back(), 0) << "not there yet";
      EXPECT_TRUE(test::near(maps.back().change, expected.values, 1e-4));
    }
  }
}

// An edit comes in between: it is answered before the map is done, and the map is the same as without.
TEST_P(Occluding, givesWayToEditsAndGoesOn) {
  const RecordedCase which{"vit-tiny", "24x24"};
  Recorder recorder;
  Session session([&](const LoadProgress&, std::stop_token) { return onBackend(which.folder); }, recorder.callbacks());
  std::latch begun(1), edited(1);
  OcclusionMap last;
  session.start(occlusionJob({.picture = test::recordedPicture(which),
                              .label = 1,
                              .row =
                                  [&](const OcclusionMap& map) {
                                    if (map.rowsDone == 1) {
                                      begun.count_down();
                                      edited.wait();
                                    }
                                    last = map;
                                  }},
                             [&](const std::string& error) { recorder.note("ended " + error); }));
  begun.wait();
  session.submit({7, test::recordedPicture(which), {}});
  edited.count_down();
  ASSERT_TRUE(recorder.waitForRevision(7));
  ASSERT_TRUE(recorder.waitForNote("ended "));
  EXPECT_EQ(last.label, 1);
  EXPECT_EQ(last.rowsDone, 3);

  // The same by whole passes, one patch after the other.
  const Loaded loaded = onBackend(which.folder);
  const PictureInput picture = test::recordedPicture(which);
  const std::vector<float> filled = occlusionPixels(picture, OcclusionFill::Mean, {}, 8, 8);
  for (int place = 0; place < 9; ++place) {
    auto pixels = std::make_shared<std::vector<float>>(*picture.pixels);
    for (int c = 0; c < 3; ++c)
      for (int y = 0; y < 8; ++y)
        for (int x = 0; x < 8; ++x) {
          const auto at = static_cast<std::size_t>((c * 24 + place / 3 * 8 + y) * 24 + place % 3 * 8 + x);
          (*pixels)[at] = filled[at];
        }
    const auto trace = runModel(*loaded.model, *loaded.backend, Request{1, PictureInput{24, 24, pixels, nullptr}, {}});
    const auto logits = trace->predictedLogits();
    double sum = 0;
    for (const float logit : logits) sum += std::exp(double{logit});
    EXPECT_NEAR(last.probability + last.change[static_cast<std::size_t>(place)], std::exp(double{logits[1]}) / sum,
                1e-6);
  }
}

INSTANTIATE_TEST_SUITE_P(Backends, Occluding, testing::ValuesIn(test::availableBackends()), test::backendName);

TEST(Occlusion, refusesModelsWithoutClassesAndLabelsThatAreNone) {
  const auto sentence = [](const std::string& folder, const RecordedCase& which, int label) {
    Recorder recorder;
    Session session(
        [&](const LoadProgress&, std::stop_token) {
          auto own = makeBackend("cpu", 1);
          std::shared_ptr<const Model> model = loadModel(test::vectors / folder, *own);
          return Loaded{std::move(own), std::move(model)};
        },
        recorder.callbacks());
    std::string sentence;
    session.start(
        occlusionJob({.picture = test::recordedPicture(which), .label = label}, [&](const std::string& error) {
          sentence = error;
          recorder.note("ended");
        }));
    EXPECT_TRUE(recorder.waitForNote("ended"));
    return sentence;
  };
  EXPECT_NE(sentence("vit-tiny-bare", {"vit-tiny-bare", "12x20"}, -1).find("has no classes"), std::string::npos);
  EXPECT_NE(sentence("vit-tiny", {"vit-tiny", "24x24"}, 3).find("a class below 3, got 3"), std::string::npos);
}

TEST(Occlusion, fillsAreWhatTheyAreCalled) {
  const PictureInput picture =
      test::pictureOf(2, 3, std::vector<float>{1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 6, -1, -1, -1, -1, -1, -1});
  EXPECT_EQ(occlusionPixels(picture, OcclusionFill::Mean, {}, 1, 1)[2], 3.5f);
  EXPECT_EQ(occlusionPixels(picture, OcclusionFill::Mean, {}, 1, 1)[6], 1.0f);
  EXPECT_EQ(occlusionPixels(picture, OcclusionFill::Black, black, 1, 1)[17], -1.0f);
  EXPECT_EQ(occlusionPixels(picture, OcclusionFill::Zero, black, 1, 1), std::vector<float>(18, 0.0f));
  EXPECT_NEAR(occlusionPixels(picture, OcclusionFill::Blurred, {}, 1, 1)[15], -1, 1e-6) << "a plain channel stays";
  EXPECT_THROW(occlusionPixels({2, 3, nullptr, nullptr}, OcclusionFill::Mean, {}, 1, 1), Error);
}

}  // namespace
}  // namespace headlight
