#pragma once

#include <QWidget>
#include <functional>
#include <memory>
#include <vector>

namespace headlight {
struct BeamTree;
}

namespace headlight::ui {

struct Theme;

/// All that a beam search has weighed, as a tree from left to right, a column for each token: what is kept, what ended
/// as one of the best, what was dropped, each with the log-probability of the text up to there; ended texts with their
/// place and their score. Numbers are the search's own.
class BeamTreePanel : public QWidget {
  Q_OBJECT
 public:
  using Names = std::function<QString(std::int32_t)>;
  explicit BeamTreePanel(QWidget* parent = nullptr);
  void setTheme(const Theme& theme);
  /// Null: there is no beam search, and the panel says how to ask for one.
  void setTree(std::shared_ptr<const BeamTree> tree, Names names);
  const std::shared_ptr<const BeamTree>& tree() const { return tree_; }
  /// Of a node, px of the widget; the tool tip there says the whole text.
  QRect nodeRect(int node) const;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  void place();
  int nodeAt(const QPoint& at) const;
  QString textTo(int node) const;
  QString describe(int node) const;

  const Theme* theme_;
  std::shared_ptr<const BeamTree> tree_;
  Names names_;
  std::vector<QRectF> rects_;  ///< of each node, px at 100 %
  std::vector<int> rank_;      ///< of nodes at which a text ended: its place from 1 on; else 0
  std::vector<bool> best_;     ///< on the way to what is said
  QSizeF whole_;
};

}  // namespace headlight::ui
