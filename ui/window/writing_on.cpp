#include "ui/window/writing_on.h"

#include <QScopedValueRollback>
#include <algorithm>

#include "info/check_input.h"
#include "ui/document/document.h"
#include "ui/document/sampling.h"
#include "ui/window/session_bridge.h"
#include "ui/window/status_line.h"
#include "ui/window/window_context.h"

namespace headlight::ui {
namespace {

constexpr int tokensAtOnce = 20;

}  // namespace

WritingOn::WritingOn(const WindowContext& context) : context_(context) {
  connect(&context.bridge, &SessionBridge::wrote, this, &WritingOn::append);
  connect(&context.bridge, &SessionBridge::writingEnded, this, &WritingOn::stop);
  connect(&context.document, &Document::changed, this, [this] {
    if (!appending_) stop();  // whoever edits meanwhile did not ask for more after that edit
  });
}

void WritingOn::start() {
  const OpenModel* model = context_.bridge.current();
  const Document& document = context_.document;
  if (!model || !model->info->text() || context_.bridge.opening()) return;
  const std::optional<Inputs> inputs = givenBy(document.readers());
  if (!inputs) return;
  const std::vector<int> rows = rowsByStack(*model->info, *inputs);
  const int room = model->info->text()->maxTokens - rows.back();
  if (room <= 0)
    return context_.status.note(tr("nothing is written: the text has all %1 tokens that the model was made for")
                                    .arg(model->info->text()->maxTokens));
  count_ = std::min(tokensAtOnce, room);
  emit started();
  context_.status.beginWork(tr("Stop writing (Escape)"));
  context_.status.showProgress();
  context_.status.note(tr("writing"));
  context_.bridge.write(
      *inputs, activeChanges(document.whatIfs(), *model->info, rowCounts(*model->info, rows)), count_,
      [sampling = document.sampling()](std::span<const float> logits, int position) {
        return Distribution(logits, sampling).draw(uniformAt(sampling.seed, static_cast<std::uint64_t>(position)));
      });
}

void WritingOn::append(std::int32_t id, int written) {
  if (!underWay()) return;
  {
    const QScopedValueRollback appending(appending_, true);
    context_.document.text().appendToken(id, tr("writing on"));
  }
  if (!underWay()) return;  // that token had another model take over
  context_.status.setProgress(static_cast<double>(written) / count_);
  context_.status.note(tr("%1 of %2 tokens written").arg(written).arg(count_));
}

void WritingOn::stop(const QString& sentence) {
  if (!underWay()) return;
  count_ = 0;
  context_.bridge.stopLongWork();
  context_.status.endWork();
  context_.status.note(sentence.isEmpty() ? QString() : tr("writing stopped: %1").arg(sentence));
}

}  // namespace headlight::ui
