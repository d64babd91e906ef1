#include "info/input.h"

namespace headlight {

bool PictureInput::operator==(const PictureInput& other) const {
  if (height != other.height || width != other.width) return false;
  if (pixels == other.pixels) return true;
  return pixels && other.pixels && *pixels == *other.pixels;
}

}  // namespace headlight
