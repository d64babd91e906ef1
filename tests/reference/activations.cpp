#include "reference/activations.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numbers>
#include <stdexcept>

namespace headlight::reference {
namespace {

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
double softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }
double phi(double x) { return std::erfc(-x / std::numbers::sqrt2) / 2; }
double gelu(double x) { return x * phi(x); }
double geluTanh(double x) {
  return x / 2 * (1 + std::tanh(std::sqrt(2 / std::numbers::pi) * (x + 0.044715 * std::pow(x, 3))));
}
double silu(double x) { return x * sigmoid(x); }

const std::map<std::string, std::function<double(double)>> functions = {
    {"gelu", gelu},
    {"gelu_10", [](double x) { return std::clamp(gelu(x), -10.0, 10.0); }},
    {"gelu_accurate", geluTanh},
    {"gelu_fast", geluTanh},
    {"gelu_new", geluTanh},
    {"gelu_python", gelu},
    {"gelu_python_tanh", geluTanh},
    {"gelu_pytorch_tanh", geluTanh},
    {"hardswish", [](double x) { return x * std::clamp(x + 3, 0.0, 6.0) / 6; }},
    {"laplace", [](double x) { return phi((x - 0.707107) / 0.282095); }},
    {"leaky_relu", [](double x) { return x > 0 ? x : x / 100; }},
    {"linear", [](double x) { return x; }},
    {"mish", [](double x) { return x * std::tanh(softplus(x)); }},
    {"quick_gelu", [](double x) { return x * sigmoid(1.702 * x); }},
    {"relu", [](double x) { return std::max(x, 0.0); }},
    {"relu2", [](double x) { return std::pow(std::max(x, 0.0), 2); }},
    {"relu6", [](double x) { return std::clamp(x, 0.0, 6.0); }},
    {"sigmoid", sigmoid},
    {"silu", silu},
    {"sqrtsoftplus", [](double x) { return std::sqrt(softplus(x)); }},
    {"swish", silu},
    {"tanh", [](double x) { return std::tanh(x); }},
};

}  // namespace

double activate(const std::string& name, double x) {
  const auto at = functions.find(name);
  if (at == functions.end()) throw std::runtime_error("reference: activation " + name);
  return at->second(x);
}

}  // namespace headlight::reference
