// The memory budget of the main window: what pictures may take, what is left out, and where to change it.
#include <QDialog>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QVBoxLayout>
#include <algorithm>
#include <limits>

#include "run/site_bytes.h"
#include "ui/panels/numbers.h"
#include "ui/window/lens_area.h"
#include "ui/window/main_window.h"
#include "ui/window/memory_budget.h"
#include "ui/window/message_strip.h"

namespace headlight::ui {
namespace {

constexpr quint64 megabyte = 1000 * 1000;

}  // namespace

void MainWindow::readBudget() {
  const quint64 chosen = options_.memory > 0 ? options_.memory : settings_.memory();
  const quint64 free = freeMemory();
  budget_ = chosen > 0 ? chosen * megabyte : free > 0 ? free / 2 : std::numeric_limits<quint64>::max();
  budgetDismissed_ = false;
}

CapturePlan MainWindow::fitted(const ModelInfo& model, int rows, bool changed) {
  const int copies = changed ? 4 : 2;  // on screen and being computed, each with its baseline
  FittedPlan fit = fitPlan(plan(model), model, rows, copies, budget_, selection_.layer());
  planCut_ = !fit.whole();
  MessageStrip& messages = lensArea_->messages();
  LensWidget& lens = lensArea_->lens();
  if (!planCut_) {
    lens.setNotComputed(tr("The last pass did not keep it."));
    messages.clear(MessageStrip::Memory);
    budgetDismissed_ = false;
    return fit.plan;
  }
  const QString numbers =
      tr("All of it would take %1; the budget is %2").arg(bytesText(fit.wanted), bytesText(budget_));
  lens.setNotComputed(tr("%1 (Model → Memory for pictures).").arg(numbers));
  if (budgetDismissed_) return fit.plan;
  Message message;
  const int layers = model.stacks.front().layers;
  message.title =
      fit.layersLeftOut >= layers
          ? tr("There is no memory for the attention of this %1.").arg(inputWord())
          : tr("There is memory for the attention of %1 of %2 layers.").arg(layers - fit.layersLeftOut).arg(layers);
  if (fit.layersLeftOut == 0)
    message.title = tr("There is no memory for everything that is shown of this %1.").arg(inputWord());
  message.detail = tr("%1. What is left out is hatched; the predictions are whole.").arg(numbers);
  message.buttons.append({tr("Change the budget"), {}, false, [this] { askForBudget(); }});
  message.closed = [this] { budgetDismissed_ = true; };
  if (messages.has(MessageStrip::Memory) && messages.message(MessageStrip::Memory).title == message.title &&
      messages.message(MessageStrip::Memory).detail == message.detail)
    return fit.plan;
  messages.tell(MessageStrip::Memory, std::move(message));
  return fit.plan;
}

void MainWindow::askForBudget() {
  auto* dialog = new QDialog(this);
  dialog->setObjectName(QStringLiteral("memoryDialog"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(tr("Memory for pictures"));
  auto* layout = new QVBoxLayout(dialog);
  layout->setSpacing(10);
  const quint64 free = freeMemory();
  QString now =
      tr("A picture keeps the attention of every layer, so that views open at once. What does not fit is "
         "hatched; predictions are always whole.");
  if (const OpenModel* model = bridge_.current(); model && document_.rows() > 0) {
    const int tokens = document_.rows();
    const bool changed = !activeChanges(document_.whatIfs(), *model->info, tokens).empty();
    const FittedPlan fit = fitPlan(plan(*model->info), *model->info, tokens, changed ? 4 : 2, budget_, 0);
    now += QLatin1Char(' ') + tr("What is shown takes %1 at %2 tokens (the one on screen and the one being "
                                 "computed), and %3 beside them for quick edits.")
                                  .arg(bytesText(fit.wanted))
                                  .arg(tokens)
                                  .arg(bytesText(2 * reuseBytes(*model->info, tokens)));
  }
  auto* words = new QLabel(now, dialog);
  words->setWordWrap(true);
  layout->addWidget(words);
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
  number->setValue(static_cast<int>(settings_.memory() > 0 ? settings_.memory()
                                                           : std::clamp<quint64>(free / 2 / megabyte, 1, 1000000)));
  row->addWidget(most);
  row->addWidget(number);
  row->addStretch();
  layout->addWidget(half);
  layout->addLayout(row);
  (settings_.memory() > 0 ? most : half)->setChecked(true);
  connect(number, &QSpinBox::valueChanged, most, [most] { most->setChecked(true); });
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, dialog);
  layout->addWidget(buttons);
  connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
  connect(buttons, &QDialogButtonBox::accepted, dialog, [this, dialog, most, number] {
    options_.memory = 0;  // what the command line said is over
    settings_.setMemory(most->isChecked() ? static_cast<quint64>(number->value()) : 0);
    readBudget();
    dialog->accept();
    requestPass();
  });
  dialog->resize(440, dialog->sizeHint().height());
  dialog->open();
}

}  // namespace headlight::ui
