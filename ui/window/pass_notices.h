#pragma once

#include <QObject>

namespace headlight::ui {

class PassLoop;
struct WindowContext;

/// Says why what is shown is not what the document holds: the text is too long, or its pass failed; and that it is of
/// a text longer than the model was made for. UI thread.
class PassNotices : public QObject {
  Q_OBJECT
 public:
  PassNotices(const WindowContext& context, PassLoop& loop);

 signals:
  /// Why no trace comes of what the document holds; empty: one does.
  void nothingComes(const QString& why);

 private:
  void tellTooLong(int tokens, int most);
  void tellExtrapolates(int tokens, int most);
  void tellFailed(const QString& sentence);

  const WindowContext& context_;
  PassLoop& loop_;
  int extrapolatesFrom_ = 0;  ///< what the model was made for that was told of; 0: of none
};

}  // namespace headlight::ui
