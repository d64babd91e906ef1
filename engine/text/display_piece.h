#pragma once

#include <string>
#include <string_view>

namespace headlight::text {

/// A token's bytes as a chip or an axis can show them, UTF-8, on one line and with nothing invisible at its edges:
/// spaces at the start or the end "·", newline "↵", tab "⇥", other controls as pictures (U+2400 block; U+2421 for
/// delete), C1 controls, format characters and other white space as "\u200D", bytes that make no character as "\xE4", a
/// combining mark with nothing before it on "◌". Empty for no bytes.
std::string displayPiece(std::string_view bytes);

/// displayPiece of the first 60 bytes at most, between quotation marks: for messages, which stay one line whatever a
/// file holds.
std::string quotedPiece(std::string_view bytes);

}  // namespace headlight::text
