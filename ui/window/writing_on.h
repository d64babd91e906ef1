#pragma once

#include <QObject>
#include <cstdint>

namespace headlight::ui {

struct WindowContext;

/// Has the model that serves write tokens after the text, one step of undo each. Whatever the person edits meanwhile
/// ends it. UI thread.
class WritingOn : public QObject {
  Q_OBJECT
 public:
  explicit WritingOn(const WindowContext& context);
  void start();
  /// Nothing more is written, and `sentence` says what went wrong, if anything did.
  void stop(const QString& sentence = {});
  bool underWay() const { return count_ > 0; }

 signals:
  /// The bridge's long work is this now.
  void started();

 private:
  void append(std::int32_t id, int written);

  const WindowContext& context_;
  int count_ = 0;  ///< tokens that were asked for; 0: none
  bool appending_ = false;
};

}  // namespace headlight::ui
