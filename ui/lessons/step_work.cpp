#include "ui/lessons/step_work.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <span>

#include "base/error.h"
#include "io/assets.h"
#include "vision/decode.h"

namespace headlight::ui {
namespace {

constexpr QLatin1String samplePrefix("sample:");

SavedPicture savedPicture(const LessonPicture& picture, const Lesson& lesson, const QString& folder) {
  SavedPicture saved;
  QString name = picture.file;
  vision::Picture pixels;
  if (name.startsWith(samplePrefix)) {
    name.remove(0, samplePrefix.size());
    const QString path = folder + QStringLiteral("/samples/") + name;
    if (!QFileInfo(path).isFile())
      fail(lesson.name.toStdString(), ": expected the sample picture ", path.toStdString(), ", found no such file");
    pixels = vision::readPicture(path.toStdString());
    saved.origin.path = path;
  } else {
    const QByteArray& bytes = lesson.files.at(name);
    pixels = vision::decodePicture(std::as_bytes(std::span(bytes)),
                                   (lesson.name + QStringLiteral(": ") + name).toStdString());
  }
  saved.origin.name = name;
  saved.pixels = std::make_shared<const vision::Picture>(fittedToEditor(std::move(pixels)));
  if (!picture.edits.isEmpty()) {
    // Crop and patches are read as a session has them, beside pixels of any name.
    QJsonObject entry = picture.edits;
    entry["file"] = name;
    if (const auto edits = pictureFromJson(entry, lesson.name.toStdString())) {
      saved.crop = edits->crop;
      saved.patches = edits->patches;
    }
  }
  return saved;
}

}  // namespace

SavedWork workOfStep(const StepState& state, const Lesson& lesson, const QString& folder) {
  SavedWork work;
  if (state.texts)
    for (const QString& text : *state.texts)
      work.texts.push_back(text.isEmpty() ? std::vector<Segment>() : std::vector<Segment>{{text, -1, 0}});
  if (work.texts.empty()) work.texts.emplace_back();
  work.sampling = state.sampling.value_or(Sampling());
  work.whatIfs = state.whatIfs.value_or(std::vector<WhatIf>());
  if (state.picture) work.picture = savedPicture(*state.picture, lesson, folder);
  work.model.folder = folder;
  work.place.view = state.view.value_or(QString());
  if (state.head) {
    work.place.layer = state.head->layer;
    work.place.head = std::max(0, state.head->head);
    if (state.head->of == HeadRef::Of::Cross) work.place.attention = AttentionId(StackId::Decoder, 1);
    if (state.head->of == HeadRef::Of::Encoder) work.place.attention = AttentionId(StackId::Encoder);
    if (state.head->of == HeadRef::Of::Decoder) work.place.attention = AttentionId(StackId::Decoder);
  }
  if (!state.live.value_or(false)) work.place.live = state.live;  // what is live is written, not brought back
  work.place.drawing = state.drawing.value_or(QJsonObject());
  return work;
}

QString modelFolder(const QString& name) {
  const std::string wanted = name.toStdString();
  QStringList names;
  for (const io::BundledModel& model : io::bundledModels()) {
    if (model.name == wanted) return QString::fromStdString(std::filesystem::absolute(model.folder).string());
    names << QString::fromStdString(model.name);
  }
  try {
    if (name.contains(QLatin1Char('/'))) return QString::fromStdString(io::findModel(wanted).string());
  } catch (const std::exception&) {
    // Said below.
  }
  fail("expected a model that is here, found “", wanted, "”, which is not: bundled are ",
       names.join(QStringLiteral(", ")).toStdString(), "; others are downloaded first");
}

void checkModels(const Lesson& lesson) {
  for (std::size_t i = 0; i < lesson.steps.size(); ++i)
    for (const auto* state : {&lesson.steps[i].state, &lesson.steps[i].solution})
      if (*state && (*state)->model) {
        try {
          modelFolder(*(*state)->model);
        } catch (const std::exception& error) {
          fail(lesson.name.toStdString(), ": step ", i + 1, ", \"model\": ", error.what());
        }
      }
}

StepState stateOfWork(const SavedWork& work, std::map<QString, QByteArray>& files) {
  StepState state;
  const QString bundled = QFileInfo(work.model.folder).fileName();
  state.model = bundled;
  for (const io::BundledModel& model : io::bundledModels())
    if (QDir(QString::fromStdString(model.folder.string())) == QDir(work.model.folder))
      state.model = QString::fromStdString(model.name);
  QStringList texts;
  for (const auto& segments : work.texts) {
    QString text;
    for (const Segment& segment : segments) text += segment.text;
    texts << text;
  }
  if (!texts.join(QString()).isEmpty()) state.texts = texts;
  if (work.picture && work.picture->pixels) {
    const QJsonObject whole = toJson(*work.picture);
    LessonPicture picture;
    const QByteArray png = QByteArray::fromBase64(whole["png"].toString().toLatin1());
    for (const auto& [name, bytes] : files)
      if (bytes == png) picture.file = name;
    for (int number = 1; picture.file.isEmpty(); ++number)
      if (const QString name = QStringLiteral("picture-%1.png").arg(number); !files.contains(name)) picture.file = name;
    files[picture.file] = png;
    for (const char* edit : {"crop", "rows", "columns", "order", "erased"})
      if (whole.contains(QLatin1String(edit))) picture.edits[QLatin1String(edit)] = whole[QLatin1String(edit)];
    state.picture = picture;
  }
  if (!work.place.view.isEmpty()) state.view = work.place.view;
  HeadRef head{HeadRef::Of::Main, work.place.layer, work.place.head};
  if (work.place.attention)
    head.of = work.place.attention->which != 0                  ? HeadRef::Of::Cross
              : work.place.attention->stack == StackId::Encoder ? HeadRef::Of::Encoder
                                                                : HeadRef::Of::Decoder;
  state.head = head;
  state.locked = RowRef{{}, work.place.lockedRow >= 0 ? work.place.lockedRow : noRow};
  state.whatIfs = work.whatIfs;
  state.sampling = work.sampling;
  state.live = work.place.live;
  if (!work.place.drawing.isEmpty()) state.drawing = work.place.drawing;
  return state;
}

}  // namespace headlight::ui
