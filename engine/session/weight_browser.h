#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace headlight {

/// One tensor of a model's files, as it is stored.
struct StoredWeight {
  std::string name;                 ///< as in the file
  std::string type;                 ///< "F32"
  std::vector<std::int64_t> shape;  ///< as in the file
  std::uint64_t elements = 0;
  std::uint64_t bytes = 0;
};

/// A stored tensor in figures and as a map. Tensors of more than two axes are read as [first axis that is not 1, all
/// others], those of one as a single row.
struct WeightPicture {
  std::int64_t rows = 0, columns = 0;   ///< of the tensor, so read
  double least = 0, most = 0;           ///< of the finite values
  double mean = 0, deviation = 0;       ///< of the finite values; the deviation of all of them, not of a sample
  std::uint64_t zeros = 0, broken = 0;  ///< values that are 0; NaN or infinite ones, which are in no other figure
  int mapRows = 0, mapColumns = 0;      ///< cells
  std::int64_t cellRows = 1, cellColumns = 1;  ///< values under a cell; fewer under the last of a row or column
  std::vector<float> map;  ///< [mapRows, mapColumns] of each cell the value farthest from 0; NaN: broken
};

/// The weights of a model folder (or file) as they lie on the disk, read-only and beside whatever model is loaded.
/// Any thread; every member may be called from several at once.
class WeightBrowser {
 public:
  /// Throws Error with one sentence when the files cannot be read.
  explicit WeightBrowser(const std::filesystem::path& folderOrFile);
  ~WeightBrowser();
  WeightBrowser(const WeightBrowser&) = delete;
  WeightBrowser& operator=(const WeightBrowser&) = delete;

  const std::vector<StoredWeight>& weights() const { return weights_; }
  /// Reads every value of one of them, a stretch at a time; a map of at most `mostCells` cells a side. Throws Error for
  /// a type that is no weight's (booleans), Cancelled when stopped.
  WeightPicture read(std::size_t index, int mostCells, const std::stop_token& stop = {}) const;

 private:
  struct Files;
  std::unique_ptr<const Files> files_;
  std::vector<StoredWeight> weights_;
};

}  // namespace headlight
