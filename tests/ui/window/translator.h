#pragma once

#include <algorithm>
#include <filesystem>
#include <memory>
#include <vector>

#include "fixture.h"
#include "models/load_model.h"
#include "session/generation.h"
#include "text/tokenizer.h"
#include "ui/document/document.h"
#include "ui/views/segmented_buttons.h"

namespace headlight::ui {

using Ids = std::vector<std::int32_t>;

/// The window on the recorded translator of tests/vectors/generation.
class TranslatorTest : public WindowTest {
 protected:
  TranslatorTest() {
    options.model = QString::fromStdString(translator.string());
    options.text = QStringLiteral("the cat is on the mat");
  }
  void open() {
    WindowTest::open();
    choice = window->findChild<SegmentedButtons*>(QStringLiteral("liveTarget"));
    ASSERT_TRUE(choice);
  }
  TextDocument& source() { return window->document().textAt(0); }
  TextDocument& target() { return window->document().textAt(1); }
  /// What the model writes behind `prompt` for the source as it stands, found without the window; with the prompt.
  Ids written(Ids prompt) {
    const std::shared_ptr<const Model> model = loadModel(translator, *backend);
    Generation generation{std::vector<Input>{TokenInput{source().ids()}, TokenInput{prompt}}, {}, {}, {}};
    generation.config = readGenerationConfig(translator, *model->info());
    generation.written = [&](const GenerationState& state) {
      if (!state.done) return;
      for (const WrittenToken& token : state.tokens) prompt.push_back(token.id);
    };
    const Job job = generationJob(generation, {});
    while (job.slice({backend, model}, {})) {
    }
    return prompt;
  }
  bool waitForTarget(const Ids& ids) {
    return waitUntil([&] { return target().ids() == ids; }) && waitForPicture();
  }

  const std::filesystem::path translator = headlight::test::vectorsFolder() / "generation" / "translator";
  const Ids start{2};
  std::shared_ptr<Backend> backend = makeBackend("cpu", 1);
  SegmentedButtons* choice = nullptr;
};

}  // namespace headlight::ui
