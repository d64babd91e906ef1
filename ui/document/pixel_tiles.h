#pragma once

#include <QByteArray>
#include <QPoint>
#include <QRect>
#include <QTemporaryFile>
#include <memory>
#include <vector>

#include "vision/picture.h"

namespace headlight::ui {

/// Bytes that undo needs some day: small ones in memory, compressed; large ones in a temporary file that goes with this
/// object (where none can be written they stay in memory).
class KeptBytes {
 public:
  void set(const QByteArray& bytes);
  QByteArray get() const;

 private:
  QByteArray compressed_;
  std::unique_ptr<QTemporaryFile> file_;
};

/// A whole picture as KeptBytes.
struct KeptPicture {
  int width = 0, height = 0;
  KeptBytes rgb;
  void set(const vision::Picture& picture);
  vision::Picture get() const;
};

/// The squares of a picture that a stroke has touched, as they were before it: what undo needs, and no more. After
/// exchange() it holds what redo needs.
class PixelTiles {
 public:
  static constexpr int side = 64;  ///< px

  /// Keeps the squares that `area` touches, unless they are kept already. Before they are drawn over.
  void keep(const vision::Picture& picture, const QRect& area);
  bool empty() const { return tiles_.empty(); }
  /// Puts what was kept into the picture, and keeps what was there. Returns what changed.
  QRect exchange(vision::Picture& picture);
  /// The stroke is over: compressed from now on.
  void settle();

 private:
  std::vector<QPoint> tiles_;  ///< in squares
  std::vector<bool> kept_;     ///< [squares of the picture] while the stroke goes on
  QByteArray raw_;             ///< tile after tile, RGB, side × side
  KeptBytes settled_;
  bool isSettled_ = false;
};

}  // namespace headlight::ui
