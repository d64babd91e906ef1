#include "ui/window/opening.h"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QFileInfo>
#include <QUrl>

#include "base/error.h"
#include "io/assets.h"
#include "ui/document/document.h"
#include "ui/window/bundled_models.h"
#include "ui/window/message_strip.h"
#include "ui/window/model_card.h"
#include "ui/window/run_window.h"
#include "ui/window/settings.h"
#include "ui/window/status_line.h"
#include "ui/window/window_context.h"

namespace headlight::ui {
namespace {

constexpr int quickMs = 500;  // loads that take no longer need no bar

/// The model that a window starts with when nobody says which.
std::string modelToStartWith() {
  const auto bundled = io::bundledModels();
  if (bundled.empty()) fail("no bundled model was found in ", io::assetsFolder().string(), ": open a model folder");
  for (const io::BundledModel& model : bundled)
    if (model.name == io::defaultModel) return model.name;
  return bundled.front().name;
}

}  // namespace

Opening::Opening(const WindowContext& context, const WindowOptions& options)
    : context_(context),
      device_(options.device.isEmpty() ? QStringLiteral("auto") : options.device),
      threads_(options.threads) {
  const QString weights = options.weights.isEmpty() ? context.settings.weights() : options.weights;
  weights_ = parseWeightStorage(weights.toStdString()).value_or(WeightStorage::F32);
  SessionBridge& bridge = context.bridge;
  connect(&bridge, &SessionBridge::loaded, this, &Opening::tryLoaded);
  connect(&bridge, &SessionBridge::promoted, this, &Opening::serveLoaded);
  connect(&bridge, &SessionBridge::openFailed, this, &Opening::refuse);
  connect(&bridge, &SessionBridge::deviceLost, this, &Opening::replaceDevice);
  connect(&bridge, &SessionBridge::progress, this, [this](double fraction, const QString& what) {
    context_.status.setProgress(fraction);
    if (since_.elapsed() < quickMs) return;
    context_.status.showProgress();
    context_.status.note(tr("opening, %1").arg(what));
  });
  slow_.setSingleShot(true);
  slow_.setInterval(quickMs);
  connect(&slow_, &QTimer::timeout, this, [this] {
    // Also where nothing was heard yet: a file system may take its time.
    if (state_ != OpeningState::Resting) context_.status.showProgress();
  });
}

OpeningAction Opening::take(OpeningEvent event) {
  const OpeningStep step = openingStep(state_, event);
  state_ = step.next;
  return step.action;
}

void Opening::tryLoaded() {
  if (take(OpeningEvent::Loaded) == OpeningAction::TryOut) emit tryOut(*context_.bridge.coming());
}

void Opening::serveLoaded() {
  if (take(OpeningEvent::TookOver) != OpeningAction::HandOver) return;
  slow_.stop();
  emit handOver(*context_.bridge.current());
  context_.status.endWork();
  context_.status.note({});
  // Otherwise what is shown next says more.
  if (context_.document.empty())
    context_.status.say(tr("%1 is open").arg(modelName(context_.bridge.current()->folder)));
}

void Opening::openNamed(const QString& nameOrFolder) {
  const QString asked = context_.bridge.askedSelector();
  const QString selector = asked.isEmpty() ? device_ : asked;
  try {
    const QString folder = folderOf(nameOrFolder);
    if (!context_.bridge.current() && !anyOpened_) {
      anyOpened_ = true;
      emit firstModel(folder);
    }
    open(folder, selector);
  } catch (const std::exception& error) {
    context_.bridge.cancelOpening();  // as for a folder that is refused later: what is loading was not asked for last
    refuse(nameOrFolder, selector, QString::fromUtf8(error.what()));
  }
}

QString Opening::folderOf(const QString& nameOrFolder) const {
  // A weights file, or an index of several, stands for itself; a name or a folder is looked up.
  if (QFileInfo(nameOrFolder).isFile()) return QFileInfo(nameOrFolder).absoluteFilePath();
  const std::string wanted = nameOrFolder.isEmpty() ? modelToStartWith() : nameOrFolder.toStdString();
  return QString::fromStdString(std::filesystem::absolute(io::findModel(wanted)).string());
}

void Opening::open(const QString& folder, const QString& selector) {
  take(OpeningEvent::Asked);
  emit began();
  since_.start();
  slow_.start();
  context_.status.beginWork(tr("Stop opening the model (Escape)"));
  context_.status.note(context_.bridge.current() ? tr("opening %1").arg(modelName(folder)) : QString());
  context_.bridge.open(folder, selector, threads_, weights_);
}

void Opening::goOn(WeightStorage weights) {
  weights_ = weights;
  anyOpened_ = context_.bridge.current() != nullptr;
}

void Opening::openAs(const QString& folder, WeightStorage storage) {
  weights_ = storage;
  openNamed(folder);
}

void Opening::want(const QString& folder, const QString& selector) {
  const OpenModel* model = context_.bridge.current();
  const bool serves = model && model->folder == folder && model->selector == selector && model->storage == weights_;
  if (!serves)
    open(folder, selector);
  else
    stop();  // chosen back while another one was still loading
}

void Opening::chooseModel(const QString& folder) {
  const QString selector = context_.bridge.askedSelector();
  if (selector.isEmpty())
    openNamed(folder);
  else
    want(folder, selector);
}

void Opening::chooseDevice(const QString& selector) {
  if (const QString folder = context_.bridge.askedFolder(); !folder.isEmpty()) want(folder, selector);
}

void Opening::chooseWeights(WeightStorage storage) {
  weights_ = storage;
  context_.settings.setWeights(QString::fromLatin1(toString(storage)));
  if (const QString folder = context_.bridge.askedFolder(); !folder.isEmpty())
    want(folder, context_.bridge.askedSelector());
}

void Opening::stop() {
  if (take(OpeningEvent::Stopped) != OpeningAction::GiveUp) return;
  context_.bridge.cancelOpening();
  context_.status.note(tr("opening was stopped"));
  giveUp();
}

void Opening::giveUp() {
  slow_.stop();
  context_.status.endWork();
  if (const OpenModel* model = context_.bridge.current()) weights_ = model->storage;
  emit gaveUp();
}

void Opening::refuse(const QString& folder, const QString& selector, const QString& sentence) {
  context_.status.note({});
  // A folder that is sound may fail for another reason (a device out of memory).
  if (!QFileInfo(folder).isFile() && !QFileInfo::exists(folder + QStringLiteral("/config.json")))
    context_.settings.removeRecentModel(folder);
  take(OpeningEvent::Refused);
  giveUp();
  const OpenModel* model = context_.bridge.current();
  const bool otherDevice = model && model->folder == folder && model->selector != selector;
  Message message;
  message.kind = Message::Kind::Refused;
  const QString name = modelTitle(folder);
  message.title = folder.isEmpty() ? tr("There is no model to start with.")
                  : otherDevice    ? tr("“%1” cannot be used.").arg(selector)
                                   : tr("“%1” was not opened.").arg(name);
  message.detail = sentence;
  message.remedy = model ? tr("%1 is still loaded and your text is unchanged.").arg(modelName(model->folder))
                         : tr("No model is loaded.");
  if (!otherDevice) {
    message.buttons.append(
        {tr("Choose another model"), QStringLiteral("folder"), true, [this] { emit choiceAsked(); }});
    if (const QFileInfo where(folder); !folder.isEmpty() && where.exists())
      message.buttons.append(
          {tr("Show the folder"), {}, false, [shown = where.isDir() ? folder : where.absolutePath()] {
             QDesktopServices::openUrl(QUrl::fromLocalFile(shown));
           }});
  }
  message.buttons.append({tr("Copy the details"), QStringLiteral("copy"), false, [folder, selector, sentence] {
                            QApplication::clipboard()->setText(
                                QStringLiteral("%1\nfolder: %2\ndevice: %3").arg(sentence, folder, selector));
                          }});
  context_.messages.tell(MessageStrip::NotOpened, std::move(message));
  context_.status.sayRefused(
      folder.isEmpty() ? tr("No model was found") : tr("%1 was not opened").arg(name.toHtmlEscaped()),
      model ? tr("%1 stays in use").arg(modelName(model->folder)) : tr("no model is loaded"));
}

void Opening::replaceDevice(const QString& sentence) {
  const OpenModel* model = context_.bridge.current();
  // What was asked of it while another one is coming fails too, and must not begin anew.
  if (!model || take(OpeningEvent::DeviceLost) != OpeningAction::ReplaceDevice) return;
  Message message;
  message.title = tr("%1 stopped working; the CPU computes now.").arg(model->deviceName);
  message.detail = sentence;
  message.remedy = tr("Your text and what is shown are kept.");
  message.closed = [] {};
  const QString folder = model->folder, selector = model->selector;
  message.buttons.append({tr("Try the device again"), {}, false, [this, folder, selector] { open(folder, selector); }});
  context_.messages.tell(MessageStrip::Device, std::move(message));
  open(folder, QStringLiteral("cpu"));
}

}  // namespace headlight::ui
