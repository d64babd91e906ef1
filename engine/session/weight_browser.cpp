#include "session/weight_browser.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "io/model_files.h"
#include "io/stored_tensors.h"
#include "run/run.h"

namespace headlight {

struct WeightBrowser::Files {
  io::StoredTensors tensors;
};

namespace {

constexpr std::int64_t stretch = 1 << 20;  // values read at once: 4 MB of floats

/// Sums around the first value, so that a mean far from 0 costs no digits.
struct Moments {
  double first = 0, sum = 0, squares = 0;
  std::uint64_t count = 0;
  void add(double value) {
    if (count++ == 0) first = value;
    sum += value - first;
    squares += (value - first) * (value - first);
  }
};

}  // namespace

WeightBrowser::WeightBrowser(const std::filesystem::path& folderOrFile)
    : files_(new Files{io::StoredTensors::open(io::findModelFiles(folderOrFile).weights)}) {
  for (const io::StoredTensor& tensor : files_->tensors.tensors())
    weights_.push_back({tensor.name, tensor.typeName, tensor.shape, static_cast<std::uint64_t>(tensor.elements()),
                        tensor.bytes.size()});
}

WeightBrowser::~WeightBrowser() = default;

WeightPicture WeightBrowser::read(std::size_t index, int mostCells, const std::stop_token& stop) const {
  const io::StoredTensor& tensor = files_->tensors.tensors().at(index);
  if (mostCells < 1) fail("a map of ", mostCells, " cells a side was asked for; expected at least 1");
  const std::int64_t elements = tensor.elements();
  WeightPicture picture;
  if (elements == 0) return picture;
  for (std::size_t axis = 0; axis + 1 < tensor.shape.size() && picture.rows <= 1; ++axis)
    picture.rows = tensor.shape[axis];
  picture.rows = std::max<std::int64_t>(picture.rows, 1);
  picture.columns = elements / picture.rows;
  picture.cellRows = (picture.rows + mostCells - 1) / mostCells;
  picture.cellColumns = (picture.columns + mostCells - 1) / mostCells;
  picture.mapRows = static_cast<int>((picture.rows + picture.cellRows - 1) / picture.cellRows);
  picture.mapColumns = static_cast<int>((picture.columns + picture.cellColumns - 1) / picture.cellColumns);
  picture.map.assign(static_cast<std::size_t>(picture.mapRows) * static_cast<std::size_t>(picture.mapColumns), 0.0F);
  picture.least = std::numeric_limits<double>::infinity();
  picture.most = -picture.least;
  Moments moments;
  std::vector<float> values(static_cast<std::size_t>(std::min(stretch, elements)));
  for (std::int64_t first = 0; first < elements; first += stretch) {
    if (stop.stop_requested()) throw Cancelled{};
    const auto count = static_cast<std::size_t>(std::min(stretch, elements - first));
    io::toFloats(tensor, static_cast<std::size_t>(first), {values.data(), count});
    std::int64_t row = first / picture.columns, column = first % picture.columns;
    for (std::size_t i = 0; i < count; ++i) {
      const float value = values[i];
      float& cell = picture.map[static_cast<std::size_t>(row / picture.cellRows * picture.mapColumns +
                                                         column / picture.cellColumns)];
      if (!std::isfinite(value)) {
        ++picture.broken;
        cell = std::numeric_limits<float>::quiet_NaN();
      } else {
        const auto exact = static_cast<double>(value);
        moments.add(exact);
        picture.least = std::min(picture.least, exact);
        picture.most = std::max(picture.most, exact);
        if (value == 0) ++picture.zeros;
        if (std::abs(value) > std::abs(cell)) cell = value;  // a broken cell stays so: NaN compares false
      }
      if (++column == picture.columns) {
        column = 0;
        ++row;
      }
    }
  }
  if (moments.count == 0) {
    picture.least = picture.most = std::numeric_limits<double>::quiet_NaN();
    return picture;
  }
  const auto n = static_cast<double>(moments.count);
  picture.mean = moments.first + moments.sum / n;
  picture.deviation = std::sqrt(std::max(0.0, moments.squares / n - moments.sum / n * (moments.sum / n)));
  return picture;
}

}  // namespace headlight
