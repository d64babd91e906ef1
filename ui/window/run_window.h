#pragma once

#include <QString>

class QApplication;

namespace headlight::ui {

/// What the command line says about the window; empty strings leave the choice to the last run or to the program.
struct WindowOptions {
  QString model;           ///< a folder or a bundled model's name
  QString device;          ///< "auto", "cpu", "vulkan", "vulkan:N"
  QString weights;         ///< "f32", "f16", "bf16"
  QString session;         ///< a session file, which goes before model and text
  QString lesson;          ///< a lesson, folder or packed, which goes before all of these
  QString text;            ///< the first text; null: the last run's or the model's sample
  QString theme;           ///< "light", "dark", "projector", "system"
  QString language;        ///< "en", "zh_CN" (theme/language.h)
  quint64 memory = 0;      ///< budget of traces, in MB; 0: the last run's, or half of what is free
  int threads = 0;         ///< of the CPU backend; 0: as many as the machine has
  bool remember = true;    ///< false: neither layout nor text of earlier runs is read or written (tests, benchmarks)
  bool background = true;  ///< false: no work of its own accord once the first trace is shown (listing devices)
};

/// Before the first thread: memory comes from two places, where glibc takes eight a core. Models come and go with
/// threads of their own, and what these leave free in a place of theirs the next ones seldom use: what is resident
/// would grow for hours (tests/README.md, the monkey).
void allocateFromFewPlaces();

/// Opens the window and runs the event loop; returns the program's exit status.
int runWindow(QApplication& application, const WindowOptions& options);

}  // namespace headlight::ui
