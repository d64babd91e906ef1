#pragma once

#include <list>
#include <memory>

#include "ui/scene/scene.h"

namespace headlight::ui {

/// Turns pictures with what is laid over them into pixels. Both field painters ask it, so that they cannot disagree.
/// What a frame made is kept for the next one: scaled and dimmed pictures, and blended ones. UI thread, one per
/// painter.
class PictureComposer {
 public:
  PictureComposer();
  ~PictureComposer();
  /// The picture at `pixels` device pixels, Format_RGB32. Valid until the next endFrame(). `devicePixelRatio`: of the
  /// hatch.
  const QImage& compose(const Picture& picture, QSize pixels, const FieldColors& colors, double devicePixelRatio);
  /// Forgets what was not asked for since the last endFrame().
  void endFrame();

 private:
  struct Base;
  struct Blended;
  const QImage& base(const Picture& picture, QSize pixels, Ground ground);
  std::list<Base> bases_;
  std::list<Blended> blended_;
};

}  // namespace headlight::ui
