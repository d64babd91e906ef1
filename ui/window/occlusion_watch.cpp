#include "ui/window/occlusion_watch.h"

#include "ui/lens/lens_widget.h"
#include "ui/views/image_view.h"
#include "ui/window/session_bridge.h"

namespace headlight::ui {

OcclusionWatch::OcclusionWatch(SessionBridge& bridge, LensWidget& lens, QObject* parent)
    : QObject(parent), bridge_(bridge), lens_(lens) {
  connect(&lens, &LensWidget::optionsChanged, this, &OcclusionWatch::look);
  connect(&lens, &LensWidget::needsChanged, this, &OcclusionWatch::look);
  connect(&bridge, &SessionBridge::occluded, this, [this](std::shared_ptr<const OcclusionMap> map) {
    if (asked_ && asked_ == lens_.trace()) lens_.setOcclusion(std::move(map));
  });
}

void OcclusionWatch::look() {
  const bool wanted =
      lens_.shows(ImageView::id) && lens_.hasPicture() && lens_.state().picture.shown == PictureState::Shown::Occlusion;
  if (!wanted) {
    if (asked_) bridge_.stopLongWork();
    asked_.reset();
    return;
  }
  if (asked_ == lens_.trace()) return;
  asked_ = lens_.trace();
  lens_.setOcclusion(nullptr);  // of an older trace: its numbers are not this one's
  const auto changes = asked_->changes();
  bridge_.occlude(*asked_->picture(), {changes.begin(), changes.end()});
}

}  // namespace headlight::ui
