// preprocessor_config.json and processor_config.json, in the spellings that transformers has had for it.
#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/error.h"
#include "io/config.h"
#include "vision/preprocess.h"

namespace headlight::vision {

namespace {

/// The image processors whose arithmetic this is. Others (BEiT, ConvNeXt ...) have rules of their own.
enum class Processor { ViT, DeiT, Bit };

constexpr int mostPixelsOfASide = 16'384;

Processor processorOfFamily(const std::string& family) {
  if (family == "deit") return Processor::DeiT;
  return family.starts_with("dinov2") ? Processor::Bit : Processor::ViT;
}

/// What the classes ViTImageProcessor, DeiTImageProcessor and BitImageProcessor of transformers 5.23 have as defaults,
/// for a model of this picture size in place of 224.
PreprocessConfig defaultsOf(Processor processor, const ImageInputInfo& picture) {
  PreprocessConfig config;
  config.height = config.cropHeight = picture.height;
  config.width = config.cropWidth = picture.width;
  if (processor == Processor::ViT) return config;
  config.resample = Resampling::Bicubic;
  config.crop = true;
  if (processor == Processor::DeiT) {
    config.height = picture.height * 256 / 224;
    config.width = picture.width * 256 / 224;
  } else {
    config.shortestEdge = std::max(picture.height, picture.width);
    config.mean = {0.48145466, 0.4578275, 0.40821073};
    config.deviation = {0.26862954, 0.26130258, 0.27577711};
  }
  return config;
}

/// "ViTFeatureExtractor", "BitImageProcessorFast" and their kin.
Processor processorNamed(const io::Config& file, const std::string& name) {
  std::string_view kind = name;
  const auto drop = [&](std::string_view suffix) {
    if (kind.ends_with(suffix)) kind.remove_suffix(suffix.size());
  };
  drop("Fast");
  drop("Pil");
  drop("ImageProcessor");
  drop("FeatureExtractor");
  for (const auto& [known, processor] : {std::pair<std::string_view, Processor>{"ViT", Processor::ViT},
                                         {"DeiT", Processor::DeiT},
                                         {"Bit", Processor::Bit}})
    if (kind == known && kind.size() < name.size()) return processor;
  fail(file.name(), ": image_processor_type is \"", name,
       "\"; ViTImageProcessor, DeiTImageProcessor and BitImageProcessor are supported");
}

/// {height, width} out of an object, a list of two or one number.
std::pair<int, int> sides(const io::Config& file, const char* key) {
  if (file.isObject(key)) {
    const io::Config object = file.object(key);
    return {object.integer("height", 1, mostPixelsOfASide), object.integer("width", 1, mostPixelsOfASide)};
  }
  if (file.isList(key)) {
    const std::vector<double> list = file.numbers(key);
    const auto side = [](double v) { return v >= 1 && v <= mostPixelsOfASide && v == static_cast<int>(v); };
    if (list.size() != 2 || !side(list[0]) || !side(list[1]))
      fail(file.name(), ": ", key, " should be [height, width] in whole pixels from 1 to ", mostPixelsOfASide,
           ", found a list of ", list.size());
    return {static_cast<int>(list[0]), static_cast<int>(list[1])};
  }
  const int side = file.integer(key, 1, mostPixelsOfASide);
  return {side, side};
}

void readSize(const io::Config& file, Processor processor, PreprocessConfig& config) {
  if (!file.has("size")) return;
  config.shortestEdge.reset();
  const bool number = !file.isObject("size") && !file.isList("size");
  if (number && processor == Processor::Bit) {  // BiT's default_to_square is false
    config.shortestEdge = file.integer("size", 1, mostPixelsOfASide);
    return;
  }
  if (file.isObject("size")) {
    const io::Config object = file.object("size");
    for (const char* key : {"longest_edge", "max_height", "max_width", "min_pixels", "max_pixels"})
      if (object.has(key))
        fail(object.name(), ": ", key, " is not supported; expected height and width, or shortest_edge");
    if (object.has("shortest_edge")) {
      config.shortestEdge = object.integer("shortest_edge", 1, mostPixelsOfASide);
      return;
    }
  }
  std::tie(config.height, config.width) = sides(file, "size");
}

/// Three numbers, or one for all three channels. Of a model of one channel one number, or three equal ones, since which
/// of others would hold nobody says.
std::array<double, 3> perChannel(const io::Config& file, const char* key, const std::array<double, 3>& otherwise,
                                 int channels) {
  if (!file.has(key)) return otherwise;
  if (!file.isList(key)) {
    const double all = file.number(key);
    return {all, all, all};
  }
  const std::vector<double> list = file.numbers(key);
  if (channels == 1) {
    if (list.empty() || std::ranges::any_of(list, [&](double number) { return number != list.front(); }))
      fail(file.name(), ": ", key, " should be one number, for a model of one channel, found a list of ", list.size());
    return {list.front(), list.front(), list.front()};
  }
  if (list.size() != 3)
    fail(file.name(), ": ", key, " should be three numbers (red, green, blue), found ", list.size());
  return {list[0], list[1], list[2]};
}

/// Version 5 of transformers saves the image processor inside of processor_config.json, which wins there too
/// (image_processing_base.py, get_image_processor_dict).
std::optional<io::Config> findConfig(const std::filesystem::path& folder) {
  const std::filesystem::path inside = folder / "processor_config.json", alone = folder / "preprocessor_config.json";
  if (std::filesystem::exists(inside))
    if (const io::Config file = io::Config::read(inside); file.has("image_processor"))
      return file.object("image_processor");
  if (std::filesystem::exists(alone)) return io::Config::read(alone);
  return std::nullopt;
}

PreprocessConfig configOf(const io::Config& file, const std::string& family, int channels) {
  const char* typeKey = file.has("image_processor_type") ? "image_processor_type" : "feature_extractor_type";
  const Processor processor = file.has(typeKey) ? processorNamed(file, file.text(typeKey)) : processorOfFamily(family);
  // Keys that are missing have the class's value, which for sizes is 224 whatever the model is.
  ImageInputInfo usual;
  usual.height = usual.width = 224;
  PreprocessConfig config = defaultsOf(processor, usual);
  config.resize = file.flagOr("do_resize", config.resize);
  readSize(file, processor, config);
  config.resample = static_cast<Resampling>(file.integerOr("resample", static_cast<int>(config.resample), 0, 5));
  config.crop = file.flagOr("do_center_crop", config.crop);
  if (file.has("crop_size"))
    std::tie(config.cropHeight, config.cropWidth) = sides(file, "crop_size");
  else if (config.crop && processor == Processor::ViT)
    fail(file.name(), ": do_center_crop is true and there is no crop_size");
  config.rescale = file.flagOr("do_rescale", config.rescale);
  config.rescaleFactor = file.numberOr("rescale_factor", config.rescaleFactor);
  config.normalise = file.flagOr("do_normalize", config.normalise);
  config.mean = perChannel(file, "image_mean", config.mean, channels);
  config.deviation = perChannel(file, "image_std", config.deviation, channels);
  for (const double deviation : config.deviation)
    if (config.normalise && static_cast<float>(deviation) == 0.0f)
      fail(file.name(), ": image_std holds ", deviation, "; expected numbers that can be divided by");
  if (file.flagOr("do_pad", false)) fail(file.name(), ": do_pad is true; only false is supported");
  return config;
}

}  // namespace

PreprocessConfig readPreprocessConfig(const std::filesystem::path& folder, const ModelInfo& model) {
  const ImageInputInfo* image = model.image();
  if (!image) fail(folder.string(), ": \"", model.family, "\" takes no pictures; expected an image model");
  const std::optional<io::Config> found = findConfig(folder);
  PreprocessConfig config =
      found ? configOf(*found, model.family, image->channels) : defaultsOf(processorOfFamily(model.family), *image);
  config.channels = image->channels;
  config.patchHeight = std::max(1, image->patchHeight);
  config.patchWidth = std::max(1, image->patchWidth);
  const auto differ = [](const std::array<double, 3>& each) { return each[0] != each[1] || each[0] != each[2]; };
  if (config.channels == 1 && config.normalise && (differ(config.mean) || differ(config.deviation)))
    fail(found ? found->name() : folder.string(),
         ": has no image_mean and image_std for a model of one channel; write one number of each into "
         "preprocessor_config.json");
  return config;
}

}  // namespace headlight::vision
