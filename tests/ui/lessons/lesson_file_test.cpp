// Lessons as files: what is written is read again; what is broken or hostile is refused with one sentence.
#include <gtest/gtest.h>
#include <zip.h>

#include <QBuffer>
#include <QDir>
#include <QFile>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "support/shared_data.h"
#include "ui/lessons/lesson_json.h"
#include "ui/lessons/lesson_package.h"
#include "ui/lessons/step_work.h"

namespace headlight::ui {
namespace {

const QByteArray whole = R"({
  "format": "headlight lesson", "version": 1,
  "title": {"en": "Copying", "zh_CN": "复制"}, "summary": "One head", "minutes": 5,
  "steps": [
    {"title": "Look", "text": "It gives **Silver** {p:Silver}. [Heads](term:attention) copy.",
     "state": {"model": "storyteller", "text": "Tom Silver met Tom", "view": "matrix", "head": "L4H2", "locked": "Tom",
               "pointed": ["Tom", "Silver"], "sampling": {"temperature": 0.5, "topK": 3, "topP": 0.9, "seed": 4},
               "whatIfs": [{"kind": "head", "stack": "decoder", "layer": 4, "head": 2, "strength": 0, "enabled": true}],
               "drawing": {"range": "own"}},
     "highlight": ["lens"], "hide": ["bars"], "lock": ["text"],
     "claims": [{"number": "p:Silver", "above": 0.1, "below": 0.9}, {"top": "Silver"}]},
    {"title": "Do", "text": "Switch it off.", "done": [{"off": "L4H2"}, {"text": "fox"}, {"answered": true}],
     "solution": {"text": "A fox"}, "hint": "Press X.",
     "question": {"text": "What comes?", "hides": ["predictions", "lens"],
                  "answers": [{"text": "Silver", "when": [{"top": "Silver"}]}, {"text": "Another"}]}}
  ]
})";

Lesson read(const QByteArray& json) { return lessonFromJson(json, QStringLiteral("mine/lesson.json")); }

std::string refusal(const std::function<void()>& reads) {
  try {
    reads();
  } catch (const Error& error) {
    return error.what();
  }
  return "it was taken";
}

QByteArray with(const char* from, const char* to) {
  QByteArray bytes = whole;
  EXPECT_TRUE(bytes.contains(from)) << from;
  return bytes.replace(from, to);
}

TEST(LessonJson, IsReadWholeAndWrittenBack) {
  const Lesson lesson = read(whole);
  ASSERT_EQ(lesson.steps.size(), 2U);
  EXPECT_EQ(lesson.title.in(QStringLiteral("zh_CN")), QStringLiteral("复制"));
  EXPECT_EQ(lesson.minutes, 5);
  const LessonStep& first = lesson.steps[0];
  EXPECT_EQ(first.state->texts, QStringList{QStringLiteral("Tom Silver met Tom")});
  EXPECT_EQ(first.state->whatIfs->size(), 1U);
  EXPECT_EQ(first.claims.size(), 2U);
  EXPECT_FALSE(lesson.steps[1].state.has_value());
  EXPECT_EQ(lesson.steps[1].question->hides.size(), 2);
  const Lesson again = read(toJson(lesson));
  EXPECT_EQ(again.steps, lesson.steps);
  EXPECT_EQ(again.title, lesson.title);
  EXPECT_EQ(again.summary, lesson.summary);
}

TEST(LessonJson, AStateIsThatOfTheStepBeforeButForWhatItNames) {
  Lesson lesson = read(whole);
  lesson.steps[1].state = StepState();
  lesson.steps[1].state->view = QStringLiteral("heads");
  const StepState state = lesson.stateAt(1);
  EXPECT_EQ(state.view, QStringLiteral("heads"));
  EXPECT_EQ(state.texts, lesson.steps[0].state->texts);
  EXPECT_FALSE(state.pointedQuery.has_value()) << "the pointer rests nowhere";
  lesson.steps[1].state->model = QStringLiteral("doodles");
  EXPECT_FALSE(lesson.stateAt(1).texts.has_value()) << "nothing of another model means anything here";
  EXPECT_FALSE(lesson.stateAt(1).whatIfs.has_value());
}

TEST(LessonJson, WhatIsWrongIsRefusedByStepAndFieldWithWhatHelps) {
  struct Case {
    QByteArray json;
    std::vector<const char*> says;
  };
  const Case cases[] = {
      {with("\"format\": \"headlight lesson\"", "\"format\": \"headlight session\""),
       {"\"format\"", "headlight lesson", "headlight session"}},
      {with("\"version\": 1", "\"version\": 2"), {"newer", "version 2"}},
      {with("\"version\": 1", "\"version\": \"one\""), {"\"version\"", "“one”"}},
      {with("\"minutes\": 5", "\"minuts\": 5"), {"\"minuts\"", "no such field", "minutes", "title"}},
      {with("\"minutes\": 5", "\"minutes\": 5.5"), {"\"minutes\"", "whole number", "5.5"}},
      {with("\"view\": \"matrix\"", "\"view\": \"matrices\""), {"step 1", "\"view\"", "matrices", "heads"}},
      {with("\"view\": \"matrix\"", "\"view\": 3"), {"step 1", "\"view\"", "expected a text", "3"}},
      {with("\"head\": \"L4H2\"", "\"head\": \"4.2\""), {"step 1", "\"head\"", "L4H2", "4.2"}},
      {with("\"locked\": \"Tom\"", "\"locked\": true"), {"step 1", "\"locked\"", "true"}},
      {with("\"highlight\": [\"lens\"]", "\"highlight\": [\"door\"]"),
       {"step 1", "\"highlight\"", "door", "predictions"}},
      {with("\"highlight\": [\"lens\"]", "\"highlight\": \"lens\""), {"step 1", "\"highlight\"", "list"}},
      {with("{\"top\": \"Silver\"}]},", "{\"best\": \"Silver\"}]},"), {"step 1", "claims[1]", "number, top"}},
      {with("{\"top\": \"Silver\"}]},", "{\"off\": \"L4H2\"}]},"), {"step 1", "claims[1]", "computes"}},
      {with("\"above\": 0.1, \"below\": 0.9", "\"above\": \"much\""), {"step 1", "claims[0]", "\"above\"", "much"}},
      {with("\"above\": 0.1, \"below\": 0.9}", "\"of\": 1}"), {"step 1", "claims[0]"}},
      {with("\"kind\": \"head\"", "\"kind\": \"hat\""), {"step 1", "whatIfs[0]", "hat"}},
      {with("\"enabled\": true", "\"on\": true"), {"step 1", "whatIfs[0]", "\"on\""}},
      {with("\"temperature\": 0.5", "\"temperature\": 50"), {"step 1", "sampling", "\"temperature\"", "50"}},
      {with("\"model\": \"storyteller\"", "\"model\": \"../../secret\""), {"step 1", "\"model\"", "../../secret"}},
      {with("\"model\": \"storyteller\"", "\"model\": \"/etc\""), {"step 1", "\"model\"", "/etc"}},
      {with("\"model\": \"storyteller\", ", ""), {"step 1", "\"model\""}},
      {with("\"text\": \"A fox\"", "\"picture\": \"../cat.png\""), {"step 2", "\"picture\"", "../cat.png"}},
      {with("\"text\": \"A fox\"", "\"picture\": \"/etc/passwd\""), {"step 2", "\"picture\"", "/etc/passwd"}},
      {with("\"text\": \"A fox\"", "\"picture\": \"sample:../../cat.png\""), {"step 2", "\"picture\""}},
      {with("{p:Silver}", "{q:Silver}"), {"step 1", "\"text\"", "q:Silver"}},
      {with("(term:attention)", "(https://example.org)"), {"step 1", "\"text\"", "https://example.org"}},
      {with("{\"text\": \"Another\"}", "{\"text\": \"\"}"), {"step 2", "answers[1]", "empty"}},
      {with(", {\"text\": \"Another\"}", ""), {"step 2", "question", "\"answers\"", "at least 2"}},
      {with("\"en\": \"Copying\"", "\"english\": \"Copying\""), {"\"title\"", "english"}},
      {with("\"hint\": \"Press X.\"", "\"hint\": [1]"), {"step 2", "\"hint\"", "a list"}},
      {QByteArray("{\n\"format\": \"headlight lesson\",\n\"version\": 1,,\n}"), {"line 3"}},
      {QByteArray("[]"), {"expected a lesson", "list"}},
      {QByteArray(), {"line 1"}},
      {QByteArray(lesson_limits::jsonBytes + 1, ' '), {"at most", "bytes"}},
  };
  for (const Case& one : cases) {
    const std::string sentence = refusal([&] { read(one.json); });
    EXPECT_TRUE(sentence.starts_with("mine/lesson.json")) << sentence;
    EXPECT_EQ(sentence.find('\n'), std::string::npos) << sentence;
    EXPECT_LT(sentence.size(), 420U) << sentence;
    for (const char* part : one.says)
      EXPECT_NE(sentence.find(part), std::string::npos) << sentence << "\n  without " << part;
  }
}

TEST(LessonJson, TenThousandStepsAndABookInOneStepAreRefused) {
  QJsonObject root = QJsonDocument::fromJson(whole).object();
  QJsonArray steps;
  for (int i = 0; i < 10000; ++i) steps.append(QJsonObject());
  root["steps"] = steps;
  EXPECT_NE(
      refusal([&] { read(QJsonDocument(root).toJson(QJsonDocument::Compact)); }).find("10000 entries, at most 60"),
      std::string::npos);
  root = QJsonDocument::fromJson(whole).object();
  steps = root["steps"].toArray();
  QJsonObject first = steps[0].toObject();
  first["text"] = QString(5000, QLatin1Char('a'));
  steps[0] = first;
  root["steps"] = steps;
  EXPECT_NE(refusal([&] { read(QJsonDocument(root).toJson()); }).find("step 1, \"text\": it has 5000 characters"),
            std::string::npos);
}

class LessonFiles : public testing::Test {
 protected:
  QString path(const char* name) const { return QString::fromStdString((folder.path() / name).string()); }
  static QByteArray png() {
    QImage image(8, 8, QImage::Format_RGB888);
    image.fill(Qt::red);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return bytes;
  }
  static Lesson withPicture() {
    Lesson lesson = read(with("\"text\": \"A fox\"", "\"picture\": \"cat.png\""));
    lesson.files[QStringLiteral("cat.png")] = png();
    return lesson;
  }
  void write(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(bytes);
  }
  struct Entry {
    std::string name;
    QByteArray bytes;
    bool link = false;
  };
  QString zipOf(const char* name, const std::vector<Entry>& entries) {
    const QString at = path(name);
    zip_t* archive = zip_open(at.toUtf8().constData(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
    for (const Entry& entry : entries) {
      zip_source_t* source =
          zip_source_buffer(archive, entry.bytes.constData(), static_cast<zip_uint64_t>(entry.bytes.size()), 0);
      const zip_int64_t index = zip_file_add(archive, entry.name.c_str(), source, 0);
      if (entry.link)
        zip_file_set_external_attributes(archive, static_cast<zip_uint64_t>(index), 0, ZIP_OPSYS_UNIX, 0120777U << 16);
    }
    zip_close(archive);
    return at;
  }
  void expectRefused(const QString& at, std::vector<const char*> says) {
    const std::string sentence = refusal([&] { readLesson(at); });
    for (const char* part : says)
      EXPECT_NE(sentence.find(part), std::string::npos) << sentence << "\n  without " << part;
    EXPECT_NE(sentence.find(at.toStdString()), std::string::npos) << sentence;
  }
  test::TemporaryFolder folder;
};

TEST_F(LessonFiles, AFolderAndAPackedFileHoldTheSame) {
  const Lesson lesson = withPicture();
  writeLessonFolder(lesson, path("copying"));
  writeLessonFile(lesson, path("copying.headlight-lesson"));
  for (const char* name : {"copying", "copying.headlight-lesson"}) {
    const Lesson again = readLesson(path(name));
    EXPECT_EQ(again.steps, lesson.steps) << name;
    EXPECT_EQ(again.files, lesson.files) << name;
    EXPECT_EQ(again.name, QStringLiteral("copying"));
  }
  // Packed by another program, with the folder itself inside.
  const Lesson nested = readLesson(
      zipOf("nested.headlight-lesson", {{"copying/lesson.json", toJson(lesson)}, {"copying/cat.png", png()}}));
  EXPECT_EQ(nested.files, lesson.files);
}

TEST_F(LessonFiles, WhatIsNotThereIsNamed) {
  expectRefused(path("nothing.headlight-lesson"), {"no such file"});
  QDir().mkpath(path("empty"));
  expectRefused(path("empty"), {"lesson.json", "no such file"});
  QDir().mkpath(path("poor"));
  write(path("poor/lesson.json"), with("\"text\": \"A fox\"", "\"picture\": \"cat.png\""));
  expectRefused(path("poor"), {"step 2", "cat.png"});
  expectRefused(
      zipOf("poor.headlight-lesson", {{"lesson.json", with("\"text\": \"A fox\"", "\"picture\": \"cat.png\"")}}),
      {"step 2", "cat.png"});
  expectRefused(zipOf("other.headlight-lesson", {{"readme.txt", "hello"}}), {"lesson.json", "none"});
}

TEST_F(LessonFiles, AMissingModelIsNamedWithThoseThatAreHere) {
  Lesson lesson = read(with("\"model\": \"storyteller\"", "\"model\": \"gpt-17\""));
  lesson.name = QStringLiteral("mine");
  const std::string sentence = refusal([&] { checkModels(lesson); });
  for (const char* part : {"mine: step 1", "gpt-17", "storyteller", "doodles"})
    EXPECT_NE(sentence.find(part), std::string::npos) << sentence;
}

TEST_F(LessonFiles, HostileOnesAreRefused) {
  write(path("text.headlight-lesson"), "this is no zip");
  expectRefused(path("text.headlight-lesson"), {"zip"});
  write(path("none.headlight-lesson"), "");
  expectRefused(path("none.headlight-lesson"), {"lesson.json"});
  expectRefused(zipOf("up.headlight-lesson", {{"lesson.json", whole}, {"../evil.png", png()}}),
                {"../evil.png", "leads out"});
  expectRefused(zipOf("root.headlight-lesson", {{"lesson.json", whole}, {"/etc/evil", png()}}), {"leads out"});
  expectRefused(zipOf("windows.headlight-lesson", {{"lesson.json", whole}, {"..\\evil.png", png()}}), {"leads out"});
  expectRefused(zipOf("link.headlight-lesson", {{"lesson.json", whole}, {"cat.png", "/etc/passwd", true}}),
                {"cat.png", "link"});
  std::vector<Entry> many{{"lesson.json", whole}};
  for (int i = 0; i < 200; ++i) many.push_back({"p" + std::to_string(i), "x"});
  expectRefused(zipOf("many.headlight-lesson", many), {"at most 100 files", "201"});
  // A bomb: a gigabyte of zeros would pack to a megabyte; forty do for the limit.
  expectRefused(zipOf("bomb.headlight-lesson", {{"lesson.json", whole}, {"cat.png", QByteArray(40 << 20, '\0')}}),
                {"once unpacked"});
  expectRefused(zipOf("big.headlight-lesson", {{"lesson.json", QByteArray(2 << 20, ' ')}}),
                {"lesson.json", "once unpacked"});
  // One that lies about its size: the number in the directory is made small.
  const QString liar = zipOf("liar.headlight-lesson", {{"lesson.json", QByteArray(3 << 20, ' ')}});
  QFile file(liar);
  ASSERT_TRUE(file.open(QIODevice::ReadWrite));
  QByteArray bytes = file.readAll();
  const QByteArray size("\x00\x00\x30\x00", 4), small("\x10\x00\x00\x00", 4);
  ASSERT_TRUE(bytes.contains(size));
  bytes.replace(size, small);
  file.resize(0);
  file.seek(0);
  file.write(bytes);
  file.close();
  EXPECT_NE(refusal([&] { readLesson(liar); }), "it was taken");
  // Cut off in the middle.
  const QString cut = zipOf("cut.headlight-lesson", {{"lesson.json", whole}});
  QFile half(cut);
  ASSERT_TRUE(half.open(QIODevice::ReadWrite));
  half.resize(half.size() / 2);
  half.close();
  expectRefused(cut, {"zip"});
}

TEST_F(LessonFiles, AFolderReadsNoLinks) {
  writeLessonFolder(withPicture(), path("linked"));
  QFile::remove(path("linked/cat.png"));
  std::filesystem::create_symlink("/etc/passwd", path("linked/cat.png").toStdString());
  const std::string sentence = refusal([&] { readLesson(path("linked")); });
  EXPECT_NE(sentence.find("link"), std::string::npos) << sentence;
}

TEST_F(LessonFiles, WhatIsOnScreenBecomesAStateAndComesBack) {
  SavedWork work;
  work.texts = {{{QStringLiteral("Tom met Tom"), -1, 0}}};
  work.model.folder = modelFolder(QStringLiteral("storyteller"));
  work.whatIfs = {{ScaleHead{StackId::Decoder, 4, 2, 0}, true}};
  work.sampling = {0.5, 3, 0.9, 4};
  work.place.view = QStringLiteral("matrix");
  work.place.layer = 4;
  work.place.head = 2;
  work.place.lockedRow = 3;
  SavedPicture picture;
  vision::Picture pixels;
  pixels.width = pixels.height = 4;
  pixels.rgb.assign(48, 200);
  picture.pixels = std::make_shared<const vision::Picture>(pixels);
  picture.crop = QRect(0, 0, 4, 4);
  work.picture = picture;
  Lesson lesson = read(whole);
  lesson.steps[0].state = stateOfWork(work, lesson.files);
  EXPECT_EQ(lesson.files.size(), 1U);
  stateOfWork(work, lesson.files);
  EXPECT_EQ(lesson.files.size(), 1U) << "the same picture is kept once";
  writeLessonFile(lesson, path("own.headlight-lesson"));
  const Lesson again = readLesson(path("own.headlight-lesson"));
  EXPECT_EQ(again.steps, lesson.steps);
  const SavedWork back = workOfStep(again.stateAt(0), again, work.model.folder);
  EXPECT_EQ(back.texts, work.texts);
  EXPECT_EQ(back.whatIfs, work.whatIfs);
  EXPECT_EQ(back.sampling, work.sampling);
  EXPECT_EQ(back.place.view, work.place.view);
  EXPECT_EQ(*back.picture->pixels, pixels);
  EXPECT_EQ(again.stateAt(0).locked, (RowRef{{}, 3}));
}

}  // namespace
}  // namespace headlight::ui
