#include "ui/window/bundled_models.h"

#include <QDir>
#include <QFileInfo>
#include <filesystem>

#include "io/assets.h"
#include "io/config.h"
#include "text/id_tokenizer.h"
#include "ui/theme/words.h"
#include "ui/window/open_dialog.h"

namespace headlight::ui {
namespace {

/// By config.json. Throws Error where it cannot be read.
bool looksAtImages(const std::filesystem::path& folder) {
  return io::Config::read(folder / "config.json").has("image_size");
}

/// A model of texts without a tokenizer; one of images needs none.
bool readsIds(const QString& folder) {
  try {
    return text::readsIds(folder.toStdString()) && !looksAtImages(folder.toStdString());
  } catch (const std::exception&) {
    return false;  // it does not open
  }
}

QStringList imagesIn(const QString& folder) {
  QStringList files;
  for (const QFileInfo& file :
       QDir(folder).entryInfoList({QStringLiteral("*.png"), QStringLiteral("*.jpg")}, QDir::Files, QDir::Name))
    files << file.absoluteFilePath();
  return files;
}

}  // namespace

QString bundledName(const QString& folder) {
  try {
    for (const io::BundledModel& model : io::bundledModels())
      if (QDir(QString::fromStdString(model.folder.string())) == QDir(folder))
        return QString::fromStdString(model.name);
  } catch (const std::exception&) {
    // No assets: nothing is bundled.
  }
  return {};
}

QStringList bundledFolders() {
  QStringList folders;
  try {
    for (const io::BundledModel& model : io::bundledModels())
      folders << QString::fromStdString(std::filesystem::absolute(model.folder).string());
  } catch (const std::exception&) {
    // No assets: nothing is bundled.
  }
  return folders;
}

QStringList bundledNames(Reads what) {
  QStringList names;
  try {
    for (const io::BundledModel& model : io::bundledModels())
      if (looksAtImages(model.folder) == (what == Reads::Images))
        names.insert(model.name == io::defaultModel ? 0 : names.size(), QString::fromStdString(model.name));
  } catch (const std::exception&) {
    // No assets: nothing is bundled.
  }
  return names;
}

QString capitalized(QString name) {
  if (!name.isEmpty()) name[0] = name[0].toUpper();
  return name;
}

QString modelName(const QString& folder) {
  const QString name = bundledName(folder);
  return name.isEmpty() ? modelTitle(folder) : capitalized(name);
}

TextSamples textSamplesOf(const QString& folder) {
  TextSamples samples;
  if (readsIds(folder)) {
    samples.first = QStringLiteral("0 1 2 3 4 5 6 7 8 9");
    samples.offered = {samples.first};
    return samples;
  }
  try {
    for (const std::string& text : io::sampleTexts(bundledName(folder).toStdString()))
      samples.offered << QString::fromStdString(text);
    if (!samples.offered.isEmpty()) samples.first = samples.offered.first();
  } catch (const std::exception&) {
    // No assets: no samples of its own, and the texts of any model do.
  }
  samples.offered.removeAll(QString());
  if (samples.offered.isEmpty())
    samples.offered = {tr("The owl told Tom a joke. The owl told Tom"),
                       tr("Once upon a time there was a fox who could not sleep."),
                       tr("The cat drank the milk because it was")};
  return samples;
}

QStringList imageSamplesOf(const QString& folder) {
  QStringList files = imagesIn(folder + QStringLiteral("/samples"));
  if (!files.isEmpty()) return files;
  try {
    return imagesIn(QString::fromStdString((io::assetsFolder() / "pictures").string()));
  } catch (const std::exception&) {
    return {};  // no assets: a blank canvas does
  }
}

QStringList samplesOf(const QString& folder, const InputInfo& input) {
  return input.image() ? imageSamplesOf(folder) : textSamplesOf(folder).offered;
}

}  // namespace headlight::ui
