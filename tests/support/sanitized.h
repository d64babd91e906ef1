#pragma once

/// Under a sanitizer a test takes several times as long: tests that state a time allow `patience` times as much, and
/// those that repeat something many times repeat it less often.
namespace headlight::test {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif
inline constexpr int patience = sanitized ? 10 : 1;

}  // namespace headlight::test
