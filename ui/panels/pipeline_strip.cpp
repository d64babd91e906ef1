#include "ui/panels/pipeline_strip.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "generation/sampling.h"
#include "ui/document/what_if.h"
#include "ui/panels/numbers.h"
#include "ui/panels/stale_overlay.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"
#include "ui/views/view.h"

namespace headlight::ui {
namespace {

constexpr double margin = 16, wholeHeight = 78, thinHeight = 36;  // px at 100 %

}  // namespace

PipelineStrip::PipelineStrip(Selection& selection, QWidget* parent)
    : QWidget(parent), selection_(selection), theme_(&Theme::light()) {
  setObjectName(QStringLiteral("pipelineStrip"));
  setAccessibleName(tr("The way through the model"));
  setAutoFillBackground(true);
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  setMaximumHeight(scaled(wholeHeight));
  stale_ = new StaleOverlay(this);
  connect(&selection_, &Selection::headChanged, this, qOverload<>(&QWidget::update));
}

bool PipelineStrip::isThin() const { return unscaledSize(*this).height() < wholeHeight - 1; }
double PipelineStrip::boxTop() const { return isThin() ? (unscaledSize(*this).height() - boxHeight()) / 2 : 15; }
double PipelineStrip::boxHeight() const { return isThin() ? 26 : 42; }
QSize PipelineStrip::sizeHint() const { return scaled(QSizeF(1200, thin_ ? thinHeight : wholeHeight)); }
QSize PipelineStrip::minimumSizeHint() const { return {240, scaled(thinHeight)}; }

void PipelineStrip::setThin(bool thin) {
  if (thin == thin_) return;
  thin_ = thin;
  updateGeometry();
}

void PipelineStrip::setTheme(const Theme& theme) {
  theme_ = &theme;
  QPalette colors = palette();
  colors.setColor(QPalette::Window, theme.canvas);
  setPalette(colors);
  stale_->setTheme(theme);
  update();
}

void PipelineStrip::setShown(const ShownTrace& shown) {
  trace_ = shown.trace;
  stages_.clear();
  vectorsRead_ = false;
  if (trace_) {
    stages_ = stagesOf(trace_->model());
    takeTimes(stages_, *trace_);
    if (stages_.back().kind == Kind::Softmax) stages_.back().milliseconds = distributionMilliseconds_;
  }
  place();
  update();
}

void PipelineStrip::setDistribution(const Distribution& distribution, double milliseconds) {
  topLogits_.clear();
  topProbabilities_.clear();
  for (const std::int32_t id : distribution.likeliest(barCount)) {
    topLogits_.push_back(distribution.logit(id));
    topProbabilities_.push_back(distribution.probability(id));
  }
  distributionMilliseconds_ = distribution.empty() ? -1 : milliseconds;
  if (!stages_.empty() && stages_.back().kind == Kind::Softmax) stages_.back().milliseconds = distributionMilliseconds_;
  update();
}

void PipelineStrip::setStale(bool stale, int milliseconds) { stale_->setStale(stale, milliseconds); }

void PipelineStrip::place() { placeStages(stages_, unscaledSize(*this).width(), margin, boxTop(), boxHeight()); }

StackId PipelineStrip::chosenStack() const { return shownAttention(trace_->model(), selection_.attention()).stack; }

bool PipelineStrip::isChosen(const PipelineStage& stage) const {
  return stage.isBlock() && stage.layer == selection_.layer() && stage.stack == chosenStack();
}

void PipelineStrip::choose(const PipelineStage& block) {
  const std::vector<AttentionInfo> there = trace_->model().stack(block.stack).attentions();
  if (block.stack != chosenStack() && !there.empty()) selection_.chooseAttention(there.front().id);
  selection_.chooseHead(block.layer, selection_.head());
}

QString PipelineStrip::shownRowName(StackId stack) const {
  const int row = shownRow(*trace_, stack);
  const ImageInputInfo* picture = trace_->model().imageOf(stack);
  if (picture && row < picture->specials())
    return QString::fromStdString(picture->specialTokens[static_cast<std::size_t>(row)]);
  return tr("token %1").arg(row);
}

QString PipelineStrip::blockName(const PipelineStage& block) const {
  const QString number = QString::number(block.layer);
  if (trace_->model().stacks.size() == 1) return number;
  return QString::fromStdString(trace_->model().stack(block.stack).name).left(1).toUpper() + number;
}

QString PipelineStrip::embeddingWords(const PipelineStage& stage, double room, const QFontMetrics& metrics) const {
  const TextInputInfo* text = trace_->model().textOf(stage.stack);
  if (text && (text->extrapolates || trace_->model().stack(stage.stack).recurrent))
    return metrics.horizontalAdvance(tr("embedding")) > room ? tr("embed") : tr("embedding");
  const QString words = text ? tr("embedding + position") : tr("patches + position");
  if (metrics.horizontalAdvance(words) <= room) return words;
  return text ? tr("embed") : tr("patches");
}

QString PipelineStrip::timeOf(const PipelineStage& stage) const {
  return stage.milliseconds >= 0 ? timeText(stage.milliseconds) : tr("not measured");
}

QString PipelineStrip::siteName(const PipelineStage& stage) const {
  return QString::fromStdString(trace_->model().siteName(stage.site(trace_->model())));
}

QString PipelineStrip::embeddingDescription(const PipelineStage& stage) const {
  const TextInputInfo* text = trace_->model().textOf(stage.stack);
  if (!text) return tr("Pixels of each patch as a vector, its position’s vector added: site %1, %2");
  if (trace_->model().stack(stage.stack).recurrent) return tr("A vector for each token: site %1, %2");
  if (text->extrapolates) return tr("A vector for each token; positions come in with attention: site %1, %2");
  return tr("Token and position vectors added: site %1, %2");
}

QString PipelineStrip::blockDescription(const PipelineStage& block) const {
  const StackInfo& stack = trace_->model().stack(block.stack);
  const QString name = blockName(block), site = siteName(block), time = timeOf(block);
  if (stack.recurrent && !stack.memory)
    return tr("Units %1: one runs forward, one back, row after row: site %2, %3").arg(name, site, time);
  if (stack.recurrent)
    return tr("Unit %1: what it reads of the %4 (filled), then its new state (outlined), row after row: site %2, %3")
        .arg(name, site, time, stackName(trace_->model().stack(*stack.memory)));
  if (!stack.memory)
    return (stack.postNorm
                ? tr("Block %1: attention (filled), then MLP (outlined), each added to the residual stream and "
                     "normed: site %2, %3")
                : tr("Block %1: attention (filled), then MLP (outlined), both added to the residual stream: "
                     "site %2, %3"))
        .arg(name, site, time);
  return (stack.postNorm
              ? tr("Block %1: attention to its own rows, then to the %4’s (both filled), then MLP (outlined), "
                   "each added to the residual stream and normed: site %2, %3")
              : tr("Block %1: attention to its own rows, then to the %4’s (both filled), then MLP (outlined), "
                   "each added to the residual stream: site %2, %3"))
      .arg(name, site, time, stackName(trace_->model().stack(*stack.memory)));
}

QString PipelineStrip::describe(const PipelineStage& stage) const {
  const QString time = timeOf(stage);
  const QString vector = stage.vector.empty()
                             ? QString()
                             : tr("\nStrip: the vector of %1, %2 numbers; each cell is the mean of its "
                                  "stretch, colours are relative to the largest")
                                   .arg(shownRowName(stage.stack))
                                   .arg(stage.vector.size());
  switch (stage.kind) {
    case Kind::Tokens:
      if (trace_->model().imageOf(stage.stack))
        return tr("%1 rows: special tokens, then %2 × %3 patches")
            .arg(trace_->rows(stage.stack))
            .arg(trace_->grid().rows)
            .arg(trace_->grid().columns);
      return tr("%1 tokens, as ids").arg(trace_->rows(stage.stack));
    case Kind::Embedding:
      return embeddingDescription(stage).arg(siteName(stage), time) + vector;
    case Kind::Block:
      return blockDescription(stage) + vector + tr("\nClick to choose this layer");
    case Kind::Norm:
      return tr("Site %1, %2").arg(siteName(stage), time) + vector;
    case Kind::Logits:
      return tr("%1\nBars: the %2 largest").arg(time).arg(topLogits_.size());
    case Kind::Softmax:
      return (trace_->model().output()->ofTokens() ? tr("With the sliders applied, %1\nBars: the %2 largest")
                                                   : tr("%1\nBars: the %2 largest"))
          .arg(time)
          .arg(topProbabilities_.size());
  }
  return {};
}

int PipelineStrip::attentionsOf(const PipelineStage& block) const {
  return static_cast<int>(trace_->model().stack(block.stack).attentions().size());
}

bool PipelineStrip::hasMarks(const PipelineStage& stage) const {
  return stage.isBlock() && stage.box.width() >= 48 + 18 * attentionsOf(stage);
}

QRectF PipelineStrip::attentionMark(const PipelineStage& block, int which) const {
  return {mlpMark(block).left() - 19 - 18 * (attentionsOf(block) - 1 - which), block.box.top() + 9, 16, 8};
}

QRectF PipelineStrip::mlpMark(const PipelineStage& block) {
  return {block.box.right() - 23, block.box.top() + 9, 14, 8};
}

Term PipelineStrip::termOf(const PipelineStage& stage) const {
  const bool picture = trace_->model().imageOf(stage.stack) != nullptr,
             ofTokens = !trace_->model().output() || trace_->model().output()->ofTokens();
  switch (stage.kind) {
    case Kind::Tokens:
      return picture ? Term::Patches : Term::Tokens;
    case Kind::Embedding:
      return picture ? Term::PatchEmbedding : Term::Embedding;
    case Kind::Block:
      return Term::Block;
    case Kind::Norm:
      return Term::Norm;
    case Kind::Logits:
      return ofTokens ? Term::Logits : Term::Classes;
    case Kind::Softmax:
      break;
  }
  return Term::Softmax;
}

std::optional<Term> PipelineStrip::termAt(const QPointF& point) const {
  const QPointF at = unscaled(point);
  if (const int index = stageAt(point); index >= 0) {
    const PipelineStage& stage = stages_[static_cast<std::size_t>(index)];
    for (int which = 0; hasMarks(stage) && which < attentionsOf(stage); ++which)
      if (attentionMark(stage, which).adjusted(-1, -4, 1, 4).contains(at)) return Term::Attention;
    if (hasMarks(stage) && mlpMark(stage).adjusted(-1, -4, 1, 4).contains(at)) return Term::Mlp;
    return termOf(stage);
  }
  if (std::abs(at.y() - (boxTop() + boxHeight() / 2)) > 8) return std::nullopt;
  for (std::size_t i = 0; i + 1 < stages_.size(); ++i)
    if (stages_[i].stack == stages_[i + 1].stack && at.x() >= stages_[i].box.right() &&
        at.x() <= stages_[i + 1].box.left())
      return Term::ResidualStream;
  return std::nullopt;
}

int PipelineStrip::stageAt(const QPointF& point) const {
  for (std::size_t i = 0; i < stages_.size(); ++i)
    if (stages_[i].box.adjusted(-1, -6, 1, 16).contains(unscaled(point))) return static_cast<int>(i);
  return -1;
}

void PipelineStrip::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  place();
}

void PipelineStrip::mouseMoveEvent(QMouseEvent* event) {
  const int now = stageAt(event->position());
  if (now == hovered_) return;
  hovered_ = now;
  const bool block = now >= 0 && stages_[static_cast<std::size_t>(now)].isBlock();
  setCursor(block ? Qt::PointingHandCursor : Qt::ArrowCursor);
  update();
}

void PipelineStrip::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() != QEvent::FontChange) return;
  setMaximumHeight(scaled(wholeHeight));
  place();
  updateGeometry();
}

void PipelineStrip::leaveEvent(QEvent*) {
  hovered_ = -1;
  update();
}

void PipelineStrip::mousePressEvent(QMouseEvent* event) {
  const int index = stageAt(event->position());
  if (index < 0 || event->button() != Qt::LeftButton) return;
  const PipelineStage& stage = stages_[static_cast<std::size_t>(index)];
  if (stage.isBlock()) choose(stage);
}

void PipelineStrip::keyPressEvent(QKeyEvent* event) {
  if (event->key() != Qt::Key_Left && event->key() != Qt::Key_Right) return QWidget::keyPressEvent(event);
  const int step = event->key() == Qt::Key_Left ? -1 : 1;
  const auto chosen =
      std::find_if(stages_.begin(), stages_.end(), [this](const PipelineStage& s) { return isChosen(s); });
  const int count = static_cast<int>(stages_.size());
  int at = chosen == stages_.end() ? -1 : static_cast<int>(chosen - stages_.begin());
  if (at < 0) return QWidget::keyPressEvent(event);
  do at += step;
  while (at >= 0 && at < count && !stages_[static_cast<std::size_t>(at)].isBlock());
  if (at < 0 || at >= count) return;
  choose(stages_[static_cast<std::size_t>(at)]);
  setAccessibleDescription(describe(stages_[static_cast<std::size_t>(at)]));
}

void PipelineStrip::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  update();
}

void PipelineStrip::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  update();
}

bool PipelineStrip::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const int index = stageAt(help->pos());
    if (const auto term = termAt(help->pos())) {
      QString words = explain(*term);
      if (index >= 0) words += QLatin1Char('\n') + describe(stages_[static_cast<std::size_t>(index)]);
      QToolTip::showText(help->globalPos(), words, this, QRect(help->pos() - QPoint(12, 12), QSize(24, 24)));
    } else {
      QToolTip::hideText();
    }
    return true;
  }
  return QWidget::event(event);
}

}  // namespace headlight::ui
