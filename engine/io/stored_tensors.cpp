#include "io/stored_tensors.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "base/error.h"
#include "io/hash.h"
#include "io/in_quotes.h"
#include "io/model_files.h"
#include "io/torch_file.h"

namespace headlight::io {

template <class Opened>
void StoredTensors::add(Opened file) {
  const auto owner = std::make_shared<const Opened>(std::move(file));
  files_.push_back({owner->path().filename().string(), owner->bytes(), owner});
  for (const StoredTensor& tensor : owner->tensors()) {
    const auto [at, fresh] = index_.emplace(tensor.name, tensors_.size());
    if (!fresh)
      fail(path_.string(), ": tensor ", inQuotes(tensor.name), " lies in two of its files, ",
           std::filesystem::path(tensors_[at->second].file).filename().string(), " and ", files_.back().name);
    tensors_.push_back(tensor);
  }
}

StoredTensors::StoredTensors(SafeTensors file) : path_(file.path()) { add(std::move(file)); }

void StoredTensors::addFile(const std::filesystem::path& file) {
  if (file.extension() == ".safetensors")
    add(SafeTensors::open(file));
  else
    add(TorchFile::open(file));
}

StoredTensors StoredTensors::open(const std::filesystem::path& weights) {
  StoredTensors opened(weights);
  if (!weights.filename().string().ends_with(".index.json")) {
    opened.addFile(weights);
    return opened;
  }
  const std::vector<ShardEntry> entries = readShardIndex(weights);
  std::vector<std::filesystem::path> shards;
  for (const ShardEntry& entry : entries) shards.push_back(entry.shard);
  std::sort(shards.begin(), shards.end());
  shards.erase(std::unique(shards.begin(), shards.end()), shards.end());
  for (const std::filesystem::path& shard : shards) opened.addFile(shard);
  for (const ShardEntry& entry : entries) {
    const StoredTensor* tensor = opened.find(entry.tensor);
    if (!tensor || tensor->file != entry.shard.string())
      fail(weights.string(), ": says that tensor ", inQuotes(entry.tensor), " lies in ",
           inQuotes(entry.shard.filename().string()), ", which does not have it; the parts are of different models");
  }
  return opened;
}

const StoredTensor* StoredTensors::find(std::string_view name) const {
  const auto found = index_.find(name);
  return found == index_.end() ? nullptr : &tensors_[found->second];
}

std::uint64_t StoredTensors::bytesOnDisk() const {
  std::uint64_t sum = 0;
  for (const File& file : files_) sum += file.bytes.size();
  return sum;
}

std::string StoredTensors::mainType() const {
  std::map<std::string, std::size_t> bytes;
  for (const StoredTensor& tensor : tensors_) bytes[tensor.typeName] += tensor.bytes.size();
  std::string most;
  for (const auto& [type, sum] : bytes)
    if (most.empty() || sum > bytes[most]) most = type;
  for (char& letter : most) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return most;
}

std::string StoredTensors::contentHash(std::stop_token stop) const {
  constexpr std::size_t piece = std::size_t{16} << 20;
  const auto hashOf = [&](std::span<const std::byte> bytes) {
    ContentHasher hasher;
    while (!bytes.empty() && !stop.stop_requested()) {
      const auto part = bytes.first(std::min(piece, bytes.size()));
      hasher.update(part);
      bytes = bytes.subspan(part.size());
    }
    return hasher.text();
  };
  std::string hash, all;
  for (const File& file : files_) {
    hash = hashOf(file.bytes);
    all += file.name + " " + hash + "\n";
  }
  if (stop.stop_requested()) return {};
  return files_.size() == 1 ? hash : io::contentHash(std::as_bytes(std::span(all)));
}

}  // namespace headlight::io
