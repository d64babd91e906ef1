// Arcs of three tokens and two heads whose weights were written down by hand, of the tiny encoder-decoder, and of texts
// that are longer than what is in sight.
#include "ui/views/arcs_view.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QSlider>
#include <QWheelEvent>
#include <algorithm>

#include "models/model.h"
#include "support/fake_trace.h"
#include "support/tiny_model.h"
#include "support/tiny_seq2seq.h"
#include "ui/lens/image_fields.h"
#include "ui/lens/lens_widget.h"
#include "ui/theme/theme.h"
#include "ui/views/arcs_parts.h"
#include "ui/views/options_row.h"

namespace headlight::ui {
namespace {

using Kept = std::vector<std::vector<int>>;  // keys of each query

/// [heads][queries][keys] as a causal trace of one layer.
std::shared_ptr<const Trace> byHand(Backend& backend, const std::vector<std::vector<std::vector<float>>>& heads,
                                    std::vector<Intervention> changes = {}) {
  const auto like = test::makeTrace(
      backend,
      {.layers = 1, .heads = static_cast<int>(heads.size()), .tokens = static_cast<int>(heads.front().size())});
  Trace::Contents contents;
  contents.model = std::make_shared<ModelInfo>(like->model());
  contents.inputs = like->inputs();
  contents.changes = std::move(changes);
  contents.device = backend.deviceName();
  const int tokens = like->rows(StackId::Decoder), keys = 64;
  Tensor block = backend.allocate({tokens, static_cast<int>(heads.size()), keys}, DType::F32,
                                  heads.size() * static_cast<std::size_t>(keys));
  std::vector<float> data(static_cast<std::size_t>(tokens) * heads.size() * keys, 0.0F);
  for (std::size_t query = 0; query < heads.front().size(); ++query)
    for (std::size_t head = 0; head < heads.size(); ++head)
      std::ranges::copy(heads[head][query],
                        data.begin() + static_cast<std::ptrdiff_t>((query * heads.size() + head) * keys));
  backend.write(block, std::as_bytes(std::span(data)));
  backend.wait(backend.flush());
  contents.sites.emplace(SiteId{StackId::Decoder, Site::Pattern, 0}, Rows(block));
  return std::make_shared<const Trace>(std::move(contents));
}

class ArcsTest : public testing::Test {
 protected:
  ArcsTest() {
    state_.theme = &Theme::light();
    state_.rows[StackId::Decoder].names = {QStringLiteral("the"), QStringLiteral("·owl"), QStringLiteral("·sat")};
  }
  /// Which keys each query has a line to.
  Kept lines(int head) {
    const auto kept = view_.kept(trace_, state_, head);
    Kept all;
    for (std::size_t query = 0; query < kept->size(); ++query) {
      derived::TopMassWalk walk((*kept)[query]);
      all.emplace_back();
      const std::vector<float> weights = view_.weightsOf(trace_, state_, head, true, static_cast<int>(query));
      for (std::size_t key = 0; key < weights.size(); ++key)
        if (walk.keeps(weights[key])) all.back().push_back(static_cast<int>(key));
    }
    return all;
  }
  static bool has(const Scene& scene, const QString& text) {
    return std::ranges::any_of(scene.labels, [&](const Label& label) { return label.text == text; }) ||
           std::ranges::any_of(scene.above, [&](const Scene& above) { return has(above, text); });
  }
  void setShare(int share) {
    ArcsOptions options = view_.options();
    options.share = share;
    view_.setOptions(options);
  }

  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);
  std::shared_ptr<const Trace> trace_ = byHand(
      *backend_, {{{1, 0, 0}, {0.25F, 0.75F, 0}, {0.2F, 0.3F, 0.5F}}, {{1, 0, 0}, {0.5F, 0.5F, 0}, {0.9F, 0, 0.1F}}});
  ViewState state_;
  ArcsView view_;
  QSizeF size_{900, 600};
};

TEST_F(ArcsTest, LinesAreThoseOfTheFewestKeysThatHoldTheShare) {
  EXPECT_EQ(view_.options().share, 70);
  EXPECT_EQ(lines(0), (Kept{{0}, {1}, {1, 2}}));
  EXPECT_EQ(lines(1), (Kept{{0}, {0, 1}, {0}}));
  setShare(50);
  EXPECT_EQ(lines(0), (Kept{{0}, {1}, {2}}));
  EXPECT_EQ(lines(1), (Kept{{0}, {0}, {0}}));
  setShare(100);
  EXPECT_EQ(lines(0), (Kept{{0}, {0, 1}, {0, 1, 2}}));
  EXPECT_EQ(lines(1), (Kept{{0}, {0, 1}, {0, 2}})) << "a weight of 0 has no line";
}

TEST_F(ArcsTest, BothDirectionsAndTheMeanOfSeveralHeads) {
  EXPECT_EQ(view_.weightsOf(trace_, state_, 0, true, 2), (std::vector{0.2F, 0.3F, 0.5F}));
  EXPECT_EQ(view_.weightsOf(trace_, state_, 0, false, 0), (std::vector{1.0F, 0.25F, 0.2F})) << "who looks at it";
  EXPECT_EQ(view_.weightsOf(trace_, state_, 1, false, 2), (std::vector{0.0F, 0.0F, 0.1F}));
  ArcsOptions options;
  options.picked = {0, 1};
  view_.setOptions(options);
  EXPECT_EQ(view_.drawnHeads(trace_->model(), state_), (std::vector<ArcsView::DrawnHead>{{0, 0}, {1, 1}}));
  const std::vector<float> mean = view_.meanWeights(trace_, state_, true, 2);
  for (const auto& [key, expected] : {std::pair{0, 0.55F}, {1, 0.15F}, {2, 0.3F}})
    EXPECT_FLOAT_EQ(mean[static_cast<std::size_t>(key)], expected);
}

TEST_F(ArcsTest, TheChosenHeadIsAlwaysDrawnAndColoursStayWhereTheyAre) {
  state_.head = 1;
  EXPECT_EQ(view_.drawnHeads(trace_->model(), state_), (std::vector<ArcsView::DrawnHead>{{1, 0}}));
  ArcsOptions options;
  options.picked = {-1, 0};
  view_.setOptions(options);
  EXPECT_EQ(view_.drawnHeads(trace_->model(), state_), (std::vector<ArcsView::DrawnHead>{{1, 0}, {0, 1}}));
  options.picked = {7, 0};
  view_.setOptions(options);
  EXPECT_EQ(view_.drawnHeads(trace_->model(), state_), (std::vector<ArcsView::DrawnHead>{{0, 1}, {1, 2}}))
      << "the model has no head 7";
  QSet<QRgb> colours;
  for (const Theme* theme : {&Theme::light(), &Theme::dark()})
    for (int slot = 0; slot <= ArcsView::colours; ++slot) colours << ArcsView::colourOf(*theme, slot).rgb();
  EXPECT_EQ(colours.size(), 2 * (ArcsView::colours + 1));
}

TEST_F(ArcsTest, EveryTokenIsHitOnBothSidesAndALockedOneMakesPairs) {
  const ArcsView::Layout l = view_.layout(*trace_, state_, size_);
  EXPECT_TRUE(l.query.left);
  for (int row = 0; row < 3; ++row)
    for (const ArcsView::Column* column : {&l.query, &l.key}) {
      const auto hit = view_.hit(*trace_, state_, size_, {column->names.center().x(), column->middle(row)});
      ASSERT_TRUE(hit);
      EXPECT_EQ(hit->query, column->queries ? row : -1);
      EXPECT_EQ(hit->key, column->queries ? -1 : row);
      EXPECT_TRUE(hit->alone);
    }
  state_.lockedRow = 2;
  const auto pair = view_.hit(*trace_, state_, size_, {l.key.names.center().x(), l.key.middle(1)});
  ASSERT_TRUE(pair);
  EXPECT_EQ(pair->query, 2);
  EXPECT_EQ(pair->key, 1);
  EXPECT_FLOAT_EQ(pair->value, 0.3F);
  EXPECT_FALSE(pair->alone || pair->masked);
  state_.lockedRow = 0;
  EXPECT_TRUE(view_.hit(*trace_, state_, size_, {l.key.names.center().x(), l.key.middle(1)})->masked);
  EXPECT_FALSE(view_.hit(*trace_, state_, size_, l.arcs.center()));
}

TEST_F(ArcsTest, ATokenUnderThePointerIsolatesItsLines) {
  const auto sets = [&] { return view_.scene(trace_, state_, size_).arcs.front().sets; };
  ASSERT_EQ(sets().size(), 1U);
  EXPECT_FALSE(sets().front().faint);
  state_.hoveredQuery = 2;
  ASSERT_EQ(sets().size(), 2U);
  EXPECT_TRUE(sets()[0].faint);
  EXPECT_EQ(sets()[0].onlyQuery, -1) << "the others stay in sight";
  EXPECT_EQ(sets()[1].onlyQuery, 2);
  EXPECT_EQ(sets()[1].onlyKey, -1);
  state_.hoveredQuery = -1;
  state_.hoveredKey = 1;
  EXPECT_EQ(sets()[1].onlyKey, 1);
  EXPECT_EQ(sets()[1].onlyQuery, -1);
  state_.hoveredQuery = 1;
  EXPECT_EQ(sets()[1].onlyQuery, 1) << "a chip of the text: what it looks at";
  EXPECT_EQ(sets()[1].onlyKey, -1);
  state_.hoveredQuery = 2;
  EXPECT_EQ(sets()[1].onlyQuery, 2);
  EXPECT_EQ(sets()[1].onlyKey, 1) << "one line";
  state_.hoveredQuery = state_.hoveredKey = -1;
  state_.lockedRow = 1;
  EXPECT_EQ(sets()[1].onlyQuery, 1) << "locked";
}

TEST_F(ArcsTest, TheCardHasTheExactNumbers) {
  state_.pointerInside = true;
  state_.hoveredQuery = 2;
  const Scene looks = view_.scene(trace_, state_, size_);
  for (const char* number : {"0.5000", "0.3000", "0.2000"}) EXPECT_TRUE(has(looks, QLatin1String(number))) << number;
  state_.hoveredQuery = -1;
  state_.hoveredKey = 0;
  const Scene looked = view_.scene(trace_, state_, size_);
  for (const char* number : {"1.0000", "0.2500", "0.2000"}) EXPECT_TRUE(has(looked, QLatin1String(number))) << number;
  ArcsOptions options;
  options.picked = {0, 1};
  view_.setOptions(options);
  state_.hoveredQuery = 2;
  state_.hoveredKey = 0;
  const Scene pair = view_.scene(trace_, state_, size_);
  for (const char* number : {"0.2000", "0.9000", "0.5500"}) EXPECT_TRUE(has(pair, QLatin1String(number))) << number;
  state_.pointerInside = false;
  EXPECT_TRUE(view_.scene(trace_, state_, size_).above.empty());
}

TEST_F(ArcsTest, ADifferenceHasLinesOfWhatGrewAndOfWhatShrank) {
  state_.baseline = trace_;
  trace_ = byHand(*backend_,
                  {{{1, 0, 0}, {0.75F, 0.25F, 0}, {0.2F, 0.3F, 0.5F}}, {{1, 0, 0}, {0.5F, 0.5F, 0}, {0.9F, 0, 0.1F}}},
                  {ScaleHead{StackId::Decoder, 0, 0, 0}});
  ArcsOptions options;
  options.difference = true;
  view_.setOptions(options);
  EXPECT_EQ(view_.weightsOf(trace_, state_, 0, true, 1), (std::vector{0.5F, -0.5F, 0.0F}));
  const auto sets = view_.scene(trace_, state_, size_).arcs.front().sets;
  ASSERT_EQ(sets.size(), 2U);
  EXPECT_EQ(sets[0].color, Theme::light().divergingHigh);
  EXPECT_EQ(sets[1].color, Theme::light().divergingLow);
  EXPECT_FLOAT_EQ(sets[0].high, 0.5F);
  const Legend legend = view_.legend(trace_, state_);
  EXPECT_TRUE(legend.signedMap);
  EXPECT_DOUBLE_EQ(legend.high, 0.5);
}

TEST_F(ArcsTest, WhatWasNotComputedIsHatchedAndSaysWhy) {
  trace_ = test::makeTrace(*backend_, {.layers = 2, .capturedLayers = 1});
  state_.layer = 1;
  state_.pointerInside = true;
  state_.notComputed = QStringLiteral("The last pass did not keep it.");
  const Scene scene = view_.scene(trace_, state_, size_);
  EXPECT_FALSE(scene.arcs.front().sets.front().rows);
  EXPECT_TRUE(has(scene, QStringLiteral("Not computed")));
  EXPECT_TRUE(view_.scene(nullptr, state_, size_).arcs.empty());
}

TEST_F(ArcsTest, CrossAttentionHasTheSourceAtTheLeftAndEveryRowIsHit) {
  constexpr AttentionId cross{StackId::Decoder, 1};
  test::Seq2seqPair pair = test::makeTinySeq2seq(*backend_, {.positions = 700});
  for (const auto& [sources, targets] : {std::pair{9, 5}, {5, 9}, {120, 7}}) {
    trace_ = runModel(*pair.model, *backend_,
                      Request{1,
                              std::vector<Input>{TokenInput{test::randomIds(sources, 61, 5)},
                                                 TokenInput{test::randomIds(targets, 61, 6)}},
                              pair.model->info()->everySite()});
    state_.attention = cross;
    state_.layer = 1;
    const ArcsView::Layout l = view_.layout(*trace_, state_, size_);
    EXPECT_TRUE(l.key.left);
    EXPECT_EQ(l.key.count, sources);
    EXPECT_EQ(l.query.count, targets);
    for (const ArcsView::Column* column : {&l.query, &l.key})
      for (int row = 0; row < column->count; ++row) {
        if (!l.shows(*column, row)) continue;
        const auto hit = view_.hit(*trace_, state_, size_, {column->names.center().x(), column->middle(row)});
        ASSERT_TRUE(hit);
        EXPECT_EQ(column->queries ? hit->query : hit->key, row);
      }
    state_.hoveredQuery = targets - 1;
    const std::vector<float> looks = view_.weightsOf(trace_, state_, state_.head, true, targets - 1);
    EXPECT_EQ(looks, patternRow(*trace_, cross, 1, state_.head, targets - 1));
    const Scene scene = view_.scene(trace_, state_, size_);
    EXPECT_FALSE(scene.arcs.front().queriesLeft);
    EXPECT_FALSE(scene.arcs.front().sets.front().causal);
    EXPECT_EQ(view_.focus(*trace_, state_).row(), targets - 1);
    state_.hoveredQuery = -1;
  }
  pair.model.reset();
}

TEST_F(ArcsTest, NoLongTextIsTooLongForAFileOrForTheScreen) {
  for (const int tokens : {1, 30, 300, 1024}) {
    trace_ = test::makeTrace(*backend_, {.layers = 1, .heads = 2, .tokens = tokens});
    const QSizeF whole = view_.wholeSize(*trace_, state_, {900, 0});
    ArcsView::Layout l = view_.layout(*trace_, state_, whole);
    EXPECT_LE(l.overflow, 1e-6) << tokens << ": nothing scrolls in a file";
    for (const int row : {0, tokens - 1}) EXPECT_TRUE(l.shows(l.query, row)) << tokens;
    EXPECT_GE(l.query.step, tokens > 1 ? ArcsView::leastStep - 0.1 : 1.0);
    ArcsOptions options;
    options.zoom = 0;
    view_.setOptions(options);
    l = view_.layout(*trace_, state_, size_);
    EXPECT_LE(l.overflow, 1e-6) << "0 shows all of " << tokens;
    const Scene scene = view_.scene(trace_, state_, size_);
    EXPECT_LT(scene.labels.size(), 200U) << "names thin out";
    ImageFields().paint(scene, size_.toSize(), 1);
    view_.setOptions({});
  }
}

class ArcsLensTest : public testing::Test {
 protected:
  ArcsLensTest() { lens_.resize(856, 600); }
  void show(const test::FakeTrace& fake = {}) {
    QStringList names;
    for (int i = 0; i < fake.tokens; ++i) names << QStringLiteral("t%1").arg(i);
    lens_.setView(ArcsView::id);
    lens_.setShown({.trace = test::makeTrace(*backend_, fake), .inputs = {{names, {}}}});
    lens_.show();
    QApplication::processEvents();
  }
  ArcsView& view() { return lens_.viewOf<ArcsView>(); }
  ArcsView::Layout layout() { return view().layout(*lens_.trace(), lens_.state(), lens_.sceneSize()); }
  ArcsView::Focus focus() { return view().focus(*lens_.trace(), lens_.state()); }
  void mouse(QEvent::Type type, QPointF at, Qt::MouseButton button = Qt::NoButton) {
    const Qt::MouseButtons held = type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::MouseButtons(button);
    QMouseEvent event(type, at, lens_.mapToGlobal(at), type == QEvent::MouseMove ? Qt::NoButton : button, held,
                      Qt::NoModifier);
    QApplication::sendEvent(&lens_, &event);
  }
  void click(QPointF at) {
    mouse(QEvent::MouseMove, at);
    mouse(QEvent::MouseButtonPress, at, Qt::LeftButton);
    mouse(QEvent::MouseButtonRelease, at, Qt::LeftButton);
  }
  QPointF placeOf(bool query, int row) {
    const ArcsView::Layout l = layout();
    const ArcsView::Column& column = query ? l.query : l.key;
    return {column.names.center().x(), column.middle(row)};
  }
  void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    QKeyEvent event(QEvent::KeyPress, key, modifiers);
    QApplication::sendEvent(&lens_, &event);
  }

  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);
  Selection selection_;
  LensWidget lens_{selection_};
};

TEST_F(ArcsLensTest, ThePointerTellsTheTwoDirectionsApart) {
  show();
  mouse(QEvent::MouseMove, placeOf(true, 5));
  EXPECT_TRUE(focus().fromQuery);
  EXPECT_EQ(focus().query, 5);
  EXPECT_EQ(selection_.hoveredKey(), -1);
  mouse(QEvent::MouseMove, placeOf(false, 5));
  EXPECT_FALSE(focus().fromQuery);
  EXPECT_EQ(focus().key, 5);
}

TEST_F(ArcsLensTest, AClickLocksAndAnotherUnlocksOnEitherSide) {
  show();
  click(placeOf(true, 4));
  EXPECT_EQ(selection_.lockedRow(), 4);
  mouse(QEvent::MouseMove, layout().arcs.center());
  EXPECT_EQ(focus().query, 4);
  mouse(QEvent::MouseMove, placeOf(false, 2));
  EXPECT_TRUE(focus().pair);
  click(placeOf(false, 2));
  EXPECT_EQ(selection_.lockedRow(), -1) << "the lock moves over";
  EXPECT_EQ(view().options().lockedKey, 2);
  mouse(QEvent::MouseMove, layout().arcs.center());
  EXPECT_EQ(focus().key, 2);
  click(placeOf(false, 2));
  EXPECT_EQ(view().options().lockedKey, -1);
  click(placeOf(false, 3));
  mouse(QEvent::MouseMove, layout().arcs.center());
  press(Qt::Key_Escape);
  EXPECT_EQ(view().options().lockedKey, -1);
}

TEST_F(ArcsLensTest, HeadsOfTheListAreDrawnBesideEachOther) {
  show();
  selection_.chooseHead(2, 3);
  const auto rowOf = [&](int head) {
    const ViewState state = lens_.state();
    const ArcsView::Layout l = layout();
    return ArcsParts{
        view(), *lens_.trace(), nullptr, state, l, lens_.sceneSize(), lens_.trace()->model().attentions().front(), true}
        .headRow(head)
        .center();
  };
  const auto drawn = [&] {
    std::vector<int> heads;
    for (const auto& head : view().drawnHeads(lens_.trace()->model(), lens_.state())) heads.push_back(head.head);
    return heads;
  };
  for (int head = 0; head < 8; ++head) EXPECT_TRUE(layout().heads.contains(rowOf(head))) << head;
  click(rowOf(5));
  EXPECT_EQ(drawn(), (std::vector{3, 5}));
  EXPECT_EQ(selection_.head(), 3) << "a check box chooses no head";
  selection_.chooseHead(2, 1);
  EXPECT_EQ(drawn(), (std::vector{3, 5, 1}));
  click(rowOf(3));
  EXPECT_EQ(drawn(), (std::vector{1, 5}));
  click(rowOf(5));
  EXPECT_EQ(drawn(), (std::vector{1}));
  press(Qt::Key_K);
  selection_.chooseHead(2, 0);
  EXPECT_EQ(drawn(), (std::vector{1, 0})) << "K keeps the chosen head";
  click(rowOf(0));
  EXPECT_EQ(drawn(), (std::vector{1, 0}));
  click(rowOf(0));
  EXPECT_EQ(drawn(), (std::vector{1}));
  EXPECT_EQ(selection_.head(), 1) << "one head is always drawn";
}

TEST_F(ArcsLensTest, ArrowsWalkOverTokensOfBothColumnsAndBringThemIntoSight) {
  show({.layers = 2, .heads = 2, .tokens = 300});
  press(Qt::Key_Home);
  EXPECT_EQ(focus().query, 0);
  press(Qt::Key_Down);
  EXPECT_EQ(focus().query, 1);
  press(Qt::Key_Right);
  EXPECT_EQ(focus().key, 1);
  press(Qt::Key_End);
  EXPECT_EQ(focus().key, 299);
  EXPECT_TRUE(layout().shows(layout().key, 299));
  press(Qt::Key_Left);
  EXPECT_EQ(focus().query, 299);
  press(Qt::Key_Return);
  EXPECT_EQ(selection_.lockedRow(), 299);
  press(Qt::Key_Right);
  press(Qt::Key_Up);
  EXPECT_TRUE(focus().pair);
  EXPECT_EQ(focus().key, 298);
  EXPECT_EQ(focus().query, 299);
  press(Qt::Key_Down, Qt::ControlModifier);
  EXPECT_EQ(selection_.layer(), 1);
}

TEST_F(ArcsLensTest, TheWheelScrollsAndZoomKeepsTheRowUnderThePointer) {
  show({.layers = 1, .heads = 2, .tokens = 300});
  ASSERT_GT(layout().overflow, 0);
  EXPECT_TRUE(layout().shows(layout().query, 0));
  const QPointF at = layout().arcs.center();
  const auto wheel = [&](int notches) {
    QWheelEvent event(at, lens_.mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(&lens_, &event);
    return event.isAccepted();
  };
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(wheel(-1));
  EXPECT_FALSE(layout().shows(layout().query, 0));
  const double row = (at.y() - layout().query.first) / layout().query.step;
  view().zoom(lens_, at, 1.5);
  EXPECT_NEAR((at.y() - layout().query.first) / layout().query.step, row, 1e-6);
  for (int i = 0; i < 200; ++i) wheel(-1);
  EXPECT_TRUE(layout().shows(layout().query, 299));
  press(Qt::Key_0);
  EXPECT_LE(layout().overflow, 1e-6);
  EXPECT_FALSE(wheel(-1)) << "nothing to scroll";
  lens_.setShown({.trace = test::makeTrace(*backend_, {.layers = 1, .heads = 2, .tokens = 3})});
  EXPECT_LE(layout().overflow, 1e-6);
}

TEST_F(ArcsLensTest, TheSliderSetsTheShareAndTheLegendSaysIt) {
  show();
  const std::unique_ptr<OptionsRow> row(view().makeOptions(lens_, nullptr));
  auto* slider = row->findChild<QSlider*>(QStringLiteral("arcsShare"));
  ASSERT_TRUE(slider);
  EXPECT_EQ(slider->value(), 70);
  slider->setValue(35);
  EXPECT_EQ(view().options().share, 35);
  EXPECT_TRUE(lens_.legend().words.contains(QStringLiteral("35")));
  EXPECT_TRUE(slider->accessibleName().contains(QStringLiteral("35")));
}

}  // namespace
}  // namespace headlight::ui
