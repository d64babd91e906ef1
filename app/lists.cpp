#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "commands.h"
#include "io/assets.h"
#include "io/hugging_face_cache.h"
#include "models/model_preview.h"

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
  const auto add = [&](const char* from, const std::string& name, const std::filesystem::path& folder,
                       const std::string& broken) {
    const ModelPreview preview = previewModel(folder, PreviewDepth::Names);
    nlohmann::ordered_json entry{{"name", name},
                                 {"from", from},
                                 {"family", preview.family},
                                 {"folder", folder.string()},
                                 {"bytes", preview.bytesOnDisk}};
    for (const auto& [key, value] : {std::pair{"layers", preview.layers},
                                     {"heads", preview.heads},
                                     {"width", preview.width},
                                     {"max_tokens", preview.maxTokens},
                                     {"vocabulary", preview.vocabulary}})
      if (value > 0) entry[key] = value;
    if (preview.parameters > 0) entry["parameters"] = preview.parameters;
    if (!preview.storedDType.empty()) entry["dtype"] = preview.storedDType;
    if (const std::string problem = broken.empty() ? preview.problem : broken; !problem.empty())
      entry["problem"] = problem;
    list.push_back(std::move(entry));
  };
  for (const io::BundledModel& model : io::bundledModels()) add("bundled", model.name, model.folder, {});
  for (const io::CachedModel& model : io::cachedModels())
    add("hugging_face_cache", model.id, model.folder, model.problem);
  if (options.json) {
    out << list.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
    return;
  }
  if (list.empty())
    out << "no bundled models and none in the Hugging Face cache; open any Hugging Face folder with --model\n";
  for (const auto& entry : list) {
    out << entry["name"].get<std::string>() << "  ";
    if (entry.contains("problem")) {
      out << "cannot be opened: " << entry["problem"].get<std::string>() << '\n';
      continue;
    }
    out << entry["family"].get<std::string>();
    if (entry.contains("layers") && entry.contains("heads"))
      out << ", " << entry["layers"] << " layers of " << entry["heads"] << " heads";
    if (entry.contains("max_tokens")) out << ", up to " << entry["max_tokens"] << " tokens";
    out << ", " << (entry["bytes"].get<std::uintmax_t>() + 500000) / 1000000 << " MB  "
        << entry["folder"].get<std::string>() << '\n';
  }
}

}  // namespace headlight::app
