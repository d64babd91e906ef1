#pragma once

#include <cstdint>

namespace headlight {

/// What follows a linear layer inside the same kernel. GeluTanh is GPT-2's "gelu_new", GeluErf BERT's "gelu"
/// (Hendrycks and Gimpel 2016, arXiv:1606.08415); Silu is x sigmoid(x), Llama's; Tanh BERT's pooler.
enum class Activation : std::uint8_t { None, GeluTanh, GeluErf, Relu, Silu, Tanh };

}  // namespace headlight
