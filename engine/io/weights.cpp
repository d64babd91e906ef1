#include "io/weights.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/error.h"
#include "io/in_quotes.h"

namespace headlight::io {

namespace {

constexpr std::string_view layerMark = "{i}", innerMark = "{j}";

bool isNumber(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos && (text.size() == 1 || text[0] != '0');
}

/// What stands in a name where a pattern has {i} and {j}; empty where it has none.
struct Marks {
  std::string_view layer, inner;
};

/// Nothing when the name does not fit.
std::optional<Marks> match(std::string_view pattern, std::string_view name) {
  Marks marks;
  while (!pattern.empty()) {
    const bool layer = pattern.starts_with(layerMark);
    if (!layer && !pattern.starts_with(innerMark)) {
      if (name.empty() || name.front() != pattern.front()) return std::nullopt;
      name.remove_prefix(1), pattern.remove_prefix(1);
      continue;
    }
    const std::string_view number = name.substr(0, std::min(name.find_first_not_of("0123456789"), name.size()));
    if (!isNumber(number)) return std::nullopt;
    (layer ? marks.layer : marks.inner) = number;
    name.remove_prefix(number.size()), pattern.remove_prefix(layerMark.size());
  }
  return name.empty() ? std::optional(marks) : std::nullopt;
}

std::string filled(std::string_view pattern, const Marks& marks) {
  std::string name(pattern);
  for (const auto& [mark, number] : {std::pair{layerMark, marks.layer}, {innerMark, marks.inner}})
    if (const std::size_t hole = name.find(mark); hole != name.npos) name.replace(hole, mark.size(), number);
  return name;
}

/// "h.3." of a name that begins like "h.{i}.", with any number; empty of one outside the blocks.
std::string_view blockOf(std::string_view pattern, std::string_view name) {
  const std::size_t hole = pattern.find(layerMark);
  if (hole == pattern.npos || !name.starts_with(pattern.substr(0, hole))) return {};
  const std::size_t dot = name.find('.', hole);
  return dot != name.npos && isNumber(name.substr(hole, dot - hole)) ? name.substr(0, dot + 1) : std::string_view();
}

/// What wraps a module while it is trained stands before its own names: PEFT's model at the front; torch's data
/// parallel, torch.compile, FSDP and activation checkpoints wherever they wrapped a part.
constexpr std::string_view wrapperInFront = "base_model.model.";
constexpr std::string_view wrappersAnywhere[] = {"module.", "_orig_mod.", "_fsdp_wrapped_module.",
                                                 "_checkpoint_wrapped_module."};

std::string withoutWrappers(std::string_view stored) {
  std::string name(stored);
  for (const std::string_view wrapper : wrappersAnywhere)
    for (std::size_t at = name.find(wrapper); at != name.npos; at = name.find(wrapper, at)) {
      if (at == 0 || name[at - 1] == '.')
        name.erase(at, wrapper.size());
      else
        ++at;
    }
  if (name.starts_with(wrapperInFront)) name.erase(0, wrapperInFront.size());
  return name;
}

/// How the names of packed weights end that stand in place of "weight": of GPTQ and AWQ, HQQ and others, compressed
/// tensors, MXFP4.
constexpr std::string_view packedEndings[] = {"qweight", "W_q", "weight_packed", "weight_blocks", "weight_q"};

std::string inNewSpelling(std::string_view name, const WeightNames& names) {
  for (const OldEnding& ending : names.oldEndings)
    if (name.ends_with(ending.old))
      return std::string(name.substr(0, name.size() - ending.old.size())) + std::string(ending.now);
  return std::string(name);
}

/// "[3, 5]" for element `flat` of a tensor.
std::string indexText(const std::vector<std::int64_t>& shape, std::size_t flat) {
  std::vector<std::int64_t> index(shape.size());
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    index[axis] = static_cast<std::int64_t>(flat % static_cast<std::size_t>(shape[axis]));
    flat /= static_cast<std::size_t>(shape[axis]);
  }
  return toString(index);
}

/// "model.safetensors: tensor "h.0.attn.c_attn.weight" (ours: "blocks.0.attn.query.weight")".
std::string who(const StoredTensor& tensor, const std::string& ours) {
  return tensor.file + ": tensor " + inQuotes(tensor.name) + " (ours: " + inQuotes(ours) + ")";
}

void refuseDamage(const StoredTensor& tensor, const std::string& ours, std::span<const float> values) {
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isfinite(values[i]))
      fail(who(tensor, ours), " holds ", std::isnan(values[i]) ? "NaN" : "infinity", " at ", indexText(tensor.shape, i),
           "; the weights are damaged");
}

/// Whether all are finite: the exponents' bits, in a loop that compilers turn into vectors.
bool allFinite(std::span<const float> values) {
  std::uint32_t damaged = 0;
  for (float value : values) damaged |= (std::bit_cast<std::uint32_t>(value) & 0x7f800000u) == 0x7f800000u;
  return damaged == 0;
}

}  // namespace

struct Weights::State {
  struct Use {
    const StoredTensor* tensor = nullptr;
    std::set<int> partsTaken;
    int parts = 1;
    bool checked = false;  // for NaN and infinity; a fused tensor once for all its parts
    bool taken = false;    // and not only compared with another
  };

  StoredTensors file;
  WeightNames names;
  std::stop_token stop;
  std::string prefix;                            // the one that this file's names have, for messages about missing ones
  std::map<std::string, Use, std::less<>> uses;  // by name without prefix

  State(StoredTensors opened, WeightNames table, std::stop_token token)
      : file(std::move(opened)), names(table), stop(std::move(token)) {
    for (const StoredTensor& tensor : file.tensors()) {
      const std::string unwrapped = withoutWrappers(tensor.name);
      std::string_view name = unwrapped;
      for (std::string_view candidate : names.prefixes)
        if (!candidate.empty() && name.starts_with(candidate)) {
          name.remove_prefix(candidate.size());
          prefix = candidate;
          break;
        }
      const auto [at, fresh] = uses.emplace(inNewSpelling(name, names), Use{&tensor, {}, 1, false, false});
      if (!fresh)
        fail(file.path().string(), ": tensors ", inQuotes(at->second.tensor->name), " and ", inQuotes(tensor.name),
             " are the same weight; one of them is too many");
    }
  }

  struct Place {
    const WeightRule& rule;
    std::string inFile;  // without prefix
  };

  Place place(const std::string& ours) const {
    for (const WeightRule& rule : names.rules)
      if (const auto marks = match(rule.ours, ours)) return {rule, filled(rule.inFile, *marks)};
    fail("Weights: the table has no weight called ", inQuotes(ours));
  }

  /// With the prefix of this file where what is missing has siblings that have it: lm_head stands outside "model.".
  std::string inFilesSpelling(const Place& place) const {
    const std::string front = place.inFile.substr(0, place.inFile.find('.') + 1);
    const auto sibling = uses.lower_bound(front);
    const bool inBlock = place.rule.inFile.find(layerMark) != std::string_view::npos;
    const bool inside = inBlock || (sibling != uses.end() && sibling->first.starts_with(front) &&
                                    sibling->second.tensor->name.find(prefix + front) != std::string::npos);
    return (inside ? prefix : std::string()) + place.inFile;
  }

  bool known(std::string_view name) const {
    return std::ranges::any_of(names.rules,
                               [&](const WeightRule& rule) { return match(rule.inFile, name).has_value(); });
  }

  std::string whyMissing(const Place& place) const {
    const std::string module = place.inFile.substr(0, place.inFile.rfind('.') + 1);
    for (const std::string_view packed : packedEndings)
      if (uses.contains(module + std::string(packed)))
        return "found " + inQuotes(module + std::string(packed)) +
               ": the weights are quantised; download the model's full weights";
    const auto anyHas = [&](std::string_view part) {
      return std::ranges::any_of(uses, [&](const auto& entry) { return entry.first.find(part) != std::string::npos; });
    };
    if (anyHas(".lora_A.") || anyHas(".base_layer."))
      return "an adapter's weights are among the others; merge it (PEFT: merge_and_unload(), then save_pretrained())";
    if (!place.rule.whenMissing.empty()) return std::string(place.rule.whenMissing);
    if (!file.tensors().empty() && std::ranges::none_of(uses, [&](const auto& entry) { return known(entry.first); }))
      return "none of its " + std::to_string(file.tensors().size()) +
             " tensors is named as in this family, the first is " + inQuotes(file.tensors().front().name) +
             "; the file does not fit its config.json";
    return "the file does not fit its config.json";
  }

  bool ignorable(std::string_view name) const {
    return std::ranges::any_of(names.ignorable,
                               [&](std::string_view pattern) { return match(pattern, name).has_value(); });
  }

  /// Finds the tensor and checks its shape against `expected` (as stored), notes the part as taken.
  Use& use(const Place& place, const std::string& ours, const std::vector<std::int64_t>& expected) {
    const auto at = uses.find(place.inFile);
    if (at == uses.end()) {
      fail(file.path().string(), ": has no tensor ", inQuotes(inFilesSpelling(place)), " (ours: ", inQuotes(ours),
           ", expected shape ", toString(expected), "); ", whyMissing(place));
    }
    Use& use = at->second;
    toFloats(*use.tensor, 0, {});  // a packed type is told before the shape that it brings along
    if (use.tensor->shape != expected)
      fail(who(*use.tensor, ours), " should have the shape ", toString(expected), " by config.json, found ",
           toString(use.tensor->shape));
    use.partsTaken.insert(place.rule.part);
    use.parts = place.rule.parts;
    return use;
  }

  /// All of the tensor as floats, its values checked.
  std::vector<float> take(const Place& place, const std::string& ours, const std::vector<std::int64_t>& expected) {
    Use& taken = use(place, ours, expected);
    std::vector<float> values = toFloats(*taken.tensor);
    if (!taken.checked) refuseDamage(*taken.tensor, ours, values);
    taken.checked = taken.taken = true;
    return values;
  }
};

Weights::Weights(StoredTensors file, WeightNames names, std::stop_token stop)
    : state_(std::make_shared<State>(std::move(file), names, std::move(stop))) {}

Weights Weights::sub(std::string_view scope) const { return {state_, scope_ + std::string(scope) + "."}; }

bool Weights::has(std::string_view name) const {
  return state_->uses.contains(state_->place(scope_ + std::string(name)).inFile);
}

std::vector<float> Weights::matrix(std::string_view name, int out, int in,
                                   const std::vector<std::int64_t>& shape) const {
  const std::string ours = scope_ + std::string(name);
  const State::Place place = state_->place(ours);
  const auto rows = static_cast<std::size_t>(out), columns = static_cast<std::size_t>(in);
  const std::int64_t allOut = std::int64_t{out} * place.rule.parts;
  const std::size_t first =
      rows * static_cast<std::size_t>(place.rule.part);  // output of the file where the part begins

  if (place.rule.stored == Stored::OutIn) {
    std::vector<float> all = state_->take(place, ours, shape.empty() ? std::vector<std::int64_t>{allOut, in} : shape);
    if (place.rule.parts == 1) return all;
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(first * columns);
    return {begin, begin + static_cast<std::ptrdiff_t>(rows * columns)};
  }
  const std::vector<float> all = state_->take(place, ours, {in, allOut});
  std::vector<float> transposed(rows * columns);
  // Square tiles, so that both sides stay in the cache: a 768 x 3072 matrix is transposed at the speed of memory.
  constexpr std::size_t tile = 32;
  for (std::size_t r0 = 0; r0 < rows; r0 += tile)
    for (std::size_t c0 = 0; c0 < columns; c0 += tile)
      for (std::size_t r = r0; r < std::min(r0 + tile, rows); ++r)
        for (std::size_t c = c0; c < std::min(c0 + tile, columns); ++c)
          transposed[r * columns + c] = all[c * static_cast<std::size_t>(allOut) + first + r];
  return transposed;
}

MatrixReader Weights::reader(std::string_view name, int out, int in, const std::vector<std::int64_t>& shape) const {
  MatrixReader reader = peek(name, out, in, shape);
  state_->uses.find(state_->place(reader.ours_).inFile)->second.taken = true;
  return reader;
}

MatrixReader Weights::peek(std::string_view name, int out, int in, const std::vector<std::int64_t>& shape) const {
  const std::string ours = scope_ + std::string(name);
  const State::Place place = state_->place(ours);
  const std::int64_t allOut = std::int64_t{out} * place.rule.parts;
  MatrixReader reader;
  reader.transposed_ = place.rule.stored == Stored::InOut;
  const std::vector<std::int64_t> flat =
      reader.transposed_ ? std::vector<std::int64_t>{in, allOut} : std::vector<std::int64_t>{allOut, in};
  reader.tensor_ = state_->use(place, ours, shape.empty() ? flat : shape).tensor;
  toFloats(*reader.tensor_, 0, {});  // a type that is no weight's is refused here, where that can be thrown
  reader.ours_ = ours;
  reader.owner_ = state_;
  reader.stop_ = state_->stop;
  reader.first_ = static_cast<std::size_t>(out) * static_cast<std::size_t>(place.rule.part);
  reader.stride_ = static_cast<std::size_t>(flat[1]);
  return reader;
}

bool MatrixReader::read(int row, int rows, int column, int columns, std::span<float> to) const {
  if (stop_.stop_requested()) return false;
  const auto r0 = first_ + static_cast<std::size_t>(row), c0 = static_cast<std::size_t>(column);
  const auto rowCount = static_cast<std::size_t>(rows), columnCount = static_cast<std::size_t>(columns);
  if (!transposed_) {
    for (std::size_t r = 0; r < rowCount; ++r)
      toFloats(*tensor_, (r0 + r) * stride_ + c0, to.subspan(r * columnCount, columnCount));
  } else {
    std::array<float, 64> line;
    for (std::size_t r = 0; r < rowCount; r += line.size()) {
      const std::span<float> some = std::span(line).first(std::min(line.size(), rowCount - r));
      for (std::size_t c = 0; c < columnCount; ++c) {
        toFloats(*tensor_, (c0 + c) * stride_ + r0 + r, some);
        for (std::size_t i = 0; i < some.size(); ++i) to[(r + i) * columnCount + c] = some[i];
      }
    }
  }
  if (!allFinite(to.first(rowCount * columnCount))) *damaged_ = true;
  return true;
}

void MatrixReader::check() const {
  if (*damaged_) refuseDamage(*tensor_, ours_, toFloats(*tensor_));
}

std::vector<float> Weights::vector(std::string_view name, int size) const {
  const std::string ours = scope_ + std::string(name);
  const State::Place place = state_->place(ours);
  std::vector<float> all = state_->take(place, ours, {std::int64_t{size} * place.rule.parts});
  if (place.rule.parts == 1) return all;
  const auto begin = all.begin() + std::ptrdiff_t{size} * place.rule.part;
  return {begin, begin + size};
}

bool Weights::stopped() const { return state_->stop.stop_requested(); }

std::vector<std::string> Weights::unknown() const {
  std::vector<std::string> names;
  for (const auto& [name, use] : state_->uses) {
    if (!state_->known(name) && !state_->ignorable(name)) names.push_back(use.tensor->name);
  }
  return names;
}

std::vector<std::string> Weights::finish() const {
  const auto blockOfAny = [&](std::string_view name) {
    for (const WeightRule& rule : state_->names.rules)
      if (const std::string_view block = blockOf(rule.inFile, name); !block.empty()) return block;
    return std::string_view();
  };
  std::set<std::string_view> blocksTaken;
  for (const auto& [name, use] : state_->uses)
    if (!use.partsTaken.empty()) blocksTaken.insert(blockOfAny(name));
  std::vector<std::string> notUsed;
  for (const auto& [name, use] : state_->uses) {
    const bool taken = !use.partsTaken.empty();
    if (taken && static_cast<int>(use.partsTaken.size()) != use.parts)
      fail(path().string(), ": of tensor ", inQuotes(use.tensor->name), " only ", use.partsTaken.size(), " of ",
           use.parts, " parts are used");
    if (taken || state_->ignorable(name)) continue;
    if (const std::string_view block = blockOfAny(name); !block.empty() && blocksTaken.contains(block))
      fail(path().string(), ": tensor ", inQuotes(use.tensor->name), " of shape ", toString(use.tensor->shape),
           " is not used by the architecture that config.json names; this is another model than it says");
    notUsed.push_back(use.tensor->name);
  }
  return notUsed;
}

std::uint64_t Weights::elementsTaken() const {
  std::uint64_t elements = 0;
  for (const auto& [name, use] : state_->uses)
    if (use.taken) elements += static_cast<std::uint64_t>(use.tensor->elements());
  return elements;
}

const StoredTensors& Weights::file() const { return state_->file; }

const std::filesystem::path& Weights::path() const { return state_->file.path(); }

}  // namespace headlight::io
