#include "ui/window/first_start.h"

#include <utility>

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
    if (byPerson) dropClaim();
  });
  connect(&loop, &PassLoop::shownChanged, this, [this](const ShownTrace& shown) {
    if (shown.trace && claimDue_ && context_.messages.has(MessageStrip::FirstStart)) tell();
  });
}

void FirstStart::tellOnce(bool remember, bool lead) {
  const OpenModel* model = context_.bridge.current();
  if (!remember || context_.settings.firstStartSeen() || !model || !loop_.shown().trace) return;
  const std::optional<HeadClaim> claim = claimOf(*model);
  say(*model, claim, lead);
  if (claim && lead) showClaim(*claim);
}

void FirstStart::tell() {
  const OpenModel* model = context_.bridge.current();
  if (model && loop_.shown().trace) say(*model, claimOf(*model), false);
}

void FirstStart::modelChanged() {
  const OpenModel* model = context_.bridge.current();
  if (!model || !context_.messages.has(MessageStrip::FirstStart)) return;
  const std::optional<HeadClaim> claim = claimOf(*model);
  say(*model, claim, false);
  claimDue_ = !claim;
}

std::optional<HeadClaim> FirstStart::claimOf(const OpenModel& model) const {
  const ShownTrace& shown = loop_.shown();
  if (!shown.trace || shown.trace->model().folder != model.info->folder || !model.info->text()) return std::nullopt;
  return findHeadClaim(*shown.trace, shown.rows().names.names);
}

void FirstStart::say(const OpenModel& model, const std::optional<HeadClaim>& claim, bool shown) {
  Message message;
  const QString name = modelName(model.folder);
  message.title = bundledName(model.folder).isEmpty() ? tr("This is %1.").arg(name)
                                                      : tr("This is %1, a small model inside this program.").arg(name);
  message.detail = model.info->text() ? tr("Type on the left and everything follows.")
                                      : tr("Draw on the picture on the left and everything follows.");
  if (claim) message.detail += QLatin1Char(' ') + claim->sentence;
  message.closed = [this] { context_.settings.setFirstStartSeen(); };
  claimShown_ = claim.has_value();
  claimButton_ = claim && !shown;
  claimDue_ = false;
  const auto button = [this](const QString& text, void (FirstStart::*asked)()) {
    return Message::Button{text, {}, false, [this, asked] {
                             context_.messages.clear(MessageStrip::FirstStart);
                             context_.settings.setFirstStartSeen();
                             emit(this->*asked)();
                           }};
  };
  message.buttons.append(button(tr("Show me around"), &FirstStart::aroundAsked));
  message.buttons.back().primary = !claimButton_;
  message.buttons.append(button(tr("Lessons"), &FirstStart::lessonsAsked));
  message.buttons.append({tr("Open a model"), QStringLiteral("folder"), false, [this] { emit modelAsked(); }});
  if (claimButton_)
    message.buttons.append({tr("Show L%1H%2").arg(claim->layer).arg(claim->head), {}, true, [this, claim = *claim] {
                              showClaim(claim);
                              context_.messages.clear(MessageStrip::FirstStart);
                              context_.settings.setFirstStartSeen();
                            }});
  context_.messages.tell(MessageStrip::FirstStart, std::move(message));
}

void FirstStart::showClaim(const HeadClaim& claim) {
  context_.selection.chooseHead(claim.layer, claim.head);
  context_.selection.lockRow(claim.row);
  lockedRow_ = claim.row;
  emit headAsked();
}

void FirstStart::dropClaim() {
  // What is typed is followed from here on.
  if (const int row = std::exchange(lockedRow_, -1); row >= 0 && context_.selection.lockedRow() == row)
    context_.selection.lockRow(-1);
  const bool button = std::exchange(claimButton_, false);
  MessageStrip& messages = context_.messages;
  if (!std::exchange(claimShown_, false) || !messages.has(MessageStrip::FirstStart)) return;
  Message message = messages.message(MessageStrip::FirstStart);
  message.detail = tr("Type on the left and everything follows.");
  if (button) message.buttons.removeLast();
  messages.tell(MessageStrip::FirstStart, std::move(message));
}

}  // namespace headlight::ui
