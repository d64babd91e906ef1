#pragma once

#include <QString>
#include <QStringList>
#include <QTemporaryDir>
#include <filesystem>

namespace headlight::ui::monkey {

/// The sandbox: a folder with everything that can be opened, good and bad, and where everything goes that is written:
/// settings, unsaved work, caches, figures. What would leave it (a folder shown in the file manager) is caught.
class World : public QObject {
  Q_OBJECT
 public:
  /// Sets the environment: before the QApplication. `more`: folders below it with a config.json are opened too; empty:
  /// none.
  explicit World(const QString& more);
  ~World() override;
  /// After the QApplication is there.
  void catchLinks();

  /// Names.
  const QStringList& bundled() const { return bundled_; }
  /// Those, and folders of recorded ones.
  const QStringList& models() const { return models_; }
  /// Refused, each for another reason; folders, and files of weights.
  const QStringList& refused() const { return refused_; }
  const QStringList& pictures() const { return pictures_; }
  const QStringList& texts() const { return texts_; }
  /// A model that is there, and one that was when it was asked for.
  QString vanishing();
  void vanish();
  /// A file to write to, now and then one that is there already.
  QString output(int number, const QString& suffix) const;

 public slots:
  void linkAsked(const QUrl& url);

 private:
  void makeModels();
  void makeRefused();
  void makePictures();
  void makeTexts();
  std::filesystem::path at(const char* name) const;

  QTemporaryDir folder_;
  QStringList bundled_, models_, refused_, pictures_, texts_;
  int vanished_ = 0;
};

}  // namespace headlight::ui::monkey
