#include "ui/document/session_file.h"

#include <gtest/gtest.h>

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <functional>

#include "base/error.h"
#include "support/shared_data.h"
#include "ui/document/document.h"

namespace headlight::ui {
namespace {

class SessionFileTest : public testing::Test {
 protected:
  QString path(const char* name = "a.headlight") const {
    return QString::fromStdString((folder.path() / name).string());
  }
  QString write(const QByteArray& bytes) const {
    QFile file(path());
    EXPECT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(bytes);
    return path();
  }
  static QByteArray bytesOf(const QJsonObject& root) { return QJsonDocument(root).toJson(); }
  /// What the reader says of it; empty: it was read.
  QString refusal(const QByteArray& bytes) const {
    try {
      readSession(write(bytes));
      return {};
    } catch (const Error& error) {
      return QString::fromUtf8(error.what());
    }
  }
  /// One of everything.
  static SavedWork everything() {
    SavedWork work;
    work.texts = {
        {{QStringLiteral("The \u201cowl\u201d"), -1, 0}, {QStringLiteral(" told"), 17, 0xFEDCBA9876543210ULL, 3}},
        {{QStringLiteral("Die Eule"), -1, 0}}};
    work.sampling = {0.7, 12, 0.5, 18446744073709551615ULL};
    work.whatIfs = {{ScaleHead{StackId::Decoder, 5, 1, 0.5F}, true},
                    {CutEdge{StackId::Encoder, everyLayer, everyHead, 3, 1}, false},
                    {MaskKey{StackId::Decoder, 3, 1}, true}};
    SavedPicture picture;
    vision::Picture pixels = canvasOf({40, 30}, Qt::yellow);
    pixels.rgb[5] = 77;
    picture.pixels = std::make_shared<const vision::Picture>(pixels);
    picture.original = std::make_shared<const vision::Picture>(canvasOf({40, 30}, Qt::red));
    picture.origin = {QStringLiteral("cat.jpg"), QStringLiteral("/pictures/cat.jpg"), {40, 30}, Qt::yellow, false};
    picture.crop = QRect(4, 5, 20, 10);
    picture.patches = withErased({}, {4, 4}, 3, PatchFill::Blurred);
    work.picture = picture;
    work.model = {QStringLiteral("/models/storyteller"), QStringLiteral("Storyteller"),
                  QStringLiteral("xxh3-128:00112233445566778899aabbccddeeff"), QStringLiteral("f16")};
    work.place = {QStringLiteral("matrix"),     4, 2, AttentionId(StackId::Decoder, 1), 6, true,
                  QJsonObject{{"range", "own"}}};
    work.time = QDateTime::fromString(QStringLiteral("2026-11-29T02:00:00.123"), Qt::ISODateWithMs);
    return work;
  }
  headlight::test::TemporaryFolder folder;
};

TEST_F(SessionFileTest, EverythingComesBack) {
  const SavedWork work = everything();
  writeSession(work, path());
  const SavedWork read = readSession(path());
  EXPECT_EQ(read.texts, work.texts);
  EXPECT_EQ(read.sampling, work.sampling);
  EXPECT_EQ(read.whatIfs, work.whatIfs);
  EXPECT_EQ(read.model, work.model);
  EXPECT_EQ(read.place, work.place);
  EXPECT_EQ(read.time, work.time);
  ASSERT_TRUE(read.picture && read.picture->pixels && read.picture->original);
  EXPECT_EQ(*read.picture->pixels, *work.picture->pixels);
  EXPECT_EQ(*read.picture->original, *work.picture->original);
  EXPECT_EQ(read.picture->origin, work.picture->origin);
  EXPECT_EQ(read.picture->crop, work.picture->crop);
  EXPECT_EQ(read.picture->patches, work.picture->patches);
  EXPECT_EQ(toJson(read), toJson(work)) << "and what is written of it is the same again";
}

TEST_F(SessionFileTest, TheDocumentIsAsItWasAndHasNoStepOfUndo) {
  const SavedWork work = everything();
  Document document;
  document.textAt(2).setText(QStringLiteral("of before"), {});
  bringBack(work, document);
  EXPECT_EQ(workOf(document).texts, (std::vector<std::vector<Segment>>{work.texts[0], work.texts[1], {}}));
  EXPECT_EQ(workOf(document).whatIfs, work.whatIfs);
  EXPECT_EQ(document.image().picture().pixels(), *work.picture->pixels);
  EXPECT_EQ(*document.image().picture().original(), *work.picture->original) << "wherever its file is by now";
  EXPECT_TRUE(document.image().picture().touched());
  for (InputDocument* input : document.all()) EXPECT_EQ(input->undoStack().count(), 0);
  const auto whole = wholePicture(document.image().picture());
  ASSERT_TRUE(whole);
  EXPECT_EQ(toJson(*whole), toJson(*work.picture));
}

TEST_F(SessionFileTest, ANewerVersionIsRefusedWithASentence) {
  QJsonObject root = toJson(everything());
  root["version"] = sessionVersion + 1;
  const QString said = refusal(bytesOf(root));
  EXPECT_TRUE(said.startsWith(path())) << said.toStdString();
  EXPECT_TRUE(said.contains(QStringLiteral("newer Headlight"))) << said.toStdString();
}

TEST_F(SessionFileTest, WhatIsNoSessionIsRefusedWithASentenceEach) {
  const QJsonObject good = toJson(everything());
  const auto with = [&good](const std::function<void(QJsonObject&)>& change) {
    QJsonObject root = good;
    change(root);
    return bytesOf(root);
  };
  const auto inside = [&with](const char* part, const char* key, const QJsonValue& value) {
    return with([&](QJsonObject& root) {
      QJsonObject entry = root[QLatin1String(part)].toObject();
      entry[QLatin1String(key)] = value;
      root[QLatin1String(part)] = entry;
    });
  };
  const std::pair<QByteArray, const char*> cases[] = {
      {"", "empty"},
      {"   \n", "empty"},
      {"PK\x03\x04 not json", "no whole session"},
      {"[1, 2]", "\"format\""},
      {"{\"a\": 1}", "\"format\""},
      {with([](QJsonObject& root) { root["version"] = 0; }), "\"version\""},
      {with([](QJsonObject& root) { root["version"] = "2"; }), "\"version\""},
      {with([](QJsonObject& root) { root["texts"] = 3; }), "\"texts\""},
      {with([](QJsonObject& root) { root["texts"] = QJsonArray{"The owl"}; }), "list of segments"},
      {with([](QJsonObject& root) {
         root["texts"] = QJsonArray{QJsonArray{QJsonObject{{"text", 5}}}};
       }),
       "\"text\""},
      {with([](QJsonObject& root) {
         root["texts"] = QJsonArray{QJsonArray{QJsonObject{{"text", "a"}, {"token", -7}}}};
       }),
       "no id"},
      {with([](QJsonObject& root) {
         root["texts"] = QJsonArray{QJsonArray{QJsonObject{{"text", "a"}, {"token", 1e20}}}};
       }),
       "no id"},
      {with([](QJsonObject& root) {
         root["whatIfs"] = QJsonArray{QJsonObject{{"kind", "bomb"}, {"stack", "decoder"}}};
       }),
       "bomb"},
      {with([](QJsonObject& root) { root["whatIfs"] = QJsonArray{7}; }), "what-if 1"},
      {inside("sampling", "temperature", -1), "\"temperature\""},
      {inside("sampling", "temperature", "hot"), "\"temperature\""},
      {inside("sampling", "topK", -3), "\"topK\""},
      {inside("sampling", "topP", 7), "\"topP\""},
      {with([](QJsonObject& root) { root["model"] = QJsonObject{}; }), "which model"},
      {with([](QJsonObject& root) { root["picture"] = QJsonObject{}; }), "\"picture\""},
      {with([](QJsonObject& root) {
         root["picture"] = QJsonObject{{"file", "work-1-a.png"}};
       }),
       "not in the file"},
      {inside("picture", "png", "no base64!"), "base64"},
      {inside("picture", "png", "AAAA"), "its picture"},
      {inside("picture", "original", QString::fromLatin1(QByteArray("\x89PNG\r\n\x1a\n cut").toBase64())),
       "its picture"},
  };
  for (const auto& [bytes, said] : cases) {
    const QString sentence = refusal(bytes);
    EXPECT_TRUE(sentence.startsWith(path() + QStringLiteral(": "))) << said << ": " << sentence.toStdString();
    EXPECT_TRUE(sentence.contains(QLatin1String(said))) << said << ": " << sentence.toStdString();
    EXPECT_FALSE(sentence.contains(QLatin1Char('\n'))) << sentence.toStdString();
  }
  EXPECT_EQ(refusal(bytesOf(good)), QString());
  EXPECT_THROW(readSession(path("absent.headlight")), Error);
  EXPECT_THROW(writeSession(everything(), path("no/folder/a.headlight")), Error);
}

// Wherever a download or a disk breaks off.
TEST_F(SessionFileTest, EveryTruncatedFileIsRefused) {
  const QByteArray whole = bytesOf(toJson(everything())).trimmed();
  for (qsizetype length = 0; length < whole.size(); ++length)
    EXPECT_THROW(workFromJson(whole.left(length), path()), Error) << length;
}

// Numbers that no run of this program wrote: what they would allocate or index is never reached.
TEST_F(SessionFileTest, HostileNumbersOfAPictureAreLeftOut) {
  QJsonObject root = toJson(everything()), picture = root["picture"].toObject();
  picture["canvas"] = true;
  picture["width"] = picture["height"] = 2000000000;
  picture["rows"] = picture["columns"] = 65536;  // their product is 0 in 32 bits
  picture["order"] = QJsonArray();
  picture["crop"] = QJsonArray{0, 0, 1, 1};
  root["picture"] = picture;
  const SavedWork read = readSession(write(bytesOf(root)));
  ASSERT_TRUE(read.picture);
  EXPECT_FALSE(read.picture->origin.canvas);
  EXPECT_TRUE(read.picture->patches.none());
  EXPECT_FALSE(read.picture->crop);
  Document document;
  bringBack(read, document);
  EXPECT_EQ(document.image().picture().size(), QSize(40, 30));
}

TEST_F(SessionFileTest, ABombOfNestingIsRefused) {
  EXPECT_NE(refusal(QByteArray(200000, '[')), QString());
  EXPECT_NE(refusal(QByteArray("{\"texts\":").repeated(100000)), QString());
}

}  // namespace
}  // namespace headlight::ui
