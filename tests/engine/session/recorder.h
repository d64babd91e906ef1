#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "session/session.h"

namespace headlight::test {

/// Takes down what a session says, and lets a test wait for it. Generous limits: they only matter when a test fails.
class Recorder {
 public:
  static constexpr std::chrono::seconds patience{60};

  Session::Callbacks callbacks() {
    Session::Callbacks callbacks;
    callbacks.progress = [this](double, const std::string& what) { note("progress " + what); };
    callbacks.loaded = [this](const Loaded&) { note("loaded"); };
    callbacks.loadFailed = [this](const std::string& error) { note("load failed: " + error); };
    callbacks.done = [this](Outcome outcome) {
      const std::scoped_lock lock(mutex_);
      outcomes_.push_back(std::move(outcome));
      changed_.notify_all();
    };
    return callbacks;
  }

  /// Waits until `count` outcomes came.
  bool waitForOutcomes(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return outcomes_.size() >= count; });
  }
  /// Waits until an outcome of this revision came.
  bool waitForRevision(std::uint64_t revision) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] {
      for (const Outcome& outcome : outcomes_)
        if (outcome.revision == revision) return true;
      return false;
    });
  }
  bool waitForNote(const std::string& note) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] {
      for (const std::string& each : notes_)
        if (each == note) return true;
      return false;
    });
  }
  std::vector<Outcome> outcomes() {
    const std::scoped_lock lock(mutex_);
    return outcomes_;
  }
  std::vector<std::uint64_t> revisions() {
    std::vector<std::uint64_t> all;
    for (const Outcome& outcome : outcomes()) all.push_back(outcome.revision);
    return all;
  }
  std::vector<std::string> notes() {
    const std::scoped_lock lock(mutex_);
    return notes_;
  }
  void note(std::string text) {
    const std::scoped_lock lock(mutex_);
    notes_.push_back(std::move(text));
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Outcome> outcomes_;
  std::vector<std::string> notes_;
};

}  // namespace headlight::test
