#pragma once

#include <QObject>
#include <functional>
#include <memory>
#include <set>
#include <vector>

#include "trace/trace.h"

namespace headlight {
struct LogitLens;
}

namespace headlight::ui {

class LensWidget;
class SessionBridge;

/// While the Layers view is shown: has the rows in sight read layer by layer for every trace that comes, beside the
/// edits, and hands what is read to the lens. While the surprise of the tokens is wanted: has every row read, the last
/// layer alone where nobody looks at the others. What an edit leaves is not read again. UI thread.
class LayersWatch : public QObject {
  Q_OBJECT
 public:
  /// While `busy`, other long work has the bridge.
  LayersWatch(SessionBridge& bridge, LensWidget& lens, std::function<bool()> busy, QObject* parent);

  /// Of a model that says the next token.
  void setSurpriseWanted(bool wanted);

 signals:
  /// Of each row of the trace that is shown, in bits (LogitLens::surprise); empty: of other what-ifs than those shown.
  void surpriseRead(const std::vector<float>& bits);

 private:
  void look();
  void lookAgain();
  void take(std::shared_ptr<const LogitLens> read, int left);

  SessionBridge& bridge_;
  LensWidget& lens_;
  std::function<bool()> busy_;
  std::shared_ptr<const Trace> asked_;  ///< whose rows are being read, or are read
  std::set<int> rows_;                  ///< that were asked for
  bool byLayer_ = false;                ///< of these all layers were asked for
  bool surprise_ = false;
  std::shared_ptr<const LogitLens> known_;
  std::shared_ptr<const Trace> knownOf_;
};

}  // namespace headlight::ui
