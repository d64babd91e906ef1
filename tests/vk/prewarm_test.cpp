#include <gtest/gtest.h>

#include "backend/vulkan/vulkan_backend.h"
#include "models/load_model.h"
#include "support/passes.h"
#include "support/shared_data.h"
#include "support/tiny_llama.h"
#include "support/tiny_model.h"
#include "vk/kernel_cache.h"
#include "vk/vulkan_device.h"

/// Once a model is loaded, no text makes a new pipeline: compiling one would stand between a key press and its picture.
namespace headlight::test {
namespace {

TEST(Prewarm, NoPassMakesAPipelineThatLoadingDidNot) {
  struct Case {
    bool likeGpu;
    WeightStorage storage;
    int width, heads, vocabulary;
  };
  for (const auto& [likeGpu, storage, width, heads, vocabulary] :
       {Case{false, WeightStorage::F32, 36, 4, 61}, Case{false, WeightStorage::F16, 64, 4, 700},
        Case{false, WeightStorage::F32, 30, 2, 70}, Case{true, WeightStorage::BF16, 64, 4, 700},
        Case{true, WeightStorage::F32, 30, 2, 70}}) {
    SCOPED_TRACE(testing::Message() << width << " wide, " << heads << " heads" << (likeGpu ? ", like a GPU" : ""));
    HEADLIGHT_VULKAN_OR_SKIP(device, kernelFamily(likeGpu));
    const std::shared_ptr<Backend> backend = makeVulkanBackend(device, storage);
    TinyModel options;
    options.width = width, options.heads = heads, options.vocabulary = vocabulary;
    const TemporaryFolder folder;
    writeTinyModel(folder.path(), options);
    const auto model = loadModel(folder.path(), *backend);
    const std::size_t loaded = device->kernels().size();
    EXPECT_GT(loaded, 10U);
    for (const int tokens : {1, 2, 3, 5, 9, 33, 64, 90}) pass(*model, *backend, randomIds(tokens, vocabulary));
    EXPECT_EQ(device->kernels().size(), loaded);
  }
}

TEST(Prewarm, LlamasPassesMakeNoneEither) {
  for (const auto& [likeGpu, storage, width, inner] : {std::tuple{false, WeightStorage::F32, 36, 50},
                                                       {false, WeightStorage::BF16, 64, 128},
                                                       {true, WeightStorage::F32, 21, 37},
                                                       {true, WeightStorage::BF16, 64, 128}}) {
    SCOPED_TRACE(testing::Message() << width << " wide" << (likeGpu ? ", like a GPU" : ""));
    HEADLIGHT_VULKAN_OR_SKIP(device, kernelFamily(likeGpu));
    const std::shared_ptr<Backend> backend = makeVulkanBackend(device, storage);
    TinyLlama options;
    options.width = width, options.inner = inner, options.biases = true;
    const TemporaryFolder folder;
    writeTinyLlama(folder.path(), options);
    const auto model = loadModel(folder.path(), *backend);
    const std::size_t loaded = device->kernels().size();
    for (const int tokens : {1, 2, 3, 5, 9, 33, 64, 90}) pass(*model, *backend, randomIds(tokens, options.vocabulary));
    EXPECT_EQ(device->kernels().size(), loaded);
  }
}

// Of widths that four divides, and of odd ones.
TEST(Prewarm, RecurrentPassesMakeNoneEither) {
  for (const auto& [likeGpu, name] :
       {std::pair{false, "one-width"}, {false, "many-widths"}, {true, "one-width"}, {true, "many-widths"}}) {
    SCOPED_TRACE(testing::Message() << name << (likeGpu ? ", like a GPU" : ""));
    HEADLIGHT_VULKAN_OR_SKIP(device, kernelFamily(likeGpu));
    const std::shared_ptr<Backend> backend = makeVulkanBackend(device, WeightStorage::F32);
    const auto model = loadModel(vectorsFolder() / "rnnsearch" / name, *backend);
    const std::size_t loaded = device->kernels().size();
    for (const int tokens : {1, 2, 3, 5, 9, 33, 64, 90}) {
      const std::vector<Input> texts{TokenInput{randomIds(tokens, 27)}, TokenInput{randomIds(1 + tokens % 7, 27)}};
      runModel(*model, *backend, Request{1, texts, model->info()->everySite()});
    }
    EXPECT_EQ(device->kernels().size(), loaded);
  }
}

}  // namespace
}  // namespace headlight::test
