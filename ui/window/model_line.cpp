#include "ui/window/model_line.h"

#include <QImageReader>
#include <QObject>
#include <QStringList>
#include <algorithm>

#include "models/load_model.h"
#include "ui/theme/words.h"
#include "ui/window/bundled_models.h"

namespace headlight::ui {
namespace {

constexpr int pictureSide = 64;  // px

QString readWords(const ModelInfo& model) {
  const auto texts =
      std::ranges::count_if(model.inputs, [](const InputInfo& input) { return input.text() != nullptr; });
  const bool looks = model.image() != nullptr;
  if (looks) return texts > 0 ? tr("reads pictures and text") : tr("reads pictures");
  return texts > 1 ? tr("reads two texts") : tr("reads text");
}

QString saidWords(const ModelInfo& model) {
  const OutputInfo* output = model.output();
  if (!output) return tr("attention alone");
  const QString count = QString::number(output->labels.size());
  switch (output->says) {
    case Says::NextToken:
      return model.inputs.size() > 1 ? tr("writes the second") : tr("writes on");
    case Says::HiddenToken:
      return tr("fills in what is masked");
    case Says::Label:
      return output->kind == LabelKind::Number ? tr("says a number") : tr("%1 classes").arg(count);
    case Says::LabelPerRow:
      return tr("%1 labels for each token").arg(count);
    case Says::Answer:
      break;
  }
  return tr("finds answers");
}

QString sizeWords(const ModelInfo& model) {
  const auto headWords = [](int heads) { return heads == 1 ? tr("1 head") : tr("%1 heads").arg(heads); };
  const int heads = model.stacks.front().heads;
  QStringList layers, stacks;
  for (const StackInfo& stack : model.stacks) {
    layers << QString::number(stack.layers);
    const QString words = stack.layers == 1 ? tr("1 layer") : tr("%1 layers").arg(stack.layers);
    stacks << (stack.heads == 0 ? words
                                : tr("%1 × %2").arg(words, headWords(stack.heads)));  // recurrent ones have none
  }
  if (stacks.size() == 1 || std::ranges::any_of(model.stacks, [&](const auto& one) { return one.heads != heads; }))
    return stacks.join(QStringLiteral(" + "));
  return tr("%1 layers × %2").arg(layers.join(QStringLiteral(" + ")), headWords(heads));
}

}  // namespace

QString lineOf(const ModelInfo& model) {
  return QStringList{readWords(model), saidWords(model), sizeWords(model)}.join(QStringLiteral(" · "));
}

ModelLine modelLine(const QString& folder) {
  ModelLine line;
  try {
    const ModelInfo model = describeModel(folder.toStdString());
    line.words = lineOf(model);
    const QStringList samples = model.image() ? imageSamplesOf(folder) : QStringList();
    if (samples.isEmpty()) return line;
    QImageReader reader(samples.first());
    reader.setScaledSize(reader.size().scaled(pictureSide, pictureSide, Qt::KeepAspectRatio));
    line.picture = reader.read();
  } catch (const std::exception&) {
    // The list still has its name; opening it says why it does not open.
  }
  return line;
}

}  // namespace headlight::ui
