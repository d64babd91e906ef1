#include "ui/window/shelf_actions.h"

#include "ui/document/brush.h"
#include "ui/document/document.h"
#include "ui/editors/input_editors.h"
#include "ui/window/image_actions.h"
#include "ui/window/session_bridge.h"
#include "ui/window/shelf_panel.h"
#include "ui/window/trace_panels.h"
#include "ui/window/window_context.h"

namespace headlight::ui {
namespace {

constexpr int longestWords = 60;  // letters of a sentence that says what would be put there

}  // namespace

ShelfActions::ShelfActions(const WindowContext& context, ImageActions& images, TracePanels& panels,
                           const QString& folder)
    : context_(context), images_(images), panels_(panels), shelf_(folder), panel_(new ShelfPanel(context.window)) {
  connect(panel_, &ShelfPanel::chosen, this, &ShelfActions::take);
  connect(panel_, &ShelfPanel::putAsked, this, &ShelfActions::put);
  connect(panel_, &ShelfPanel::removeAsked, this, &ShelfActions::remove);
}

void ShelfActions::setTheme(const Theme& theme) { panel_->setTheme(theme); }

QString ShelfActions::model() const {
  const OpenModel* model = context_.bridge.current();
  return model ? model->folder : QString();
}

TextDocument* ShelfActions::text() const {
  for (InputDocument* input : context_.document.inputs())
    if (auto* text = qobject_cast<TextDocument*>(input)) return text;
  return nullptr;
}

QString ShelfActions::putting() const {
  if (const ImageDocument* image = context_.document.imageRead())
    return image->picture().empty() ? QString() : tr("the picture in the input");
  const TextDocument* read = text();
  const QString words = read ? read->text().simplified() : QString();
  if (words.isEmpty()) return {};
  return words.size() <= longestWords ? words : words.left(longestWords - 1) + QChar(0x2026);
}

void ShelfActions::fill(const QString& problem) {
  ShelfContents contents = shelf_.contents(model());
  if (!problem.isEmpty() && !contents.problems.contains(problem)) contents.problems << problem;
  panel_->setContents(contents, putting());
}

void ShelfActions::open(const QRect& anchor) {
  fill();
  panel_->openAt(anchor);
}

void ShelfActions::take(const ShelfEntry& entry) {
  if (!entry.picture.isEmpty()) return images_.openFile(entry.picture);
  TextDocument* read = text();
  if (!read) return;
  panels_.inputs().editorOf(*read).takeSample(entry.text);
  TextDocument* second = read->second();
  if (second && second->text() != entry.second) second->setText(entry.second, tr("a sample"));
  panels_.focusEditor();
}

void ShelfActions::put(const QString& look) {
  ShelfEntry entry;
  entry.look = look;
  QImage picture;
  if (const ImageDocument* image = context_.document.imageRead()) {
    picture = imageOf(image->picture().pixels()).copy();
  } else if (const TextDocument* read = text()) {
    entry.text = read->text();
    if (const TextDocument* second = read->second()) entry.second = second->text();
  }
  if (entry.text.trimmed().isEmpty() && picture.isNull()) return;
  try {
    shelf_.add(model(), entry, picture);
    fill();
  } catch (const std::exception& error) {
    fill(QString::fromUtf8(error.what()));
  }
}

void ShelfActions::remove(int own) {
  try {
    shelf_.remove(own);
    fill();
  } catch (const std::exception& error) {
    fill(QString::fromUtf8(error.what()));
  }
}

}  // namespace headlight::ui
