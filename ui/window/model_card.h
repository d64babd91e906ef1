#pragma once

#include <QList>
#include <QString>
#include <utility>
#include <vector>

#include "models/model_preview.h"

namespace headlight::ui {

/// What is known of a model before it is loaded, as the Open dialog says it.
struct ModelCard {
  QString path;   ///< what would be opened
  QString title;  ///< "bert-base-uncased"
  QList<std::pair<QString, QString>> lines;
  QString refusal;  ///< why it cannot be opened, and what would work; empty: it can
  QString warning;  ///< it can, but: more than the free memory
};

/// Reads config.json, the headers of the weights and the tokenizer of a folder or file. `tokens`: of the text that is
/// open. Never throws; takes a moment: not for the UI thread.
ModelCard modelCard(const QString& path, WeightStorage storage, int tokens);

/// The name that the window gives a folder or file.
QString modelTitle(const QString& path);

/// A model that was found on this computer.
struct FoundModel {
  QString path;
  QString name;    ///< "google-bert/bert-base-uncased"
  QString family;  ///< "bert"; empty: not known
  quint64 bytes = 0;
};

/// The Hugging Face cache of this machine, without network. Never throws; not for the UI thread.
std::vector<FoundModel> modelsOnThisComputer();

}  // namespace headlight::ui
