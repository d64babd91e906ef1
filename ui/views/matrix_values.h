#pragma once

#include <QCoreApplication>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "trace/host_rows.h"
#include "ui/views/view.h"

namespace headlight::ui {

/// What the cells of the matrix hold.
enum class MatrixCells { Weights, Scores, Rollout };
/// Of which heads: the chosen one, or several put together.
enum class MatrixHeads { One, Mean, Largest };

struct MatrixWhat {
  MatrixCells cells = MatrixCells::Weights;
  MatrixHeads heads = MatrixHeads::One;
  bool operator==(const MatrixWhat&) const = default;
  /// The cells are the pattern of one head, as it lies in the trace.
  bool isPattern() const { return cells == MatrixCells::Weights && heads == MatrixHeads::One; }
  bool signedCells() const { return cells == MatrixCells::Scores; }
};

/// Rows of what the matrix shows, on the host. Weights of several heads are their mean or the largest of them; scores
/// are q·k/√d before softmax (derived::attentionScores), NaN where they are not known; rollout is that of Abnar and
/// Zuidema up to the shown layer (derived::attentionRollout). UI thread.
class MatrixValues {
  Q_DECLARE_TR_FUNCTIONS(headlight::ui::MatrixValues)

 public:
  /// Above so many tokens rollout is not offered: it costs their third power.
  static constexpr int rolloutTokens = 320;
  static bool canRollOut(const Trace& trace, AttentionId attention);
  /// `asked`, without what cannot be: scores are of one head, rollout is of all, and of self-attention alone.
  static MatrixWhat possible(MatrixWhat asked, const Trace& trace, const ViewState& state);
  /// Those that are put together: the pinned heads of the shown attention, or all of the shown layer where none is.
  static std::vector<PinnedHead> headsOf(const ModelInfo& model, const ViewState& state);
  /// "L4H1", "mean of L1H2 and L2H1", "rollout up to layer 4".
  static QString nameOf(MatrixWhat what, const ModelInfo& model, const ViewState& state);

  /// Every pattern that the rows are made of is in the trace.
  static bool captured(MatrixWhat what, const Trace& trace, const ViewState& state);
  /// [keys] of a row of the trace, or of the baseline. What it is made of must be captured.
  std::vector<float> row(MatrixWhat what, const Trace& trace, const ViewState& state, int row) const;
  /// q·k/√d of a row with every key; empty where it is not known.
  std::vector<float> scores(const Trace& trace, const ViewState& state, int row) const;
  void forget();

 private:
  /// A site's rows: from a device a block is downloaded once, though rows are asked for at every move of the pointer.
  const HostRows& rowsOf(const Trace& trace, const ViewState& state, SiteId site) const;
  std::vector<float> weights(const Trace& trace, const ViewState& state, const PinnedHead& head, int row) const;

  mutable std::map<std::pair<std::uint64_t, SiteId>, HostRows> rows_;                ///< by the trace's serial
  mutable std::map<std::pair<std::uint64_t, SiteId>, std::vector<float>> rollouts_;  ///< up to that pattern's layer
};

}  // namespace headlight::ui
