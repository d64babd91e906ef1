#include "ui/window/file_actions.h"

#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QLocale>
#include <QMimeDatabase>
#include <QStringConverter>

#include "ui/document/document.h"
#include "ui/lessons/lesson_package.h"
#include "ui/theme/language.h"
#include "ui/theme/theme.h"
#include "ui/window/bundled_models.h"
#include "ui/window/image_actions.h"
#include "ui/window/message_strip.h"
#include "ui/window/open_dialog.h"
#include "ui/window/opening.h"
#include "ui/window/session_files.h"
#include "ui/window/settings.h"
#include "ui/window/window_context.h"

namespace headlight::ui {
namespace {

constexpr qint64 largestText = 256 << 10;  // bytes; far above what any context takes, and cut into tokens in no time

/// By its name or by its content: a damaged image is refused as one, and one with a wrong name is opened.
bool isImage(const QString& path) {
  const QMimeDatabase types;
  for (const auto mode : {QMimeDatabase::MatchExtension, QMimeDatabase::MatchContent})
    if (types.mimeTypeForFile(path, mode).name().startsWith(QLatin1String("image/"))) return true;
  return false;
}

bool isWeightsFile(const QFileInfo& file) {
  static const QStringList suffixes{QStringLiteral("safetensors"), QStringLiteral("bin"), QStringLiteral("pt"),
                                    QStringLiteral("pth"), QStringLiteral("ckpt")};
  return suffixes.contains(file.suffix()) || file.fileName().endsWith(QLatin1String(".index.json"));
}

/// The text of a file with plain line ends; nothing, and why, where it is none.
std::optional<QString> readText(const QString& path, QString& problem) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) {
    problem = file.errorString();
    return std::nullopt;
  }
  if (file.size() > largestText) {
    problem =
        FileActions::tr("it has %1 bytes, more than any model here takes").arg(windowLocale().toString(file.size()));
    return std::nullopt;
  }
  auto decode = QStringDecoder(QStringDecoder::Utf8);
  QString text = decode(file.readAll());
  if (decode.hasError()) {
    problem = FileActions::tr("it is not UTF-8 text");
    return std::nullopt;
  }
  return text.replace(QLatin1String("\r\n"), QLatin1String("\n"));
}

}  // namespace

FileActions::FileActions(const WindowContext& context, Opening& opening, ImageActions& images)
    : context_(context), opening_(opening), images_(images), theme_(&Theme::light()) {
  connect(&opening, &Opening::choiceAsked, this, [this] { askForModel(); });
  connect(&images, &ImageActions::modelAsked, this, [this] { askForModel(); });
  connect(&images, &ImageActions::filesPasted, this, &FileActions::openFiles);
}

void FileActions::askForModel(const QString& path) {
  OpenDialog::Choices choices;
  for (const QString& recent : context_.settings.recentModels())
    if (QFileInfo::exists(recent)) choices.recent << recent;
  choices.folder = context_.settings.lastFolder();
  choices.storage = opening_.weights();
  choices.tokens = context_.document.rows();
  auto* dialog = new OpenDialog(choices, *theme_, &context_.window);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &OpenDialog::openAsked, &opening_, &Opening::openNamed);
  connect(dialog, &QDialog::finished, this, [this, dialog] { context_.settings.setLastFolder(dialog->lastFolder()); });
  if (!path.isEmpty()) dialog->preview(path);
  dialog->open();
}

void FileActions::askForModelFolder() {
  const QString folder =
      QFileDialog::getExistingDirectory(&context_.window, tr("Open a model folder"), context_.settings.lastFolder());
  if (folder.isEmpty()) return;
  context_.settings.setLastFolder(QFileInfo(folder).absolutePath());
  askForModel(folder);
}

void FileActions::askForModelFile() {
  const QString file =
      QFileDialog::getOpenFileName(&context_.window, tr("Open a weights file"), context_.settings.lastFolder(),
                                   tr("Weights (*.safetensors *.bin *.pt *.pth *.ckpt *.index.json);;"
                                      "All files (*)"));
  if (file.isEmpty()) return;
  context_.settings.setLastFolder(QFileInfo(file).absolutePath());
  askForModel(file);
}

void FileActions::askForText() {
  const QString path = QFileDialog::getOpenFileName(&context_.window, tr("Open a text"), context_.settings.lastFolder(),
                                                    tr("Text (*.txt *.md);;All files (*)"));
  if (path.isEmpty()) return;
  context_.settings.setLastFolder(QFileInfo(path).absolutePath());
  openText(path);
}

void FileActions::openText(const QString& path) {
  QString problem;
  const std::optional<QString> text = readText(path, problem);
  if (!text) return tellTextRefused(path, problem);
  context_.messages.clear(MessageStrip::NotOpened);
  TextDocument* document = context_.document.textRead();
  if (!document) return offerTextModel(QFileInfo(path).fileName());
  document->setText(*text, tr("opening a text"));
}

void FileActions::tellTextRefused(const QString& path, const QString& problem) {
  Message message;
  message.kind = Message::Kind::Refused;
  message.title = tr("“%1” was not opened.").arg(QFileInfo(path).fileName());
  message.detail = tr("%1: %2.").arg(path, problem);
  message.remedy = tr("Your text is unchanged.");
  message.buttons.append({tr("Choose another file"), QStringLiteral("folder"), true, [this] { askForText(); }});
  context_.messages.tell(MessageStrip::NotOpened, std::move(message));
}

void FileActions::offerTextModel(const QString& name) {
  Message message;
  message.title = tr("This model looks at pictures; “%1” is a text.").arg(name);
  message.detail = tr("Open a model that reads text first. Your picture is kept.");
  for (const QString& model : bundledNames(Reads::Texts))
    message.buttons.append({tr("Open %1").arg(capitalized(model)), {}, message.buttons.isEmpty(), [this, model] {
                              context_.messages.clear(MessageStrip::NotOpened);
                              opening_.openNamed(model);
                            }});
  message.closed = [] {};
  context_.messages.tell(MessageStrip::NotOpened, std::move(message));
}

void FileActions::openFiles(const QStringList& paths) {
  const QFileInfo file(paths.first());
  const bool lesson = file.fileName().endsWith(lessonSuffix, Qt::CaseInsensitive) ||
                      file.fileName() == QLatin1String("lesson.json") ||
                      QFileInfo(file.absoluteFilePath() + QStringLiteral("/lesson.json")).isFile();
  if (lesson)
    emit lessonAsked(file.absoluteFilePath());
  else if (file.isDir() || isWeightsFile(file))
    askForModel(file.absoluteFilePath());
  else if (file.fileName() == QLatin1String("config.json"))
    askForModel(file.absolutePath());
  else if (file.fileName().endsWith(SessionFiles::suffix, Qt::CaseInsensitive))
    emit sessionAsked(file.absoluteFilePath());
  else if (isImage(file.absoluteFilePath()))
    images_.openFile(file.absoluteFilePath());
  else
    openText(file.absoluteFilePath());
}

}  // namespace headlight::ui
