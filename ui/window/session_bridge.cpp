#include "ui/window/session_bridge.h"

#include <QMetaObject>
#include <filesystem>

#include "base/error.h"
#include "io/model_files.h"
#include "models/load_model.h"
#include "session/generation.h"
#include "session/logit_lens.h"
#include "session/occlusion.h"
#include "session/patch_sweep.h"
#include "text/id_tokenizer.h"

namespace headlight::ui {
namespace {

/// What the folder says about writing on, of a model that does; a folder that says it wrongly is opened all the same.
void readGeneration(OpenModel& model) {
  if (!model.info->says(Says::NextToken)) return;
  try {
    model.generation = readGenerationConfig(io::findModelFiles(model.info->folder).folder, *model.info);
  } catch (const Error& error) {
    model.generationProblem = QString::fromStdString(error.what());
  }
}

InputFiles readInputFiles(const std::filesystem::path& folder, const ModelInfo& info) {
  InputFiles files;
  if (info.image()) files.preprocessing = vision::readPreprocessConfig(folder, info);
  for (const InputInfo& input : info.inputs)
    if (input.text())
      files.vocabularies[input.name] =
          std::make_shared<const Vocabulary>(text::loadTokenizerOrIds(folder, input.name, input.text()->vocabulary));
  return files;
}

}  // namespace

SessionBridge::SessionBridge(QObject* parent) : QObject(parent) {}

SessionBridge::~SessionBridge() {
  // Sessions are joined here, while this object can still be told; what was told and not heard is dropped with it.
  if (coming_) coming_->session.reset();
  if (current_) current_->session.reset();
  for (std::future<void>& ending : ending_) ending.wait();
}

const OpenModel* SessionBridge::current() const { return current_ ? &current_->model : nullptr; }

const OpenModel* SessionBridge::coming() const { return coming_ && coming_->ready ? &coming_->model : nullptr; }

QString SessionBridge::askedFolder() const {
  return coming_ ? coming_->folder : current_ ? current_->folder : QString();
}

QString SessionBridge::askedSelector() const {
  return coming_ ? coming_->selector : current_ ? current_->selector : QString();
}

void SessionBridge::open(const QString& folder, const QString& selector, int threads, WeightStorage storage) {
  cancelOpening();
  coming_ = std::make_unique<Slot>();
  const quint64 number = ++lastNumber_;
  coming_->number = number;
  coming_->folder = folder;
  coming_->selector = selector;

  auto files = std::make_shared<InputFiles>();
  const std::filesystem::path path(folder.toStdString());
  const auto load = [path, device = selector.toStdString(), threads, storage, files](const LoadProgress& progress,
                                                                                     std::stop_token stop) {
    // What is small and often wrong comes first: a folder without a tokenizer is refused before its weights are read.
    *files = readInputFiles(io::findModelFiles(path).folder, describeModel(path));
    Loaded loaded;
    loaded.backend = makeBackend(device, threads, storage);
    loaded.model = loadModel(path, *loaded.backend, progress, stop);
    return loaded;
  };
  Session::Callbacks callbacks;
  callbacks.progress = [this, number](double fraction, const std::string& what) {
    tell([this, number, fraction, name = QString::fromStdString(what)] {
      if (coming_ && coming_->number == number) emit progress(fraction, name);
    });
  };
  callbacks.loaded = [this, number, files, folder, selector](const Loaded& loaded) {
    OpenModel model;
    model.info = loaded.model->info();
    model.files = *files;
    model.folder = folder;
    model.selector = selector;
    model.deviceKind = QString::fromLatin1(loaded.backend->kind());
    model.deviceName = QString::fromStdString(loaded.backend->deviceName());
    model.storage = loaded.backend->weightStorage();
    readGeneration(model);
    tell([this, number, model = std::move(model)] { takeLoaded(number, model); });
  };
  callbacks.loadFailed = [this, number](const std::string& error) {
    tell([this, number, sentence = QString::fromStdString(error)] { refuse(number, sentence); });
  };
  callbacks.done = [this, number](Outcome outcome) {
    tell([this, number, outcome = std::move(outcome)]() mutable { deliver(number, std::move(outcome)); });
  };
  coming_->session = std::make_unique<Session>(load, std::move(callbacks));
}

void SessionBridge::cancelOpening() {
  if (coming_) retire(std::move(coming_));
}

void SessionBridge::retire(std::unique_ptr<Slot> slot) {
  std::erase_if(ending_, [](const std::future<void>& ending) {
    return ending.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  });
  ending_.push_back(
      std::async(std::launch::async, [session = std::move(slot->session)]() mutable { session.reset(); }));
}

void SessionBridge::submit(Request request) {
  if (current_) current_->session->submit(std::move(request));
}

void SessionBridge::submitComing(Request request) {
  if (coming_) coming_->session->submit(std::move(request));
}

void SessionBridge::startLongWork(Job job) {
  if (current_) current_->session->start(std::move(job));
}

void SessionBridge::tell(std::function<void()> news) {
  {
    const std::scoped_lock lock(newsMutex_);
    news_.push_back(std::move(news));
  }
  // By name: an event that carried a function of ours would hand it over under Qt's own lock, which ThreadSanitizer
  // does not see.
  QMetaObject::invokeMethod(this, "hearNews", Qt::QueuedConnection);
}

void SessionBridge::hearNews() {
  std::function<void()> news;
  {
    const std::scoped_lock lock(newsMutex_);
    news = std::move(news_.front());
    news_.pop_front();
  }
  news();
}

void SessionBridge::post(quint64 number, std::function<void()> news) {
  tell([this, number, news = std::move(news)] {
    if (number == longWork_) news();
  });
}

void SessionBridge::checkDevice(int threads) {
  const quint64 number = ++longWork_;
  const auto check = std::make_shared<BackendCheck>();
  Job job;
  job.slice = [check, threads](const Loaded& loaded, std::stop_token stop) {
    *check = checkBackend(loaded, makeBackend("cpu", threads, loaded.backend->weightStorage()), std::move(stop));
    return false;
  };
  job.ended = [this, number, check](const std::string& error) {
    if (error.empty()) post(number, [this, check] { emit checked(*check); });
  };
  startLongWork(std::move(job));
}

void SessionBridge::write(Inputs inputs, std::vector<Intervention> changes, GenerationConfig config) {
  const quint64 number = ++longWork_;
  Generation generation{std::move(inputs), std::move(changes), std::move(config), {}, {}};
  if (current()) generation.sources = takeSources(generation.changes, sources_, *current()->info);
  generation.written = [this, number](const GenerationState& state) {
    post(number, [this, state] { emit wrote(state); });
  };
  startLongWork(generationJob(std::move(generation), [this, number](const std::string& error) {
    post(number, [this, sentence = QString::fromStdString(error)] { emit writingEnded(sentence); });
  }));
}

void SessionBridge::occlude(PictureInput picture, std::vector<Intervention> changes) {
  const quint64 number = ++longWork_;
  Occlusion occlusion;
  occlusion.picture = std::move(picture);
  occlusion.changes = std::move(changes);
  if (current()) occlusion.sources = takeSources(occlusion.changes, sources_, *current()->info);
  occlusion.row = [this, number](const OcclusionMap& map) {
    post(number, [this, shared = std::make_shared<const OcclusionMap>(map)] { emit occluded(shared); });
  };
  startLongWork(occlusionJob(std::move(occlusion), [](const std::string&) {}));
}

void SessionBridge::readLayers(LensQuestion question) {
  const quint64 number = ++longWork_;
  question.read = [this, number](const LogitLens& lens, int rowsLeft) {
    post(number,
         [this, rowsLeft, shared = std::make_shared<const LogitLens>(lens)] { emit layersRead(shared, rowsLeft); });
  };
  startLongWork(logitLensJob(std::move(question), [](const std::string&) {}));
}

void SessionBridge::patchRows(PatchQuestion question) {
  const quint64 number = ++longWork_;
  question.told = [this, number](const PatchMap& map, int left) {
    post(number, [this, left, shared = std::make_shared<const PatchMap>(map)] { emit patched(shared, left); });
  };
  startLongWork(patchSweepJob(std::move(question), [this, number](const std::string& error) {
    post(number, [this, sentence = QString::fromStdString(error)] { emit patchesEnded(sentence); });
  }));
}

void SessionBridge::stopLongWork() {
  ++longWork_;
  if (current_) current_->session->stopJob();
}

void SessionBridge::promote() {
  if (!coming_) return;
  ++longWork_;  // of the session that goes
  std::unique_ptr<Slot> old = std::move(current_);
  current_ = std::move(coming_);
  if (old) retire(std::move(old));
  emit promoted();
}

void SessionBridge::takeLoaded(quint64 number, OpenModel model) {
  if (!coming_ || coming_->number != number) return;
  coming_->model = std::move(model);
  coming_->ready = true;
  emit loaded();
}

void SessionBridge::refuse(quint64 number, const QString& sentence) {
  if (!coming_ || coming_->number != number) return;
  const QString folder = coming_->folder, selector = coming_->selector;
  retire(std::move(coming_));
  emit openFailed(folder, selector, sentence);
}

void SessionBridge::deliver(quint64 number, Outcome outcome) {
  if (coming_ && coming_->number == number) {
    // Weights that cannot be run (not finite, say) show in the first pass: such a model is refused like one that cannot
    // be read.
    if (!outcome.trace) return refuse(number, QString::fromStdString(outcome.error));
    promote();
  } else if (!current_ || current_->number != number) {
    return;  // of a session that is gone
  }
  if (outcome.trace)
    emit published(std::move(outcome.trace), std::move(outcome.baseline));
  else if (outcome.deviceLost)
    emit deviceLost(QString::fromStdString(outcome.error));
  else
    emit failed(outcome.revision, QString::fromStdString(outcome.error));
}

}  // namespace headlight::ui
