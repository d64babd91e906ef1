#pragma once

#include <QStringList>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "info/model_info.h"
#include "ui/document/input_document.h"

namespace headlight::ui {

/// An input of more rows than a model takes, or was made for.
struct TooLong {
  int rows = 0, most = 0;
};

/// How one model reads a document as one of its inputs. The model that serves has its readers, and while another one is
/// coming so has that: both read the same documents. UI thread.
class InputReader {
 public:
  explicit InputReader(InputInfo info) : info_(std::move(info)) {}
  InputReader(const InputReader&) = delete;
  InputReader& operator=(const InputReader&) = delete;
  virtual ~InputReader() = default;

  const InputInfo& info() const { return info_; }
  virtual InputDocument& document() const = 0;
  /// From now on the rows of the document are those that this model gets.
  virtual void takeOver() = 0;
  /// There is something to read afterwards: `samples` are the model's own, and one that nobody touched makes room.
  virtual void begin(const QStringList&) {}
  /// What the model gets now; nothing: the document is empty, or too long. Throws Error where it cannot be brought to
  /// what the model takes.
  virtual std::optional<Input> given() = 0;
  /// The document that this reader took over has more rows than the model takes.
  virtual std::optional<TooLong> tooLong() const { return {}; }
  /// That document has more rows than the model was made for; it gets them all the same.
  virtual std::optional<TooLong> extrapolates() const { return {}; }
  /// The row whose logits are wanted, of the last given(); -1: the model has none of its own.
  virtual int predictedRow(const ModelInfo&, const std::vector<WhatIf>&, int /*lockedRow*/) const { return -1; }

 private:
  InputInfo info_;
};

/// In the order of ModelInfo::inputs.
using InputReaders = std::vector<std::shared_ptr<InputReader>>;

/// What a model gets of all its inputs; nothing where it gets none of one. Throws Error as InputReader::given.
std::optional<Inputs> givenBy(const InputReaders& readers);
/// `rows` by stack, in the order of ModelInfo::stacks.
RowCounts rowCounts(const ModelInfo& model, std::span<const int> rows);
/// The first input that is too long.
const InputReader* firstTooLong(const InputReaders& readers);
/// The first input that the model gets beyond what it was made for.
const InputReader* firstExtrapolated(const InputReaders& readers);

}  // namespace headlight::ui
