// What computes: devices, how weights are kept, the check against the CPU, a device that is lost; and writing on.
#include <QComboBox>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>

#include "ui/document/sampling.h"
#include "ui/window/lens_area.h"
#include "ui/window/main_window.h"
#include "ui/window/message_strip.h"

namespace headlight::ui {
namespace {

QString deviceWords(const QString& kind, const QString& name) {
  if (kind == QLatin1String("cpu")) {
    const QString threads = name.section(QStringLiteral(", "), -1);
    return threads.isEmpty() || threads == name ? QStringLiteral("CPU") : QStringLiteral("CPU · %1").arg(threads);
  }
  return QStringLiteral("Vulkan · %1").arg(name.section(QStringLiteral(" ("), 0, 0));
}

QString milliseconds(double value) { return MainWindow::tr("%1 ms").arg(value, 0, 'f', value < 10 ? 1 : 0); }

}  // namespace

void MainWindow::fillDeviceCombo() {
  const OpenModel* model = bridge_.current();
  const QSignalBlocker quiet(deviceCombo_);
  deviceCombo_->clear();
  int current = -1;
  for (const DeviceInfo& device : devices_) {
    const QString selector = QString::fromStdString(device.selector), name = QString::fromStdString(device.name);
    const QString kind = selector.startsWith(QLatin1String("cpu")) ? QStringLiteral("cpu") : QStringLiteral("vulkan");
    deviceCombo_->addItem(deviceWords(kind, name), selector);
    const int index = deviceCombo_->count() - 1;
    deviceCombo_->setItemData(
        index, QStringLiteral("%1: %2, %3").arg(selector, name, QString::fromStdString(device.type)), Qt::ToolTipRole);
    if (model &&
        (model->selector == selector || (current < 0 && model->deviceName == name && model->deviceKind == kind))) {
      current = index;
      deviceCombo_->setItemText(index, deviceWords(kind, model->deviceName));
    }
  }
  if (model && current < 0) {
    deviceCombo_->insertItem(0, deviceWords(model->deviceKind, model->deviceName), model->selector);
    deviceCombo_->setItemData(0, model->deviceName, Qt::ToolTipRole);
    current = 0;
  }
  deviceCombo_->setCurrentIndex(current);
  if (model) deviceCombo_->setToolTip(tr("Computes on: %1").arg(model->deviceName) + checkedWords());
  const QSignalBlocker quietToo(weightCombo_);
  if (model) weightCombo_->setCurrentIndex(weightCombo_->findData(static_cast<int>(model->storage)));
}

void MainWindow::startListingDevices() {
  // Asking Vulkan for its devices loads drivers, which may take a while: not before the first picture, and not here.
  listing_ = std::async(std::launch::async, [this] {
    std::vector<DeviceInfo> devices;
    try {
      devices = listDevices();
    } catch (const std::exception&) {
      return;  // the device in use stays the only one in the list
    }
    QMetaObject::invokeMethod(
        this,
        [this, devices = std::move(devices)] {
          devices_ = devices;
          fillDeviceCombo();
        },
        Qt::QueuedConnection);
  });
}

void MainWindow::chooseWeights(WeightStorage storage) {
  weights_ = storage;
  settings_.setWeights(QString::fromLatin1(toString(storage)));
  if (!bridge_.askedFolder().isEmpty()) want(bridge_.askedFolder(), bridge_.askedSelector());
}

void MainWindow::checkDevice() {
  // A CPU needs no check against itself; lavapipe is there only when it was chosen by hand.
  const OpenModel* model = bridge_.current();
  if (!model || model->deviceKind != QLatin1String("vulkan") || !options_.background || writing_) return;
  if (checkAsked_ == model->deviceName + model->folder) return;
  checkAsked_ = model->deviceName + model->folder;
  bridge_.checkDevice(options_.threads);
}

QString MainWindow::checkedWords() const {
  const OpenModel* model = bridge_.current();
  if (!model || checkedName_ != model->deviceName + model->folder) return {};
  return tr("\nChecked on %1 tokens: %2 here, %3 on the CPU; logits differ by %4 at most")
      .arg(check_.tokens)
      .arg(milliseconds(check_.deviceMilliseconds), milliseconds(check_.cpuMilliseconds))
      .arg(check_.largestDifference, 0, 'g', 2);
}

void MainWindow::deviceChecked(const BackendCheck& check) {
  const OpenModel* model = bridge_.current();
  if (!model) return;
  check_ = check;
  checkedName_ = model->deviceName + model->folder;
  fillDeviceCombo();
  const bool automatic = model->selector == QLatin1String("auto");
  if (!check.agrees()) {
    Message message;
    message.kind = Message::Kind::Refused;
    message.title = tr("%1 computes wrong numbers.").arg(model->deviceName);
    message.detail = tr("On %1 tokens its logits differ from the CPU's by up to %2, where the largest is %3.")
                         .arg(check.tokens)
                         .arg(check.largestDifference, 0, 'g', 3)
                         .arg(check.largestLogit, 0, 'g', 3);
    message.remedy = automatic ? tr("The CPU computes from now on. A newer driver may help.")
                               : tr("Choose the CPU as the device. A newer driver may help.");
    message.closed = [] {};
    lensArea_->messages().tell(MessageStrip::Device, std::move(message));
  }
  if (automatic && (!check.agrees() || !check.deviceIsFaster())) {
    if (bridge_.opening()) {  // which is what was asked for last; if it is refused, the check comes again
      checkAsked_.clear();
      return;
    }
    if (check.agrees())
      statusRight_->setText(
          tr("the CPU is faster than %1 here").arg(deviceWords(model->deviceKind, model->deviceName)));
    open(model->folder, QStringLiteral("cpu"));
  }
}

void MainWindow::deviceLost(const QString& sentence) {
  const OpenModel* model = bridge_.current();
  if (!model || bridge_.opening()) return;  // what was asked of it meanwhile fails too, and must not begin anew
  Message message;
  message.title = tr("%1 stopped working; the CPU computes now.").arg(model->deviceName);
  message.detail = sentence;
  message.remedy = tr("Your text and the picture are kept.");
  message.closed = [] {};
  const QString folder = model->folder, selector = model->selector;
  message.buttons.append({tr("Try the device again"), {}, false, [this, folder, selector] { open(folder, selector); }});
  lensArea_->messages().tell(MessageStrip::Device, std::move(message));
  open(folder, QStringLiteral("cpu"));
}

void MainWindow::writeOn() {
  const OpenModel* model = bridge_.current();
  if (!model || document_.tokens().empty() || bridge_.opening()) return;
  const int room = model->info->maxTokens - static_cast<int>(document_.tokens().size());
  if (room <= 0) return;
  constexpr int tokens = 20;
  writing_ = std::min(tokens, room);
  if (checkAsked_ != checkedName_) checkAsked_.clear();  // writing takes the check's place: it comes again afterwards
  progress_->setValue(0);
  progress_->show();
  cancel_->setToolTip(tr("Stop writing (Escape)"));
  cancel_->show();
  statusRight_->setText(tr("writing"));
  bridge_.write(
      document_.ids(), activeChanges(document_.whatIfs(), *model->info, static_cast<int>(document_.tokens().size())),
      writing_, [sampling = document_.sampling()](std::span<const float> logits, int position) {
        return Distribution(logits, sampling).draw(uniformAt(sampling.seed, static_cast<std::uint64_t>(position)));
      });
}

void MainWindow::tokenWritten(std::int32_t id, int count) {
  if (!writing_) return;
  appending_ = true;
  document_.appendToken(id, tr("writing on"));
  appending_ = false;
  progress_->setValue(1000 * count / writing_);
  statusRight_->setText(tr("%1 of %2 tokens written").arg(count).arg(writing_));
}

void MainWindow::endWriting(const QString& sentence) {
  if (!writing_) return;
  writing_ = 0;
  bridge_.stopLongWork();
  progress_->hide();
  cancel_->hide();
  cancel_->setToolTip(tr("Stop opening the model (Escape)"));
  statusRight_->setText(sentence.isEmpty() ? QString() : tr("writing stopped: %1").arg(sentence));
}

}  // namespace headlight::ui
