#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "backend/backend.h"
#include "models/load_model.h"
#include "models/model.h"
#include "run/request.h"

namespace headlight {

/// A backend and a model on it.
struct Loaded {
  std::shared_ptr<Backend> backend;
  std::shared_ptr<const Model> model;
};

/// What became of a request: a trace, or a sentence.
struct Outcome {
  std::uint64_t revision = 0;
  std::shared_ptr<const Trace> trace;
  std::shared_ptr<const Trace> baseline;  ///< the same input without changes, when the request asked for it
  std::string error;                      ///< not empty when it failed
  bool deviceLost = false;  ///< it failed, and so will whatever comes after it: open the model on another device
};

class Passes;

/// Long work beside the edits (generation, later occlusion and derived maps), in slices of one pass or so. Everything
/// is called on the worker thread.
struct Job {
  /// Does the next slice; false when there is nothing left. It is called again, from where it was, when it threw
  /// Cancelled because an edit came in between; an Error ends the job.
  std::function<bool(const Loaded& loaded, std::stop_token stop)> slice;
  /// Once, at the end: empty, or the sentence of what went wrong. Not called for a job that was stopped or replaced.
  std::function<void(std::string error)> ended;
};

/// Owns one model, its backend and one worker thread, which loads the model and then runs passes; the newest request
/// wins. A second model is a second Session; the first serves until the second has published a trace.
class Session {
 public:
  using Loader = std::function<Loaded(const LoadProgress& progress, std::stop_token stop)>;
  /// All are called on the worker thread, and none after the destructor began to join.
  struct Callbacks {
    std::function<void(double fraction, const std::string& what)> progress;
    std::function<void(const Loaded&)> loaded;
    std::function<void(const std::string& error)> loadFailed;
    std::function<void(Outcome)> done;
  };
  Session(Loader loader, Callbacks callbacks);
  /// Stops the running pass (between blocks) or the loading, and joins.
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Any thread; replaces the request that is still waiting. A running pass ends unless passes take longer than 100 ms
  /// and the picture on screen is younger than 200 ms: cancelling at each key would show nothing while somebody types
  /// (measured in the design: 0 pictures in 2 s).
  void submit(Request request);
  /// Any thread; replaces the job that is under way. Its slices run while no request waits, and give way to every one.
  void start(Job job);
  /// Any thread. A slice that is running ends at its next block and says nothing more.
  void stopJob();

 private:
  void work(std::stop_token stop);
  void serve(const Loaded& loaded, std::stop_token stop);
  void runPass(Passes& passes, const Request& request, const std::stop_token& passStop, const std::stop_token& stop);
  void runSlice(const std::shared_ptr<Job>& job, const Loaded& loaded, const std::stop_token& passStop);

  Loader loader_;
  Callbacks callbacks_;
  std::mutex mutex_;  // guards waiting_, job_, sliceRuns_, running_, lastPassMilliseconds_, lastPublished_
  std::condition_variable_any wake_;
  std::optional<Request> waiting_;
  std::shared_ptr<Job> job_;
  bool sliceRuns_ = false;
  std::stop_source running_;
  double lastPassMilliseconds_ = 0;
  std::chrono::steady_clock::time_point lastPublished_{};
  std::jthread worker_;  // last member: started last, joined first
};

}  // namespace headlight
