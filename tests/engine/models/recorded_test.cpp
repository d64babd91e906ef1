#include <gtest/gtest.h>

#include "compare.h"
#include "models/load_model.h"
#include "reference/partials.h"
#include "support/backends.h"
#include "support/passes.h"
#include "support/shared_data.h"

// What others computed: PyTorch for three tiny GPT-2s, llm-viz for nano-gpt-sort.
namespace headlight {
namespace {

class Recorded : public test::OnBackends {};

TEST_P(Recorded, pytorchsTinyGpt2s) {
  for (const std::string name : {"gpt2-tiny-f32", "gpt2-tiny-f16", "gpt2-tiny-odd"}) {
    SCOPED_TRACE(name);
    const auto folder = test::vectorsFolder() / name;
    const auto expected = reference::readSafetensors(folder / "expected.safetensors");
    const auto model = loadModel(folder, backend());
    const int layers = model->info()->stack(StackId::Decoder).layers;
    for (const std::string length : {"1", "7", "70"}) {
      SCOPED_TRACE(length + " tokens");
      const auto trace = test::pass(*model, backend(), reference::idsOf(expected.at(length + ".ids")));
      for (int layer = 0; layer < layers; ++layer) {
        const std::string block = "blocks." + std::to_string(layer), number = "." + std::to_string(layer);
        test::expectSiteAgrees(*trace, block + ".attn.pattern", expected.at(length + ".attention" + number));
        test::expectSiteAgrees(*trace, block + ".resid_pre", expected.at(length + ".hidden" + number));
      }
      test::expectSiteAgrees(*trace, "final", expected.at(length + ".hidden." + std::to_string(layers)));
      test::expectSiteAgrees(*trace, "logits", expected.at(length + ".logits"));
    }
  }
}

TEST_P(Recorded, nanoGptSort) {
  HEADLIGHT_SHARED_DATA_OR_SKIP(shared);
  const auto folder = shared / "models" / "nano-gpt-sort";
  const auto partials = reference::readPartials(folder / "partials.json");
  const reference::Weights weights = reference::loadFolder(folder);
  const auto model = loadModel(folder, backend());
  for (int input = 0; input < 3; ++input) {
    SCOPED_TRACE(testing::Message() << "input " << input);
    const auto ids = reference::idsOf(reference::slice(partials.at("idx"), input));
    const auto trace = test::pass(*model, backend(), ids);
    const auto expect = [&](const std::string& site, const std::string& name) {
      test::expectSiteAgrees(*trace, site, reference::slice(partials.at(name), input));
    };
    expect("embed", "x");
    expect("blocks.0.attn.pattern", "attSm");
    expect("blocks.0.resid_mid", "attnResid");
    expect("blocks.0.mlp_out", "mlp");
    expect("blocks.0.resid_post", "block0");
    expect("blocks.1.resid_post", "block1");
    expect("blocks.2.resid_post", "block2");
    expect("final", "ln_f");
    expect("logits", "lm_head");
    test::expectAgrees(*trace, reference::forward(weights, ids));
  }
}

INSTANTIATE_TEST_SUITE_P(Backends, Recorded, testing::ValuesIn(test::availableBackends()), test::backendName);

}  // namespace
}  // namespace headlight
