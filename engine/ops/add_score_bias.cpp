#include "ops/check.h"
#include "ops/ops.h"

namespace headlight::ops {
namespace {

/// A grid has an entry for every pair of its rows: (2 lines - 1)(2 side - 1). A row that is not on it would read one
/// that means something else.
void checkGrid(int entries, int side, int rows, int keys) {
  const int across = 2 * side - 1, up = entries / across, lines = (up + 1) / 2;
  if (up * across != entries || up % 2 == 0)
    fail("addScoreBias: expected (2 lines - 1) x ", across, " distances for a grid of ", side, " places a line, got ",
         entries);
  if (rows > lines * side || keys > lines * side)
    fail("addScoreBias: expected at most ", lines * side, " rows and keys, as the grid has places, got ", rows, " and ",
         keys);
}

}  // namespace

void addScoreBias(Tensor& scores, const Tensor& table, float scale, int firstRow, int keyCount, int side) {
  constexpr const char* name = "addScoreBias";
  checkRows(name, "scores", scores, 3);
  checkRows(name, "table", table, 2);
  checkSameBackend(name, "table", scores, table);
  if (table.dim(0) != scores.dim(1) || table.dim(1) % 2 == 0)
    fail(name, ": expected a table [", scores.dim(1), ", an odd number], got ", toString(table.shape()));
  if (firstRow < 0) fail(name, ": expected a first row of 0 or more, got ", firstRow);
  if (keyCount < 0 || keyCount > scores.dim(2))
    fail(name, ": expected 0 to ", scores.dim(2), " keys, as scores has columns, got ", keyCount);
  if (side < 0) fail(name, ": expected 0 (a text) or more places a line, got ", side);
  if (side > 0) checkGrid(table.dim(1), side, firstRow + scores.dim(0), keyCount);
  if (scores.dim(0) > 0 && keyCount > 0) scores.backend().addScoreBias(scores, table, scale, firstRow, keyCount, side);
}

}  // namespace headlight::ops
