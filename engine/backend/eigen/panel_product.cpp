#include "backend/eigen/panel_product.h"

#include <algorithm>

namespace headlight {
namespace {

constexpr std::size_t bytesOf(panel::Stored stored) { return stored == panel::StoredF32 ? 4 : 2; }
constexpr int ceilDivide(int a, int b) { return (a + b - 1) / b; }

/// Some panels over a stretch of k: all rows, group by group.
class Turn {
 public:
  Turn(const PanelProduct& product, int depth, int count)
      : product_(product),
        depth_(depth),
        count_(count),
        lineBytes_(static_cast<std::size_t>(panel::width) * bytesOf(product.stored)),
        panelBytes_(static_cast<std::size_t>(product.in) * lineBytes_) {}

  /// k of a panel of this product.
  const std::byte* at(int panel, int depth) const {
    return product_.weights + static_cast<std::size_t>(panel) * panelBytes_ +
           static_cast<std::size_t>(depth) * lineBytes_;
  }

  /// What comes after this turn, and how it is shared out among the calls of the turn.
  void aheadIs(const std::byte* next, bool inBothPanels) {
    next_ = next;
    bothPanels_ = inBothPanels;
  }

  void run(const panel::Shape& shape, int panel) {
    const int groups = ceilDivide(product_.rows, shape.rows);
    const std::size_t stretchBytes = static_cast<std::size_t>(count_) * lineBytes_;
    panel::Step step{};
    step.xStride = product_.xStride;
    step.b = at(panel, depth_);
    step.bStride = panelBytes_;
    step.depth = count_;
    step.begin = depth_ == 0;
    step.sumStride = static_cast<std::size_t>(product_.rows) * static_cast<std::size_t>(panel::width);
    const panel::Kernel* kernels = shape.kernels[product_.stored];
    for (int group = 0, row = 0; group < groups; ++group) {
      const int rows = (product_.rows - row + groups - group - 1) / (groups - group);
      step.x = product_.x + static_cast<std::size_t>(row) * product_.xStride + depth_;
      step.sums = product_.sums + static_cast<std::size_t>(panel) * step.sumStride +
                  static_cast<std::size_t>(row) * static_cast<std::size_t>(panel::width);
      if (shape.fetch != panel::Fetch::None) {
        step.ahead = next_;
        step.aheadStride = bothPanels_ ? panelBytes_ : stretchBytes / 2;
        step.aheadStep = lineBytes_ / static_cast<std::size_t>(groups);
        next_ += stretchBytes / (shape.panels > 1 ? 1 : 2) / static_cast<std::size_t>(groups);
      }
      kernels[rows - 1](step);
      row += rows;
    }
  }

 private:
  const PanelProduct& product_;
  int depth_, count_;
  std::size_t lineBytes_, panelBytes_;
  const std::byte* next_ = nullptr;
  bool bothPanels_ = false;
};

}  // namespace

void PanelProduct::run() const {
  constexpr int floatsOfX = 65536;
  const int stretch = std::min(way.stretch, in);
  const int fits = std::max(floatsOfX / rows / stretch, 1) * stretch;
  const int depthBlock = ceilDivide(ceilDivide(in, ceilDivide(in, fits)), stretch) * stretch;
  const int side = way.shape->panels * way.turns;
  for (int depth = 0; depth < in; depth += depthBlock) {
    const int end = std::min(in, depth + depthBlock);
    for (int p = 0; p < panels; p += side) {
      const int here = std::min(side, panels - p);
      // Stretch by stretch, all rows and all panels of this side before the next: it is then still in the cache. Each
      // call fetches its share of what comes next.
      for (int k = depth; k < end; k += stretch) {
        const int count = std::min(stretch, end - k);
        Turn turn(*this, k, count);
        turn.aheadIs(k + count < end     ? turn.at(p, k + count)
                     : p + here < panels ? turn.at(p + here, depth)
                     : end < in          ? turn.at(0, end)
                                         : turn.at(panels, 0),
                     here >= 2);
        int q = p;
        for (; q + way.shape->panels <= p + here; q += way.shape->panels) turn.run(*way.shape, q);
        for (; q < p + here; ++q) turn.run(*way.single, q);
      }
    }
  }
}

}  // namespace headlight
