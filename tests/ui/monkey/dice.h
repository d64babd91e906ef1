#pragma once

#include <QHash>
#include <QString>
#include <cstdint>
#include <iterator>
#include <random>

namespace headlight::ui::monkey {

/// What a step is drawn from: of the run's seed and the step's number alone, so that a step draws the same whatever the
/// steps before it did.
class Dice {
 public:
  Dice(std::uint64_t seed, std::uint64_t step) {
    std::seed_seq words{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32),
                        static_cast<std::uint32_t>(step), static_cast<std::uint32_t>(step >> 32)};
    engine_.seed(words);
  }

  /// 0 to count - 1; 0 where there is nothing. The standard's distributions differ between libraries: not used.
  int below(int count) { return count > 0 ? static_cast<int>(engine_() % static_cast<std::uint64_t>(count)) : 0; }
  int between(int low, int high) { return low + below(high - low + 1); }
  bool chance(int percent) { return below(100) < percent; }
  template <class List>
  decltype(auto) pick(List&& list) {
    return *std::next(std::begin(list), below(static_cast<int>(std::size(list))));
  }
  /// One of what happens to be there, by its name: what comes and goes with timing beside it does not change the
  /// choice. `name(item)` is a QString; of several of one name the order tells.
  template <class List, class Name>
  auto pickByName(const List& list, const Name& name) {
    const std::uint64_t salt = engine_();
    std::uint64_t least = 0;
    QHash<QString, int> seen;
    auto best = std::begin(list);
    for (auto item = std::begin(list); item != std::end(list); ++item) {
      const QString whole = name(*item);
      std::uint64_t hash = salt ^ (static_cast<std::uint64_t>(seen[whole]++) * 0x9e3779b97f4a7c15U);
      for (const QChar letter : whole) hash = (hash ^ letter.unicode()) * 0x100000001b3U;
      hash ^= hash >> 29;
      hash *= 0xbf58476d1ce4e5b9U;
      hash ^= hash >> 32;
      if (item == std::begin(list) || hash < least) {
        least = hash;
        best = item;
      }
    }
    return *best;
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace headlight::ui::monkey
