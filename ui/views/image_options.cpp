#include "ui/views/image_options.h"

#include <QHBoxLayout>
#include <QLabel>

#include "ui/theme/elided.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"
#include "ui/views/head_chooser.h"
#include "ui/views/patch_names.h"
#include "ui/views/segmented_buttons.h"

namespace headlight::ui {
namespace {

constexpr int roomyFrom = 900;  // px: below it words are short

}  // namespace

ImageOptions::ImageOptions(ImageView& view, ViewHost& host, QWidget* parent) : OptionsRow(view, host, parent) {
  setObjectName(QStringLiteral("imageOptions"));
  heads_ = new HeadChooser(host, this);
  QLabel* queryLabel = label(tr("Query"));
  query_ = new SegmentedButtons({tr("[CLS]"), tr("Patch under pointer")}, tr("Who asks"), this);
  query_->setObjectName(QStringLiteral("imageQuery"));
  query_->setToolTip(tr("Whose attention is shown. A click on a patch keeps it (Escape lets it go); arrows move it"));
  querySpecial_ = combo(tr("Which special token asks"), {});
  querySpecial_->setObjectName(QStringLiteral("imageSpecial"));
  querySpecial_->setToolTip(tr("Special tokens stand before the patches and have no place on the picture"));
  direction_ = new SegmentedButtons({tr("Where it looks"), tr("Who looks at it")}, tr("Direction"), this);
  direction_->setObjectName(QStringLiteral("imageDirection"));
  direction_->setToolTip(
      tr("Where it looks: the query’s row of the pattern, which adds up to 1. Who looks at it: its column, which does "
         "not"));
  shown_ = combo(tr("What is laid over the picture"), {});
  shown_->setObjectName(QStringLiteral("imageShown"));
  shown_->setToolTip(tr("What is laid over the picture. Ctrl+click on heads chooses several"));
  fillShown();
  for (QWidget* widget : std::initializer_list<QWidget*>{heads_, queryLabel, query_, querySpecial_, direction_})
    row().addWidget(widget);
  row().addStretch(1);
  row().addWidget(shown_);

  connect(query_, &SegmentedButtons::choose, this, [this](int index) {
    this->host().selection().lockRow(-1);
    edit([&](PictureState& state) {
      state.special = specials_.isEmpty() || index == 1 ? -1 : std::max(0, querySpecial_->currentIndex());
    });
  });
  connect(querySpecial_, &QComboBox::activated, this, [this](int index) {
    this->host().selection().lockRow(-1);
    edit([&](PictureState& state) { state.special = index; });
  });
  connect(direction_, &SegmentedButtons::choose, this, [this](int index) {
    edit([&](PictureState& state) {
      state.direction = index == 1 ? PictureState::Direction::To : PictureState::Direction::From;
    });
  });
  connect(shown_, &QComboBox::activated, this, [this](int index) {
    edit([&](PictureState& state) {
      state.shown = static_cast<PictureState::Shown>(shown_->itemData(index).toInt());
      if (state.shown == PictureState::Shown::Chosen && state.chosen.empty())
        state.chosen = {this->host().selection().head()};
    });
  });
  setTheme(Theme::light());
  readIfShown();
}

void ImageOptions::fillShown() {
  using Shown = PictureState::Shown;
  shown_->clear();
  const auto add = [this](const QString& words, Shown shown, const QString& tip) {
    shown_->addItem(words, static_cast<int>(shown));
    shown_->setItemData(shown_->count() - 1, tip, Qt::ToolTipRole);
  };
  add(tr("One head"), Shown::Head, tr("The weights of the chosen head"));
  add(tr("Mean of heads"), Shown::Mean, tr("The mean weight of the layer’s heads"));
  add(tr("Largest of heads"), Shown::Largest, tr("The largest weight of the layer’s heads"));
  add(tr("Chosen heads"), Shown::Chosen, tr("The mean weight of the heads that Ctrl+click chose"));
  add(tr("Rollout"), Shown::Rollout,
      tr("Weights of all layers up to this one multiplied, the residual connection counted in (Abnar and Zuidema "
         "2020)"));
  add(tr("Position similarity"), Shown::Positions,
      tr("How alike the patches’ learned position embeddings are to the query’s: the cosine"));
  add(tr("Norms"), Shown::Norms, tr("How long each token’s vector is after this layer: registers and artefacts"));
  // Only a class can be lost.
  if (classifies_)
    add(tr("Occlusion"), Shown::Occlusion,
        tr("What the class loses or gains when each patch is covered: one pass a patch, beside the edits"));
}

void ImageOptions::edit(const std::function<void(PictureState&)>& change) {
  PictureState state = host().state().picture;
  change(state);
  host().setPicture(std::move(state));
}

void ImageOptions::read() {
  heads_->read();
  const PictureState state = host().state().picture;
  const QStringList specials = host().hasPicture() ? patchRows(*host().trace()).specials : QStringList();
  if (specials != specials_) {
    specials_ = specials;
    querySpecial_->clear();
    querySpecial_->addItems(specials);
  }
  const bool roomy = width() >= scaled(roomyFrom);
  const QString patch = roomy ? tr("Patch under pointer") : tr("Patch");
  const QString special = specials_.size() > 1 ? tr("Special token") : specials_.value(0);
  query_->setWords(specials_.isEmpty() ? QStringList{patch} : QStringList{special, patch});
  const bool bySpecial = state.special >= 0 && !specials_.isEmpty() && host().selection().lockedRow() < 0;
  query_->setChosen(bySpecial || specials_.isEmpty() ? 0 : 1);
  querySpecial_->setVisible(specials_.size() > 1 && bySpecial);
  querySpecial_->setCurrentIndex(std::min<int>(std::max(0, state.special), static_cast<int>(specials_.size()) - 1));
  direction_->setWords(roomy ? QStringList{tr("Where it looks"), tr("Who looks at it")}
                             : QStringList{tr("Looks at"), tr("Looked at by")});
  direction_->setChosen(state.toQuery() ? 1 : 0);
  const bool classifies = host().trace() && host().trace()->model().classifiesPictures();
  if (classifies != classifies_) {
    classifies_ = classifies;
    fillShown();
  }
  shown_->setCurrentIndex(shown_->findData(static_cast<int>(state.shown)));
}

void ImageOptions::setTheme(const Theme& theme) {
  OptionsRow::setTheme(theme);
  heads_->setTheme(theme);
}

}  // namespace headlight::ui
