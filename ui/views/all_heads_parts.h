#pragma once

#include "ui/views/head_numbers.h"
#include "ui/views/view.h"

namespace headlight::ui {

inline constexpr double allHeadsGutter = 58;  ///< px of layer names

/// What stands on, around and beside one thumbnail: each adds itself to the scene.
struct HeadParts {
  Q_DECLARE_TR_FUNCTIONS(headlight::ui::HeadParts)

 public:
  const Trace& trace;
  const ViewState& state;
  AttentionId attention;
  int layer = 0, head = 0;
  QRectF thumb{};
  HeadNumber number = HeadNumber::Entropy;  ///< that is shown under it

  /// Ink outside, beam inside: the head is under the pointer.
  void addHoverFrame(Scene& scene) const;
  /// What a what-if makes of its output, in the corner that the mask leaves free: the pattern below is computed all the
  /// same.
  void addTag(Scene& scene) const;
  /// A pin, filled or for the taking, in the same corner.
  void addPin(Scene& scene) const;
  bool isPinned() const { return state.isPinned({attention, layer, head}); }
  /// Where that pin is, of thumbnails that are large enough; else null.
  static QRectF pinPlace(const QRectF& thumb);
  /// What is done to its whole layer, under the layer's name.
  void addLayerTags(Scene& scene, double top, double bottom) const;
  /// The hover card, which lies beside the thumbnail.
  Scene card(QSizeF size) const;
};

}  // namespace headlight::ui
