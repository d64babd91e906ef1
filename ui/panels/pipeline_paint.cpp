// What the pipeline strip draws.
#include <QPainter>
#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/panels/numbers.h"
#include "ui/panels/pipeline_strip.h"
#include "ui/scene/colormap.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {

void PipelineStrip::paintVector(QPainter& painter, const QRectF& area, const std::vector<float>& vector) const {
  const int cells = std::max(1, std::min(static_cast<int>(area.width() / 6), static_cast<int>(vector.size())));
  std::vector<double> means(static_cast<std::size_t>(cells));
  double largest = 0;
  for (int cell = 0; cell < cells; ++cell) {
    const std::size_t begin = vector.size() * static_cast<std::size_t>(cell) / static_cast<std::size_t>(cells);
    const std::size_t end = vector.size() * static_cast<std::size_t>(cell + 1) / static_cast<std::size_t>(cells);
    double sum = 0;
    for (std::size_t i = begin; i < end; ++i) sum += vector[i];
    means[static_cast<std::size_t>(cell)] = sum / static_cast<double>(end - begin);
    largest = std::max(largest, std::abs(means[static_cast<std::size_t>(cell)]));
  }
  painter.setRenderHint(QPainter::Antialiasing, false);
  for (int cell = 0; cell < cells; ++cell) {
    const double value = largest > 0 ? means[static_cast<std::size_t>(cell)] / largest : 0;
    const int left = static_cast<int>(std::round(area.left() + area.width() * cell / cells));
    const int right = static_cast<int>(std::round(area.left() + area.width() * (cell + 1) / cells));
    painter.fillRect(QRect(left, static_cast<int>(area.top()), right - left, static_cast<int>(area.height())),
                     signedColour(theme_->ground, value));
  }
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(theme_->pen(theme_->border, 1));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(QRectF(std::floor(area.left()) - 0.5, std::floor(area.top()) - 0.5, std::round(area.width()) + 1,
                          std::floor(area.height()) + 1));
}

void PipelineStrip::paintBars(QPainter& painter, const QRectF& area, const std::vector<double>& values) const {
  if (values.empty()) return;
  // Logits have no zero of their own: bars stand on the least of those shown.
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  const double floor = values.data() == topLogits_.data() ? *least - 0.15 * (*most - *least) : 0;
  const double pitch = area.width() / barCount;
  painter.setPen(Qt::NoPen);
  painter.setBrush(theme_->logits);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double part = *most > floor ? (values[i] - floor) / (*most - floor) : 1;
    const double height = std::max(1.0, area.height() * part);
    painter.drawRect(
        QRectF(area.left() + static_cast<double>(i) * pitch, area.bottom() - height, std::max(1.0, pitch - 1), height));
  }
}

void PipelineStrip::paintStage(QPainter& painter, const PipelineStage& stage) const {
  const Theme& t = *theme_;
  const bool chosen = isChosen(stage);
  const bool hovered = hovered_ >= 0 && &stages_[static_cast<std::size_t>(hovered_)] == &stage;
  const bool head = stage.kind == Kind::Logits || stage.kind == Kind::Softmax;
  const QRectF& box = stage.box;
  const double radius = box.width() < 20 ? 3 : 6;
  painter.setBrush(t.surface);
  painter.setPen(chosen ? t.pen(t.accent, 2) : t.pen(head ? t.logits : hovered ? t.text : t.borderStrong, 1));
  painter.drawRoundedRect(chosen ? box.adjusted(0.5, 0.5, -0.5, -0.5) : box, radius, radius);
  if (chosen && hasFocus()) {
    painter.setPen(t.pen(t.focus, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), radius + 3, radius + 3);
  }

  const QRectF title(box.left() + 8, box.top() + 3, box.width() - 16, 20);
  const QRectF strip(std::round(box.left() + 8), box.top() + 26.5, std::round(box.width() - 16), 8);
  painter.setPen(head ? t.logits : t.text);
  painter.setFont(textFont(head ? TextStyle::Strong : TextStyle::Small));
  if (head) painter.setFont(sansFont(12, 600));
  QString words;
  switch (stage.kind) {
    case Kind::Tokens: {
      const int count = trace_->rows(stage.stack);
      words = count == 1 ? tr("1 token") : tr("%1 tokens").arg(count);
      break;
    }
    case Kind::Embedding:
      words = embeddingWords(stage, title.width(), painter.fontMetrics());
      break;
    case Kind::Norm:
      words = tr("norm");
      break;
    case Kind::Logits:
      words = trace_->picture() ? tr("classes") : tr("logits");
      break;
    case Kind::Softmax:
      words = tr("softmax");
      break;
    case Kind::Block:
      break;
  }
  if (stage.kind == Kind::Block) {
    const QString number = blockName(stage);
    painter.setFont(sansFont(12, chosen ? 700 : 500));
    const bool marks = hasMarks(stage);
    if (box.width() >= 16)
      painter.drawText(marks ? title : title.adjusted(-8, 0, 8, 0),
                       marks ? Qt::AlignLeft | Qt::AlignVCenter : Qt::AlignCenter, number);
    if (marks) {
      // A block is its attentions, then an MLP, all beside the residual stream.
      painter.setPen(Qt::NoPen);
      painter.setBrush(t.attention);
      for (int which = 0; which < attentionsOf(stage); ++which)
        painter.drawRoundedRect(attentionMark(stage, which), 2, 2);
      painter.setBrush(Qt::NoBrush);
      painter.setPen(t.pen(t.residual, 1.5));
      painter.drawRoundedRect(mlpMark(stage), 2, 2);
    }
  } else {
    const QRectF room = stage.kind == Kind::Tokens ? QRectF(box) : title.adjusted(-6, 0, 6, 0);
    painter.drawText(room, Qt::AlignCenter,
                     painter.fontMetrics().elidedText(words, Qt::ElideRight, static_cast<int>(room.width())));
  }
  if (isThin()) return;
  if (stage.kind == Kind::Logits)
    paintBars(painter, strip.adjusted(0, -1, 0, 1), topLogits_);
  else if (stage.kind == Kind::Softmax)
    paintBars(painter, strip.adjusted(0, -1, 0, 1), topProbabilities_);
  else if (!stage.vector.empty() && strip.width() >= 6)
    paintVector(painter, strip, stage.vector);

  if (stage.milliseconds >= 0) {
    painter.setFont(fixedFont(11));
    const QString time = timeText(stage.milliseconds);
    const int wide = painter.fontMetrics().horizontalAdvance(time);
    if (wide <= box.width() + 8) {
      painter.setPen(t.muted);
      painter.drawText(QRectF(box.left() - 6, box.bottom() + 3, box.width() + 12, 14), Qt::AlignCenter, time);
    }
  }
}

void PipelineStrip::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.scale(textScale(), textScale());
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF whole(QPointF(0, 0), unscaledSize(*this));
  painter.fillRect(QRectF(0, 0, whole.width(), 1), theme_->border);
  if (stages_.empty()) {
    painter.setFont(textFont(TextStyle::Small));
    painter.setPen(theme_->muted);
    painter.drawText(whole, Qt::AlignCenter, tr("Nothing computed yet"));
    return;
  }
  // Here rather than in setShown: nothing is copied from the device for a strip that nobody sees.
  if (!std::exchange(vectorsRead_, true)) readVectors(stages_, *trace_);
  // The residual stream of each stack runs from the embedding to the norm; before it are ids, after it logits.
  painter.setPen(theme_->pen(theme_->residual, 3));
  const double y = boxTop() + boxHeight() / 2;
  for (std::size_t i = 0; i + 1 < stages_.size(); ++i)
    if (stages_[i].stack == stages_[i + 1].stack)
      painter.drawLine(QPointF(stages_[i].box.right(), y), QPointF(stages_[i + 1].box.left(), y));
  paintMemory(painter);
  for (const PipelineStage& stage : stages_) paintStage(painter, stage);
}

void PipelineStrip::paintMemory(QPainter& painter) const {
  for (const StackInfo& stack : trace_->model().stacks) {
    if (!stack.memory) continue;
    const auto of = [](StackId id) { return [id](const PipelineStage& stage) { return stage.stack == id; }; };
    const auto last = std::find_if(stages_.rbegin(), stages_.rend(), of(*stack.memory));
    std::vector<double> blocks;
    for (const PipelineStage& stage : stages_)
      if (stage.isBlock() && stage.stack == stack.stack) blocks.push_back(stage.box.center().x());
    if (last == stages_.rend() || blocks.empty()) continue;
    // Keys and values of every cross-attention are made of those rows.
    const auto line = [&](const QColor& color, double above, double aside) {
      painter.setPen(theme_->pen(color, 2));
      const double y = last->box.top() - above, from = last->box.center().x() + aside;
      painter.drawLine(QPointF(from, last->box.top()), QPointF(from, y));
      painter.drawLine(QPointF(from, y), QPointF(blocks.back() + aside, y));
      for (const double x : blocks) painter.drawLine(QPointF(x + aside, y), QPointF(x + aside, last->box.top()));
    };
    painter.setRenderHint(QPainter::Antialiasing, false);
    line(theme_->key, isThin() ? 4 : 9, -3);
    line(theme_->value, isThin() ? 2 : 5, 3);
    painter.setRenderHint(QPainter::Antialiasing);
  }
}

}  // namespace headlight::ui
