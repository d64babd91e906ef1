#pragma once

#include <QString>
#include <cstdint>

namespace headlight::ui::monkey {

/// The last steps of a run, and how a run ends that found something. One per process, since a signal handler has to
/// reach it; everything but the steps themselves is called on the UI thread.
namespace journal {

/// Takes over crash signals, Qt's messages and, in a sanitizer's build, its reports; starts the watch over steps that
/// do not end. `file`: every step is also written there as it begins; empty: nowhere.
void begin(std::uint64_t seed, const QString& command, const QString& file);
void step(std::uint64_t number, const QString& what);
/// More of the step under way: what it found, what it did in a dialog.
void add(const QString& what);
/// Prints the sentence, the seed and the last steps, and ends the process with status 1.
[[noreturn]] void fault(const QString& sentence);
/// The watch rests while nothing is being done (between begin and the first step, after the last).
void end();

}  // namespace journal

/// Of a build with AddressSanitizer: everything takes longer, and resident memory says nothing.
bool sanitized();

}  // namespace headlight::ui::monkey
