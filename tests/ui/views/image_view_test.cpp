#include "ui/views/image_view.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <cmath>

#include "derived/attention_distance.h"
#include "derived/rollout.h"
#include "session/occlusion.h"
#include "support/fake_trace.h"
#include "ui/lens/lens_widget.h"
#include "ui/theme/theme.h"
#include "ui/views/all_heads_view.h"
#include "ui/views/cards.h"
#include "ui/views/matrix_view.h"
#include "ui/views/numbers.h"

namespace headlight::ui {
namespace {

const test::FakeTrace fourByFive{
    .layers = 6, .heads = 8, .grid = {4, 5}, .specials = {"[CLS]", "[REG 0]"}, .patchPixels = 6};
constexpr int specials = 2, rows = 22;

class ImageViewTest : public testing::Test {
 protected:
  ImageViewTest() {
    state_.theme = &Theme::dark();
    state_.layer = 4;
    state_.head = 1;
  }
  float weight(int layer, int head, int query, int key) const {
    return test::fakeWeights(fake_, layer, head)[static_cast<std::size_t>(query * rows + key)];
  }
  ImageView::Layout layout() const { return view_.layout(*trace_, state_, size_); }
  Scene scene() const { return view_.scene(trace_, state_, size_); }
  std::optional<Hit> hit(QPointF at) const { return view_.hit(*trace_, state_, size_, at); }

  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);
  test::FakeTrace fake_ = test::ofPicture(fourByFive);
  std::shared_ptr<const Trace> trace_ = test::makeTrace(*backend_, fourByFive);
  ViewState state_;
  ImageView view_;
  QSizeF size_{856, 620};
};

TEST_F(ImageViewTest, TheBigPictureHoldsTheWeightsOfTheQueryInBothDirections) {
  for (const int query : {0, 1, 2, 13, 21})
    for (const bool who : {false, true}) {
      state_.picture.special = query < specials ? query : -1;
      state_.lockedRow = query < specials ? -1 : query;
      state_.picture.direction = who ? PictureState::Direction::To : PictureState::Direction::From;
      ASSERT_EQ(ImageView::query(*trace_, state_), query);
      const Scene drawn = scene();
      ASSERT_FALSE(drawn.pictures.empty());
      const Picture& big = drawn.pictures.front();
      ASSERT_TRUE(big.overlay);
      EXPECT_EQ(big.overlay->rows, 4);
      EXPECT_EQ(big.overlay->columns, 5);
      float largest = 0;
      for (int row = specials; row < rows; ++row) {
        const float expected = who ? weight(4, 1, row, query) : weight(4, 1, query, row);
        EXPECT_EQ(big.overlay->values[static_cast<std::size_t>(row - specials)], expected);
        largest = std::max(largest, expected);
      }
      EXPECT_EQ(big.overlay->low, 0);
      EXPECT_EQ(big.overlay->high, largest) << "own range, special tokens dropped";
      // The heads of the layer, then every layer's mean.
      ASSERT_EQ(drawn.pictures.size(), 1U + 8 + 6);
      for (int head = 0; head < 8; ++head)
        EXPECT_EQ(drawn.pictures[static_cast<std::size_t>(1 + head)].overlay->values[7],
                  who ? weight(4, head, 9, query) : weight(4, head, query, 9));
      for (int layer = 0; layer < 6; ++layer) {
        double mean = 0;
        for (int head = 0; head < 8; ++head)
          mean += static_cast<double>(who ? weight(layer, head, 9, query) : weight(layer, head, query, 9)) / 8;
        EXPECT_NEAR(drawn.pictures[static_cast<std::size_t>(9 + layer)].overlay->values[7], mean, 1e-6);
      }
    }
}

TEST_F(ImageViewTest, ListsStayWhereTheyAreWhateverIsLaidOverTheImage) {
  const auto before = layout();
  for (int shown = 0; shown <= static_cast<int>(PictureState::Shown::Occlusion); ++shown)
    for (const int special : {-1, 0, 1}) {
      state_.picture.shown = static_cast<PictureState::Shown>(shown);
      state_.picture.special = special;
      const auto now = layout();
      EXPECT_EQ(now.picture, before.picture) << shown;
      EXPECT_EQ(now.heads, before.heads) << shown;
      EXPECT_EQ(now.layers, before.layers) << shown;
    }
}

TEST_F(ImageViewTest, HeadsPutTogetherAreTheirMeanOrTheirLargest) {
  const auto value = [&](PictureState::Shown shown, int row) {
    state_.picture.shown = shown;
    return view_.map(trace_, state_).at(row);
  };
  state_.picture.special = 0;
  state_.picture.chosen = {2, 5};
  for (int row = 0; row < rows; ++row) {
    double sum = 0;
    float largest = 0;
    for (int head = 0; head < 8; ++head) {
      sum += static_cast<double>(weight(4, head, 0, row));
      largest = std::max(largest, weight(4, head, 0, row));
    }
    EXPECT_NEAR(value(PictureState::Shown::Mean, row), sum / 8, 1e-6);
    EXPECT_EQ(value(PictureState::Shown::Largest, row), largest);
    EXPECT_NEAR(value(PictureState::Shown::Chosen, row), (weight(4, 2, 0, row) + weight(4, 5, 0, row)) / 2, 1e-6);
    EXPECT_EQ(value(PictureState::Shown::Head, row), weight(4, 1, 0, row));
  }
  state_.picture.chosen = {2};
  EXPECT_EQ(value(PictureState::Shown::Chosen, 5), weight(4, 2, 0, 5));
}

TEST_F(ImageViewTest, RangesAreOwnOrSharedAndReachToSpecialTokensWhereTheseAreKept) {
  state_.picture.special = 0;
  const auto most = [&](int head, int first) {
    float largest = 0;
    for (int row = first; row < rows; ++row) largest = std::max(largest, weight(4, head, 0, row));
    return largest;
  };
  for (const int first : {specials, 0}) {
    state_.picture.dropSpecial = first == specials;
    state_.range = RangeMode::Own;
    EXPECT_EQ(view_.rangeOf(trace_, state_), most(1, first));
    EXPECT_EQ(scene().pictures[3].overlay->high, most(2, first));
    float shared = 0;
    for (int head = 0; head < 8; ++head) shared = std::max(shared, most(head, first));
    state_.range = RangeMode::Shared;
    EXPECT_EQ(view_.rangeOf(trace_, state_), shared);
    for (int head = 0; head < 8; ++head)
      EXPECT_EQ(scene().pictures[static_cast<std::size_t>(1 + head)].overlay->high, shared);
  }
}

TEST_F(ImageViewTest, RenormalisedRowsAddUpToOneWithoutTheSpecialTokens) {
  state_.picture.renormalise = true;
  state_.lockedRow = 9;
  const PatchMap& row = view_.map(trace_, state_);
  double sum = 0, left = 0;
  for (int key = specials; key < rows; ++key) {
    sum += static_cast<double>(row.at(key));
    left += static_cast<double>(weight(4, 1, 9, key));
  }
  EXPECT_NEAR(sum, 1, 1e-6);
  EXPECT_NEAR(row.at(12), weight(4, 1, 9, 12) / left, 1e-6);
  EXPECT_TRUE(std::isnan(row.at(0)));
  state_.picture.direction = PictureState::Direction::To;
  const PatchMap& column = view_.map(trace_, state_);
  for (int query = 0; query < rows; ++query) {
    double kept = 0;
    for (int key = specials; key < rows; ++key) kept += static_cast<double>(weight(4, 1, query, key));
    EXPECT_NEAR(column.at(query), weight(4, 1, query, 9) / kept, 1e-6) << "each row by what is left of it";
  }
}

TEST_F(ImageViewTest, PatchesHeadsLayersAndBarsAreHit) {
  for (const QSizeF size : {QSizeF(856, 620), QSizeF(736, 460), QSizeF(1300, 900)}) {
    size_ = size;
    state_.picture.special = 0;
    state_.lockedRow = -1;
    const auto l = layout();
    EXPECT_EQ(l.cellX, std::floor(l.cellX)) << "edges of patches on whole pixels";
    EXPECT_TRUE(QRectF(QPointF(), size).contains(l.picture));
    ASSERT_EQ(l.heads.size(), 8U);
    for (int row = specials; row < rows; ++row) {
      const auto found = hit(l.patch(row).center());
      ASSERT_TRUE(found);
      EXPECT_EQ(found->query, 0);
      EXPECT_EQ(found->key, row);
    }
    for (std::size_t head = 0; head < 8; ++head) {
      EXPECT_TRUE(QRectF(QPointF(), size).contains(l.heads[head]));
      const auto found = hit(l.heads[head].center());
      ASSERT_TRUE(found);
      EXPECT_EQ(found->head, static_cast<int>(head));
      EXPECT_EQ(found->query, -1);
    }
    for (std::size_t layer = 0; layer < l.layers.size(); ++layer) {
      const auto found = hit(l.layers[layer].center());
      ASSERT_TRUE(found);
      EXPECT_EQ(found->layer, static_cast<int>(layer));
      EXPECT_EQ(found->head, -1);
    }
    ASSERT_EQ(l.bars.size(), 3U) << size.width();
    EXPECT_EQ(l.barRows, (std::vector{-1, 0, 1}));
    EXPECT_LE(l.bars.back().bottom(), l.caveat.top() + 1);
    EXPECT_EQ(hit(l.bars[2].center())->key, 1) << "[REG 0] has no place on the picture, but a bar";
    // The patch under the pointer asks itself, unless one is locked.
    state_.picture.special = -1;
    EXPECT_EQ(hit(l.patch(9).center())->query, 9);
    state_.lockedRow = 14;
    EXPECT_EQ(hit(l.patch(9).center())->query, 14);
    EXPECT_EQ(hit(l.patch(9).center())->key, 9);
    state_.picture.direction = PictureState::Direction::To;
    EXPECT_EQ(hit(l.patch(9).center())->query, 9);
    EXPECT_EQ(hit(l.patch(9).center())->key, 14);
    state_.picture.direction = PictureState::Direction::From;
    EXPECT_FALSE(hit({2, 2}));
  }
}

TEST_F(ImageViewTest, TheCardNamesBothPatchesTheWeightAndTheSiteAndCoversNeither) {
  state_.pointerInside = true;
  state_.lockedRow = specials + 5 + 2;  // row 1, col 2
  for (const bool who : {false, true}) {
    state_.picture.direction = who ? PictureState::Direction::To : PictureState::Direction::From;
    for (int row = specials; row < rows; ++row) {
      if (row == state_.lockedRow) continue;
      state_.hoveredQuery = who ? row : state_.lockedRow;
      state_.hoveredKey = who ? state_.lockedRow : row;
      const Scene drawn = scene();
      ASSERT_EQ(drawn.above.size(), 1U);
      const QRectF card = drawn.above.front().boxes.front().area;
      EXPECT_FALSE(card.intersects(layout().patch(row)));
      EXPECT_FALSE(card.intersects(layout().patch(state_.lockedRow)));
      QStringList said;
      for (const Label& label : drawn.above.front().labels) said << label.text;
      EXPECT_TRUE(said.contains("row 1, col 2"));
      EXPECT_TRUE(said.contains(QStringLiteral("row %1, col %2").arg((row - specials) / 5).arg((row - specials) % 5)));
      EXPECT_TRUE(
          said.contains(exactWeight(static_cast<double>(weight(4, 1, state_.hoveredQuery, state_.hoveredKey)))));
      EXPECT_TRUE(said.contains("encoder.blocks.4.attn.pattern, head 1") ||
                  said.contains("blocks.4.attn.pattern, head 1"))
          << said.join("|").toStdString();
    }
  }
}

TEST_F(ImageViewTest, OnTheQueryItselfTheCardTellsItsLargestWeight) {
  state_.pointerInside = true;
  state_.lockedRow = state_.hoveredQuery = state_.hoveredKey = 8;
  float largest = 0;
  int best = -1;
  for (int key = specials; key < rows; ++key)
    if (weight(4, 1, 8, key) > largest) largest = weight(4, 1, 8, best = key);
  QStringList said;
  const Scene drawn = scene();
  for (const Label& label : drawn.above.front().labels) said << label.text;
  EXPECT_TRUE(said.contains(exactWeight(static_cast<double>(largest))));
  EXPECT_TRUE(said.contains(best == 8 ? "attention weight" : "at most: attention weight"));
}

TEST_F(ImageViewTest, BarsAddUpToTheRow) {
  state_.lockedRow = 9;
  const auto l = layout();
  QStringList names, numbers;
  for (const Label& label : scene().labels)
    for (const QRectF& bar : l.bars)
      if (label.area.top() == bar.top()) (label.fixedFont ? numbers : names) << label.text;
  double patches = 0;
  for (int key = specials; key < rows; ++key)
    if (key != 9) patches += static_cast<double>(weight(4, 1, 9, key));
  EXPECT_EQ(names, QStringList({"19 patches", "itself", "[CLS]", "[REG 0]"}));
  EXPECT_EQ(numbers, QStringList({shortWeight(patches), shortWeight(static_cast<double>(weight(4, 1, 9, 9))),
                                  shortWeight(static_cast<double>(weight(4, 1, 9, 0))),
                                  shortWeight(static_cast<double>(weight(4, 1, 9, 1)))}));
}

TEST_F(ImageViewTest, WhatWasNotCapturedIsHatchedWithTheReason) {
  test::FakeTrace less = fourByFive;
  less.capturedLayers = 2;
  trace_ = test::makeTrace(*backend_, less);
  state_.pointerInside = true;
  state_.notComputed = "No room.";
  const Scene drawn = scene();
  EXPECT_EQ(drawn.pictures.size(), 2U) << "two layers' means";
  EXPECT_EQ(drawn.fields.size(), 1U + 8 + 4);
  bool told = false;
  for (const Label& label : drawn.above.front().labels) told |= label.text.endsWith("No room.");
  EXPECT_TRUE(told);
}

TEST_F(ImageViewTest, TinySizesAndATextsTraceDraw) {
  for (const QSizeF size : {QSizeF(0, 0), QSizeF(1, 1), QSizeF(200, 90), QSizeF(4000, 60)}) {
    size_ = size;
    EXPECT_FALSE(scene().pictures.empty());
    (void)hit({1, 1});
  }
  trace_ = test::makeTrace(*backend_, {});
  EXPECT_TRUE(scene().pictures.empty());
  EXPECT_FALSE(hit({40, 40}));
}

TEST_F(ImageViewTest, AllHeadsShowTheQueryOnThePictureOrPatterns) {
  const AllHeadsView all;
  state_.lockedRow = 9;
  Scene drawn = all.scene(trace_, state_, size_);
  ASSERT_EQ(drawn.pictures.size(), 48U);
  EXPECT_EQ(drawn.pictures[3 * 8 + 2].overlay->values[4], weight(3, 2, 9, specials + 4));
  EXPECT_TRUE(drawn.fields.empty());
  state_.picture.patchMaps = false;
  drawn = all.scene(trace_, state_, size_);
  EXPECT_TRUE(drawn.pictures.empty());
  EXPECT_EQ(drawn.fields.size(), 48U);
}

TEST_F(ImageViewTest, HeadsAreCountedByHowFarTheirPatchesLook) {
  for (int layer = 0; layer < 6; ++layer)
    EXPECT_EQ(headNumber(*trace_, HeadNumber::Distance, StackId::Encoder, layer, 3),
              static_cast<double>(derived::meanAttentionDistance(*trace_, layer)[3]));
}

TEST_F(ImageViewTest, TheMatrixMarksThePatchesAndShowsThemInTheCard) {
  const MatrixView matrix;
  state_.pointerInside = true;
  state_.hoveredQuery = 9;
  state_.hoveredKey = 4;
  state_.rows[StackId::Encoder].names = patchRows(*trace_).shortNames();
  EXPECT_EQ(state_.rowsOf(StackId::Encoder).name(9), "1,2");
  const auto l = matrix.layout(*trace_, state_, {1000, 760});
  ASSERT_FALSE(l.picture.isNull());
  const Scene drawn = matrix.scene(trace_, state_, {1000, 760});
  ASSERT_EQ(drawn.pictures.size(), 1U);
  const double side = l.picture.width() / 5;
  bool query = false, key = false;
  for (const Box& box : drawn.boxes) {
    const auto around = [&](int row) {
      const QPointF corner(l.picture.left() + (row - specials) % 5 * side,
                           l.picture.top() + (row - specials) / 5 * side);
      return QRectF(corner, QSizeF(side, side)).adjusted(-1, -1, 1, 1);
    };
    const auto near = [](const QRectF& a, const QRectF& b) {
      return (a.topLeft() - b.topLeft()).manhattanLength() < 1;
    };
    query |= box.outline == Theme::dark().beam && near(box.area, around(9));
    key |= box.outline == QColor(Qt::white) && near(box.area, around(4));
  }
  EXPECT_TRUE(query);
  EXPECT_TRUE(key);
  ASSERT_EQ(drawn.above.back().pictures.size(), 2U);
  EXPECT_EQ(drawn.above.back().pictures[0].image.size(), QSize(6, 6));
  EXPECT_EQ(drawn.above.back().pictures[0].image.pixel(3, 3), drawn.pictures[0].image.pixel(2 * 6 + 3, 6 + 3));
}

TEST_F(ImageViewTest, RolloutIsTheEnginesUpToTheChosenLayer) {
  state_.picture.shown = PictureState::Shown::Rollout;
  state_.lockedRow = 9;
  for (const int layer : {0, 3}) {
    state_.layer = layer;
    derived::RolloutOptions options;
    options.upToLayer = layer;
    state_.picture.direction = PictureState::Direction::From;
    EXPECT_EQ(view_.map(trace_, state_).values, derived::rolloutRow(*trace_, StackId::Encoder, 9, options));
    state_.picture.direction = PictureState::Direction::To;
    EXPECT_EQ(view_.map(trace_, state_).values, derived::rolloutColumn(*trace_, StackId::Encoder, 9, options));
  }
}

TEST_F(ImageViewTest, OcclusionIsSignedAndHatchedWhereItIsStillToCome) {
  state_.picture.shown = PictureState::Shown::Occlusion;
  state_.pointerInside = true;
  EXPECT_FALSE(view_.map(trace_, state_).computed());
  auto map = std::make_shared<OcclusionMap>();
  map->grid = {4, 5};
  map->label = 3;
  map->probability = 0.75;
  map->change.assign(20, 0.0F);
  for (int i = 0; i < 10; ++i) map->change[static_cast<std::size_t>(i)] = 0.02F * static_cast<float>(i) - 0.15F;
  map->rowsDone = 2;
  state_.occlusion = map;
  state_.hoveredQuery = state_.hoveredKey = specials + 1;
  const Scene drawn = scene();
  const Overlay& laid = *drawn.pictures.front().overlay;
  EXPECT_EQ(laid.colormap, Colormap::Diverging);
  EXPECT_EQ(laid.high, 0.15F);
  EXPECT_EQ(laid.low, -0.15F);
  for (std::size_t i = 0; i < 20; ++i)
    if (i < 10)
      EXPECT_EQ(laid.values[i], map->change[i]);
    else
      EXPECT_TRUE(std::isnan(laid.values[i]));
  QStringList said;
  for (const Label& label : drawn.above.front().labels) said << label.text;
  EXPECT_TRUE(said.contains("row 0, col 1"));
  EXPECT_TRUE(said.contains(signedDecimal(static_cast<double>(map->change[1]), 4)));
  EXPECT_TRUE(said.contains("change of p(class 3)")) << said.join("|").toStdString();
}

// Whatever stands over the picture, the card calls it by its name, says where it comes from, and cuts neither.
TEST_F(ImageViewTest, TheCardNamesWhatItShows) {
  using Shown = PictureState::Shown;
  state_.pointerInside = true;
  state_.picture.chosen = {0, 2};
  state_.lockedRow = state_.hoveredQuery = specials + 3;
  state_.hoveredKey = specials + 7;
  const std::vector<std::pair<Shown, QString>> cases{{Shown::Head, "attention weight"},
                                                     {Shown::Mean, "mean of the weights"},
                                                     {Shown::Largest, "largest of the weights"},
                                                     {Shown::Chosen, "mean of the weights"},
                                                     {Shown::Rollout, "share, by rollout"}};
  for (const auto& [shown, name] : cases) {
    state_.picture.shown = shown;
    const Scene drawn = scene();
    ASSERT_EQ(drawn.above.size(), 1U);
    const Scene& card = drawn.above.front();
    QStringList said;
    for (const Label& label : card.labels) {
      said << label.text;
      const double wide = textWidth(label.text, label.pixelSize, label.weight, label.fixedFont);
      EXPECT_LE(label.area.left() + wide, card.boxes.front().area.right() - 8) << label.text.toStdString();
      EXPECT_LE(wide, label.area.width()) << label.text.toStdString();
    }
    EXPECT_TRUE(said.contains(name)) << said.join("|").toStdString();
    EXPECT_EQ(said.contains("attention weight"), shown == Shown::Head) << said.join("|").toStdString();
  }
}

TEST_F(ImageViewTest, NormsAskForTheirSiteAndAreHatchedWithoutIt) {
  state_.picture.shown = PictureState::Shown::Norms;
  const auto sites = view_.needs(trace_->model(), state_);
  EXPECT_EQ(sites.back(), (SiteId{StackId::Encoder, Site::ResidPost, 4}));
  EXPECT_FALSE(view_.map(trace_, state_).computed());
  EXPECT_FALSE(scene().fields.empty());
}

/// The Image view in the lens: pointer and keys.
class ImageLensTest : public testing::Test {
 protected:
  ImageLensTest() {
    lens_.resize(856, 620);
    lens_.setView(ImageView::id);
    lens_.setShown({.trace = test::makeTrace(*backend_, fourByFive)});
    lens_.show();
    QApplication::processEvents();
  }
  void send(QEvent::Type type, QPointF at, Qt::KeyboardModifiers modifiers = {}) {
    const bool move = type == QEvent::MouseMove;
    QMouseEvent event(type, at, lens_.mapToGlobal(at), move ? Qt::NoButton : Qt::LeftButton,
                      type == QEvent::MouseButtonPress ? Qt::LeftButton : Qt::NoButton, modifiers);
    QApplication::sendEvent(&lens_, &event);
  }
  void click(QPointF at, Qt::KeyboardModifiers modifiers = {}) {
    send(QEvent::MouseMove, at);
    send(QEvent::MouseButtonPress, at, modifiers);
    send(QEvent::MouseButtonRelease, at, modifiers);
  }
  void press(int key, Qt::KeyboardModifiers modifiers = {}) {
    QKeyEvent event(QEvent::KeyPress, key, modifiers);
    QApplication::sendEvent(&lens_, &event);
  }
  ImageView::Layout layout() const { return ImageView().layout(*lens_.trace(), ViewState{}, lens_.size()); }

  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);
  Selection selection_;
  LensWidget lens_{selection_};
};

TEST_F(ImageLensTest, AClickKeepsAPatchAsTheQueryAndLetsItGo) {
  send(QEvent::MouseMove, layout().patch(12).center());
  EXPECT_EQ(selection_.hoveredQuery(), 0) << "[CLS] asks";
  EXPECT_EQ(selection_.hoveredKey(), 12);
  click(layout().patch(12).center());
  EXPECT_EQ(selection_.lockedRow(), 12);
  send(QEvent::MouseMove, layout().patch(7).center());
  EXPECT_EQ(selection_.hoveredQuery(), 12);
  EXPECT_EQ(selection_.hoveredKey(), 7);
  click(layout().patch(12).center());
  EXPECT_EQ(selection_.lockedRow(), -1);
  click(layout().bars[2].center());
  EXPECT_EQ(lens_.state().picture.special, 1) << "a special token's bar makes it the query";
  PictureState pointer = lens_.state().picture;
  pointer.special = -1;
  lens_.setPicture(pointer);
  send(QEvent::MouseMove, layout().patch(20).center());
  EXPECT_EQ(selection_.hoveredQuery(), 20);
  QEvent left(QEvent::Leave);
  QApplication::sendEvent(&lens_, &left);
  EXPECT_EQ(selection_.hoveredQuery(), -1);
  EXPECT_EQ(lens_.state().picture.lastPatch, 20) << "the picture does not jump when the pointer leaves";
}

TEST_F(ImageLensTest, HeadsAndLayersAreChosenByAClickAndPutTogetherWithControl) {
  click(layout().heads[5].center());
  EXPECT_EQ(selection_.head(), 5);
  click(layout().layers[3].center());
  EXPECT_EQ(selection_.layer(), 3);
  EXPECT_EQ(selection_.head(), 5);
  click(layout().heads[2].center(), Qt::ControlModifier);
  EXPECT_EQ(lens_.state().picture.shown, PictureState::Shown::Chosen);
  EXPECT_EQ(lens_.state().picture.chosen, (std::vector{2, 5}));
  click(layout().heads[5].center(), Qt::ControlModifier);
  EXPECT_EQ(lens_.state().picture.chosen, (std::vector{2}));
  click(layout().heads[7].center());
  EXPECT_EQ(lens_.state().picture.shown, PictureState::Shown::Head);
}

TEST_F(ImageLensTest, KeysMoveTheQueryAndTheLayer) {
  press(Qt::Key_Right);
  EXPECT_EQ(selection_.lockedRow(), specials + 2 * 5 + 2) << "from a special token to the middle";
  press(Qt::Key_Left);
  press(Qt::Key_Up);
  EXPECT_EQ(selection_.lockedRow(), specials + 5 + 1);
  for (int i = 0; i < 9; ++i) press(Qt::Key_Down);
  EXPECT_EQ(selection_.lockedRow(), specials + 15 + 1);
  press(Qt::Key_PageDown);
  EXPECT_EQ(selection_.layer(), 1);
  press(Qt::Key_Right, Qt::ControlModifier);
  EXPECT_EQ(selection_.head(), 1);
  EXPECT_EQ(selection_.lockedRow(), specials + 15 + 1);
  press(Qt::Key_Home);
  EXPECT_EQ(selection_.lockedRow(), -1);
  EXPECT_EQ(lens_.state().picture.special, 0);
}

TEST_F(ImageLensTest, TheLegendStatesTheRangeOfThePicture) {
  selection_.chooseHead(4, 1);
  const test::FakeTrace fake = test::ofPicture(fourByFive);
  const auto weights = test::fakeWeights(fake, 4, 1);
  EXPECT_EQ(lens_.legend().high,
            static_cast<double>(*std::max_element(weights.begin() + specials, weights.begin() + rows)));
  EXPECT_EQ(lens_.legend().colormap, Colormap::Magma);
  lens_.setColormap(Colormap::Cividis);
  EXPECT_EQ(lens_.legend().colormap, Colormap::Cividis);
  EXPECT_EQ(lens_.state().colormap, Colormap::Viridis) << "of the other views";
}

}  // namespace
}  // namespace headlight::ui
