#include "relative_bias.h"

#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include "base/error.h"
#include "io/in_quotes.h"

namespace headlight::app {
namespace {

template <class Number>
std::optional<Number> numberIn(std::string_view text) {
  Number number{};
  const auto [stop, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  return problem == std::errc{} && stop == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

/// "[STACK.][LAYER=]FACTOR" or "STACK=FACTOR".
struct Asked {
  std::string_view stack;  ///< empty: all that have a relative bias
  int layer = everyLayer;
  float factor = 0;
};

Asked parsed(const std::string& text) {
  const auto refuse = [&] {
    fail(
        "--relative-bias: expected FACTOR, LAYER=FACTOR, STACK=FACTOR or STACK.LAYER=FACTOR, as in encoder.3=0.5, got ",
        io::inQuotes(text));
  };
  Asked asked;
  std::string_view rest = text;
  if (const std::size_t equals = rest.find('='); equals != std::string_view::npos) {
    std::string_view place = rest.substr(0, equals);
    rest.remove_prefix(equals + 1);
    const std::size_t dot = place.rfind('.');
    const std::string_view last = dot == std::string_view::npos ? place : place.substr(dot + 1);
    if (const auto layer = numberIn<int>(last)) {
      if (*layer < 0) refuse();
      asked.layer = *layer;
      place = dot == std::string_view::npos ? std::string_view() : place.substr(0, dot);
    }
    if (place.empty() && asked.layer == everyLayer) refuse();
    asked.stack = place;
  }
  const auto factor = numberIn<float>(rest);
  if (!factor || !std::isfinite(*factor)) refuse();
  asked.factor = *factor;
  return asked;
}

}  // namespace

std::vector<Intervention> relativeBiasChanges(const std::vector<std::string>& asked, const ModelInfo& model) {
  std::vector<Intervention> changes;
  for (const std::string& text : asked) {
    const Asked one = parsed(text);
    std::string names;
    bool found = false;
    for (const StackInfo& stack : model.stacks) {
      if (stack.biasDistances == 0) continue;
      names += (names.empty() ? "" : ", ") + (stack.name.empty() ? "model" : stack.name) + " (layers 0 to " +
               std::to_string(stack.layers - 1) + ")";
      if ((!one.stack.empty() && one.stack != stack.name) || one.layer >= stack.layers) continue;
      changes.emplace_back(ScaleRelativeBias{stack.stack, one.layer, one.factor});
      found = true;
    }
    if (names.empty()) fail("--relative-bias: ", model.name, " adds no relative bias to its scores; T5 and mT5 do");
    if (!found) fail("--relative-bias: ", model.name, " has one in ", names, "; got ", io::inQuotes(text));
  }
  return changes;
}

nlohmann::ordered_json whatIfsJson(const Trace& trace) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Intervention& change : trace.changes())
    if (const auto* bias = std::get_if<ScaleRelativeBias>(&change)) {
      const std::string& stack = trace.model().stack(bias->stack).name;
      list.push_back({{"kind", "relative_bias"}, {"stack", stack.empty() ? "model" : stack}});
      if (bias->layer != everyLayer) list.back()["layer"] = bias->layer;
      list.back()["factor"] = bias->factor;
    }
  return list;
}

}  // namespace headlight::app
