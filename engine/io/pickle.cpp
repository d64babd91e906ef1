#include "io/pickle.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <utility>

#include "base/error.h"
#include "io/in_quotes.h"

namespace headlight::io {
namespace {

/// A state dict of 100,000 tensors has about two million values; what has more is built to fill memory.
constexpr std::size_t mostValues = std::size_t{1} << 22;
constexpr std::size_t mostItems = std::size_t{1} << 24;
constexpr std::size_t mostOperations = std::size_t{1} << 24;

struct GlobalEntry {
  std::string_view module, name;
  PickleGlobal global;
  std::string_view type = {};
};
constexpr GlobalEntry globals[] = {
    {"collections", "OrderedDict", PickleGlobal::OrderedDict},
    {"torch._utils", "_rebuild_tensor", PickleGlobal::RebuildTensor},
    {"torch._utils", "_rebuild_tensor_v2", PickleGlobal::RebuildTensor},
    {"torch._utils", "_rebuild_tensor_v3", PickleGlobal::RebuildTensorV3},
    {"torch._utils", "_rebuild_parameter", PickleGlobal::RebuildParameter},
    {"torch", "Size", PickleGlobal::Size},
    {"torch.storage", "UntypedStorage", PickleGlobal::Storage, "U8"},
    {"torch", "UntypedStorage", PickleGlobal::Storage, "U8"},
    {"torch", "FloatStorage", PickleGlobal::Storage, "F32"},
    {"torch", "HalfStorage", PickleGlobal::Storage, "F16"},
    {"torch", "BFloat16Storage", PickleGlobal::Storage, "BF16"},
    {"torch", "DoubleStorage", PickleGlobal::Storage, "F64"},
    {"torch", "LongStorage", PickleGlobal::Storage, "I64"},
    {"torch", "IntStorage", PickleGlobal::Storage, "I32"},
    {"torch", "ShortStorage", PickleGlobal::Storage, "I16"},
    {"torch", "CharStorage", PickleGlobal::Storage, "I8"},
    {"torch", "ByteStorage", PickleGlobal::Storage, "U8"},
    {"torch", "BoolStorage", PickleGlobal::Storage, "BOOL"},
    {"torch", "ComplexFloatStorage", PickleGlobal::Storage, "C64"},
    {"torch", "ComplexDoubleStorage", PickleGlobal::Storage, "C128"},
    {"torch", "float32", PickleGlobal::Type, "F32"},
    {"torch", "float16", PickleGlobal::Type, "F16"},
    {"torch", "bfloat16", PickleGlobal::Type, "BF16"},
    {"torch", "float64", PickleGlobal::Type, "F64"},
    {"torch", "int64", PickleGlobal::Type, "I64"},
    {"torch", "int32", PickleGlobal::Type, "I32"},
    {"torch", "int16", PickleGlobal::Type, "I16"},
    {"torch", "int8", PickleGlobal::Type, "I8"},
    {"torch", "uint64", PickleGlobal::Type, "U64"},
    {"torch", "uint32", PickleGlobal::Type, "U32"},
    {"torch", "uint16", PickleGlobal::Type, "U16"},
    {"torch", "uint8", PickleGlobal::Type, "U8"},
    {"torch", "bool", PickleGlobal::Type, "BOOL"},
    {"torch", "float8_e4m3fn", PickleGlobal::Type, "F8_E4M3"},
    {"torch", "float8_e5m2", PickleGlobal::Type, "F8_E5M2"},
    {"torch", "float8_e4m3fnuz", PickleGlobal::Type, "F8_E4M3FNUZ"},
    {"torch", "float8_e5m2fnuz", PickleGlobal::Type, "F8_E5M2FNUZ"},
};

/// `"os.system"` without the quotation marks of inQuotes: module and name read as one.
std::string dotted(std::string_view module, std::string_view name) {
  const std::string quoted = inQuotes(std::string(module.substr(0, 60)) + "." + std::string(name.substr(0, 60)));
  return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

Pickle::Pickle(std::string file, std::span<const std::byte> bytes) : file_(std::move(file)), bytes_(bytes) {}

void Pickle::refuse(const std::string& what) const { fail(file_, ": ", what, " (near byte ", at_, " of its pickle)"); }

std::span<const std::byte> Pickle::take(std::uint64_t count) {
  if (count > bytes_.size() - at_) refuse("the pickle ends too early; the file is truncated or no state dict");
  const auto taken = bytes_.subspan(at_, count);
  at_ += count;
  return taken;
}

std::uint64_t Pickle::number(int bytes) {
  std::uint64_t value = 0;
  std::memcpy(&value, take(static_cast<std::uint64_t>(bytes)).data(), static_cast<std::size_t>(bytes));
  return value;
}

std::string_view Pickle::text(std::uint64_t count) {
  const auto taken = take(count);
  return {reinterpret_cast<const char*>(taken.data()), taken.size()};
}

std::string_view Pickle::line() {
  const std::string_view rest(reinterpret_cast<const char*>(bytes_.data()) + at_, bytes_.size() - at_);
  const std::size_t end = rest.find('\n');
  if (end == rest.npos) refuse("the pickle ends within a name; the file is truncated or no state dict");
  at_ += end + 1;
  return rest.substr(0, end);
}

Pickle::Id Pickle::add(Value value) {
  if (values_.size() >= mostValues) refuse("the pickle makes more values than any state dict has");
  countItems(value.items.size());
  values_.push_back(std::move(value));
  return static_cast<Id>(values_.size() - 1);
}

void Pickle::countItems(std::size_t items) {
  items_ += items;
  if (items_ > mostItems) refuse("the pickle's lists hold more than any state dict has");
}

void Pickle::push(Id id) { stack_.push_back(id); }

Pickle::Id Pickle::pop() {
  if (stack_.empty() || (!marks_.empty() && stack_.size() <= marks_.back()))
    refuse("the pickle takes a value that it never made");
  const Id id = stack_.back();
  stack_.pop_back();
  return id;
}

std::vector<Pickle::Id> Pickle::popToMark() {
  if (marks_.empty()) refuse("the pickle looks for a mark that it never made");
  const auto begin = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
  marks_.pop_back();
  std::vector<Id> items(begin, stack_.end());
  stack_.erase(begin, stack_.end());
  return items;
}

Pickle::Value& Pickle::topOf(Kind kind, const char* operation) {
  if (stack_.empty() || values_[stack_.back()].kind != kind)
    refuse(std::string("the pickle's ") + operation + " finds something else than it is made for");
  return values_[stack_.back()];
}

void Pickle::remember(std::uint64_t key) {
  if (stack_.empty()) refuse("the pickle remembers a value that it never made");
  memo_[key] = stack_.back();
}

void Pickle::recall(std::uint64_t key) {
  const auto found = memo_.find(key);
  if (found == memo_.end()) refuse("the pickle recalls a value that it never made");
  push(found->second);
}

void Pickle::setItems(const std::vector<Id>& items) {
  Value& dict = topOf(Kind::Dict, "SETITEMS");
  if (items.size() % 2 != 0) refuse("the pickle gives a dictionary a key without a value");
  countItems(items.size());
  dict.items.insert(dict.items.end(), items.begin(), items.end());
}

void Pickle::append(const std::vector<Id>& items) {
  Value& list = topOf(Kind::List, "APPENDS");
  countItems(items.size());
  list.items.insert(list.items.end(), items.begin(), items.end());
}

void Pickle::tuple(int count) {
  std::vector<Id> items(static_cast<std::size_t>(count));
  for (std::size_t i = items.size(); i-- > 0;) items[i] = pop();
  push({Kind::Tuple, {}, 0, {}, std::move(items)});
}

void Pickle::global(std::string_view module, std::string_view name) {
  // Storages of tensors that were saved from a GPU in the days before torch.save moved the name to "torch".
  const std::string_view known = module == "torch.cuda" && name.ends_with("Storage") ? "torch" : module;
  for (const GlobalEntry& entry : globals)
    if (entry.module == known && entry.name == name) return push({Kind::Global, entry.global, 0, entry.type, {}});
  fail(file_, ": the pickle asks for ", dotted(module, name),
       ", which is not part of a tensor state dict; nothing was executed");
}

void Pickle::persistentId() {
  // ("storage", torch.FloatStorage, key, "cpu", elements), in legacy files with None or (key, first, elements) last.
  const std::vector<Id>& parts = values_[pop()].items;  // nothing is made before the storage
  const auto is = [&](std::size_t i, Kind kind) { return values_[parts[i]].kind == kind; };
  if (parts.size() < 5 || parts.size() > 6 || !is(0, Kind::Text) || values_[parts[0]].text != "storage" ||
      !is(1, Kind::Global) || values_[parts[1]].global != PickleGlobal::Storage || !is(2, Kind::Text) ||
      !is(4, Kind::Int) || values_[parts[4]].number < 0)
    refuse("the pickle refers to something that is no tensor's storage");
  Value storage{Kind::Storage, {}, values_[parts[4]].number, values_[parts[1]].text, {parts[2]}};
  if (parts.size() == 6 && !is(5, Kind::None)) {
    const Value& view = values_[parts[5]];
    if (view.kind != Kind::Tuple || view.items.size() != 3 || values_[view.items[1]].kind != Kind::Int)
      refuse("the pickle refers to a view of a storage that cannot be read");
    storage.items.push_back(view.items[1]);
  }
  push(std::move(storage));
}

void Pickle::rebuild(PickleGlobal how, std::span<const Id> arguments) {
  const auto is = [&](std::size_t i, Kind kind) { return values_[arguments[i]].kind == kind; };
  if (how == PickleGlobal::RebuildParameter) {
    if (arguments.empty() || !is(0, Kind::Tensor))
      refuse("the pickle makes a parameter of something that is no tensor");
    return push(arguments[0]);
  }
  const bool typed = how == PickleGlobal::RebuildTensorV3;
  if (arguments.size() < (typed ? 7U : 4U) || !is(0, Kind::Storage) || !is(1, Kind::Int) || !is(2, Kind::Tuple) ||
      !is(3, Kind::Tuple))
    refuse("the pickle rebuilds a tensor from something else than storage, offset, size and stride");
  Value tensor{Kind::Tensor, {}, 0, {}, {arguments.begin(), arguments.begin() + 4}};
  if (typed) {
    if (!is(6, Kind::Global) || values_[arguments[6]].global != PickleGlobal::Type)
      refuse("the pickle rebuilds a tensor without an element type");
    tensor.items.push_back(arguments[6]);
  }
  push(std::move(tensor));
}

void Pickle::reduce() {
  const Id argumentId = pop(), functionId = pop();
  if (values_[functionId].kind != Kind::Global || values_[argumentId].kind != Kind::Tuple)
    refuse("the pickle calls something that is no function of a state dict; nothing was executed");
  // A copy, since making a value may move all of them; only the first few say anything.
  const std::vector<Id>& all = values_[argumentId].items;
  const std::vector<Id> arguments(all.begin(), all.begin() + std::min<std::ptrdiff_t>(std::ssize(all), 8));
  switch (values_[functionId].global) {
    case PickleGlobal::OrderedDict: {
      Value dict{Kind::Dict, {}, 0, {}, {}};
      if (!arguments.empty())  // Python 2 gives the pairs as a list of lists
        for (Id pair : values_[arguments[0]].items) {
          if (values_[pair].items.size() != 2) refuse("the pickle makes a dictionary of something else than pairs");
          countItems(2);
          dict.items.insert(dict.items.end(), values_[pair].items.begin(), values_[pair].items.end());
        }
      return push(std::move(dict));
    }
    case PickleGlobal::RebuildTensor:
    case PickleGlobal::RebuildTensorV3:
    case PickleGlobal::RebuildParameter:
      return rebuild(values_[functionId].global, arguments);
    case PickleGlobal::Size:
      if (arguments.size() != 1 || values_[arguments[0]].kind != Kind::Tuple)
        refuse("the pickle makes a torch.Size of something else than a tuple");
      return push(arguments[0]);
    case PickleGlobal::Storage:
    case PickleGlobal::Type:
      refuse("the pickle calls an element type as a function; nothing was executed");
  }
}

void Pickle::build() {
  // An OrderedDict's own attributes: state_dict() leaves its _metadata there, which says nothing of the numbers.
  pop();
  topOf(Kind::Dict, "BUILD");
}

void Pickle::longNumber(std::uint64_t bytes) {
  const auto digits = take(bytes);
  Value value{Kind::Int, {}, 0, {}, {}};
  if (digits.size() > 8) {  // too large for any use here, but legacy files begin with such a number
    value = {Kind::Bytes, {}, 0, {reinterpret_cast<const char*>(digits.data()), digits.size()}, {}};
  } else if (!digits.empty()) {
    std::uint64_t bits = std::to_integer<std::uint8_t>(digits.back()) & 0x80 ? ~std::uint64_t{0} : 0;
    std::memcpy(&bits, digits.data(), digits.size());
    value.number = static_cast<std::int64_t>(bits);
  }
  push(std::move(value));
}

bool Pickle::step() {
  if (++operations_ > mostOperations) refuse("the pickle has more operations than any state dict needs");
  const auto integer = [&](std::int64_t value) { push({Kind::Int, {}, value, {}, {}}); };
  const auto boolean = [&](bool value) { push({Kind::Bool, {}, value, {}, {}}); };
  const auto container = [&](Kind kind, std::vector<Id> items) { push({kind, {}, 0, {}, std::move(items)}); };
  const auto words = [&](Kind kind, int lengthBytes) {
    const std::string_view taken = text(number(lengthBytes));
    push({kind, {}, 0, taken, {}});
  };
  const auto operation = static_cast<char>(number(1));
  switch (operation) {
    case '\x80':  // PROTO
      if (const std::uint64_t protocol = number(1); protocol < 2 || protocol > 5)
        refuse("the pickle has protocol " + std::to_string(protocol) + ", expected 2 to 5");
      break;
    case '\x95':  // FRAME: how much to read at once
      number(8);
      break;
    case '.':  // STOP
      return false;
    case '(':
      marks_.push_back(stack_.size());
      break;
    case '0':  // POP, which also takes a mark
      if (!marks_.empty() && stack_.size() == marks_.back())
        marks_.pop_back();
      else
        pop();
      break;
    case '1':  // POP_MARK
      popToMark();
      break;
    case '2': {  // DUP
      const Id top = pop();
      push(top);
      push(top);
      break;
    }
    case 'N':
      push(Value{});
      break;
    case '\x88':
      boolean(true);
      break;
    case '\x89':
      boolean(false);
      break;
    case 'K':  // BININT1
      integer(static_cast<std::int64_t>(number(1)));
      break;
    case 'M':  // BININT2
      integer(static_cast<std::int64_t>(number(2)));
      break;
    case 'J':  // BININT
      integer(static_cast<std::int32_t>(number(4)));
      break;
    case '\x8a':  // LONG1
      longNumber(number(1));
      break;
    case '\x8b':  // LONG4
      longNumber(number(4));
      break;
    case 'G':  // BINFLOAT; its value is never asked for
      number(8);
      push({Kind::Float, {}, 0, {}, {}});
      break;
    case 'X':  // BINUNICODE
      words(Kind::Text, 4);
      break;
    case '\x8c':  // SHORT_BINUNICODE
      words(Kind::Text, 1);
      break;
    case '\x8d':  // BINUNICODE8
      words(Kind::Text, 8);
      break;
    case 'T':  // BINSTRING and
      words(Kind::Text, 4);
      break;
    case 'U':  // SHORT_BINSTRING: texts of Python 2
      words(Kind::Text, 1);
      break;
    case 'B':  // BINBYTES
      words(Kind::Bytes, 4);
      break;
    case 'C':  // SHORT_BINBYTES
      words(Kind::Bytes, 1);
      break;
    case '}':
      container(Kind::Dict, {});
      break;
    case ']':
      container(Kind::List, {});
      break;
    case ')':
      container(Kind::Tuple, {});
      break;
    case 'd': {  // DICT
      std::vector<Id> items = popToMark();
      if (items.size() % 2 != 0) refuse("the pickle gives a dictionary a key without a value");
      container(Kind::Dict, std::move(items));
      break;
    }
    case 'l':  // LIST
      container(Kind::List, popToMark());
      break;
    case 't':
      container(Kind::Tuple, popToMark());
      break;
    case '\x85':
      tuple(1);
      break;
    case '\x86':
      tuple(2);
      break;
    case '\x87':
      tuple(3);
      break;
    case 's': {  // SETITEM
      const Id value = pop(), key = pop();
      setItems({key, value});
      break;
    }
    case 'u':  // SETITEMS
      setItems(popToMark());
      break;
    case 'a':  // APPEND
      append({pop()});
      break;
    case 'e':  // APPENDS
      append(popToMark());
      break;
    case 'q':  // BINPUT
      remember(number(1));
      break;
    case 'r':  // LONG_BINPUT
      remember(number(4));
      break;
    case '\x94':  // MEMOIZE
      remember(memo_.size());
      break;
    case 'h':  // BINGET
      recall(number(1));
      break;
    case 'j':  // LONG_BINGET
      recall(number(4));
      break;
    case 'c': {  // GLOBAL
      const std::string_view module = line();
      global(module, line());
      break;
    }
    case '\x93': {  // STACK_GLOBAL
      const Id name = pop(), module = pop();
      if (values_[name].kind != Kind::Text || values_[module].kind != Kind::Text)
        refuse("the pickle asks for something whose name is no text");
      global(values_[module].text, values_[name].text);
      break;
    }
    case 'Q':
      persistentId();
      break;
    case 'R':
      reduce();
      break;
    case 'b':
      build();
      break;
    default: {
      const char* digits = "0123456789abcdef";
      const auto code = static_cast<unsigned char>(operation);
      refuse(std::string("the pickle uses the operation 0x") + digits[code >> 4] + digits[code & 15] +
             ", which no tensor state dict needs; nothing was executed");
    }
  }
  return true;
}

std::map<std::string_view, std::uint64_t> Pickle::storageElementBytes() const {
  std::map<std::string_view, std::uint64_t> sizes;
  for (const Value& value : values_)
    if (value.kind == Kind::Storage) sizes[values_[value.items[0]].text] = typeNamed(std::string(value.text)).bytes;
  return sizes;
}

Pickle::Id Pickle::read() {
  stack_.clear();
  marks_.clear();
  memo_.clear();
  while (step()) {
  }
  if (stack_.size() != 1 || !marks_.empty()) refuse("the pickle ends with something else than one value");
  return stack_.back();
}

}  // namespace headlight::io
