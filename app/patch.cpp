#include "session/patch_sweep.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>
#include <optional>
#include <ostream>
#include <span>
#include <sstream>

#include "base/error.h"
#include "commands.h"
#include "derived/alignment.h"
#include "io/assets.h"
#include "io/in_quotes.h"
#include "io/model_files.h"
#include "io/npz.h"

namespace headlight::app {
namespace {

/// The token of that text, or the label of that name. Throws Error where there is none, or more than one token.
std::int32_t idOf(const char* option, const std::string& name, const Opened& opened) {
  const OutputInfo& output = *opened.model->info()->output();
  if (!output.ofTokens()) {
    const auto found = std::ranges::find(output.labels, name);
    if (found == output.labels.end())
      fail(option, ": ", opened.model->info()->name, " has no label ", io::inQuotes(name),
           "; headlight predict lists them");
    return static_cast<std::int32_t>(found - output.labels.begin());
  }
  if (!opened.tokenizer) fail(option, ": ", opened.model->info()->name, " has no tokenizer, so tokens have no names");
  if (const auto whole = opened.tokenizer->idOf(name)) return *whole;
  const std::vector<text::Token> tokens = opened.tokenizer->encode(name, false);
  if (tokens.size() != 1)
    fail(option, ": expected one token, got ", io::inQuotes(name), ", which is ", tokens.size(),
         "; a word that follows a blank has it in front, as in \" ball\"");
  return tokens.front().id;
}

/// `row`: whose logits are read; nothing: the last, or the masked token's.
std::shared_ptr<const Trace> runOn(const Opened& opened, const Given& given, std::optional<int> row) {
  Request request;
  if (const auto* text = std::get_if<GivenText>(&given)) {
    request.inputs = text->input;
    if (opened.model->info()->output()->ofEveryRow()) request.predictedRow = predictedRow(opened, *text, row);
  } else {
    request.inputs = std::get<GivenPicture>(given).input;
  }
  return runModel(*opened.model, *opened.backend, request);
}

/// Empty for pictures, whose rows are counted once they have run.
std::vector<derived::AlignedRows> alignedTexts(const Given& clean, const Given& corrupted) {
  const auto *a = std::get_if<GivenText>(&clean), *b = std::get_if<GivenText>(&corrupted);
  return a && b ? derived::alignTokens(a->input.ids, b->input.ids) : std::vector<derived::AlignedRows>();
}

/// The row of the clean text beside the row of the corrupted one that --row names.
std::optional<int> cleanRow(const Options& options, const ModelInfo& model,
                            std::span<const derived::AlignedRows> rows) {
  if (!options.row) return std::nullopt;
  if (!model.output()->ofEveryRow())
    fail("--row: is for models that say something of every token; ", model.name, " says what the whole input is");
  const auto beside = std::ranges::find(rows, *options.row, &derived::AlignedRows::b);
  if (beside == rows.end()) fail("--row: the corrupted text has no row ", *options.row);
  if (!beside->both())
    fail("--row: no row of the clean text stands beside row ", *options.row, " of the corrupted one");
  return beside->a;
}

/// "blocks.0.attn.head_out" of "head_out", "attn.head_out" or "blocks.0.attn.head_out".
SiteId siteNamed(const std::string& name, StackId stack) {
  for (const char* before : {"blocks.0.", "blocks.0.attn.", ""})
    if (const auto site = parseSite(before + name, stack); site && perLayer(site->site)) return *site;
  fail("--site: there is no site ", io::inQuotes(name),
       " of every layer; expected resid_pre, resid_mid, resid_post, attn_out, mlp_out, head_out, query, key, value or "
       "block_out");
}

/// A field of a CSV file (RFC 4180).
std::string field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

void writeCsv(const PatchMap& map, const Opened& opened, const Trace& clean, const Trace& corrupted,
              std::ostream& out) {
  const StackId stack = map.site.stack;
  const auto named = [&](const Trace& trace, int row) {
    const std::span<const std::int32_t> ids = trace.ids(stack);
    return ids.empty() ? std::string() : field(shownToken(opened, ids[static_cast<std::size_t>(row)]));
  };
  out << "layer,row,token,clean_row,clean_token,log_probability,logit_difference,restored\n";
  for (int layer = 0; layer < map.layers; ++layer)
    for (std::size_t column = 0; column < map.rows.size(); ++column) {
      const derived::AlignedRows& rows = map.rows[column];
      const PatchReading& reading = map.at(layer, static_cast<int>(column));
      out << layer << ',' << rows.b << ',' << named(corrupted, rows.b) << ',' << rows.a << ',' << named(clean, rows.a)
          << ',' << reading.logProbability << ',' << reading.logitDifference << ',';
      if (const double restored = map.restored(reading); !std::isnan(restored)) out << restored;
      out << '\n';
    }
}

std::string npyOf(const PatchMap& map) {
  std::vector<float> values;
  for (const PatchReading& reading : map.readings) values.push_back(reading.logProbability);
  for (const PatchReading& reading : map.readings) values.push_back(reading.logitDifference);
  return io::npyBytes({2, map.layers, static_cast<std::int64_t>(map.rows.size())}, values);
}

std::string answerName(const Opened& opened, std::int32_t id) {
  const OutputInfo& output = *opened.model->info()->output();
  return output.ofTokens() ? shownToken(opened, id) : output.labels[static_cast<std::size_t>(id)];
}

/// On standard error: what the numbers are about.
void tellEnds(const PatchMap& map, const Opened& opened) {
  const auto end = [&](const char* name, const PatchReading& reading) {
    std::ostringstream text;
    text << "; " << name << ": log-probability " << reading.logProbability << ", logit difference "
         << reading.logitDifference;
    return text.str();
  };
  std::cerr << "headlight: " << answerName(opened, map.answer);
  if (map.instead >= 0) std::cerr << " against " << answerName(opened, map.instead);
  std::cerr << end("clean", map.source) << end("corrupted", map.target) << '\n';
}

}  // namespace

void patch(const Options& options, std::ostream& out) {
  Options clean = options, corrupted = options;
  // A text of a model that reads texts, else a picture's file.
  clean.text = clean.image = options.clean;
  corrupted.text = corrupted.image = options.corrupted;
  const std::filesystem::path folder = io::findModel(options.model);
  if (const ModelInfo info = describeModel(folder); info.inputs.size() != 1)
    fail(info.name, ": reads several inputs, and headlight patch compares models of one");
  const Opened opened = openModel(clean);
  const ModelInfo& model = *opened.model->info();
  const SiteId site = siteNamed(options.site, model.stacks.back().stack);
  if (const std::string why = whyNoPatching(model, site); !why.empty()) fail(why);
  const Given& first = opened.given.front();
  const Given other = readGiven(corrupted, model, io::findModelFiles(folder).folder, opened.tokenizers).front();
  std::vector<derived::AlignedRows> rows = alignedTexts(first, other);
  const auto source = runOn(opened, first, cleanRow(options, model, rows)), target = runOn(opened, other, options.row);
  if (rows.empty()) rows = derived::alignRows(source->rows(site.stack), target->rows(site.stack));
  PatchQuestion question{.source = source, .target = target, .site = site, .rows = std::move(rows)};
  if (options.answer) question.answer = idOf("--answer", *options.answer, opened);
  if (options.instead) question.instead = idOf("--instead", *options.instead, opened);
  const PatchMap map = patchSweep(*opened.model, *opened.backend, std::move(question));
  tellEnds(map, opened);
  if (options.out.empty()) return writeCsv(map, opened, *source, *target, out);
  std::ofstream file(options.out, std::ios::binary);
  if (options.out.ends_with(".npy") || options.out.ends_with(".NPY"))
    file << npyOf(map);
  else
    writeCsv(map, opened, *source, *target, file);
  file.close();
  if (!file) fail(options.out, ": cannot be written");
  out << options.out << ": " << map.layers << " layers, " << map.rows.size()
      << (map.rows.size() == 1 ? " row, " : " rows, ") << model.siteName(map.site) << " and its like, " << model.name
      << " on " << target->device() << '\n';
}

}  // namespace headlight::app
