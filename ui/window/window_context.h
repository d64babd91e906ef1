#pragma once

class QWidget;

namespace headlight::ui {

class Document;
class MessageStrip;
class Selection;
class SessionBridge;
class Settings;
class StatusLine;

/// What the parts of the window work on and speak through. The window owns all of it and outlives its parts.
struct WindowContext {
  QWidget& window;  ///< parent of dialogs
  Settings& settings;
  Document& document;
  Selection& selection;
  SessionBridge& bridge;
  MessageStrip& messages;
  StatusLine& status;
};

}  // namespace headlight::ui
