#pragma once

#include <QString>
#include <cstdint>
#include <vector>

namespace headlight::ui {

/// A stretch of the input: typed text, which the tokenizer cuts up, or one token chosen by its id, which stays that
/// token whatever stands beside it.
struct Segment {
  QString text;             ///< what the editor shows; "\uFFFD" for a chosen token whose bytes are no character
  std::int32_t token = -1;  ///< -1: typed
  quint64 vocabulary = 0;   ///< Vocabulary::identity the id belongs to
  std::int32_t was = -1;    ///< of a mask token: the token that it hides; -1: none
  bool forced = false;      ///< a person chose it where a model writes the text

  bool chosen() const { return token >= 0; }
  bool operator==(const Segment&) const = default;
};

/// The input as a list of segments, addressed by positions in the joined text (UTF-16 units). No two typed segments are
/// neighbours, none is empty.
class Segments {
 public:
  const std::vector<Segment>& list() const { return list_; }
  QString text() const;
  int length() const;

  /// Widens [position, position + length) so that it cuts no chosen segment: what an edit inside one must replace.
  void widen(int& position, int& length) const;
  /// What stands in [position, position + length), chosen segments whole. The range must cut none (see widen).
  std::vector<Segment> slice(int position, int length) const;
  /// Puts `inserted` in place of that range; neighbouring typed text is joined.
  void replace(int position, int length, const std::vector<Segment>& inserted);

 private:
  std::vector<Segment> list_;
};

int lengthOf(const std::vector<Segment>& segments);

}  // namespace headlight::ui
