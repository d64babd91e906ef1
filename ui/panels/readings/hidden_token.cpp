#include "ui/document/document.h"
#include "ui/panels/readings/readings.h"
#include "ui/panels/readings/token_bars.h"

namespace headlight::ui {
namespace {

/// What a masked language model expects in a token's place.
class HiddenToken final : public TokenBars {
  Q_DECLARE_TR_FUNCTIONS(headlight::ui::HiddenToken)
 public:
  QString title(const ToRead& read) const override {
    const QString name = read.rowName();
    return name.isEmpty() ? tr("At a masked token")
                          : tr("At “%1”, token %2").arg(name, QString::number(read.trace->predictedRow()));
  }
  QString note(const ToRead& read) const override;
  BarKind bars() const override { return BarKind::Place; }
  void choose(const ToRead& read, std::int32_t id) const override {
    // The bars are about a row of the trace: an edit since then may have moved it.
    if (!tokenAt(read) || !read.upToDate()) return;
    const auto [text, index] = read.document.text().tokenOfRow(read.trace->predictedRow());
    text->replaceToken(index, id);
  }

 private:
  /// The document's token in the predicted row.
  static std::optional<InputToken> tokenAt(const ToRead& read) {
    const int row = read.trace ? read.trace->predictedRow() : -1;
    const std::vector<InputToken> tokens = read.document.text().rowTokens();
    if (row < 0 || row >= static_cast<int>(tokens.size())) return std::nullopt;
    return tokens[static_cast<std::size_t>(row)];
  }
};

QString HiddenToken::note(const ToRead& read) const {
  const auto& vocabulary = read.document.text().vocabulary();
  const std::optional<InputToken> token = tokenAt(read);
  if (!vocabulary || !token) return {};
  if (token->id != read.trace->ids()[static_cast<std::size_t>(read.trace->predictedRow())])
    return {};  // of an older text
  const auto given = [&](std::int32_t id) { return worthOf(read, id); };
  if (token->was >= 0 && token->was < read.now.size())
    return tr("It hides “%1”: %2.").arg(vocabulary->shown(token->was), given(token->was));
  if (vocabulary->maskToken() == token->id) return tr("Click a bar to put that token there.");
  if (token->id >= read.now.size()) return {};
  return (vocabulary->maskToken() ? tr("Nothing is masked; “%1” stands there: %2. Click a token to mask it.")
                                  : tr("“%1” stands there: %2. This vocabulary has no mask token."))
      .arg(vocabulary->shown(token->id), given(token->id));
}

}  // namespace

const Reading& hiddenTokenReading() {
  static const HiddenToken reading;
  return reading;
}

}  // namespace headlight::ui
