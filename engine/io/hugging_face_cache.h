#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace headlight::io {

/// A model that huggingface_hub has downloaded to this machine.
struct CachedModel {
  std::string id;                ///< "openai-community/gpt2"
  std::filesystem::path folder;  ///< the snapshot: its files are links into blobs/
  std::string revision;          ///< its commit
  std::uint64_t bytes = 0;       ///< of its weights
  std::string problem;           ///< why it cannot be opened (the download was broken off, say); empty when nothing is
                                 ///< missing
};

/// The cache's folder by the environment as huggingface_hub reads it: HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, HF_HOME/hub,
/// XDG_CACHE_HOME/huggingface/hub, ~/.cache/huggingface/hub. It need not exist.
std::filesystem::path huggingFaceCacheFolder();

/// What lies there, by id; one snapshot a model: the one that refs/main names, else the newest. Models without a
/// config.json in it are left out. Nothing but this machine's disk is asked. Unreadable folders are left out too.
std::vector<CachedModel> cachedModels();
std::vector<CachedModel> cachedModels(const std::filesystem::path& cache);

}  // namespace headlight::io
