#include "ui/lens/image_options.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>

#include "ui/lens/head_chooser.h"
#include "ui/lens/segmented_buttons.h"
#include "ui/theme/theme.h"
#include "ui/views/patch_names.h"

namespace headlight::ui {
namespace {

constexpr int roomyFrom = 900;  // px: below it words are short

QComboBox* combo(const QString& name, QWidget* parent) {
  auto* made = new QComboBox(parent);
  made->setFont(sansFont(12));
  made->setAccessibleName(name);
  made->setFixedHeight(28);
  made->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  return made;
}

}  // namespace

ImageOptions::ImageOptions(LensWidget& lens, Selection& selection, QWidget* parent)
    : QWidget(parent), lens_(lens), selection_(selection) {
  setFixedHeight(40);
  setAutoFillBackground(true);
  setObjectName(QStringLiteral("imageOptions"));
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(16, 0, 12, 0);
  row->setSpacing(8);
  heads_ = new HeadChooser(lens, selection, this);
  queryLabel_ = new QLabel(tr("Query"), this);
  queryLabel_->setFont(sansFont(12));
  query_ = new SegmentedButtons({tr("[CLS]"), tr("Patch under pointer")}, tr("Who asks"), this);
  query_->setObjectName(QStringLiteral("imageQuery"));
  query_->setToolTip(tr("Whose attention is shown. A click on a patch keeps it (Escape lets it go); arrows move it"));
  querySpecial_ = combo(tr("Which special token asks"), this);
  querySpecial_->setObjectName(QStringLiteral("imageSpecial"));
  querySpecial_->setToolTip(tr("Special tokens stand before the patches and have no place on the picture"));
  direction_ = new SegmentedButtons({tr("Where it looks"), tr("Who looks at it")}, tr("Direction"), this);
  direction_->setObjectName(QStringLiteral("imageDirection"));
  direction_->setToolTip(
      tr("Where it looks: the query’s row of the pattern, which adds up to 1. Who looks at it: its column, which does "
         "not"));
  shown_ = combo(tr("What is laid over the picture"), this);
  shown_->setObjectName(QStringLiteral("imageShown"));
  shown_->setToolTip(tr("What is laid over the picture. Ctrl+click on heads chooses several"));
  shown_->setMinimumWidth(92);  // the names of layer and head come first
  shown_->addItems({tr("One head"), tr("Mean of heads"), tr("Largest of heads"), tr("Chosen heads")});
  for (QWidget* widget : std::initializer_list<QWidget*>{heads_, queryLabel_, query_, querySpecial_, direction_})
    row->addWidget(widget);
  row->addStretch(1);
  row->addWidget(shown_);

  connect(query_, &SegmentedButtons::choose, this, [this](int index) {
    selection_.lockRow(-1);
    edit([&](PictureState& state) {
      state.special = specials_.isEmpty() || index == 1 ? -1 : std::max(0, querySpecial_->currentIndex());
    });
  });
  connect(querySpecial_, &QComboBox::activated, this, [this](int index) {
    selection_.lockRow(-1);
    edit([&](PictureState& state) { state.special = index; });
  });
  connect(direction_, &SegmentedButtons::choose, this,
          [this](int index) { edit([&](PictureState& state) { state.whoLooks = index == 1; }); });
  connect(shown_, &QComboBox::activated, this, [this](int index) {
    edit([&](PictureState& state) {
      state.shown = static_cast<PictureState::Shown>(index);
      if (state.shown == PictureState::Shown::Chosen && state.chosen.empty()) state.chosen = {selection_.head()};
    });
  });
  connect(&lens, &LensWidget::optionsChanged, this, &ImageOptions::read);
  connect(&selection, &Selection::headChanged, this, &ImageOptions::read);
  connect(&selection, &Selection::lockChanged, this, &ImageOptions::read);
  setTheme(Theme::light());
  read();
}

void ImageOptions::edit(const std::function<void(PictureState&)>& change) {
  PictureState state = lens_.picture();
  change(state);
  lens_.setPicture(std::move(state));
}

void ImageOptions::read() {
  heads_->read();
  const PictureState& state = lens_.picture();
  const QStringList specials = lens_.hasPicture() ? patchRows(*lens_.trace()).specials : QStringList();
  if (specials != specials_) {
    specials_ = specials;
    querySpecial_->clear();
    querySpecial_->addItems(specials);
  }
  const bool roomy = width() >= roomyFrom;
  const QString patch = roomy ? tr("Patch under pointer") : tr("Patch");
  const QString special = specials_.size() > 1 ? tr("Special token") : specials_.value(0);
  query_->setWords(specials_.isEmpty() ? QStringList{patch} : QStringList{special, patch});
  const bool bySpecial = state.special >= 0 && !specials_.isEmpty() && selection_.lockedRow() < 0;
  query_->setChosen(bySpecial || specials_.isEmpty() ? 0 : 1);
  querySpecial_->setVisible(specials_.size() > 1 && bySpecial);
  querySpecial_->setCurrentIndex(std::min<int>(std::max(0, state.special), static_cast<int>(specials_.size()) - 1));
  direction_->setWords(roomy ? QStringList{tr("Where it looks"), tr("Who looks at it")}
                             : QStringList{tr("Looks at"), tr("Looked at by")});
  direction_->setChosen(state.whoLooks ? 1 : 0);
  queryLabel_->setVisible(roomy);
  shown_->setCurrentIndex(static_cast<int>(state.shown));
}

void ImageOptions::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  read();
}

void ImageOptions::setTheme(const Theme& theme) {
  QPalette colors = palette();
  colors.setColor(QPalette::Window, theme.canvas);  // one sheet with the lens below it
  setPalette(colors);
  colors.setColor(QPalette::WindowText, theme.muted);
  queryLabel_->setPalette(colors);
  heads_->setTheme(theme);
  query_->setTheme(theme);
  direction_->setTheme(theme);
}

}  // namespace headlight::ui
