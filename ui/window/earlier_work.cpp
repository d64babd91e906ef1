#include "ui/window/earlier_work.h"

#include <QFileInfo>
#include <QLocale>
#include <algorithm>
#include <utility>

#include "ui/document/document.h"
#include "ui/window/message_strip.h"
#include "ui/window/window_context.h"

namespace headlight::ui {
namespace {

QString textOf(const SavedWork& work) {
  QString text;
  for (const Segment& segment : work.texts.front()) text += segment.text;
  return text;
}

}  // namespace

EarlierWork::EarlierWork(const WindowContext& context, std::unique_ptr<Autosave> autosave)
    : context_(context), autosave_(std::move(autosave)) {
  if (!autosave_) return;
  connect(autosave_.get(), &Autosave::failed, this, &EarlierWork::tellNotKept);
  connect(autosave_.get(), &Autosave::recovered, this, [this] { context_.messages.clear(MessageStrip::NotKept); });
  if (!autosave_->failure().isEmpty()) tellNotKept(autosave_->failure());
}

void EarlierWork::begin(const QString& text, const QString& sample) {
  Document& document = context_.document;
  if (begun_) {
    sample_ = sample;
    return offerNext();
  }
  if (!text.isNull()) return document.restore({{text, -1, 0}}, document.sampling());
  if (const SavedWork* work = autosave_ ? autosave_->leftOff() : nullptr) {
    // Closed in the ordinary way: goes on where it was left.
    bringBack(*work);
    autosave_->dropLeftOff();
  } else if (!sample.isEmpty()) {
    document.restore({{sample, -1, 0}}, document.sampling());
  }
  sample_ = sample;
  offerNext();
}

void EarlierWork::bringBack(const SavedWork& work) {
  ui::bringBack(work, context_.document);
  placeModel_ = work.model.folder;
  place_ = work.place;
  emit restored(work);
}

void EarlierWork::goOn(const QString& model, const SavedPlace& place) {
  begun_ = true;
  placeModel_ = model;
  place_ = place;
}

std::unique_ptr<Autosave> EarlierWork::release() {
  if (autosave_) autosave_->disconnect(this);
  return std::move(autosave_);
}

QString EarlierWork::lastModel() const {
  const SavedWork* work = autosave_ ? autosave_->leftOff() : nullptr;
  return work && QFileInfo::exists(work->model.folder) ? work->model.folder : QString();
}

std::optional<SavedPlace> EarlierWork::takePlace(const QString& folder) {
  if (!place_ || placeModel_ != folder) return std::nullopt;
  return std::exchange(place_, std::nullopt);
}

void EarlierWork::offerNext() {
  context_.messages.clear(MessageStrip::Restored);
  if (!autosave_) return;
  const auto holdsNothing = [this](const SavedWork& work) {
    const QString text = textOf(work);
    return (text.isEmpty() || text == sample_) && work.whatIfs.empty() && !work.picture;
  };
  while (autosave_->found() && holdsNothing(*autosave_->found())) autosave_->dropFound();
  const SavedWork* work = autosave_->found();
  if (!work) return;
  const QString text = textOf(*work);
  const bool typed = !text.isEmpty() && text != sample_;
  const bool today = work->time.date() == QDate::currentDate();
  Message message;
  message.title = tr("Your work from %1 was kept.")
                      .arg(today ? QLocale().toString(work->time.time(), QLocale::ShortFormat)
                                 : QLocale().toString(work->time, QLocale::ShortFormat));
  message.detail =
      QStringLiteral("“%1”").arg(text.simplified().left(90) + (text.size() > 90 ? QStringLiteral("…") : QString()));
  if (work->picture) {
    const QString drawn = tr("the picture “%1” as you left it").arg(work->picture->origin.name);
    message.detail = typed ? tr("%1 and %2").arg(message.detail, drawn) : drawn;
  }
  message.buttons = {{tr("Start fresh"),
                      {},
                      false,
                      [this] {
                        autosave_->dropFound();
                        offerNext();
                      }},
                     {tr("Bring it back"), QStringLiteral("undo"), true, [this] { takeOffer(); }}};
  context_.messages.tell(MessageStrip::Restored, std::move(message));
}

bool EarlierWork::edited() const {
  const auto inputs = context_.document.all();
  return std::ranges::any_of(inputs, [](InputDocument* input) { return input->undoStack().count() > 0; });
}

void EarlierWork::putAside() {
  if (!autosave_ || !edited()) return;
  autosave_->setAside();
  offerNext();
}

void EarlierWork::takeOffer() {
  if (edited()) autosave_->setAside();
  const SavedWork work = *autosave_->found();
  bringBack(work);
  emit broughtBack(QFileInfo::exists(work.model.folder) ? work.model.folder : QString());
  autosave_->dropFound();
  offerNext();
}

void EarlierWork::tellNotKept(const QString& why) {
  Message message;
  message.title = why;
  message.detail = tr("What you do here is lost when the window closes.");
  message.closed = [] {};
  context_.messages.tell(MessageStrip::NotKept, std::move(message));
}

void EarlierWork::setModel(const SavedModel& model) {
  if (autosave_) autosave_->setModel(model);
}

void EarlierWork::setNamed(const QString& path, bool unsaved) {
  if (autosave_) autosave_->setNamed(path, unsaved);
}

void EarlierWork::setPlace(const SavedPlace& place) {
  if (autosave_) autosave_->setPlace(place);
}

void EarlierWork::close() {
  if (autosave_) autosave_->close();
}

}  // namespace headlight::ui
