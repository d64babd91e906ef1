#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

namespace headlight {

/// Rows [first, end) of a stack.
struct RowRange {
  int first = 0, end = 0;
  bool empty() const { return first >= end; }
  bool contains(int row) const { return row >= first && row < end; }
  bool operator==(const RowRange&) const = default;
};

/// Token ids as the model gets them, special tokens included: of one text, or of two that it reads as one (BERT's
/// sentence pairs).
struct TokenInput {
  std::vector<std::int32_t> ids;
  /// The token type of each id, below TextInputInfo::tokenTypes; empty: all are 0.
  std::vector<std::int32_t> types = {};
  RowRange second = {};  ///< the second text's tokens; empty: there is one text
  std::int32_t typeOf(int row) const { return types.empty() ? 0 : types[static_cast<std::size_t>(row)]; }
  bool operator==(const TokenInput&) const = default;
};

/// A picture as an image model gets it: after resize, crop, edits of patches and normalisation. Compared by what it
/// holds.
struct PictureInput {
  int height = 0, width = 0;                              ///< pixels; what fills no patch is not looked at
  std::shared_ptr<const std::vector<float>> pixels;       ///< [channels, height, width], normalised
  std::shared_ptr<const std::vector<std::uint8_t>> seen;  ///< [height, width, 3] sRGB, the same before normalisation
  bool operator==(const PictureInput& other) const;
};

/// What one stack of a model can be given.
using Input = std::variant<TokenInput, PictureInput>;

/// What a pass is given: one input, or of a model that reads from several places one for each (a source and a target
/// text), in the order of StackInfo::input.
class Inputs {
 public:
  Inputs() : all_(1) {}
  template <class Only>
  requires std::constructible_from<Input, Only> Inputs(Only&& only) : all_{Input(std::forward<Only>(only))} {}
  Inputs(std::vector<Input> all) : all_(std::move(all)) {}

  std::size_t size() const { return all_.size(); }
  const Input& front() const { return all_.front(); }
  Input& front() { return all_.front(); }
  const Input& operator[](std::size_t place) const { return all_[place]; }
  Input& operator[](std::size_t place) { return all_[place]; }
  auto begin() const { return all_.begin(); }
  auto end() const { return all_.end(); }
  bool operator==(const Inputs&) const = default;

 private:
  std::vector<Input> all_;
};

}  // namespace headlight
