#pragma once

#include <QElapsedTimer>

#include "ui/lens/image_fields.h"
#include "ui/lens/inspector_painter.h"
#include "ui/lens/lens_widget.h"
#include "ui/views/all_views.h"

namespace headlight::ui {

struct LensWidget::Private {
  Private(LensWidget& owner, Selection& shared) : q(owner), selection(shared) {}

  LensWidget& q;
  Selection& selection;
  std::vector<std::unique_ptr<View>> views = makeViews();
  View* view = views.front().get();  ///< that is shown
  std::shared_ptr<const Trace> trace;
  /// Of the last trace that there was: between two models there is none.
  ModelInfo lastModel;
  std::string lastDevice;
  ViewState state;
  std::map<StackId, StackRows> rowsRead;  ///< of every stack, by the tokens that it reads
  QString nothingComes;                   ///< why there is no trace and none is on its way; empty: one is to come
  std::vector<SiteId> needed;             ///< by the view, when it was asked last

  ImageFields host;
  std::unique_ptr<InspectorPainter> gpu;  ///< made when the inspector opens, or for a trace that the host cannot read
  bool gpuFailed = false;                 ///< lost, or none: not tried again until the inspector is asked for
  bool inspector = false;
  InspectorWishes wishes;

  /// The last field image and what it showed: hovering redraws labels only.
  QImage image;
  std::vector<ArcBundle> imageArcs;
  std::vector<Picture> imagePictures;
  std::vector<Field> imageFields;
  FieldColors imageColors;
  QColor imageBackground;
  bool imageByGpu = false;

  bool stale = false;
  int staleMilliseconds = 0;
  bool keyboardCard = false;  ///< arrows, not the pointer, put the card up

  bool pressed = false, dragged = false;
  QPointF pressedAt, pointedAt;  ///< in the scene

  /// `state` with what the selection says now.
  /// For less than a tenth of a second nothing is said. Below 0 milliseconds nothing newer is being computed.
  bool saysStale() const { return stale && (staleMilliseconds < 0 || staleMilliseconds > 100); }
  ViewState current() const;
  Scene scene(QSizeF size) const;
  /// What stands where there is no trace.
  QString nothingText() const;
  QImage paintFields(const Scene& scene, QSize pixels, double devicePixelRatio);
  InspectorPainter* gpuForTrace();
  void giveUpGpu(const QString& reason);
  void paintStale(QPainter& painter) const;
  /// Everything that paintEvent shows. Throws when the trace can no longer be read (its device is lost).
  void paint(QSize pixels, double ratio);

  void point(QPointF at, bool inside);
  void takeWishes();
  /// Says so where the view needs other sites than before.
  void readNeeds();
  /// The hover card that arrows put up goes.
  void dropKeyboardCard();
  /// What is under a pointer at rest, once that is something else.
  void pointAgain();
  /// Takes over how rows are called; those of an image as patches.
  void nameRows(const ShownTrace& shown);
  /// The queries of cross-attention are called by what was written from them.
  void nameQueries();
  /// What is chosen, hovered and locked is there in what is shown.
  void keepSelectionInside();
  void describe();
};

}  // namespace headlight::ui
