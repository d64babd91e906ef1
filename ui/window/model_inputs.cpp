#include "ui/window/model_inputs.h"

#include <algorithm>

#include "ui/document/document.h"
#include "ui/window/bundled_models.h"
#include "ui/window/session_bridge.h"

namespace headlight::ui {

void ModelInputs::prepare(const OpenModel& coming) {
  coming_ = document_.readersFor(*coming.info, coming.files);
  for (const auto& reader : coming_) reader->begin(samplesOf(coming.folder, reader->info()));
}

void ModelInputs::read(const OpenModel& model) { document_.read(*model.info, coming_); }

void ModelInputs::takeOver(const OpenModel& model) {
  read(model);
  coming_.clear();
}

void ModelInputs::dropComing(const OpenModel* serving) {
  const InputReaders gone = std::move(coming_);
  coming_.clear();
  if (!serving) return;
  // A sample of the one that does not come makes room again for one of this model's own.
  for (const auto& reader : document_.readers())
    if (std::any_of(gone.begin(), gone.end(), [&](const auto& one) { return &one->document() == &reader->document(); }))
      reader->begin(samplesOf(serving->folder, reader->info()));
}

}  // namespace headlight::ui
