#pragma once

#include <QObject>
#include <QString>

class QProgressBar;
class QStatusBar;
class QToolButton;

namespace headlight::ui {

class ElidedLabel;
struct Theme;

/// The status bar: on the left what was done last, on the right what is under way, with a bar and a button that stops
/// it. UI thread.
class StatusLine : public QObject {
  Q_OBJECT
 public:
  explicit StatusLine(QStatusBar& bar);
  void setTheme(const Theme& theme);
  void say(const QString& text, const QString& toolTip = {});
  /// A refusal in the colour of danger, and what goes on nevertheless.
  void sayRefused(const QString& refused, const QString& goesOn);
  /// The right side.
  void note(const QString& text);
  /// Work begins that `stopTip` says how to stop; bar and button stay hidden until showProgress.
  void beginWork(const QString& stopTip);
  void setProgress(double fraction);
  void showProgress();
  void endWork();
  /// Bar and button are shown.
  bool isWorkShown() const;
  /// As a click on the button.
  void stop();

 signals:
  /// The button was clicked.
  void stopAsked();

 private:
  const Theme* theme_;
  ElidedLabel *text_, *note_;
  QProgressBar* progress_;
  QToolButton* stop_;
};

}  // namespace headlight::ui
