#pragma once

#include <QObject>
#include <QSize>
#include <QString>
#include <QStringList>
#include <future>
#include <vector>

#include "vision/picture.h"

class QColor;
class QImage;

namespace headlight::ui {

class Opening;
struct WindowContext;

/// Puts images on the canvas, from files, the clipboard or nothing, and saves them. UI thread.
class ImageActions : public QObject {
  Q_OBJECT
 public:
  ImageActions(const WindowContext& context, Opening& opening);

  void askForFile();
  /// In place of the image on the canvas; on a text model a way to one that looks at images is offered.
  void openFile(const QString& path);
  /// The same of what is on the clipboard or was dropped; a null one changes nothing.
  void open(const QImage& image, const QString& name);
  void paste();
  void openBlankCanvas(const QColor& paper);
  /// A blank canvas of a colour that the person chooses.
  void askForCanvas();
  void saveEdited();
  void saveAsModelSees();

 signals:
  /// The dialog that opens models is wanted.
  void modelAsked();
  /// The clipboard holds files.
  void filesPasted(const QStringList& paths);

 private:
  struct Decoded {
    QString path, name;
    QSize size;  ///< px, as it came
    QString problem;
    vision::Picture image;
  };
  static Decoded decode(const QString& path);
  void take(Decoded decoded);
  void tellRefused(const QString& name, const QString& problem);
  void offerImageModel(Decoded decoded);
  QString askWhereToSave(const QString& title, const QString& suffix);
  void save(const vision::Picture& image, const QString& path, const QString& what);

  const WindowContext& context_;
  Opening& opening_;
  quint64 newest_ = 0;  ///< number of the image that was asked for last
  std::vector<std::future<void>> decodings_;
};

}  // namespace headlight::ui
