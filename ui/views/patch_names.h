#pragma once

#include <QCoreApplication>
#include <QImage>
#include <QString>
#include <QStringList>
#include <vector>

#include "trace/trace.h"

namespace headlight::ui {

/// The rows of an image model's trace: special tokens, then patches from left to right and from the top down.
struct PatchPlaces {
  Q_DECLARE_TR_FUNCTIONS(headlight::ui::PatchPlaces)

 public:
  PatchGrid grid{};
  QStringList specials{};  ///< "[CLS]", "[REG 0]" ...

  int first() const { return static_cast<int>(specials.size()); }
  int count() const { return first() + grid.count(); }
  bool isPatch(int row) const { return row >= first() && row < count(); }
  bool isSpecial(int row) const { return row >= 0 && row < first(); }
  int rowOf(int line, int column) const { return first() + line * grid.columns + column; }
  int lineOf(int row) const { return grid.columns > 0 ? (row - first()) / grid.columns : 0; }
  int columnOf(int row) const { return grid.columns > 0 ? (row - first()) % grid.columns : 0; }
  /// "6,5" and "[CLS]": on axes.
  QString shortName(int row) const;
  /// "row 6, col 5" and "[CLS]": in sentences.
  QString name(int row) const;
  QStringList shortNames() const;
  QStringList names() const;
  /// Rows that hold special tokens.
  std::vector<bool> special() const;
};

/// The stack that reads an image model's image: the first.
StackId patchStack(const ModelInfo& model);
/// The rows of that stack of the trace are patches.
bool ofPatches(const Trace& trace, StackId stack);

/// Of a trace; of a text's an empty grid.
PatchPlaces patchRows(const Trace& trace);
/// Of a model and the picture size that it was trained on.
PatchPlaces patchRows(const ModelInfo& model);

/// The picture as the model sees it, Format_RGB32; null for a text. Kept, so that the same picture keeps its cacheKey,
/// by which painters know what they have scaled.
class SeenPicture {
 public:
  const QImage& of(const Trace& trace);

 private:
  std::shared_ptr<const PictureInput> input_;
  QImage image_;
};
/// Where a patch lies in that picture, px; empty for a special token.
QRect patchPixels(const Trace& trace, int row);

}  // namespace headlight::ui
