#include "models/quantised.h"

#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "io/in_quotes.h"

namespace headlight {
namespace {

/// A method by the name that files give it, as people call it, and how folders of such weights are often called.
struct Method {
  std::string_view inFile, name, ending;
};
constexpr Method methods[] = {
    {"bitsandbytes", "bitsandbytes", "-bnb-4bit or -8bit"},
    {"gptq", "GPTQ", "-GPTQ"},
    {"awq", "AWQ", "-AWQ"},
    {"fp8", "FP8", "-FP8"},
    {"fbgemm_fp8", "FP8 (FBGEMM)", "-FP8"},
    {"compressed-tensors", "compressed-tensors", "-W4A16 or -FP8"},
    {"mxfp4", "MXFP4", "-MXFP4"},
    {"hqq", "HQQ", "-HQQ"},
    {"torchao", "torchao", "-int8wo"},
    {"quanto", "Quanto", "-quanto"},
    {"modelopt", "NVIDIA ModelOpt", "-NVFP4 or -FP8"},
    {"auto-round", "AutoRound", "-AutoRound"},
    {"bitnet", "BitNet", {}},
    {"mlx", "MLX", "-4bit or -8bit"},
};

/// "GPTQ, 4 bits", and what is said of where the full weights are.
struct Told {
  std::string method, where = "download the model's full weights";
};

Told toldOf(const io::Config& quantised, const char* otherwise) {
  const bool in8 = quantised.flagOr("load_in_8bit", false), in4 = quantised.flagOr("load_in_4bit", false);
  const std::string named = quantised.textOr("quant_method", in8 || in4 ? "bitsandbytes" : otherwise);
  Told told{named.empty() ? "by a method that it does not name" : io::inQuotes(named)};
  for (const Method& known : methods)
    if (named == known.inFile) {
      told.method = known.name;
      if (!known.ending.empty()) told.where += ", often under the same name without " + std::string(known.ending);
    }
  if (in8 || in4)
    told.method += in8 ? ", 8 bits" : ", 4 bits";
  else if (quantised.has("bits"))
    told.method += ", " + std::to_string(quantised.integer("bits")) + " bits";
  return told;
}

}  // namespace

void refuseQuantised(const io::Config& config) {
  // MLX calls it "quantization" and names no method; it may write the same under the other key too.
  for (const auto& [key, method] :
       {std::pair{"quantization", "mlx"}, {"quantization_config", ""}, {"compression_config", ""}})
    if (config.has(key)) {
      const Told told = toldOf(config.object(key), method);
      fail(config.name(), ": the weights are quantised (", told.method, "), which this version does not run; ",
           told.where);
    }
}

}  // namespace headlight
