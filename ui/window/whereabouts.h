#pragma once

#include <QObject>
#include <QTimer>
#include <optional>

#include "ui/document/session_file.h"

namespace headlight {
struct ModelInfo;
}

namespace headlight::ui {

class LensArea;
class LiveTarget;
struct ShownTrace;
struct WindowContext;

/// Where a person looks: told to whoever keeps work, and gone back to with work that is brought back. UI thread.
class Whereabouts : public QObject {
  Q_OBJECT
 public:
  Whereabouts(const WindowContext& context, LensArea& lensArea, LiveTarget& live);
  SavedPlace now() const;
  /// The work of that place is in the document, and its model serves. Attention, layer, head and view are chosen at
  /// once; what is about rows, and how everything is drawn, with the first trace of that work.
  void goTo(const SavedPlace& place, const ModelInfo& model);
  /// The panels show that trace.
  void shown(const ShownTrace& shown);

 signals:
  /// A while after it has changed, as pointers and wheels do not stand still.
  void changed(const headlight::ui::SavedPlace& place);

 private:
  void chooseHead(const SavedPlace& place, const ModelInfo& model);
  struct Coming {
    SavedPlace place;
    quint64 revision;  ///< of the document, from which on a trace is of that work
  };
  const WindowContext& context_;
  LensArea& lensArea_;
  LiveTarget& live_;
  QTimer timer_;
  SavedPlace last_;
  std::optional<Coming> coming_;
};

}  // namespace headlight::ui
