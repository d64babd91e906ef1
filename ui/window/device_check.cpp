#include "ui/window/device_check.h"

#include <QRegularExpression>

#include "ui/theme/words.h"
#include "ui/window/message_strip.h"
#include "ui/window/session_bridge.h"
#include "ui/window/status_line.h"
#include "ui/window/window_context.h"

namespace headlight::ui {
namespace {

QString milliseconds(double value) { return DeviceCheck::tr("%1 ms").arg(value, 0, 'f', value < 10 ? 1 : 0); }

}  // namespace

QString deviceWords(const QString& kind, const QString& name) {
  if (kind == QLatin1String("cpu")) {
    // "CPU, v4 kernels, 2 threads, f16 weights"
    const QRegularExpressionMatch threads = QRegularExpression(QStringLiteral("\\b(\\d+) threads?\\b")).match(name);
    if (!threads.hasMatch()) return QStringLiteral("CPU");
    const QString count = threads.captured(1);
    return count == QLatin1String("1") ? tr("CPU · 1 thread") : tr("CPU · %1 threads").arg(count);
  }
  return QStringLiteral("Vulkan · %1").arg(name.section(QStringLiteral(" ("), 0, 0));
}

DeviceCheck::DeviceCheck(const WindowContext& context, int threads) : context_(context), threads_(threads) {
  connect(&context.bridge, &SessionBridge::checked, this, &DeviceCheck::finish);
}

QString DeviceCheck::subject(const OpenModel& model) const { return model.deviceName + model.folder; }

void DeviceCheck::start() {
  // A CPU needs no check against itself; lavapipe is there only when it was chosen by hand.
  const OpenModel* model = context_.bridge.current();
  if (!model || model->deviceKind != QLatin1String("vulkan") || asked_ == subject(*model)) return;
  asked_ = subject(*model);
  context_.bridge.checkDevice(threads_);
}

void DeviceCheck::giveWay() {
  if (asked_ != checked_) asked_.clear();
}

QString DeviceCheck::words() const {
  const OpenModel* model = context_.bridge.current();
  if (!model || checked_ != subject(*model)) return {};
  return tr("\nChecked on %1 tokens: %2 here, %3 on the CPU; logits differ by %4 at most")
      .arg(check_.tokens)
      .arg(milliseconds(check_.deviceMilliseconds), milliseconds(check_.cpuMilliseconds))
      .arg(check_.largestDifference, 0, 'g', 2);
}

void DeviceCheck::finish(const BackendCheck& check) {
  const OpenModel* model = context_.bridge.current();
  if (!model) return;
  check_ = check;
  checked_ = subject(*model);
  emit finished();
  const bool automatic = model->selector == QLatin1String("auto");
  if (!check.agrees()) tellWrong(*model, automatic);
  if (!automatic || (check.agrees() && check.deviceIsFaster())) return;
  if (context_.bridge.opening()) {  // which is what was asked for last; if it is refused, the check comes again
    asked_.clear();
    return;
  }
  if (check.agrees())
    context_.status.note(tr("the CPU is faster than %1 here").arg(deviceWords(model->deviceKind, model->deviceName)));
  emit cpuWanted(model->folder);
}

void DeviceCheck::tellWrong(const OpenModel& model, bool automatic) {
  Message message;
  message.kind = Message::Kind::Refused;
  message.title = tr("%1 computes wrong numbers.").arg(model.deviceName);
  message.detail = tr("On %1 tokens its logits differ from the CPU's by up to %2, where the largest is %3.")
                       .arg(check_.tokens)
                       .arg(check_.largestDifference, 0, 'g', 3)
                       .arg(check_.largestLogit, 0, 'g', 3);
  message.remedy = automatic ? tr("The CPU computes from now on. A newer driver may help.")
                             : tr("Choose the CPU as the device. A newer driver may help.");
  message.closed = [] {};
  context_.messages.tell(MessageStrip::Device, std::move(message));
}

}  // namespace headlight::ui
