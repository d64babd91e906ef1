#include "options.h"

#include <CLI/CLI.hpp>
#include <cctype>
#include <charconv>
#include <iostream>
#include <map>
#include <vector>

#include "commands.h"
#include "generation/generation_config.h"

namespace headlight::app {
namespace {

constexpr const char* modelHelp =
    "A Hugging Face model folder, a weights file in one, or the name of a bundled or downloaded model (see `headlight "
    "models`)";

void addDevice(CLI::App& command, Options& options) {
  command.add_option("--device", options.device, "auto, cpu, vulkan or vulkan:N (see `headlight devices`)");
  command.add_option("--threads", options.threads, "Threads of the CPU; 0: all")->check(CLI::Range(0, 1024));
  command
      .add_option("--weights", options.weights,
                  "How weights are kept: f32 (the reference), or f16 or bf16 in half the memory")
      ->transform([](const std::string& name) {
        const auto storage = parseWeightStorage(name);
        if (!storage) throw CLI::ValidationError("--weights", "expected f32, f16 or bf16, got " + name);
        return std::to_string(static_cast<int>(*storage));
      });
}

void addInput(CLI::App& command, Options& options) {
  command.add_option("MODEL,--model", options.model, modelHelp)->required();
  // A named group that wants exactly one of these; its options stand among the command's own.
  CLI::Option_group* input = command.add_option_group("input", "One of");
  input->add_option("--text", options.text, "The text; \"-\" reads standard input without its last newline");
  input->add_option("--text-file", options.textFile, "A file with the text, read without its last newline");
  input->add_option("--ids", options.ids, "Token ids instead of a text, exactly as the model gets them: 2,1,0");
  input->add_option("--image", options.image, "A picture for an image model: PNG, JPEG, WebP, BMP, TGA or GIF");
  CLI::Option_group* named = input->add_option_group("named", "Or each text by its name");
  named
      ->add_option_function<std::vector<std::string>>(
          "--input",
          [&options](const std::vector<std::string>& all) {
            for (const std::string& one : all) {
              const std::size_t equals = one.find('=');
              if (equals == 0 || equals == std::string::npos)
                throw CLI::ValidationError("--input", "expected NAME=TEXT, or NAME=FILE of a picture, got " + one);
              options.inputs.emplace_back(one.substr(0, equals), one.substr(equals + 1));
            }
          },
          "What the input of that name reads, once for each input of a model with several: source=\"The owl\"")
      ->type_name("NAME=TEXT")
      ->allow_extra_args(false);
  for (const char* name : {"source", "target"})
    named
        ->add_option_function<std::string>(
            std::string("--") + name,
            [&options, name](const std::string& text) { options.inputs.emplace_back(name, text); },
            std::string("The same as --input ") + name + "=TEXT")
        ->type_name("TEXT");
  input->require_option(1);
  command.add_option("--pair", options.pair,
                     "The second text, of a model that reads two as one: a sentence that may follow, the text that a "
                     "question is about");
}

void addGeneration(CLI::App& command, Options& options) {
  command
      .add_option("--beams", options.beams,
                  "How many texts are searched side by side; 1: the likeliest token each time")
      ->check(CLI::Range(1, GenerationConfig::mostBeams));
  command.add_option("--length-penalty", options.lengthPenalty,
                     "Of beams: ended texts count their log-probability / tokens^X");
  command
      .add_option("--early-stopping", options.earlyStopping,
                  "Of beams: true ends when as many texts ended, false when a better one is unlikely, never when none "
                  "can come")
      ->check(CLI::IsMember({"true", "false", "never"}));
  command.add_option("--max-new-tokens", options.maxNewTokens, "Where it stops in any case")
      ->check(CLI::Range(1, 1000000));
  // Each of these draws tokens.
  command.add_option("--temperature", options.temperature, "Draw tokens, logits divided by X")
      ->check(CLI::Range(0.01, 100.0));
  command.add_option("--top-k", options.topK, "Draw from the K likeliest tokens; 0: from all")
      ->check(CLI::Range(0, 1000000));
  command.add_option("--top-p", options.topP, "Draw from the likeliest tokens that have this much of the probability")
      ->check(CLI::Range(0.0, 1.0));
  command.add_option("--seed", options.seed, "Draw, and the same tokens each time for the same seed");
  command.add_flag("--steps", options.steps, "Each token with its probability too");
  command.add_flag("--json", options.json, "As one JSON object, with every step and the tree of beams");
}

void addAttention(CLI::App& command, Options& options, const std::string& help) {
  command.add_option("--attention", options.attention,
                     help + ": encoder, decoder or cross, or as sites are named, decoder.cross_attn");
}

/// "700" or "85mm".
void readWidth(const std::string& width, Options& options) {
  double number = 0;
  const char* end = width.data() + width.size();
  const auto [stop, problem] = std::from_chars(width.data(), end, number);
  const std::string unit(stop, end);
  const auto lies = [&](double low, double high) { return problem == std::errc{} && number >= low && number <= high; };
  if (unit == "mm" && lies(40, 1000))
    options.millimetres = number;
  else if (unit.empty() && lies(200, 16384) && number == static_cast<int>(number))
    options.width = static_cast<int>(number);
  else
    throw CLI::ValidationError("--width", "expected 200 to 16384 pixels, or 40mm to 1000mm, got " + width);
}

void addChanges(CLI::App& command, Options& options) {
  command
      .add_option("--relative-bias", options.relativeBias,
                  "What if T5's bias by how far a key is from its query were multiplied by FACTOR (0: order is "
                  "forgotten), in one LAYER or all, of one STACK or both; may be given several times")
      ->type_name("[STACK.][LAYER=]FACTOR")
      ->allow_extra_args(false);
}

void addPatch(CLI::App& command, Options& options) {
  command.add_option("MODEL,--model", options.model, modelHelp)->required();
  command.add_option("--clean", options.clean, "The text (or the picture's file) that rows are taken from")->required();
  command.add_option("--corrupted", options.corrupted, "The text (or the picture's file) that they are put into")
      ->required();
  command
      .add_option("--site", options.site,
                  "What is patched: resid_pre, resid_mid, resid_post, attn_out, mlp_out, head_out, key, value ... as "
                  "headlight trace names sites, without the layer")
      ->capture_default_str();
  command.add_option("--answer", options.answer,
                     "The token (or label) whose log-probability is printed; what the clean input makes likeliest "
                     "unless named");
  command.add_option("--instead", options.instead,
                     "What its logit is compared with; what the corrupted input makes likeliest unless named");
  command
      .add_option("--row", options.row,
                  "The token of the corrupted text, from 0, after which (a masked language model: at which) the answer "
                  "is predicted; otherwise the last (the first mask token)")
      ->check(CLI::NonNegativeNumber);
  command.add_option("--out", options.out,
                     "A .csv file; or a .npy file, [2, layers, rows]: log-probability and logit difference. Without it "
                     "CSV is printed");
}

void addView(CLI::App& command, Options& options) {
  std::string help = "What is drawn";
  std::vector<std::string> ids;
  for (const auto& [id, tip] : viewNames()) {
    help += (ids.empty() ? ". " : "; ") + id + ": " + tip;
    ids.push_back(id);
  }
  CLI::Option* view = command.add_option("--view", options.view, help)->capture_default_str();
  if (!ids.empty()) view->check(CLI::IsMember(ids));
}

}  // namespace

std::optional<Options> parseCommandLine(int argc, char** argv, int& exitCode) {
  Options options;
  CLI::App program(
      "Headlight shows what a transformer attends to and what it would say next.\n"
      "Without a command it opens the window.",
      "headlight");
  program.set_version_flag("--version", "headlight " HEADLIGHT_VERSION);
  program.require_subcommand(0, 1);
  addDevice(program, options);
  program
      .add_option("FILE", options.session,
                  "A session that the window saved (.headlight), or a lesson (.headlight-lesson)")
      ->check([](const std::string& file) {
        const bool opens = file.ends_with(".headlight") || file.ends_with(".headlight-lesson");
        return opens ? std::string()
                     : "expected a command, a session file (NAME.headlight) or a lesson (NAME.headlight-lesson), got " +
                           file;
      });
  program.add_option("--model", options.model, modelHelp);
  program.add_option("--text", options.text, "The window's first text");
  program.add_option("--theme", options.theme, "light, dark, projector or system")
      ->check(CLI::IsMember({"light", "dark", "projector", "system"}));
  program
      .add_option("--language", options.language,
                  "Of the window: en or zh_CN; otherwise the last run's or the desktop's")
      ->check(CLI::IsMember({"en", "zh_CN"}));
  program.add_flag("--fresh", options.fresh,
                   "Forget the layout and text of earlier runs, and keep nothing of this one");

  CLI::App* predict =
      program.add_subcommand("predict", "Print the likeliest next tokens, tokens in place of a mask, or labels");
  addInput(*predict, options);
  addDevice(*predict, options);
  addChanges(*predict, options);
  addAttention(*predict, options, "Say also where the token before looks, the mean of a layer's heads");
  predict->add_option("--layer", options.attentionLayer, "Of that attention, from 0; the last unless named")
      ->check(CLI::NonNegativeNumber);
  predict->add_option("--top", options.top, "How many")->check(CLI::Range(1, 1000000))->capture_default_str();
  predict
      ->add_option("--row", options.row,
                   "The token, from 0, after which (a masked language model: at which) to predict; otherwise the last "
                   "(the first mask token)")
      ->check(CLI::NonNegativeNumber);
  predict->add_flag("--json", options.json, "As one JSON object");

  CLI::App* generate = program.add_subcommand(
      "generate", "Write a text on, or the target of a source (headlight translate is the same command)");
  generate->alias("translate");
  addInput(*generate, options);
  addDevice(*generate, options);
  addChanges(*generate, options);
  addGeneration(*generate, options);

  CLI::App* trace = program.add_subcommand("trace", "Write every intermediate tensor to a file for numpy.load");
  addInput(*trace, options);
  addDevice(*trace, options);
  addChanges(*trace, options);
  trace->add_option("--out", options.out, "The .npz file to write")->required();
  addAttention(*trace, options, "Only what this attention computes");

  CLI::App* heads = program.add_subcommand(
      "heads",
      "Say of every head, as CSV, how much of its weight lies where: on the token before, on the same one ...");
  addInput(*heads, options);
  addDevice(*heads, options);
  addAttention(*heads, options, "Only the heads of this attention");

  CLI::App* patch = program.add_subcommand(
      "patch",
      "Put one row of one layer of a clean run into a corrupted one, each in turn, and say what becomes of the answer "
      "(activation patching)");
  addPatch(*patch, options);
  addDevice(*patch, options);

  CLI::App* render = program.add_subcommand("render", "Draw attention to a PNG, SVG or PDF file");
  addInput(*render, options);
  addDevice(*render, options);
  addChanges(*render, options);
  addView(*render, options);
  addAttention(*render, options, "Of a model with several, which; the first unless named");
  render->add_option("--layer", options.layer, "Of the matrix or the image, from 0")->check(CLI::NonNegativeNumber);
  render->add_option_function<std::string>(
      "--head",
      [&options](const std::string& head) {
        if (head == "mean" || head == "max") {
          options.mixedHeads = head;
          return;
        }
        const auto [stop, problem] = std::from_chars(head.data(), head.data() + head.size(), options.head);
        if (problem != std::errc{} || stop != head.data() + head.size() || options.head < 0)
          throw CLI::ValidationError("--head", "expected a number from 0 on, mean or max, got " + head);
      },
      "Of the matrix or the image, from 0; of the image also mean or max of the layer's heads");
  render->add_option("--against", options.against,
                     "Of --view compare: the text (or the picture's file) that stands beside the other as A");
  render->add_option("--beside", options.beside, "Of --view compare: another head of the same input, as LAYER,HEAD");
  render->add_option("--query", options.query,
                     "Of a picture: whose attention is shown, cls (or dist, reg0 ...) or a patch as ROW,COL from 0");
  render->add_flag("--who-looks", options.toQuery,
                   "Of a picture: how much each patch attends to the query, not where the query attends to");
  render->add_option("--out", options.out, "The .png, .svg or .pdf file to write")->required();
  render->add_option("--theme", options.theme, "light, dark or projector")
      ->check(CLI::IsMember({"light", "dark", "projector"}));
  render
      ->add_option("--range", options.range,
                   "What the colours reach to: row (each row its largest weight, unless told otherwise), own (the "
                   "head's largest), p99 (what 99 % of its weights stay below) or shared (the largest of all heads)")
      ->check(CLI::IsMember({"row", "own", "p99", "shared"}));
  render
      ->add_option_function<std::string>(
          "--width", [&options](const std::string& width) { readWidth(width, options); },
          "In pixels at scale 1, or in millimetres (85mm, a column of a paper): then nothing empty is below, and type "
          "has the size that it has in the window")
      ->type_name("PIXELS|MMmm");
  render->add_option("--height", options.height, "In pixels at scale 1")->check(CLI::Range(150, 16384));
  render->add_option("--scale", options.scale, "Pixels per pixel, for print")->check(CLI::Range(0.5, 8.0));
  render->add_option("--caption", options.caption,
                     "The words below the figure, in place of model, head and device; \"\": none");
  render->add_flag("!--no-panels", options.panels, "The main picture alone, without what stands beside and below it");
  render->add_flag("!--no-scale", options.colourScale, "Without the colour scale and its range");
  render->add_flag("--all-titles", options.allTitles,
                   "Every token has its title: the picture is drawn as wide as that takes, and made smaller");
  render->add_flag("--transparent", options.transparent, "Without a background");

  CLI::App* devices = program.add_subcommand("devices", "List what can compute here");
  addDevice(*devices, options);
  devices->add_flag("--json", options.json, "As a JSON list");

  CLI::App* models = program.add_subcommand("models", "List the bundled models and those in the Hugging Face cache");
  addDevice(*models, options);
  models->add_flag("--json", options.json, "As a JSON list");

  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    exitCode = program.exit(error) == 0 ? 0 : 2;
    return std::nullopt;
  }
  if (*predict) options.command = Options::Command::Predict;
  if (*generate) options.command = Options::Command::Generate;
  if (*trace) options.command = Options::Command::Trace;
  if (*heads) options.command = Options::Command::Heads;
  if (*patch) options.command = Options::Command::Patch;
  if (*render) options.command = Options::Command::Render;
  if (*devices) options.command = Options::Command::Devices;
  if (*models) options.command = Options::Command::Models;
  std::string end = options.out.size() < 4 ? std::string() : options.out.substr(options.out.size() - 4);
  for (char& c : end) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (*render && end != ".png" && end != ".svg" && end != ".pdf") {
    std::cerr << "--out: expected a file name that ends in .png, .svg or .pdf, got " << options.out << '\n';
    exitCode = 2;
    return std::nullopt;
  }
  if (*patch && !options.out.empty() && end != ".csv" && end != ".npy") {
    std::cerr << "--out: expected a file name that ends in .csv or .npy, got " << options.out << '\n';
    exitCode = 2;
    return std::nullopt;
  }
  return options;
}

}  // namespace headlight::app
