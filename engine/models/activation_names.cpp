#include "models/activation_names.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/error.h"

namespace headlight {
namespace {

// ACT2FN of transformers 5.24. Several of its GELUs differ only in how they round.
constexpr std::pair<std::string_view, Activation> names[] = {
    {"gelu", Activation::GeluErf},
    {"gelu_10", Activation::GeluClipped},
    {"gelu_accurate", Activation::GeluTanh},
    {"gelu_fast", Activation::GeluTanh},
    {"gelu_new", Activation::GeluTanh},
    {"gelu_python", Activation::GeluErf},
    {"gelu_python_tanh", Activation::GeluTanh},
    {"gelu_pytorch_tanh", Activation::GeluTanh},
    {"hardswish", Activation::HardSwish},
    {"laplace", Activation::Laplace},
    {"leaky_relu", Activation::LeakyRelu},
    {"linear", Activation::None},
    {"mish", Activation::Mish},
    {"quick_gelu", Activation::QuickGelu},
    {"relu", Activation::Relu},
    {"relu2", Activation::ReluSquared},
    {"relu6", Activation::Relu6},
    {"sigmoid", Activation::Sigmoid},
    {"silu", Activation::Silu},
    {"sqrtsoftplus", Activation::SqrtSoftplus},
    {"swish", Activation::Silu},
    {"tanh", Activation::Tanh},
};
constexpr std::string_view withWeights[] = {"prelu", "xielu"};

}  // namespace

Activation activationOf(const io::Config& config, std::string_view key, const char* otherwise) {
  return activationNamed(config, key, config.textOr(key, otherwise));
}

Activation activationNamed(const io::Config& config, std::string_view key, const std::string& name) {
  const auto* const known = std::ranges::find(names, name, [](const auto& entry) { return entry.first; });
  if (known != std::end(names)) return known->second;
  std::string taken;
  for (const auto& [one, activation] : names) taken += (taken.empty() ? "" : ", ") + std::string(one);
  const bool learned = std::ranges::count(withWeights, name) > 0;
  fail(config.name(), ": ", key, " is \"", name, "\"", learned ? ", which has weights of its own" : "",
       "; expected one of ", taken);
}

}  // namespace headlight
