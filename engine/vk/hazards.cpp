#include "vk/hazards.h"

namespace headlight::vk {

bool Hazards::conflicts(const std::vector<Access>& accesses) const {
  for (const Access& now : accesses)
    for (const Access& before : recorded_)
      if ((now.writes || before.writes) && now.buffer == before.buffer && now.begin < before.end &&
          before.begin < now.end)
        return true;
  return false;
}

void Hazards::record(const std::vector<Access>& accesses) {
  recorded_.insert(recorded_.end(), accesses.begin(), accesses.end());
}

}  // namespace headlight::vk
