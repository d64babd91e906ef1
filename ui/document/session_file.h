#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QJsonObject>
#include <QString>
#include <optional>
#include <vector>

#include "generation/sampling.h"
#include "ui/document/saved_picture.h"
#include "ui/document/segments.h"
#include "ui/document/what_if.h"

namespace headlight::ui {

class Document;

/// Of the format that is written (README.md). Older ones are read, newer ones are refused.
inline constexpr int sessionVersion = 2;
/// Bytes; a file of more is refused before it is read. Two pictures of EditedPicture::mostPixels fit.
inline constexpr qint64 largestSession = 256 << 20;

/// Which model work was done with. Empty strings: not known.
struct SavedModel {
  QString folder;  ///< or a weights file
  QString name;
  QString hash;     ///< of the weights file: ModelInfo::weightsHash
  QString weights;  ///< how they were kept: "f32", "f16", "bf16"
  bool operator==(const SavedModel&) const = default;
};

/// Where a person was looking, and how it was drawn.
struct SavedPlace {
  QString view;  ///< id; empty: not known
  int layer = 0, head = 0;
  std::optional<AttentionId> attention = {};  ///< nothing: the model's first
  int lockedRow = -1;
  std::optional<bool> live = {};  ///< the target is written by the model; nothing: it has no target
  QJsonObject drawing = {};       ///< LensWidget::drawing
  bool operator==(const SavedPlace&) const = default;
};

/// Everything that a person made and saw, as files keep it.
struct SavedWork {
  std::vector<std::vector<Segment>> texts;  ///< at least one, which may be empty
  std::vector<Segment> second = {};         ///< of a pair, beside the first of them
  Sampling sampling;
  std::vector<WhatIf> whatIfs;
  std::optional<SavedPicture> picture;
  SavedModel model;
  SavedPlace place;
  QDateTime time;
  // Of work that is kept without being asked (Autosave); a session that somebody saved has none of it.
  bool closed = false;   ///< the window was closed in the ordinary way; false: it was a crash or a power cut
  QString named;         ///< the session file that it was saved to last; empty: none
  bool unsaved = false;  ///< there is more in it than in that file
};

/// What the document holds, without its image.
SavedWork workOf(Document& document);
/// Puts it into the document, without a step of undo. An image whose file is gone changes nothing.
void bringBack(const SavedWork& work, Document& document);

/// The format, and back. A picture with pixels is inside, another one is named.
QJsonObject toJson(const SavedWork& work);
/// `name` begins the sentence of the Error that is thrown for what is no work, is damaged, or is of a newer version.
SavedWork workFromJson(const QByteArray& bytes, const QString& name);

/// A session file: whole or not there. Throws Error with one sentence.
void writeSession(const SavedWork& work, const QString& path);
/// Throws Error with one sentence that names the file, what was expected and what was found.
SavedWork readSession(const QString& path);

}  // namespace headlight::ui
