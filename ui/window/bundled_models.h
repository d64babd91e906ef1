#pragma once

#include <QString>
#include <QStringList>

#include "info/input_info.h"

namespace headlight::ui {

enum class Reads { Texts, Images };

/// The name of the bundled model in that folder; empty where it is none.
QString bundledName(const QString& folder);
/// Absolute paths of the bundled models; none without assets.
QStringList bundledFolders();
/// Names of the bundled models that read texts, or images; first the one that a window starts with.
QStringList bundledNames(Reads what);
/// A bundled model by its name, any other by its folder.
QString modelName(const QString& folder);
/// The first letter as a capital.
QString capitalized(QString name);

/// Texts to start a model with: its own first one (empty, where it has none), and those that are offered.
struct TextSamples {
  QString first;
  QStringList offered;
};
TextSamples textSamplesOf(const QString& folder);
/// Files of images to start a model with: its own, else those of any model.
QStringList imageSamplesOf(const QString& folder);
/// Texts or files, as that input takes.
QStringList samplesOf(const QString& folder, const InputInfo& input);

}  // namespace headlight::ui
