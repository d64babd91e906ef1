#include "ui/document/document.h"

#include <QScopedValueRollback>
#include <algorithm>

#include "ui/document/edit_command.h"

namespace headlight::ui {
namespace {

/// The document of that kind at a place among those of its kind; null where there are not so many.
template <class Kind>
Kind* kindAt(const std::vector<std::unique_ptr<InputDocument>>& all, int place) {
  for (const auto& one : all)
    if (auto* found = dynamic_cast<Kind*>(one.get()); found && place-- == 0) return found;
  return nullptr;
}

}  // namespace

Document::Document(QObject* parent) : QObject(parent) {
  active_ = &add(std::make_unique<TextDocument>());
  add(std::make_unique<ImageDocument>());
  inputs_ = {active_};
  undoGroup_.setActiveStack(&active_->undoStack());
}

Document::~Document() = default;

InputDocument& Document::add(std::unique_ptr<InputDocument> input) {
  InputDocument& added = *all_.emplace_back(std::move(input));
  undoGroup_.addStack(&added.undoStack());
  if (auto* text = dynamic_cast<TextDocument*>(&added)) undoGroup_.addStack(&text->partner().undoStack());
  connect(&added, &InputDocument::changed, this, [this, &added] { inputChanged(added); });
  return added;
}

void Document::inputChanged(InputDocument& input) {
  if (changingHands_ || std::find(inputs_.begin(), inputs_.end(), &input) == inputs_.end()) return;
  ++revision_;
  emit changed();
}

std::vector<InputDocument*> Document::documentsFor(const ModelInfo& model) {
  std::vector<InputDocument*> found;
  for (const InputInfo& info : model.inputs) {
    const auto fits = [&](const auto& one) {
      return one->holds(info) && std::find(found.begin(), found.end(), one.get()) == found.end();
    };
    const auto free = std::find_if(all_.begin(), all_.end(), fits);
    found.push_back(free != all_.end() ? free->get() : &add(makeInputDocument(info)));
  }
  return found;
}

InputReaders Document::readersFor(const ModelInfo& model, const InputFiles& files) {
  InputReaders readers;
  const std::vector<InputDocument*> documents = documentsFor(model);
  for (std::size_t place = 0; place < documents.size(); ++place)
    readers.push_back(documents[place]->makeReader(model, place, files));
  return readers;
}

void Document::read(const ModelInfo& model, InputReaders readers) {
  {
    const QScopedValueRollback changing(changingHands_, true);
    inputs_.clear();
    for (const auto& reader : readers) {
      inputs_.push_back(&reader->document());
      reader->takeOver();
    }
    main_ = static_cast<std::size_t>(model.stacks.back().input);
    readers_.swap(readers);
    for (const auto& one : all_)
      if (std::find(inputs_.begin(), inputs_.end(), one.get()) == inputs_.end()) one->letGo();
  }
  activate(isRead(*active_) ? *active_ : main());
  ++revision_;
  emit changed();
}

std::vector<InputDocument*> Document::all() const {
  std::vector<InputDocument*> found;
  for (const auto& one : all_) found.push_back(one.get());
  return found;
}

TextDocument* Document::textRead() const {
  if (auto* text = dynamic_cast<TextDocument*>(&main())) return text;
  for (InputDocument* input : inputs_)
    if (auto* text = dynamic_cast<TextDocument*>(input)) return text;
  return nullptr;
}

ImageDocument* Document::imageRead() const {
  for (InputDocument* input : inputs_)
    if (auto* image = dynamic_cast<ImageDocument*>(input)) return image;
  return nullptr;
}

TextDocument& Document::text() const {
  TextDocument* text = textRead();
  return text ? *text : *kindAt<TextDocument>(all_, 0);
}

ImageDocument& Document::image() const {
  ImageDocument* image = imageRead();
  return image ? *image : *kindAt<ImageDocument>(all_, 0);
}

TextDocument& Document::textAt(int place) {
  while (texts() <= place) add(std::make_unique<TextDocument>());
  return *kindAt<TextDocument>(all_, place);
}

int Document::texts() const {
  int count = 0;
  while (kindAt<TextDocument>(all_, count)) ++count;
  return count;
}

bool Document::isRead(const InputDocument& input) const {
  return std::any_of(inputs_.begin(), inputs_.end(), [&](const InputDocument* read) {
    const auto* text = dynamic_cast<const TextDocument*>(read);
    return read == &input || (text && text->second() == &input);
  });
}

void Document::activate(InputDocument& input) {
  if (!isRead(input)) return;
  active_ = &input;
  undoGroup_.setActiveStack(&input.undoStack());
}

InputDocument* Document::inputOf(const ModelInfo& model, StackId stack) const {
  const auto place = static_cast<std::size_t>(model.stack(stack).input);
  return place < inputs_.size() ? inputs_[place] : nullptr;
}

NamesByStack Document::namesByStack(const ModelInfo& model) const {
  std::map<StackId, RowNames> names;
  for (const StackInfo& stack : model.stacks)
    if (const InputDocument* input = inputOf(model, stack.stack)) names[stack.stack] = input->rowNames();
  return names;
}

std::vector<int> Document::rowsByStack(const ModelInfo& model) const {
  std::vector<int> rows;
  for (const StackInfo& stack : model.stacks) {
    const InputDocument* input = inputOf(model, stack.stack);
    rows.push_back(input ? input->rows() : 0);
  }
  return rows;
}

bool Document::empty() const {
  return std::any_of(inputs_.begin(), inputs_.end(), [](const InputDocument* input) { return input->rows() == 0; });
}

void Document::restore(const std::vector<Segment>& segments, const Sampling& sampling, std::vector<WhatIf> whatIfs) {
  sampling_ = sampling;
  whatIfs_ = std::move(whatIfs);
  {
    const QScopedValueRollback changing(changingHands_, true);
    textAt(0).restore(segments);
  }
  ++revision_;
  emit changed();
  for (QUndoStack* stack : undoGroup_.stacks()) stack->clear();
  emit samplingChanged();
  emit whatIfsChanged();
}

void Document::setSampling(const Sampling& sampling) {
  if (sampling == sampling_) return;
  undoStack().push(new SamplingCommand(*this, sampling_, sampling));
}

void Document::applySampling(const Sampling& sampling) {
  sampling_ = sampling;
  emit samplingChanged();
}

int Document::findWhatIf(const Intervention& change) const {
  const auto found = std::find_if(whatIfs_.begin(), whatIfs_.end(),
                                  [&](const WhatIf& line) { return sameTarget(line.change, change); });
  return found == whatIfs_.end() ? -1 : static_cast<int>(found - whatIfs_.begin());
}

int Document::addWhatIf(const Intervention& change) {
  std::vector<WhatIf> list = whatIfs_;
  int index = findWhatIf(change);
  if (index < 0) {
    index = static_cast<int>(list.size());
    list.push_back({change, true});
  } else {
    list[static_cast<std::size_t>(index)] = {change, true};
  }
  pushWhatIfs(std::move(list), tr("what if %1").arg(describe(change, {})));
  return index;
}

void Document::setWhatIf(int index, const WhatIf& line, quint64 gesture) {
  if (index < 0 || index >= static_cast<int>(whatIfs_.size())) return;
  std::vector<WhatIf> list = whatIfs_;
  const bool checked = list[static_cast<std::size_t>(index)].enabled != line.enabled;
  list[static_cast<std::size_t>(index)] = line;
  const QString name = nameOf(line.change, {});
  pushWhatIfs(std::move(list),
              !checked       ? tr("scaling %1").arg(name)
              : line.enabled ? tr("what if %1").arg(name)
                             : tr("unchecking %1").arg(name),
              gesture);
}

void Document::removeWhatIf(int index) {
  if (index < 0 || index >= static_cast<int>(whatIfs_.size())) return;
  std::vector<WhatIf> list = whatIfs_;
  list.erase(list.begin() + index);
  pushWhatIfs(std::move(list), tr("taking out %1").arg(nameOf(whatIfs_[static_cast<std::size_t>(index)].change, {})));
}

void Document::clearWhatIfs() { pushWhatIfs({}, tr("clearing the what-ifs")); }

std::vector<WhatIf> Document::dropMisfits(const ModelInfo& model) {
  std::vector<WhatIf> kept, dropped;
  for (const WhatIf& line : whatIfs_) (fits(line.change, model) ? kept : dropped).push_back(line);
  if (!dropped.empty()) pushWhatIfs(std::move(kept), tr("dropping what-ifs of another model"));
  return dropped;
}

void Document::pushWhatIfs(std::vector<WhatIf> list, const QString& name, quint64 gesture) {
  if (list == whatIfs_) return;
  auto* command = new WhatIfCommand(*this, whatIfs_, std::move(list), gesture);  // the stack owns it
  command->setText(name);
  undoStack().push(command);
}

void Document::applyWhatIfs(const std::vector<WhatIf>& list) {
  const auto checked = [](const std::vector<WhatIf>& lines) {
    std::vector<Intervention> changes;
    for (const WhatIf& line : lines)
      if (line.enabled) changes.push_back(line.change);
    return changes;
  };
  const bool other = checked(list) != checked(whatIfs_);
  whatIfs_ = list;
  if (other) ++revision_;
  emit whatIfsChanged();
  if (other) emit changed();
}

}  // namespace headlight::ui
