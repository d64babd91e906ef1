#include "ui/panels/pipeline_strip.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>
#include <map>

#include "ui/document/sampling.h"
#include "ui/panels/numbers.h"
#include "ui/panels/stale_overlay.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

constexpr double margin = 16, wholeHeight = 78, thinHeight = 36;  // px at 100 %
constexpr int barCount = 12;

std::string sectionOf(int layer) { return "blocks." + std::to_string(layer); }

/// What leaves a block: in post-norm stacks the last norm's output.
Site leavingSite(const StackInfo& stack) { return stack.postNorm ? Site::BlockOut : Site::ResidPost; }

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

CapturePlan PipelineStrip::needs(const ModelInfo& model) const {
  CapturePlan plan;
  const StackInfo& stack = model.stacks.back();
  plan.add({stack.stack, Site::Embed, -1});
  for (int layer = 0; layer < stack.layers; ++layer) plan.add({stack.stack, leavingSite(stack), layer});
  if (!stack.postNorm) plan.add({stack.stack, Site::Final, -1});
  return plan;
}

void PipelineStrip::setShown(const ShownTrace& shown) {
  trace_ = shown.trace;
  stages_.clear();
  vectorsRead_ = false;
  if (trace_) {
    std::map<std::string, double, std::less<>> times;
    for (const OpTiming& timing : trace_->timings()) times[timing.section] += timing.milliseconds;
    const auto time = [&times](const std::string& section) {
      const auto found = times.find(section);
      return found == times.end() ? -1.0 : found->second;
    };
    const auto add = [this](Kind kind, int layer, double milliseconds) {
      Stage stage{kind, layer, {}, milliseconds, {}};
      stages_.push_back(std::move(stage));
    };
    add(Kind::Tokens, -1, -1);
    add(Kind::Embedding, -1, time("embed"));
    const ModelInfo& model = trace_->model();
    const StackInfo& stack = model.stacks.back();
    for (int layer = 0; layer < stack.layers; ++layer) add(Kind::Block, layer, time(sectionOf(layer)));
    if (!stack.postNorm) add(Kind::Norm, -1, time("final"));
    if (model.logits() > 0) add(Kind::Logits, -1, time("logits"));
    // Of answers the softmax is over the rows: none of the predicted row's two logits.
    if (model.logits() > 1 && !model.says(Says::Answer)) add(Kind::Softmax, -1, distributionMilliseconds_);
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

void PipelineStrip::place() {
  if (stages_.empty()) return;
  const auto isBlock = [](const Stage& stage) { return stage.kind == Kind::Block; };
  const int blocks = static_cast<int>(std::count_if(stages_.begin(), stages_.end(), isBlock));
  const int gaps = static_cast<int>(stages_.size()) - 1, ends = gaps - 1 - blocks;  // ends: norm, logits, softmax
  // Generous widths while there is room; a deep model squeezes the words first, then the gaps, then the blocks.
  struct Widths {
    double tokens, embedding, end, gap, minimum;
  };
  const Widths choices[] = {{92, 158, 70, 14, 96}, {82, 140, 62, 10, 44}, {70, 84, 56, 6, 30}, {56, 60, 52, 3, 8}};
  Widths chosen = choices[3];
  double block = 8;
  for (const Widths& w : choices) {
    const double room = unscaledSize(*this).width() - 2 * margin - w.tokens - w.embedding - ends * w.end - gaps * w.gap;
    block = blocks > 0 ? room / blocks : 0;
    chosen = w;
    if (block >= w.minimum) break;
  }
  block = std::clamp(block, 8.0, 420.0);
  double x = margin;
  for (Stage& stage : stages_) {
    const double wide = stage.kind == Kind::Tokens      ? chosen.tokens
                        : stage.kind == Kind::Embedding ? chosen.embedding
                        : stage.kind == Kind::Block     ? block
                                                        : chosen.end;
    stage.box = QRectF(std::round(x) + 0.5, boxTop() + 0.5, std::floor(wide) - 1, boxHeight() - 1);
    x += wide + chosen.gap;
  }
}

void PipelineStrip::readVectors() {
  // Here rather than in setShown: nothing is copied from the device for a strip that nobody sees.
  vectorsRead_ = true;
  const StackInfo& stack = trace_->model().stacks.back();
  for (Stage& stage : stages_) {
    SiteId id{stack.stack, Site::Embed, -1};
    if (stage.kind == Kind::Block)
      id = {stack.stack, leavingSite(stack), stage.layer};
    else if (stage.kind == Kind::Norm)
      id.site = Site::Final;
    else if (stage.kind != Kind::Embedding)
      continue;
    if (const Rows* rows = trace_->find(id); rows && rows->rows() > 0)
      stage.vector = rows->rowToHost(shownRow(rows->rows()));
  }
}

QString PipelineStrip::shownRowName() const {
  const int row = shownRow(trace_->rows(trace_->model().stacks.back().stack));
  const ImageInputInfo* picture = trace_->model().image();
  if (picture && row < picture->specials())
    return QString::fromStdString(picture->specialTokens[static_cast<std::size_t>(row)]);
  return tr("token %1").arg(row);
}

int PipelineStrip::shownRow(int rows) const {
  // A picture is judged by its first row, [CLS].
  if (trace_->picture()) return 0;
  const int predicted = trace_->predictedRow();
  return predicted >= 0 && predicted < rows ? predicted : rows - 1;
}

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
                     diverging(*theme_, value));
  }
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(theme_->border, 1));
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

void PipelineStrip::paintStage(QPainter& painter, const Stage& stage) const {
  const Theme& t = *theme_;
  const bool chosen = stage.kind == Kind::Block && stage.layer == selection_.layer();
  const bool hovered = hovered_ >= 0 && &stages_[static_cast<std::size_t>(hovered_)] == &stage;
  const bool head = stage.kind == Kind::Logits || stage.kind == Kind::Softmax;
  const QRectF& box = stage.box;
  const double radius = box.width() < 20 ? 3 : 6;
  painter.setBrush(t.surface);
  painter.setPen(chosen ? QPen(t.accent, 2) : QPen(head ? t.logits : hovered ? t.text : t.borderStrong, 1));
  painter.drawRoundedRect(chosen ? box.adjusted(0.5, 0.5, -0.5, -0.5) : box, radius, radius);
  if (chosen && hasFocus()) {
    painter.setPen(QPen(t.focus, 2));
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
      const int count = trace_->rows(trace_->model().stacks.back().stack);
      words = count == 1 ? tr("1 token") : tr("%1 tokens").arg(count);
      break;
    }
    case Kind::Embedding:
      words = trace_->picture() ? tr("patches + position") : tr("embedding + position");
      if (painter.fontMetrics().horizontalAdvance(words) > title.width())
        words = trace_->picture() ? tr("patches") : tr("embed");
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
    const QString number = QString::number(stage.layer);
    painter.setFont(sansFont(12, chosen ? 700 : 500));
    const bool marks = hasMarks(stage);
    if (box.width() >= 16)
      painter.drawText(marks ? title : title.adjusted(-8, 0, 8, 0),
                       marks ? Qt::AlignLeft | Qt::AlignVCenter : Qt::AlignCenter, number);
    if (marks) {
      // A block is attention, then an MLP, both beside the residual stream.
      painter.setPen(Qt::NoPen);
      painter.setBrush(t.attention);
      painter.drawRoundedRect(attentionMark(stage), 2, 2);
      painter.setBrush(Qt::NoBrush);
      painter.setPen(QPen(t.residual, 1.5));
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
  if (!vectorsRead_) readVectors();
  // The residual stream runs from the embedding to the norm; before it are ids, after it logits.
  painter.setPen(QPen(theme_->residual, 3));
  const double y = boxTop() + boxHeight() / 2;
  painter.drawLine(QPointF(stages_.front().box.right(), y), QPointF(stages_.back().box.left(), y));
  for (const Stage& stage : stages_) paintStage(painter, stage);
}

QString PipelineStrip::describe(const Stage& stage) const {
  const QString time = stage.milliseconds >= 0 ? timeText(stage.milliseconds) : tr("not measured");
  const QString vector = stage.vector.empty()
                             ? QString()
                             : tr("\nStrip: the vector of %1, %2 numbers; each cell is the mean of its "
                                  "stretch, colours are relative to the largest")
                                   .arg(shownRowName())
                                   .arg(stage.vector.size());
  switch (stage.kind) {
    case Kind::Tokens:
      if (trace_->picture())
        return tr("%1 rows: special tokens, then %2 × %3 patches")
            .arg(trace_->rows(trace_->model().stacks.back().stack))
            .arg(trace_->grid().rows)
            .arg(trace_->grid().columns);
      return tr("%1 tokens, as ids").arg(trace_->ids().size());
    case Kind::Embedding:
      return tr("Site embed, %1").arg(time) + vector;
    case Kind::Block: {
      const StackInfo& stack = trace_->model().stacks.back();
      const QString site = QString::fromStdString(toString({stack.stack, leavingSite(stack), stage.layer}));
      const QString what = stack.postNorm
                               ? tr("Block %1: attention (filled), then MLP (outlined), each added and normed: site "
                                    "%2, %3")
                               : tr("Block %1: attention (filled), then MLP (outlined): site %2, %3");
      return what.arg(QString::number(stage.layer), site, time) + vector + tr("\nClick to choose this layer");
    }
    case Kind::Norm:
      return tr("Site final, %1").arg(time) + vector;
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

bool PipelineStrip::hasMarks(const Stage& stage) { return stage.kind == Kind::Block && stage.box.width() >= 66; }

QRectF PipelineStrip::attentionMark(const Stage& stage) { return {stage.box.right() - 42, stage.box.top() + 9, 16, 8}; }

QRectF PipelineStrip::mlpMark(const Stage& stage) { return {stage.box.right() - 23, stage.box.top() + 9, 14, 8}; }

Term PipelineStrip::termOf(const Stage& stage) const {
  const bool picture = trace_->picture() != nullptr,
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
    const Stage& stage = stages_[static_cast<std::size_t>(index)];
    if (hasMarks(stage) && attentionMark(stage).adjusted(-1, -4, 1, 4).contains(at)) return Term::Attention;
    if (hasMarks(stage) && mlpMark(stage).adjusted(-1, -4, 1, 4).contains(at)) return Term::Mlp;
    return termOf(stage);
  }
  const bool onLine = std::abs(at.y() - (boxTop() + boxHeight() / 2)) <= 8;
  if (stages_.empty() || !onLine || at.x() < stages_.front().box.right() || at.x() > stages_.back().box.left())
    return std::nullopt;
  return Term::ResidualStream;
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
  const bool block = now >= 0 && stages_[static_cast<std::size_t>(now)].kind == Kind::Block;
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
  const Stage& stage = stages_[static_cast<std::size_t>(index)];
  if (stage.kind == Kind::Block) selection_.chooseHead(stage.layer, selection_.head());
}

void PipelineStrip::keyPressEvent(QKeyEvent* event) {
  const int layers = trace_ ? trace_->model().stacks.back().layers : 0;
  if (layers > 0 && (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right)) {
    const int layer = std::clamp(selection_.layer() + (event->key() == Qt::Key_Left ? -1 : 1), 0, layers - 1);
    selection_.chooseHead(layer, selection_.head());
    setAccessibleDescription(describe(stages_[static_cast<std::size_t>(2 + layer)]));
    return;
  }
  QWidget::keyPressEvent(event);
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
