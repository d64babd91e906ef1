#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "backend/eigen/cpu_level.h"
#include "backend/eigen/panel_choice.h"
#include "backend/eigen/panel_product.h"
#include "base/error.h"
#include "io/half.h"
#include "ops/ops.h"
#include "support/backends.h"
#include "support/near.h"
#include "support/random_tensor.h"

/// One program for every processor: the kernels of each level, the ways of a product, and the choice between them.
namespace headlight::test {
namespace {

/// HEADLIGHT_CPU while this lives.
class NamedCpu {
 public:
  explicit NamedCpu(const char* level) {
    if (const char* before = std::getenv("HEADLIGHT_CPU")) before_ = before;
    setenv("HEADLIGHT_CPU", level, 1);
  }
  ~NamedCpu() { before_ ? setenv("HEADLIGHT_CPU", before_->c_str(), 1) : unsetenv("HEADLIGHT_CPU"); }
  NamedCpu(const NamedCpu&) = delete;
  NamedCpu& operator=(const NamedCpu&) = delete;

 private:
  std::optional<std::string> before_;
};

bool isRunnable(const std::string& level) {
  for (const CpuKernels* kernels : runnableKernels())
    if (kernels->level == level) return true;
  return false;
}

TEST(CpuLevels, HeadlightCpuTakesEachLevelThatTheProcessorHas) {
  for (const CpuKernels* kernels : runnableKernels()) {
    const NamedCpu named(kernels->level);
    EXPECT_EQ(&chosenKernels(), kernels);
    EXPECT_NE(makeBackend("cpu", 1)->deviceName().find(levelName(*kernels)), std::string::npos);
    EXPECT_NE(listDevices().front().type.find(levelName(*kernels)), std::string::npos);
  }
}

TEST(CpuLevels, AnotherWordIsRefusedWithWhatThereIs) {
  for (const char* word : {"v1", "v9", "avx2"}) {
    const NamedCpu named(word);
    try {
      makeBackend("cpu", 1);
      ADD_FAILURE() << word;
    } catch (const Error& error) {
      const std::string sentence = error.what();
      EXPECT_NE(sentence.find(word), std::string::npos) << sentence;
      EXPECT_NE(sentence.find(runnableKernels().back()->level), std::string::npos) << sentence;
    }
    EXPECT_NE(listDevices().front().type.find("not usable"), std::string::npos);  // said, not thrown
  }
}

/// A pass over every operation, on one level.
std::vector<float> everything(const char* level, WeightStorage storage) {
  const NamedCpu named(level);
  const std::shared_ptr<Backend> backend = makeBackend("cpu", 2, storage);
  const int rows = 77, heads = 3, headWidth = 22, width = heads * headWidth, out = 101;
  std::vector<float> all, x, weight, bias, turn;
  const auto keep = [&](const Tensor& tensor) {
    const std::vector<float> values = toHost(*backend, tensor);
    all.insert(all.end(), values.begin(), values.end());
  };
  const Tensor xs = randomTensor(*backend, {rows, width}, 1, x);
  const Tensor weights = randomTensor(*backend, {1, width}, 2, weight);
  const Tensor biases = randomTensor(*backend, {1, width}, 3, bias);
  const Tensor turns = randomTensor(*backend, {rows, headWidth}, 4, turn);
  const Tensor scoreBias = xs.rows(2, 2 + heads).columns(0, {41});
  const auto matrix = [&](int outputs, int inputs, int seed) {
    return backend->packLinear(randomFloats(static_cast<std::size_t>(outputs * inputs), seed), outputs, inputs);
  };
  const Tensor square = matrix(width, width, 5), tall = matrix(out, width, 6);
  const Tensor normal = ops::layerNorm(xs, weights, biases, 1e-5F);
  keep(normal);
  keep(ops::rmsNorm(xs, weights, 1e-6F));
  for (const Activation activation : everyActivation) keep(ops::linear(normal, tall, nullptr, activation));
  for (const int some : {1, 2, 3, 5, 7, 11, 13}) keep(ops::linear(normal.rows(0, some), square, &biases));
  Tensor queries = ops::linear(normal, square, &biases).viewAs({rows, heads, headWidth});
  ops::rotary(queries, turns);
  keep(queries);
  for (const int begin : {0, 70, 76}) {
    Tensor pattern = ops::attentionScores(queries.rows(begin, rows), Rows(queries), 0.3F, 128);
    ops::addScoreBias(pattern, scoreBias, 0.9F, begin, rows);
    ops::softmaxRows(pattern, begin, rows, true, begin == 70 ? 9 : 0);
    keep(pattern);
    keep(ops::patternStatistics(pattern, begin, rows, true));
    keep(ops::attentionMix(pattern, Rows(queries)));
  }
  keep(ops::add(xs, normal));
  keep(ops::multiply(xs, normal));
  for (const Activation activation : everyActivation) keep(ops::activate(xs, activation));
  const std::vector<std::int32_t> ids{0, 100, 17};
  keep(ops::gatherRows(tall, ids));
  return all;
}

TEST(CpuLevels, V3AndV4GiveTheSameBits) {
  if (!isRunnable("v4")) GTEST_SKIP() << "this processor has no AVX-512";
  for (const WeightStorage storage : {WeightStorage::F32, WeightStorage::F16, WeightStorage::BF16})
    EXPECT_TRUE(sameBits(everything("v3", storage), everything("v4", storage))) << toString(storage);
}

/// v2 rounds the product and the sum one after the other. After 66 terms, some of which cancel, and a few layers of
/// them the results differ by some units in the last place of what was summed, not by more.
TEST(CpuLevels, V2DiffersByRoundingOnly) {
  if (!isRunnable("v3")) GTEST_SKIP() << "this processor has no AVX2";
  const std::vector<float> fused = everything("v3", WeightStorage::F32), twice = everything("v2", WeightStorage::F32);
  ASSERT_EQ(fused.size(), twice.size());
  double furthest = 0;
  for (std::size_t i = 0; i < fused.size(); ++i)
    furthest = std::max(furthest, std::abs(double{fused[i]} - double{twice[i]}) / (1 + std::abs(double{fused[i]})));
  EXPECT_LT(furthest, 2e-4);  // 66 terms of up to 30 x 30, each rounded to 6e-8 of it: 3e-5; softmax of those
  EXPECT_GT(furthest, 0);     // it did run other kernels
}

/// A packed weight for the kernels, without a backend.
struct Packed {
  std::vector<std::byte> bytes;
  int panels, in;
};
Packed pack(int panels, int in, panel::Stored stored) {
  const std::size_t elements = static_cast<std::size_t>(panels) * static_cast<std::size_t>(in) * panel::width;
  const std::vector<float> values = randomFloats(elements, 9);
  Packed packed{{}, panels, in};
  packed.bytes.resize(elements * (stored == panel::StoredF32 ? 4 : 2));
  for (std::size_t i = 0; i < elements; ++i) {
    if (stored == panel::StoredF32) {
      std::memcpy(packed.bytes.data() + 4 * i, &values[i], 4);
      continue;
    }
    const std::uint16_t half = stored == panel::StoredF16
                                   ? io::floatToHalf(values[i])
                                   : static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(values[i]) >> 16);
    std::memcpy(packed.bytes.data() + 2 * i, &half, 2);
  }
  return packed;
}

TEST(PanelWays, EveryWayGivesTheSameBits) {
  for (const CpuKernels* kernels : runnableKernels()) {
    const std::vector<PanelWay> ways = panelWays(*kernels);
    ASSERT_GE(ways.size(), 2u) << kernels->level;
    for (const panel::Stored stored : {panel::StoredF32, panel::StoredF16, panel::StoredBf16})
      for (const int in : {1, 127, 1537})
        for (const int panels : {1, 2, 3, 5}) {
          const Packed weight = pack(panels, in, stored);
          for (const int rows : {1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 25, 96}) {
            const std::vector<float> x = randomFloats(static_cast<std::size_t>(rows * in), 1);
            std::vector<float> first;
            for (const PanelWay& way : ways) {
              std::vector<float> sums(static_cast<std::size_t>(panels * rows * panel::width), 7.0F);
              PanelProduct{way,  stored,     weight.bytes.data(), panels, in, x.data(), static_cast<std::size_t>(in),
                           rows, sums.data()}
                  .run();
              if (first.empty()) first = sums;
              ASSERT_TRUE(sameBits(first, sums))
                  << kernels->level << ", " << way.name << ", " << rows << " rows, " << panels << " panels of " << in;
            }
          }
        }
  }
}

TEST(PanelWays, TheFastestOfEachClassIsTakenAndAHairIsNoReason) {
  PanelChoice choice(chosenKernels());
  const std::vector<PanelWay>& ways = choice.ways();
  const std::string before = choice.wayFor(1).name,
                    wanted = ways.back().name == before ? ways.front().name : ways.back().name;
  choice.measure(20, [&](const PanelWay& way, int rows) {
    if (rows == 1) return way.name == wanted ? 0.99 : 1.0;  // 1 % faster: noise
    return way.name == wanted ? 0.5 : 1.0;
  });
  EXPECT_EQ(choice.wayFor(1).name, before);
  for (const int rows : {2, 3, 4, 8, 12, 13, 5000}) EXPECT_EQ(choice.wayFor(rows).name, wanted) << rows;
}

TEST(PanelWays, AMeasurementEndsWithItsBudgetAndOneLookIsNone) {
  PanelChoice choice(chosenKernels());
  const std::string before = choice.describe();
  int runs = 0;
  choice.measure(0, [&](const PanelWay&, int) { return ++runs, 1.0 / runs; });
  EXPECT_EQ(choice.describe(), before);
}

TEST(PanelWays, AChoiceIsRecalledByItsKeyUnlessTheFileIsNot) {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("headlight-ways-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  const char* home = std::getenv("XDG_CACHE_HOME");
  const std::optional<std::string> before = home ? std::optional<std::string>(home) : std::nullopt;
  setenv("XDG_CACHE_HOME", folder.c_str(), 1);
  PanelChoice choice(chosenKernels());
  EXPECT_FALSE(choice.recall("this processor"));
  const int other = choice.wayFor(1).name == choice.ways().front().name ? 1 : 0;
  choice.take(1, other);
  choice.remember("this processor");
  PanelChoice again(chosenKernels());
  EXPECT_FALSE(again.recall("another processor"));
  EXPECT_TRUE(again.recall("this processor"));
  EXPECT_EQ(again.describe(), choice.describe());
  for (const char* damaged : {"", "{", "[1, 2]", R"({"this processor": ["v9 nothing"]})", R"({"this processor": 3})",
                              R"({"this processor": [1, 2, 3, 4, 5, 6, 7, 8]})"}) {
    std::ofstream(folder / "headlight" / "cpu-kernels-2.json") << damaged;
    PanelChoice fresh(chosenKernels());
    EXPECT_FALSE(fresh.recall("this processor")) << damaged;
    EXPECT_EQ(fresh.describe(), PanelChoice(chosenKernels()).describe()) << damaged;
  }
  before ? setenv("XDG_CACHE_HOME", before->c_str(), 1) : unsetenv("XDG_CACHE_HOME");
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace headlight::test
