#include "opened.h"

#include <algorithm>
#include <charconv>
#include <iostream>
#include <iterator>
#include <utility>

#include "base/error.h"
#include "info/check_input.h"
#include "io/assets.h"
#include "io/config.h"
#include "io/in_quotes.h"
#include "io/mapped_file.h"
#include "io/model_files.h"
#include "models/image_config.h"
#include "text/display_piece.h"
#include "vision/decode.h"
#include "vision/preprocess.h"

namespace headlight::app {
namespace {

/// Editors and `echo` end a text with a newline that nobody means as a token.
std::string withoutLastNewline(std::string text) {
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  return text;
}

/// On standard error, so that what is printed stays what it is.
void tellWhatIsNotRun(const ModelInfo& model) {
  if (!model.headNotRun.empty())
    std::cerr << "headlight: " << model.name << ": the head of " << model.headNotRun
              << " is not run by this version: attention only\n";
  if (model.notUsed.empty()) return;
  constexpr std::size_t most = 5;
  std::cerr << "headlight: " << model.name << ": not used:";
  for (std::size_t i = 0; i < std::min(most, model.notUsed.size()); ++i)
    std::cerr << (i > 0 ? ", " : " ") << model.notUsed[i];
  if (model.notUsed.size() > most) std::cerr << " and " << model.notUsed.size() - most << " more";
  std::cerr << '\n';
}

TextInput readInput(const Options& options, const text::Tokenizer* tokenizer, const std::string& folder) {
  TextInput input;
  if (options.ids) {
    input.fromIds = true;
    input.ids = parseIds(*options.ids);
    return input;
  }
  if (!tokenizer)
    fail(folder,
         ": has no tokenizer (tokenizer.json, or vocab.json and merges.txt), so it takes --ids instead of a text");
  if (options.textFile) {
    input.text = withoutLastNewline(io::readTextFile(*options.textFile));
  } else if (options.text == "-") {
    input.text = withoutLastNewline({std::istreambuf_iterator<char>(std::cin), {}});
  } else {
    input.text = *options.text;
  }
  for (const text::Token& token : tokenizer->encode(input.text)) input.ids.push_back(token.id);
  return input;
}

/// Decoded and preprocessed as the model's folder says: before the weights are loaded, so that a bad picture costs
/// nothing.
GivenPicture readPictureInput(const Options& options, const io::ModelFiles& files, const io::Config& config) {
  if (!options.image) fail(io::modelName(files), ": looks at pictures; give it --image FILE");
  const vision::Picture picture = vision::readPicture(*options.image);
  ModelInfo info;
  info.family = config.modelType();
  info.inputs = {imageInput(readImageConfig(config).embedding.picture)};
  vision::Preprocessor preprocessor(vision::readPreprocessConfig(files.folder, info));
  return {*options.image, picture.width, picture.height, preprocessor.input(preprocessor.seen(picture)),
          preprocessor.dropped(picture.width, picture.height)};
}

}  // namespace

std::vector<std::int32_t> parseIds(const std::string& text) {
  std::vector<std::int32_t> ids;
  std::size_t begin = 0;
  while (true) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    std::string_view item(text.data() + begin, end - begin);
    while (item.starts_with(' ')) item.remove_prefix(1);
    while (item.ends_with(' ')) item.remove_suffix(1);
    std::int32_t id = 0;
    const auto [stop, problem] = std::from_chars(item.data(), item.data() + item.size(), id);
    if (problem != std::errc{} || stop != item.data() + item.size() || id < 0)
      fail("--ids: expected whole numbers from 0 on with commas between them, as in 2,1,0, found ", io::inQuotes(item));
    ids.push_back(id);
    if (end == text.size()) return ids;
    begin = end + 1;
  }
}

Opened openModel(const Options& options) {
  Opened opened;
  opened.folder = io::findModel(options.model);
  const io::ModelFiles files = io::findModelFiles(opened.folder);
  if (text::hasTokenizer(files.folder)) opened.tokenizer = text::loadTokenizer(files.folder);
  const io::Config config = io::Config::read(files.config);
  if (isImageFamily(config.modelType())) {
    opened.tokenizer.reset();  // one that lies beside an image model is another model's
    opened.picture = readPictureInput(options, files, config);
  } else {
    if (options.image)
      fail("--image: ", io::modelName(files),
           " reads texts; give it --text, --text-file or --ids, or open an image model");
    opened.input = readInput(options, opened.tokenizer.get(), opened.folder.string());
  }
  opened.backend = makeBackend(options.deviceOrAuto(), options.threads, options.weights.value_or(WeightStorage::F32));
  opened.model = loadModel(opened.folder, *opened.backend);
  // Of a model that says nothing there is one sentence, why it cannot predict.
  if (options.command != Options::Command::Predict || opened.model->info()->output())
    tellWhatIsNotRun(*opened.model->info());
  return opened;
}

std::shared_ptr<const Trace> runOnce(const Opened& opened, CapturePlan plan, int row) {
  Request request;
  request.predictedRow = row;
  if (opened.picture)
    request.inputs = opened.picture->input;
  else
    request.inputs = TokenInput{opened.input.ids};
  request.logitsByLayer = opened.picture.has_value();
  request.plan = std::move(plan);
  if (const std::string warning = warningOf(*opened.model->info(), request.inputs); !warning.empty())
    std::cerr << "headlight: " << warning << '\n';
  return runModel(*opened.model, *opened.backend, request);
}

std::string shownToken(const Opened& opened, std::int32_t id) {
  const std::string bytes = opened.tokenizer ? opened.tokenizer->bytesOf(id) : std::string();
  return bytes.empty() ? "#" + std::to_string(id) : text::displayPiece(bytes);
}

}  // namespace headlight::app
