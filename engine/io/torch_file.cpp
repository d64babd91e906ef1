#include "io/torch_file.h"

#include <cstring>
#include <functional>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "io/in_quotes.h"
#include "io/pickle.h"
#include "io/stored_zip.h"

namespace headlight::io {
namespace {

using Kind = Pickle::Kind;

/// base + a * b; false when it does not fit.
bool addProduct(std::uint64_t& base, std::uint64_t a, std::uint64_t b) {
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (a != 0 && b > most / a) return false;
  const std::uint64_t product = a * b;
  if (product > most - base) return false;
  base += product;
  return true;
}

/// The bytes of a storage by its key; fails when the file has none.
using FindStorage = std::function<std::span<const std::byte>(std::string_view key)>;

/// A tensor of a pickle, checked: nothing in it can lead outside its storage.
struct View {
  std::span<const std::byte> storage;
  std::uint64_t elementBytes = 1, first = 0, elements = 1;
  std::vector<std::int64_t> strides;
  bool contiguous = true;
};

}  // namespace

class TorchFile::Builder {
 public:
  Builder(TorchFile& file, const Pickle& pickle, FindStorage findStorage)
      : file_(file), pickle_(pickle), find_(std::move(findStorage)) {}

  /// The tensors of the state dict: the dictionary itself, or the only one in it that has tensors, as checkpoints of
  /// training runs keep it beside what else they need ({"state_dict": ..., "epoch": ...}).
  void takeAll(Pickle::Id root) {
    const Pickle::Value& top = pickle_.at(root);
    const std::string path = file_.path().string();
    if (top.kind != Kind::Dict) fail(path, ": expected a dictionary of tensors (a state dict), found something else");
    std::vector<std::pair<std::string, Pickle::Id>> within;
    for (std::size_t i = 0; i + 1 < top.items.size(); i += 2)
      if (const Pickle::Id value = top.items[i + 1]; hasTensors(value))
        within.emplace_back(inQuotes(pickle_.at(top.items[i]).text), value);
    if (within.size() > 1)
      fail(path, ": holds several dictionaries of tensors, ", within[0].first, " and ", within[1].first,
           "; save the one that is the model's state dict by itself");
    takeFrom(within.empty() ? top : pickle_.at(within.front().second));
    if (file_.tensors_.empty())
      fail(path,
           ": expected a dictionary of tensors (a state dict), found one without any tensor at its top; save "
           "model.state_dict() by itself");
  }

 private:
  bool hasTensors(Pickle::Id id) const {
    const Pickle::Value& dict = pickle_.at(id);
    if (dict.kind != Kind::Dict) return false;
    for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2)
      if (pickle_.at(dict.items[i]).kind == Kind::Text && pickle_.at(dict.items[i + 1]).kind == Kind::Tensor)
        return true;
    return false;
  }

  void takeFrom(const Pickle::Value& dict) {
    const std::string path = file_.path().string();
    std::set<std::string_view> names;
    for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
      const Pickle::Value &key = pickle_.at(dict.items[i]), &value = pickle_.at(dict.items[i + 1]);
      if (value.kind != Kind::Tensor) continue;
      if (key.kind != Kind::Text) fail(path, ": a tensor's name is no text; this is no model's state dict");
      if (!names.insert(key.text).second) fail(path, ": the state dict names ", inQuotes(key.text), " twice");
      take(std::string(key.text), value);
    }
  }

  void take(std::string name, const Pickle::Value& value) {
    StoredTensor tensor;
    tensor.file = file_.path().string();
    const std::string where = tensor.file + ": tensor " + inQuotes(name) + ": ";
    tensor.name = std::move(name);
    const View view = look(where, value, tensor);
    tensor.bytes = view.contiguous
                       ? view.storage.subspan(view.first * view.elementBytes, view.elements * view.elementBytes)
                       : copy(where, view, tensor.shape);
    file_.tensors_.push_back(std::move(tensor));
  }

  View look(const std::string& where, const Pickle::Value& value, StoredTensor& tensor) const {
    const Pickle::Value& storage = pickle_.at(value.items[0]);
    View view;
    view.storage = find_(pickle_.at(storage.items[0]).text);
    tensor.typeName = value.items.size() > 4 ? pickle_.at(value.items[4]).text : storage.text;
    const NamedType type = typeNamed(tensor.typeName);
    tensor.type = type.type;
    view.elementBytes = type.bytes;
    const std::uint64_t held = view.storage.size() / view.elementBytes;

    const std::int64_t offset = pickle_.at(value.items[1]).number;
    const std::int64_t within = storage.items.size() > 1 ? pickle_.at(storage.items[1]).number : 0;
    const auto &sizes = pickle_.at(value.items[2]).items, &strides = pickle_.at(value.items[3]).items;
    if (sizes.size() != strides.size() || sizes.size() > 64)
      fail(where, "has ", sizes.size(), " dimensions but ", strides.size(), " strides");
    if (offset < 0 || within < 0) fail(where, "begins before its storage");
    constexpr auto outside = "reaches outside its storage; the file is damaged or lies";
    std::uint64_t last = static_cast<std::uint64_t>(within);
    if (!addProduct(last, 1, static_cast<std::uint64_t>(offset))) fail(where, outside);
    view.first = last;
    bool empty = false, tooMany = false;
    for (std::size_t axis = 0; axis < sizes.size(); ++axis) {
      const Pickle::Value &size = pickle_.at(sizes[axis]), &stride = pickle_.at(strides[axis]);
      if (size.kind != Kind::Int || stride.kind != Kind::Int || size.number < 0 || stride.number < 0)
        fail(where, "expected sizes and strides from 0 on");
      const auto dim = static_cast<std::uint64_t>(size.number);
      tensor.shape.push_back(size.number);
      view.strides.push_back(stride.number);
      empty |= dim == 0;
      std::uint64_t product = 0;
      tooMany |= dim != 0 && (!addProduct(product, view.elements, dim) ||
                              !addProduct(last, dim - 1, static_cast<std::uint64_t>(stride.number)));
      if (dim != 0) view.elements = product;
    }
    if (empty && !tooMany) {
      view.elements = view.first = 0;
      return view;
    }
    if (tooMany || last >= held || view.elements > std::numeric_limits<std::int64_t>::max() / 16)
      fail(where, outside, " (", held, " elements)");
    std::int64_t next = 1;
    for (std::size_t axis = sizes.size(); axis-- > 0;) {
      if (tensor.shape[axis] != 1 && view.strides[axis] != next) view.contiguous = false;
      next *= tensor.shape[axis];
    }
    if (!view.contiguous && view.elements > held)
      fail(where, "is an expanded view of ", held, " elements as ", toString(tensor.shape),
           "; save the model with contiguous tensors");
    return view;
  }

  /// The view's elements in row-major order, in memory of their own. A file cannot ask for more than its own size.
  std::span<const std::byte> copy(const std::string& where, const View& view, const std::vector<std::int64_t>& shape) {
    const std::size_t size = view.elements * view.elementBytes;
    if (size > file_.bytes().size() || file_.copiedBytes_ > file_.bytes().size() - size)
      fail(where, "is one of too many views that are not contiguous; save the model with contiguous tensors");
    file_.copiedBytes_ += size;
    std::byte* to = file_.copies_.emplace_back(std::make_unique_for_overwrite<std::byte[]>(size)).get();
    std::vector<std::int64_t> index(shape.size(), 0);
    std::uint64_t from = view.first;
    for (std::uint64_t i = 0; i < view.elements; ++i) {
      std::memcpy(to + i * view.elementBytes, view.storage.data() + from * view.elementBytes, view.elementBytes);
      for (std::size_t axis = shape.size(); axis-- > 0;) {
        from += static_cast<std::uint64_t>(view.strides[axis]);
        if (++index[axis] < shape[axis]) break;
        from -= static_cast<std::uint64_t>(view.strides[axis]) * static_cast<std::uint64_t>(shape[axis]);
        index[axis] = 0;
      }
    }
    return {to, size};
  }

  TorchFile& file_;
  const Pickle& pickle_;
  FindStorage find_;
};

TorchFile TorchFile::open(const std::filesystem::path& path) {
  TorchFile opened{MappedFile(path)};
  refuseGitLfsPointer(opened.file_);
  const auto bytes = opened.bytes();
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.starts_with("PK\3\4"))
    opened.readZip();
  else if (text.starts_with('\x80'))
    opened.readLegacy();
  else if (text.size() > 262 && text.substr(257, 5) == "ustar")
    fail(path.string(), ": is in the tar format of PyTorch before 0.1.10; load and save it with a newer PyTorch");
  else
    fail(path.string(), ": expected a file written by torch.save (a zip archive or a pickle), found ", bytes.size(),
         " bytes of something else");
  return opened;
}

void TorchFile::readZip() {
  const std::string path = file_.path().string();
  std::map<std::string_view, std::span<const std::byte>> members;
  std::string_view pickleName;
  for (const ZipMember& member : storedZipMembers(path, file_.bytes())) {
    if (!members.emplace(member.name, member.bytes).second)
      fail(path, ": the zip archive names ", inQuotes(member.name), " twice");
    // All members lie in one folder, which torch.save calls "archive" or like the file.
    if (member.name.ends_with("/data.pkl") && (pickleName.empty() || member.name.size() < pickleName.size()))
      pickleName = member.name;
  }
  if (pickleName.empty()) fail(path, ": the zip archive has no data.pkl; expected a file written by torch.save");
  const std::string folder(pickleName.substr(0, pickleName.size() - std::string_view("data.pkl").size()));
  if (const auto order = members.find(folder + "byteorder"); order != members.end())
    if (std::string_view(reinterpret_cast<const char*>(order->second.data()), order->second.size()) != "little")
      fail(path, ": was written on a big-endian machine; only little-endian files can be read");

  Pickle pickle(path, members.at(pickleName));
  const Pickle::Id root = pickle.read();
  Builder(*this, pickle, [&](std::string_view key) {
    const auto found = members.find(folder + "data/" + std::string(key));
    if (found == members.end()) fail(path, ": the zip archive has no storage ", inQuotes(key), "; the file is damaged");
    return found->second;
  }).takeAll(root);
}

void TorchFile::readLegacy() {
  // torch/serialization.py, _legacy_save: a magic number, the protocol, the machine, the state dict, the keys of its
  // storages; then each storage as the number of its elements and the elements.
  constexpr std::string_view magic("\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 10);
  const std::string path = file_.path().string();
  Pickle pickle(path, file_.bytes());
  if (const Pickle::Value& first = pickle.at(pickle.read()); first.kind != Kind::Bytes || first.text != magic)
    fail(path, ": is a pickle, but none of torch.save; expected a state dict saved by PyTorch");
  if (const Pickle::Value& protocol = pickle.at(pickle.read()); protocol.kind != Kind::Int || protocol.number != 1001)
    fail(path, ": has an unknown version of PyTorch's legacy format; expected 1001");
  const Pickle::Value& machine = pickle.at(pickle.read());
  for (std::size_t i = 0; machine.kind == Kind::Dict && i + 1 < machine.items.size(); i += 2)
    if (pickle.at(machine.items[i]).text == "little_endian" && pickle.at(machine.items[i + 1]).number == 0)
      fail(path, ": was written on a big-endian machine; only little-endian files can be read");
  const Pickle::Id root = pickle.read();
  const Pickle::Value keys = pickle.at(pickle.read());
  if (keys.kind != Kind::List) fail(path, ": the list of storages is missing; the file is damaged");

  const std::map<std::string_view, std::uint64_t> elementBytes = pickle.storageElementBytes();
  std::map<std::string_view, std::span<const std::byte>> storages;
  std::span<const std::byte> rest = file_.bytes().subspan(pickle.position());
  for (Pickle::Id id : keys.items) {
    const std::string_view key = pickle.at(id).text;
    const auto size = elementBytes.find(key);
    if (size == elementBytes.end()) fail(path, ": no tensor says what the storage ", inQuotes(key), " is made of");
    std::uint64_t count = 0;
    if (rest.size() >= 8) std::memcpy(&count, rest.data(), 8);
    if (rest.size() < 8 || count > (rest.size() - 8) / size->second)
      fail(path, ": ends inside the storage ", inQuotes(key), ", which should have ", count, " elements of ",
           size->second, " bytes; the file is truncated");
    storages[key] = rest.subspan(8, count * size->second);
    rest = rest.subspan(8 + count * size->second);
  }
  Builder(*this, pickle, [&](std::string_view key) {
    const auto found = storages.find(key);
    if (found == storages.end()) fail(path, ": has no storage ", inQuotes(key), "; the file is damaged");
    return found->second;
  }).takeAll(root);
}

}  // namespace headlight::io
