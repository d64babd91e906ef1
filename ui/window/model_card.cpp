#include "ui/window/model_card.h"

#include <QDir>
#include <QFileInfo>
#include <QLocale>
#include <QObject>

#include "io/hugging_face_cache.h"
#include "io/model_files.h"
#include "models/load_model.h"
#include "models/model_preview.h"
#include "text/id_tokenizer.h"
#include "ui/panels/numbers.h"
#include "ui/theme/language.h"
#include "ui/theme/words.h"
#include "ui/window/memory_budget.h"

namespace headlight::ui {
namespace {

constexpr std::size_t namesShown = 4;

QString whole(std::uint64_t value) { return windowLocale().toString(static_cast<qulonglong>(value)); }

QString notUsedText(const std::vector<std::string>& names) {
  if (names.empty()) return tr("everything in the file is used");
  QStringList shown;
  for (std::size_t i = 0; i < std::min(namesShown, names.size()); ++i) shown << QString::fromStdString(names[i]);
  QString text = shown.join(QStringLiteral(", "));
  if (names.size() > namesShown) text += tr(" and %1 more").arg(names.size() - namesShown);
  return text;
}

}  // namespace

QString modelTitle(const QString& path) {
  try {
    return QString::fromStdString(io::modelName(io::findModelFiles(path.toStdString())));
  } catch (const std::exception&) {
    const QFileInfo info(path);
    return info.isFile() ? info.fileName() : QDir(path).dirName();
  }
}

ModelCard modelCard(const QString& path, WeightStorage storage, int tokens) {
  ModelCard card;
  card.path = path;
  card.title = modelTitle(path);
  const auto line = [&card](const QString& what, const QString& value) {
    if (!value.isEmpty()) card.lines << std::pair(what, value);
  };
  try {
    const ModelPreview preview = previewModel(path.toStdString());
    card.title = QString::fromStdString(preview.name);
    card.refusal = QString::fromStdString(preview.problem);
    const QString family = QString::fromStdString(preview.family);
    const QString architecture = QString::fromStdString(preview.architecture);
    line(tr("Family"), family.isEmpty() || architecture.isEmpty()
                           ? family + architecture
                           : QStringLiteral("%1 (%2)").arg(family, architecture));
    line(tr("Predicts"), QString::fromStdString(preview.head));
    if (preview.layers > 0)
      line(tr("Size"),
           tr("%1 layers × %2 heads × width %3").arg(preview.layers).arg(preview.heads).arg(preview.width) +
               (preview.kvHeads < preview.heads ? tr(", %1 key and value heads").arg(preview.kvHeads) : QString()));
    if (preview.vocabulary > 0)
      line(tr("Vocabulary"), tr("%1 tokens").arg(whole(static_cast<quint64>(preview.vocabulary))));
    if (preview.vocabulary > 0 && preview.maxTokens > 0)
      line(tr("Longest text"), tr("%1 tokens").arg(whole(static_cast<quint64>(preview.maxTokens))));
    if (preview.parameters > 0) {
      line(tr("Parameters"), whole(preview.parameters));
      line(tr("Stored as"),
           tr("%1, %2 on the disk").arg(QString::fromStdString(preview.storedDType), bytesText(preview.bytesOnDisk)));
      const std::uint64_t weights = preview.weightBytes(storage), free = freeMemory();
      QString memory = tr("%1 for the weights as %2").arg(bytesText(weights), QString::fromLatin1(toString(storage)));
      // A picture has the rows that it has; a text no more than the model takes.
      const int rows = preview.vocabulary > 0 ? std::min(tokens, preview.maxTokens) : preview.maxTokens;
      if (rows > 0 && preview.layers > 0)
        memory += (preview.vocabulary > 0 ? tr(", %1 for the attention at %2 tokens")
                                          : tr(", %1 for the attention of %2 rows"))
                      .arg(bytesText(preview.patternBytes(rows)))
                      .arg(rows);
      if (free > 0) memory += tr("; %1 are free").arg(bytesText(free));
      line(tr("Memory"), memory);
      if (free > 0 && weights > free)
        card.warning =
            tr("The weights take more memory than is free: opening may fail, or slow this computer down. "
               "Weights kept as f16 or bf16 take half of f32.");
    }
    line(tr("Tokenizer"), preview.tokenizer.empty() && preview.vocabulary > 0 && text::readsIds(preview.folder)
                              ? tr("none: the text is token ids, numbers between spaces")
                              : QString::fromStdString(preview.tokenizer));
    // Of weights that do not fit nobody knows what would be used.
    if (preview.parameters > 0 && preview.opens()) line(tr("Not used"), notUsedText(preview.notUsed));
    // Read, not guessed at: a tokenizer of another kind is refused here rather than after the weights were read.
    if (card.refusal.isEmpty())
      for (const InputInfo& input : describeModel(path.toStdString()).inputs)
        if (input.text()) text::loadTokenizerOrIds(preview.folder, input.name, input.text()->vocabulary);
  } catch (const std::exception& error) {
    card.refusal = QString::fromUtf8(error.what());
  }
  return card;
}

std::vector<FoundModel> modelsOnThisComputer() {
  std::vector<FoundModel> found;
  try {
    for (const io::CachedModel& model : io::cachedModels())
      found.push_back({QString::fromStdString(model.folder.string()), QString::fromStdString(model.id),
                       QString::fromStdString(previewModel(model.folder, PreviewDepth::Names).family), model.bytes});
  } catch (const std::exception&) {
    // What cannot be read is not listed.
  }
  return found;
}

}  // namespace headlight::ui
