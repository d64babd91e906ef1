#pragma once

#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include "text/tokenizer.h"
#include "ui/document/document.h"
#include "ui/document/input_files.h"

namespace headlight::ui {

/// A model that reads these inputs, each with a stack of its own; the last stack is a decoder.
inline ModelInfo modelOf(std::vector<InputInfo> inputs) {
  ModelInfo model;
  for (std::size_t place = 0; place < inputs.size(); ++place) {
    StackInfo stack{.stack = place + 1 < inputs.size() ? StackId::Encoder : StackId::Decoder,
                    .layers = 1,
                    .heads = 1,
                    .kvHeads = 1,
                    .headWidth = 4,
                    .width = 4};
    stack.input = static_cast<int>(place);
    model.stacks.push_back(stack);
  }
  model.inputs = std::move(inputs);
  return model;
}

/// Storyteller's vocabulary for every text that a model may read.
inline InputFiles storytellersFiles() {
  const auto vocabulary = std::make_shared<const Vocabulary>(
      text::loadTokenizer(std::filesystem::path(HEADLIGHT_ASSETS_DIR) / "models" / "storyteller"));
  InputFiles files;
  for (const char* input : {"text", "source", "target"}) files.vocabularies[input] = vocabulary;
  return files;
}

/// That model reads the document from now on.
inline void readAs(Document& document, const ModelInfo& model, const InputFiles& files = {}) {
  document.read(model, document.readersFor(model, files));
}

/// A model of one image, brought to its size as `config` says.
inline void readImage(Document& document, const ImageInputInfo& info, const vision::PreprocessConfig& config) {
  readAs(document, modelOf({imageInput(info)}), {.vocabularies = {}, .preprocessing = config});
}

/// A model of one text whose vocabulary nobody knows.
inline void readText(Document& document) { readAs(document, modelOf({textInput(100, 100)})); }

}  // namespace headlight::ui
