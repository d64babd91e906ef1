#include "ui/window/model_card.h"

#include <QDir>
#include <QFileInfo>
#include <QLocale>
#include <QObject>
#include <filesystem>

#include "io/config.h"
#include "io/model_files.h"
#include "io/stored_tensors.h"
#include "text/tokenizer.h"
#include "ui/panels/numbers.h"
#include "ui/window/memory_budget.h"

namespace headlight::ui {
namespace {

QString whole(std::uint64_t value) { return QLocale(QLocale::English).toString(static_cast<qulonglong>(value)); }

}  // namespace

QString modelTitle(const QString& path) {
  try {
    return QString::fromStdString(io::modelName(io::findModelFiles(path.toStdString())));
  } catch (const std::exception&) {
    const QFileInfo info(path);
    return info.isFile() ? info.fileName() : QDir(path).dirName();
  }
}

ModelCard describeModel(const QString& path, WeightStorage storage, int) {
  ModelCard card;
  card.path = path;
  card.title = modelTitle(path);
  try {
    const io::ModelFiles files = io::findModelFiles(path.toStdString());
    const io::Config config = io::Config::read(files.config);
    card.lines << std::pair(QObject::tr("Family"), QString::fromStdString(config.modelType()));
    const io::StoredTensors tensors = io::StoredTensors::open(files.weights);
    std::uint64_t elements = 0;
    for (const io::StoredTensor& tensor : tensors.tensors()) elements += static_cast<std::uint64_t>(tensor.elements());
    card.lines << std::pair(QObject::tr("Parameters"), whole(elements));
    card.lines << std::pair(QObject::tr("Stored as"),
                            QObject::tr("%1, %2 on the disk")
                                .arg(QString::fromStdString(tensors.mainType()), bytesText(tensors.bytesOnDisk())));
    const std::uint64_t memory = elements * (storage == WeightStorage::F32 ? 4 : 2), free = freeMemory();
    card.lines << std::pair(QObject::tr("Memory"),
                            QObject::tr("%1 for the weights as %2; %3 are free")
                                .arg(bytesText(memory), QString::fromLatin1(toString(storage)), bytesText(free)));
    if (free > 0 && memory > free) card.warning = QObject::tr("The weights take more memory than is free.");
    text::loadTokenizer(files.folder);
  } catch (const std::exception& error) {
    card.refusal = QString::fromUtf8(error.what());
  }
  return card;
}

std::vector<FoundModel> modelsOnThisComputer() { return {}; }

}  // namespace headlight::ui
