#include "ui/window/memory_notice.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QLabel>
#include <QRadioButton>
#include <QSpinBox>
#include <QVBoxLayout>
#include <algorithm>

#include "base/within.h"
#include "run/site_bytes.h"
#include "ui/document/document.h"
#include "ui/lens/lens_widget.h"
#include "ui/panels/numbers.h"
#include "ui/window/capture_budget.h"
#include "ui/window/message_strip.h"
#include "ui/window/session_bridge.h"
#include "ui/window/window_context.h"

namespace headlight::ui {

MemoryNotice::MemoryNotice(const WindowContext& context, LensWidget& lens, CaptureBudget& budget,
                           std::function<CapturePlan(const ModelInfo&)> needs)
    : context_(context), lens_(lens), budget_(budget), needs_(std::move(needs)) {}

QString MemoryNotice::titleOf(const FittedPlan& fit, const ModelInfo& model) const {
  const int layers = model.stacks.front().layers;
  const QString input = context_.document.main().word();
  if (fit.layersLeftOut == 0) return tr("There is no memory for everything that is shown of this %1.").arg(input);
  if (fit.layersLeftOut >= layers) return tr("There is no memory for the attention of this %1.").arg(input);
  return tr("There is memory for the attention of %1 of %2 layers.").arg(layers - fit.layersLeftOut).arg(layers);
}

void MemoryNotice::tell(const FittedPlan& fit, const ModelInfo& model) {
  MessageStrip& messages = context_.messages;
  if (fit.whole()) {
    lens_.setNotComputed(tr("The last pass did not keep it."));
    messages.clear(MessageStrip::Memory);
    closed_ = false;
    return;
  }
  const QString numbers =
      tr("All of it would take %1; the budget is %2").arg(bytesText(fit.wanted), bytesText(budget_.bytes()));
  lens_.setNotComputed(tr("%1 (Model → Memory for attention).").arg(numbers));
  if (closed_) return;
  Message message;
  message.title = titleOf(fit, model);
  message.detail = tr("%1. What is left out is hatched; the predictions are whole.").arg(numbers);
  message.buttons.append({tr("Change the budget"), {}, false, [this] { openDialog(); }});
  message.closed = [this] { closed_ = true; };
  if (messages.has(MessageStrip::Memory) && messages.message(MessageStrip::Memory).title == message.title &&
      messages.message(MessageStrip::Memory).detail == message.detail)
    return;
  messages.tell(MessageStrip::Memory, std::move(message));
}

QString MemoryNotice::wordsOfNow() const {
  QString words =
      tr("The attention of every layer is kept, so that views open at once. What does not fit is "
         "hatched; predictions are always whole.");
  const OpenModel* model = context_.bridge.current();
  if (!model || context_.document.empty()) return words;
  const std::vector<int> rows = context_.document.rowsByStack(*model->info);
  const bool changed = !activeChanges(context_.document.whatIfs(), *model->info, rowCounts(*model->info, rows)).empty();
  const FittedPlan fit = budget_.fit(needs_(*model->info), *model->info, rows, changed, 0);
  return words + QLatin1Char(' ') +
         tr("What is shown takes %1 at %2 tokens (the one on screen and the one being "
            "computed), and %3 beside them for quick edits.")
             .arg(bytesText(fit.wanted))
             .arg(rows.back())
             .arg(bytesText(2 * reuseBytes(*model->info, rows)));
}

void MemoryNotice::openDialog() {
  auto* dialog = new QDialog(&context_.window);
  dialog->setObjectName(QStringLiteral("memoryDialog"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(tr("Memory for attention"));
  auto* layout = new QVBoxLayout(dialog);
  layout->setSpacing(10);
  auto* words = new QLabel(wordsOfNow(), dialog);
  words->setWordWrap(true);
  layout->addWidget(words);
  const quint64 free = freeMemory(), chosen = budget_.chosen();
  auto* half = new QRadioButton(free > 0 ? tr("Half of the memory that is free (%1 now)").arg(bytesText(free / 2))
                                         : tr("Half of the memory that is free (it cannot be read here)"),
                                dialog);
  half->setObjectName(QStringLiteral("memoryHalf"));
  auto* row = new QHBoxLayout;
  auto* most = new QRadioButton(tr("At most"), dialog);
  most->setObjectName(QStringLiteral("memoryMost"));
  auto* number = new QSpinBox(dialog);
  number->setObjectName(QStringLiteral("memoryNumber"));
  number->setAccessibleName(tr("Megabytes"));
  number->setRange(1, 1000000);
  number->setSuffix(tr(" MB"));
  number->setValue(static_cast<int>(chosen > 0 ? chosen : within<quint64>(free / 2 / megabyte, 1, 1000000)));
  row->addWidget(most);
  row->addWidget(number);
  row->addStretch();
  layout->addWidget(half);
  layout->addLayout(row);
  (chosen > 0 ? most : half)->setChecked(true);
  connect(number, &QSpinBox::valueChanged, most, [most] { most->setChecked(true); });
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, dialog);
  layout->addWidget(buttons);
  connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
  connect(buttons, &QDialogButtonBox::accepted, this, [this, dialog, most, number] {
    budget_.choose(most->isChecked() ? static_cast<quint64>(number->value()) : 0);
    forgetClosed();
    dialog->accept();
    emit budgetChanged();
  });
  dialog->resize(440, dialog->sizeHint().height());
  dialog->open();
}

}  // namespace headlight::ui
