#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "trace/trace.h"

namespace headlight::test {

/// A trace with made-up patterns, for tests of drawing only: softmax rows of a few kinds (previous token, sink, repeat,
/// spread).
struct FakeTrace {
  int layers = 6, heads = 8, tokens = 19;
  bool causal = true;
  std::uint64_t revision = 1;
  std::uint32_t seed = 7;
  int capturedLayers = -1;                                      ///< the first so many layers have a pattern; -1: all
  int nanLayer = -1, nanHead = -1, nanQuery = -1, nanKey = -1;  ///< one broken cell
  std::vector<Intervention> changes = {};                       ///< what the trace says it was made with
  /// Of a picture: special tokens and patches are the tokens (the stack is then an encoder's, not causal).
  PatchGrid grid = {};
  std::vector<std::string> specials = {"[CLS]"};
  int patchPixels = 8;
  int labels = 0;  ///< of a picture: its classes, with logits at the end and by layer
};

/// The same with what `grid` and `specials` say of the tokens.
FakeTrace ofPicture(FakeTrace fake);
std::shared_ptr<const Trace> makeTrace(Backend& backend, const FakeTrace& fake);

/// The weights that makeTrace stores, [tokens, tokens], independent of the blocks' layout.
std::vector<float> fakeWeights(const FakeTrace& fake, int layer, int head);

}  // namespace headlight::test
