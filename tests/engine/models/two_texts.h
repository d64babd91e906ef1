#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "models/model.h"
#include "trace/trace.h"

/// What the tests of models that read a source and a target share.
namespace headlight::test {

using Ids = std::vector<std::int32_t>;

/// A pass that keeps every site.
std::shared_ptr<const Trace> runTexts(const Model& model, Backend& backend, const Ids& source, const Ids& target,
                                      const std::shared_ptr<const Trace>& before = nullptr);

/// Expects the model in `folder` to leave what `recorded`/expected.safetensors has of three pairs of texts: N.source
/// and N.target, and under N.<site> every value (record_marian.py, record_bart.py).
void expectRecordedTexts(const std::filesystem::path& folder, const std::filesystem::path& recorded, Backend& backend);

/// Expects each of `edits` edits of a source or a target of the first 30 ids to leave what a fresh pass leaves, bit for
/// bit, and one of the target to compute no row of the encoder.
void expectChainOfEdits(const Model& model, Backend& backend, std::size_t edits);

}  // namespace headlight::test
