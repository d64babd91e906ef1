#pragma once

#include <QWidget>
#include <future>
#include <memory>
#include <stop_token>

#include "info/model_info.h"
#include "session/weight_browser.h"

class QLabel;
class QTreeWidget;
class QTreeWidgetItem;

namespace headlight::ui {

class WeightMap;
struct Theme;

/// The weights of the open model as they are stored: a tree of blocks with parameters and shapes, and of the chosen one
/// its figures and a heatmap. The files are read on a thread of its own, and only once somebody looks.
class ModelPanel : public QWidget {
  Q_OBJECT
 public:
  explicit ModelPanel(QWidget* parent = nullptr);
  ~ModelPanel() override;
  void setTheme(const Theme& theme);
  /// What the window opened (folder or file), and what it became.
  void setModel(const QString& path, std::shared_ptr<const ModelInfo> model);
  /// Weights that the tree lists; 0 while it is being read.
  int weightCount() const { return browser_ ? static_cast<int>(browser_->weights().size()) : 0; }

 signals:
  /// The tree is there, or the figures of the chosen weight.
  void listed();
  void pictured();

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  void list();
  void take(std::shared_ptr<const WeightBrowser> browser, const QString& problem);
  void fillTree();
  void showWeight(int index);
  void takePicture(int index, const WeightPicture& picture, const QString& problem);
  void stopReading();

  QLabel *summary_, *problem_, *name_, *figures_, *caption_;
  QTreeWidget* tree_;
  WeightMap* map_;
  QWidget* detail_;
  const Theme* theme_;
  QString path_;
  std::shared_ptr<const ModelInfo> model_;
  std::shared_ptr<const WeightBrowser> browser_;
  bool asked_ = false;  ///< the list is being read, or was
  quint64 number_ = 0;  ///< of what may still be heard
  int chosen_ = -1;
  std::stop_source stop_;
  std::future<void> work_;
  std::vector<std::future<void>> ending_;
};

}  // namespace headlight::ui
