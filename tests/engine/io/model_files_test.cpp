#include "io/model_files.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <numeric>
#include <string>
#include <vector>

#include "files.h"
#include "io/stored_tensors.h"
#include "support/shared_data.h"

namespace headlight::io {
namespace {

namespace fs = std::filesystem;
using test::contains;
using test::sentenceOf;

class ModelFilesTest : public ::testing::Test {
 protected:
  fs::path at(const std::string& name) const { return folder_.path() / name; }
  void write(const std::string& name, const std::string& bytes = "{}") { test::writeFile(at(name), bytes); }
  /// A safetensors file of one f32 tensor [2].
  void writeTensor(const std::string& file, const std::string& tensor, float first) {
    const nlohmann::json header{{tensor, {{"dtype", "F32"}, {"shape", {2}}, {"data_offsets", {0, 8}}}}};
    write(file, test::safetensorsBytes(header.dump(), test::bytesOf(std::vector<float>{first, first + 1})));
  }
  void writeIndex(const std::string& name, const nlohmann::json& map) {
    write(name, nlohmann::json{{"metadata", {{"total_size", 16}}}, {"weight_map", map}}.dump());
  }
  std::string refusal() {
    return sentenceOf([&] { findModelFiles(folder_.path()); });
  }
  std::string indexRefusal(const nlohmann::json& map) {
    writeIndex("model.safetensors.index.json", map);
    const std::string sentence = sentenceOf([&] { StoredTensors::open(at("model.safetensors.index.json")); });
    EXPECT_TRUE(contains(sentence, at("model.safetensors.index.json").string()));
    return sentence;
  }
  test::TemporaryFolder folder_;
};

TEST_F(ModelFilesTest, FindsTheWeightsInTheOrderOfTransformers) {
  write("config.json");
  for (const char* name :
       {"pytorch_model.bin.index.json", "pytorch_model.bin", "model.safetensors.index.json", "model.safetensors"}) {
    write(name);
    const ModelFiles files = findModelFiles(folder_.path());
    EXPECT_EQ(files.weights, at(name));
    EXPECT_EQ(files.config, at("config.json"));
    EXPECT_FALSE(files.given);
  }
  EXPECT_EQ(modelName(findModelFiles(folder_.path())), folder_.path().filename().string());
}

TEST_F(ModelFilesTest, TakesAFileByItselfAndAShardForItsIndex) {
  write("config.json");
  for (const char* name : {"tuned.safetensors", "model.safetensors", "m-00001-of-00002.safetensors"}) {
    write(name);
    EXPECT_EQ(findModelFiles(at(name)).weights, at(name));
    EXPECT_EQ(findModelFiles(at(name)).folder, folder_.path());
  }
  EXPECT_TRUE(findModelFiles(at("tuned.safetensors")).given);
  EXPECT_FALSE(findModelFiles(at("model.safetensors")).given);
  EXPECT_EQ(modelName(findModelFiles(at("tuned.safetensors"))), "tuned");
  write("m.safetensors.index.json");
  EXPECT_EQ(findModelFiles(at("m-00001-of-00002.safetensors")).weights, at("m.safetensors.index.json"));
}

TEST_F(ModelFilesTest, NamesAModelOfTheDownloadCacheByItsRepository) {
  const fs::path snapshot = at("models--org--some-model") / "snapshots" / "0123abcd";
  fs::create_directories(snapshot);
  test::writeFile(snapshot / "config.json", "{}");
  test::writeFile(snapshot / "model.safetensors", "");
  EXPECT_EQ(modelName(findModelFiles(snapshot)), "some-model");
}

TEST_F(ModelFilesTest, SaysWhatIsMissingAndWhatLiesThereInstead) {
  EXPECT_TRUE(contains(sentenceOf([&] { findModelFiles(at("nowhere")); }), "found nothing"));
  EXPECT_TRUE(contains(refusal(), "config.json: is missing"));
  write("notes.txt");
  EXPECT_TRUE(contains(sentenceOf([&] { findModelFiles(at("notes.txt")); }), "or a .safetensors file"));
  write("alone.safetensors");
  EXPECT_TRUE(contains(sentenceOf([&] { findModelFiles(at("alone.safetensors")); }), "config.json: is missing"));
  write("config.json");
  EXPECT_TRUE(contains(refusal(), "found alone.safetensors; open that file itself"));
  fs::remove(at("alone.safetensors"));
  EXPECT_TRUE(contains(refusal(), "expected model.safetensors or pytorch_model.bin"));
  EXPECT_TRUE(contains(refusal(), "found no weights"));
  for (const auto& [name, part] : {std::pair{"model.onnx", "ONNX"},
                                   {"flax_model.msgpack", "Flax"},
                                   {"tf_model.h5", "TensorFlow"},
                                   {"q4.gguf", "llama.cpp"},
                                   {"adapter_model.safetensors", "adapter"}}) {
    write(name);
    EXPECT_TRUE(contains(refusal(), part));
    fs::remove(at(name));
  }
}

TEST_F(ModelFilesTest, ALinkToNothingIsAnIncompleteDownload) {
  write("config.json");
  fs::create_symlink("../../blobs/0123", at("model.safetensors"));
  EXPECT_TRUE(contains(refusal(), "is a link to ../../blobs/0123, which is not there; the download is incomplete"));
}

TEST_F(ModelFilesTest, ShardsAreOneModel) {
  writeTensor("a.safetensors", "one", 1);
  writeTensor("b.safetensors", "two", 5);
  writeIndex("model.safetensors.index.json", {{"one", "a.safetensors"}, {"two", "b.safetensors"}});
  const StoredTensors both = StoredTensors::open(at("model.safetensors.index.json"));
  ASSERT_NE(both.find("two"), nullptr);
  EXPECT_EQ(toFloats(*both.find("one")), (std::vector<float>{1, 2}));
  EXPECT_EQ(toFloats(*both.find("two")), (std::vector<float>{5, 6}));
  EXPECT_EQ(both.find("two")->file, at("b.safetensors").string());
  EXPECT_EQ(both.find("three"), nullptr);
  EXPECT_EQ(both.mainType(), "f32");
  EXPECT_EQ(both.bytesOnDisk(), fs::file_size(at("a.safetensors")) + fs::file_size(at("b.safetensors")));
  const std::string hash = both.contentHash();
  EXPECT_TRUE(hash.starts_with("xxh3-128:"));
  writeTensor("b.safetensors", "two", 6);
  EXPECT_NE(StoredTensors::open(at("model.safetensors.index.json")).contentHash(), hash);
}

TEST_F(ModelFilesTest, ShardsOfTorchSaveAreOneModelToo) {
  const fs::path vectors = test::vectorsFolder() / "torch_files";
  fs::copy_file(vectors / "legacy.bin", at("pytorch_model-00001-of-00001.bin"));
  writeIndex("pytorch_model.bin.index.json", {{"single", "pytorch_model-00001-of-00001.bin"}});
  write("config.json");
  const ModelFiles files = findModelFiles(folder_.path());
  const StoredTensors opened = StoredTensors::open(files.weights);
  ASSERT_NE(opened.find("single"), nullptr);
  EXPECT_EQ(opened.find("single")->shape, (std::vector<std::int64_t>{4, 6}));
}

TEST_F(ModelFilesTest, AnIndexLeadsNowhereElse) {
  for (const char* name :
       {"../../etc/passwd", "/etc/passwd", "..", ".", "", "sub/a.safetensors", "..\\a.safetensors"}) {
    const std::string sentence = indexRefusal({{"one", name}});
    EXPECT_TRUE(contains(sentence, "which is no plain file name beside it; nothing was read"));
    EXPECT_TRUE(contains(sentence, name));
  }
}

TEST_F(ModelFilesTest, AnIndexThatDoesNotFitIsRefused) {
  EXPECT_TRUE(
      contains(indexRefusal({{"one", "gone.safetensors"}}), "\"gone.safetensors\", which is not in the folder"));
  EXPECT_TRUE(contains(indexRefusal(nlohmann::json::object()), "expected an object with a \"weight_map\""));
  EXPECT_TRUE(contains(indexRefusal({{"one", 7}}), "should be a text, found 7"));
  writeTensor("a.safetensors", "one", 1);
  writeTensor("b.safetensors", "one", 1);
  EXPECT_TRUE(contains(indexRefusal({{"two", "a.safetensors"}}), "which does not have it"));
  EXPECT_TRUE(contains(indexRefusal({{"one", "a.safetensors"}, {"two", "b.safetensors"}}), "lies in two of its files"));
  write("model.safetensors.index.json", "[");
  EXPECT_TRUE(contains(sentenceOf([&] { shardsOf(at("model.safetensors.index.json")); }), "is not JSON"));
}

TEST_F(ModelFilesTest, AHashIsTheFilesOwnAndCanBeGivenUp) {
  writeTensor("a.safetensors", "one", 1);
  const StoredTensors one = StoredTensors::open(at("a.safetensors"));
  EXPECT_EQ(one.contentHash(), SafeTensors::open(at("a.safetensors")).contentHash());
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(one.contentHash(stop.get_token()), "");
}

}  // namespace
}  // namespace headlight::io
