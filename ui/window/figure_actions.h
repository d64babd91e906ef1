#pragma once

#include <QObject>
#include <QPointer>
#include <QString>

#include "ui/window/figure_dialog.h"

namespace headlight::ui {

class LensWidget;
class PassLoop;
struct WindowContext;

/// The figure that the lens shows, as a file and on the clipboard: light on white or on nothing, whatever the screen
/// is. UI thread.
class FigureActions : public QObject {
  Q_OBJECT
 public:
  FigureActions(const WindowContext& context, PassLoop& loop, LensWidget& lens);
  /// Of its dialog.
  void setTheme(const Theme& theme) { theme_ = &theme; }

  void openDialog();
  /// As it was chosen last, in every kind that other programs take.
  void copy();
  void copyAs(const FigureDialog::Choices& choices);
  /// As it was chosen last; the kind is the name's.
  void saveAs(const QString& path);
  /// What stands under the figure: "Storyteller · L4H2 · … · “The owl told”".
  QString words() const;

 private:
  FigurePage page(const FigureOptions& options) const;
  FigureNotes notes() const;
  /// Says so where nothing is shown yet.
  bool hasFigure() const;
  /// A path to be offered: "storyteller-L4H2.svg" in the last folder.
  QString nameFor(const QString& kind) const;
  void askWhere(const FigureDialog::Choices& choices);
  void write(const QString& path, const FigureOptions& options);
  QString whatIfs() const;
  QString input(int most) const;

  const WindowContext& context_;
  PassLoop& loop_;
  LensWidget& lens_;
  const Theme* theme_;
  QPointer<FigureDialog> dialog_;
};

}  // namespace headlight::ui
