#include "ui/window/model_search.h"

#include <QFileInfo>
#include <utility>
#include <vector>

#include "io/find_weights.h"
#include "io/hugging_face_cache.h"
#include "ui/window/bundled_models.h"

namespace headlight::ui {

void ModelSearch::start(const QStringList& folders, const QString& hash, Found found) {
  stop();
  const quint64 number = number_;
  std::vector<std::filesystem::path> models;
  for (const QString& folder : folders) models.emplace_back(folder.toStdString());
  thread_ = std::jthread([this, number, models = std::move(models), hash = hash.toStdString(),
                          found = std::move(found)](const std::stop_token& stop) {
    const auto where = io::findWeights(models, hash, stop);
    if (stop.stop_requested()) return;
    QMetaObject::invokeMethod(
        this,
        [this, number, found, folder = where ? QString::fromStdString(where->string()) : QString()] {
          if (number == number_) found(folder);
        },
        Qt::QueuedConnection);
  });
}

void ModelSearch::stop() {
  ++number_;
  thread_ = {};  // asked to stop, and waited for: it reads in pieces
}

QStringList whereModelsLie(const QString& named, const QString& file, const QStringList& recent) {
  QStringList folders;
  if (!named.isEmpty())
    folders << named << QFileInfo(file).absolutePath() + QLatin1Char('/') + QFileInfo(named).fileName();
  folders << bundledFolders() << recent;
  for (const io::CachedModel& model : io::cachedModels()) folders << QString::fromStdString(model.folder.string());
  return folders;
}

}  // namespace headlight::ui
