#include "attention_names.h"

#include <vector>

#include "base/error.h"

namespace headlight::app {

AttentionInfo attentionNamed(const std::string& name, const ModelInfo& model) {
  std::vector<AttentionInfo> found;
  std::string names;
  for (const AttentionInfo& attention : model.attentions()) {
    const std::string stack = model.stack(attention.id.stack).name;
    const std::string whole = model.stacks.size() > 1 ? stack + "." + attention.name : attention.name;
    if (name == whole) return attention;
    if (name == attention.name || name == (attention.ofItself() ? stack : "cross")) found.push_back(attention);
    names += (names.empty() ? "" : ", ") + whole;
  }
  if (found.size() != 1) fail("--attention: ", model.name, " has ", names, "; got ", name);
  return found.front();
}

}  // namespace headlight::app
