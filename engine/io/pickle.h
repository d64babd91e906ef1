#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "io/stored_tensor.h"

namespace headlight::io {

/// The names that a pickled tensor state dict may ask for. They are only looked at: none is a function here.
enum class PickleGlobal : std::uint8_t {
  OrderedDict,
  RebuildTensor,     ///< (storage, offset, size, stride, ...): _rebuild_tensor, _rebuild_tensor_v2
  RebuildTensorV3,   ///< the same with the type as eighth argument
  RebuildParameter,  ///< (tensor, ...)
  Size,
  Storage,  ///< torch.FloatStorage and its like: an element type
  Type      ///< torch.float32 and its like
};

/// Reads Python pickles (https://docs.python.org/3/library/pickletools.html) and executes nothing: an explicit stack
/// over the operations that PyTorch's state dicts consist of, protocols 2 to 5. Results are plain values in one arena,
/// named by number; texts point into the bytes. Everything else is refused by name. Whatever the bytes say, memory
/// stays below a fixed multiple of their number and nothing recurses.
class Pickle {
 public:
  using Id = std::uint32_t;
  enum class Kind : std::uint8_t { None, Bool, Int, Float, Text, Bytes, Tuple, List, Dict, Global, Storage, Tensor };

  struct Value {
    Kind kind = Kind::None;
    PickleGlobal global{};
    std::int64_t number = 0;  ///< Int, Bool; Storage: elements
    std::string_view text;    ///< Text, Bytes; Global of a type and Storage: its name as safetensors spell it
    /// Tuple, List: the items. Dict: key, value, key, value, ... Storage: its key, perhaps the first element of the
    /// view. Tensor: storage, offset, size, stride, perhaps the type.
    std::vector<Id> items;
  };

  /// `file` is for messages; `bytes` must outlive this.
  Pickle(std::string file, std::span<const std::byte> bytes);

  /// Runs one pickle to its end and gives what it made; the next call goes on after it (legacy PyTorch files are five
  /// pickles in a row). Throws Error, naming what was asked for.
  Id read();
  const Value& at(Id id) const { return values_[id]; }
  /// By key, the bytes of one element of each storage that was referred to.
  std::map<std::string_view, std::uint64_t> storageElementBytes() const;
  /// Bytes read so far.
  std::size_t position() const { return at_; }
  const std::string& file() const { return file_; }

 private:
  [[noreturn]] void refuse(const std::string& what) const;
  std::span<const std::byte> take(std::uint64_t count);
  std::uint64_t number(int bytes);
  std::string_view text(std::uint64_t count);
  std::string_view line();

  Id add(Value value);
  /// Counts what containers hold, so that a short pickle cannot repeat a long list without end.
  void countItems(std::size_t items);
  void push(Id id);
  void push(Value value) { push(add(std::move(value))); }
  Id pop();
  /// What lies above the last mark, in order; removes the mark.
  std::vector<Id> popToMark();
  Value& topOf(Kind kind, const char* operation);
  void remember(std::uint64_t key);
  void recall(std::uint64_t key);
  void setItems(const std::vector<Id>& items);
  void append(const std::vector<Id>& items);
  void tuple(int count);
  void global(std::string_view module, std::string_view name);
  void persistentId();
  void reduce();
  void rebuild(PickleGlobal how, std::span<const Id> arguments);
  void build();
  void longNumber(std::uint64_t bytes);
  /// False after STOP.
  bool step();

  std::string file_;
  std::span<const std::byte> bytes_;
  std::size_t at_ = 0, operations_ = 0, items_ = 0;
  std::vector<Value> values_;
  std::vector<Id> stack_;
  std::vector<std::size_t> marks_;
  std::unordered_map<std::uint64_t, Id> memo_;
};

}  // namespace headlight::io
