#pragma once

#include <QObject>
#include <QStringList>
#include <functional>
#include <thread>

namespace headlight::ui {

/// Finds the model whose weights have a hash, among folders that are given, on a thread of its own. UI thread.
class ModelSearch : public QObject {
  Q_OBJECT
 public:
  using Found = std::function<void(const QString& folder)>;
  explicit ModelSearch(QObject* parent = nullptr) : QObject(parent) {}
  /// `found` gets the first folder that fits, or an empty one; not called for a search that another one ended.
  void start(const QStringList& folders, const QString& hash, Found found);
  void stop();

 private:
  quint64 number_ = 0;
  std::jthread thread_;
};

/// Where a model may lie that a file was made with: the folder that it names, one of that name beside the file, the
/// bundled and the recent ones, and those of the Hugging Face cache.
QStringList whereModelsLie(const QString& named, const QString& file, const QStringList& recent);

}  // namespace headlight::ui
