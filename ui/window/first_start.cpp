#include "ui/window/first_start.h"

#include "ui/document/selection.h"
#include "ui/window/bundled_models.h"
#include "ui/window/first_claim.h"
#include "ui/window/message_strip.h"
#include "ui/window/pass_loop.h"
#include "ui/window/session_bridge.h"
#include "ui/window/settings.h"
#include "ui/window/window_context.h"

namespace headlight::ui {

FirstStart::FirstStart(const WindowContext& context, PassLoop& loop) : context_(context), loop_(loop) {
  connect(&loop, &PassLoop::edited, this, [this](quint64, bool byPerson) {
    if (byPerson && claimShown_) dropClaim();
  });
}

void FirstStart::tellOnce(bool remember) {
  if (remember && !context_.settings.firstStartSeen()) tell();
}

void FirstStart::tell() {
  const OpenModel* model = context_.bridge.current();
  const ShownTrace& shown = loop_.shown();
  if (!model || !shown.trace) return;
  const bool reads = model->info->text() && shown.trace->model().text();
  const std::optional<HeadClaim> claim = reads ? findHeadClaim(*shown.trace, shown.rows().names.names) : std::nullopt;
  Message message;
  const QString name = modelName(model->folder);
  message.title = bundledName(model->folder).isEmpty() ? tr("This is %1.").arg(name)
                                                       : tr("This is %1, a small model inside this program.").arg(name);
  message.detail =
      reads ? tr("Type on the left and everything follows.") : tr("Draw on the left and everything follows.");
  if (claim) message.detail += QLatin1Char(' ') + claim->sentence;
  message.closed = [this] { context_.settings.setFirstStartSeen(); };
  message.buttons.append({tr("Open a model"), QStringLiteral("folder"), !claim, [this] { emit modelAsked(); }});
  if (claim)
    message.buttons.append(
        {tr("Show L%1H%2").arg(claim->layer).arg(claim->head), {}, true, [this, claim = *claim] { showClaim(claim); }});
  context_.messages.tell(MessageStrip::FirstStart, std::move(message));
  claimShown_ = claim.has_value();
}

void FirstStart::showClaim(const HeadClaim& claim) {
  context_.selection.chooseHead(claim.layer, claim.head);
  context_.selection.lockRow(claim.row);
  emit headAsked();
  context_.messages.clear(MessageStrip::FirstStart);
  context_.settings.setFirstStartSeen();
}

void FirstStart::dropClaim() {
  claimShown_ = false;
  MessageStrip& messages = context_.messages;
  if (!messages.has(MessageStrip::FirstStart)) return;
  Message message = messages.message(MessageStrip::FirstStart);
  message.detail = tr("Type on the left and everything follows.");
  message.buttons.removeLast();
  messages.tell(MessageStrip::FirstStart, std::move(message));
}

}  // namespace headlight::ui
