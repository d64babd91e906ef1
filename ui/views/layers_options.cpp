#include "ui/views/layers_options.h"

#include <QHBoxLayout>
#include <QLabel>

#include "ui/document/glossary.h"
#include "ui/theme/elided.h"
#include "ui/theme/theme.h"
#include "ui/views/legend_widget.h"

namespace headlight::ui {

LayersOptionsRow::LayersOptionsRow(LayersView& view, ViewHost& host, QWidget* parent)
    : OptionsRow(view, host, parent), view_(view) {
  setObjectName(QStringLiteral("layersOptions"));
  QLabel* colourLabel = label(tr("Colour"));
  colourLabel->setToolTip(explain(Term::LogitLens));
  colour_ = combo(tr("What the colour of a cell says"), {tr("Final answer"), tr("Entropy")});
  colour_->setObjectName(QStringLiteral("layersColour"));
  colour_->setToolTip(
      tr("Final answer: how likely a layer holds what the last one says. Entropy: how undecided it is.") +
      QLatin1Char('\n') + explain(Term::LogitLens));
  legend_ = legend();
  for (QWidget* widget : std::initializer_list<QWidget*>{colourLabel, colour_}) row().addWidget(widget);
  row().addStretch(1);
  row().addWidget(legend_, 1000);
  connect(colour_, &QComboBox::activated, this, [this](int index) {
    LayersOptions next = view_.options();
    next.entropy = index == 1;
    view_.setOptions(next);
    this->host().optionsEdited();
  });
  setTheme(Theme::light());
  readIfShown();
}

void LayersOptionsRow::read() {
  colour_->setCurrentIndex(view_.options().entropy ? 1 : 0);
  legend_->setLegend(host().legend());
}

}  // namespace headlight::ui
