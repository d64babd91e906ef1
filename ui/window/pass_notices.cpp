#include "ui/window/pass_notices.h"

#include <QLocale>
#include <utility>

#include "ui/document/document.h"
#include "ui/theme/language.h"
#include "ui/window/message_strip.h"
#include "ui/window/pass_loop.h"
#include "ui/window/status_line.h"
#include "ui/window/window_context.h"

namespace headlight::ui {

PassNotices::PassNotices(const WindowContext& context, PassLoop& loop) : context_(context), loop_(loop) {
  connect(&loop, &PassLoop::tooLong, this, &PassNotices::tellTooLong);
  connect(&loop, &PassLoop::extrapolates, this, &PassNotices::tellExtrapolates);
  connect(&loop, &PassLoop::failed, this, &PassNotices::tellFailed);
  connect(&loop, &PassLoop::shownChanged, this, [this](const ShownTrace& shown) {
    if (shown.current) context_.messages.clear(MessageStrip::Failed);
  });
}

void PassNotices::tellTooLong(int tokens, int most) {
  MessageStrip& messages = context_.messages;
  if (tokens == 0) {
    messages.clear(MessageStrip::TooLong);
    emit nothingComes({});
    return;
  }
  const QLocale& locale = windowLocale();
  const QString title = tr("%1 tokens, the model takes %2").arg(locale.toString(tokens), locale.toString(most));
  emit nothingComes(title);
  if (messages.has(MessageStrip::TooLong) && messages.message(MessageStrip::TooLong).title == title) return;
  Message message;
  message.title = title;
  message.detail = loop_.shown().trace ? tr("The text is kept; what is shown is the last that was computed.")
                                       : tr("The text is kept; nothing is computed.");
  message.buttons = {{tr("Use the last %1").arg(locale.toString(most)), {}, true, [this] { loop_.shorten(); }}};
  messages.tell(MessageStrip::TooLong, std::move(message));
  context_.status.say(tr("Nothing is computed: %1").arg(title));
}

void PassNotices::tellExtrapolates(int tokens, int most) {
  // Once for all that is typed beyond: whoever closed the strip knows.
  if (const int before = std::exchange(extrapolatesFrom_, tokens > 0 ? most : 0); before == extrapolatesFrom_) return;
  MessageStrip& messages = context_.messages;
  if (tokens == 0) return messages.clear(MessageStrip::Extrapolates);
  const QString limit = windowLocale().toString(most);
  Message message;
  message.title = tr("More than the %1 tokens that the model was made for").arg(limit);
  message.detail = tr("All of them are computed; what the model says of such a text may mean nothing.");
  message.buttons = {{tr("Use the last %1").arg(limit), {}, true, [this] { loop_.shorten(); }}};
  messages.tell(MessageStrip::Extrapolates, std::move(message));
}

void PassNotices::tellFailed(const QString& sentence) {
  const QString input = context_.document.main().word();
  Message message;
  message.kind = Message::Kind::Refused;
  message.title = context_.document.whatIfs().empty()
                      ? tr("This %1 could not be computed.").arg(input)
                      : tr("This %1 could not be computed with these what-ifs.").arg(input);
  message.detail = sentence;
  if (loop_.shown().trace)
    message.remedy = tr("What is shown is of the %1 before the last edit.").arg(input);
  else
    emit nothingComes(tr("this %1 could not be computed").arg(input));
  message.buttons = {
      {tr("Undo the edit"), QStringLiteral("undo"), true, [this] { context_.document.undoStack().undo(); }}};
  context_.messages.tell(MessageStrip::Failed, std::move(message));
}

}  // namespace headlight::ui
