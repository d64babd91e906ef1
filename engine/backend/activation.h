#pragma once

#include <cstdint>

namespace headlight {

/// What follows a linear layer inside the same kernel, x being its sum, or stands by itself (Backend::activate). The
/// values are those of shaders/include/activations.glsl.
enum class Activation : std::uint8_t {
  None,
  GeluTanh,     ///< GPT-2's "gelu_new" (Hendrycks and Gimpel 2016, arXiv:1606.08415)
  GeluErf,      ///< x Phi(x), BERT's "gelu" (the same)
  Relu,         ///< max(x, 0)
  Silu,         ///< x sigmoid(x), Llama's
  Tanh,         ///< BERT's pooler
  GeluClipped,  ///< GeluErf between -10 and 10 ("gelu_10", arXiv:2004.09602)
  QuickGelu,    ///< x sigmoid(1.702 x), CLIP's
  HardSwish,    ///< x min(max(x + 3, 0), 6) / 6 (Howard et al. 2019, arXiv:1905.02244)
  Laplace,      ///< Phi((x - 0.707107) / 0.282095), MEGA's (Ma et al. 2022, arXiv:2209.10655)
  LeakyRelu,    ///< x, below 0 a hundredth of it
  Mish,         ///< x tanh(log(1 + e^x)) (Misra 2019, arXiv:1908.08681)
  ReluSquared,  ///< max(x, 0)^2 (So et al. 2021, arXiv:2109.08668)
  Relu6,        ///< min(max(x, 0), 6)
  Sigmoid,
  SqrtSoftplus,  ///< sqrt(log(1 + e^x))
};

/// All of them, in their order.
inline constexpr Activation everyActivation[] = {
    Activation::None,        Activation::GeluTanh, Activation::GeluErf,     Activation::Relu,
    Activation::Silu,        Activation::Tanh,     Activation::GeluClipped, Activation::QuickGelu,
    Activation::HardSwish,   Activation::Laplace,  Activation::LeakyRelu,   Activation::Mish,
    Activation::ReluSquared, Activation::Relu6,    Activation::Sigmoid,     Activation::SqrtSoftplus,
};

}  // namespace headlight
