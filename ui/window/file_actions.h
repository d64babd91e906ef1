#pragma once

#include <QObject>
#include <QString>
#include <QStringList>

namespace headlight::ui {

class ImageActions;
class Opening;
struct Theme;
struct WindowContext;

/// Opens models and texts from files. UI thread.
class FileActions : public QObject {
  Q_OBJECT
 public:
  FileActions(const WindowContext& context, Opening& opening, ImageActions& images);
  /// Of its dialogs.
  void setTheme(const Theme& theme) { theme_ = &theme; }

  /// The dialog with what is known of a model before it is loaded; of that path at once, if there is one.
  void askForModel(const QString& path = {});
  void askForModelFolder();
  void askForModelFile();
  void askForText();
  void openText(const QString& path);
  /// The first of them: of a folder or a weights file the dialog comes, of an image the image, of a session the
  /// session, anything else is a text.
  void openFiles(const QStringList& paths);

 signals:
  void sessionAsked(const QString& path);

 private:
  void tellTextRefused(const QString& path, const QString& problem);
  void offerTextModel(const QString& name);

  const WindowContext& context_;
  Opening& opening_;
  ImageActions& images_;
  const Theme* theme_;
};

}  // namespace headlight::ui
