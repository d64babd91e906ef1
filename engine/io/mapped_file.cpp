#include "io/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace headlight::io {

MappedFile::MappedFile(std::filesystem::path path) : path_(std::move(path)) {
  // O_NONBLOCK: opening a FIFO without a writer would otherwise hang instead of being refused below.
  const int file = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) fail(path_.string(), ": cannot be opened (", std::strerror(errno), ")");
  struct stat state {};
  if (::fstat(file, &state) != 0 || !S_ISREG(state.st_mode)) {
    ::close(file);
    fail(path_.string(), ": expected a regular file, found ", S_ISDIR(state.st_mode) ? "a folder" : "something else");
  }
  size_ = static_cast<std::size_t>(state.st_size);
  if (size_ > 0) {
    void* address = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file, 0);
    const int reason = errno;
    if (address == MAP_FAILED) {
      ::close(file);
      fail(path_.string(), ": ", size_, " bytes cannot be mapped (", std::strerror(reason), ")");
    }
    data_ = static_cast<const std::byte*>(address);
  }
  ::close(file);  // the mapping keeps the file
}

MappedFile::~MappedFile() {
  if (data_) ::munmap(const_cast<std::byte*>(data_), size_);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : path_(std::move(other.path_)), data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

void refuseGitLfsPointer(const MappedFile& file) {
  const std::string_view text(reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size());
  if (text.starts_with("version https://git-lfs"))
    fail(file.path().string(), ": is a Git LFS pointer, not the weights; fetch them with \"git lfs pull\"");
}

std::string readTextFile(const std::filesystem::path& path, std::size_t mostBytes) {
  const MappedFile file(path);
  if (file.bytes().size() > mostBytes)
    fail(path.string(), ": expected at most ", mostBytes, " bytes of text, found ", file.bytes().size());
  return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()};
}

}  // namespace headlight::io
