#include "ui/views/attention_chooser.h"

#include "ui/document/what_if.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {

AttentionChooser::AttentionChooser(ViewHost& host, QWidget* parent) : ElidedComboBox(parent), host_(host) {
  setObjectName(QStringLiteral("attention"));
  setFont(sansFont(12));
  setAccessibleName(tr("Attention"));
  setToolTip(tr("Which attention is shown: of a stack to itself, or of the decoder to the encoder"));
  fixHeight(*this, 28);
  setSizeAdjustPolicy(QComboBox::AdjustToContents);
  connect(this, &QComboBox::activated, this,
          [this](int index) { host_.selection().chooseAttention(attentions_[static_cast<std::size_t>(index)].id); });
}

void AttentionChooser::read() {
  const ModelInfo* model = host_.trace() ? &host_.trace()->model() : nullptr;
  std::vector<AttentionInfo> now = model ? model->attentions() : std::vector<AttentionInfo>();
  if (now != attentions_) {
    attentions_ = std::move(now);
    clear();
    for (const AttentionInfo& attention : attentions_) addItem(attentionName(*model, attention.id));
  }
  setVisible(attentions_.size() > 1);
  if (!model) return;
  const AttentionId shown = shownAttention(*model, host_.state());
  for (std::size_t i = 0; i < attentions_.size(); ++i)
    if (attentions_[i].id == shown) setCurrentIndex(static_cast<int>(i));
}

}  // namespace headlight::ui
