#pragma once

#include <QImage>
#include <QJsonArray>
#include <QList>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>
#include <memory>

namespace headlight::ui {

/// A sentence or a picture that shows something, with one line on what to look for.
struct ShelfEntry {
  QString text;     ///< empty: it is a picture
  QString second;   ///< of a pair, beside the text; empty: none
  QString picture;  ///< its file
  QString look;
  int own = -1;  ///< its place among those that the teacher put there; -1: it came with the program
};

/// What is on the shelf for one model, and what could not be read, one sentence each.
struct ShelfContents {
  QList<ShelfEntry> entries;
  QStringList problems;
};

/// Sentences and pictures always at hand: those that came with the program (assets/samples/NAME.json, "shelf") and the
/// teacher's own, in `shelf.json` of a folder, pictures as files beside it. UI thread.
class Shelf {
 public:
  /// Empty: what is put there is kept for this run only.
  explicit Shelf(QString folder);

  /// For the model of that folder. A file that cannot be read is a problem, and the rest is there.
  ShelfContents contents(const QString& model) const;
  /// Puts it on the shelf of that model. Throws Error with one sentence where it cannot be kept; what is in a file that
  /// cannot be read stays as it is.
  void add(const QString& model, const ShelfEntry& entry, const QImage& picture = {});
  /// Takes the own entry of that place off again. Throws Error.
  void remove(int own);
  QString file() const;

 private:
  QJsonArray ownEntries() const;
  void write(const QJsonArray& entries) const;

  std::unique_ptr<QTemporaryDir> forThisRun_;
  QString folder_;
};

/// Where the teacher's shelf is kept.
QString shelfFolder();

}  // namespace headlight::ui
