#include "ui/editors/image_editor.h"

#include <QAction>
#include <QButtonGroup>
#include <QComboBox>
#include <QEvent>
#include <QFileInfo>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QShortcut>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "ui/document/document.h"
#include "ui/document/model_picture.h"
#include "ui/editors/picture_parts.h"
#include "ui/theme/elided.h"
#include "ui/theme/flow_layout.h"
#include "ui/theme/icons.h"
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
    {PictureTool::Brush, "brush", QT_TRANSLATE_NOOP("ImageEditor", "Brush"),
     QT_TRANSLATE_NOOP("ImageEditor", "Draw (Alt and a click take a colour from the picture)"), "B"},
    {PictureTool::Eraser, "eraser", QT_TRANSLATE_NOOP("ImageEditor", "Eraser"),
     QT_TRANSLATE_NOOP("ImageEditor", "Rub out, down to the paper or to the original"), "E"},
    {PictureTool::Fill, "fill", QT_TRANSLATE_NOOP("ImageEditor", "Fill"),
     QT_TRANSLATE_NOOP("ImageEditor", "Give an area of like colour the brush’s colour"), "F"},
    {PictureTool::Blur, "blur", QT_TRANSLATE_NOOP("ImageEditor", "Blur"),
     QT_TRANSLATE_NOOP("ImageEditor", "Smooth what is under the brush"), "U"},
    {PictureTool::Noise, "noise", QT_TRANSLATE_NOOP("ImageEditor", "Noise"),
     QT_TRANSLATE_NOOP("ImageEditor", "Mix random colours in"), "N"},
    {PictureTool::Patches, "patches", QT_TRANSLATE_NOOP("ImageEditor", "Erase patches"),
     QT_TRANSLATE_NOOP("ImageEditor", "Take patches away from the model; again brings them back"), "P"},
    {PictureTool::Swap, "swap", QT_TRANSLATE_NOOP("ImageEditor", "Swap two patches"),
     QT_TRANSLATE_NOOP("ImageEditor", "Click one patch, then another; or drag one onto another"), "S"},
    {PictureTool::Crop, "crop", QT_TRANSLATE_NOOP("ImageEditor", "Crop"),
     QT_TRANSLATE_NOOP("ImageEditor", "Move and scale the part that the model sees"), "C"}};

QString inContext(const char* words) { return ImageEditor::tr(words); }

ElidedLabel* label(const QString& words, QWidget* parent, TextStyle style = TextStyle::Body) {
  auto* made = new ElidedLabel(words, parent);
  made->setFont(textFont(style));
  return made;
}

QWidget* rowOf(QWidget* parent, const QList<QWidget*>& widgets, int stretched) {
  auto* row = new QWidget(parent);
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(8);
  for (int i = 0; i < widgets.size(); ++i) layout->addWidget(widgets[i], i == stretched ? 1 : 0);
  return row;
}

QFrame* rule(QWidget* parent) {
  auto* line = new QFrame(parent);
  line->setObjectName(QStringLiteral("line"));
  line->setFixedHeight(1);
  return line;
}

}  // namespace

ImageEditor::ImageEditor(Document& document, ImageDocument& image, Selection& selection, QWidget* parent)
    : InputEditor(parent), image_(image), selection_(selection), theme_(&Theme::light()) {
  setObjectName(QStringLiteral("picturePanel"));
  setAttribute(Qt::WA_StyledBackground);
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  scroll_ = new QScrollArea(this);
  scroll_->setFrameShape(QFrame::NoFrame);
  scroll_->setWidgetResizable(true);
  scroll_->setFocusPolicy(Qt::NoFocus);
  auto* content = new QWidget;
  content->setObjectName(QStringLiteral("pictureContent"));
  auto* layout = new QVBoxLayout(content);
  layout->setContentsMargins(16, 2, 16, 12);
  layout->setSpacing(8);
  canvas_ = new PictureCanvas(document, image, selection, content);
  layout->addWidget(canvas_);
  layout->addWidget(buildFileRow());
  layout->addWidget(rule(content));
  layout->addWidget(buildTools());
  layout->addWidget(buildOptions());
  layout->addWidget(rule(content));
  thumbs_ = new PictureThumbs(content);
  layout->addWidget(thumbs_);
  layout->addStretch();
  scroll_->setWidget(content);
  scroll_->viewport()->installEventFilter(this);
  content->setAutoFillBackground(false);
  scroll_->viewport()->setAutoFillBackground(false);
  outer->addWidget(scroll_);

  connect(canvas_, &PictureCanvas::colourPicked, this, [this](const QColor& colour) {
    PictureToolSettings settings = canvas_->settings();
    settings.colour = colour;
    choose(settings);
  });
  connect(canvas_, &PictureCanvas::widthAsked, this,
          [this](double factor) { setBrushWidth(canvas_->settings().width * factor); });
  connect(canvas_, &PictureCanvas::currentPlaceChanged, this, &ImageEditor::showThumbs);
  connect(&selection_, &Selection::headChanged, this, &ImageEditor::showThumbs);
  connect(&image_.picture(), &EditedPicture::pixelsChanged, this, [this](const QRect& where) {
    if (where.isNull()) takePicture();
  });
  connect(&image_.picture(), &EditedPicture::changed, this, [this] {
    if (image_.picture().stroking()) return;
    showFile();
    showThumbs();
  });
  connect(&image_, &ImageDocument::modelChanged, this, &ImageEditor::takeModel);
  showSettings();
  showFile();
  if (!image_.picture().empty()) takePicture();
  takeModel();
}

InputDocument& ImageEditor::document() { return image_; }

QWidget* ImageEditor::buildFileRow() {
  auto* words = new QWidget(this);
  auto* lines = new QHBoxLayout(words);
  lines->setContentsMargins(0, 0, 0, 0);
  lines->setSpacing(8);
  name_ = label({}, words, TextStyle::Small);
  name_->setObjectName(QStringLiteral("pictureName"));
  name_->setMinimumWidth(10);
  size_ = label({}, words, TextStyle::Caption);
  size_->setObjectName(QStringLiteral("pictureSize"));
  lines->addWidget(name_, 1);
  lines->addWidget(size_);
  const auto menuButton = [this](const char* name, const QString& words, QMenu*& menu) {
    auto* button = new QToolButton(this);
    button->setObjectName(QLatin1String(name));
    button->setAccessibleName(words);
    button->setToolTip(words);
    button->setPopupMode(QToolButton::InstantPopup);
    menu = new QMenu(button);
    button->setMenu(menu);
    return button;
  };
  samplesButton_ = menuButton("pictureSamples", tr("Sample pictures and blank canvas"), pictureMenu_);
  pictureMenu_->setObjectName(QStringLiteral("pictureMenu"));
  connect(pictureMenu_, &QMenu::aboutToShow, this, &ImageEditor::fillPictureMenu);
  saveButton_ = menuButton("pictureSave", tr("Save the picture"), saveMenu_);
  open_ = new QPushButton(tr("Open"), this);
  open_->setObjectName(QStringLiteral("pictureOpen"));
  open_->setToolTip(tr("Open a picture (or drop one here, or paste it)"));
  connect(open_, &QPushButton::clicked, this, &ImageEditor::openAsked);
  auto* block = new QWidget(this);
  auto* rows = new QVBoxLayout(block);
  rows->setContentsMargins(0, 0, 0, 0);
  rows->setSpacing(6);
  rows->addWidget(words);
  auto* buttons = new FlowLayout(8);
  buttons->setStretched(open_);
  for (QWidget* button : std::initializer_list<QWidget*>{samplesButton_, saveButton_, open_})
    buttons->addWidget(button);
  rows->addLayout(buttons);
  return block;
}

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
  layout->addWidget(label(tr("Tools"), tools, TextStyle::Strong));
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
  sizeName_ = label(tr("Brush"), options);
  sizeRow_ = rowOf(options, {sizeName_, sizeSlider_, sizeValue_}, 1);
  connect(sizeSlider_, &QSlider::valueChanged, this, [this](int value) {
    if (!showing_) setBrushWidth(value);
  });
  colours_ = new ColourRow(options);
  colourRow_ = rowOf(options, {colours_}, 0);
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
  eraseRow_ = rowOf(options, {label(tr("Erase to"), options), eraseTo_}, 1);
  fillWith_ = combo("patchFill", tr("Erase patches to"),
                    {tr("mean colour"), tr("black"), tr("blurred"), tr("zero after normalisation")});
  fillWith_->setToolTip(tr("What the model gets in the place of an erased patch"));
  connect(fillWith_, &QComboBox::activated, this, [this](int index) {
    PictureToolSettings settings = canvas_->settings();
    settings.fill = static_cast<PatchFill>(index + 1);
    choose(settings);
  });
  fillRow_ = rowOf(options, {label(tr("Erase to"), options), fillWith_}, 1);
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
  settings.width = std::clamp(std::round(width) == std::round(settings.width) && width != settings.width
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

void ImageEditor::setTheme(const Theme& theme) {
  theme_ = &theme;
  canvas_->setTheme(theme);
  colours_->setTheme(theme);
  thumbs_->setTheme(theme);
  const QString sheet = QStringLiteral(
                            "#picturePanel { background: %1; } #pictureContent { background: transparent; } #line { "
                            "background: %2; border: 0; } #pictureSize, #pictureHint { color: %3; }")
                            .arg(theme.surface.name(), theme.border.name(), theme.muted.name());
  if (sheet != styleSheet()) setStyleSheet(sheet);
  for (auto tool = tools_.cbegin(); tool != tools_.cend(); ++tool) {
    const QString name = tool.key() == QLatin1String("grid") ? QStringLiteral("eye") : tool.key();
    QIcon drawn = icon(name, theme.text);
    for (const double ratio : {1.0, 2.0, 3.0})  // a pressed one stands on the accent
      drawn.addPixmap(iconPixmap(name, theme.onAccent, 16, ratio), QIcon::Normal, QIcon::On);
    tool.value()->setIcon(drawn);
  }
  samplesButton_->setIcon(icon(QStringLiteral("picture"), theme.text));
  saveButton_->setIcon(icon(QStringLiteral("save"), theme.text));
  open_->setIcon(icon(QStringLiteral("folder"), theme.text));
}

void ImageEditor::takeModel() {
  model_ = image_.model();
  trace_.reset();  // of the model before
  canvas_->setModel(model_);
  showThumbs();
}

void ImageEditor::addActions(const ImageActionLists& actions) {
  pictureActions_ = actions.images;
  saveMenu_->addActions(actions.saving);
}

void ImageEditor::fillPictureMenu() {
  pictureMenu_->clear();
  for (const QString& file : samples()) {
    QAction* action =
        pictureMenu_->addAction(QIcon(QPixmap(file).scaled(48, 48, Qt::KeepAspectRatio, Qt::SmoothTransformation)),
                                QFileInfo(file).completeBaseName().replace(QLatin1Char('-'), QLatin1Char(' ')));
    connect(action, &QAction::triggered, this, [this, file] { emit sampleAsked(file); });
  }
  if (!samples().isEmpty()) pictureMenu_->addSeparator();
  pictureMenu_->addActions(pictureActions_);
}

void ImageEditor::setShown(const ShownTrace& shown) {
  trace_ = shown.trace && shown.trace->picture() ? shown.trace : nullptr;
  if (shown.trace && !trace_) return;  // a text: nobody looks here
  showThumbs();
}

void ImageEditor::takePicture() {
  const QSize size = image_.picture().size();
  const int side = std::max(1, std::min(size.width(), size.height()));
  // The brush stays as thick as it was beside the picture before.
  const double part = side_ > 0 ? canvas_->settings().width / side_ : 1 / 24.0;
  side_ = side;
  showing_ = true;
  sizeSlider_->setRange(1, std::max(8, side / 4));
  showing_ = false;
  setBrushWidth(std::max(1.0, part * side));
  fitCanvas();
}

void ImageEditor::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  fitWidth();
}

bool ImageEditor::eventFilter(QObject* watched, QEvent* event) {
  // The scroll bar comes and goes without this widget being resized.
  if (watched == scroll_->viewport() && event->type() == QEvent::Resize) fitWidth();
  return InputEditor::eventFilter(watched, event);
}

void ImageEditor::fitWidth() {
  // Qt 6.4 leaves content whose height hangs on its width as wide as it was before there was a scroll bar.
  QWidget& content = *scroll_->widget();
  content.setMaximumWidth(std::max(scroll_->viewport()->width(), content.minimumSizeHint().width()));
  fitCanvas();
  showFile();
}

int ImageEditor::room() const { return scroll_->viewport()->width() - 32; }

void ImageEditor::fitCanvas() {
  const QSize size = image_.picture().size();
  // Beside a scroll bar, whether it is there or not: with it the canvas must not get shorter, or it would go again.
  const int room = std::max(96, width() - 32 - scroll_->verticalScrollBar()->sizeHint().width());
  const double shape = size.isEmpty() ? 1 : static_cast<double>(size.height()) / size.width();
  // As wide as the dock; a tall picture leaves room for the tools.
  const int most = std::clamp(height() - 320, 160, 2 * room);
  canvas_->setFixedHeight(std::clamp(static_cast<int>(std::lround(room * shape)), 96, most));
}

void ImageEditor::showFile() {
  const EditedPicture& picture = image_.picture();
  const QString name = picture.empty() ? tr("No picture") : picture.origin().name;
  name_->setText(name_->fontMetrics().elidedText(
      name, Qt::ElideMiddle,
      std::max(20, room() - size_->fontMetrics().horizontalAdvance(QStringLiteral("0000 × 0000, reduced")))));
  const QSize size = picture.size(), came = picture.origin().size;
  const bool smaller = !came.isEmpty() && came != size && came != size.transposed();
  size_->setText(picture.empty() ? QString() : QStringLiteral("%1 × %2").arg(size.width()).arg(size.height()));
  const QString tip = smaller
                          ? tr("%1\n%2 × %3 in the file, made smaller to %4 × %5: the editor holds %6 million pixels")
                                .arg(picture.origin().path)
                                .arg(came.width())
                                .arg(came.height())
                                .arg(size.width())
                                .arg(size.height())
                                .arg(EditedPicture::mostPixels / 1'000'000)
                          : picture.origin().path;
  name_->setToolTip(tip);
  size_->setToolTip(tip);
  if (smaller) size_->setText(size_->text() + tr(", reduced"));
}

void ImageEditor::showThumbs() {
  const EditedPicture& picture = image_.picture();
  thumbs_->setOriginal(picture.original() ? imageOf(*picture.original()) : QImage());
  const int place = canvas_->currentPlace();
  const PatchGrid grid = model_ ? model_->grid() : PatchGrid{};
  if (!model_ || model_->seen().empty() || place < 0 || place >= grid.count()) {
    thumbs_->setPatch({}, {tr("no patch")});
    return;
  }
  const ImageInputInfo& info = model_->info();
  const int row = place / grid.columns, column = place % grid.columns, token = info.specials() + place;
  QStringList lines{tr("row %1").arg(row), tr("col %1").arg(column), tr("token %1").arg(token)};
  if (trace_) {
    const StackInfo& stack = trace_->model().stacks.back();
    const SiteId site{stack.stack, Site::ResidPost, std::min(selection_.layer(), stack.layers - 1)};
    if (const Rows* rows = trace_->find(site); rows && token < rows->rows()) {
      double sum = 0;
      for (const float value : rows->rowToHost(token)) sum += static_cast<double>(value) * value;
      lines << tr("norm %1").arg(std::sqrt(sum), 0, 'f', 1);
      thumbs_->setToolTip(tr("norm: length of the patch’s vector after layer %1").arg(site.layer));
    }
  }
  thumbs_->setPatch(
      imageOf(model_->seen()).copy(column * info.patchWidth, row * info.patchHeight, info.patchWidth, info.patchHeight),
      lines);
}

}  // namespace headlight::ui
