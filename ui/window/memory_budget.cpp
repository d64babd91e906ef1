#include "ui/window/memory_budget.h"

#include <QByteArray>
#include <QFile>
#include <algorithm>
#include <cstdlib>
#include <tuple>
#include <vector>

#include "run/site_bytes.h"

namespace headlight::ui {
namespace {

QByteArray contentsOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A number in a file of its own; nothing for "max" or no file.
bool readNumber(const QString& path, std::uint64_t& value) {
  bool fine = false;
  value = contentsOf(path).trimmed().toULongLong(&fine);
  return fine;
}

}  // namespace

std::uint64_t freeMemory() {
  std::uint64_t left = 0;
  for (const QByteArray& line : contentsOf(QStringLiteral("/proc/meminfo")).split('\n'))
    if (line.startsWith("MemAvailable:")) left = line.mid(13).trimmed().split(' ').first().toULongLong() * 1024;
  std::uint64_t most = 0, used = 0;
  const QString group = QStringLiteral("/sys/fs/cgroup/");
  if (readNumber(group + QStringLiteral("memory.max"), most) &&
      readNumber(group + QStringLiteral("memory.current"), used)) {
    const std::uint64_t inGroup = most > used ? most - used : 0;
    left = left == 0 ? inGroup : std::min(left, inGroup);
  }
  return left;
}

FittedPlan fitPlan(const CapturePlan& wanted, const ModelInfo& model, std::span<const int> rows, int copies,
                   std::uint64_t budget, int layer) {
  struct Entry {
    std::tuple<int, int> order;
    SiteId site;
    std::uint64_t bytes;
  };
  std::vector<Entry> entries;
  FittedPlan fitted;
  for (const SiteId& site : wanted.sites()) {
    const bool pattern = site.site == Site::Pattern;
    const int distance = std::abs(site.layer - layer);
    const int rank = !pattern ? 1 : distance == 0 ? 0 : 2;
    entries.push_back(
        {{rank, pattern ? distance : 0}, site, siteBytes(model, site, rows) * static_cast<std::uint64_t>(copies)});
    fitted.wanted += entries.back().bytes;
  }
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.order < b.order; });
  std::uint64_t taken = 0;
  for (const Entry& entry : entries) {
    if (taken + entry.bytes <= budget) {
      taken += entry.bytes;
      fitted.plan.add(entry.site);
    } else {
      ++(entry.site.site == Site::Pattern ? fitted.layersLeftOut : fitted.othersLeftOut);
    }
  }
  return fitted;
}

}  // namespace headlight::ui
