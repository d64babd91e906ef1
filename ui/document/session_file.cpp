#include "ui/document/session_file.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>
#include <QSaveFile>
#include <algorithm>
#include <limits>
#include <utility>

#include "base/error.h"
#include "ui/document/document.h"

namespace headlight::ui {
namespace {

constexpr QLatin1String formatName("headlight session");
constexpr double leastTemperature = 0.05, mostTemperature = 4, leastTopP = 0.01;  // what the sliders reach

QJsonArray toJson(const std::vector<Segment>& segments) {
  QJsonArray list;
  for (const Segment& segment : segments) {
    QJsonObject entry{{"text", segment.text}};
    if (segment.chosen()) {
      entry["token"] = segment.token;
      entry["vocabulary"] = QString::number(segment.vocabulary, 16);
      if (segment.was >= 0) entry["was"] = segment.was;
      if (segment.forced) entry["forced"] = true;
    }
    list.append(entry);
  }
  return list;
}

QJsonObject toJson(const Sampling& sampling) {
  return {{"temperature", sampling.temperature},
          {"topK", sampling.topK},
          {"topP", sampling.topP},
          {"seed", QString::number(sampling.seed)}};
}

QJsonObject toJson(const SavedModel& model) {
  return {{"folder", model.folder}, {"name", model.name}, {"hash", model.hash}, {"weights", model.weights}};
}

QJsonObject toJson(const SavedPlace& place) {
  QJsonObject entry{{"view", place.view},
                    {"layer", place.layer},
                    {"head", place.head},
                    {"lockedRow", place.lockedRow},
                    {"drawing", place.drawing}};
  if (place.attention) putAttention(entry, *place.attention);
  if (place.live) entry["live"] = *place.live;
  return entry;
}

/// What this program wrote before files had versions: texts, sampling and model had other names.
QJsonObject fromVersion1(QJsonObject root) {
  QJsonArray texts = root["otherTexts"].toArray();
  texts.prepend(root["segments"]);
  root["texts"] = texts;
  if (root.contains("secondText")) root["second"] = root["secondText"];
  root["sampling"] = QJsonObject{
      {"temperature", root["temperature"]}, {"topK", root["topK"]}, {"topP", root["topP"]}, {"seed", root["seed"]}};
  root["model"] = QJsonObject{{"folder", root["model"]}};
  return root;
}

/// Reads one file; every refusal begins with its name.
class Reader {
 public:
  explicit Reader(const QString& name) : name_(name.toStdString()) {}

  SavedWork read(const QByteArray& bytes) const {
    const QJsonObject root = versioned(parsed(bytes));
    SavedWork work;
    if (!root["texts"].isArray()) refuse("\"texts\" is no list");
    for (const auto& text : root["texts"].toArray()) work.texts.push_back(segments(text));
    if (work.texts.empty()) work.texts.emplace_back();
    if (root.contains("second")) work.second = segments(root["second"]);
    work.sampling = sampling(root["sampling"].toObject());
    work.whatIfs = whatIfs(root["whatIfs"].toArray());
    if (root.contains("picture")) {
      work.picture = pictureFromJson(root["picture"].toObject(), name_);
      if (!work.picture) refuse("\"picture\" has neither pixels nor a file");
    }
    const QJsonObject model = root["model"].toObject();
    work.model = {model["folder"].toString(), model["name"].toString(), model["hash"].toString(),
                  model["weights"].toString()};
    work.place = place(root["place"].toObject());
    work.time = QDateTime::fromString(root["time"].toString(), Qt::ISODateWithMs);
    work.closed = root["closed"].toBool();
    work.named = root["named"].toString();
    work.unsaved = root["unsaved"].toBool();
    return work;
  }

  template <class... Parts>
  [[noreturn]] void refuse(const Parts&... parts) const {
    fail(name_, ": ", parts...);
  }

 private:
  QJsonObject parsed(const QByteArray& bytes) const {
    if (bytes.trimmed().isEmpty()) refuse("the file is empty, not a session of Headlight");
    QJsonParseError error;
    const QJsonDocument json = QJsonDocument::fromJson(bytes, &error);
    if (error.error != QJsonParseError::NoError)
      refuse("no whole session of Headlight: at byte ", error.offset, " of ", bytes.size(), ", ",
             error.errorString().toStdString());
    return json.object();
  }

  QJsonObject versioned(QJsonObject root) const {
    if (!root.contains("format") && root.contains("segments")) return fromVersion1(std::move(root));
    if (root["format"].toString() != formatName)
      refuse("this is JSON, but no session of Headlight: \"format\" is not \"", formatName.data(), "\"");
    const int version = root["version"].toInt(0);
    if (version > sessionVersion)
      refuse("a newer Headlight wrote this session (its format is version ", version, ", this program reads up to ",
             sessionVersion, "): open it with that one");
    if (version < sessionVersion) refuse("\"version\" is no version of a session that there has been");
    return root;
  }

  std::vector<Segment> segments(const QJsonValue& text) const {
    if (!text.isArray()) refuse("a text is no list of segments");
    std::vector<Segment> segments;
    for (const auto& value : text.toArray()) {
      const QJsonObject entry = value.toObject();
      if (!entry["text"].isString()) refuse("a segment of a text has no \"text\"");
      Segment segment;
      segment.text = entry["text"].toString();
      segment.token = entry["token"].toInt(-1);
      segment.vocabulary = entry["vocabulary"].toString().toULongLong(nullptr, 16);
      segment.was = entry["was"].toInt(-1);
      segment.forced = entry["forced"].toBool();
      if (entry.contains("token") && segment.token < 0) refuse("a token of a text has no id");
      if (!segment.text.isEmpty()) segments.push_back(std::move(segment));
    }
    return segments;
  }

  double number(const QJsonObject& entry, const char* key, double otherwise, double least, double most) const {
    const QJsonValue value = entry[QLatin1String(key)];
    if (value.isUndefined() || value.isNull()) return otherwise;
    const double number = value.toDouble(std::numeric_limits<double>::quiet_NaN());
    if (!(number >= least && number <= most)) refuse("\"", key, "\" is no number from ", least, " to ", most);
    return number;
  }

  Sampling sampling(const QJsonObject& entry) const {
    Sampling sampling;
    sampling.temperature = number(entry, "temperature", sampling.temperature, leastTemperature, mostTemperature);
    sampling.topK = static_cast<int>(number(entry, "topK", sampling.topK, 0, 1e9));
    sampling.topP = number(entry, "topP", sampling.topP, leastTopP, 1);
    sampling.seed = entry["seed"].toString().toULongLong();
    return sampling;
  }

  std::vector<WhatIf> whatIfs(const QJsonArray& list) const {
    std::vector<WhatIf> lines;
    for (const auto& value : list) {
      const QJsonObject entry = value.toObject();
      std::optional<WhatIf> line = whatIfFromJson(entry);
      if (!line)
        refuse("what-if ", lines.size() + 1, " is none that this program knows: its kind is \"",
               entry["kind"].toString().toStdString(), "\", its stack \"", entry["stack"].toString().toStdString(),
               "\"");
      lines.push_back(std::move(*line));
    }
    return lines;
  }

  static SavedPlace place(const QJsonObject& entry) {
    SavedPlace place;
    place.view = entry["view"].toString();
    place.layer = entry["layer"].toInt();
    place.head = entry["head"].toInt();
    place.attention = attentionFromJson(entry);
    place.lockedRow = entry["lockedRow"].toInt(-1);
    if (entry["live"].isBool()) place.live = entry["live"].toBool();
    place.drawing = entry["drawing"].toObject();
    return place;
  }

  std::string name_;
};

}  // namespace

SavedWork workOf(Document& document) {
  SavedWork work;
  for (int place = 0; place < document.texts(); ++place) work.texts.push_back(document.textAt(place).segments().list());
  work.second = document.textAt(0).partner().segments().list();
  work.sampling = document.sampling();
  work.whatIfs = document.whatIfs();
  work.time = QDateTime::currentDateTime();
  return work;
}

void bringBack(const SavedWork& work, Document& document) {
  document.restore(work.texts.front(), work.sampling, work.whatIfs);
  const int texts = static_cast<int>(work.texts.size());
  for (int place = 1; place < std::max(texts, document.texts()); ++place)
    document.textAt(place).restore(place < texts ? work.texts[static_cast<std::size_t>(place)]
                                                 : std::vector<Segment>());
  document.textAt(0).partner().restore(work.second);
  if (work.picture && bringBack(*work.picture, document.image().picture())) document.image().keep();
}

QJsonObject toJson(const SavedWork& work) {
  QJsonArray texts, lines;
  for (const auto& text : work.texts) texts.append(toJson(text));
  for (const WhatIf& line : work.whatIfs) lines.append(toJson(line));
  QJsonObject root{{"format", formatName},
                   {"version", sessionVersion},
                   {"model", toJson(work.model)},
                   {"texts", texts},
                   {"whatIfs", lines},
                   {"sampling", toJson(work.sampling)},
                   {"place", toJson(work.place)},
                   {"time", work.time.toString(Qt::ISODateWithMs)}};
  if (!work.second.empty()) root["second"] = toJson(work.second);
  if (work.picture) root["picture"] = toJson(*work.picture);
  if (work.closed) root["closed"] = true;
  if (!work.named.isEmpty()) root["named"] = work.named;
  if (work.unsaved) root["unsaved"] = true;
  return root;
}

SavedWork workFromJson(const QByteArray& bytes, const QString& name) { return Reader(name).read(bytes); }

void writeSession(const SavedWork& work, const QString& path) {
  QSaveFile file(path);
  const QByteArray bytes = QJsonDocument(toJson(work)).toJson(QJsonDocument::Indented);
  if (bytes.size() > largestSession)
    fail(path.toStdString(), ": the picture is too large for a session file (", bytes.size(), " bytes, at most ",
         largestSession, ")");
  if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
    fail(path.toStdString(), ": cannot be written (", file.errorString().toStdString(), ")");
}

SavedWork readSession(const QString& path) {
  const Reader reader(path);
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) reader.refuse("cannot be read (", file.errorString().toStdString(), ")");
  if (file.size() > largestSession)
    reader.refuse("it has ", QLocale(QLocale::English).toString(file.size()).toStdString(),
                  " bytes, more than any session has");
  SavedWork work = reader.read(file.readAll());
  if (work.model.hash.isEmpty()) reader.refuse("it does not say which model it is of (\"hash\" of \"model\")");
  if (work.picture && !work.picture->pixels) reader.refuse("its picture is not in the file (\"png\" of \"picture\")");
  return work;
}

}  // namespace headlight::ui
