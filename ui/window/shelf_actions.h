#pragma once

#include <QObject>

#include "ui/window/shelf.h"

namespace headlight::ui {

class ImageActions;
class ShelfPanel;
class TextDocument;
class TracePanels;
struct Theme;
struct WindowContext;

/// What the shelf's panel asks for: an entry into the input, as one step of undo, and what stands in the input onto the
/// shelf. UI thread.
class ShelfActions : public QObject {
  Q_OBJECT
 public:
  /// `folder`: where the teacher's own is kept; empty: for this run only.
  ShelfActions(const WindowContext& context, ImageActions& images, TracePanels& panels, const QString& folder);
  void setTheme(const Theme& theme);
  /// Below that place of the screen.
  void open(const QRect& anchor);

 private:
  /// `problem`: why what was asked last was not done; empty: it was.
  void fill(const QString& problem = {});
  void take(const ShelfEntry& entry);
  void put(const QString& look);
  void remove(int own);
  QString model() const;
  /// Of a model that reads texts, the first of them; null where it reads none.
  TextDocument* text() const;
  /// What would be put there now, in words; empty: nothing.
  QString putting() const;

  const WindowContext& context_;
  ImageActions& images_;
  TracePanels& panels_;
  Shelf shelf_;
  ShelfPanel* panel_;
};

}  // namespace headlight::ui
