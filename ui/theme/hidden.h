#pragma once

#include <QString>

namespace headlight::ui {

/// What a class should guess is not written on screen. One for the whole program, as the size of type is. UI thread.
enum class Hidden {
  TokenIds,
  Numbers  ///< that a pass computed: weights, probabilities, logits; not what a person set, nor times and sizes
};

bool isHidden(Hidden what);
/// Every widget lays out its words anew; who has written numbers into a label has to be told by whoever calls this.
void setHidden(Hidden what, bool hidden);
/// The text, or "?" where its kind is hidden.
QString unlessHidden(Hidden what, const QString& text);

/// While it lives numbers are written, as in files.
class NumbersWritten {
 public:
  NumbersWritten();
  ~NumbersWritten();
  NumbersWritten(const NumbersWritten&) = delete;
  NumbersWritten& operator=(const NumbersWritten&) = delete;

 private:
  bool before_;
};

}  // namespace headlight::ui
