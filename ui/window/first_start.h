#pragma once

#include <QObject>
#include <optional>

namespace headlight::ui {

class PassLoop;
struct HeadClaim;
struct OpenModel;
struct WindowContext;

/// Says to whoever starts the program for the first time what stands before them, and shows a head that does something
/// on the text on screen, if one does. UI thread.
class FirstStart : public QObject {
  Q_OBJECT
 public:
  FirstStart(const WindowContext& context, PassLoop& loop);
  /// Of the trace that is shown.
  void tell();
  /// Where it has not been seen by whoever this computer remembers. `lead`: the lens goes to the head that it speaks
  /// of, the row locked.
  void tellOnce(bool remember, bool lead);
  /// Another model serves: what still stands there is said of it.
  void modelChanged();

 signals:
  void modelAsked();
  /// The window is to be shown, or the lessons that there are.
  void aroundAsked();
  void lessonsAsked();
  /// That head's row should be looked at, in a view of one head.
  void headAsked();

 private:
  void dropClaim();
  void showClaim(const HeadClaim& claim);
  /// What the model's trace on screen lets us say of a head; nothing while there is none of it.
  std::optional<HeadClaim> claimOf(const OpenModel& model) const;
  /// `shown`: the lens is on the claim's head already, and there is nothing to press.
  void say(const OpenModel& model, const std::optional<HeadClaim>& claim, bool shown);

  const WindowContext& context_;
  PassLoop& loop_;
  bool claimShown_ = false;  ///< it speaks of the text on screen: over with the first edit
  bool claimButton_ = false;
  bool claimDue_ = false;  ///< the model that it speaks of has shown no trace yet
  int lockedRow_ = -1;     ///< by a claim
};

}  // namespace headlight::ui
