#include "ui/window/live_target.h"

#include <QScopedValueRollback>
#include <QUndoStack>
#include <algorithm>

#include "base/error.h"
#include "info/check_input.h"
#include "session/generation.h"
#include "ui/document/document.h"
#include "ui/editors/input_editors.h"
#include "ui/views/segmented_buttons.h"
#include "ui/window/session_bridge.h"
#include "ui/window/status_line.h"
#include "ui/window/window_context.h"

namespace headlight::ui {
namespace {

constexpr qint64 putEvery = 150;  // ms: a picture that grows token by token may be followed, one a letter flickers

/// The generated text of such a model, where another one is read for it; else nothing.
bool writesFromAnother(const ModelInfo& model) {
  return model.says(Says::NextToken) && model.stack(model.output()->stack).memory.has_value();
}

/// How many rows of two texts are the same at the end, behind the first `from`.
std::size_t sameAtEnd(const std::vector<std::int32_t>& a, const std::vector<std::int32_t>& b, std::size_t from) {
  std::size_t count = 0;
  while (count + from < std::min(a.size(), b.size()) && a[a.size() - 1 - count] == b[b.size() - 1 - count]) ++count;
  return count;
}

}  // namespace

LiveTarget::LiveTarget(const WindowContext& context, InputEditors& editors)
    : context_(context),
      editors_(editors),
      choice_(new SegmentedButtons({tr("Live"), tr("Typed")}, tr("How the target comes about"), &editors)) {
  choice_->setObjectName(QStringLiteral("liveTarget"));
  choice_->setToolTip(tr("Live: the model writes it, and anew with every edit. Typed: it stays what you type."));
  choice_->hide();
  connect(choice_, &SegmentedButtons::choose, this, [this](int index) { setLive(index == 0); });
  connect(&context.bridge, &SessionBridge::wrote, this, &LiveTarget::take);
  connect(&context.bridge, &SessionBridge::writingEnded, this, &LiveTarget::stop);
  // Later: a step of undo is one only when its stack says so, and many changes are one edit.
  connect(&context.document, &Document::changed, this, [this] {
    if (putting_ || scheduled_ || !config_) return;
    scheduled_ = true;
    QMetaObject::invokeMethod(this, &LiveTarget::look, Qt::QueuedConnection);
  });
}

void LiveTarget::setTheme(const Theme& theme) { choice_->setTheme(theme); }

TextDocument* LiveTarget::target() const { return dynamic_cast<TextDocument*>(&context_.document.main()); }

void LiveTarget::setModel(const OpenModel& model) {
  stop({});
  asked_.reset();
  config_.reset();
  standing_.clear();
  editors_.putBeside(nullptr, *choice_);
  const ModelInfo& info = *model.info;
  if (!writesFromAnother(info) || !model.generationProblem.isEmpty() || !target()) return;
  config_ = model.generation;
  config_->beams = 1;
  config_->sample = false;
  if (!config_->maxLength && !config_->maxNewTokens) config_->maxLength = info.text()->maxTokens;
  place_ = static_cast<std::size_t>(info.stack(info.output()->stack).input);
  const auto& segments = target()->segments().list();
  live_ = std::ranges::all_of(segments, [](const Segment& segment) { return segment.chosen(); });
  choice_->setChosen(live_ ? 0 : 1);
  editors_.putBeside(target(), *choice_);
  look();
}

void LiveTarget::setLive(bool live) {
  if (live == live_ || !config_) return;
  live_ = live;
  choice_->setChosen(live ? 0 : 1);
  stop({});
  asked_.reset();  // what was typed meanwhile is written over
  emit liveChanged(live);
  if (live) look();
}

void LiveTarget::bringBack(bool live) {
  if (!config_ || !target()) return;
  stop({});
  live_ = live;
  choice_->setChosen(live ? 0 : 1);
  asked_ = asking();
  standing_ = target()->ids();
  done_ = true;
  emit liveChanged(live);
}

std::optional<LiveTarget::Asked> LiveTarget::asking() const {
  const auto given = givenBy(context_.document.readers());
  if (!given) return std::nullopt;
  // A what-if of a row of the target is of no row while that is being written.
  const ModelInfo& info = *context_.bridge.current()->info;
  std::vector<int> rows = rowsByStack(info, *given);
  rows[info.placeOf(info.output()->stack)] = 0;
  return Asked{*given, activeChanges(context_.document.whatIfs(), info, rowCounts(info, rows))};
}

void LiveTarget::look() {
  scheduled_ = false;
  TextDocument* text = target();
  if (!config_ || !live_ || !context_.bridge.current() || !text) return;
  const std::vector<std::int32_t> ids = text->ids();
  const bool undone = text->undoStack().canRedo() && ids != standing_;
  std::optional<Asked> now = asking();
  if (!now) return;  // a text is too long, and a message says so
  Asked wanted = std::move(*now);
  const auto withoutTarget = [this](Asked asked) {
    asked.inputs[place_] = TokenInput{};
    return asked;
  };
  if (!asked_ || withoutTarget(wanted) != withoutTarget(*asked_)) {
    sourceChanged(std::move(wanted));
  } else if (ids != standing_) {
    if (undone)
      stop({});  // what came back stays until something else is changed
    else
      targetChanged(ids, std::move(wanted));
  }
  standing_ = ids;
}

void LiveTarget::sourceChanged(Asked wanted) {
  // What the tokenizer puts in front is no row that anybody could write.
  const std::vector<InputToken>& tokens = target()->tokens();
  const auto first = std::ranges::find_if_not(tokens, &InputToken::added);
  std::vector<std::int32_t> front;
  for (auto token = tokens.begin(); token != first; ++token) front.push_back(token->id);
  wanted.inputs[place_] = TokenInput{std::move(front)};
  write(std::move(wanted));
}

void LiveTarget::targetChanged(const std::vector<std::int32_t>& ids, Asked wanted) {
  const auto same = std::ranges::mismatch(ids, standing_);
  const auto before = static_cast<std::size_t>(same.in1 - ids.begin());
  const std::size_t kept = ids.size() - sameAtEnd(ids, standing_, before);
  wanted.inputs[place_] = TokenInput{{ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(kept)}};
  write(std::move(wanted));
}

void LiveTarget::write(Asked asked) {
  asked_ = std::move(asked);
  Inputs inputs = asked_->inputs;
  std::vector<std::int32_t>& ids = std::get<TokenInput>(inputs[place_]).ids;
  try {
    ids = asPrompt(ids, *config_, *context_.bridge.current()->info);
  } catch (const Error& error) {
    stop({});
    context_.status.note(tr("the target is not written: %1").arg(QString::fromUtf8(error.what())));
    return;
  }
  done_ = false;
  sincePut_.start();
  emit started();
  setPale(true);
  context_.bridge.write(std::move(inputs), asked_->changes, *config_);
}

void LiveTarget::take(const GenerationState& state) {
  if (!underWay()) return;
  done_ = state.done;
  if (state.done || sincePut_.elapsed() >= putEvery) {
    std::vector<std::int32_t> ids;
    for (const WrittenToken& token : state.tokens) ids.push_back(token.id);
    put(ids);
  }
  context_.status.note(state.stoppedAtLimit() ? tr("the target stopped at its limit of %1 tokens").arg(state.limit)
                                              : QString());
}

void LiveTarget::put(const std::vector<std::int32_t>& ids) {
  sincePut_.start();
  const QScopedValueRollback putting(putting_, true);
  const auto kept = static_cast<int>(std::get<TokenInput>(asked_->inputs[place_]).ids.size());
  target()->putTokens(kept, ids, tr("following the source"));
  standing_ = target()->ids();
  setPale(false);
}

void LiveTarget::stop(const QString& sentence) {
  if (!underWay()) return;
  done_ = true;
  context_.bridge.stopLongWork();
  setPale(false);
  if (!sentence.isEmpty()) context_.status.note(tr("the target is not written: %1").arg(sentence));
}

void LiveTarget::setPale(bool pale) {
  if (TextDocument* text = target()) editors_.editorOf(*text).setPale(pale);
}

}  // namespace headlight::ui
