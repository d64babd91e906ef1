#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "models/load_model.h"
#include "models/model_preview.h"
#include "support/passes.h"
#include "support/shared_data.h"
#include "support/tiny_model.h"

// Folders of several files, PyTorch's files among them: those that open, and the sentence of each that does not. What a
// single safetensors file can get wrong is in bad_input_test.cpp.
namespace headlight {
namespace {

namespace fs = std::filesystem;

const fs::path vectors = test::vectorsFolder();

class BadFolder : public testing::Test {
 protected:
  fs::path at(const std::string& name) const { return place_.path() / name; }

  /// config.json of gpt2-tiny-odd and copies of files recorded with its weights.
  void take(std::initializer_list<const char*> files) {
    fs::copy_file(vectors / "gpt2-tiny-odd" / "config.json", at("config.json"), fs::copy_options::overwrite_existing);
    for (const char* file : files) fs::copy_file(vectors / "torch_files" / file, at(file));
  }
  void shard() {
    take({"pytorch_model-00001-of-00002.bin", "pytorch_model-00002-of-00002.bin", "pytorch_model.bin.index.json"});
  }
  void editIndex(const std::function<void(nlohmann::json&)>& edit) {
    nlohmann::json index = nlohmann::json::parse(test::readText(at("pytorch_model.bin.index.json")));
    edit(index);
    test::writeText(at("pytorch_model.bin.index.json"), index.dump());
  }
  std::string refusal(const fs::path& path) {
    try {
      loadModel(path, *backend_);
    } catch (const Error& error) {
      const std::string sentence = error.what();
      EXPECT_EQ(sentence.find('\n'), std::string::npos) << sentence;
      // What can be told without the numbers is told by the preview, in the same words.
      const ModelPreview preview = previewModel(path);
      EXPECT_TRUE(preview.problem.empty() || preview.problem == sentence) << preview.problem << " / " << sentence;
      return sentence;
    }
    ADD_FAILURE() << "was opened";
    return {};
  }
  std::string refusal() { return refusal(place_.path()); }
  std::vector<float> logits(const fs::path& path) {
    const auto model = loadModel(path, *backend_);
    const auto trace = test::pass(*model, *backend_, {1, 2, 3, 4, 5});
    return {trace->predictedLogits().begin(), trace->predictedLogits().end()};
  }

  test::TemporaryFolder place_;
  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);
};

TEST_F(BadFolder, PyTorchsFilesGiveTheSameBitsAsSafetensors) {
  const std::vector<float> expected = logits(vectors / "gpt2-tiny-odd");
  ASSERT_FALSE(expected.empty());
  take({"pytorch_model.bin"});
  EXPECT_EQ(logits(place_.path()), expected);
  EXPECT_EQ(logits(at("pytorch_model.bin")), expected);
  fs::remove(at("pytorch_model.bin"));
  shard();
  EXPECT_EQ(logits(place_.path()), expected);
  EXPECT_EQ(logits(at("pytorch_model-00002-of-00002.bin")), expected) << "a shard stands for all";
  EXPECT_TRUE(previewModel(place_.path()).opens());
}

TEST_F(BadFolder, ASafetensorsFileOpensByItself) {
  take({});
  fs::copy_file(vectors / "gpt2-tiny-odd" / "model.safetensors", at("tuned.safetensors"));
  EXPECT_EQ(logits(at("tuned.safetensors")), logits(vectors / "gpt2-tiny-odd"));
  const auto model = loadModel(at("tuned.safetensors"), *backend_);
  EXPECT_EQ(model->info()->name, "tuned");
  EXPECT_EQ(logits(model->info()->folder), logits(vectors / "gpt2-tiny-odd")) << "the path that it says opens it again";
  fs::remove(at("config.json"));
  const std::string sentence = refusal(at("tuned.safetensors"));
  EXPECT_NE(sentence.find("config.json: is missing"), std::string::npos) << sentence;
  EXPECT_NE(sentence.find("weights without the config.json that says what they are"), std::string::npos) << sentence;
}

TEST_F(BadFolder, ATruncatedShard) {
  shard();
  const std::string whole = test::readText(at("pytorch_model-00002-of-00002.bin"));
  for (const std::size_t size :
       {whole.size() - 1, whole.size() / 2, std::size_t(1000), std::size_t(10), std::size_t(0)}) {
    SCOPED_TRACE(size);
    test::writeText(at("pytorch_model-00002-of-00002.bin"), whole.substr(0, size));
    EXPECT_EQ(refusal().rfind(at("pytorch_model-00002-of-00002.bin").string() + ": ", 0), 0u) << refusal();
  }
  test::writeText(at("pytorch_model-00002-of-00002.bin"), whole.substr(0, whole.size() - 1));
  EXPECT_NE(refusal().find("the file is truncated"), std::string::npos) << refusal();
}

TEST_F(BadFolder, AnIndexThatLeadsOutOfTheFolder) {
  shard();
  editIndex([](nlohmann::json& index) { index["weight_map"].front() = "../../etc/passwd"; });
  EXPECT_EQ(refusal(),
            at("pytorch_model.bin.index.json").string() +
                ": names the file \"../../etc/passwd\", which is no plain file name beside it; nothing was read");
}

TEST_F(BadFolder, AnIndexThatNamesAFileThatIsNotThere) {
  shard();
  fs::remove(at("pytorch_model-00001-of-00002.bin"));
  EXPECT_EQ(refusal(),
            at("pytorch_model.bin.index.json").string() +
                ": names the file \"pytorch_model-00001-of-00002.bin\", which is not in the folder; fetch all "
                "parts of the model");
}

TEST_F(BadFolder, APickleThatCallsOsSystem) {
  take({});
  fs::copy_file(vectors / "torch_files" / "hostile-system.bin", at("pytorch_model.bin"));
  EXPECT_EQ(refusal(), at("pytorch_model.bin").string() +
                           ": the pickle asks for os.system, which is not part of a tensor state dict; nothing was "
                           "executed");
}

TEST_F(BadFolder, AHeaderOfTwoToThe63Bytes) {
  take({});
  const std::uint64_t claimed = std::uint64_t{1} << 63;
  test::writeText(at("model.safetensors"), std::string(reinterpret_cast<const char*>(&claimed), 8) + "{}");
  EXPECT_EQ(refusal(),
            at("model.safetensors").string() +
                ": says that its header has 9223372036854775808 bytes, but only 2 follow; the file is truncated "
                "or no safetensors file");
}

TEST_F(BadFolder, OverlappingTensors) {
  take({});
  const std::string header =
      R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}})";
  const std::uint64_t size = header.size();
  test::writeText(at("model.safetensors"),
                  std::string(reinterpret_cast<const char*>(&size), 8) + header + std::string(12, '\0'));
  EXPECT_EQ(refusal(), at("model.safetensors").string() +
                           ": tensor \"b\": begins at byte 4, inside the tensor before it, which ends at 8");
}

TEST_F(BadFolder, AFolderWithoutWeights) {
  take({});
  EXPECT_EQ(refusal(),
            place_.path().string() +
                ": expected model.safetensors or pytorch_model.bin (or their .index.json), found no weights");
}

// Root may read everything: the folder is opened by a child that is somebody else.
TEST_F(BadFolder, AFolderWithoutReadPermission) {
  test::writeTinyModel(place_.path());
  fs::permissions(place_.path(), fs::perms::none);
  const auto open = [&] {
    try {
      loadModel(place_.path(), *backend_);
      return std::string("was opened");
    } catch (const Error& error) {
      return std::string(error.what());
    }
  };
  std::string sentence;
  if (geteuid() != 0) {
    sentence = open();
  } else {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      constexpr uid_t nobody = 65534;
      const std::string told = setresuid(nobody, nobody, nobody) == 0 ? open() : "cannot be somebody else";
      _exit(write(ends[1], told.data(), told.size()) == static_cast<ssize_t>(told.size()) ? 0 : 1);
    }
    close(ends[1]);
    char buffer[2000];
    for (ssize_t count; (count = read(ends[0], buffer, sizeof buffer)) > 0;)
      sentence.append(buffer, static_cast<std::size_t>(count));
    close(ends[0]);
    waitpid(child, nullptr, 0);
  }
  fs::permissions(place_.path(), fs::perms::owner_all);
  EXPECT_EQ(sentence, at("config.json").string() +
                          ": cannot be read (Permission denied); give yourself the right to read the folder");
}

}  // namespace
}  // namespace headlight
