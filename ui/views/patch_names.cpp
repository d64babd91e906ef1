#include "ui/views/patch_names.h"

#include "ui/theme/words.h"

namespace headlight::ui {
namespace {

PatchPlaces places(const ModelInfo& model, PatchGrid grid) {
  PatchPlaces made;
  if (!model.image()) return made;
  made.grid = grid;
  for (const std::string& name : model.image()->specialTokens) made.specials << QString::fromStdString(name);
  return made;
}

}  // namespace

QString PatchPlaces::shortName(int row) const {
  if (isSpecial(row)) return specials[row];
  return isPatch(row) ? QStringLiteral("%1,%2").arg(lineOf(row)).arg(columnOf(row)) : QString::number(row);
}

QString PatchPlaces::name(int row) const {
  if (isSpecial(row)) return specials[row];
  return isPatch(row) ? tr("row %1, col %2").arg(lineOf(row)).arg(columnOf(row)) : QString::number(row);
}

QStringList PatchPlaces::shortNames() const {
  QStringList names;
  for (int row = 0; row < count(); ++row) names << shortName(row);
  return names;
}

QStringList PatchPlaces::names() const {
  QStringList all;
  for (int row = 0; row < count(); ++row) all << name(row);
  return all;
}

std::vector<bool> PatchPlaces::special() const {
  std::vector<bool> rows(static_cast<std::size_t>(count()), false);
  for (int row = 0; row < first(); ++row) rows[static_cast<std::size_t>(row)] = true;
  return rows;
}

StackId patchStack(const ModelInfo& model) { return model.stacks.front().stack; }

bool ofPatches(const Trace& trace, StackId stack) {
  return trace.grid().count() > 0 && stack == patchStack(trace.model());
}

PatchPlaces patchRows(const Trace& trace) { return places(trace.model(), trace.grid()); }

PatchPlaces patchRows(const ModelInfo& model) {
  return places(model, model.image() ? model.image()->grid() : PatchGrid{});
}

const QImage& SeenPicture::of(const Trace& trace) {
  const auto& picture = trace.picture();
  if (picture == input_) return image_;
  const bool sound =
      picture && picture->seen &&
      picture->seen->size() == 3 * static_cast<std::size_t>(picture->height) * static_cast<std::size_t>(picture->width);
  const bool same =
      sound && input_ && input_->seen && input_->width == picture->width && *input_->seen == *picture->seen;
  input_ = picture;
  if (!sound)
    image_ = {};
  else if (!same)
    image_ = QImage(picture->seen->data(), picture->width, picture->height, 3 * picture->width, QImage::Format_RGB888)
                 .convertToFormat(QImage::Format_RGB32);
  return image_;
}

QRect patchPixels(const Trace& trace, int row) {
  const PatchPlaces rows = patchRows(trace);
  if (!rows.isPatch(row) || !trace.model().image()) return {};
  const int width = trace.model().image()->patchWidth, height = trace.model().image()->patchHeight;
  return {rows.columnOf(row) * width, rows.lineOf(row) * height, width, height};
}

}  // namespace headlight::ui
