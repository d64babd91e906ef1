#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "io/safetensors.h"
#include "model_folder.h"
#include "npz_reader.h"
#include "process.h"
#include "support/shared_data.h"

namespace headlight::test {
namespace {

const std::filesystem::path tiny = test::vectorsFolder() / "gpt2-tiny-f32";

std::vector<float> recorded(const io::SafeTensors& file, const std::string& name) {
  const io::StoredTensor* tensor = file.find(name);
  if (!tensor) throw std::runtime_error("no recorded " + name);
  return file.toFloats(*tensor);
}

void expectNear(const std::vector<float>& got, const std::vector<float>& wanted, double tolerance) {
  ASSERT_EQ(got.size(), wanted.size());
  for (std::size_t i = 0; i < got.size(); ++i) ASSERT_NEAR(got[i], wanted[i], tolerance) << "element " << i;
}

double largest(const std::vector<float>& values) {
  double most = 0;
  for (float value : values) most = std::max(most, std::fabs(static_cast<double>(value)));
  return most;
}

// The file against what PyTorch recorded (tests/vectors/record_gpt2.py): through the command line, the engine and the
// writer.
TEST(CliTraceTest, ArraysAreWhatPyTorchComputes) {
  TemporaryFolder folder;
  const io::SafeTensors expected = io::SafeTensors::open(tiny / "expected.safetensors");
  const io::StoredTensor* stored = expected.find("70.ids");
  ASSERT_NE(stored, nullptr);
  ASSERT_EQ(stored->typeName, "I32");
  std::vector<std::int32_t> ids(stored->bytes.size() / 4);
  std::memcpy(ids.data(), stored->bytes.data(), stored->bytes.size());
  std::string list;
  for (std::int32_t id : ids) list += (list.empty() ? "" : ",") + std::to_string(id);

  const std::string out = (folder.path() / "trace.npz").string();
  const Finished finished = runHeadlight({"trace", tiny.string(), "--ids", list, "--out", out, "--device", "cpu"});
  ASSERT_EQ(finished.exitCode, 0) << finished.err;
  const auto arrays = readNpz(readFile(out));

  EXPECT_EQ(arrays.at("input_ids").type, "<i4");
  EXPECT_EQ(arrays.at("input_ids").integers(), ids);
  EXPECT_EQ(arrays.at("logits").shape, "70, 61");
  const std::vector<float> logits = recorded(expected, "70.logits");
  expectNear(arrays.at("logits").floats(), logits, 1e-4 * largest(logits));
  for (int layer = 0; layer < 3; ++layer) {
    const std::string block = "blocks." + std::to_string(layer) + ".";
    EXPECT_EQ(arrays.at(block + "attn.pattern").shape, "4, 70, 70");
    expectNear(arrays.at(block + "attn.pattern").floats(), recorded(expected, "70.attention." + std::to_string(layer)),
               2e-5);
    for (const char* site : {"attn.query", "attn.key", "attn.value", "attn.head_out"})
      EXPECT_EQ(arrays.at(block + site).shape, "70, 4, 9");
    for (const char* site : {"resid_pre", "resid_mid", "mlp_out", "resid_post"})
      EXPECT_EQ(arrays.at(block + site).shape, "70, 36");
    // hidden_states[l] of a pre-norm model is resid_pre of block l.
    const std::vector<float> hidden = recorded(expected, "70.hidden." + std::to_string(layer));
    expectNear(arrays.at(block + "resid_pre").floats(), hidden, 1e-4 * largest(hidden));
  }
  EXPECT_EQ(arrays.at("embed").floats(), arrays.at("blocks.0.resid_pre").floats());
  EXPECT_EQ(arrays.at("blocks.0.resid_post").floats(), arrays.at("blocks.1.resid_pre").floats());

  const nlohmann::json about = nlohmann::json::parse(arrays.at("headlight.json").data);
  EXPECT_EQ(about["program"], "headlight");
  EXPECT_EQ(about["model"]["name"], "gpt2-tiny-f32");
  EXPECT_EQ(about["model"]["weights"], io::SafeTensors::open(tiny / "model.safetensors").contentHash());
  EXPECT_EQ(about["dtype"], "f32");
  EXPECT_EQ(about["input_ids"].size(), 70u);
  EXPECT_TRUE(about["what_ifs"].empty());
  for (const auto& [name, axes] : about["arrays"].items()) EXPECT_TRUE(arrays.contains(name)) << name;
  EXPECT_EQ(about["arrays"]["blocks.2.attn.pattern"], "heads, queries, keys");
  EXPECT_EQ(arrays.size(), about["arrays"].size() + 2);  // and input_ids, headlight.json
}

TEST(CliTraceTest, NumpyReadsTheFile) {
  if (std::system("python3 -c 'import numpy' >/dev/null 2>&1") != 0)
    GTEST_SKIP() << "python3 with numpy is not installed";
  TemporaryFolder folder;
  const std::string out = (folder.path() / "trace.npz").string();
  const Finished finished = runHeadlight({"trace", tiny.string(), "--ids", "2,1,0", "--out", out, "--device", "cpu"});
  ASSERT_EQ(finished.exitCode, 0) << finished.err;
  writeFile(folder.path() / "read.py",
            "import numpy, sys\n"
            "z = numpy.load(sys.argv[1])\n"
            "p = z['blocks.0.attn.pattern']\n"
            "assert p.shape == (4, 3, 3) and abs(p.sum(-1) - 1).max() < 1e-6 and p[0, 0, 1] == 0\n"
            "assert z['input_ids'].tolist() == [2, 1, 0] and z['logits'].shape == (3, 61)\n");
  EXPECT_EQ(std::system(("python3 " + (folder.path() / "read.py").string() + " " + out).c_str()), 0);
}

TEST(CliTraceTest, TheTextAndItsTokensAreInTheMetadata) {
  TemporaryFolder folder;
  ModelFolder model(folder.path() / "letters");
  model.write();
  const std::string out = (folder.path() / "trace.npz").string();
  writeFile(out, "an older file");
  ASSERT_EQ(runHeadlight({"trace", model.path(), "--text", "a b", "--out", out, "--device", "cpu"}).exitCode, 0);
  const nlohmann::json about = nlohmann::json::parse(readNpz(readFile(out)).at("headlight.json").data);
  EXPECT_EQ(about["text"], "a b");
  EXPECT_EQ(about["tokens"], (nlohmann::json{"a", "\u00b7", "b"}));
}

}  // namespace
}  // namespace headlight::test
