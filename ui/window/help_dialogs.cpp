#include "ui/window/help_dialogs.h"

#include <QAbstractButton>
#include <QAction>
#include <QDialog>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QScreen>
#include <QScrollArea>
#include <QVBoxLayout>
#include <algorithm>

#include "session/processor.h"
#include "ui/lens/lens_widget.h"
#include "ui/theme/language.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"
#include "ui/theme/words.h"
#include "ui/window/bundled_models.h"
#include "ui/window/session_bridge.h"

namespace headlight::ui {
namespace {

/// As large as `wanted` at 100 % of type, and never larger than its screen; what does not fit is scrolled.
void showScrolled(QWidget& window, const QString& title, QWidget& content, QSize wanted) {
  QDialog dialog(&window);
  dialog.setWindowTitle(title);
  auto* layout = new QVBoxLayout(&dialog);
  auto* scroll = new QScrollArea(&dialog);
  scroll->setWidget(&content);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  layout->addWidget(scroll);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, &dialog);
  for (QAbstractButton* button : buttons->buttons()) button->setIcon({});
  QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
  layout->addWidget(buttons);
  const QSize room = window.screen()->availableGeometry().size() * 9 / 10;
  const int width = std::min(scaled(wanted.width()), room.width());
  const int around = layout->contentsMargins().top() + layout->contentsMargins().bottom() + layout->spacing() +
                     buttons->sizeHint().height() + 2;
  const int needed = content.hasHeightForWidth() ? content.heightForWidth(width - 40) : scaled(wanted.height());
  dialog.resize(width, std::min({needed + around, scaled(wanted.height()), room.height()}));
  dialog.exec();
}

void showWords(QWidget& window, const QString& title, const QString& words) {
  auto* label = new QLabel(words);
  label->setTextFormat(Qt::PlainText);
  label->setWordWrap(true);
  label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  label->setContentsMargins(12, 12, 12, 12);
  showScrolled(window, title, *label, {560, 560});
}

}  // namespace

void showKeyboardHelp(QWidget& window) {
  auto* table = new QWidget;
  auto* grid = new QGridLayout(table);
  grid->setHorizontalSpacing(24);
  grid->setColumnStretch(0, 1);
  grid->setColumnStretch(1, 2);
  int row = 0;
  const auto line = [&](const QString& keys, const QString& what) {
    auto* left = new QLabel(keys, table);
    left->setFont(fixedFont(12));
    left->setWordWrap(true);
    auto* right = new QLabel(what, table);
    right->setWordWrap(true);
    grid->addWidget(left, row, 0, Qt::AlignTop);
    grid->addWidget(right, row++, 1, Qt::AlignTop);
  };
  for (const QAction* action : window.actions()) {
    if (action->shortcut().isEmpty()) continue;
    // Undo and redo say what they would undo; here they are what they are called.
    const QString named = action->objectName() == QLatin1String("undo")   ? tr("Undo")
                          : action->objectName() == QLatin1String("redo") ? tr("Redo")
                                                                          : action->text();
    const QString words = withoutMnemonic(named);
    QStringList keys;
    for (const QKeySequence& shortcut : action->shortcuts()) keys << shortcut.toString(QKeySequence::NativeText);
    line(keys.join(QStringLiteral(", ")), words);
  }
  line(tr("Arrows"),
       tr("Tokens: from chip to chip · Lens: from head to head, from cell to cell · Pipeline: from layer to layer"));
  line(tr("Return"), tr("Tokens: replace · Predictions: append · All heads: open in Matrix"));
  line(tr("Delete"), tr("Tokens, what-ifs: take one out"));
  line(tr("X, P"), tr("Lens: switch the head off, or on again · pin it, or take the pin off"));
  line(tr("Arrows, Page Up, Page Down"),
       tr("Image: move the patch that asks · the layer above or below · Ctrl: layers and heads"));
  line(tr("C, D"), tr("Matrix: cut the edge under the crosshair · show the difference that the what-ifs make"));
  line(tr("K"), tr("Arcs: keep the lines of this head beside those of the next"));
  line(tr("Return, Ctrl+Return"), tr("Matrix: lock the row under the crosshair · lock it beside the others"));
  line(tr("K"), tr("Compare: keep what is shown as A"));
  line(tr("M"), tr("Tokens: mask one"));
  line(tr("B, E, F, U, N"), tr("Picture: brush, eraser, fill, blur, noise · [ and ]: a smaller or larger brush"));
  line(tr("P, S, H, R, M, C"), tr("Picture: erase patches, swap two, shuffle, turn, mirror, crop · G: the patch grid"));
  line(tr("Arrows, Return"), tr("Picture: from patch to patch, use the tool there · Space and drag: move the picture"));
  line(tr("Ctrl+Shift+click"), tr("Presenter’s pointer: leave a mark, or take it away · Escape: take all away"));
  line(tr("Escape"), tr("Leave the whole screen, stop opening a model, close a message"));
  line(tr("F1"), tr("While a word is explained under the pointer: its page, with the numbers on screen"));
  line(tr("Tab, Shift+Tab"), tr("On to the next place, back to the last one"));
  showScrolled(window, tr("Keyboard"), *table, {720, 560});
}

void showAbout(QWidget& window, const LensWidget& lens, const OpenModel* model) {
  QString inspector;
  if (lens.inspectorAvailable(&inspector))
    inspector = tr("F12 opens the inspector.");
  else
    inspector = tr("The inspector (F12) is not there: %1").arg(inspector);
  const DeviceInfo cpu = processor();
  showWords(
      window, tr("About Headlight"),
      tr("Headlight %1, MIT licence.\n\nIt shows what a transformer attends to while you type. Every number in this "
         "window was computed by the loaded weights, with this program's own engine.\n\nComputes on: %2\nProcessor: "
         "%3\nPaints with: %4\n%5\n\nWindow: Qt %6. Inspector: Dear ImGui.")
          .arg(QStringLiteral("" HEADLIGHT_VERSION), model ? model->deviceName : tr("nothing yet"),
               QStringLiteral("%1 (%2)").arg(QString::fromStdString(cpu.name), QString::fromStdString(cpu.type)),
               lens.painterName() == QLatin1String("host") ? tr("the processor") : lens.painterName(), inspector,
               QString::fromLatin1(qVersion())));
}

void showAboutModel(QWidget& window, const OpenModel& model) {
  const ModelInfo& info = *model.info;
  const StackInfo& stack = info.stacks.back();
  QStringList unused;
  for (const std::string& name : info.notUsed) unused << QString::fromStdString(name);
  showWords(
      window, tr("About this model"),
      tr("%1\n\nFamily %2: %3 layers, %4 heads, width %5, %6 tokens in the vocabulary, at most %7 tokens of text.\n"
         "%8 parameters, stored as %9.\n\nFolder: %10\nComputed on: %11\nTensors of the file that are not used: %12")
          .arg(modelName(model.folder), QString::fromStdString(info.family))
          .arg(stack.layers)
          .arg(stack.heads)
          .arg(stack.width)
          .arg(info.text() ? info.text()->vocabulary : 0)
          .arg(info.input(stack.stack).rows())
          .arg(windowLocale().toString(static_cast<qulonglong>(info.parameters)))
          .arg(QString::fromStdString(info.storedDType), model.folder, model.deviceName,
               unused.isEmpty() ? tr("none") : unused.join(QStringLiteral(", "))));
}

void showCaveats(QWidget& window) {
  showWords(
      window, tr("Reading attention with care"),
      tr("Attention is not explanation. A weight says how much of a value is mixed in, not how much it matters for the "
         "prediction: the value may be small, or later layers may undo it (Jain and Wallace 2019, "
         "arXiv:1902.10186).\n\n"
         "Sinks. Many heads rest on the first token when they have nothing to do; large weights all down the first "
         "column are mostly that, not a meaning (Xiao et al. 2023, arXiv:2309.17453).\n\n"
         "Ranges. With a range per row every row uses its whole colour map: it shows where a token looks, not how "
         "strongly, and a row that looks nowhere in particular has the colour of large weights all over. Own ranges do "
         "the same to whole "
         "heads. Shared makes heads comparable. The number under the pointer is always the weight itself."));
}

}  // namespace headlight::ui
