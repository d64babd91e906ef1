#include "world.h"

#include <QDesktopServices>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QUrl>
#include <algorithm>

#include "io/assets.h"
#include "journal.h"
#include "ui/support/recorded_folder.h"

namespace headlight::ui::monkey {
namespace {

namespace fs = std::filesystem;

constexpr const char* schemes[] = {"file", "http", "https", "mailto"};

QString named(const fs::path& path) { return QString::fromStdString(path.string()); }

void write(const fs::path& where, const QByteArray& bytes) {
  QFile file(named(where));
  if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
    journal::fault(QStringLiteral("the sandbox cannot be written: %1").arg(named(where)));
}

}  // namespace

World::World(const QString& more) {
  const std::pair<const char*, const char*> places[] = {{"HOME", "home"},
                                                        {"XDG_CONFIG_HOME", "config"},
                                                        {"XDG_DATA_HOME", "data"},
                                                        {"XDG_CACHE_HOME", "cache"},
                                                        {"HF_HOME", "hf"}};
  for (const auto& [variable, name] : places) {
    fs::create_directories(at(name));
    qputenv(variable, at(name).c_str());
  }
  if (qEnvironmentVariableIsEmpty("HEADLIGHT_ASSETS")) qputenv("HEADLIGHT_ASSETS", HEADLIGHT_ASSETS_DIR);
  fs::create_directories(at("out"));
  makeModels();
  makeRefused();
  makePictures();
  makeTexts();
  if (more.isEmpty()) return;
  QDirIterator folders(more, {QStringLiteral("config.json")}, QDir::Files, QDirIterator::Subdirectories);
  QStringList found;
  while (folders.hasNext()) found << QFileInfo(folders.next()).absolutePath();
  std::sort(found.begin(), found.end());
  refused_ << found;  // most of them are; a model that opens is as welcome
}

World::~World() {
  for (const char* scheme : schemes) QDesktopServices::unsetUrlHandler(QLatin1String(scheme));
}

fs::path World::at(const char* name) const { return fs::path(folder_.path().toStdString()) / name; }

void World::makeModels() {
  for (const io::BundledModel& bundled : io::bundledModels()) bundled_ << QString::fromStdString(bundled.name);
  bundled_.sort();
  models_ = bundled_;
  for (const char* name :
       {"gpt2-tiny-f32", "gpt2-tiny-f16", "llama-gqa", "mistral-window", "qwen2-tied", "bert-tiny-mlm", "bert-tiny-ner",
        "bert-tiny-sentiment", "bert-tiny-bare", "albert-tiny-mlm", "roberta-tiny-mlm", "distilbert-tiny-ner",
        "vit-tiny", "vit-tiny-oblong", "vit-tiny-bare", "deit-tiny-teacher", "dinov2-tiny", "dinov2-registers-tiny"})
    models_ << named(copyRecorded(name, at(name)));
}

void World::makeRefused() {
  const auto made = [this](const char* name, const char* like) {
    const fs::path where = copyRecorded(like, at(name));
    refused_ << named(where);
    return where;
  };
  fs::resize_file(made("truncated", "gpt2-tiny-f32") / "model.safetensors", 3000);
  write(made("half-a-config", "bert-tiny-mlm") / "config.json", "{ \"model_type\": ");
  fs::remove(made("no-tokenizer", "bert-tiny-mlm") / "tokenizer.json");
  fs::remove(made("no-weights", "vit-tiny") / "model.safetensors");
  write(made("garbage", "vit-tiny") / "model.safetensors", QByteArray(5000, '\x7f'));
  {
    // Reads well and computes nothing finite: refused by its first pass.
    const fs::path weights = made("not-finite", "vit-tiny") / "model.safetensors";
    QFile file(named(weights));
    if (file.open(QIODevice::ReadWrite)) {
      file.seek(file.size() - 400);
      for (int i = 0; i < 100; ++i) file.write(QByteArray::fromHex("0000c07f"));
    }
  }
  refused_ << named(at("nowhere"));
  const fs::path hostile = fs::path(HEADLIGHT_TESTS_DIR) / "vectors" / "torch_files";
  QStringList files;
  for (const auto& file : fs::directory_iterator(hostile))
    if (file.path().filename().string().starts_with("hostile")) files << named(file.path());
  files.sort();
  refused_ << files;
}

void World::makePictures() {
  QStringList files;
  for (const auto& file : fs::directory_iterator(fs::path(HEADLIGHT_TESTS_DIR) / "vectors" / "pictures"))
    if (file.path().extension() != ".json" && file.path().extension() != ".bin") files << named(file.path());
  files.sort();
  pictures_ = files;
  QFile whole(files.first());
  const QByteArray bytes = whole.open(QIODevice::ReadOnly) ? whole.readAll() : QByteArray();
  write(at("half.jpg"), bytes.left(bytes.size() / 2));
  write(at("no-picture.png"), "this is a text");
  pictures_ << named(at("half.jpg")) << named(at("no-picture.png"));
}

void World::makeTexts() {
  QByteArray longText;
  for (int i = 0; i < 3000; ++i) longText += "the cat and the " + QByteArray::number(i) + (i % 9 ? " " : "\r\n");
  const std::pair<const char*, QByteArray> files[] = {
      {"short.txt", "Once upon a time there was a cat."},
      {"lines.txt", "one\r\ntwo\rthree\n\n\nfour\n"},
      {"empty.txt", ""},
      {"long.txt", longText},
      {"wide.txt", "日本語 العربية 👩‍👩‍👧‍👦 e\xcc\x81 \xef\xbb\xbf z"},
      {"bad.txt", QByteArray("abc \xff\xfe def", 11)},
      {"zeros.txt", QByteArray("a\0b\0\0c", 6)},
      {"huge.txt", QByteArray(300 << 10, 'x')},
  };
  for (const auto& [name, bytes] : files) {
    write(at(name), bytes);
    texts_ << named(at(name));
  }
}

QString World::vanishing() {
  return named(copyRecorded("gpt2-tiny-f32", at(("vanishing-" + std::to_string(vanished_ % 3)).c_str())));
}

void World::vanish() {
  std::error_code ignored;
  fs::remove_all(at(("vanishing-" + std::to_string(vanished_++ % 3)).c_str()), ignored);
}

QString World::output(int number, const QString& suffix) const {
  return named(at("out")) + QStringLiteral("/file-%1.%2").arg(number % 4).arg(suffix);
}

void World::catchLinks() {
  for (const char* scheme : schemes) QDesktopServices::setUrlHandler(QLatin1String(scheme), this, "linkAsked");
}

void World::linkAsked(const QUrl& url) { journal::add(QStringLiteral("asked to open %1").arg(url.toString())); }

}  // namespace headlight::ui::monkey
