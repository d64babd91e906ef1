#include "ui/editors/input_editor.h"

#include "ui/document/document.h"
#include "ui/editors/image_editor.h"
#include "ui/editors/text_editor.h"

namespace headlight::ui {

std::unique_ptr<InputEditor> makeInputEditor(Document& document, InputDocument& input, Selection& selection) {
  if (auto* text = dynamic_cast<TextDocument*>(&input)) return std::make_unique<TextEditor>(document, *text, selection);
  if (auto* image = dynamic_cast<ImageDocument*>(&input))
    return std::make_unique<ImageEditor>(document, *image, selection);
  return nullptr;
}

}  // namespace headlight::ui
