#pragma once

#include <QObject>

namespace headlight::ui {

class PassLoop;
struct HeadClaim;
struct WindowContext;

/// Says to whoever starts the program for the first time what stands before them, and shows a head that does something
/// on the text on screen, if one does. UI thread.
class FirstStart : public QObject {
  Q_OBJECT
 public:
  FirstStart(const WindowContext& context, PassLoop& loop);
  /// Of the trace that is shown.
  void tell();
  /// Where it has not been seen by whoever this computer remembers.
  void tellOnce(bool remember);

 signals:
  void modelAsked();
  /// That head's row should be looked at, in a view of one head.
  void headAsked();

 private:
  void dropClaim();
  void showClaim(const HeadClaim& claim);

  const WindowContext& context_;
  PassLoop& loop_;
  bool claimShown_ = false;  ///< it speaks of the text on screen: over with the first edit
};

}  // namespace headlight::ui
