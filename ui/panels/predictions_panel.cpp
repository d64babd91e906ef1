#include "ui/panels/predictions_panel.h"

#include <QAction>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPainter>
#include <QPushButton>
#include <QRandomGenerator>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>
#include <algorithm>
#include <cmath>

#include "ui/document/document.h"
#include "ui/document/glossary.h"
#include "ui/panels/end_bars.h"
#include "ui/panels/layer_rows.h"
#include "ui/panels/prediction_bars.h"
#include "ui/panels/predictions_header.h"
#include "ui/panels/readings/reading.h"
#include "ui/panels/stale_overlay.h"
#include "ui/theme/elided.h"
#include "ui/theme/flow_layout.h"
#include "ui/theme/icons.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

constexpr int topKAll = 101;  // the slider's last step

QFrame* rule(QWidget* parent) {
  auto* line = new QFrame(parent);
  line->setObjectName(QStringLiteral("line"));
  line->setFixedHeight(1);
  return line;
}

}  // namespace

/// "before" with its tick, "after the what-ifs" with its bar.
class PredictionsPanel::BeforeAfter : public QWidget {
  Q_DECLARE_TR_FUNCTIONS(headlight::ui::PredictionsPanel::BeforeAfter)

 public:
  explicit BeforeAfter(QWidget* parent) : QWidget(parent) {
    fixHeight(*this, 20);
    setAccessibleName(tr("Tick and outline: before the what-ifs; filled: after"));
    setToolTip(accessibleName());
  }
  const Theme* theme = &Theme::light();

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.scale(textScale(), textScale());
    painter.setRenderHint(QPainter::Antialiasing);
    const double high = unscaledSize(*this).height(), middle = high / 2;
    painter.setPen(theme->pen(theme->logits, 1));
    painter.drawLine(QPointF(0.5, middle - 5.5), QPointF(16, middle - 5.5));
    painter.drawLine(QPointF(0.5, middle + 5.5), QPointF(16, middle + 5.5));
    painter.fillRect(QRectF(15, middle - 8, 2, 16), theme->text);
    painter.setFont(textFont(TextStyle::Small));
    painter.setPen(theme->text);
    const QString before = tr("before"), after = tr("after the what-ifs");
    const int wide = painter.fontMetrics().horizontalAdvance(before);
    painter.drawText(QRectF(23, 0, wide + 2, high), Qt::AlignLeft | Qt::AlignVCenter, before);
    const double x = 23 + wide + 14;
    const double room = unscaledSize(*this).width() - x - 24;
    painter.drawText(QRectF(x + 24, 0, room, high), Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(after, Qt::ElideRight, static_cast<int>(room)));
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme->logits);
    painter.drawRoundedRect(QRectF(x, middle - 6, 18, 12), 2, 2);
  }
};

PredictionsPanel::PredictionsPanel(Document& document, Selection& selection, QWidget* parent)
    : QWidget(parent), document_(document), rows_(selection), theme_(&Theme::light()) {
  setObjectName(QStringLiteral("predictionsPanel"));
  setAttribute(Qt::WA_StyledBackground);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 8);
  layout->setSpacing(0);

  auto* top = top_ = new QVBoxLayout;
  top->setContentsMargins(16, 0, 16, 12);
  top->setSpacing(4);
  header_ = new PredictionsHeader(this);
  header_->setToolTip(tr("p: %1\ndrawn: %2\nWhat is cut off is pale. Hover a bar for its logit: %3")
                          .arg(explain(Term::Probability), explain(Term::Drawn), explain(Term::Logits)));
  top->addWidget(header_);
  beforeAfter_ = new BeforeAfter(this);
  beforeAfter_->setObjectName(QStringLiteral("beforeAfter"));
  beforeAfter_->hide();
  top->addWidget(beforeAfter_);
  bars_ = new PredictionBars(selection, this);
  top->addWidget(bars_);
  empty_ = new QLabel(this);
  empty_->setObjectName(QStringLiteral("predictionEmpty"));
  empty_->setWordWrap(true);
  empty_->hide();
  top->addWidget(empty_);
  note_ = new QLabel(this);
  note_->setObjectName(QStringLiteral("predictionNote"));
  note_->setFont(textFont(TextStyle::Caption));
  note_->setWordWrap(true);
  // A wrapped label asks for one line only: without this the last bar would be cut in a tight dock.
  leastHeight(*note_, 2 * QFontMetrics(textFont(TextStyle::Caption)).lineSpacing() + 2);
  note_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
  note_->hide();
  top->addWidget(note_);
  search_ = new QLineEdit(this);
  search_->setObjectName(QStringLiteral("findToken"));
  search_->setPlaceholderText(tr("Find a token"));
  search_->setAccessibleName(tr("Find a token in the predictions"));
  search_->setToolTip(tr("Part of a token, or its id (Ctrl+F)"));
  search_->setClearButtonEnabled(true);
  top->addSpacing(4);
  top->addWidget(search_);
  layout->addLayout(top);
  searchRule_ = rule(this);
  layout->addWidget(searchRule_);

  ends_ = new EndBars(rows_, this);
  ends_->hide();
  top->addSpacing(4);
  top->addWidget(ends_);
  pairTitle_ = new QLabel(tr("How the second text goes with the first"), this);
  pairTitle_->setObjectName(QStringLiteral("pairTitle"));
  pairTitle_->setFont(textFont(TextStyle::Strong));
  pairTitle_->setWordWrap(true);
  pairTitle_->hide();
  pairBars_ = new PredictionBars(selection, this);
  pairBars_->setObjectName(QStringLiteral("pairBars"));
  pairBars_->setKind(BarKind::Label);
  pairBars_->hide();
  auto* ofPair = new QVBoxLayout;
  ofPair->setContentsMargins(16, 0, 16, 0);
  ofPair->addWidget(pairTitle_);
  ofPair->addWidget(pairBars_);
  layout->insertLayout(0, ofPair);

  layersRule_ = rule(this);
  layersRule_->hide();
  layout->addWidget(layersRule_);
  layers_ = new LayerRows(this);
  layers_->hide();
  auto* byLayer = new QVBoxLayout;
  byLayer->setContentsMargins(16, 8, 16, 0);
  byLayer->addWidget(layers_);
  layout->addLayout(byLayer);

  sliders_ = new QWidget(this);
  auto* sliders = new QGridLayout(sliders_);
  sliders->setContentsMargins(16, 8, 16, 0);
  sliders->setHorizontalSpacing(8);
  sliders->setVerticalSpacing(0);
  sliders->setColumnStretch(1, 1);
  temperature_ = addSlider(sliders, 0, tr("Temperature"), explain(Term::Temperature), 2, 40, temperatureValue_);
  topK_ = addSlider(sliders, 1, tr("Top-k"), explain(Term::TopK), 1, topKAll, topKValue_);
  topP_ = addSlider(sliders, 2, tr("Top-p"), explain(Term::TopP), 1, 100, topPValue_);
  temperature_->setObjectName(QStringLiteral("temperature"));
  topK_->setObjectName(QStringLiteral("topK"));
  topP_->setObjectName(QStringLiteral("topP"));
  layout->addWidget(sliders_);

  draw_ = new QWidget(this);
  auto* draw = new FlowLayout(8);
  draw_->setLayout(draw);
  draw->setContentsMargins(16, 8, 16, 8);
  next_ = new QPushButton(tr("Next token"), this);
  next_->setObjectName(QStringLiteral("nextToken"));
  next_->setProperty("primary", true);
  next_->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  next_->setToolTip(tr("Draw the next token with this seed and append it (Ctrl+Return)"));
  auto* seedLabel = new QLabel(tr("seed"), this);
  seedLabel->setObjectName(QStringLiteral("muted"));
  seedLabel->setFont(textFont(TextStyle::Small));
  seed_ = new QSpinBox(this);
  seed_->setObjectName(QStringLiteral("seed"));
  seed_->setAccessibleName(tr("Seed"));
  seed_->setButtonSymbols(QAbstractSpinBox::NoButtons);
  fixWidth(*seed_, 60);
  seed_->setRange(0, 9999);
  seed_->setToolTip(explain(Term::Seed));
  dice_ = new QToolButton(this);
  dice_->setObjectName(QStringLiteral("dice"));
  dice_->setAccessibleName(tr("Another seed"));
  dice_->setToolTip(tr("Another seed"));
  draw->addWidget(next_);
  draw->addWidget(seedLabel);
  draw->addWidget(seed_);
  draw->addWidget(dice_);
  layout->addWidget(draw_);
  layout->addStretch();

  stale_ = new StaleOverlay(this);

  connect(bars_, &PredictionBars::chosen, this, &PredictionsPanel::choose);
  connect(search_, &QLineEdit::textChanged, this, &PredictionsPanel::showRows);
  connect(next_, &QPushButton::clicked, this, &PredictionsPanel::drawNext);
  connect(dice_, &QToolButton::clicked, this,
          [this] { seed_->setValue(static_cast<int>(QRandomGenerator::global()->bounded(10000))); });
  for (QSlider* slider : {temperature_, topK_, topP_})
    connect(slider, &QSlider::valueChanged, this, &PredictionsPanel::editSampling);
  connect(seed_, &QSpinBox::valueChanged, this, &PredictionsPanel::editSampling);
  // Whoever edits meanwhile did not ask for more tokens after that edit.
  connect(&document_, &Document::changed, this, [this] {
    if (!drawing_) waitingDraws_ = 0;
  });
  connect(&document_, &Document::samplingChanged, this, [this] {
    showSampling();
    recompute();
  });
  connect(&rows_, &RowSelection::hoverChanged, this, &PredictionsPanel::showLit);
  showSampling();
  recompute();
}

QSlider* PredictionsPanel::addSlider(QGridLayout* grid, int row, const QString& name, const QString& tip, int low,
                                     int high, QLabel*& value) {
  auto* label = new ElidedLabel(name, this);
  label->setToolTip(tip);
  auto* slider = new QSlider(Qt::Horizontal, this);
  slider->setMinimumWidth(40);
  slider->setRange(low, high);
  slider->setAccessibleName(name);
  slider->setToolTip(tip);
  value = new QLabel(this);
  value->setFont(fixedFont(13));
  value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  fixWidth(*value, 38);
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
                               "#muted { color: %2; } #predictionNote { color: %2; }")
                    .arg(theme.border.name(), theme.muted.name(), theme.surface.name()));
  header_->theme = &theme;
  beforeAfter_->theme = &theme;
  bars_->setTheme(theme);
  layers_->setTheme(theme);
  ends_->setTheme(theme);
  pairBars_->setTheme(theme);
  stale_->setTheme(theme);
  dice_->setIcon(icon(QStringLiteral("dice"), theme.text));
  for (QAction* action : search_->findChildren<QAction*>(QStringLiteral("searchIcon"))) delete action;
  QAction* lens = search_->addAction(icon(QStringLiteral("search"), theme.muted), QLineEdit::LeadingPosition);
  lens->setObjectName(QStringLiteral("searchIcon"));
  header_->update();
}

void PredictionsPanel::setShown(const ShownTrace& shown) {
  trace_ = shown.trace;
  baseline_ = shown.baseline;
  recompute();
  while (waitingDraws_ > 0 && trace_ && reading().writesOn() && trace_->revision() == document_.revision()) {
    // One draw per pass: each needs the logits that the one before it leads to.
    --waitingDraws_;
    drawNext();
  }
}

void PredictionsPanel::setStale(bool stale, int milliseconds) { stale_->setStale(stale, milliseconds); }

void PredictionsPanel::showBeforeAfter(bool shown) { beforeAfter_->setVisible(shown); }

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
  if (distribution_.empty() || !trace_ || !reading().writesOn()) return;
  if (reading().barsOf(toRead()) != BarKind::Append) return;  // these logits are about a place inside the text
  if (trace_->revision() != document_.revision()) {
    waitingDraws_ = std::min(waitingDraws_ + 1, 64);
    return;
  }
  const double u = uniformAt(document_.sampling().seed, trace_->ids().size());
  drawing_ = true;
  document_.text().appendToken(distribution_.draw(u), tr("drawing a token"));
  drawing_ = false;
}

void PredictionsPanel::focusSearch() {
  search_->setFocus();
  search_->selectAll();
}

}  // namespace headlight::ui
