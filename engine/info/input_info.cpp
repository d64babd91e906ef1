#include "info/input_info.h"

#include <utility>

namespace headlight {

int InputInfo::rows() const {
  const ImageInputInfo* pixels = image();
  return pixels ? pixels->specials() + pixels->grid().count() : text()->maxTokens;
}

InputInfo textInput(int vocabulary, int maxTokens, std::string name, bool extrapolates) {
  return {std::move(name), TextInputInfo{vocabulary, maxTokens, extrapolates}};
}

InputInfo imageInput(ImageInputInfo image) { return {"image", std::move(image)}; }

}  // namespace headlight
