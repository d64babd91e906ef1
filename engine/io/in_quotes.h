#pragma once

#include <string>
#include <string_view>

namespace headlight::io {

/// A name or value from a file, fit for a one-line message: in quotes, control characters as '?', the middle left out
/// past ~120 bytes. Files are not trusted to keep their names short or printable.
/// (Not called quoted: a std::string argument would find std::quoted.)
inline std::string inQuotes(std::string_view name) {
  constexpr std::size_t keptFront = 80, keptBack = 32;
  std::string text = "\"";
  const auto append = [&](std::string_view part) {
    for (char c : part) text += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  };
  const auto continuation = [&](std::size_t i) { return (static_cast<unsigned char>(name[i]) & 0xc0) == 0x80; };
  if (name.size() <= keptFront + keptBack + 8) {
    append(name);
  } else {
    std::size_t front = keptFront, back = name.size() - keptBack;  // never inside a UTF-8 character
    while (front > 0 && continuation(front)) --front;
    while (back < name.size() && continuation(back)) ++back;
    append(name.substr(0, front));
    text += "...";
    append(name.substr(back));
  }
  return text + "\"";
}

}  // namespace headlight::io
