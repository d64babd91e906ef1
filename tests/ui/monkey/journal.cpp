#include "journal.h"

#include <execinfo.h>
#include <unistd.h>

#include <QtGlobal>
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif

namespace headlight::ui::monkey {
namespace {

// All of this is written by the UI thread and read by a signal handler: plain memory, nothing allocated.
constexpr std::size_t kept = 50, lineBytes = 400;
std::array<std::array<char, lineBytes>, kept> lines;
std::atomic<std::uint64_t> count{0};
std::array<char, 300> header;
std::FILE* file = nullptr;
std::atomic<std::int64_t> stepBegan{0};  // ms of the steady clock; 0: no step is under way
std::atomic<bool> printed{false};

std::int64_t now() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

void put(const char* text) {
  std::size_t left = std::strlen(text);
  while (left > 0) {
    const ssize_t wrote = ::write(STDERR_FILENO, text, left);
    if (wrote <= 0) return;
    text += wrote;
    left -= static_cast<std::size_t>(wrote);
  }
}

/// Safe in a signal handler.
void print() {
  if (printed.exchange(true)) return;
  put("\nmonkey: ");
  put(header.data());
  put("\nmonkey: the last steps, the newest last:\n");
  const std::uint64_t end = count.load();
  for (std::uint64_t i = end > kept ? end - kept : 0; i < end; ++i) {
    put("  ");
    put(lines[i % kept].data());
    put("\n");
  }
}

void onSignal(int signal) {
  put("\nmonkey: ended by signal ");
  std::array<char, 4> digits{static_cast<char>('0' + signal / 10), static_cast<char>('0' + signal % 10), '\n', 0};
  put(digits.data());
  // Addresses for addr2line -Cfie; begin() has loaded what this would otherwise allocate.
  std::array<void*, 64> frames;
  ::backtrace_symbols_fd(frames.data(), ::backtrace(frames.data(), static_cast<int>(frames.size())), STDERR_FILENO);
  print();
  std::signal(signal, SIG_DFL);
  ::raise(signal);  // so that a core is left where cores are wanted
}

/// What Qt says of the surroundings and not of the program. Everything else that it warns of is a fault.
constexpr std::array harmless = {
    "This plugin does not support",  // the offscreen platform: no window can be raised, moved by hand, ...
    "XDG_RUNTIME_DIR",
    "QStandardPaths:",
    "Could not find the Qt platform plugin",
    "libpng warning",
    "QXcbConnection",
    "Populating font family aliases",
};

void onMessage(QtMsgType type, const QMessageLogContext&, const QString& message) {
  if (type == QtDebugMsg || type == QtInfoMsg) return;
  if (type == QtWarningMsg)
    for (const char* part : harmless)
      if (message.contains(QLatin1String(part))) return;
  journal::fault(QStringLiteral("Qt says: %1").arg(message));
}

}  // namespace

bool sanitized() {
#if defined(__SANITIZE_ADDRESS__)
  return true;
#else
  return false;
#endif
}

void journal::begin(std::uint64_t seed, const QString& command, const QString& path) {
  std::snprintf(header.data(), header.size(), "seed %llu, again with: %s", static_cast<unsigned long long>(seed),
                command.toUtf8().constData());
  std::fprintf(stderr, "monkey: %s\n", header.data());
  if (!path.isEmpty()) file = std::fopen(path.toUtf8().constData(), "w");
  qInstallMessageHandler(onMessage);
  void* here = nullptr;
  ::backtrace(&here, 1);
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_set_death_callback(print);
  for (const int signal : {SIGABRT}) std::signal(signal, onSignal);
#else
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) std::signal(signal, onSignal);
#endif
  for (const int signal : {SIGTERM, SIGINT}) std::signal(signal, onSignal);
  std::thread([limit = sanitized() ? 500'000 : 200'000] {
    for (;;) {
      std::this_thread::sleep_for(std::chrono::seconds(1));
      const std::int64_t began = stepBegan.load();
      if (began == 0 || now() - began < limit) continue;
      put("\nmonkey: a step does not come to its end\n");
      std::abort();
    }
  }).detach();
}

void journal::step(std::uint64_t number, const QString& what) {
  stepBegan = now();
  auto& line = lines[count.load() % kept];
  std::snprintf(line.data(), line.size(), "%llu %s", static_cast<unsigned long long>(number),
                what.simplified().toUtf8().constData());
  ++count;
  if (!file) return;
  std::fprintf(file, "%s\n", line.data());
  std::fflush(file);
}

void journal::add(const QString& what) {
  auto& line = lines[(std::max<std::uint64_t>(count.load(), 1) - 1) % kept];
  const std::size_t length = std::strlen(line.data());
  std::snprintf(line.data() + length, line.size() - length, "; %s", what.simplified().toUtf8().constData());
  if (!file) return;
  std::fprintf(file, "  ; %s\n", what.simplified().toUtf8().constData());
  std::fflush(file);
}

void journal::fault(const QString& sentence) {
  put("\nmonkey: FAULT: ");
  put(sentence.toUtf8().constData());
  print();
  put("\n");
  if (file) std::fflush(file);
  // Nothing is torn down: what is wrong may not survive it, and would be told in place of this.
  std::_Exit(1);
}

void journal::end() { stepBegan = 0; }

}  // namespace headlight::ui::monkey
