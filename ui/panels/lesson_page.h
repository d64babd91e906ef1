#pragma once

#include <QString>
#include <QStringList>
#include <optional>
#include <vector>

namespace headlight::ui {

/// One step of a lesson as its panel shows it, with what the picture on screen says now.
struct LessonPage {
  QString lesson;  ///< its title
  int step = 0, steps = 0;
  QString title;
  QString text;           ///< rich text, with the numbers of now
  QStringList broken;     ///< claims that do not hold any more
  bool asks = false;      ///< something has to be done
  bool done = false;      ///< and it has been
  QString hint;           ///< rich text; empty: none
  bool solvable = false;  ///< it can be done for whoever asks
  struct Answer {
    QString text;
    bool right = false;  ///< shown once the answer is out
  };
  QString question;  ///< rich text; empty: none
  std::vector<Answer> answers;
  bool judged = false;    ///< the picture says which answer is right
  bool revealed = false;  ///< the answer is out
  std::optional<int> chosen;
};

/// A lesson to choose.
struct LessonEntry {
  QString path, title, summary;
  int minutes = 0;
};

}  // namespace headlight::ui
