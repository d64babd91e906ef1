#pragma once

#include <QRectF>
#include <array>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "ui/views/compare_maps.h"
#include "ui/views/comparison.h"
#include "ui/views/memo.h"
#include "ui/views/view.h"

namespace headlight::ui {

/// What stands beside what is shown (B): an input that was kept, the same without its what-ifs, another head.
enum class CompareWith { Kept, WithoutWhatIfs, OtherHead };
/// What the cells of the map of patches say.
enum class PatchMeasure { Restored, LogProbability };

struct CompareOptions {
  CompareWith with = CompareWith::Kept;
  bool patching = false;  ///< of Kept: what single rows of A do to B, in place of the patterns
  PatchMeasure measure = PatchMeasure::Restored;
  Site site = Site::ResidPre;
  std::int32_t answer = -1;  ///< of the map of patches: an entry of the output; -1: patchAnswers says
  int layer = 0, head = 0;   ///< of OtherHead: B, beside the chosen head as A
  bool operator==(const CompareOptions&) const = default;
};

/// Two patterns side by side on one scale, and their difference; or the map of patches: what becomes of the answer when
/// one row of one layer of A is put into B.
class CompareView : public View {
 public:
  static inline const QString id = QStringLiteral("compare");

  struct Layout {
    int queries = 0, keys = 0;       ///< places; 0: there is nothing to compare yet
    std::array<QRectF, 3> fields{};  ///< A, B, B - A; with `patching` the first is the map
    double cell = 0, cellHeight = 0;
    double labelWidth = 0;  ///< of the titles of rows
    double columnText = 0;  ///< longest title of a column, px along the slope
    double titles = 0;      ///< height of the titles of columns
    QRectF ramp{};          ///< the colour scale of the difference, with its ends
    QRectF answers{};       ///< null where there is no room
    int answerCount = 0;
    QRectF caveat{};
    QRectF cellRect(int field, int query, int key) const;
  };
  /// What is compared. Both sides are there, or `why` says in a sentence each why not and what to do.
  struct Subject {
    std::optional<ComparedSide> a, b;
    QStringList why{};
    bool whole() const { return a && b; }
  };

  const CompareOptions& options() const { return options_; }
  void setOptions(const CompareOptions& options) { options_ = options; }
  /// The traces are those of the arguments.
  Subject subject(const Trace& trace, const ViewState& state) const;
  Layout layout(const Trace& trace, const ViewState& state, QSizeF size) const;
  /// Of a whole subject.
  const ComparedMaps& maps(const Subject& subject, const ViewState& state) const;
  /// How likely the answers are in both, of a whole subject.
  const std::vector<AnswerChange>& answers(const Subject& subject) const;
  /// The map of patches is shown, rather than patterns.
  bool patches() const { return options_.with == CompareWith::Kept && options_.patching; }
  /// What rows of A are put into: what is shown, without its what-ifs.
  static const Trace& patchTarget(const Trace& trace, const ViewState& state) {
    return state.baseline ? *state.baseline : trace;
  }
  /// The map of patches from the kept run into patchTarget; null: there is none (yet).
  const PatchReadings* readings(const Trace& trace, const ViewState& state) const;
  /// Sites that can be patched and chosen: of a row each.
  static std::vector<Site> sites(const ModelInfo& model);
  /// "residual stream before the block".
  static QString siteName(Site site);
  /// The value that a cell of the map of patches shows; NaN: not computed.
  double shownOf(const PatchMap& map, int layer, int column) const;
  /// Where the colours of the map of patches end, to both sides.
  double patchHigh(const PatchMap* map) const;

  ViewName name() const override;
  std::vector<SiteId> needs(const ModelInfo& model, const ViewState& state) const override;
  Scene scene(std::shared_ptr<const Trace> trace, const ViewState& state, QSizeF size) const override;
  std::optional<Hit> hit(const Trace& trace, const ViewState& state, QSizeF size, QPointF at) const override;
  Legend legend(const std::shared_ptr<const Trace>& trace, const ViewState& state) const override;
  bool showsDifference(const ViewState&) const override { return false; }
  QSizeF wholeSize(const Trace& trace, const ViewState& state, QSizeF asked) const override;
  QString title(const ViewState& state) const override;
  QString describe(const Trace* trace, const ViewState& state) const override;
  QString caption(const Trace& trace, const ViewState& state) const override;
  QJsonObject savedOptions() const override;
  void restoreOptions(const QJsonObject& saved) override;
  OptionsRow* makeOptions(ViewHost& host, QWidget* parent) override;

  void pointed(const Hit& hit, ViewState& state) const override;
  Qt::CursorShape cursor(const Hit& hit) const override;
  void click(ViewHost& host, const Hit& hit, Qt::KeyboardModifiers modifiers) override;
  bool press(ViewHost& host, int key, Qt::KeyboardModifiers modifiers) override;
  void forgetModel() override;

 private:
  QString caveat(bool roomy) const;
  void patchHovered(ViewHost& host, int layer, int row) const;
  bool pressInPatches(ViewHost& host, int key, const ViewState& state) const;
  void addMaps(Scene& scene, const Trace& trace, const ViewState& state, const Layout& layout) const;
  void addPatches(Scene& scene, const Trace& trace, const ViewState& state, const Layout& layout) const;
  void addRamp(Scene& scene, const Trace& trace, const ViewState& state, const Layout& layout,
               const ComparedMaps& maps) const;
  void addWhy(Scene& scene, const Trace& trace, const ViewState& state, QSizeF size) const;
  void addAnswers(Scene& scene, const Trace& trace, const ViewState& state, const Layout& layout) const;
  /// Keeps the values of the map of patches: painters know a field by them.
  std::shared_ptr<const Rows> patchField(const Trace& trace, const PatchReadings& readings) const;

  CompareOptions options_;
  struct MapsKey {
    std::uint64_t a = 0, b = 0;
    int layerA = -1, headA = -1, layerB = -1, headB = -1;
    AttentionId attention{};
    RangeMode range = RangeMode::PerRow;
    std::optional<float> high{};
    bool operator==(const MapsKey&) const = default;
  };
  mutable Memo<MapsKey, ComparedMaps> maps_;
  mutable Memo<std::pair<std::uint64_t, std::uint64_t>, std::vector<AnswerChange>> answers_;
  struct Kept {
    std::shared_ptr<const PatchMap> map;
    PatchMeasure measure = PatchMeasure::Restored;
    std::shared_ptr<const Rows> values;
  };
  mutable Kept kept_;
  mutable std::shared_ptr<const Rows> ramp_;  ///< -1 to 1
};

}  // namespace headlight::ui
