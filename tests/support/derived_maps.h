#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>

#include "reference/reference.h"
#include "support/passes.h"
#include "support/shared_data.h"

namespace headlight::test {

inline const std::filesystem::path vectors = test::vectorsFolder();

/// What record_derived.py computed.
inline const std::map<std::string, reference::Array>& derivedMaps() {
  static const auto maps = reference::readSafetensors(vectors / "derived" / "expected.safetensors");
  return maps;
}

struct RecordedCase {
  std::string folder, size;
  std::string key(const std::string& name) const { return folder + "." + size + "." + name; }
};

/// CASES of record_derived.py: a model with [CLS], with [CLS] and [DIST], with registers, without a classifier; with
/// interpolated positions.
inline const RecordedCase recordedCases[] = {{"vit-tiny", "24x24"},
                                             {"vit-tiny", "40x16"},
                                             {"deit-tiny", "32x16"},
                                             {"dinov2-registers-tiny", "40x32"},
                                             {"vit-tiny-bare", "12x20"}};

/// The pixels that were recorded for it.
inline PictureInput recordedPicture(const RecordedCase& which) {
  const auto recorded = reference::readSafetensors(vectors / which.folder / "expected.safetensors");
  const reference::Array& pixels = recorded.at(which.size + ".pixels");
  return pictureOf(pixels.shape.at(1), pixels.shape.at(2), pixels.values);
}

}  // namespace headlight::test
