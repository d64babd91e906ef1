#include "ui/document/vocabulary.h"

#include <algorithm>

#include "base/error.h"
#include "text/display_piece.h"
#include "text/utf8.h"

namespace headlight::ui {
namespace {

constexpr quint64 fnvStart = 1469598103934665603ULL;  // FNV-1a, 64 bits (Fowler, Noll, Vo)
constexpr quint64 fnvPrime = 1099511628211ULL;

quint64 fnv(quint64 hash, const std::string& bytes) {
  for (const char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * fnvPrime;
  return (hash ^ 0x100u) * fnvPrime;  // a separator that is no byte: {"a", "bc"} is not {"ab", "c"}
}

}  // namespace

QString shownText(const QString& text) { return QString::fromStdString(text::displayPiece(text.toStdString())); }

Vocabulary::Vocabulary(std::shared_ptr<const text::Tokenizer> tokenizer) : tokenizer_(std::move(tokenizer)) {
  const int size = tokenizer_->vocabularySize();
  shown_.reserve(static_cast<std::size_t>(size));
  identity_ = fnvStart;
  for (std::int32_t id = 0; id < size; ++id) {
    const std::string bytes = tokenizer_->bytesOf(id);
    identity_ = fnv(identity_, bytes);
    shown_.push_back(bytes.empty() ? QStringLiteral("#%1").arg(id) : QString::fromStdString(text::displayPiece(bytes)));
  }
  maskToken_ = tokenizer_->mask();
  try {
    takesPairs_ = tokenizer_->encodePair("a", "a").secondBegin > 0;
  } catch (const Error&) {
    takesPairs_ = false;
  }
}

QString Vocabulary::shown(std::int32_t id) const {
  if (id < 0 || id >= size()) return QStringLiteral("#%1").arg(id);
  return shown_[static_cast<std::size_t>(id)];
}

std::optional<QString> Vocabulary::plainText(std::int32_t id) const {
  const std::string bytes = tokenizer_->bytesOf(id);
  if (bytes.empty() || text::firstInvalidUtf8(bytes) != std::string::npos) return std::nullopt;
  return QString::fromStdString(bytes);
}

bool Vocabulary::isNamed(std::int32_t id, const QString& query) const {
  bool isNumber = false;
  const int number = query.startsWith(QLatin1Char('#')) ? query.mid(1).toInt(&isNumber) : query.toInt(&isNumber);
  const QString &shown = shown_[static_cast<std::size_t>(id)], wanted = shownText(query);
  return (isNumber && id == number) || shown == wanted ||
         (shown.startsWith(QChar(0x00B7)) && QStringView(shown).mid(1) == wanted);
}

std::vector<std::int32_t> Vocabulary::search(const QString& query, int limit) const {
  struct Match {
    int rank;
    qsizetype length;
    std::int32_t id;
    auto operator<=>(const Match&) const = default;
  };
  std::vector<Match> matches;
  if (query.isEmpty()) return {};
  const QString wanted = shownText(query);
  bool isNumber = false;
  const int number = query.startsWith(QLatin1Char('#')) ? query.mid(1).toInt(&isNumber) : query.toInt(&isNumber);
  for (std::int32_t id = 0; id < size(); ++id) {
    const QString& shown = shown_[static_cast<std::size_t>(id)];
    if (isNumber && id == number) {
      matches.push_back({0, 0, id});
    } else if (shown.contains(wanted, Qt::CaseInsensitive)) {
      matches.push_back({isNamed(id, query) ? 1 : 2, shown.size(), id});
    }
  }
  std::sort(matches.begin(), matches.end());
  std::vector<std::int32_t> ids;
  for (const Match& match : matches) {
    if (static_cast<int>(ids.size()) == limit) break;
    ids.push_back(match.id);
  }
  return ids;
}

}  // namespace headlight::ui
