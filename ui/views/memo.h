#pragma once

#include <optional>
#include <utility>

namespace headlight::ui {

/// The last value, and what it was made of: scene and hit of one move of the pointer ask for the same layout. UI
/// thread.
template <class Key, class Value>
class Memo {
 public:
  template <class Make>
  const Value& of(Key key, const Make& make) {
    if (!value_ || !(key_ == key)) {
      value_ = make();
      key_ = std::move(key);
    }
    return *value_;
  }

 private:
  Key key_{};
  std::optional<Value> value_;
};

}  // namespace headlight::ui
