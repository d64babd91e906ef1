#include "ui/window/figure_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

constexpr double oneColumn = 85, twoColumns = 174;  // mm
constexpr double leastPoints = 6;                   // papers ask for no less
constexpr int previewWidth = 460, previewHeight = 420, chequer = 8;

struct Kind {
  const char* suffix;
  const char* words;
};
constexpr Kind kinds[] = {
    {"svg", QT_TRANSLATE_NOOP("headlight::ui::FigureDialog", "SVG: lines and text, to be edited")},
    {"pdf", QT_TRANSLATE_NOOP("headlight::ui::FigureDialog", "PDF: lines and text, for a paper")},
    {"png", QT_TRANSLATE_NOOP("headlight::ui::FigureDialog", "PNG: pixels")}};

enum Column { One, Two, Millimetres, Pixels };

Column columnOf(const FigureOptions& options) {
  if (options.unit == FigureOptions::Unit::Pixels) return Pixels;
  return options.width == oneColumn ? One : options.width == twoColumns ? Two : Millimetres;
}

}  // namespace

FigureDialog::FigureDialog(const Choices& choices, MakePage make, const Theme& theme, QWidget* parent)
    : QDialog(parent), make_(std::move(make)), theme_(theme) {
  setObjectName(QStringLiteral("figureDialog"));
  setWindowTitle(tr("Save the figure"));
  auto* layout = new QHBoxLayout(this);
  layout->setSpacing(16);
  preview_ = new QLabel(this);
  preview_->setObjectName(QStringLiteral("figurePreview"));
  preview_->setAccessibleName(tr("What the figure will look like"));
  preview_->setAlignment(Qt::AlignCenter);
  preview_->setMinimumSize(previewWidth / 2, previewHeight / 2);
  preview_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
  layout->addWidget(preview_, 1);

  auto* form = new QFormLayout;
  form->setSpacing(8);
  auto* right = new QVBoxLayout;
  right->addLayout(form);
  layout->addLayout(right);
  const auto combo = [this, form](const char* name, const QString& label, const QStringList& items, int current) {
    auto* box = new QComboBox(this);
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(label);
    box->addItems(items);
    box->setCurrentIndex(std::max(0, current));
    form->addRow(label, box);
    connect(box, &QComboBox::currentIndexChanged, this, &FigureDialog::chosen);
    return box;
  };
  const FigureOptions& options = choices.options;
  QStringList kindWords;
  int kindNow = 0;
  for (const Kind& kind : kinds) {
    if (choices.kind == QLatin1String(kind.suffix)) kindNow = static_cast<int>(kindWords.size());
    kindWords << tr(kind.words);
  }
  kind_ = combo("figureKind", tr("Kind"), kindWords, kindNow);
  column_ =
      combo("figureColumn", tr("Width"),
            {tr("One column, 85 mm"), tr("Two columns, 174 mm"), tr("Millimetres"), tr("Pixels")}, columnOf(options));
  width_ = new QDoubleSpinBox(this);
  width_->setObjectName(QStringLiteral("figureWidth"));
  width_->setAccessibleName(tr("Width of the figure"));
  width_->setDecimals(0);
  width_->setRange(smallestFigure, 4096);
  width_->setValue(options.width);
  form->addRow(QString(), width_);
  connect(width_, &QDoubleSpinBox::valueChanged, this, &FigureDialog::chosen);
  background_ =
      combo("figureBackground", tr("Background"), {tr("White"), tr("Transparent")}, options.transparent ? 1 : 0);
  pixels_ = combo("figurePixels", tr("Pixels"), {tr("1 ×"), tr("2 ×"), tr("3 ×"), tr("4 ×")},
                  static_cast<int>(options.pixels) - 1);
  words_ = check("figureWords", tr("&Caption: model, head, text, what-ifs"), options.caption.words);
  scale_ = check("figureScale", tr("Colour &scale with its range"), options.caption.scale);
  panels_ = check("figurePanels", tr("What stands &beside the main picture"), options.panels);
  titles_ = check("figureTitles", tr("Every token’s &title"), options.everyTitle);
  for (QCheckBox* box : {words_, scale_, panels_, titles_}) right->addWidget(box);
  size_ = new QLabel(this);
  size_->setObjectName(QStringLiteral("figureSize"));
  size_->setWordWrap(true);
  right->addWidget(size_);
  right->addStretch(1);
  auto* buttons = new QDialogButtonBox(this);
  QPushButton* save = buttons->addButton(tr("&Save…"), QDialogButtonBox::AcceptRole);
  save->setObjectName(QStringLiteral("figureSave"));
  save->setDefault(true);
  QPushButton* copy = buttons->addButton(tr("&Copy"), QDialogButtonBox::ActionRole);
  copy->setObjectName(QStringLiteral("figureCopy"));
  buttons->addButton(QDialogButtonBox::Close);
  right->addWidget(buttons);
  connect(save, &QPushButton::clicked, this, [this] { emit saveAsked(this->choices()); });
  connect(copy, &QPushButton::clicked, this, [this] { emit copyAsked(this->choices()); });
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  resize(scaled(QSizeF(previewWidth + 340, previewHeight)));
  chosen();
}

QCheckBox* FigureDialog::check(const char* name, const QString& text, bool checked) {
  auto* box = new QCheckBox(text, this);
  box->setObjectName(QLatin1String(name));
  box->setChecked(checked);
  connect(box, &QCheckBox::toggled, this, &FigureDialog::chosen);
  return box;
}

FigureDialog::Choices FigureDialog::choices() const {
  Choices now;
  now.kind = QLatin1String(kinds[std::max(0, kind_->currentIndex())].suffix);
  FigureOptions& options = now.options;
  const int column = column_->currentIndex();
  options.unit = column == Pixels ? FigureOptions::Unit::Pixels : FigureOptions::Unit::Millimetres;
  options.width = column == One ? oneColumn : column == Two ? twoColumns : width_->value();
  options.transparent = background_->currentIndex() == 1;
  options.pixels = pixels_->currentIndex() + 1;
  options.caption = {words_->isChecked(), scale_->isChecked()};
  options.panels = panels_->isChecked();
  options.everyTitle = titles_->isChecked();
  return now;
}

void FigureDialog::chosen() {
  const int column = column_->currentIndex();
  width_->setVisible(column == Millimetres || column == Pixels);
  width_->setSuffix(column == Pixels ? tr(" px") : tr(" mm"));
  pixels_->setEnabled(choices().kind == QLatin1String("png"));
  refresh();
}

void FigureDialog::refresh() {
  page_ = make_(choices().options);
  const QSizeF mm = page_.millimetres();
  const double type = smallestType(page_);
  QString words = tr("%1 × %2 mm, the smallest type %3 pt.")
                      .arg(mm.width(), 0, 'f', 0)
                      .arg(mm.height(), 0, 'f', 0)
                      .arg(type, 0, 'f', 1);
  if (type > 0 && type < leastPoints)
    words += QLatin1Char(' ') +
             tr("Papers ask for 6 pt: %1 mm of width would have it.").arg(mm.width() * leastPoints / type, 0, 'f', 0);
  size_->setText(words);
  size_->setStyleSheet(
      type > 0 && type < leastPoints ? QStringLiteral("QLabel { color: %1; }").arg(theme_.danger.name()) : QString());
  showPreview();
}

void FigureDialog::resizeEvent(QResizeEvent* event) {
  QDialog::resizeEvent(event);
  showPreview();
}

void FigureDialog::showPreview() {
  const QSizeF room = preview_->size(), figure = page_.size * page_.scale;
  if (room.isEmpty() || figure.isEmpty()) return;
  const double ratio = devicePixelRatioF();
  FigurePage shown = page_;
  shown.pixels = std::min({room.width() / figure.width(), room.height() / figure.height(), 2.0}) * ratio;
  QImage image = figureImage(shown);
  if (image.isNull()) return;
  image.setDevicePixelRatio(ratio);
  QPixmap paper(image.size());
  paper.setDevicePixelRatio(ratio);
  QPainter painter(&paper);
  const QRectF sheet(QPointF(), image.deviceIndependentSize());
  painter.fillRect(sheet, Qt::white);
  if (page_.transparent)  // as everywhere: what shows through
    for (int y = 0; y * chequer < sheet.height(); ++y)
      for (int x = y % 2; x * chequer < sheet.width(); x += 2)
        painter.fillRect(QRectF(x * chequer, y * chequer, chequer, chequer), QColor(224, 224, 224));
  painter.drawImage(QPointF(0, 0), image);
  painter.end();
  preview_->setPixmap(paper);
}

}  // namespace headlight::ui
