#include "ui/window/misfits.h"

#include "ui/document/document.h"
#include "ui/theme/words.h"
#include "ui/window/message_strip.h"
#include "ui/window/window_context.h"

namespace headlight::ui {
void dropMisfits(const WindowContext& context, const ModelInfo& model) {
  context.messages.clear(MessageStrip::WhatIfsDropped);
  const std::vector<WhatIf> dropped = context.document.dropMisfits(model);
  if (dropped.empty()) return;
  QStringList names;
  for (const WhatIf& line : dropped) names << describe(line.change, {});
  Message message;
  message.title = dropped.size() == 1
                      ? tr("A what-if was dropped: this model has no such place.")
                      : tr("%1 what-ifs were dropped: this model has no such places.").arg(dropped.size());
  message.detail = names.join(QStringLiteral(", "));
  message.closed = [] {};
  context.messages.tell(MessageStrip::WhatIfsDropped, std::move(message));
}

}  // namespace headlight::ui
