#pragma once

#include <QDialog>
#include <functional>

#include "ui/lens/figure_page.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;

namespace headlight::ui {

struct Theme;

/// How the figure of the view leaves the program, with what it will look like. It goes on while the window does: what
/// the view shows meanwhile is what is saved.
class FigureDialog : public QDialog {
  Q_OBJECT
 public:
  struct Choices {
    FigureOptions options{};
    QString kind = QStringLiteral("svg");
  };
  using MakePage = std::function<FigurePage(const FigureOptions& options)>;
  FigureDialog(const Choices& choices, MakePage make, const Theme& theme, QWidget* parent);
  Choices choices() const;
  /// The view shows something else.
  void refresh();

 signals:
  void saveAsked(const headlight::ui::FigureDialog::Choices& choices);
  void copyAsked(const headlight::ui::FigureDialog::Choices& choices);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  QCheckBox* check(const char* name, const QString& text, bool checked);
  void chosen();
  void showPreview();

  MakePage make_;
  const Theme& theme_;
  QLabel *preview_, *size_;
  QComboBox *kind_, *column_, *background_, *pixels_;
  QDoubleSpinBox* width_;
  QCheckBox *panels_, *words_, *scale_, *titles_;
  FigurePage page_;
};

}  // namespace headlight::ui
