#pragma once

#include <QDialog>
#include <QStringList>
#include <future>
#include <vector>

#include "ui/window/model_card.h"

class QGridLayout;
class QLabel;
class QListWidget;
class QListWidgetItem;
class QPushButton;

namespace headlight::ui {

struct Theme;

/// Opening a model: those used lately and those that lie on this computer, a folder or a file of one's own; and what
/// is known of the chosen one before anything is loaded. The files are looked at on a thread of its own.
class OpenDialog : public QDialog {
  Q_OBJECT
 public:
  struct Choices {
    QStringList recent;
    QString folder;  ///< where choosing a folder or file begins
    WeightStorage storage = WeightStorage::F32;
    int tokens = 0;  ///< of the text that is open
  };
  OpenDialog(const Choices& choices, const Theme& theme, QWidget* parent);
  ~OpenDialog() override;

  /// Shows what is known of that folder or file.
  void preview(const QString& path);
  const ModelCard& card() const { return card_; }
  QString lastFolder() const { return choices_.folder; }

 public slots:
  void chooseFolder();
  void chooseFile();

 signals:
  /// The card of the chosen model is there.
  void previewed();
  /// Open was pressed.
  void openAsked(const QString& path);

 private:
  void fillList();
  void addHeading(const QString& words);
  void addModel(const QString& path, const QString& name, const QString& below);
  void findModels();
  void takeFound(const std::vector<FoundModel>& found);
  void showCard();
  void showHint(const QString& words);

  Choices choices_;
  const Theme& theme_;
  ModelCard card_;
  std::vector<FoundModel> found_;
  bool searched_ = false;
  quint64 number_ = 0;
  std::future<void> search_;
  std::vector<std::future<void>> looking_;
  QListWidget* list_;
  QLabel *title_, *where_, *refusal_, *warning_;
  QWidget *facts_, *refused_;
  QGridLayout* grid_;
  QPushButton* open_;
};

}  // namespace headlight::ui
