#include "ui/editors/image_editor.h"

#include <QAction>
#include <QEvent>
#include <QFileInfo>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "base/within.h"
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

QFrame* rule(QWidget* parent) {
  auto* line = new QFrame(parent);
  line->setObjectName(QStringLiteral("line"));
  line->setFixedHeight(1);
  return line;
}

}  // namespace

ImageEditor::ImageEditor(Document& document, ImageDocument& image, Selection& selection, QWidget* parent)
    : InputEditor(parent), image_(image), selection_(selection), theme_(&Theme::light()) {
  rows_ = new RowSelection(selection, this);
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
  canvas_ = new PictureCanvas(document, image, *rows_, content);
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
  name_ = makeLabel({}, words, TextStyle::Small);
  name_->setObjectName(QStringLiteral("pictureName"));
  name_->setMinimumWidth(10);
  size_ = makeLabel({}, words, TextStyle::Caption);
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

void ImageEditor::setModel(const ModelInfo& model, std::size_t place) { rows_->setInput(model, place); }

void ImageEditor::takeModel() {
  model_ = image_.model();
  trace_.reset();  // of the model before
  canvas_->setModel(model_);
  showFile();
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
  const int most = within(height() - 320, 160, 2 * room);
  canvas_->setFixedHeight(within(static_cast<int>(std::lround(room * shape)), 96, most));
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
  QString tip = smaller ? tr("%1\n%2 × %3 in the file, made smaller to %4 × %5: the editor holds %6 million pixels")
                              .arg(picture.origin().path)
                              .arg(came.width())
                              .arg(came.height())
                              .arg(size.width())
                              .arg(size.height())
                              .arg(EditedPicture::mostPixels / 1'000'000)
                        : picture.origin().path;
  const auto dropped = model_ && !picture.empty() ? model_->dropped(picture) : vision::Preprocessor::Dropped{};
  if (dropped.right > 0 || dropped.below > 0)
    tip +=
        tr("\nNot looked at, since they fill no patch: %1 px at the right and %2 px at the bottom, of what the model’s "
           "resize gives")
            .arg(dropped.right)
            .arg(dropped.below);
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
    const ModelInfo& model = trace_->model();
    const auto looks = [&model](const StackInfo& stack) { return model.imageOf(stack.stack) != nullptr; };
    const StackInfo& stack = *std::find_if(model.stacks.begin(), model.stacks.end(), looks);
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
