#pragma once

#include "ui/document/input_reader.h"

namespace headlight::ui {

class Document;
struct OpenModel;

/// The document as the model that is coming will read it; the one that serves reads it already (Document::readers). UI
/// thread.
class ModelInputs {
 public:
  explicit ModelInputs(Document& document) : document_(document) {}
  /// None while no model is coming.
  const InputReaders& coming() const { return coming_; }

  /// For a model that is loaded: of every input there is something to read afterwards.
  void prepare(const OpenModel& coming);
  /// The document is cut up for the model that is coming: it takes over, or nothing serves meanwhile.
  void read(const OpenModel& model);
  void takeOver(const OpenModel& model);
  /// The model that was coming does not come; `serving`: the one that goes on, or null.
  void dropComing(const OpenModel* serving);

 private:
  Document& document_;
  InputReaders coming_;
};

}  // namespace headlight::ui
