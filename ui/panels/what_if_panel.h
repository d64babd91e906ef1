#pragma once

#include <QWidget>
#include <memory>
#include <vector>

#include "ui/document/selection.h"
#include "ui/document/what_if.h"

class QLabel;
class QMenu;
class QScrollArea;
class QToolButton;
class QVBoxLayout;

namespace headlight::ui {

class Document;
class WhatIfRow;
struct Theme;

/// The What-if list: one line per change to what the model computes. The window puts `addButton` and `clearButton` into
/// the dock's title bar.
class WhatIfPanel : public QWidget {
  Q_OBJECT
 public:
  WhatIfPanel(Document& document, Selection& selection, QWidget* parent = nullptr);
  void setTheme(const Theme& theme);
  /// Null while no model is open.
  void setModel(std::shared_ptr<const ModelInfo> model);
  /// Whether there is a run that patches can be taken from.
  void setKept(bool kept);
  QToolButton* addButton() const { return add_; }
  QToolButton* clearButton() const { return clear_; }
  const std::vector<WhatIfRow*>& rows() const { return rows_; }
  /// Adds a line (or finds that of the same place) and goes to its slider.
  void addAndFocus(const Intervention& change);
  /// To the first line, or to the button that adds one.
  void focusList();

  QSize minimumSizeHint() const override;
  QSize sizeHint() const override;

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void showList();
  void fillAddMenu();
  QString noteFor(const Intervention& change) const;

  Document& document_;
  Selection& selection_;
  std::shared_ptr<const ModelInfo> model_;
  bool kept_ = false;
  const Theme* theme_;
  QToolButton *add_, *clear_;
  QMenu* menu_;
  QScrollArea* scroll_;
  QWidget* list_;
  QVBoxLayout* layout_;
  QLabel* empty_;
  std::vector<WhatIfRow*> rows_;
};

}  // namespace headlight::ui
