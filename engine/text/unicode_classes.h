#pragma once

namespace headlight::text {

/// What characters are to Hugging Face tokenizers. Its tables are those of several crates, of several ages: where a
/// character's age decides, the comment says which, and a younger one is none of the kind, as there.

/// The major version of Unicode that first had the character; 0 where none has.
int ageOf(char32_t character);

/// Control, format or private use (Unicode 8): what BertNormalizer's clean_text removes, but for tab and newlines.
bool isOther(char32_t character);
/// Nonspacing mark (Unicode 8): what BertNormalizer strips as an accent.
bool isNonspacingMark(char32_t character);
/// Any mark (Unicode 9): what StripAccents strips.
bool isMark(char32_t character);
/// ASCII punctuation with the symbols among it, or punctuation (Unicode 8).
bool isPunctuation(char32_t character);
/// Any kind of number: N.
bool isNumeric(char32_t character);
/// The blocks of Chinese characters that BERT sets apart (google-research/bert, tokenization.py, _is_chinese_char).
bool isChineseCharacter(char32_t character);

/// Lower case, one character for one; U+0130 alone becomes two, "i" and U+0307, of which this is the first.
char32_t lowered(char32_t character);

}  // namespace headlight::text
