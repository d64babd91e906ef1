#include "ui/support/recorded_folder.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <stdexcept>

namespace headlight::ui {
namespace {

void writeLetters(const std::filesystem::path& where, int vocabulary) {
  QJsonObject ids;
  QJsonArray added;
  QStringList pieces{QStringLiteral("[PAD]"), QStringLiteral("[UNK]"), QStringLiteral("[CLS]"), QStringLiteral("[SEP]"),
                     QStringLiteral("[MASK]")};
  const auto specials = pieces.size();
  for (char c = 'a'; c <= 'z' && pieces.size() + 1 < vocabulary; ++c) pieces << QString(QLatin1Char(c));
  pieces << QString(QChar(0x0120));  // how a byte-level vocabulary writes a space
  for (char c = '!'; pieces.size() < vocabulary; ++c)
    if (c < 'a' || c > 'z') pieces << QString(QLatin1Char(c));
  for (qsizetype i = 0; i < pieces.size(); ++i) {
    ids[pieces[i]] = static_cast<int>(i);
    if (i < specials)
      added.append(QJsonObject{{"id", static_cast<int>(i)},
                               {"content", pieces[i]},
                               {"single_word", false},
                               {"lstrip", false},
                               {"rstrip", false},
                               {"normalized", false},
                               {"special", true}});
  }
  const auto special = [](const char* name) {
    return QJsonObject{{"SpecialToken", QJsonObject{{"id", name}, {"type_id", 0}}}};
  };
  const auto named = [](const char* name, int id) {
    return QJsonObject{{"id", name}, {"ids", QJsonArray{id}}, {"tokens", QJsonArray{name}}};
  };
  const QJsonObject sequence{{"Sequence", QJsonObject{{"id", "A"}, {"type_id", 0}}}};
  const QJsonObject second{{"Sequence", QJsonObject{{"id", "B"}, {"type_id", 1}}}};
  const QJsonObject level{
      {"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", true}, {"use_regex", true}};
  const QJsonObject tokenizer{
      {"version", "1.0"},
      {"truncation", QJsonValue::Null},
      {"padding", QJsonValue::Null},
      {"added_tokens", added},
      {"normalizer", QJsonValue::Null},
      {"pre_tokenizer", level},
      {"post_processor",
       QJsonObject{{"type", "TemplateProcessing"},
                   {"single", QJsonArray{special("[CLS]"), sequence, special("[SEP]")}},
                   {"pair", QJsonArray{special("[CLS]"), sequence, special("[SEP]"), second, special("[SEP]")}},
                   {"special_tokens", QJsonObject{{"[CLS]", named("[CLS]", 2)}, {"[SEP]", named("[SEP]", 3)}}}}},
      {"decoder", level},
      {"model", QJsonObject{{"type", "BPE"},
                            {"dropout", QJsonValue::Null},
                            {"unk_token", QJsonValue::Null},
                            {"continuing_subword_prefix", QJsonValue::Null},
                            {"end_of_word_suffix", QJsonValue::Null},
                            {"fuse_unk", false},
                            {"byte_fallback", false},
                            {"vocab", ids},
                            {"merges", QJsonArray{}}}}};
  QFile file(QString::fromStdString((where / "tokenizer.json").string()));
  if (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(tokenizer).toJson()) <= 0)
    throw std::runtime_error("no tokenizer could be written into " + where.string());
  // A generic class goes by the file; a BERT's own would cut words into pieces.
  QFile configured(QString::fromStdString((where / "tokenizer_config.json").string()));
  if (!configured.open(QIODevice::WriteOnly) ||
      configured.write(R"({"tokenizer_class": "PreTrainedTokenizerFast"})") <= 0)
    throw std::runtime_error("no tokenizer_config.json could be written into " + where.string());
}

}  // namespace

std::filesystem::path copyRecorded(const std::string& name, const std::filesystem::path& where) {
  namespace fs = std::filesystem;
  const fs::path from = fs::path(HEADLIGHT_TESTS_DIR) / "vectors" / name;
  fs::create_directories(where);
  for (const char* file : {"config.json", "model.safetensors"})
    fs::copy_file(from / file, where / file, fs::copy_options::overwrite_existing);
  QFile config(QString::fromStdString((where / "config.json").string()));
  if (!config.open(QIODevice::ReadOnly)) throw std::runtime_error("no config.json in " + where.string());
  const QJsonObject said = QJsonDocument::fromJson(config.readAll()).object();
  if (const QJsonValue vocabulary = said[QLatin1String("vocab_size")]; vocabulary.isDouble())
    writeLetters(where, vocabulary.toInt());  // what reads pictures has none
  return where;
}

}  // namespace headlight::ui
