#include "ui/window/figure_actions.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QMimeData>
#include <algorithm>

#include "base/within.h"
#include "ui/document/document.h"
#include "ui/lens/lens_widget.h"
#include "ui/theme/hidden.h"
#include "ui/theme/theme.h"
#include "ui/window/bundled_models.h"
#include "ui/window/pass_loop.h"
#include "ui/window/session_bridge.h"
#include "ui/window/settings.h"
#include "ui/window/status_line.h"
#include "ui/window/window_context.h"

namespace headlight::ui {
namespace {

constexpr double mostPixels = 4096;                  // of a width that was chosen
constexpr int wordsOfText = 80, textInNotes = 4000;  // characters of the input

QVariantMap toMap(const FigureDialog::Choices& choices) {
  const FigureOptions& options = choices.options;
  return {{QStringLiteral("kind"), choices.kind},
          {QStringLiteral("inPixels"), options.unit == FigureOptions::Unit::Pixels},
          {QStringLiteral("width"), options.width},
          {QStringLiteral("panels"), options.panels},
          {QStringLiteral("words"), options.caption.words},
          {QStringLiteral("scale"), options.caption.scale},
          {QStringLiteral("everyTitle"), options.everyTitle},
          {QStringLiteral("transparent"), options.transparent},
          {QStringLiteral("pixels"), options.pixels}};
}

/// What is missing, or was never written by this program, is as in a fresh start.
FigureDialog::Choices fromMap(const QVariantMap& map) {
  FigureDialog::Choices choices;
  if (map.isEmpty()) return choices;
  FigureOptions& options = choices.options;
  const auto flag = [&map](const char* key, bool& into) { into = map.value(QLatin1String(key), into).toBool(); };
  const QString kind = map.value(QStringLiteral("kind")).toString();
  if (!figureKind(QLatin1Char('.') + kind).isEmpty()) choices.kind = kind;
  if (map.value(QStringLiteral("inPixels")).toBool()) options.unit = FigureOptions::Unit::Pixels;
  options.width = within(map.value(QStringLiteral("width"), options.width).toDouble(), smallestFigure, mostPixels);
  flag("panels", options.panels);
  flag("words", options.caption.words);
  flag("scale", options.caption.scale);
  flag("everyTitle", options.everyTitle);
  flag("transparent", options.transparent);
  options.pixels = within(map.value(QStringLiteral("pixels"), options.pixels).toDouble(), 1.0, 4.0);
  return choices;
}

}  // namespace

FigureActions::FigureActions(const WindowContext& context, PassLoop& loop, LensWidget& lens)
    : context_(context), loop_(loop), lens_(lens), theme_(&Theme::light()) {
  // A view's options, another head and every new trace come this way.
  connect(&lens, &LensWidget::optionsChanged, this, [this] {
    if (dialog_ && lens_.trace()) dialog_->refresh();
  });
}

QString FigureActions::whatIfs() const {
  QStringList words;
  for (const Intervention& change : lens_.trace()->changes())
    words << describe(change, loop_.shown().names(), &lens_.trace()->model());
  return words.join(QStringLiteral("; "));
}

QString FigureActions::input(int most) const {
  QStringList said;
  const ShownTrace& shown = loop_.shown();
  const bool older = shown.trace && shown.trace->revision() != context_.document.revision();
  for (InputDocument* input : context_.document.inputs()) {
    QString words;
    const auto place = static_cast<std::size_t>(std::find(shown.documents.begin(), shown.documents.end(), input) -
                                                shown.documents.begin());
    if (older) {  // what is shown is of another input than what stands there now: of the rows that it has
      if (place < shown.inputs.size() && dynamic_cast<const TextDocument*>(input))
        words = shown.inputs[place].names.names.join(QString()).replace(QChar(0x00B7), QLatin1Char(' ')).simplified();
    } else if (const auto* text = dynamic_cast<const TextDocument*>(input))
      words = text->text().simplified();
    else if (const auto* image = dynamic_cast<const ImageDocument*>(input))
      words = image->picture().origin().name;
    if (words.isEmpty()) continue;
    said << QStringLiteral("“%1”").arg(words.size() > most ? words.left(most) + QStringLiteral("…") : words);
  }
  return said.join(QStringLiteral(", "));
}

QString FigureActions::words() const {
  const OpenModel* model = context_.bridge.current();
  QStringList said;
  if (model) said << modelName(model->folder);
  said << lens_.view().caption(*lens_.trace(), lens_.state());
  if (const QString text = input(wordsOfText); !text.isEmpty()) said << text;
  if (const QString changes = whatIfs(); !changes.isEmpty()) said << tr("what if %1").arg(changes);
  return said.join(QStringLiteral(" · "));
}

FigurePage FigureActions::page(const FigureOptions& options) const {
  if (!lens_.trace()) return {};  // it went while the dialog was open
  ViewState state = lens_.state();
  state.theme = &Theme::light();
  const NumbersWritten numbers;
  FigurePage page = captionedPage(lens_.view(), lens_.trace(), state, options, words());
  page.scene.background = Qt::white;
  return page;
}

FigureNotes FigureActions::notes() const {
  const NumbersWritten numbers;
  FigureNotes notes;
  notes.title = figureTitle(words(), lens_.legend());
  notes.program = QStringLiteral("Headlight " HEADLIGHT_VERSION);
  const OpenModel* model = context_.bridge.current();
  if (!model) return notes;
  notes.made = QStringLiteral("%1, model %2, weights %3, computed on %4, input %5")
                   .arg(notes.program, model->folder, QString::fromStdString(model->info->weightsHash),
                        model->deviceName, input(textInNotes));
  if (const QString changes = whatIfs(); !changes.isEmpty()) notes.made += QStringLiteral(", what if ") + changes;
  if (lens_.differenceShown()) notes.made += QStringLiteral(" (shown: after − before)");
  return notes;
}

bool FigureActions::hasFigure() const {
  if (!lens_.trace()) context_.status.note(tr("there is no figure yet"));
  return lens_.trace() != nullptr;
}

QString FigureActions::nameFor(const QString& kind) const {
  const OpenModel* model = context_.bridge.current();
  QString name = model ? modelName(model->folder).toLower() : QStringLiteral("headlight");
  const ViewState state = lens_.state();
  const QString head = QStringLiteral("L%1H%2").arg(state.layer).arg(state.head);
  // A view of all heads is of none of them.
  const bool ofHead = lens_.view().caption(*lens_.trace(), state).contains(head);
  name += QLatin1Char('-') + (ofHead ? head : lens_.view().name().id);
  name.replace(QLatin1Char('/'), QLatin1Char('-'));
  return context_.settings.lastFolder() + QLatin1Char('/') + name + QLatin1Char('.') + kind;
}

void FigureActions::openDialog() {
  if (!hasFigure()) return;
  if (dialog_) return dialog_->raise();
  dialog_ = new FigureDialog(
      fromMap(context_.settings.figure()), [this](const FigureOptions& options) { return page(options); }, *theme_,
      &context_.window);
  dialog_->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog_, &FigureDialog::saveAsked, this, &FigureActions::askWhere);
  connect(dialog_, &FigureDialog::copyAsked, this, &FigureActions::copyAs);
  connect(dialog_, &QDialog::finished, this, [this] { context_.settings.setFigure(toMap(dialog_->choices())); });
  dialog_->open();
}

void FigureActions::askWhere(const FigureDialog::Choices& choices) {
  if (!hasFigure()) return;
  QString path = QFileDialog::getSaveFileName(dialog_, tr("Save the figure"), nameFor(choices.kind),
                                              tr("Figures (*.svg *.pdf *.png)"));
  if (path.isEmpty()) return;
  if (figureKind(path).isEmpty()) path += QLatin1Char('.') + choices.kind;
  context_.settings.setLastFolder(QFileInfo(path).absolutePath());
  write(path, choices.options);
  if (dialog_) dialog_->accept();
}

void FigureActions::saveAs(const QString& path) {
  if (hasFigure()) write(path, fromMap(context_.settings.figure()).options);
}

void FigureActions::write(const QString& path, const FigureOptions& options) {
  try {
    saveFigure(page(options), path, notes());
    context_.status.note(tr("saved as %1").arg(path));
  } catch (const std::exception& error) {
    context_.status.note(QString::fromUtf8(error.what()));
  }
}

void FigureActions::copy() {
  if (hasFigure()) copyAs(fromMap(context_.settings.figure()));
}

void FigureActions::copyAs(const FigureDialog::Choices& choices) {
  if (!hasFigure()) return;
  const FigurePage made = page(choices.options);
  const FigureNotes said = notes();
  auto* data = new QMimeData;  // the clipboard owns it
  try {
    data->setImageData(figureImage(made));
    data->setData(QStringLiteral("image/svg+xml"), figureBytes(made, QStringLiteral("svg"), said));
    data->setData(QStringLiteral("application/pdf"), figureBytes(made, QStringLiteral("pdf"), said));
  } catch (const std::exception& error) {
    delete data;
    return context_.status.note(QString::fromUtf8(error.what()));
  }
  QApplication::clipboard()->setMimeData(data);
  context_.status.note(tr("the figure is on the clipboard"));
}

}  // namespace headlight::ui
