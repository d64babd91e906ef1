#include "ui/window/live_target.h"

#include <QKeyEvent>
#include <QScopedValueRollback>
#include <QUndoStack>
#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "info/check_input.h"
#include "session/generation.h"
#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/editors/input_editors.h"
#include "ui/views/segmented_buttons.h"
#include "ui/window/session_bridge.h"
#include "ui/window/status_line.h"
#include "ui/window/target_controls.h"
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

/// The same rules for one token more, where `written` stand behind the first: what they say of the first token and the
/// last is of the whole text.
GenerationConfig forOneToken(GenerationConfig config, int written) {
  config.maxNewTokens = 1;
  config.forcedLast.clear();
  if (config.minNewTokens) config.minNewTokens = std::max(0, *config.minNewTokens - written);
  if (written > 0) config.suppressedFirst.clear();
  return config;
}

}  // namespace

LiveTarget::LiveTarget(const WindowContext& context, InputEditors& editors)
    : context_(context),
      editors_(editors),
      choice_(new SegmentedButtons({tr("Live"), tr("Typed"), tr("Step")}, tr("How the target comes about"), &editors)),
      controls_(new TargetControls(&editors)) {
  choice_->setObjectName(QStringLiteral("liveTarget"));
  choice_->setToolTip(tr(
      "Live: the model writes it, and anew with every edit. Typed: it stays what you type. Step: the model writes one "
      "token when you ask for it."));
  choice_->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);  // a dock is narrow for large type
  choice_->hide();
  controls_->hide();
  connect(choice_, &SegmentedButtons::choose, this, [this](int index) { setMode(static_cast<Mode>(index)); });
  connect(controls_, &TargetControls::stepAsked, this, &LiveTarget::step);
  connect(controls_, &TargetControls::followAsked, this, &LiveTarget::followAgain);
  connect(controls_, &TargetControls::beamsChosen, this, &LiveTarget::setBeams);
  connect(&context.bridge, &SessionBridge::wrote, this, &LiveTarget::take);
  connect(&context.bridge, &SessionBridge::writingEnded, this, &LiveTarget::stop);
  // Later: a step of undo is one only when its stack says so, and many changes are one edit.
  connect(&context.document, &Document::changed, this, [this] {
    if (config_) showControls();
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
  editors_.putBeside(nullptr, *controls_);
  context_.selection.choosePlace(-1);
  emit searched(nullptr);
  const ModelInfo& info = *model.info;
  if (!writesFromAnother(info) || !model.generationProblem.isEmpty() || !target()) return;
  config_ = model.generation;
  config_->sample = false;
  if (!config_->maxLength && !config_->maxNewTokens) config_->maxLength = info.text()->maxTokens;
  place_ = static_cast<std::size_t>(info.stack(info.output()->stack).input);
  const auto& segments = target()->segments().list();
  const bool written = std::ranges::all_of(segments, [](const Segment& segment) { return segment.chosen(); });
  mode_ = written ? Mode::Live : Mode::Typed;
  choice_->setChosen(static_cast<int>(mode_));
  editors_.putBeside(target(), *choice_);
  editors_.putBeside(target(), *controls_);
  showControls();
  look();
}

void LiveTarget::setMode(Mode mode) {
  if (mode == mode_ || !config_) return;
  mode_ = mode;
  choice_->setChosen(static_cast<int>(mode));
  stop({});
  asked_.reset();  // what was typed meanwhile is written over
  if (mode != Mode::Live) emit searched(nullptr);
  showControls();
  emit modeChanged();
  look();
}

void LiveTarget::step() {
  if (mode_ != Mode::Step || underWay() || !config_ || !context_.bridge.current()) return;
  std::optional<Asked> next = wanted();
  if (!next) return;
  const std::vector<InputToken>& tokens = target()->tokens();
  std::size_t count = tokens.size();
  while (count > 0 && tokens[count - 1].added && count > 1) --count;
  std::get<TokenInput>(next->inputs[place_]).ids.resize(count);
  write(std::move(*next));
}

void LiveTarget::followAgain() {
  if (mode_ != Mode::Live || !config_) return;
  asked_.reset();
  look();
}

void LiveTarget::setBeams(int beams) {
  if (beams == beams_) return;
  beams_ = beams;
  if (beams == 1) emit searched(nullptr);
  followAgain();
}

bool LiveTarget::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::KeyPress && mode_ == Mode::Step && config_) {
    const auto* key = static_cast<const QKeyEvent*>(event);
    if (key->key() == Qt::Key_Space && key->modifiers() == Qt::NoModifier) {
      step();
      return true;
    }
  }
  return QObject::eventFilter(watched, event);
}

void LiveTarget::showControls() {
  const TextDocument* text = target();
  if (!text) return;
  const auto& tokens = text->tokens();
  controls_->setStepping(mode_ == Mode::Step);
  controls_->setWritten(static_cast<int>(std::ranges::count_if(tokens, [](const InputToken& t) { return !t.added; })));
  controls_->setForced(mode_ == Mode::Live && std::ranges::any_of(tokens, &InputToken::forced));
  controls_->setBeams(mode_ == Mode::Live, beams_);
}

std::optional<LiveTarget::Asked> LiveTarget::wanted() const {
  const ModelInfo& model = *context_.bridge.current()->info;
  const auto given = givenBy(context_.document.readers());
  if (!given) return std::nullopt;  // a text is too long, and a message says so
  // A what-if of a row of the target is of no row while that is being written.
  std::vector<int> rows = rowsByStack(model, *given);
  rows[model.placeOf(model.output()->stack)] = 0;
  return Asked{*given, activeChanges(context_.document.whatIfs(), model, rowCounts(model, rows))};
}

LiveTarget::Asked LiveTarget::withoutTarget(Asked asked) const {
  asked.inputs[place_] = TokenInput{};
  return asked;
}

void LiveTarget::bringBack(Mode mode) {
  if (!config_ || !target()) return;
  stop({});
  mode_ = mode;
  choice_->setChosen(static_cast<int>(mode_));
  asked_ = wanted();
  standing_ = target()->ids();
  done_ = true;
  showControls();
  emit modeChanged();
}

void LiveTarget::look() {
  scheduled_ = false;
  TextDocument* text = target();
  if (!config_ || mode_ == Mode::Typed || !context_.bridge.current() || !text) return;
  const std::vector<std::int32_t> ids = text->ids();
  const bool undone = text->undoStack().canRedo() && ids != standing_;
  std::optional<Asked> now = wanted();
  if (!now) return;
  if (!asked_ || withoutTarget(*now) != withoutTarget(*asked_)) {
    sourceChanged(std::move(*now));
  } else if (ids != standing_) {
    if (undone)
      stop({});  // what came back stays until something else is changed
    else
      targetChanged(ids, std::move(*now));
  }
  standing_ = target()->ids();
}

void LiveTarget::sourceChanged(Asked wanted) {
  // What the tokenizer puts in front is no row that anybody could write.
  const std::vector<InputToken>& tokens = target()->tokens();
  const auto first = std::ranges::find_if_not(tokens, &InputToken::added);
  std::vector<std::int32_t> front;
  for (auto token = tokens.begin(); token != first; ++token) front.push_back(token->id);
  wanted.inputs[place_] = TokenInput{std::move(front)};
  context_.selection.choosePlace(-1);  // what stood there is another sentence's
  begin(std::move(wanted));
}

void LiveTarget::targetChanged(const std::vector<std::int32_t>& ids, Asked wanted) {
  const auto same = std::ranges::mismatch(ids, standing_);
  const auto before = static_cast<std::size_t>(same.in1 - ids.begin());
  const std::size_t kept = ids.size() - sameAtEnd(ids, standing_, before);
  wanted.inputs[place_] = TokenInput{{ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(kept)}};
  begin(std::move(wanted));
}

void LiveTarget::begin(Asked asked) {
  if (mode_ == Mode::Live) return write(std::move(asked));
  // Step by step what comes next waits until it is asked for.
  stop({});
  asked_ = std::move(asked);
  put({});
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
  GenerationConfig config = *config_;
  config.beams = mode_ == Mode::Live ? beams_ : 1;
  if (mode_ == Mode::Step)
    config = forOneToken(config, static_cast<int>(ids.size()) - 1);
  else
    setPale(true);
  context_.bridge.write(std::move(inputs), asked_->changes, config);
}

void LiveTarget::take(const GenerationState& state) {
  if (!underWay()) return;
  done_ = state.done;
  if (state.done || sincePut_.elapsed() >= putEvery) {
    std::vector<std::int32_t> ids;
    for (const WrittenToken& token : state.tokens) ids.push_back(token.id);
    put(ids);
  }
  if (state.beams) emit searched(state.beams);
  if (mode_ == Mode::Step) return takeStep(state);
  context_.status.note(state.stoppedAtLimit() ? tr("the target stopped at its limit of %1 tokens").arg(state.limit)
                                              : QString());
}

void LiveTarget::takeStep(const GenerationState& state) {
  if (!state.done) return;
  const auto& vocabulary = target()->vocabulary();
  if (state.tokens.empty()) {
    context_.status.note(state.end && vocabulary
                             ? tr("the model ends the text here, with %1 of probability %2")
                                   .arg(vocabulary->shown(state.end->id))
                                   .arg(std::exp(static_cast<double>(state.end->logProbability)), 0, 'f', 2)
                             : tr("the target has as many tokens as the model writes"));
    return;
  }
  context_.status.note({});
  emit stepped(static_cast<int>(std::get<TokenInput>(asked_->inputs[place_]).ids.size()));
}

void LiveTarget::put(const std::vector<std::int32_t>& ids) {
  sincePut_.start();
  const QScopedValueRollback putting(putting_, true);
  const auto kept = static_cast<int>(std::get<TokenInput>(asked_->inputs[place_]).ids.size());
  target()->putTokens(kept, ids, mode_ == Mode::Step ? tr("the next token") : tr("following the source"));
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
