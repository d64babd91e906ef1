#pragma once

#include <sstream>
#include <stdexcept>
#include <string>

namespace headlight {

/// What every refusal is: one clear sentence that names who refuses, what was expected and what was found.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Throws Error with the parts streamed one after another: fail("linear: expected ", 4, " features, got ", 5).
template <class... Parts>
[[noreturn]] void fail(const Parts&... parts) {
  std::ostringstream sentence;
  (sentence << ... << parts);
  throw Error(sentence.str());
}

}  // namespace headlight
