#pragma once

#include <QObject>
#include <QSizeF>
#include <QString>
#include <QStringList>

#include "ui/scene/scene.h"

namespace headlight::ui {

class ImageActions;
class LensWidget;
class Opening;
class PassLoop;
struct Theme;
struct WindowContext;

/// Opens models and texts from files, and saves the figure that the lens shows. UI thread.
class FileActions : public QObject {
  Q_OBJECT
 public:
  FileActions(const WindowContext& context, Opening& opening, ImageActions& images, PassLoop& loop, LensWidget& lens);
  /// Of its dialogs.
  void setTheme(const Theme& theme) { theme_ = &theme; }

  /// The dialog with what is known of a model before it is loaded; of that path at once, if there is one.
  void askForModel(const QString& path = {});
  void askForModelFolder();
  void askForModelFile();
  void askForText();
  void openText(const QString& path);
  /// The first of them: of a folder or a weights file the dialog comes, of an image the image, anything else is a text.
  void openFiles(const QStringList& paths);
  void saveFigure();
  void saveFigureAs(const QString& path);
  void copyFigure();

 private:
  /// What the lens shows, with the caption that says what it is.
  struct Figure {
    Scene scene;
    QSizeF size;
    QString title;  ///< the caption's words and the range
  };
  Figure figure() const;
  /// A path to be offered: "storyteller-L4H2.png" in the last folder.
  QString figureName() const;
  QString whatIfsOf(const Trace& trace) const;
  void tellTextRefused(const QString& path, const QString& problem);
  void offerTextModel(const QString& name);
  QString howFigureWasMade() const;

  const WindowContext& context_;
  Opening& opening_;
  ImageActions& images_;
  PassLoop& loop_;
  LensWidget& lens_;
  const Theme* theme_;
};

}  // namespace headlight::ui
