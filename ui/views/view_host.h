#pragma once

#include <QWidget>
#include <algorithm>
#include <memory>

#include "base/within.h"
#include "ui/document/selection.h"
#include "ui/theme/text_scale.h"
#include "ui/views/view.h"

namespace headlight::ui {

/// The lens as its views and their rows of options see it: what is shown, and what can be asked for. UI thread.
class ViewHost : public QWidget {
  Q_OBJECT
 public:
  using QWidget::QWidget;

  /// Null while there is none.
  virtual const std::shared_ptr<const Trace>& trace() const = 0;
  /// With what the selection and the inspector say now.
  virtual ViewState state() const = 0;
  virtual Selection& selection() const = 0;
  virtual const View& view() const = 0;
  Legend legend() const { return view().legend(trace(), state()); }
  /// The trace is of a picture; false for a text.
  bool hasPicture() const { return trace() && trace()->grid().count() > 0; }
  /// How much larger than at 100 % the scene is: as type is, as far as the widget has room for a picture.
  double sceneScale() const { return within(std::min(width() / 460.0, height() / 320.0), 1.0, textScale()); }
  /// What a scene has to fill: the widget's size in px at 100 %. Points that a view is told are in them too.
  QSizeF sceneSize() const { return QSizeF(QWidget::size()) / sceneScale(); }

  virtual void setRange(RangeMode range) = 0;
  virtual void setScale(Scale scale) = 0;
  /// Of the shown view.
  virtual void setColormap(Colormap colormap) = 0;
  /// Of an image model: what the Image view and All heads show of it.
  virtual void setPicture(PictureState picture) = 0;
  /// The thumbnail that is under the pointer, or where the keyboard is; -1, -1: none.
  virtual void setHoveredHead(int layer, int head) = 0;
  /// The keyboard, not the pointer, put the hover card up.
  virtual void showKeyboardCard() = 0;
  /// After a view's own options have changed: draws, and has the rows read again.
  void optionsEdited();

 signals:
  /// Range, scale, map, a view's options or the trace changed: rows of options read again.
  void optionsChanged();
  void needsChanged();
  /// A thumbnail was clicked or Enter pressed on it: the window switches to Matrix. Selection already has the head.
  void headActivated(int layer, int head);
  /// The context menu of a head, or of a pair of tokens in the matrix, is wanted there (global position).
  void headMenuAsked(int layer, int head, const QPoint& at);
  void cellMenuAsked(int query, int key, const QPoint& at);
  /// X: the head under the pointer, else the chosen one, goes off or on again. C: the edge under the crosshair.
  void switchHeadAsked(int layer, int head);
  void cutAsked(int query, int key);
  /// What is shown is to be kept, to be compared with what comes.
  void keepAsked();
  /// A row of the kept run is to be put into what is shown, or not any more.
  void patchAsked(const headlight::PatchRows& patch);
  /// "More" of the caveat line was clicked.
  void moreAsked(const QString& topic);
};

}  // namespace headlight::ui
