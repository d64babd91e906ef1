#pragma once

#include <filesystem>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace headlight::io {

/// Another name that files give a key: transformers' attribute_map.
struct KeyAlias {
  std::string_view alias, key;
};

/// A model's `config.json`. Every getter throws Error with one sentence that names the file, the key, what was expected
/// and what was found. A key whose value is null counts as absent, as in Hugging Face configs.
class Config {
 public:
  /// Throws Error when the file is missing, is not JSON, or is not an object.
  static Config read(const std::filesystem::path& path);
  /// The same from a text; `name` stands for the file in messages.
  static Config parse(std::string_view text, std::string name);

  /// The same, each alias read as its key. An alias goes before the key itself, as in transformers; messages of
  /// whole numbers name the key as the file does.
  Config withAliases(std::span<const KeyAlias> aliases) const;

  /// What the file calls a key that it has under an alias; else the key.
  std::string_view spelling(std::string_view key) const;

  /// The key `model_type`. Where it is missing the sentence says whose config.json this looks like.
  std::string modelType() const;
  bool has(std::string_view key) const;
  /// No key at all.
  bool empty() const;
  /// Whether the key is there, if only as null: for the few whose default is not null.
  bool contains(std::string_view key) const;
  /// The object under `key` as a config of its own, whose messages say "MODEL/config.json: rope_scaling". Throws Error
  /// when it is missing or no object.
  Config object(std::string_view key) const;
  int integer(std::string_view key, int least = 1, int most = std::numeric_limits<int>::max()) const;
  int integerOr(std::string_view key, int otherwise, int least = 1, int most = std::numeric_limits<int>::max()) const;
  /// `otherwise` where the key is missing; a null is no number here.
  int integerIfThere(std::string_view key, int otherwise, int least = 1,
                     int most = std::numeric_limits<int>::max()) const;
  /// One whole number, which holds for both, or a list of two: [height, width].
  std::pair<int, int> pairOr(std::string_view key, int otherwise, int least = 1, int most = 1 << 20) const;
  /// Finite.
  double number(std::string_view key, double least = std::numeric_limits<double>::lowest(),
                double most = std::numeric_limits<double>::max()) const;
  double numberOr(std::string_view key, double otherwise, double least = std::numeric_limits<double>::lowest(),
                  double most = std::numeric_limits<double>::max()) const;
  std::string text(std::string_view key) const;
  std::string textOr(std::string_view key, std::string otherwise) const;
  bool flag(std::string_view key) const;
  bool flagOr(std::string_view key, bool otherwise) const;
  bool isObject(std::string_view key) const;
  bool isList(std::string_view key) const;
  /// A list of finite numbers; empty when the key is absent.
  std::vector<double> numbers(std::string_view key) const;
  /// One whole number or a list of them, each at least `least`; empty when the key is absent.
  std::vector<int> integers(std::string_view key, int least = 0) const;
  /// A list of such lists; empty when the key is absent.
  std::vector<std::vector<int>> integerLists(std::string_view key, int least = 0) const;
  bool isText(std::string_view key) const;
  bool isFlag(std::string_view key) const;
  bool isNumber(std::string_view key) const;
  /// A list of texts; empty when the key is absent.
  std::vector<std::string> texts(std::string_view key) const;
  /// An object whose keys are whole numbers ("id2label").
  struct NumberedTexts {
    int count = 0;
    std::vector<std::string> texts;  ///< in their order; empty where they are not numbered 0, 1, 2, ... without a gap
  };
  /// Of no texts when the key is absent.
  NumberedTexts textsByNumber(std::string_view key) const;

  /// The file, for messages of those who read it: "MODEL/config.json".
  const std::string& name() const { return name_; }

 private:
  struct Values;  // keeps nlohmann/json.hpp out of this header
  Config(std::string name, std::shared_ptr<const Values> values) : name_(std::move(name)), values_(std::move(values)) {}

  std::string name_;
  std::shared_ptr<const Values> values_;
};

}  // namespace headlight::io
