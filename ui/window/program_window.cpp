#include "ui/window/program_window.h"

#include <QGuiApplication>
#include <QInputMethod>
#include <QScopeGuard>

#include "ui/theme/language.h"
#include "ui/window/carried_over.h"
#include "ui/window/main_window.h"

namespace headlight::ui {
namespace {

QString languageFor(const WindowOptions& options) {
  if (!options.language.isEmpty()) return options.language;
  const QString last = Settings(options.remember).language();
  return last.isEmpty() ? systemLanguage() : last;
}

}  // namespace

ProgramWindow::ProgramWindow(const WindowOptions& options) : options_(options) {
  setLanguage(languageFor(options));
  window_ = std::make_unique<MainWindow>(options_);
  show();
}

ProgramWindow::~ProgramWindow() = default;

void ProgramWindow::show() {
  // Later: the menu that asks is a part of the window that goes.
  connect(window_.get(), &MainWindow::languageChosen, this, &ProgramWindow::speak, Qt::QueuedConnection);
  window_->show();
}

void ProgramWindow::speak(const QString& tag) {
  if (tag == language()) return;
  QGuiApplication::inputMethod()->commit();  // what is being composed is a part of the text
  const bool quits = QGuiApplication::quitOnLastWindowClosed();
  QGuiApplication::setQuitOnLastWindowClosed(false);
  const auto quitAgain = qScopeGuard([quits] { QGuiApplication::setQuitOnLastWindowClosed(quits); });
  const std::shared_ptr<CarriedOver> carried = window_->carryOver();
  window_.reset();
  setLanguage(tag);
  carried->settings.setLanguage(tag);
  window_ = std::make_unique<MainWindow>(options_, carried);
  show();
  emit madeAnew();
}

}  // namespace headlight::ui
