#include "ui/panels/readings/label_bars.h"
#include "ui/panels/readings/readings.h"

namespace headlight::ui {
namespace {

/// What a text as a whole is.
class TextLabel final : public LabelBars {
  Q_DECLARE_TR_FUNCTIONS(headlight::ui::TextLabel)
 public:
  QString title(const ToRead& read) const override {
    return ofPair(read) ? tr("How the second text goes with the first") : tr("Label of the text");
  }
  BarRows rows(const ToRead& read, const QString& query) const override {
    if (!ofPair(read) || !read.trace || !read.second().empty()) return LabelBars::rows(read, query);
    BarRows bars;
    bars.instead = tr("This model says how a second text goes with the first: write one below the text.");
    return bars;
  }

 private:
  static bool ofPair(const ToRead& read) { return read.model && read.model->output() && read.model->output()->ofPair; }
};

/// What a picture as a whole is, and what it would be if the model stopped after each layer.
class PictureClass final : public LabelBars {
  Q_DECLARE_TR_FUNCTIONS(headlight::ui::PictureClass)
 public:
  QString title(const ToRead&) const override { return tr("Class of the picture"); }
  QString searchHint() const override { return tr("Find a class"); }
  int barCount() const override { return 5; }
  std::vector<LayerRows::Row> layers(const ToRead& read) const override {
    std::vector<LayerRows::Row> rows;
    if (!read.trace || read.now.empty()) return rows;
    const int last = read.now.likeliest(1).front();
    for (const std::vector<float>& logits : read.trace->logitsByLayer()) {
      if (static_cast<int>(logits.size()) != read.now.size()) continue;
      const Distribution here(logits, Sampling{1, 0, 1, 0});
      const std::int32_t best = here.likeliest(1).front();
      const bool alone = read.output().kind == LabelKind::AnyOf;
      rows.push_back({nameOf(read, best), alone ? sigmoid(here.logit(best)) : here.probability(best), best == last});
    }
    return rows;
  }

 protected:
  QString nothingFound() const override { return tr("No class contains “%1”."); }
};

}  // namespace

const Reading& labelReading() {
  static const TextLabel reading;
  return reading;
}

const Reading& classReading() {
  static const PictureClass reading;
  return reading;
}

}  // namespace headlight::ui
