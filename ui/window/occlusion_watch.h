#pragma once

#include <QObject>
#include <memory>

#include "trace/trace.h"

namespace headlight::ui {

class LensWidget;
class SessionBridge;

/// While the Image view shows occlusion: has the map computed for every trace that comes, beside the edits, and hands
/// each finished row to the lens. UI thread.
class OcclusionWatch : public QObject {
  Q_OBJECT
 public:
  OcclusionWatch(SessionBridge& bridge, LensWidget& lens, QObject* parent);

 private:
  void look();

  SessionBridge& bridge_;
  LensWidget& lens_;
  std::shared_ptr<const Trace> asked_;  ///< whose map is being made, or is there
};

}  // namespace headlight::ui
