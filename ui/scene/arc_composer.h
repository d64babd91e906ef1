#pragma once

#include <list>
#include <vector>

#include "ui/scene/scene.h"

namespace headlight::ui {

/// How a weight is drawn, w = weight / ArcSet::high between 0 and 1: its line's opacity and width in px. `least`: see
/// ArcSet.
struct ArcPen {
  double opacity, width;
};
ArcPen arcPen(double w, bool faint, double least = 1);

/// Turns bundles of lines into pixels. Both field painters ask it, so that they cannot disagree. What a frame made is
/// kept for the next one, set by set: under the pointer only the lines of one token are made anew. UI thread, one per
/// painter.
class ArcComposer {
 public:
  /// The bundle on `paper` at `pixels` device pixels, Format_RGB32. A weight that is NaN has a line of the hatch's
  /// colour. Valid until the next endFrame().
  const QImage& compose(const ArcBundle& bundle, QSize pixels, const QColor& paper, const FieldColors& colors,
                        double devicePixelRatio);
  /// Forgets what was not asked for since the last endFrame().
  void endFrame();

  /// How much of what lies below a set's lines still shows, [width][height]: columns, from the left.
  struct Veil {
    std::vector<float> clear;
    std::vector<float> broken;  ///< of lines whose weight is NaN; empty: there are none
  };

 private:
  struct Place {
    QRectF area;
    bool queriesLeft;
    double firstQuery, queryStep, firstKey, keyStep;
    QSize pixels;
    double ratio, lineScale;
    bool operator==(const Place&) const = default;
  };
  struct MadeSet {
    Place place;
    ArcSet set;
    Veil veil{};
    bool used = false;
  };
  struct Made {
    ArcBundle bundle;
    QSize pixels;
    QColor paper;
    FieldColors colors;
    double ratio = 1;
    QImage image{};
    bool used = false;
  };
  const Veil& veilOf(const ArcBundle& bundle, const ArcSet& set, QSize pixels, double ratio);

  std::list<MadeSet> sets_;
  std::list<Made> made_;
};

}  // namespace headlight::ui
