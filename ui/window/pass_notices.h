#pragma once

#include <QObject>

namespace headlight::ui {

class PassLoop;
struct WindowContext;

/// Says why what is shown is not what the document holds: the text is too long, or its pass failed. UI thread.
class PassNotices : public QObject {
  Q_OBJECT
 public:
  PassNotices(const WindowContext& context, PassLoop& loop);

 signals:
  /// Why no trace comes of what the document holds; empty: one does.
  void nothingComes(const QString& why);

 private:
  void tellTooLong(int tokens, int most);
  void tellFailed(const QString& sentence);

  const WindowContext& context_;
  PassLoop& loop_;
};

}  // namespace headlight::ui
