// The tools of an image, and what the chosen one can be told.
#include <QButtonGroup>
#include <QComboBox>
#include <QLabel>
#include <QShortcut>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "base/within.h"
#include "ui/document/document.h"
#include "ui/document/model_picture.h"
#include "ui/editors/image_editor.h"
#include "ui/editors/picture_parts.h"
#include "ui/theme/elided.h"
#include "ui/theme/flow_layout.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

struct ToolWords {
  PictureTool tool;
  const char* name;  ///< of the icon and the button
  const char* words;
  const char* tip;
  const char* key;
};

constexpr ToolWords toolWords[] = {
    {PictureTool::Brush, "brush", QT_TRANSLATE_NOOP("headlight::ui::ImageEditor", "Brush"),
     QT_TRANSLATE_NOOP("headlight::ui::ImageEditor", "Draw (Alt and a click take a colour from the picture)"), "B"},
    {PictureTool::Eraser, "eraser", QT_TRANSLATE_NOOP("headlight::ui::ImageEditor", "Eraser"),
     QT_TRANSLATE_NOOP("headlight::ui::ImageEditor", "Rub out, down to the paper or to the original"), "E"},
    {PictureTool::Fill, "fill", QT_TRANSLATE_NOOP("headlight::ui::ImageEditor", "Fill"),
     QT_TRANSLATE_NOOP("headlight::ui::ImageEditor", "Give an area of like colour the brush’s colour"), "F"},
    {PictureTool::Blur, "blur", QT_TRANSLATE_NOOP("headlight::ui::ImageEditor", "Blur"),
     QT_TRANSLATE_NOOP("headlight::ui::ImageEditor", "Smooth what is under the brush"), "U"},
    {PictureTool::Noise, "noise", QT_TRANSLATE_NOOP("headlight::ui::ImageEditor", "Noise"),
     QT_TRANSLATE_NOOP("headlight::ui::ImageEditor", "Mix random colours in"), "N"},
    {PictureTool::Patches, "patches", QT_TRANSLATE_NOOP("headlight::ui::ImageEditor", "Erase patches"),
     QT_TRANSLATE_NOOP("headlight::ui::ImageEditor", "Take patches away from the model; again brings them back"), "P"},
    {PictureTool::Swap, "swap", QT_TRANSLATE_NOOP("headlight::ui::ImageEditor", "Swap two patches"),
     QT_TRANSLATE_NOOP("headlight::ui::ImageEditor", "Click one patch, then another; or drag one onto another"), "S"},
    {PictureTool::Crop, "crop", QT_TRANSLATE_NOOP("headlight::ui::ImageEditor", "Crop"),
     QT_TRANSLATE_NOOP("headlight::ui::ImageEditor", "Move and scale the part that the model sees"), "C"}};

QString inContext(const char* words) { return ImageEditor::tr(words); }

}  // namespace

QToolButton* ImageEditor::addTool(const QString& name, const QString& words, const QString& tip, const QString& key) {
  auto* button = new QToolButton(toolGrid_);
  button->setObjectName(QStringLiteral("tool_") + name);
  button->setAccessibleName(words);
  button->setToolTip(QStringLiteral("%1 (%2)\n%3").arg(words, key, tip));
  fixHeight(*button, 30);
  fixWidth(*button, 30);
  toolGrid_->layout()->addWidget(button);
  tools_.insert(name, button);
  auto* shortcut = new QShortcut(QKeySequence(key), this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut);
  connect(shortcut, &QShortcut::activated, button, &QToolButton::click);
  return button;
}

QWidget* ImageEditor::buildTools() {
  auto* tools = new QWidget(this);
  auto* layout = new QVBoxLayout(tools);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(6);
  layout->addWidget(makeLabel(tr("Tools"), tools, TextStyle::Strong));
  toolGrid_ = new QWidget(tools);
  auto* grid = new FlowLayout(5);
  grid->setContentsMargins(0, 0, 0, 0);
  toolGrid_->setLayout(grid);
  auto* group = new QButtonGroup(this);
  for (const ToolWords& words : toolWords) {
    QToolButton* button =
        addTool(QLatin1String(words.name), inContext(words.words), inContext(words.tip), QLatin1String(words.key));
    button->setCheckable(true);
    group->addButton(button);
    connect(button, &QToolButton::clicked, this, [this, tool = words.tool] { setTool(tool); });
  }
  EditedPicture& picture = image_.picture();
  connect(addTool(QStringLiteral("shuffle"), tr("Shuffle the patches"),
                  tr("The same order for the same number of clicks, on every machine"), QStringLiteral("H")),
          &QToolButton::clicked, this, [this, &picture] {
            if (model_)
              picture.setPatches(withShuffled(picture.patches(), model_->grid(), ++shuffles_), tr("shuffling patches"));
          });
  connect(addTool(QStringLiteral("rotate"), tr("Turn"), tr("A quarter turn to the right"), QStringLiteral("R")),
          &QToolButton::clicked, this, [&picture] { picture.turnRight(); });
  connect(addTool(QStringLiteral("flip"), tr("Mirror"), tr("Left and right change sides"), QStringLiteral("M")),
          &QToolButton::clicked, this, [&picture] { picture.mirror(); });
  grid_ = addTool(QStringLiteral("grid"), tr("Patch grid"), tr("Show where one patch ends and the next begins"),
                  QStringLiteral("G"));
  grid_->setCheckable(true);
  connect(grid_, &QToolButton::toggled, canvas_, &PictureCanvas::setGridShown);
  layout->addWidget(toolGrid_);
  return tools;
}

QWidget* ImageEditor::buildOptions() {
  auto* options = new QWidget(this);
  auto* layout = new QVBoxLayout(options);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(4);
  sizeSlider_ = new QSlider(Qt::Horizontal, options);
  sizeSlider_->setMinimumWidth(40);
  sizeSlider_->setObjectName(QStringLiteral("brushSize"));
  sizeSlider_->setAccessibleName(tr("Size of the brush"));
  sizeSlider_->setToolTip(tr("Size of the brush, in pixels of the picture ([ and ])"));
  sizeValue_ = new QLabel(options);
  sizeValue_->setFont(fixedFont(12));
  sizeValue_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  sizeName_ = makeLabel(tr("Brush"), options);
  sizeRow_ = makeRow(options, {sizeName_, sizeSlider_, sizeValue_}, 1);
  connect(sizeSlider_, &QSlider::valueChanged, this, [this](int value) {
    if (!showing_) setBrushWidth(value);
  });
  colours_ = new ColourRow(options);
  colourRow_ = makeRow(options, {colours_}, 0);
  connect(colours_, &ColourRow::chosen, this, [this](const QColor& colour) {
    PictureToolSettings settings = canvas_->settings();
    settings.colour = colour;
    choose(settings);
  });
  const auto combo = [options](const char* name, const QString& words, const QStringList& entries) {
    auto* box = new ElidedComboBox(options);
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(words);
    box->addItems(entries);
    return box;
  };
  eraseTo_ = combo("eraseTo", tr("Erase to"), {tr("paper"), tr("the original")});
  eraseTo_->setToolTip(tr("What the eraser leaves behind"));
  connect(eraseTo_, &QComboBox::activated, this, [this](int index) {
    PictureToolSettings settings = canvas_->settings();
    settings.eraseToOriginal = index == 1;
    choose(settings);
  });
  eraseRow_ = makeRow(options, {makeLabel(tr("Erase to"), options), eraseTo_}, 1);
  fillWith_ = combo("patchFill", tr("Erase patches to"),
                    {tr("mean colour"), tr("black"), tr("blurred"), tr("zero after normalisation")});
  fillWith_->setToolTip(tr("What the model gets in the place of an erased patch"));
  connect(fillWith_, &QComboBox::activated, this, [this](int index) {
    PictureToolSettings settings = canvas_->settings();
    settings.fill = static_cast<PatchFill>(index + 1);
    choose(settings);
  });
  fillRow_ = makeRow(options, {makeLabel(tr("Erase to"), options), fillWith_}, 1);
  hint_ = new QLabel(options);
  hint_->setFont(textFont(TextStyle::Small));
  hint_->setObjectName(QStringLiteral("pictureHint"));
  hint_->setWordWrap(true);
  resetCrop_ = new QToolButton(options);
  resetCrop_->setObjectName(QStringLiteral("resetCrop"));
  resetCrop_->setText(tr("Reset"));
  resetCrop_->setProperty("words", true);
  resetCrop_->setToolTip(tr("What the model’s own preprocessing takes"));
  connect(resetCrop_, &QToolButton::clicked, this, [this] { image_.picture().setCrop({}); });
  hintRow_ = new QWidget(options);
  auto* hintLines = new QVBoxLayout(hintRow_);
  hintLines->setContentsMargins(0, 0, 0, 0);
  hintLines->setSpacing(4);
  hintLines->addWidget(hint_);
  hintLines->addWidget(resetCrop_, 0, Qt::AlignLeft);
  for (QWidget* row : {sizeRow_, colourRow_, eraseRow_, fillRow_, hintRow_}) layout->addWidget(row);
  layout->addStretch();
  leastHeight(*options, 64);  // of the tallest: what stands below does not jump when another tool is taken
  return options;
}

void ImageEditor::setTool(PictureTool tool) {
  PictureToolSettings settings = canvas_->settings();
  settings.tool = tool;
  choose(settings);
}

void ImageEditor::choose(const PictureToolSettings& settings) {
  canvas_->setSettings(settings);
  showSettings();
}

void ImageEditor::setBrushWidth(double width) {
  PictureToolSettings settings = canvas_->settings();
  settings.width = within(std::round(width) == std::round(settings.width) && width != settings.width
                              ? settings.width + (width > settings.width ? 1 : -1)
                              : std::round(width),
                          1.0, static_cast<double>(sizeSlider_->maximum()));
  choose(settings);
}

void ImageEditor::showSettings() {
  showing_ = true;
  const PictureToolSettings& settings = canvas_->settings();
  for (const ToolWords& words : toolWords)
    tools_.value(QLatin1String(words.name))->setChecked(words.tool == settings.tool);
  const PictureTool tool = settings.tool;
  const bool brush = tool == PictureTool::Brush, eraser = tool == PictureTool::Eraser;
  sizeRow_->setVisible(brush || eraser || tool == PictureTool::Blur || tool == PictureTool::Noise);
  sizeName_->setText(eraser ? tr("Eraser") : tr("Brush"));
  colourRow_->setVisible(brush || tool == PictureTool::Fill);
  eraseRow_->setVisible(eraser);
  fillRow_->setVisible(tool == PictureTool::Patches);
  hintRow_->setVisible(tool == PictureTool::Crop || tool == PictureTool::Swap);
  resetCrop_->setVisible(tool == PictureTool::Crop);
  hint_->setText(tool == PictureTool::Crop ? tr("Drag the frame or a corner; Shift: any shape.")
                                           : tr("Click one patch, then the one to change it with."));
  sizeSlider_->setValue(static_cast<int>(std::lround(settings.width)));
  sizeValue_->setText(tr("%1 px").arg(std::lround(settings.width)));
  colours_->setColour(settings.colour);
  eraseTo_->setCurrentIndex(settings.eraseToOriginal ? 1 : 0);
  fillWith_->setCurrentIndex(static_cast<int>(settings.fill) - 1);
  showing_ = false;
}

}  // namespace headlight::ui
