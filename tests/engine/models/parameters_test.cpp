#include <gtest/gtest.h>

#include <map>
#include <string>

#include "io/assets.h"
#include "models/load_model.h"
#include "support/shared_data.h"

namespace headlight {
namespace {

/// As each family counted by its config.json before the loader did: tied weights once, shared blocks once, and nothing
/// that no layer reads.
const std::map<std::string, std::uint64_t> counted{{"albert-tiny-mlm", 4199},
                                                   {"albert-tiny-ner", 4751},
                                                   {"albert-tiny-pretraining", 6311},
                                                   {"albert-tiny-sentiment", 3969},
                                                   {"albert-tiny-untied-f16", 5405},
                                                   {"bert-tiny-bare", 6714},
                                                   {"bert-tiny-mlm", 7697},
                                                   {"bert-tiny-ner", 4331},
                                                   {"bert-tiny-pretraining-old-names", 8512},
                                                   {"bert-tiny-regression", 4709},
                                                   {"bert-tiny-sentiment", 7659},
                                                   {"bert-tiny-untied-bf16", 8517},
                                                   {"deit-tiny", 10079},
                                                   {"deit-tiny-bare", 4348},
                                                   {"deit-tiny-teacher", 10184},
                                                   {"dinov2-registers-tiny", 11363},
                                                   {"dinov2-registers-tiny-swiglu", 12800},
                                                   {"dinov2-tiny", 10403},
                                                   {"dinov2-tiny-f16", 7572},
                                                   {"dinov2-tiny-swiglu", 11728},
                                                   {"distilbert-tiny-bare", 2632},
                                                   {"distilbert-tiny-mlm", 7657},
                                                   {"distilbert-tiny-ner", 4291},
                                                   {"distilbert-tiny-sentiment", 7618},
                                                   {"distilbert-tiny-untied-bf16", 12003},
                                                   {"gpt2-tiny-f16", 37764},
                                                   {"gpt2-tiny-f32", 53784},
                                                   {"gpt2-tiny-odd", 12049},
                                                   {"llama-base", 5796},
                                                   {"llama-gqa", 10296},
                                                   {"llama-linear", 8420},
                                                   {"llama-llama3", 8158},
                                                   {"mistral-all-keys", 6120},
                                                   {"mistral-window", 9432},
                                                   {"mistral-yarn", 6897},
                                                   {"qwen2-tied", 8808},
                                                   {"qwen2-window", 7940},
                                                   {"qwen2-yarn", 4624},
                                                   {"roberta-tiny-mlm", 7677},
                                                   {"roberta-tiny-ner", 4331},
                                                   {"roberta-tiny-several", 7680},
                                                   {"roberta-tiny-untied-f16", 13165},
                                                   {"vit-tiny", 10039},
                                                   {"vit-tiny-bare", 7116},
                                                   {"vit-tiny-f16", 10750},
                                                   {"vit-tiny-masked", 7048},
                                                   {"vit-tiny-oblong", 7678},
                                                   {"xlm-roberta-tiny-mlm", 4749},
                                                   {"doodles", 1225491},
                                                   {"storyteller", 5853184},
                                                   {"translator", 4943893},
                                                   {"photos-10", 1205898}};

TEST(Parameters, areThoseThatTheModelReads) {
  const auto backend = makeBackend("cpu", 1);
  for (const auto& [name, parameters] : counted) {
    const std::filesystem::path recorded = test::vectorsFolder() / name;
    const auto folder = std::filesystem::exists(recorded) ? recorded : io::assetsFolder() / "models" / name;
    EXPECT_EQ(loadModel(folder, *backend)->info()->parameters, parameters) << name;
  }
}

}  // namespace
}  // namespace headlight
