#include "io/hugging_face_cache.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <optional>
#include <string>

#include "files.h"
#include "io/model_files.h"
#include "support/shared_data.h"

namespace headlight::io {
namespace {

namespace fs = std::filesystem;

/// Sets variables for one test and puts back what they were.
class Environment {
 public:
  void set(const char* name, const std::string& value) {
    remember(name);
    setenv(name, value.c_str(), 1);
  }
  void unset(const char* name) {
    remember(name);
    unsetenv(name);
  }
  ~Environment() {
    for (const auto& [name, value] : before_) value ? setenv(name.c_str(), value->c_str(), 1) : unsetenv(name.c_str());
  }

 private:
  void remember(const char* name) {
    const char* value = std::getenv(name);
    before_.emplace(name, value ? std::optional<std::string>(value) : std::nullopt);
  }
  std::map<std::string, std::optional<std::string>> before_;
};

class HuggingFaceCacheTest : public ::testing::Test {
 protected:
  const fs::path& cache() const { return folder_.path(); }
  /// A file of a snapshot as huggingface_hub keeps it: a link to a blob beside.
  void link(const std::string& repository, const std::string& revision, const std::string& name,
            const std::string& bytes) {
    const fs::path root = cache() / repository;
    fs::create_directories(root / "blobs");
    fs::create_directories(root / "snapshots" / revision);
    const std::string blob = "blob-" + revision + "-" + name;
    test::writeFile(root / "blobs" / blob, bytes);
    fs::create_symlink("../../blobs/" + blob, root / "snapshots" / revision / name);
  }
  void main(const std::string& repository, const std::string& revision) {
    fs::create_directories(cache() / repository / "refs");
    test::writeFile(cache() / repository / "refs" / "main", revision);
  }
  test::TemporaryFolder folder_;
};

TEST_F(HuggingFaceCacheTest, FindsSnapshotsThroughTheirLinks) {
  link("models--openai-community--gpt2", "aaa", "config.json", "{}");
  link("models--openai-community--gpt2", "aaa", "model.safetensors", "12345");
  link("models--openai-community--gpt2", "bbb", "config.json", "{}");
  link("models--openai-community--gpt2", "bbb", "pytorch_model.bin", "1234567");
  main("models--openai-community--gpt2", "aaa");
  link("models--alone", "ccc", "config.json", "{}");
  link("models--alone", "ccc", "model-1.safetensors", "123");
  link("models--alone", "ccc", "model-2.safetensors", "1234");
  link("models--alone", "ccc", "model.safetensors.index.json",
       R"({"weight_map":{"a":"model-1.safetensors","b":"model-2.safetensors","c":"model-1.safetensors"}})");
  link("datasets--org--texts", "ddd", "config.json", "{}");
  link("models--org--only-a-tokenizer", "eee", "tokenizer.json", "{}");

  const std::vector<CachedModel> models = cachedModels(cache());
  ASSERT_EQ(models.size(), 2u);
  EXPECT_EQ(models[0].id, "alone");
  EXPECT_EQ(models[0].bytes, 7u);
  EXPECT_EQ(models[0].problem, "");
  EXPECT_EQ(models[1].id, "openai-community/gpt2");
  EXPECT_EQ(models[1].revision, "aaa");
  EXPECT_EQ(models[1].bytes, 5u);
  EXPECT_EQ(models[1].folder, cache() / "models--openai-community--gpt2" / "snapshots" / "aaa");
  EXPECT_EQ(modelName(findModelFiles(models[1].folder)), "gpt2");

  // Without refs/main, or where that snapshot is not there, the newest.
  main("models--openai-community--gpt2", "gone");
  fs::last_write_time(cache() / "models--openai-community--gpt2" / "snapshots" / "aaa",
                      fs::file_time_type::clock::now() - std::chrono::hours(1));
  EXPECT_EQ(cachedModels(cache())[1].revision, "bbb");
}

TEST_F(HuggingFaceCacheTest, SaysWhatIsIncomplete) {
  link("models--org--broken-off", "aaa", "config.json", "{}");
  link("models--org--broken-off", "aaa", "model.safetensors", "1");
  fs::remove(cache() / "models--org--broken-off" / "blobs" / "blob-aaa-model.safetensors");
  link("models--org--no-weights", "aaa", "config.json", "{}");
  link("models--org--one-part", "aaa", "config.json", "{}");
  link("models--org--one-part", "aaa", "model.safetensors.index.json", R"({"weight_map":{"a":"gone.safetensors"}})");
  const std::vector<CachedModel> models = cachedModels(cache());
  ASSERT_EQ(models.size(), 3u);
  EXPECT_TRUE(test::contains(models[0].problem, "the download is incomplete"));
  EXPECT_TRUE(test::contains(models[1].problem, "found no weights"));
  EXPECT_TRUE(test::contains(models[2].problem, "fetch all parts"));
}

TEST_F(HuggingFaceCacheTest, NoCacheIsNoModels) {
  EXPECT_TRUE(cachedModels(cache() / "nowhere").empty());
  main("models--org--empty", "../../../../etc");
  EXPECT_TRUE(cachedModels(cache()).empty());
}

TEST_F(HuggingFaceCacheTest, TheEnvironmentSaysWhereItIs) {
  Environment environment;
  for (const char* variable : {"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HOME", "XDG_CACHE_HOME"})
    environment.unset(variable);
  environment.set("HOME", "/home/somebody");
  EXPECT_EQ(huggingFaceCacheFolder(), "/home/somebody/.cache/huggingface/hub");
  environment.set("XDG_CACHE_HOME", "/caches");
  EXPECT_EQ(huggingFaceCacheFolder(), "/caches/huggingface/hub");
  environment.set("HF_HOME", "~/hf");
  EXPECT_EQ(huggingFaceCacheFolder(), "/home/somebody/hf/hub");
  environment.set("HF_HUB_CACHE", cache().string());
  EXPECT_EQ(huggingFaceCacheFolder(), cache());
  link("models--a--b", "c", "config.json", "{}");
  ASSERT_EQ(cachedModels().size(), 1u);
}

}  // namespace
}  // namespace headlight::io
