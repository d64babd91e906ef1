#include <stb/stb_image.h>

#include <memory>

#include "vision/decoders.h"

namespace headlight::vision {

DecodedPixels decodeWithStb(ByteView file, const PictureFacts& facts, const std::string& name) {
  DecodedPixels pixels;
  const int wanted = facts.opaque ? 3 : 0;
  const std::unique_ptr<stbi_uc, decltype(&stbi_image_free)> values(
      stbi_load_from_memory(reinterpret_cast<const stbi_uc*>(file.bytes.data()), static_cast<int>(file.size()),
                            &pixels.width, &pixels.height, &pixels.channels, wanted),
      &stbi_image_free);
  if (!values) {
    const char* reason = stbi_failure_reason();
    failDamaged(name, facts.kind, "stb_image", reason && *reason ? reason : "no reason");
  }
  if (wanted != 0) pixels.channels = wanted;
  const std::size_t count = static_cast<std::size_t>(pixels.width) * static_cast<std::size_t>(pixels.height) *
                            static_cast<std::size_t>(pixels.channels);
  pixels.values.assign(values.get(), values.get() + count);
  return pixels;
}

}  // namespace headlight::vision
