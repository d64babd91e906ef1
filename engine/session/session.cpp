#include "session/session.h"

#include <chrono>
#include <exception>
#include <utility>

#include "base/device_lost.h"
#include "session/passes.h"

namespace headlight {
namespace {

// Measured (engine/ARCHITECTURE.md, Threads): passes under 100 ms are worth finishing; a longer one is given
// up for a newer request, but never while the picture on screen is older than 200 ms.
constexpr double worthFinishingMilliseconds = 100;
constexpr std::chrono::milliseconds oldestPicture{200};

}  // namespace

Session::Session(Loader loader, Callbacks callbacks)
    : loader_(std::move(loader)),
      callbacks_(std::move(callbacks)),
      worker_([this](std::stop_token stop) { work(stop); }) {}

Session::~Session() {
  worker_.request_stop();
  const std::scoped_lock lock(mutex_);
  running_.request_stop();
}

void Session::submit(Request request) {
  {
    const std::scoped_lock lock(mutex_);
    waiting_ = std::move(request);
    const auto age = std::chrono::steady_clock::now() - lastPublished_;
    if (sliceRuns_) running_.request_stop();
    if (lastPassMilliseconds_ > worthFinishingMilliseconds && age < oldestPicture) running_.request_stop();
  }
  wake_.notify_one();
}

void Session::work(std::stop_token stop) {
  Loaded loaded;
  try {
    loaded = loader_(
        callbacks_.progress ? LoadProgress(callbacks_.progress) : LoadProgress([](double, const std::string&) {}),
        stop);
  } catch (const Cancelled&) {
    return;
  } catch (const std::exception& error) {
    if (callbacks_.loadFailed && !stop.stop_requested()) callbacks_.loadFailed(error.what());
    return;
  }
  if (stop.stop_requested()) return;
  if (callbacks_.loaded) callbacks_.loaded(loaded);
  serve(loaded, stop);
}

void Session::start(Job job) {
  {
    const std::scoped_lock lock(mutex_);
    job_ = std::make_shared<Job>(std::move(job));
    if (sliceRuns_) running_.request_stop();
  }
  wake_.notify_one();
}

void Session::stopJob() {
  const std::scoped_lock lock(mutex_);
  job_ = nullptr;
  if (sliceRuns_) running_.request_stop();
}

void Session::serve(const Loaded& loaded, std::stop_token stop) {
  Passes passes(loaded.backend, loaded.model);
  for (;;) {
    std::optional<Request> request;
    std::shared_ptr<Job> job;
    std::stop_token passStop;
    {
      std::unique_lock lock(mutex_);
      if (!wake_.wait(lock, stop, [this] { return waiting_.has_value() || job_; })) return;
      request = std::exchange(waiting_, std::nullopt);
      if (!request) job = job_;
      sliceRuns_ = job != nullptr;
      running_ = std::stop_source();
      passStop = running_.get_token();
      if (stop.stop_requested()) return;
    }
    if (request)
      runPass(passes, *request, passStop, stop);
    else
      runSlice(job, loaded, passStop);
  }
}

void Session::runPass(Passes& passes, const Request& request, const std::stop_token& passStop,
                      const std::stop_token& stop) {
  Outcome outcome;
  outcome.revision = request.revision;
  const auto begin = std::chrono::steady_clock::now();
  try {
    auto result = passes.run(request, passStop);
    outcome.trace = std::move(result.trace);
    outcome.baseline = std::move(result.baseline);
  } catch (const Cancelled&) {
    return;  // a newer request waits, or the session is being closed
  } catch (const DeviceLost& error) {
    outcome.error = error.what();
    outcome.deviceLost = true;
  } catch (const std::exception& error) {
    outcome.error = error.what();
  }
  {
    const std::scoped_lock lock(mutex_);
    lastPublished_ = std::chrono::steady_clock::now();
    if (outcome.trace)
      lastPassMilliseconds_ = std::chrono::duration<double, std::milli>(lastPublished_ - begin).count();
  }
  if (stop.stop_requested()) return;
  if (callbacks_.done) callbacks_.done(std::move(outcome));
}

void Session::runSlice(const std::shared_ptr<Job>& job, const Loaded& loaded, const std::stop_token& passStop) {
  bool more = false;
  std::string error;
  try {
    more = job->slice(loaded, passStop);
  } catch (const Cancelled&) {
    more = true;
  } catch (const std::exception& failure) {
    error = failure.what();
  }
  {
    const std::scoped_lock lock(mutex_);
    sliceRuns_ = false;
    if (more || job_ != job) return;  // stopped or replaced meanwhile
    job_ = nullptr;
  }
  if (job->ended) job->ended(std::move(error));
}

}  // namespace headlight
