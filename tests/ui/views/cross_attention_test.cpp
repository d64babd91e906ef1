// Patterns whose queries and keys are rows of two stacks: the tiny encoder-decoder of tests/support in every part of
// the views that reads a pattern.
#include <gtest/gtest.h>

#include <QComboBox>
#include <algorithm>
#include <cmath>

#include "models/model.h"
#include "support/tiny_model.h"
#include "support/tiny_seq2seq.h"
#include "ui/lens/image_fields.h"
#include "ui/lens/lens_widget.h"
#include "ui/lens/tensor_slice.h"
#include "ui/scene/colormap.h"
#include "ui/theme/theme.h"
#include "ui/views/all_heads_view.h"
#include "ui/views/matrix_view.h"
#include "ui/views/numbers.h"
#include "ui/views/options_row.h"
#include "ui/views/pattern_reader.h"

namespace headlight::ui {
namespace {

constexpr AttentionId cross{StackId::Decoder, 1};

class CrossAttentionTest : public testing::Test {
 protected:
  void TearDown() override { pair_.model.reset(); }
  std::shared_ptr<const Trace> pass(int sources, int targets, std::vector<Intervention> changes = {}) {
    if (!pair_.model) pair_ = test::makeTinySeq2seq(*backend_, {.positions = 700});
    return runModel(*pair_.model, *backend_,
                    Request{1,
                            std::vector<Input>{TokenInput{test::randomIds(sources, 61, 5)},
                                               TokenInput{test::randomIds(targets, 61, 6)}},
                            pair_.model->info()->everySite(), std::move(changes)});
  }
  void make(int sources, int targets) {
    sources_ = sources;
    targets_ = targets;
    trace_ = pass(sources, targets);
    state_.theme = &Theme::light();
    state_.attention = cross;
    state_.layer = 1;
    state_.head = 2;
    state_.rows.clear();
    for (int i = 0; i < sources; ++i) state_.rows[StackId::Encoder].names << QStringLiteral("s%1").arg(i);
    for (int i = 0; i < targets; ++i) state_.rows[StackId::Decoder].names << QStringLiteral("t%1").arg(i);
  }
  std::vector<QString> texts(const Scene& scene) const {
    std::vector<QString> all;
    for (const Label& label : scene.labels) all.push_back(label.text);
    return all;
  }
  static bool has(const std::vector<QString>& all, const QString& text) {
    return std::find(all.begin(), all.end(), text) != all.end();
  }

  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 2);
  test::Seq2seqPair pair_;
  std::shared_ptr<const Trace> trace_;
  int sources_ = 0, targets_ = 0;
  ViewState state_;
  MatrixView matrix_;
  QSizeF size_{856, 648};
};

TEST_F(CrossAttentionTest, EveryCellOfTheMatrixIsHitWithItsWeight) {
  for (const auto& [sources, targets] : {std::pair{9, 5}, {5, 9}, {70, 12}, {12, 70}}) {
    make(sources, targets);
    const auto l = matrix_.layout(*trace_, state_, size_);
    EXPECT_EQ(l.queries.count, targets);
    EXPECT_EQ(l.keys.count, sources);
    EXPECT_NEAR(l.field.width() * targets, l.field.height() * sources, 1e-6) << "cells are square";
    for (int query = 0; query < targets; ++query) {
      const std::vector<float> row = patternRow(*trace_, cross, 1, 2, query);
      for (int key = 0; key < sources; ++key) {
        const auto found = matrix_.hit(*trace_, state_, size_, l.cellRect(query, key).center());
        ASSERT_TRUE(found);
        EXPECT_EQ(found->query, query);
        EXPECT_EQ(found->key, key);
        EXPECT_FALSE(found->masked);
        ASSERT_EQ(found->value, row[static_cast<std::size_t>(key)]);
      }
    }
  }
}

TEST_F(CrossAttentionTest, EachSideOfTheMatrixHasItsOwnNames) {
  make(9, 5);
  const Scene scene = matrix_.scene(trace_, state_, size_);
  const Field& field = scene.fields.front();
  EXPECT_EQ(field.site, patternSite(cross, 1));
  EXPECT_EQ(field.rowCount, 5);
  EXPECT_EQ(field.columnCount, 9);
  EXPECT_FALSE(field.causal);
  const auto said = texts(scene);
  for (int i = 0; i < 9; ++i) EXPECT_TRUE(has(said, QStringLiteral("s%1").arg(i))) << i;
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(has(said, QStringLiteral("t%1").arg(i))) << i;
  EXPECT_TRUE(has(said, QStringLiteral("query: the decoder token that looks")));
  EXPECT_TRUE(has(said, QStringLiteral("key: the encoder token looked at")));
  EXPECT_FALSE(has(said, QStringLiteral("later tokens: masked, weight exactly 0")));
  EXPECT_EQ(matrix_.caption(*trace_, state_), QStringLiteral("L1H2 · decoder.blocks.1.cross_attn.pattern"));
  EXPECT_TRUE(matrix_.describe(trace_.get(), state_).contains(QStringLiteral("decoder → encoder")));
  EXPECT_FALSE(matrix_.describe(trace_.get(), state_).contains(QStringLiteral("distance"))) << "between two texts";
  state_.attention = AttentionId(StackId::Encoder);
  EXPECT_TRUE(has(texts(matrix_.scene(trace_, state_, size_)), QStringLiteral("query: the encoder token that looks")));
}

TEST_F(CrossAttentionTest, ZoomKeepsTheCellUnderThePointAndTheShorterSideGrows) {
  make(200, 6);
  const auto whole = matrix_.layout(*trace_, state_, size_);
  matrix_.setOptions({.zoom = 10, .origin = {30, 0}});
  const auto l = matrix_.layout(*trace_, state_, size_);
  EXPECT_EQ(l.field.width(), whole.field.width());
  EXPECT_GT(l.field.height(), 5 * whole.field.height());
  EXPECT_NEAR(l.queries.shown, 6, 1e-9) << "all of the few queries";
  EXPECT_NEAR(l.keys.shown, 20, 1e-9);
  const auto found = matrix_.hit(*trace_, state_, size_, l.field.topLeft() + QPointF(1, 1));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->key, 30);
  EXPECT_EQ(found->query, 0);
}

TEST_F(CrossAttentionTest, SpecialTokensAreHiddenOnTheirOwnSide) {
  make(9, 5);
  state_.rows[StackId::Encoder].special = {false, false, false, false, false, false, false, false, true};
  matrix_.setOptions({.hideSpecial = true});
  const auto l = matrix_.layout(*trace_, state_, size_);
  EXPECT_EQ(l.queries.count, 5);
  ASSERT_EQ(l.keys.count, 8);
  const std::vector<float> row = patternRow(*trace_, cross, 1, 2, 3);
  const auto found = matrix_.hit(*trace_, state_, size_, l.cellRect(3, 2).center());
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->value, row[2] / (1 - row[8]), 1e-6F) << "divided by what is left";
  EXPECT_EQ(matrix_.scene(trace_, state_, size_).fields.front().values->blocks().front().dim(2), 8);
}

TEST_F(CrossAttentionTest, CutsAndDifferencesAreOfTheShownAttention) {
  make(9, 5);
  state_.baseline = trace_;
  trace_ = pass(9, 5, {CutEdge{StackId::Decoder, 1, 2, 3, 7, 1}});
  const auto curves = [&] { return matrix_.scene(trace_, state_, size_).curves.size(); };
  const auto withCut = curves();
  const auto hit = matrix_.hit(*trace_, state_, size_, matrix_.layout(*trace_, state_, size_).cellRect(3, 7).center());
  EXPECT_EQ(hit->value, 0) << "exactly";
  EXPECT_EQ(headTag(trace_->changes(), cross, 1, 2), QStringLiteral("1 cut in the what-if"));
  EXPECT_EQ(headTag(trace_->changes(), StackId::Decoder, 1, 2), QString());
  matrix_.setOptions({.difference = true});
  const Difference& made = matrix_.difference(trace_, state_);
  ASSERT_TRUE(made.values);
  EXPECT_EQ(made.values->blocks().front().dim(2), 9);
  EXPECT_EQ(made.values->rows(), 5);
  EXPECT_GT(made.largest, 0);
  matrix_.setOptions({});
  state_.attention = AttentionId(StackId::Decoder);
  EXPECT_EQ(curves() + 2, withCut) << "the two strokes of the cross";
}

TEST_F(CrossAttentionTest, ThumbnailsHaveTheShapeOfThePattern) {
  make(24, 12);
  state_.range = RangeMode::Own;
  const AllHeadsView view;
  const auto grid = view.grid(*trace_, state_, size_);
  EXPECT_EQ(grid.order.size(), 8U);
  EXPECT_NEAR(grid.side, 2 * grid.height, 1);
  const Scene scene = view.scene(trace_, state_, size_);
  ASSERT_EQ(scene.fields.size(), 8U);
  for (const Field& field : scene.fields) {
    EXPECT_EQ(field.rowCount, 12);
    EXPECT_EQ(field.columnCount, 24);
    EXPECT_FALSE(field.causal);
    EXPECT_EQ(field.site.attention, 1);
    const auto& head = (*trace_->headStatistics(cross, field.site.layer))[static_cast<std::size_t>(field.head)];
    EXPECT_EQ(field.high, head.largest);
  }
  for (std::size_t i = 0; i < 8; ++i) {
    const auto hit = view.hit(*trace_, state_, size_, grid.place(static_cast<int>(i)).center());
    ASSERT_TRUE(hit);
    EXPECT_EQ(std::pair(hit->layer, hit->head), grid.order[i]);
  }
  EXPECT_TRUE(view.caption(*trace_, state_).startsWith(QStringLiteral("every head of decoder → encoder, ")));
  EXPECT_TRUE(std::isnan(headNumber(*trace_, HeadNumber::Distance, cross, 0, 0))) << "rows of two texts";
  EXPECT_EQ(view.needs(trace_->model(), state_), (std::vector<SiteId>{patternSite(cross, 0), patternSite(cross, 1)}));
  make(300, 4);
  const auto wide = view.grid(*trace_, state_, size_);
  EXPECT_NEAR(wide.side, 3 * wide.height, 1.5) << "never thinner than a third";
}

TEST_F(CrossAttentionTest, EveryPixelHasTheColourOfItsCell) {
  for (const auto& [sources, targets] : {std::pair{9, 5}, {5, 9}, {70, 12}, {12, 70}, {130, 66}}) {
    make(sources, targets);
    const int cell = 3, width = cell * sources, height = cell * targets;
    Scene scene;
    scene.fields.push_back({.area = QRectF(5, 7, width, height),
                            .trace = trace_,
                            .site = patternSite(cross, 1),
                            .head = 2,
                            .rowCount = 1.0 * targets,
                            .columnCount = 1.0 * sources,
                            .causal = false});
    const QImage image = ImageFields().paint(scene, {width + 12, height + 12}, 1);
    const auto& table = colormapTable(Colormap::Viridis, Ground::Light);
    const std::vector<float> weights = patternOfHead(*trace_, cross, 1, 2);
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x) {
        const float weight = weights[static_cast<std::size_t>(y / cell * sources + x / cell)];
        ASSERT_EQ(image.pixel(x + 5, y + 7),
                  table[static_cast<std::size_t>(colormapIndex(weight, 0, 1, Scale::Linear, 1))])
            << sources << " sources, " << targets << " targets, row " << y / cell << ", column " << x / cell;
      }
  }
}

TEST_F(CrossAttentionTest, ReadersOfRowsColumnsAndSitesKnowBothCounts) {
  make(130, 66);
  PatternReader reader;
  reader.read(*trace_, cross);
  const std::vector<float> all = patternOfHead(*trace_, cross, 1, 3);
  const std::vector<float> row = reader.row(1, 3, 65), column = reader.column(1, 3, 129);
  ASSERT_EQ(row.size(), 130U);
  ASSERT_EQ(column.size(), 66U);
  for (std::size_t key = 0; key < 130; ++key) ASSERT_EQ(row[key], all[65 * 130 + key]);
  for (std::size_t query = 0; query < 66; ++query) ASSERT_EQ(column[query], all[query * 130 + 129]);
  EXPECT_NEAR(reader.sumFrom(1, 3, 65, 0), 1, 1e-5);
  EXPECT_TRUE(reader.row(1, 3, 66).empty());
  EXPECT_FALSE(reader.has(2));

  const TensorSlice slice = readSlice(trace_, patternSite(cross, 1), 3);
  EXPECT_EQ(slice.rows, 66);
  EXPECT_EQ(slice.columns, 130);
  EXPECT_EQ(slice.values, all);
  EXPECT_EQ(slice.masked, 0U);
  const TensorSlice key = readSlice(trace_, {StackId::Decoder, Site::Key, 1, 1}, 2);
  EXPECT_EQ(key.rows, 130) << "rows of the memory";
  EXPECT_EQ(key.columns, 9);
}

TEST_F(CrossAttentionTest, TheRowOfOptionsChoosesAmongThree) {
  make(9, 5);
  Selection selection;
  LensWidget lens(selection);
  lens.resize(856, 648);
  const std::unique_ptr<OptionsRow> row(lens.viewOf<MatrixView>().makeOptions(lens, nullptr));
  lens.setView(MatrixView::id);
  lens.setShown({.trace = trace_,
                 .inputs = {{state_.rows[StackId::Encoder].names, state_.rows[StackId::Encoder].special},
                            {state_.rows[StackId::Decoder].names, state_.rows[StackId::Decoder].special}}});
  auto* choice = row->findChild<QComboBox*>(QStringLiteral("attention"));
  ASSERT_TRUE(choice);
  EXPECT_FALSE(choice->isHidden());
  QStringList names;
  for (int i = 0; i < choice->count(); ++i) names << choice->itemText(i);
  EXPECT_EQ(names, QStringList({"encoder", "decoder", "decoder → encoder"}));
  EXPECT_EQ(choice->currentIndex(), 0) << "the model's first";
  selection.lockRow(3);
  selection.hover(2, 8);
  int asked = 0;
  QObject::connect(&lens, &LensWidget::needsChanged, [&] { ++asked; });
  emit choice->activated(2);
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(selection.attention(), cross);
  EXPECT_EQ(selection.lockedRow(), -1) << "it was a row of another stack";
  EXPECT_EQ(selection.hoveredKey(), -1);
  EXPECT_EQ(choice->currentIndex(), 2);
  EXPECT_TRUE(lens.needs(trace_->model()).contains(patternSite(cross, 1)));
  EXPECT_FALSE(lens.needs(trace_->model()).contains(patternSite(StackId::Encoder, 1)));
  EXPECT_EQ(lens.state().rowsOf(StackId::Encoder).name(8), "s8");
  // Rows are checked against their own side.
  selection.hover(4, 8);
  lens.setShown({.trace = trace_});
  EXPECT_EQ(selection.hoveredKey(), 8);
  lens.setShown({.trace = pass(8, 5)});
  EXPECT_EQ(selection.hoveredKey(), -1);
}

TEST_F(CrossAttentionTest, TheChooserHasTheNumbersOfTwoTexts) {
  make(9, 12);
  Selection selection;
  LensWidget lens(selection);
  selection.chooseAttention(cross);
  AllHeadsView view;
  lens.setShown(ShownTrace{.trace = trace_});
  const std::unique_ptr<OptionsRow> row(view.makeOptions(lens, nullptr));
  const auto numbers = headNumbersOf(trace_->model(), cross);
  EXPECT_EQ(numbers, (std::vector{HeadNumber::Entropy, HeadNumber::FirstTokenMass, HeadNumber::Largest,
                                  HeadNumber::Alignment, HeadNumber::Broad}));
  const auto* combo = row->findChild<QComboBox*>(QStringLiteral("headNumber"));
  ASSERT_EQ(combo->count(), static_cast<int>(numbers.size()));
  for (int i = 0; i < combo->count(); ++i)
    EXPECT_EQ(combo->itemData(i, Qt::ToolTipRole).toString(),
              explain(termOf(numbers[static_cast<std::size_t>(i)], false)));
}

}  // namespace
}  // namespace headlight::ui
