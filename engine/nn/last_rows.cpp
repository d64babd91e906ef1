#include "nn/last_rows.h"

namespace headlight {

LastRows lastRows(Run& run, StackId stack, int width, const Rows& x) {
  const int first = run.finalStart(stack);
  return {rowsFrom(run.backend(), x, first, {width}), first};
}

}  // namespace headlight
