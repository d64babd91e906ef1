#pragma once

#include <optional>

namespace headlight::ui {

class Settings;
struct Theme;

/// How large type is, percent of the design's. What was chosen for a screen and what for a projector's wall are
/// remembered apart, so that leaving the projector theme gives the former size back; the whole screen has a third size
/// for as long as it lasts. UI thread.
class TypeSize {
 public:
  explicit TypeSize(Settings& settings) : settings_(settings) {}
  /// What holds in that theme now.
  int percent(const Theme& theme) const;
  /// Clamped to what the theme allows.
  void choose(const Theme& theme, int percent);
  /// The lens has the whole screen, and type at least that size; nothing: it has left it.
  void setWholeScreen(std::optional<int> least) { wholeScreen_ = least; }

 private:
  Settings& settings_;
  std::optional<int> wholeScreen_;
};

}  // namespace headlight::ui
