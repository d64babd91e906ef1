#pragma once

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <filesystem>

#include "fixture.h"

namespace headlight::ui {

/// The window on the tiny models that tests/vectors has, with a tokenizer of letters: ids 0 to 4 are special ([PAD],
/// [UNK], [CLS], [SEP], [MASK]), 5 to 30 are a to z, 31 is the space, and so on up to `vocabulary`.
class RecordedModelsTest : public WindowTest {
 protected:
  RecordedModelsTest() { options.text = QStringLiteral("the cat sat"); }

  std::filesystem::path recorded(const std::string& name, int vocabulary = 41) {
    namespace fs = std::filesystem;
    const fs::path from = fs::path(HEADLIGHT_TESTS_DIR) / "vectors" / name, where = folder.path() / name;
    fs::create_directories(where);
    for (const char* file : {"config.json", "model.safetensors"})
      fs::copy_file(from / file, where / file, fs::copy_options::overwrite_existing);
    writeLetters(where, vocabulary);
    return where;
  }
  void openRecorded(const std::string& name) {
    options.model = QString::fromStdString(recorded(name).string());
    open();
    ASSERT_TRUE(window->shownTrace());
  }

  static void writeLetters(const std::filesystem::path& where, int vocabulary) {
    QJsonObject ids;
    QJsonArray added;
    QStringList pieces{QStringLiteral("[PAD]"), QStringLiteral("[UNK]"), QStringLiteral("[CLS]"),
                       QStringLiteral("[SEP]"), QStringLiteral("[MASK]")};
    const auto specials = pieces.size();
    for (char c = 'a'; c <= 'z'; ++c) pieces << QString(QLatin1Char(c));
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
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(QJsonDocument(tokenizer).toJson());
  }
};

}  // namespace headlight::ui
