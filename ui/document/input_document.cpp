#include "ui/document/input_document.h"

#include <variant>

#include "ui/document/image_document.h"
#include "ui/document/text_document.h"

namespace headlight::ui {

InputDocument::InputDocument() { undoStack_.setUndoLimit(2000); }

std::unique_ptr<InputDocument> makeInputDocument(const InputInfo& info) {
  struct Made {
    std::unique_ptr<InputDocument> operator()(const TextInputInfo&) const { return std::make_unique<TextDocument>(); }
    std::unique_ptr<InputDocument> operator()(const ImageInputInfo&) const { return std::make_unique<ImageDocument>(); }
  };
  return std::visit(Made{}, info.kind);
}

}  // namespace headlight::ui
