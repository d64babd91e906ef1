#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "info/input.h"
#include "session/session.h"
#include "trace/intervention.h"

namespace headlight {

/// What stands in a covered patch, as normalised pixels.
enum class OcclusionFill : std::uint8_t {
  Mean,     ///< the picture's mean colour
  Black,    ///< Occlusion::black
  Blurred,  ///< the same patch of a strongly blurred copy: three box means a patch wide to each side
  Zero      ///< 0, the mean colour that the model was trained with
};

/// How much the picture's class depends on each patch (Zeiler and Fergus 2014, arXiv:1311.2901, section 4.2).
struct OcclusionMap {
  PatchGrid grid;
  int label = -1;
  double probability = 0;     ///< of the label with nothing covered; of a regression its number
  std::vector<float> change;  ///< [rows, columns] probability with the patch covered less that; rows behind are 0
  int rowsDone = 0;
};

/// What is asked, and who is told. `row` is called on the worker thread.
struct Occlusion {
  PictureInput picture;
  std::vector<Intervention> changes = {};
  std::map<std::string, std::shared_ptr<const Trace>> sources = {};  ///< that patches name
  int label = -1;  ///< -1: the one that is likeliest with nothing covered
  OcclusionFill fill = OcclusionFill::Mean;
  std::array<float, 3> black{};                           ///< what black becomes by normalisation (vision::normalised)
  std::function<void(const OcclusionMap& map)> row = {};  ///< after each row of patches; the last one completes the map
};

/// The picture that covered patches are cut from: all of it filled. `patchHeight` and `patchWidth` in pixels.
std::vector<float> occlusionPixels(const PictureInput& picture, OcclusionFill fill, const std::array<float, 3>& black,
                                   int patchHeight, int patchWidth);

/// One pass a slice: first the whole picture, then each patch covered, row by row. Fails, through `ended`, for a model
/// without a class. `ended` as in Job.
Job occlusionJob(Occlusion occlusion, std::function<void(std::string error)> ended);

}  // namespace headlight
