#pragma once

#include <vector>

namespace headlight {
struct BeamTree;
}

namespace headlight::ui {

/// Where each node of a beam search stands: its column is its token's place in the text, its line counts from 0.
struct BeamPlaces {
  std::vector<int> column, line;  ///< of each node
};

/// No two nodes stand on one another, none stands above its parent, and what is said is the first line: `best` tells of
/// each node whether it is on the way there. A text that goes on furthest from a node stands in that node's line; the
/// rest is moved up as far as there is room, so that below a token stands what else was weighed there.
BeamPlaces beamPlaces(const BeamTree& tree, const std::vector<bool>& best);

}  // namespace headlight::ui
