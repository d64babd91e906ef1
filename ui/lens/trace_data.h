#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <string>
#include <vector>

#include "trace/trace.h"
#include "ui/views/view.h"

namespace headlight::ui {

/// An array as files have it, named as `headlight trace` names it.
struct DataArray {
  QString name;            ///< "blocks.4.attn.pattern"; what is no site of its own: "blocks.4.attn.scores"
  std::vector<int> shape;  ///< [rows, columns], or [layers, heads, queries, keys]
  std::vector<float> values;
  QStringList rows, columns;  ///< titles of a table's; empty: they have only numbers
};

/// What of a trace leaves the program as data.
enum class DataOf {
  Matrix,       ///< the shown head's weights [queries, keys], or after − before where `difference`
  Head,         ///< its q, k, v, scores, pattern and z
  Heads,        ///< the patterns of every head of the attention, [heads, queries, keys] of each layer
  Predictions,  ///< logits and probabilities of the row that is predicted, largest first
};

/// The sites that this takes from a trace.
std::vector<SiteId> sitesOf(DataOf what, const ModelInfo& model, const ViewState& state);
/// Throws Error naming what the trace has not. Scores are those that softmax made the weights of
/// (derived::attentionScores), NaN where a weight is 0 and where they are not known. `difference`: the matrix is after
/// − before, of `state.baseline`.
std::vector<DataArray> dataOf(DataOf what, const std::shared_ptr<const Trace>& trace, const ViewState& state,
                              bool difference = false);
/// One table, with its titles: commas for files (RFC 4180), tabs for the clipboard. Numbers have nine digits, which
/// give the same float again.
QByteArray tableText(const DataArray& table, char between);

/// The kind is the name's: .csv (one table with titles, several arrays as name, indices and value), .npy (one array) or
/// .npz, where `notes` become "headlight.json". Throws Error with one sentence.
void saveData(const std::vector<DataArray>& arrays, const QString& path, const std::string& notes);

}  // namespace headlight::ui
