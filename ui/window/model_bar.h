#pragma once

#include <QToolBar>

#include "session/session.h"

class QHBoxLayout;
class QToolButton;

namespace headlight::ui {

class ElidedComboBox;
class ModelBox;
class SessionBridge;
class Settings;
struct Theme;

/// The tool bar: which model, on which device, with weights kept how; and light or dark. UI thread.
class ModelBar : public QToolBar {
  Q_OBJECT
 public:
  ModelBar(SessionBridge& bridge, Settings& settings, QWidget* parent);
  void setTheme(const Theme& theme);
  /// Bundled models, those of the recent ones that are there, and the one that serves, which becomes a recent one.
  void fillModels();
  /// `checked`: what is known of the device that serves, after its name.
  void fillDevices(const std::vector<DeviceInfo>& devices, const QString& checked);
  void focusModels();
  void focusDevices();

 signals:
  void modelChosen(const QString& folder);
  /// "Open another…"
  void anotherAsked();
  void deviceChosen(const QString& selector);
  void weightsChosen(headlight::WeightStorage storage);
  void nextThemeAsked();

 private:
  /// Names it and puts it into the row.
  template <class Combo>
  Combo* addCombo(const char* name, const QString& accessibleName, const QString& toolTip);

  SessionBridge& bridge_;
  Settings& settings_;
  QHBoxLayout* row_;
  ModelBox* models_;
  ElidedComboBox *devices_, *weights_;
  QToolButton* theme_;
};

}  // namespace headlight::ui
