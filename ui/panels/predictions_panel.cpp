#include "ui/panels/predictions_panel.h"

#include <QAction>
#include <QElapsedTimer>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QRandomGenerator>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>
#include <algorithm>
#include <cmath>

#include "ui/document/document.h"
#include "ui/panels/numbers.h"
#include "ui/panels/prediction_bars.h"
#include "ui/panels/stale_overlay.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

constexpr int barCount = 10;
constexpr int keptBefore = 3;  // likeliest tokens without the what-ifs that keep a bar
constexpr int topKAll = 101;   // the slider's last step

QFrame* rule(QWidget* parent) {
  auto* line = new QFrame(parent);
  line->setObjectName(QStringLiteral("line"));
  line->setFixedHeight(1);
  return line;
}

}  // namespace

/// "Next token after “·Tom”" on the left, badge L and what the numbers are on the right.
class PredictionsPanel::Header : public QWidget {
 public:
  explicit Header(QWidget* parent) : QWidget(parent) { setFixedHeight(26); }
  const Theme* theme = &Theme::light();
  QString title;
  const QString what = tr("probability");

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(textFont(TextStyle::Small));
    painter.setPen(theme->muted);
    const int wide = painter.fontMetrics().horizontalAdvance(what);
    painter.drawText(QRectF(width() - wide - 1, 0, wide + 1, height()), Qt::AlignRight | Qt::AlignVCenter, what);
    const QRectF badge(width() - wide - 8 - 16, height() / 2.0 - 8, 16, 16);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme->logits);
    painter.drawRoundedRect(badge, 4, 4);
    painter.setPen(theme->surface);
    painter.setFont(sansFont(11, 700));
    painter.drawText(badge, Qt::AlignCenter, QStringLiteral("L"));
    painter.setPen(theme->text);
    painter.setFont(sansFont(12));
    const QRectF room(0, 0, badge.left() - 8, height());
    painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(title, Qt::ElideMiddle, static_cast<int>(room.width())));
  }
};

/// "before" with its tick, "after the what-ifs" with its bar.
class PredictionsPanel::BeforeAfter : public QWidget {
 public:
  explicit BeforeAfter(QWidget* parent) : QWidget(parent) {
    setFixedHeight(20);
    setAccessibleName(tr("Tick and outline: before the what-ifs; filled: after"));
    setToolTip(accessibleName());
  }
  const Theme* theme = &Theme::light();

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double middle = height() / 2.0;
    painter.setPen(QPen(theme->logits, 1));
    painter.drawLine(QPointF(0.5, middle - 5.5), QPointF(16, middle - 5.5));
    painter.drawLine(QPointF(0.5, middle + 5.5), QPointF(16, middle + 5.5));
    painter.fillRect(QRectF(15, middle - 8, 2, 16), theme->text);
    painter.setFont(textFont(TextStyle::Small));
    painter.setPen(theme->text);
    const QString before = tr("before"), after = tr("after the what-ifs");
    const int wide = painter.fontMetrics().horizontalAdvance(before);
    painter.drawText(QRectF(23, 0, wide + 2, height()), Qt::AlignLeft | Qt::AlignVCenter, before);
    const double x = 23 + wide + 14;
    painter.drawText(QRectF(x + 24, 0, width() - x - 24, height()), Qt::AlignLeft | Qt::AlignVCenter, after);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme->logits);
    painter.drawRoundedRect(QRectF(x, middle - 6, 18, 12), 2, 2);
  }
};

PredictionsPanel::PredictionsPanel(Document& document, Selection& selection, QWidget* parent)
    : QWidget(parent), document_(document), selection_(selection), theme_(&Theme::light()) {
  setObjectName(QStringLiteral("predictionsPanel"));
  setAttribute(Qt::WA_StyledBackground);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 8);
  layout->setSpacing(0);

  auto* top = new QVBoxLayout;
  top->setContentsMargins(16, 0, 16, 12);
  top->setSpacing(4);
  header_ = new Header(this);
  header_->setToolTip(tr("Probabilities after temperature, top-k and top-p below; hover a bar for its logit"));
  top->addWidget(header_);
  beforeAfter_ = new BeforeAfter(this);
  beforeAfter_->setObjectName(QStringLiteral("beforeAfter"));
  beforeAfter_->hide();
  top->addWidget(beforeAfter_);
  bars_ = new PredictionBars(selection, this);
  top->addWidget(bars_);
  empty_ = new QLabel(this);
  empty_->setWordWrap(true);
  empty_->hide();
  top->addWidget(empty_);
  search_ = new QLineEdit(this);
  search_->setObjectName(QStringLiteral("findToken"));
  search_->setPlaceholderText(tr("Find a token"));
  search_->setAccessibleName(tr("Find a token in the predictions"));
  search_->setToolTip(tr("Part of a token, or its id (Ctrl+F)"));
  search_->setClearButtonEnabled(true);
  top->addSpacing(4);
  top->addWidget(search_);
  layout->addLayout(top);
  layout->addWidget(rule(this));

  auto* sliders = new QGridLayout;
  sliders->setContentsMargins(16, 8, 16, 0);
  sliders->setHorizontalSpacing(8);
  sliders->setVerticalSpacing(0);
  sliders->setColumnStretch(1, 1);
  temperature_ = addSlider(sliders, 0, tr("Temperature"),
                           tr("Logits are divided by it: below 1 the likely gets likelier, above 1 the unlikely does"),
                           2, 40, temperatureValue_);
  topK_ = addSlider(sliders, 1, tr("Top-k"), tr("Only the k likeliest tokens can be drawn"), 1, topKAll, topKValue_);
  topP_ = addSlider(sliders, 2, tr("Top-p"),
                    tr("Only the smallest set of tokens with this much probability can be drawn"), 1, 100, topPValue_);
  temperature_->setObjectName(QStringLiteral("temperature"));
  topK_->setObjectName(QStringLiteral("topK"));
  topP_->setObjectName(QStringLiteral("topP"));
  layout->addLayout(sliders);

  auto* draw = new QHBoxLayout;
  draw->setContentsMargins(16, 8, 16, 8);
  draw->setSpacing(8);
  next_ = new QPushButton(tr("Next token"), this);
  next_->setObjectName(QStringLiteral("nextToken"));
  next_->setProperty("primary", true);
  next_->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  next_->setToolTip(tr("Draw the next token with this seed and append it (Ctrl+Return)"));
  auto* seedLabel = new QLabel(tr("seed"), this);
  seedLabel->setObjectName(QStringLiteral("muted"));
  seed_ = new QSpinBox(this);
  seed_->setObjectName(QStringLiteral("seed"));
  seed_->setAccessibleName(tr("Seed"));
  seed_->setButtonSymbols(QAbstractSpinBox::NoButtons);
  seed_->setFixedWidth(56);
  seed_->setRange(0, 9999);
  seed_->setToolTip(tr("The same seed and the same text draw the same tokens, on every machine"));
  dice_ = new QToolButton(this);
  dice_->setObjectName(QStringLiteral("dice"));
  dice_->setAccessibleName(tr("Another seed"));
  dice_->setToolTip(tr("Another seed"));
  draw->addWidget(next_);
  draw->addWidget(seedLabel);
  draw->addWidget(seed_);
  draw->addStretch();
  draw->addWidget(dice_);
  layout->addLayout(draw);
  layout->addStretch();

  stale_ = new StaleOverlay(this);

  connect(bars_, &PredictionBars::chosen, this,
          [this](std::int32_t id) { document_.appendToken(id, tr("choosing a token")); });
  connect(search_, &QLineEdit::textChanged, this, &PredictionsPanel::showRows);
  connect(next_, &QPushButton::clicked, this, &PredictionsPanel::drawNext);
  connect(dice_, &QToolButton::clicked, this,
          [this] { seed_->setValue(static_cast<int>(QRandomGenerator::global()->bounded(10000))); });
  for (QSlider* slider : {temperature_, topK_, topP_})
    connect(slider, &QSlider::valueChanged, this, &PredictionsPanel::editSampling);
  connect(seed_, &QSpinBox::valueChanged, this, &PredictionsPanel::editSampling);
  // Whoever edits meanwhile did not ask for more tokens behind that edit.
  connect(&document_, &Document::changed, this, [this] {
    if (!drawing_) waitingDraws_ = 0;
  });
  connect(&document_, &Document::samplingChanged, this, [this] {
    showSampling();
    recompute();
  });
  connect(&selection_, &Selection::hoverChanged, this, &PredictionsPanel::showLit);
  showSampling();
  recompute();
}

QSlider* PredictionsPanel::addSlider(QGridLayout* grid, int row, const QString& name, const QString& tip, int low,
                                     int high, QLabel*& value) {
  auto* label = new QLabel(name, this);
  label->setToolTip(tip);
  auto* slider = new QSlider(Qt::Horizontal, this);
  slider->setRange(low, high);
  slider->setAccessibleName(name);
  slider->setToolTip(tip);
  value = new QLabel(this);
  value->setFont(fixedFont(13));
  value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  value->setFixedWidth(38);
  label->setBuddy(slider);
  grid->addWidget(label, row, 0);
  grid->addWidget(slider, row, 1);
  grid->addWidget(value, row, 2);
  grid->setRowMinimumHeight(row, 26);
  return slider;
}

void PredictionsPanel::setTheme(const Theme& theme) {
  theme_ = &theme;
  setStyleSheet(QStringLiteral("#predictionsPanel { background: %3; } #line { background: %1; border: 0; } "
                               "#muted { color: %2; font-size: 12px; }")
                    .arg(theme.border.name(), theme.muted.name(), theme.surface.name()));
  header_->theme = &theme;
  beforeAfter_->theme = &theme;
  bars_->setTheme(theme);
  stale_->setTheme(theme);
  dice_->setIcon(icon(QStringLiteral("dice"), theme.text));
  for (QAction* action : search_->findChildren<QAction*>(QStringLiteral("searchIcon"))) delete action;
  QAction* lens = search_->addAction(icon(QStringLiteral("search"), theme.muted), QLineEdit::LeadingPosition);
  lens->setObjectName(QStringLiteral("searchIcon"));
  header_->update();
}

void PredictionsPanel::setTrace(std::shared_ptr<const Trace> trace, std::shared_ptr<const Trace> baseline) {
  trace_ = std::move(trace);
  baseline_ = std::move(baseline);
  recompute();
  while (waitingDraws_ > 0 && trace_ && trace_->revision() == document_.revision()) {
    // One draw per pass: each needs the logits that the one before it leads to.
    --waitingDraws_;
    drawNext();
  }
}

void PredictionsPanel::setStale(bool stale, int milliseconds) { stale_->setStale(stale, milliseconds); }

void PredictionsPanel::recompute() {
  QElapsedTimer timer;
  timer.start();
  distribution_ = trace_ ? Distribution(trace_->predictedLogits(), document_.sampling()) : Distribution();
  distributionMilliseconds_ = static_cast<double>(timer.nsecsElapsed()) / 1e6;
  before_ = baseline_ ? Distribution(baseline_->predictedLogits(), document_.sampling()) : Distribution();
  if (before_.size() != distribution_.size()) before_ = Distribution();
  beforeAfter_->setVisible(!before_.empty());
  const auto& vocabulary = document_.vocabulary();
  header_->title = trace_ && !trace_->ids().empty() && vocabulary
                       ? tr("Next token after “%1”").arg(vocabulary->shown(trace_->ids().back()))
                       : tr("Next token");
  header_->update();
  showRows();
  emit distributionChanged();
}

void PredictionsPanel::showRows() {
  std::vector<PredictionRow> rows;
  const auto& vocabulary = document_.vocabulary();
  const QString query = search_->text();
  QString nothing;
  if (!distribution_.empty() && vocabulary) {
    std::vector<std::int32_t> ids;
    const auto likelier = [this](std::int32_t a, std::int32_t b) {
      const float left = distribution_.logit(a), right = distribution_.logit(b);
      return left != right ? left > right : a < b;
    };
    if (query.isEmpty()) {
      ids = distribution_.likeliest(barCount);
      // What was likely before stays in sight, however far it fell: that is the answer to "what if".
      std::vector<std::int32_t> fallen = before_.likeliest(keptBefore);
      std::erase_if(fallen, [&ids](std::int32_t id) { return std::find(ids.begin(), ids.end(), id) != ids.end(); });
      std::sort(fallen.begin(), fallen.end(), likelier);
      std::copy(fallen.begin(), fallen.end(),
                ids.end() - static_cast<std::ptrdiff_t>(std::min(fallen.size(), ids.size())));
    } else {
      ids = vocabulary->search(query, 100000);
      std::erase_if(ids, [this](std::int32_t id) { return id >= distribution_.size(); });
      const auto count = std::min<std::size_t>(barCount, ids.size());
      std::partial_sort(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(count), ids.end(), likelier);
      ids.resize(count);
      if (ids.empty()) nothing = tr("No token of this vocabulary contains “%1”.").arg(query);
    }
    for (const std::int32_t id : ids) {
      PredictionRow row;
      row.id = id;
      row.shown = vocabulary->shown(id);
      row.probability = distribution_.probability(id);
      row.plain = distribution_.plainProbability(id);
      row.logit = distribution_.logit(id);
      row.cut = row.probability <= 0;
      if (!before_.empty())
        row.before = PredictionRow::Before{before_.probability(id), before_.plainProbability(id), before_.logit(id)};
      rows.push_back(std::move(row));
    }
  } else {
    nothing = tr("Nothing computed yet.");
  }
  empty_->setText(nothing);
  empty_->setVisible(!nothing.isEmpty());
  next_->setEnabled(!distribution_.empty());
  bars_->setRows(std::move(rows), nothing.isEmpty() ? barCount : 0);
  bars_->setVisible(nothing.isEmpty());
  showLit();
}

void PredictionsPanel::showLit() {
  std::int32_t id = -1;
  if (trace_) {
    const int row = selection_.hoveredKey() >= 0 ? selection_.hoveredKey() : selection_.hoveredQuery();
    if (row >= 0 && row < static_cast<int>(trace_->ids().size())) id = trace_->ids()[static_cast<std::size_t>(row)];
  }
  bars_->setLitToken(id);
}

void PredictionsPanel::showSampling() {
  const Sampling& sampling = document_.sampling();
  showing_ = true;
  temperature_->setValue(static_cast<int>(std::lround(sampling.temperature * 20)));
  topK_->setValue(sampling.topK == 0 ? topKAll : sampling.topK);
  topP_->setValue(static_cast<int>(std::lround(sampling.topP * 100)));
  seed_->setValue(static_cast<int>(sampling.seed));
  showing_ = false;
  temperatureValue_->setText(QString::number(sampling.temperature, 'f', 2));
  topKValue_->setText(sampling.topK == 0 ? tr("all") : QString::number(sampling.topK));
  topPValue_->setText(QString::number(sampling.topP, 'f', 2));
}

void PredictionsPanel::editSampling() {
  if (showing_) return;
  Sampling sampling = document_.sampling();
  sampling.temperature = temperature_->value() / 20.0;
  sampling.topK = topK_->value() == topKAll ? 0 : topK_->value();
  sampling.topP = topP_->value() / 100.0;
  sampling.seed = static_cast<std::uint64_t>(seed_->value());
  document_.setSampling(sampling);
}

void PredictionsPanel::drawNext() {
  if (distribution_.empty() || !trace_) return;
  if (trace_->revision() != document_.revision()) {
    waitingDraws_ = std::min(waitingDraws_ + 1, 64);
    return;
  }
  const double u = uniformAt(document_.sampling().seed, trace_->ids().size());
  drawing_ = true;
  document_.appendToken(distribution_.draw(u), tr("drawing a token"));
  drawing_ = false;
}

void PredictionsPanel::focusSearch() {
  search_->setFocus();
  search_->selectAll();
}

}  // namespace headlight::ui
