#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "commands.h"
#include "io/assets.h"
#include "io/config.h"

namespace headlight::app {

void listDevicesTo(const Options& options, std::ostream& out) {
  // "auto" needs no device to be opened; anything else is opened, which refuses what is not there.
  std::string taken;
  if (options.deviceOrAuto() != "auto") taken = makeBackend(options.deviceOrAuto(), options.threads)->deviceName();
  const std::vector<DeviceInfo> devices = listDevices();
  if (options.json) {
    auto list = nlohmann::ordered_json::array();
    for (const DeviceInfo& device : devices)
      list.push_back(
          {{"device", device.selector}, {"name", device.name}, {"type", device.type}, {"auto", device.automatic}});
    out << list.dump(2) << '\n';
    return;
  }
  std::size_t widest = 0, widestType = 0;
  for (const DeviceInfo& device : devices) {
    widest = std::max(widest, device.selector.size());
    widestType = std::max(widestType, device.type.size());
  }
  for (const DeviceInfo& device : devices)
    out << (device.automatic ? "* " : "  ") << device.selector << std::string(widest - device.selector.size() + 2, ' ')
        << device.type << std::string(widestType - device.type.size() + 2, ' ') << device.name << '\n';
  out << "* is what --device auto takes\n";
  if (!taken.empty()) out << "--device " << *options.device << " takes " << taken << '\n';
}

void listModelsTo(const Options& options, std::ostream& out) {
  if (options.deviceOrAuto() != "auto")
    makeBackend(options.deviceOrAuto(), options.threads);  // refuses what is not there
  auto list = nlohmann::ordered_json::array();
  for (const io::BundledModel& model : io::bundledModels()) {
    const io::Config config = io::Config::read(model.folder / "config.json");
    const std::uintmax_t bytes = std::filesystem::file_size(model.folder / "model.safetensors");
    nlohmann::ordered_json entry{
        {"name", model.name}, {"family", config.modelType()}, {"folder", model.folder.string()}, {"bytes", bytes}};
    for (const auto& [ours, theirs] : {std::pair{"layers", "n_layer"},
                                       {"heads", "n_head"},
                                       {"width", "n_embd"},
                                       {"max_tokens", "n_positions"},
                                       {"vocabulary", "vocab_size"}})
      if (config.has(theirs)) entry[ours] = config.integer(theirs);
    list.push_back(std::move(entry));
  }
  if (options.json) {
    out << list.dump(2) << '\n';
    return;
  }
  if (list.empty()) out << "no bundled models; open any Hugging Face folder of a GPT-2\n";
  for (const auto& entry : list) {
    out << entry["name"].get<std::string>() << "  " << entry["family"].get<std::string>();
    if (entry.contains("layers") && entry.contains("heads"))
      out << ", " << entry["layers"] << " layers of " << entry["heads"] << " heads";
    if (entry.contains("max_tokens")) out << ", up to " << entry["max_tokens"] << " tokens";
    out << ", " << (entry["bytes"].get<std::uintmax_t>() + 500000) / 1000000 << " MB  "
        << entry["folder"].get<std::string>() << '\n';
  }
}

}  // namespace headlight::app
