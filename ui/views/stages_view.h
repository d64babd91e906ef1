#pragma once

#include <tuple>

#include "derived/attention_steps.h"
#include "ui/views/memo.h"
#include "ui/views/view.h"

namespace headlight::ui {

/// How far one head has been followed, in the order in which it is computed.
enum class Stage { Vectors, Product, Scale, Mask, Softmax, Weighted, Output };
constexpr int stageCount = 7;

struct StagesOptions {
  Stage stage = Stage::Vectors;
  int below = 0;  ///< keys that are scrolled out at the lower end
};

/// One query in one head, step by step with the real numbers: query, keys and values; q·k; scaled; masked; softmax;
/// weight × value; their sum. The row that asks is the locked one, else the last.
class StagesView : public View {
  Q_DECLARE_TR_FUNCTIONS(headlight::ui::StagesView)

 public:
  static inline const QString id = QStringLiteral("stages");

  /// Where things stand; px of the view.
  struct Layout {
    int query = 0;            ///< the row that asks
    std::vector<int> listed;  ///< keys that have a line, from the top down
    int hiddenAbove = 0, hiddenBelow = 0;
    int masked = 0;                        ///< keys that the query may not see
    QRectF asks, columns;                  ///< the query's line; the line of titles
    QRectF rows;                           ///< all lines of keys
    QRectF maskedLine, sumLine, wordLine;  ///< below them; the first is empty where nothing is masked
    double nameRight = 0;
    QRectF strip, value;  ///< x of the columns; `value` is `strip` where both have no room
    double productRight = 0, scoreRight = 0, barLeft = 0, weightRight = 0;
    bool both = true;  ///< keys and values stand side by side
    double lineHeight = 0;
    QRectF line(int place) const { return {rows.left(), rows.top() + place * lineHeight, rows.width(), lineHeight}; }
  };
  Layout layout(const Trace& trace, const ViewState& state, QSizeF size) const;
  /// The row that asks: the locked one if the stack has it, else the last.
  static int queryOf(const Trace& trace, const ViewState& state);
  /// Whether query, key, value and pattern of the shown head were captured.
  static bool captured(const Trace& trace, const ViewState& state);
  const derived::AttentionSteps& steps(const Trace& trace, const ViewState& state, int query) const;
  /// What happens in the shown stage, in a sentence or two.
  QString words(const Trace& trace, const ViewState& state) const;

  const StagesOptions& options() const { return options_; }
  void setOptions(const StagesOptions& options) { options_ = options; }
  bool reached(Stage stage) const { return options_.stage >= stage; }

  ViewName name() const override;
  bool fits(const ModelInfo& model) const override;
  std::vector<SiteId> needs(const ModelInfo& model, const ViewState& state) const override;
  Scene scene(std::shared_ptr<const Trace> trace, const ViewState& state, QSizeF size) const override;
  std::optional<Hit> hit(const Trace& trace, const ViewState& state, QSizeF size, QPointF at) const override;
  Legend legend(const std::shared_ptr<const Trace>& trace, const ViewState& state) const override;
  QSizeF wholeSize(const Trace& trace, const ViewState& state, QSizeF asked) const override;
  QString title(const ViewState& state) const override;
  QString describe(const Trace* trace, const ViewState& state) const override;
  QString caption(const Trace& trace, const ViewState& state) const override;
  OptionsRow* makeOptions(ViewHost& host, QWidget* parent) override;

  Qt::CursorShape cursor(const Hit& hit) const override;
  void click(ViewHost& host, const Hit& hit, Qt::KeyboardModifiers modifiers) override;
  bool wheel(ViewHost& host, QPointF at, double notches) override;
  bool press(ViewHost& host, int key, Qt::KeyboardModifiers modifiers) override;
  void settle(const ViewHost& host) override;
  void forgetModel() override;

 private:
  void goTo(ViewHost& host, int stage);
  bool ask(ViewHost& host, int row);
  void scrollBy(ViewHost& host, int lines);

  StagesOptions options_;
  using StepsKey = std::tuple<std::uint64_t, AttentionId, int, int, int>;
  mutable Memo<StepsKey, derived::AttentionSteps> steps_;
};

}  // namespace headlight::ui
