#include "ui/window/file_actions.h"

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QLocale>
#include <QMimeDatabase>
#include <QStringConverter>

#include "ui/document/document.h"
#include "ui/lens/figure.h"
#include "ui/lens/figure_caption.h"
#include "ui/lens/lens_widget.h"
#include "ui/theme/theme.h"
#include "ui/views/matrix_view.h"
#include "ui/window/bundled_models.h"
#include "ui/window/image_actions.h"
#include "ui/window/message_strip.h"
#include "ui/window/open_dialog.h"
#include "ui/window/opening.h"
#include "ui/window/pass_loop.h"
#include "ui/window/session_bridge.h"
#include "ui/window/settings.h"
#include "ui/window/status_line.h"
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
    problem = FileActions::tr("it has %1 bytes, more than any model here takes")
                  .arg(QLocale(QLocale::English).toString(file.size()));
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

FileActions::FileActions(const WindowContext& context, Opening& opening, ImageActions& images, PassLoop& loop,
                         LensWidget& lens)
    : context_(context), opening_(opening), images_(images), loop_(loop), lens_(lens), theme_(&Theme::light()) {
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
  if (file.isDir() || isWeightsFile(file))
    askForModel(file.absoluteFilePath());
  else if (file.fileName() == QLatin1String("config.json"))
    askForModel(file.absolutePath());
  else if (isImage(file.absoluteFilePath()))
    images_.openFile(file.absoluteFilePath());
  else
    openText(file.absoluteFilePath());
}

QString FileActions::whatIfsOf(const Trace& trace) const {
  QStringList words;
  for (const Intervention& change : trace.changes()) words << describe(change, loop_.shown().names(), &trace.model());
  return words.join(QStringLiteral("; "));
}

QString FileActions::howFigureWasMade() const {
  const OpenModel* model = context_.bridge.current();
  const ShownTrace& shown = loop_.shown();
  if (!model || !shown.trace) return {};
  QString made = QStringLiteral("model %1, weights %2, computed on %3")
                     .arg(model->folder, QString::fromStdString(model->info->weightsHash), model->deviceName);
  if (const QString whatIfs = whatIfsOf(*shown.trace); !whatIfs.isEmpty())
    made += QStringLiteral(", what if ") + whatIfs;
  if (lens_.differenceShown()) made += QStringLiteral(" (shown: after − before)");
  return made;
}

FileActions::Figure FileActions::figure() const {
  Figure made{lens_.figure(lens_.size()), lens_.size(), {}};
  const std::shared_ptr<const Trace>& trace = lens_.trace();
  const OpenModel* model = context_.bridge.current();
  if (!trace || !model) return made;
  QStringList said{modelName(model->folder), lens_.view().caption(*trace, lens_.state())};
  if (const QString whatIfs = whatIfsOf(*trace); !whatIfs.isEmpty()) said << tr("what if %1").arg(whatIfs);
  const Legend legend = lens_.legend();
  addFigureCaption(made.scene, *lens_.state().theme, said.join(QStringLiteral(" · ")), legend, made.size);
  made.size.rheight() += figureCaptionHeight;
  made.title = figureTitle(said.join(QStringLiteral(" · ")), legend);
  return made;
}

QString FileActions::figureName() const {
  const OpenModel* model = context_.bridge.current();
  QString name = model ? modelName(model->folder) : QStringLiteral("headlight");
  const ViewState state = lens_.state();
  if (model && lens_.shows(MatrixView::id)) name += QStringLiteral("-L%1H%2").arg(state.layer).arg(state.head);
  name.replace(QLatin1Char('/'), QLatin1Char('-'));
  return context_.settings.lastFolder() + QLatin1Char('/') + name + QStringLiteral(".png");
}

void FileActions::saveFigure() {
  QString path = QFileDialog::getSaveFileName(&context_.window, tr("Save the figure"), figureName(),
                                              tr("Pixels (*.png);;Vectors (*.svg *.pdf)"));
  if (path.isEmpty()) return;
  if (figureKind(path).isEmpty()) path += QStringLiteral(".png");
  context_.settings.setLastFolder(QFileInfo(path).absolutePath());
  saveFigureAs(path);
}

void FileActions::saveFigureAs(const QString& path) {
  const Figure made = figure();
  FigureNotes notes;
  notes.title = made.title;
  notes.made = howFigureWasMade();
  try {
    ui::saveFigure(made.scene, made.size, 2, path, notes);
    context_.status.note(tr("saved as %1").arg(path));
  } catch (const std::exception& error) {
    context_.status.note(QString::fromUtf8(error.what()));
  }
}

void FileActions::copyFigure() {
  const Figure made = figure();
  QApplication::clipboard()->setImage(figureImage(made.scene, made.size, 2));
  context_.status.note(tr("the figure is on the clipboard"));
}

}  // namespace headlight::ui
