#include "ui/window/model_bar.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QToolButton>

#include "ui/theme/elided.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/window/bundled_models.h"
#include "ui/window/device_check.h"
#include "ui/window/model_card.h"
#include "ui/window/model_rows.h"
#include "ui/window/session_bridge.h"
#include "ui/window/settings.h"

namespace headlight::ui {
namespace {

/// The whole bar as one widget: names are elided where it is tight, and nothing goes behind the ">>" of a tool bar.
class BarRow : public QWidget {
 public:
  explicit BarRow(QWidget* parent) : QWidget(parent) { setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred); }
  QSize sizeHint() const override { return {1, QWidget::sizeHint().height()}; }
};

}  // namespace

template <class Combo>
Combo* ModelBar::addCombo(const char* name, const QString& accessibleName, const QString& toolTip) {
  auto* combo = new Combo(this);
  combo->setObjectName(QLatin1String(name));
  combo->setAccessibleName(accessibleName);
  combo->setToolTip(toolTip);
  row_->addWidget(combo);
  return combo;
}

ModelBar::ModelBar(SessionBridge& bridge, Settings& settings, QWidget* parent)
    : QToolBar(tr("Model and device"), parent), bridge_(bridge), settings_(settings) {
  setObjectName(QStringLiteral("toolBar"));
  setMovable(false);
  setFloatable(false);
  setContextMenuPolicy(Qt::PreventContextMenu);
  auto* content = new BarRow(this);
  row_ = new QHBoxLayout(content);
  row_->setContentsMargins(9, 0, 9, 0);  // in line with the panels
  row_->setSpacing(8);
  addWidget(content);
  models_ = addCombo<ModelBox>("modelCombo", tr("Model"), tr("The model (Ctrl+O opens another)"));
  models_->setPlaceholderText(tr("No model"));
  models_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  devices_ = addCombo<ElidedComboBox>("deviceCombo", tr("Device"), tr("What computes"));
  devices_->setPlaceholderText(tr("Device"));
  devices_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  weights_ = addCombo<ElidedComboBox>(
      "weightCombo", tr("Weights"),
      tr("How weights are kept: f32 is the reference; f16 and bf16 take half the memory, and an edit of a large "
         "model half the time"));
  for (const WeightStorage storage : {WeightStorage::F32, WeightStorage::F16, WeightStorage::BF16})
    weights_->addItem(QString::fromLatin1(toString(storage)), static_cast<int>(storage));
  row_->addStretch(1);
  theme_ = new QToolButton(this);
  theme_->setObjectName(QStringLiteral("themeButton"));
  row_->addWidget(theme_);
  connect(theme_, &QToolButton::clicked, this, &ModelBar::nextThemeAsked);
  connect(models_, &QComboBox::activated, this, [this](int index) {
    const QString folder = models_->itemData(index).toString();
    if (!folder.isEmpty()) return emit modelChosen(folder);
    fillModels();  // back to the one that is open; the dialog may be cancelled
    emit anotherAsked();
  });
  connect(devices_, &QComboBox::activated, this,
          [this](int index) { emit deviceChosen(devices_->itemData(index).toString()); });
  connect(weights_, &QComboBox::activated, this,
          [this](int index) { emit weightsChosen(static_cast<WeightStorage>(weights_->itemData(index).toInt())); });
}

void ModelBar::setTheme(const Theme& theme) {
  // The button shows what it leads to.
  struct Words {
    const char* icon;
    QString name;
  };
  const auto wordsOf = [this](Ground ground) -> Words {
    switch (ground) {
      case Ground::Light:
        return {"sun", tr("Light")};
      case Ground::Dark:
        return {"moon", tr("Dark")};
      case Ground::Projector:
        break;
    }
    return {"projector", tr("For a projector: large type, thick lines")};
  };
  const Words words = wordsOf(Theme::next(theme).ground);
  theme_->setIcon(icon(QLatin1String(words.icon), theme.text));
  theme_->setAccessibleName(words.name);
  theme_->setToolTip(tr("%1 (Ctrl+T)").arg(words.name));
}

void ModelBar::fillModels() {
  const OpenModel* model = bridge_.current();
  const QSignalBlocker quiet(models_);
  models_->clear();
  models_->forgetLines();
  QStringList folders;
  const auto add = [&](const QString& folder, const QString& text) {
    if (folders.contains(folder)) return;
    folders << folder;
    models_->addItem(text, folder);
    models_->setItemData(models_->count() - 1, folder, Qt::ToolTipRole);
  };
  for (const QString& folder : bundledFolders()) add(folder, tr("%1 · built in").arg(modelName(folder)));
  if (model) {
    if (bundledName(model->folder).isEmpty()) settings_.addRecentModel(model->folder);
    add(model->folder, modelTitle(model->folder));
  }
  for (const QString& folder : settings_.recentModels())
    if (QFileInfo::exists(folder)) add(folder, modelTitle(folder));
  models_->insertSeparator(models_->count());
  models_->addItem(tr("Open another…"), QString());
  models_->setCurrentIndex(model ? static_cast<int>(folders.indexOf(model->folder)) : -1);
}

void ModelBar::fillDevices(const std::vector<DeviceInfo>& devices, const QString& checked) {
  const OpenModel* model = bridge_.current();
  const QSignalBlocker quiet(devices_);
  devices_->clear();
  int current = -1;
  for (const DeviceInfo& device : devices) {
    const QString selector = QString::fromStdString(device.selector), name = QString::fromStdString(device.name);
    const QString kind = selector.startsWith(QLatin1String("cpu")) ? QStringLiteral("cpu") : QStringLiteral("vulkan");
    devices_->addItem(deviceWords(kind, name), selector);
    const int index = devices_->count() - 1;
    devices_->setItemData(index, QStringLiteral("%1: %2, %3").arg(selector, name, QString::fromStdString(device.type)),
                          Qt::ToolTipRole);
    if (model && (model->selector == selector ||
                  (current < 0 && model->deviceKind == kind && model->deviceName.startsWith(name)))) {
      current = index;
      devices_->setItemText(index, deviceWords(kind, model->deviceName));
    }
  }
  if (model && current < 0) {
    devices_->insertItem(0, deviceWords(model->deviceKind, model->deviceName), model->selector);
    devices_->setItemData(0, model->deviceName, Qt::ToolTipRole);
    current = 0;
  }
  devices_->setCurrentIndex(current);
  if (!model) return;
  devices_->setToolTip(tr("Computes on: %1").arg(model->deviceName) + checked);
  const QSignalBlocker quietToo(weights_);
  weights_->setCurrentIndex(weights_->findData(static_cast<int>(model->storage)));
}

void ModelBar::focusModels() { models_->setFocus(); }

void ModelBar::focusDevices() { devices_->setFocus(); }

}  // namespace headlight::ui
