#include "ui/document/autosave.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <algorithm>

#include "ui/document/document.h"

namespace headlight::ui {
namespace {

constexpr int delayMs = 500;
constexpr int slotCount = 8;  // windows that may be open at once and keep their work

QJsonObject toJson(const std::vector<Segment>& segments, const Sampling& sampling) {
  QJsonArray list;
  for (const Segment& segment : segments) {
    QJsonObject entry{{"text", segment.text}};
    if (segment.chosen()) {
      entry["token"] = segment.token;
      entry["vocabulary"] = QString::number(segment.vocabulary, 16);
    }
    list.append(entry);
  }
  return {{"segments", list},
          {"temperature", sampling.temperature},
          {"topK", sampling.topK},
          {"topP", sampling.topP},
          {"seed", QString::number(sampling.seed)}};
}

}  // namespace

Autosave::Autosave(Document& document, const QString& folder, QObject* parent) : QObject(parent), document_(document) {
  QDir().mkpath(folder);
  for (int slot = 1; slot <= slotCount; ++slot) {
    const QString path = QStringLiteral("%1/work-%2.json").arg(folder).arg(slot);
    auto lock = std::make_unique<QLockFile>(path + QStringLiteral(".lock"));
    lock->setStaleLockTime(0);  // only a process that is gone makes it stale, however long the window stays open
    if (!lock->tryLock(0)) continue;
    // A slot that nobody holds: either free, or a run that is gone left its work here. That one keeps its slot (and
    // this object its lock) until it was brought back or dropped; what is typed now goes to another.
    auto work = read(path);
    if (work && (!found_ || work->time > found_->time)) {
      found_ = std::move(work);
      foundPath_ = path;
      foundLock_ = std::move(lock);
    } else if (!work && path_.isEmpty()) {
      path_ = path;
      lock_ = std::move(lock);
    }
  }
  timer_.setSingleShot(true);
  timer_.setInterval(delayMs);
  connect(&timer_, &QTimer::timeout, this, [this] { save(false); });
  const auto touched = [this] {
    dirty_ = true;
    // Not restarted by the next change: what is on disk is never more than half a second behind.
    if (!timer_.isActive()) timer_.start();
  };
  connect(&document_, &Document::changed, this, touched);
  connect(&document_, &Document::samplingChanged, this, touched);
  if (path_.isEmpty()) failure_ = tr("Your text is not being kept: %1 cannot be written").arg(folder);
}

Autosave::~Autosave() = default;

std::optional<SavedWork> Autosave::read(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) return std::nullopt;
  const QJsonObject root = QJsonDocument::fromJson(file.readAll()).object();
  if (!root.contains("segments")) return std::nullopt;
  SavedWork work;
  for (const auto& value : root["segments"].toArray()) {
    const QJsonObject entry = value.toObject();
    Segment segment;
    segment.text = entry["text"].toString();
    segment.token = entry["token"].toInt(-1);
    segment.vocabulary = entry["vocabulary"].toString().toULongLong(nullptr, 16);
    if (!segment.text.isEmpty()) work.segments.push_back(std::move(segment));
  }
  work.sampling.temperature = std::clamp(root["temperature"].toDouble(work.sampling.temperature), 0.05, 4.0);
  work.sampling.topK = root["topK"].toInt(work.sampling.topK);
  work.sampling.topP = std::clamp(root["topP"].toDouble(work.sampling.topP), 0.01, 1.0);
  work.sampling.seed = root["seed"].toString().toULongLong();
  work.model = root["model"].toString();
  work.time = QDateTime::fromString(root["time"].toString(), Qt::ISODateWithMs);
  work.closed = root["closed"].toBool();
  return work;
}

void Autosave::dropFound() {
  if (!found_) return;
  found_.reset();
  if (dirty_) save(false);  // what was brought back is on disk again before its old place is emptied
  QFile::remove(foundPath_);
  foundLock_.reset();
}

void Autosave::close() {
  timer_.stop();
  save(true);
  if (!failure_.isEmpty()) return;
  lock_.reset();
  path_.clear();
}

void Autosave::save(bool closed) {
  if (path_.isEmpty() || (!dirty_ && !closed)) return;
  QJsonObject root = toJson(document_.segments().list(), document_.sampling());
  root["model"] = model_;
  root["time"] = QDateTime::currentDateTime().toString(Qt::ISODateWithMs);
  root["closed"] = closed;
  QSaveFile file(path_);
  const QByteArray bytes = QJsonDocument(root).toJson(QJsonDocument::Compact);
  if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit()) {
    failure_ = tr("Your text is not being kept: %1: %2").arg(path_, file.errorString());
    emit failed(failure_);
    return;
  }
  failure_.clear();
  dirty_ = false;
}

}  // namespace headlight::ui
