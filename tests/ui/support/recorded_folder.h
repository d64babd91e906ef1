#pragma once

#include <filesystem>
#include <string>

namespace headlight::ui {

/// A copy at `where` of the tiny model that tests/vectors has by that name, with a tokenizer of letters: ids 0 to 4 are
/// special ([PAD], [UNK], [CLS], [SEP], [MASK]), 5 to 30 are a to z, 31 is the space, and so on up to the vocabulary
/// that its config names (of a smaller one the last letters are missing). Returns `where`.
std::filesystem::path copyRecorded(const std::string& name, const std::filesystem::path& where);

}  // namespace headlight::ui
