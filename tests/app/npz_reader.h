#pragma once

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace headlight::test {

/// One member of an .npz as the tests need it: the shape's text ("2, 3, 4") and the raw data; for other members data
/// alone.
struct NpzMember {
  std::string type, shape, data;
  std::vector<float> floats() const {
    std::vector<float> values(data.size() / 4);
    std::memcpy(values.data(), data.data(), values.size() * 4);
    return values;
  }
  std::vector<std::int32_t> integers() const {
    std::vector<std::int32_t> values(data.size() / 4);
    std::memcpy(values.data(), data.data(), values.size() * 4);
    return values;
  }
};

/// Reads an uncompressed zip by its local headers (no zip64), written without the engine's writer.
inline std::map<std::string, NpzMember> readNpz(const std::string& bytes) {
  std::map<std::string, NpzMember> members;
  const auto number = [&](std::size_t at, std::size_t width) {
    std::uint64_t value = 0;
    for (std::size_t i = width; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes.at(at + i));
    return static_cast<std::size_t>(value);
  };
  std::size_t at = 0;
  while (bytes.compare(at, 4, "PK\3\4") == 0) {
    const std::size_t size = number(at + 22, 4), nameBytes = number(at + 26, 2), extra = number(at + 28, 2);
    if (number(at + 8, 2) != 0) throw std::runtime_error("a member is compressed");
    std::string name = bytes.substr(at + 30, nameBytes);
    at += 30 + nameBytes + extra;
    NpzMember member;
    member.data = bytes.substr(at, size);
    at += size;
    if (name.ends_with(".npy")) {
      name.resize(name.size() - 4);
      const std::size_t header =
          10 + (static_cast<unsigned char>(member.data.at(8)) | static_cast<unsigned char>(member.data.at(9)) << 8);
      const std::string text = member.data.substr(0, header);
      const std::size_t type = text.find("'descr': '") + 10, shape = text.find("'shape': (") + 10;
      member.type = text.substr(type, text.find('\'', type) - type);
      member.shape = text.substr(shape, text.find(')', shape) - shape);
      member.data.erase(0, header);
    }
    members[name] = std::move(member);
  }
  return members;
}

}  // namespace headlight::test
