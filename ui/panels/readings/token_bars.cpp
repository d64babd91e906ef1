#include "ui/panels/readings/token_bars.h"

#include <QLocale>
#include <algorithm>

#include "ui/document/document.h"
#include "ui/panels/numbers.h"
#include "ui/theme/language.h"

namespace headlight::ui {
namespace {

constexpr int keptBefore = 3;  // likeliest tokens without the what-ifs that keep a bar

}  // namespace

QString TokenBars::searchHint() const { return tr("Find a token"); }

QString TokenBars::worthOf(const ToRead& read, std::int32_t id) {
  return tr("probability %1, place %2 of %3")
      .arg(probabilityText(read.now.plainProbability(id)))
      .arg(read.now.rank(id))
      .arg(windowLocale().toString(read.now.size()));
}

BarRows TokenBars::rows(const ToRead& read, const QString& query) const {
  const auto& vocabulary = read.document.text().vocabulary();
  BarRows bars;
  bars.places = barCount();
  if (read.now.empty() || !vocabulary) {
    bars.instead = tr("Nothing computed yet.");
    return bars;
  }
  const auto likelier = [&read](std::int32_t a, std::int32_t b) {
    const float left = read.now.logit(a), right = read.now.logit(b);
    return left != right ? left > right : a < b;
  };
  std::vector<std::int32_t> ids;
  if (query.isEmpty()) {
    ids = read.now.likeliest(barCount());
    // What was likely before stays in sight, however far it fell: that is the answer to "what if".
    std::vector<std::int32_t> fallen = read.before.likeliest(keptBefore);
    std::erase_if(fallen, [&ids](std::int32_t id) { return std::find(ids.begin(), ids.end(), id) != ids.end(); });
    std::sort(fallen.begin(), fallen.end(), likelier);
    std::copy(fallen.begin(), fallen.end(),
              ids.end() - static_cast<std::ptrdiff_t>(std::min(fallen.size(), ids.size())));
  } else {
    ids = vocabulary->search(query, 100000);
    std::erase_if(ids, [&read](std::int32_t id) { return id >= read.now.size(); });
    const auto count = std::min<std::size_t>(static_cast<std::size_t>(barCount()), ids.size());
    std::partial_sort(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(count), ids.end(), likelier);
    ids.resize(count);
    if (ids.empty()) bars.instead = tr("No token of this vocabulary contains “%1”.").arg(query);
  }
  for (const std::int32_t id : ids) bars.rows.push_back(barOf(read, id, vocabulary->shown(id)));
  return bars;
}

}  // namespace headlight::ui
