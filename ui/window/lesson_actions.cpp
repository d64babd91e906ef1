#include "ui/window/lesson_actions.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <utility>

#include "ui/document/document.h"
#include "ui/lessons/lesson_json.h"
#include "ui/lessons/lesson_package.h"
#include "ui/lessons/step_work.h"
#include "ui/panels/lesson_editor.h"
#include "ui/panels/lesson_list.h"
#include "ui/panels/lesson_panel.h"
#include "ui/window/lesson_player.h"
#include "ui/window/lesson_views.h"
#include "ui/window/message_strip.h"
#include "ui/window/session_bridge.h"
#include "ui/window/session_files.h"
#include "ui/window/settings.h"
#include "ui/window/status_line.h"
#include "ui/window/whereabouts.h"
#include "ui/window/window_context.h"

namespace headlight::ui {
namespace {

constexpr QLatin1String tour("00-around");  // the folder of the bundled lesson that shows the window

bool isTour(const QString& folder) { return QFileInfo(folder).fileName() == tour; }

}  // namespace

LessonActions::LessonActions(const WindowContext& context, LessonPlayer& player, LessonViews& views,
                             SessionFiles& sessions, const Whereabouts& whereabouts)
    : context_(context), player_(player), views_(views), sessions_(sessions), whereabouts_(whereabouts) {
  connect(&views.list(), &LessonList::chosen, this, &LessonActions::open);
  connect(&player, &LessonPlayer::playingChanged, this, [this](bool playing) {
    if (playing) return views_.showPanel();
    draft_ ? views_.showEditor() : showList();
  });
  LessonEditor& editor = views.editor();
  connect(&editor, &LessonEditor::addAsked, this, &LessonActions::addStep);
  connect(&editor, &LessonEditor::stateAsked, this, &LessonActions::takeState);
  connect(&editor, &LessonEditor::previewAsked, this, &LessonActions::preview);
  connect(&editor, &LessonEditor::saveAsked, this, [this] { askWhereToSave(false); });
  connect(&editor, &LessonEditor::closeAsked, this, &LessonActions::showList);
}

QList<std::pair<QString, QString>> LessonActions::bundled() const {
  QList<std::pair<QString, QString>> list;
  for (const QString& folder : bundledLessons()) {
    if (isTour(folder)) continue;
    try {
      list.append({readLesson(folder).title.shown(), folder});
    } catch (const std::exception&) {
      // Somebody edits it: opened, it says what is wrong.
      list.append({QFileInfo(folder).fileName(), folder});
    }
  }
  return list;
}

void LessonActions::showAround() {
  for (const QString& folder : bundledLessons())
    if (isTour(folder)) open(folder);
}

void LessonActions::showList() {
  fillList();
  views_.showList();
}

void LessonActions::fillList() {
  std::vector<LessonEntry> entries;
  for (const QString& folder : bundledLessons()) {
    try {
      const Lesson lesson = readLesson(folder);
      entries.push_back({folder, lesson.title.shown(), lesson.summary.shown(), lesson.minutes});
    } catch (const std::exception& error) {
      entries.push_back({folder, QFileInfo(folder).fileName(), QString::fromUtf8(error.what()), 0});
    }
  }
  views_.list().setLessons(std::move(entries));
}

void LessonActions::askForFile() {
  const QString path =
      QFileDialog::getOpenFileName(&context_.window, tr("Open a lesson"), context_.settings.lastFolder(),
                                   tr("Headlight lessons (*%1 lesson.json);;All files (*)").arg(lessonSuffix));
  if (path.isEmpty()) return;
  context_.settings.setLastFolder(QFileInfo(path).absolutePath());
  open(path);
}

bool LessonActions::open(const QString& path) {
  const QFileInfo info(path);
  const QString where = info.fileName() == QLatin1String("lesson.json") ? info.absolutePath() : info.absoluteFilePath();
  Lesson lesson;
  try {
    lesson = readLesson(where);
  } catch (const std::exception& error) {
    tellRefused(where, QString::fromUtf8(error.what()));
    return false;
  }
  return start(std::move(lesson), 0, where);
}

bool LessonActions::start(Lesson lesson, int step, const QString& path) {
  if (!sessions_.mayLeave()) return false;
  try {
    player_.start(std::move(lesson), step);
  } catch (const std::exception& error) {
    tellRefused(path, QString::fromUtf8(error.what()));
    return false;
  }
  context_.messages.clear(MessageStrip::NotOpened);
  emit dockAsked();
  views_.panel().setFocus();
  return true;
}

std::optional<StepState> LessonActions::stateNow(std::map<QString, QByteArray>& files) {
  const OpenModel* model = context_.bridge.current();
  if (!model) {
    context_.status.note(tr("there is no step while no model is open"));
    return std::nullopt;
  }
  SavedWork work = workOf(context_.document);
  work.model = savedModelOf(*model);
  work.place = whereabouts_.now();
  if (context_.document.imageRead()) work.picture = wholePicture(context_.document.image().picture());
  return stateOfWork(work, files);
}

LessonStep LessonActions::stepNow(std::map<QString, QByteArray>& files) {
  LessonStep step;
  step.title = LocalText(tr("A step"));
  step.text = LocalText(tr("What is to be seen here."));
  step.state = stateNow(files);
  return step;
}

void LessonActions::begin() {
  Lesson lesson;
  lesson.title = LocalText(tr("My lesson"));
  lesson.steps.push_back(stepNow(lesson.files));
  if (!lesson.steps.front().state) return;
  player_.leave();
  draft_ = true;
  views_.editor().setLesson(lesson, 0);
  showEditor();
}

std::optional<LessonDraft> LessonActions::draft() const {
  if (!draft_) return std::nullopt;
  return LessonDraft{views_.editor().lesson(), views_.editor().step()};
}

void LessonActions::goOn(const LessonDraft& draft) {
  draft_ = true;
  views_.editor().setLesson(draft.lesson, draft.step);
  if (!player_.playing()) views_.showEditor();
}

void LessonActions::addStep() {
  if (!draft_) return begin();
  Lesson lesson = views_.editor().lesson();
  LessonStep step = stepNow(lesson.files);
  if (!step.state) return;
  const int at = views_.editor().step() + 1;
  lesson.steps.insert(lesson.steps.begin() + at, std::move(step));
  views_.editor().setLesson(lesson, at);
  showEditor();
}

void LessonActions::takeState() {
  Lesson lesson = views_.editor().lesson();
  const int at = views_.editor().step();
  const auto state = stateNow(lesson.files);
  if (!state || lesson.steps.empty()) return;
  lesson.steps[static_cast<std::size_t>(at)].state = state;
  views_.editor().setLesson(lesson, at);
  views_.editor().say(tr("This step shows what is on screen."));
}

void LessonActions::preview() {
  const Lesson lesson = views_.editor().lesson();
  try {
    lessonFromJson(toJson(lesson), lesson.title.shown());
  } catch (const std::exception& error) {
    return views_.editor().say(QString::fromUtf8(error.what()));
  }
  start(lesson, views_.editor().step(), lesson.title.shown());
}

void LessonActions::showEditor() {
  if (!draft_) return begin();
  views_.showEditor();
  emit dockAsked();
}

void LessonActions::askWhereToSave(bool asFolder) {
  if (!draft_) return begin();
  const QString folder = context_.settings.lastFolder();
  const QString offered = folder + QLatin1Char('/') + views_.editor().lesson().title.shown();
  QString path = asFolder
                     ? QFileDialog::getSaveFileName(&context_.window, tr("Save the lesson as a folder"), offered)
                     : QFileDialog::getSaveFileName(&context_.window, tr("Save the lesson"), offered + lessonSuffix,
                                                    tr("Headlight lessons (*%1)").arg(lessonSuffix));
  if (path.isEmpty()) return;
  if (!asFolder && !path.endsWith(lessonSuffix)) path += lessonSuffix;
  context_.settings.setLastFolder(QFileInfo(path).absolutePath());
  saveTo(path, asFolder);
}

bool LessonActions::saveTo(const QString& path, bool asFolder) {
  try {
    const Lesson& lesson = views_.editor().lesson();
    lessonFromJson(toJson(lesson), lesson.title.shown());  // what could not be opened again is not saved
    asFolder ? writeLessonFolder(lesson, path) : writeLessonFile(lesson, path);
  } catch (const std::exception& error) {
    views_.editor().say(QString::fromUtf8(error.what()));
    return false;
  }
  views_.editor().say(tr("Saved as %1.").arg(path));
  return true;
}

void LessonActions::tellRefused(const QString& path, const QString& sentence) {
  Message message;
  message.kind = Message::Kind::Refused;
  message.title = tr("The lesson “%1” was not opened.").arg(QFileInfo(path).fileName());
  message.detail = sentence;
  message.remedy = tr("Your work is unchanged.");
  message.buttons.append({tr("Choose another file"), QStringLiteral("folder"), true, [this] { askForFile(); }});
  context_.messages.tell(MessageStrip::NotOpened, std::move(message));
}

}  // namespace headlight::ui
