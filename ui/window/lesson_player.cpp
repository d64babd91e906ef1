#include "ui/window/lesson_player.h"

#include <QTabBar>
#include <algorithm>
#include <utility>

#include "base/within.h"
#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/editors/input_editors.h"
#include "ui/lessons/markup.h"
#include "ui/lessons/step_work.h"
#include "ui/panels/lesson_panel.h"
#include "ui/panels/pipeline_strip.h"
#include "ui/panels/predictions_panel.h"
#include "ui/panels/what_if_panel.h"
#include "ui/theme/theme.h"
#include "ui/window/earlier_work.h"
#include "ui/window/lens_area.h"
#include "ui/window/live_target.h"
#include "ui/window/message_strip.h"
#include "ui/window/opening.h"
#include "ui/window/pass_loop.h"
#include "ui/window/session_bridge.h"
#include "ui/window/trace_panels.h"
#include "ui/window/window_context.h"

namespace headlight::ui {
namespace {

constexpr int lookAfter = 30;  // ms: pointers do not stand still

/// Of those with that name the one on screen.
QWidget* seen(QWidget& within, const QString& name) {
  const QList<QWidget*> all = within.findChildren<QWidget*>(name);
  const auto visible = std::ranges::find_if(all, [&](QWidget* widget) { return widget->isVisibleTo(&within); });
  return visible != all.end() ? *visible : nullptr;
}

/// lessonControls() as widgets.
QWidget* controlNamed(const QString& name, QWidget& window, LensArea& lensArea, TracePanels& panels) {
  static const std::map<QString, QString> byName{{QStringLiteral("text"), QStringLiteral("textInput")},
                                                 {QStringLiteral("tokens"), QStringLiteral("tokenChips")},
                                                 {QStringLiteral("picture"), QStringLiteral("pictureCanvas")},
                                                 {QStringLiteral("tools"), QStringLiteral("picturePanel")},
                                                 {QStringLiteral("bars"), QStringLiteral("predictionBars")},
                                                 {QStringLiteral("layers"), QStringLiteral("layerRows")},
                                                 {QStringLiteral("temperature"), QStringLiteral("temperature")},
                                                 {QStringLiteral("topK"), QStringLiteral("topK")},
                                                 {QStringLiteral("topP"), QStringLiteral("topP")},
                                                 {QStringLiteral("next"), QStringLiteral("nextToken")},
                                                 {QStringLiteral("model"), QStringLiteral("modelCombo")},
                                                 {QStringLiteral("device"), QStringLiteral("deviceCombo")}};
  if (name == QLatin1String("input")) return &panels.inputs();
  if (name == QLatin1String("lens")) return &lensArea.lens();
  if (name == QLatin1String("predictions")) return &panels.predictions();
  if (name == QLatin1String("whatIf")) return &panels.whatIfs();
  if (name == QLatin1String("pipeline")) return &panels.pipeline();
  if (name == QLatin1String("sliders")) {
    QWidget* slider = seen(panels.predictions(), QStringLiteral("temperature"));
    return slider ? slider->parentWidget() : nullptr;
  }
  if (name == QLatin1String("views")) {
    QWidget* tabs = seen(lensArea, QStringLiteral("lensTabs"));
    return tabs ? tabs : seen(lensArea, QStringLiteral("lensViews"));
  }
  if (name == QLatin1String("options")) {
    for (const char* row :
         {"allHeadsOptions", "matrixOptions", "arcsOptions", "layersOptions", "imageOptions", "stagesOptions"})
      if (QWidget* options = seen(lensArea, QLatin1String(row))) return options;
    return nullptr;
  }
  const auto found = byName.find(name);
  return found == byName.end() ? nullptr : seen(window, found->second);
}

}  // namespace

LessonPlayer::LessonPlayer(const WindowContext& context, Opening& opening, EarlierWork& earlier, LiveTarget& live,
                           PassLoop& loop, LensArea& lensArea, TracePanels& panels, LessonPanel& panel)
    : context_(context),
      opening_(opening),
      earlier_(earlier),
      live_(live),
      loop_(loop),
      lensArea_(lensArea),
      panel_(panel),
      marks_([&context, &lensArea, &panels](const QString& name) {
        return controlNamed(name, context.window, lensArea, panels);
      }) {
  later_.setSingleShot(true);
  later_.setInterval(lookAfter);
  connect(&later_, &QTimer::timeout, this, &LessonPlayer::look);
  const auto later = [this] {
    if (lesson_ && !later_.isActive()) later_.start();
  };
  Document& document = context.document;
  connect(&document, &Document::changed, this, later);
  connect(&document, &Document::samplingChanged, this, later);
  connect(&document.image(), &InputDocument::changed, this, [this, later] {
    if (arrived_) drawn_ = true;
    later();
  });
  connect(&context.selection, &Selection::headChanged, this, later);
  connect(&context.selection, &Selection::hoverChanged, this, later);
  connect(&context.selection, &Selection::lockChanged, this, later);
  connect(&lensArea, &LensArea::viewChanged, this, later);
  connect(&opening, &Opening::gaveUp, this, [this] { coming_.reset(); });
  connect(&panel, &LessonPanel::nextAsked, this, &LessonPlayer::next);
  connect(&panel, &LessonPanel::backAsked, this, &LessonPlayer::back);
  connect(&panel, &LessonPanel::againAsked, this, &LessonPlayer::again);
  connect(&panel, &LessonPanel::solutionAsked, this, &LessonPlayer::solve);
  connect(&panel, &LessonPanel::answerAsked, this, &LessonPlayer::reveal);
  connect(&panel, &LessonPanel::answerChosen, this, [this](int answer) {
    answer_ = answer;
    look();
  });
}

void LessonPlayer::setTheme(const Theme& theme) {
  marks_.setTheme(theme);
  if (lesson_) {
    mark();
    look();
  }
}

void LessonPlayer::start(Lesson lesson, int step) {
  checkModels(lesson);
  // What somebody has made here is put aside and offered.
  if (!lesson_) earlier_.putAside();
  step_ = within(step, 0, static_cast<int>(lesson.steps.size()) - 1);
  lesson_ = std::move(lesson);
  emit playingChanged(true);
  show(step_, true);
}

std::optional<PlayedLesson> LessonPlayer::played() const {
  if (!lesson_) return std::nullopt;
  return PlayedLesson{*lesson_, step_, state_, arrived_, done_, drawn_, revealed_, solved_, answer_};
}

void LessonPlayer::goOn(PlayedLesson played) {
  lesson_ = std::move(played.lesson);
  emit playingChanged(true);
  // A step that had not come about yet begins anew.
  if (!played.arrived) return show(played.step, true);
  step_ = played.step;
  state_ = std::move(played.state);
  done_ = played.done;
  drawn_ = played.drawn;
  revealed_ = played.revealed;
  solved_ = played.solved;
  answer_ = played.answer;
  arrived_ = false;
  goesOn_ = true;
  from_ = context_.document.revision();
  mark();
  look();
  loop_.request();
}

void LessonPlayer::show(int step, bool set) {
  step_ = step;
  goesOn_ = false;
  done_ = drawn_ = revealed_ = solved_ = false;
  answer_.reset();
  if (set) {
    this->set(lesson_->stateAt(step));
  } else {
    arrive();
  }
  mark();
  look();
  loop_.request();  // its numbers may need what the last pass has not kept
}

void LessonPlayer::set(const StepState& state) {
  state_ = state;
  arrived_ = false;
  context_.selection.hover(-1, -1);
  try {
    const QString folder = modelFolder(*state.model);
    coming_ = Coming{workOfStep(state, *lesson_, folder), folder};
  } catch (const std::exception& error) {
    coming_.reset();
    return tellRefused(QString::fromUtf8(error.what()));
  }
  const OpenModel* serving = context_.bridge.current();
  if (serving && serving->folder == coming_->folder) {
    opening_.stop();  // of what was asked for before
    bringIn();
    emit broughtIn();
    if (state_.live.value_or(false)) live_.setMode(LiveTarget::Mode::Live);
  } else {
    opening_.openNamed(coming_->folder);
  }
}

void LessonPlayer::takeUp(const OpenModel& model) {
  if (coming_ && coming_->folder == model.folder) bringIn();
}

void LessonPlayer::bringIn() {
  const Coming coming = *std::exchange(coming_, std::nullopt);
  earlier_.bringBack(coming.work);
  from_ = context_.document.revision();
}

void LessonPlayer::shown(const ShownTrace& shown) {
  if (!lesson_) return;
  const bool ofStep = !coming_ && !live_.underWay() && shown.trace && shown.current &&
                      shown.trace->revision() >= from_ && state_.model && context_.bridge.current() &&
                      QString::fromStdString(shown.trace->model().folder) == context_.bridge.current()->folder;
  if (!arrived_ && ofStep) {
    if (std::exchange(goesOn_, false)) {
      arrived_ = true;
    } else {
      lockAndPoint(shown);
      arrive();
    }
    mark();
  }
  look();
}

void LessonPlayer::lockAndPoint(const ShownTrace& shown) {
  const ModelInfo& model = shown.trace->model();
  const AttentionId attention = shownAttention(model, context_.selection.attention());
  const auto rowIn = [&](const std::optional<RowRef>& row, StackId stack) {
    const auto found = row ? row->in(shown.rowsOf(stack).names.names) : std::nullopt;
    return found.value_or(-1);
  };
  context_.selection.lockRow(rowIn(state_.locked, attention.stack));
  if (!state_.pointedQuery) return;
  const int query = rowIn(state_.pointedQuery, attention.stack);
  context_.selection.hover(query,
                           state_.pointedKey ? rowIn(state_.pointedKey, model.attention(attention).keys) : query);
}

void LessonPlayer::arrive() {
  arrived_ = true;
  drawn_ = solved_ && current().solution->picture;
}

void LessonPlayer::next() {
  if (!lesson_) return;
  // Whoever goes on wants to see what comes out first.
  if (current().question && !revealed_) return reveal();
  if (step_ + 1 >= static_cast<int>(lesson_->steps.size())) return leave();
  const bool sets = lesson_->steps[static_cast<std::size_t>(step_) + 1].state.has_value();
  show(step_ + 1, sets);
}

void LessonPlayer::back() {
  if (lesson_ && step_ > 0) show(step_ - 1, true);
}

void LessonPlayer::again() {
  if (lesson_) show(step_, true);
}

void LessonPlayer::solve() {
  if (!lesson_ || !current().solution) return;
  solved_ = true;
  set(laidOver(current().state ? lesson_->stateAt(step_) : state_, *current().solution));
}

void LessonPlayer::reveal() {
  if (!lesson_ || !current().question) return;
  revealed_ = true;
  mark();
  look();
}

void LessonPlayer::leave() {
  if (!lesson_) return;
  lesson_.reset();
  coming_.reset();
  marks_.clear();
  emit playingChanged(false);
}

LessonFacts LessonPlayer::facts() const {
  return {loop_.shown(), context_.document, context_.selection, lensArea_.lens().view().name().id, drawn_, answer_};
}

void LessonPlayer::mark() {
  if (!lesson_) return;
  const LessonStep& step = current();
  QStringList covered = step.hide;
  if (step.question && !revealed_) covered += step.question->hides;
  covered.removeDuplicates();
  marks_.mark(step.highlight, covered, step.lock);
}

void LessonPlayer::look() {
  if (!lesson_) return;
  const LessonStep& step = current();
  const LessonFacts now = facts();
  if (arrived_ && !done_ && !step.done.empty())
    done_ = std::ranges::all_of(step.done, [&](const Condition& condition) { return condition.holds(now); });
  panel_.show(page());
}

LessonPage LessonPlayer::page() const {
  LessonPage page;
  if (!lesson_) return page;
  const LessonStep& step = current();
  const LessonFacts now = facts();
  const auto rich = [&](const LocalText& text) {
    return toRichText(
        text.shown(),
        [&](const QString& number) {
          if (!arrived_) return QStringLiteral("…");
          if (number != QLatin1String("top")) return Quantity::parse(number).shownIn(now);
          const QString top = likeliest(now);
          return top.isEmpty() ? QStringLiteral("—") : top;
        },
        panel_.theme().accent);
  };
  page.lesson = lesson_->title.shown();
  page.step = step_;
  page.steps = static_cast<int>(lesson_->steps.size());
  page.title = step.title.shown();
  page.text = rich(step.text);
  if (arrived_ && now.current())
    for (const Condition& claim : step.claims)
      if (!claim.holds(now)) page.broken << claim.describe(now);
  page.asks = !step.done.empty();
  page.done = done_;
  if (!step.hint.empty()) page.hint = rich(step.hint);
  page.solvable = step.solution.has_value();
  page.revealed = revealed_;
  page.chosen = answer_;
  if (!step.question) return page;
  page.question = rich(step.question->text);
  for (const LessonAnswer& answer : step.question->answers) {
    const bool right = !answer.when.empty() && arrived_ &&
                       std::ranges::all_of(answer.when, [&](const Condition& when) { return when.holds(now); });
    page.judged = page.judged || !answer.when.empty();
    page.answers.push_back({answer.text.shown(), right});
  }
  return page;
}

void LessonPlayer::addNeeds(const ModelInfo& model, PassNeeds& needs) const {
  if (!lesson_) return;
  const LessonStep& step = current();
  const auto add = [&](const std::optional<Quantity>& number) {
    if (number) number->addNeeds(model, context_.selection, needs.plan, needs.logitsByLayer);
  };
  for (const auto* list : {&step.claims, &step.done})
    for (const Condition& condition : *list) add(condition.number);
  if (step.question)
    for (const LessonAnswer& answer : step.question->answers)
      for (const Condition& condition : answer.when) add(condition.number);
  for (const LocalText* text : {&step.text, &step.hint})
    for (const QString& number : numbersIn(text->shown()))
      if (number != QLatin1String("top")) add(Quantity::parse(number));
}

void LessonPlayer::tellRefused(const QString& sentence) {
  Message message;
  message.kind = Message::Kind::Refused;
  message.title = tr("This step cannot be shown.");
  message.detail = sentence;
  message.closed = [] {};
  context_.messages.tell(MessageStrip::NotOpened, std::move(message));
}

}  // namespace headlight::ui
