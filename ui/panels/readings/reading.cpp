#include "ui/panels/readings/reading.h"

#include "ui/document/document.h"
#include "ui/panels/readings/readings.h"

namespace headlight::ui {

bool ToRead::upToDate() const { return trace && trace->revision() == document.revision(); }

QString ToRead::rowName() const { return nameOf(trace ? trace->predictedRow() : -1); }

RowRange ToRead::second() const {
  if (!trace) return {};
  const auto place = static_cast<std::size_t>(trace->model().stacks.back().input);
  const auto* text = std::get_if<TokenInput>(&trace->inputs()[place]);
  return text ? text->second : RowRange{};
}

QString ToRead::nameOf(int row) const {
  const auto& vocabulary = document.text().vocabulary();
  if (!trace || !vocabulary || row < 0 || row >= static_cast<int>(trace->ids().size())) return {};
  const std::int32_t id = trace->ids()[static_cast<std::size_t>(row)];
  // A byte piece is called as its chip is, by the character that it is a part of.
  const std::vector<InputToken> tokens = document.text().rowTokens();
  if (row < static_cast<int>(tokens.size())) {
    const InputToken& token = tokens[static_cast<std::size_t>(row)];
    if (token.id == id && !token.piece.isEmpty()) return axisText(token);
  }
  return vocabulary->shown(id);
}

QString Reading::what(const ToRead&) const { return tr("probability"); }
QString Reading::note(const ToRead&) const { return {}; }
void Reading::choose(const ToRead&, std::int32_t) const {}
QString Reading::searchHint() const { return tr("Find a label"); }
std::vector<LayerRows::Row> Reading::layers(const ToRead&) const { return {}; }
AnswerEndsShown Reading::ends(const ToRead&) const { return {}; }

const Reading& readingOf(const ModelInfo* model) {
  if (!model) return nextTokenReading();
  if (!model->output()) return nothingReading();
  switch (model->output()->says) {
    case Says::NextToken:
      return nextTokenReading();
    case Says::HiddenToken:
      return hiddenTokenReading();
    case Says::Label:
      return model->classifiesPictures() ? classReading() : labelReading();
    case Says::LabelPerRow:
      return labelPerRowReading();
    case Says::Answer:
      return answerReading();
  }
  return nothingReading();
}

PredictionRow barOf(const ToRead& read, std::int32_t id, const QString& shown) {
  PredictionRow row;
  row.id = id;
  row.shown = shown;
  row.probability = read.now.probability(id);
  row.plain = read.now.plainProbability(id);
  row.logit = read.now.logit(id);
  row.cut = row.probability <= 0;
  if (!read.before.empty())
    row.before =
        PredictionRow::Before{read.before.probability(id), read.before.plainProbability(id), read.before.logit(id)};
  return row;
}

}  // namespace headlight::ui
