#include "monkey.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QTest>
#include <algorithm>
#include <filesystem>
#include <fstream>

#include "journal.h"
#include "ui/document/edited_picture.h"
#include "ui/document/input_reader.h"
#include "ui/panels/pipeline_strip.h"
#include "ui/panels/prediction_bars.h"
#include "ui/panels/predictions_panel.h"
#include "ui/window/lens_area.h"
#include "ui/window/main_window.h"
#include "ui/window/message_strip.h"
#include "world.h"
#ifdef HEADLIGHT_WITH_VULKAN
#include "vk/instance.h"
#endif

namespace headlight::ui::monkey {
namespace {

/// Whatever is wrong then hangs.
int patienceMs() { return sanitized() ? 400'000 : 150'000; }

/// What this process would have run and could not, since others had the processors: no fault of the window's. ms, 0
/// where the kernel does not tell.
double waitedForProcessor() {
  double nanoseconds = 0;
  std::error_code ignored;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task", ignored)) {
    double ran = 0, waited = 0;
    if (std::ifstream(task.path() / "schedstat") >> ran >> waited) nanoseconds += waited;
  }
  return nanoseconds / 1e6;
}

}  // namespace

Monkey::Monkey(World& world, const Plan& plan) : world_(world), plan_(plan), dialogs_(world) {
  options_.device = QStringLiteral("cpu");
  options_.theme = QStringLiteral("light");
  clock_.start();
}

Monkey::~Monkey() {
  journal::end();
  window_.reset();
}

void Monkey::run() {
  for (step_ = 1; plan_.steps == 0 || step_ <= plan_.steps; ++step_) {
    if (plan_.minutes > 0 && seconds() > plan_.minutes * 60) break;
    Dice dice(plan_.seed, step_);
    dialogs_.setDice(Dice(~plan_.seed, step_));
    if (!window_ || !window_->isVisible()) openWindow(dice);
    int total = 0;
    for (const Choice& choice : choices()) total += choice.weight;
    int drawn = dice.below(total);
    const auto choice = std::find_if(choices().begin(), choices().end(), [&](const Choice& one) {
      drawn -= one.weight;
      return drawn < 0;
    });
    journal::step(step_, QString::fromLatin1(choice->name));
    const int pause = dice.chance(30) ? 0 : dice.below(40);
    (this->*choice->action)(dice);
    pump(pause);
    waitForDialogs();
    check();
    if (step_ % 10 == 0) settle();
    if (step_ % plan_.measureEvery == 0) measure();
  }
  --step_;
  settle();
}

void Monkey::openWindow(Dice& dice) {
  journal::step(step_, QStringLiteral("a new window"));
  options_.threads = dice.between(1, 3);
  window_.reset();
  window_ = std::make_unique<MainWindow>(options_);
  window_->show();
  window_->activateWindow();
  pump(dice.below(60));
}

void Monkey::pump(int milliseconds) {
  if (milliseconds > 0)
    QTest::qWait(milliseconds);
  else
    QCoreApplication::sendPostedEvents();
}

void Monkey::waitForDialogs() {
  QElapsedTimer timer;
  timer.start();
  while (Dialogs::anyOpen()) {
    pump(5);
    if (timer.elapsed() > patienceMs())
      journal::fault(
          QStringLiteral("a dialog does not close: %1")
              .arg(QString::fromLatin1((QApplication::activePopupWidget() ? QApplication::activePopupWidget()
                                                                          : QApplication::activeModalWidget())
                                           ->metaObject()
                                           ->className())));
  }
}

void Monkey::check() {
#ifdef HEADLIGHT_WITH_VULKAN
  for (const std::string& message : vk::validationMessages())
    journal::fault(QStringLiteral("Vulkan validation: %1").arg(QString::fromStdString(message)));
#endif
}

bool Monkey::rests() const {
  if (!window_->isVisible()) return true;  // closed; the next step opens another
  if (window_->bridge().opening()) return false;
  const MessageStrip& messages = window_->lensArea().messages();
  const OpenModel* model = window_->bridge().current();
  if (!model) return true;  // it was refused, and nothing served before
  // Of a translator the source may be what is too long, or empty.
  const Document& document = window_->document();
  if (document.empty() || firstTooLong(document.readers()) || messages.has(MessageStrip::Failed)) return true;
  if (const auto* freeze = find<QAction>("freeze"); freeze && freeze->isChecked()) return true;  // as it was asked to
  const auto& shown = window_->shownTrace();
  return shown && shown->revision() == document.revision();
}

QString Monkey::state(const QString& what) const {
  const OpenModel* model = window_->bridge().current();
  QStringList messages;
  for (int place = 0; place < MessageStrip::PlaceCount; ++place)
    if (window_->lensArea().messages().has(static_cast<MessageStrip::Place>(place)))
      messages << window_->lensArea().messages().message(static_cast<MessageStrip::Place>(place)).title;
  return QStringLiteral("%1: %2 of %3, opening %4, revision %5, shown %6, %7 rows; told: %8")
      .arg(what, model ? model->folder : QStringLiteral("no model"), model ? model->deviceName : QString())
      .arg(window_->bridge().opening())
      .arg(window_->document().revision())
      .arg(window_->shownTrace() ? static_cast<qint64>(window_->shownTrace()->revision()) : -1)
      .arg(window_->document().rows())
      .arg(messages.join(QStringLiteral(" | ")));
}

void Monkey::settle() {
  QElapsedTimer timer, still;
  timer.start();
  still.start();
  quint64 revision = window_->document().revision();
  double waited = waitedForProcessor();
  while (!rests()) {
    pump(2);
    if (window_->bridge().opening() || window_->document().revision() != revision) {
      revision = window_->document().revision();  // loading, or writing on
      still.restart();
      waited = waitedForProcessor();
    }
    if (timer.elapsed() > patienceMs()) journal::fault(state(QStringLiteral("no rest")));
  }
  if (!window_->isVisible()) return;
  // What is shown may be a second old, and as much as its passes took (the one under way when it was asked, its own,
  // each with a baseline).
  const auto& shown = window_->shownTrace();
  const double passes = shown ? 4 * shown->milliseconds() : 0, late = std::max(0.0, waitedForProcessor() - waited);
  if (static_cast<double>(still.elapsed()) > (sanitized() ? 10 : 1) * 1000 + passes + late)
    journal::fault(state(QStringLiteral("stale for %1 ms, passes of %2 ms").arg(still.elapsed()).arg(passes / 4)));
  waitForDialogs();
  check();
  if (rests() && !window_->bridge().opening()) expectOneTruth();
}

void Monkey::expectOneTruth() const {
  const auto fault = [](const char* what) { journal::fault(QLatin1String(what)); };
  const OpenModel* model = window_->bridge().current();
  const auto& shown = window_->shownTrace();
  if (!model || !shown) return;
  if (window_->lensArea().lens().trace() != shown) fault("the lens shows another trace");
  if ((window_->document().imageRead() != nullptr) != (model->info->image() != nullptr))
    fault("the document reads another input");
  const auto* combo = find<QComboBox>("modelCombo");
  if (combo->currentData().toString() != model->folder) fault("the list names another model");
  if (shown->revision() != window_->document().revision()) return;
  if (shown->model().folder != model->info->folder) fault("what is shown is of another model");
  if (window_->document().rows() != shown->rows(shown->model().stacks.back().stack)) fault("rows differ");
  if (window_->document().empty()) return;
  if (window_->predictions().trace() && window_->predictions().trace() != shown) fault("predictions of another trace");
  const auto* strip = window_->findChild<PipelineStrip*>();
  if (strip->trace() && strip->trace() != shown) fault("the pipeline shows another trace");
  const auto logits = shown->predictedLogits();
  for (const PredictionRow& row : find<PredictionBars>("predictionBars")->rows())
    if (row.id < 0 || static_cast<std::size_t>(row.id) >= logits.size() ||
        row.logit != logits[static_cast<std::size_t>(row.id)])
      fault("a bar has another number than the trace");
}

void Monkey::measure() {
  // The same state each time: what is larger then than it was before has been kept for nothing.
  journal::step(step_, QStringLiteral("back to the sample, for the memory"));
  Dice dice(plan_.seed, 0);
  if (!window_->isVisible()) openWindow(dice);
  settle();
  window_->showNormal();
  window_->resize(1280, 800);
  for (const char* name : {"resetLayout", "theme_light", "view_heads"})
    if (auto* action = find<QAction>(name)) action->trigger();
  for (const char* name : {"inspector", "fullScreen", "freeze", "presenter", "hideIds", "hideNumbers"})
    if (auto* action = find<QAction>(name); action && action->isChecked()) action->trigger();
  const auto choose = [this](const char* name, const QVariant& data) {
    auto* combo = find<QComboBox>(name);
    const int index = combo->findData(data);
    if (index < 0) return;
    combo->setCurrentIndex(index);
    emit combo->activated(index);
    settle();
  };
  choose("weightCombo", static_cast<int>(WeightStorage::F32));
  choose("deviceCombo", QStringLiteral("cpu"));
  open(QStringLiteral("storyteller"));
  settle();
  window_->document().restore({{QStringLiteral("The owl told Tom a joke. The owl told Tom"), -1, 0}}, {});
  vision::Picture small;
  small.width = small.height = 16;
  small.rgb.assign(std::size_t{16} * 16 * 3, 255);
  window_->document().image().picture().restore(std::move(small), nullptr, {});
  QApplication::clipboard()->setText(QStringLiteral("the"));
  settle();
  pump(700);  // unsaved work is written half a second behind
  settle();
  // Sessions that are over end on threads of their own.
  double least = Memory::inUse();
  for (int still = 0, looks = 0; still < 3 && looks < 40; ++still, ++looks) {
    pump(200);
    if (Memory::inUse() < least - 0.2) still = 0;
    least = std::min(least, Memory::inUse());
  }
  memory_.measure(step_, seconds());
}

QWidget* Monkey::usable(const char* name) const {
  auto* widget = find<QWidget>(name);
  return widget && widget->isVisible() && widget->isEnabled() && !widget->size().isEmpty() ? widget : nullptr;
}

const std::vector<Monkey::Choice>& Monkey::choices() {
  static const std::vector<Choice> all{
      {9, "types", &Monkey::type},
      {3, "types fast", &Monkey::typeFast},
      {7, "erases", &Monkey::erase},
      {2, "pastes a text", &Monkey::pasteText},
      {2, "pastes a picture", &Monkey::pastePicture},
      {5, "undoes and redoes", &Monkey::undoStorm},
      {5, "uses chips", &Monkey::useChips},
      {12, "draws", &Monkey::draw},
      {3, "uses keys on the canvas", &Monkey::useCanvasKeys},
      {7, "changes heads", &Monkey::changeHeads},
      {2, "writes on", &Monkey::write},
      {3, "drops a file", &Monkey::drop},
      {11, "uses the lens", &Monkey::useLens},
      {5, "clicks anywhere", &Monkey::clickAnywhere},
      {16, "uses a control", &Monkey::useControl},
      {10, "chooses from the menus", &Monkey::triggerAction},
      {4, "uses the keyboard", &Monkey::useKeyboard},
      {3, "hovers", &Monkey::hover},
      {3, "asks for a menu", &Monkey::askForMenu},
      {5, "chooses a model", &Monkey::chooseModel},
      {2, "chooses models at once", &Monkey::chooseModels},
      {1, "chooses a model that vanishes", &Monkey::chooseVanishing},
      {1, "chooses a device", &Monkey::chooseDevice},
      {2, "chooses weights", &Monkey::chooseWeights},
      {3, "resizes", &Monkey::resize},
      {3, "moves docks", &Monkey::moveDocks},
      {1, "changes the window's state", &Monkey::changeState},
      {1, "closes the window", &Monkey::reopen},
      {1, "speaks another language", &Monkey::speak},
      {5, "rests", &Monkey::rest},
  };
  return all;
}

}  // namespace headlight::ui::monkey
