#pragma once

#include <map>
#include <memory>

#include "models/model.h"
#include "session/session.h"
#include "ui/document/document.h"
#include "ui/document/input_files.h"
#include "ui/document/selection.h"
#include "ui/document/shown_trace.h"
#include "ui/lessons/lesson.h"

namespace headlight::ui {

/// What a step sets, computed without a window: document and trace as the window would have them.
class LessonBench {
 public:
  /// The state of a step with, on top, what makes it done.
  void show(const Lesson& lesson, const StepState& state);
  /// Of what is shown. `answer` and `drawn` are what a person would have done.
  LessonFacts facts(std::optional<int> answer = {}, bool drawn = false) const;
  Document& document() { return *document_; }
  const ModelInfo& model() const { return *opened_->loaded.model->info(); }

 private:
  struct Opened {
    Loaded loaded;
    InputFiles files;
  };
  void open(const QString& folder);
  void writeTarget();

  std::map<QString, Opened> all_;
  Opened* opened_ = nullptr;
  std::unique_ptr<Document> document_;
  std::unique_ptr<Selection> selection_;
  ShownTrace shown_;
  QString view_;
};

}  // namespace headlight::ui
