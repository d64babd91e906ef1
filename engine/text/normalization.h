#pragma once

#include "text/aligned_text.h"

namespace headlight::text {

/// Unicode normalization forms (UAX 15), through ICU, of Unicode 9 as in Hugging Face tokenizers: characters that are
/// younger stay as they are, where they stand.
enum class Normalization { none, nfc, nfd, nfkc, nfkd };

/// Normalizes in place. A composed character stands for the first of those that it was composed from, and the parts of
/// one that was taken apart all for the whole (crate unicode-normalization-alignments).
void normalize(AlignedText& text, Normalization form);

}  // namespace headlight::text
