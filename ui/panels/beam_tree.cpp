#include "ui/panels/beam_tree.h"

#include <QHelpEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <algorithm>

#include "generation/beam_search.h"
#include "ui/panels/beam_places.h"
#include "ui/panels/numbers.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

constexpr double nodeWidth = 58, nodeHeight = 34, across = 72, down = 39, margin = 12, headHeight = 66;
constexpr double emptyWidth = 240, emptyHeight = 76;

}  // namespace

BeamTreePanel::BeamTreePanel(QWidget* parent) : QWidget(parent), theme_(&Theme::light()) {
  setObjectName(QStringLiteral("beamTree"));
  setAccessibleName(tr("Beams: all that the search has weighed"));
  place();
}

void BeamTreePanel::setTheme(const Theme& theme) {
  theme_ = &theme;
  update();
}

void BeamTreePanel::setTree(std::shared_ptr<const BeamTree> tree, Names names) {
  tree_ = std::move(tree);
  names_ = std::move(names);
  place();
  setAccessibleDescription(tree_ && tree_->best() >= 0 ? tr("best: %1").arg(textTo(tree_->best())) : QString());
  updateGeometry();
  update();
}

void BeamTreePanel::place() {
  rects_.clear();
  rank_.clear();
  best_.clear();
  whole_ = {emptyWidth, emptyHeight};
  if (!tree_ || tree_->nodes.empty()) return;
  const auto count = tree_->nodes.size();
  rank_.resize(count, 0);
  best_.resize(count, false);
  if (tree_->best() >= 0)
    for (const int node : tree_->wayTo(tree_->best())) best_[static_cast<std::size_t>(node)] = true;
  const BeamPlaces places = beamPlaces(*tree_, best_);
  for (std::size_t node = 0; node < count; ++node) {
    rects_.emplace_back(margin + places.column[node] * across, headHeight + places.line[node] * down, nodeWidth,
                        nodeHeight);
    whole_ = whole_.expandedTo({rects_.back().right() + margin, rects_.back().bottom() + margin});
  }
  for (std::size_t place = 0; place < tree_->ended.size(); ++place)
    rank_[static_cast<std::size_t>(tree_->ended[place])] = static_cast<int>(place) + 1;
}

QSize BeamTreePanel::sizeHint() const { return scaled(whole_); }

QRect BeamTreePanel::nodeRect(int node) const {
  return node >= 0 && node < static_cast<int>(rects_.size()) ? scaled(rects_[static_cast<std::size_t>(node)]) : QRect();
}

int BeamTreePanel::nodeAt(const QPoint& at) const {
  const QPointF point = unscaled(at);
  const auto found = std::ranges::find_if(rects_, [&](const QRectF& rect) { return rect.contains(point); });
  return found == rects_.end() ? -1 : static_cast<int>(found - rects_.begin());
}

void BeamTreePanel::paintEvent(QPaintEvent*) {
  const Theme& t = *theme_;
  QPainter painter(this);
  painter.fillRect(rect(), t.surface);
  painter.scale(textScale(), textScale());
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setFont(textFont(TextStyle::Small));
  painter.setPen(t.muted);
  // As wide as the dock is at least: a wide tree is scrolled below the words.
  const QRectF head(margin, 4, emptyWidth - margin, headHeight - 8);
  if (rects_.empty()) {
    painter.drawText(QRectF(head.topLeft(), QSizeF(head.width(), emptyHeight)), Qt::TextWordWrap,
                     tr("No beam search: ask for 2 beams or more beside the target, while it is live."));
    return;
  }
  painter.drawText(head, Qt::TextWordWrap,
                   tr("Log-probability up to each token. Filled: what is said; outlined: kept; dashed: dropped; "
                      "numbered: ended, the best first."));
  for (std::size_t node = 0; node < rects_.size(); ++node) {
    const BeamNode& it = tree_->nodes[node];
    if (it.parent < 0) continue;
    const QRectF from = rects_[static_cast<std::size_t>(it.parent)], to = rects_[node];
    QPainterPath line(QPointF(from.right(), from.center().y()));
    const double middle = (from.right() + to.left()) / 2;
    line.cubicTo(middle, from.center().y(), middle, to.center().y(), to.left(), to.center().y());
    const bool dropped = it.state == BeamNode::State::Pruned;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(t.pen(best_[node] ? t.logits : dropped ? t.border : t.borderStrong, best_[node] ? 2 : 1));
    painter.drawPath(line);
  }
  for (std::size_t node = 0; node < rects_.size(); ++node) {
    const BeamNode& it = tree_->nodes[node];
    const bool dropped = it.state == BeamNode::State::Pruned;
    QPen outline(best_[node] ? t.logits : dropped ? t.borderStrong : t.text, 1);
    if (dropped) outline.setDashPattern({3, 2});
    painter.setPen(outline);
    painter.setBrush(best_[node] ? t.logits : t.surface);
    painter.drawRoundedRect(rects_[node].adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    const QColor ink = best_[node] ? t.surface : dropped ? t.muted : t.text;
    const QRectF inner = rects_[node].adjusted(5, 1, -4, -1);
    QString name = names_ ? names_(it.token) : QString::number(it.token);
    if (rank_[node] > 0) name = tr("%1. %2").arg(QString::number(rank_[node]), name);
    painter.setPen(ink);
    painter.setFont(textFont(rank_[node] > 0 ? TextStyle::Strong : TextStyle::Body));
    painter.drawText(QRectF(inner.left(), inner.top(), inner.width(), 18),
                     Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(name, Qt::ElideRight, static_cast<int>(inner.width())));
    painter.setFont(fixedFont(11));
    painter.drawText(QRectF(inner.left(), inner.bottom() - 14, inner.width(), 14), Qt::AlignLeft | Qt::AlignVCenter,
                     numberText(static_cast<double>(it.score), 2));
  }
}

QString BeamTreePanel::textTo(int node) const {
  QStringList words;
  for (const int at : tree_->wayTo(node)) {
    const std::int32_t token = tree_->nodes[static_cast<std::size_t>(at)].token;
    words << (names_ ? names_(token) : QString::number(token));
  }
  return words.join(QLatin1Char(' '));
}

QString BeamTreePanel::describe(int node) const {
  const BeamNode& it = tree_->nodes[static_cast<std::size_t>(node)];
  const QString state = it.state == BeamNode::State::Alive      ? tr("kept: a beam goes on from here")
                        : it.state == BeamNode::State::Finished ? tr("ended, among the best")
                                                                : tr("dropped");
  QString text =
      tr("%1\nlog-probability %2\n%3").arg(textTo(node), QString::number(static_cast<double>(it.score), 'f', 4), state);
  if (const int rank = rank_[static_cast<std::size_t>(node)]; rank > 0)
    text += tr("\nplace %1 of those that ended, score %2 (log-probability / tokens^length penalty)")
                .arg(rank)
                .arg(static_cast<double>(tree_->endedScores[static_cast<std::size_t>(rank) - 1]), 0, 'f', 4);
  return text;
}

bool BeamTreePanel::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const int node = nodeAt(help->pos());
  if (node < 0)
    QToolTip::hideText();
  else
    QToolTip::showText(help->globalPos(), describe(node), this, nodeRect(node));
  return true;
}

}  // namespace headlight::ui
