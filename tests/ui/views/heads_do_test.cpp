// All heads: what heads do in numbers and in words, which of them are shown, and the pins.
#include <gtest/gtest.h>

#include <QApplication>
#include <QComboBox>
#include <QKeyEvent>
#include <QMouseEvent>
#include <algorithm>
#include <cmath>

#include "derived/head_scores.h"
#include "support/fake_trace.h"
#include "ui/lens/lens_widget.h"
#include "ui/scene/colormap.h"
#include "ui/theme/theme.h"
#include "ui/views/all_heads_parts.h"
#include "ui/views/all_heads_view.h"
#include "ui/views/head_words.h"
#include "ui/views/numbers.h"
#include "ui/views/options_row.h"

namespace headlight::ui {
namespace {

const test::FakeTrace tall{.tokens = 40};

class HeadsDoTest : public testing::Test {
 protected:
  HeadsDoTest() { state_.theme = &Theme::light(); }
  std::shared_ptr<const Trace> make(const test::FakeTrace& fake = tall) { return test::makeTrace(*backend_, fake); }
  static QStringList texts(const Scene& scene) {
    QStringList all;
    for (const Label& label : scene.labels) all << label.text;
    return all;
  }

  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);
  ViewState state_;
  AllHeadsView view_;
  QSizeF size_{1400, 900};
};

TEST_F(HeadsDoTest, everyNumberOfTheChooserIsTheScoreOfThePattern) {
  const auto trace = make();
  derived::HeadScoreReader reader;
  for (const HeadNumber number : headNumbersOf(trace->model(), StackId::Decoder)) {
    const auto score = scoreOf(number);
    if (!score) continue;
    view_.setOptions({.number = number});
    QStringList shown;
    for (const Label& label : view_.scene(trace, state_, size_).labels)
      if (label.fixedFont) shown << label.text;
    ASSERT_EQ(shown.size(), 48);
    for (int i = 0; i < 48; ++i) {
      const auto heads = reader.of(*trace, StackId::Decoder, i / 8);
      const float value = scoreIn(heads[static_cast<std::size_t>(i % 8)], *score).value;
      EXPECT_EQ(shown[i], headNumberText(static_cast<double>(value), number));
    }
  }
}

TEST_F(HeadsDoTest, wordsStandUnderTheHeadsOfWhichSomethingIsSaidAndUnderNoOthers) {
  const auto trace = make();
  const QStringList shown = texts(view_.scene(trace, state_, size_));
  int words = 0;
  for (int layer = 0; layer < 6; ++layer)
    for (int head = 0; head < 8; ++head) words += headWord(*trace, StackId::Decoder, layer, head).has_value();
  // FakeTrace's kinds: 0 looks at the token before, 1 rests on the first.
  EXPECT_GE(words, 20);
  EXPECT_LT(words, 48);
  EXPECT_EQ(shown.filter(QStringLiteral("previous")).size() + shown.filter(QStringLiteral("first")).size(), words);
  EXPECT_EQ(headWord(*trace, StackId::Decoder, 0, 0)->word, QStringLiteral("previous"));
  const QString sentence = headSentences(*trace, StackId::Decoder, 0, 0).value(0);
  const double value = headNumber(*trace, HeadNumber::PreviousToken, StackId::Decoder, 0, 0);
  EXPECT_EQ(sentence, QStringLiteral("looks at the token before: %1 (39 rows)").arg(decimal(value, 2)));
}

TEST_F(HeadsDoTest, noWordStandsBesideANumberThatIsNotItsOwn) {
  const auto trace = make();
  const QString own = decimal(headNumber(*trace, HeadNumber::PreviousToken, StackId::Decoder, 0, 0), 2);
  for (const HeadNumber number : {HeadNumber::Entropy, HeadNumber::PreviousToken})
    for (const QSizeF size : {QSizeF(1400, 900), QSizeF(770, 590), QSizeF(430, 390)})
      for (const bool sorted : {false, true}) {
        view_.setOptions({.number = number, .sorted = sorted});
        for (const QString& text : texts(view_.scene(trace, state_, size)).filter(QStringLiteral("previous")))
          EXPECT_TRUE(text.contains(QStringLiteral("0.")) || number == HeadNumber::PreviousToken || sorted)
              << text.toStdString() << " at " << size.width();
      }
  view_.setOptions({.number = HeadNumber::PreviousToken});
  const QStringList narrow = texts(view_.scene(trace, state_, {770, 590}));
  EXPECT_TRUE(narrow.contains(QStringLiteral("previous")) && narrow.contains(own)) << "the word at its own number";
}

TEST_F(HeadsDoTest, theCardHasTheWholeSentence) {
  const auto trace = make();
  state_.pointerInside = true;
  state_.hoveredLayer = state_.hoveredHead = 0;
  for (const QSizeF size : {QSizeF(1400, 900), QSizeF(500, 300)}) {
    const Scene card = view_.scene(trace, state_, size).above.back();
    EXPECT_FALSE(texts(card).filter(QStringLiteral("looks at the token before: ")).isEmpty());
    EXPECT_TRUE(QRectF(QPointF(), size).contains(card.boxes.front().area));
  }
}

TEST_F(HeadsDoTest, aTextOfFewTokensHasNoWords) {
  for (const int tokens : {1, 2, 3, 5}) {
    const auto trace = make({.tokens = tokens});
    for (int layer = 0; layer < 6; ++layer)
      for (int head = 0; head < 8; ++head) EXPECT_FALSE(headWord(*trace, StackId::Decoder, layer, head));
  }
}

TEST_F(HeadsDoTest, filtersLeaveThoseThatPassAndSayWhereNoneDoes) {
  const auto trace = make();
  const auto order = [&](AllHeadsOptions options) {
    view_.setOptions(options);
    return view_.grid(*trace, state_, size_).order;
  };
  const auto said = order({.filter = HeadFilter::Said});
  for (int layer = 0; layer < 6; ++layer)
    for (int head = 0; head < 8; ++head)
      EXPECT_EQ(headWord(*trace, StackId::Decoder, layer, head).has_value(),
                std::ranges::find(said, std::pair{layer, head}) != said.end());
  for (const auto& [layer, head] : order({.number = HeadNumber::PreviousToken, .filter = HeadFilter::Half}))
    EXPECT_GE(headNumber(*trace, HeadNumber::PreviousToken, StackId::Decoder, layer, head), 0.5);
  EXPECT_EQ(order({.number = HeadNumber::Entropy, .filter = HeadFilter::Half}).size(), 48U) << "no share";
  EXPECT_TRUE(order({.filter = HeadFilter::Pinned}).empty());
  const Scene empty = view_.scene(trace, state_, size_);
  EXPECT_TRUE(empty.fields.empty());
  EXPECT_TRUE(texts(empty).contains(QStringLiteral("No head is pinned")));
  EXPECT_FALSE(view_.hit(*trace, state_, size_, {300, 300}));
  state_.pins = {{StackId::Decoder, 3, 2}, {StackId::Decoder, 0, 1}, {StackId::Encoder, 1, 1}};
  EXPECT_EQ(order({.filter = HeadFilter::Pinned}), (std::vector<std::pair<int, int>>{{0, 1}, {3, 2}}));
  const auto sorted = order({.sorted = true});
  EXPECT_EQ(sorted.size(), 48U);
  for (int i = 0; i < 2; ++i)
    EXPECT_TRUE(state_.isPinned(
        {StackId::Decoder, sorted[static_cast<std::size_t>(i)].first, sorted[static_cast<std::size_t>(i)].second}))
        << "pinned heads come first";
}

TEST_F(HeadsDoTest, framesHaveTheColourOfTheNumber) {
  const auto trace = make();
  view_.setOptions({.number = HeadNumber::PreviousToken, .coloured = true});
  const auto grid = view_.grid(*trace, state_, size_);
  const Scene scene = view_.scene(trace, state_, size_);
  int frames = 0;
  for (const Box& box : scene.boxes)
    for (int i = 0; i < 48; ++i) {
      if (box.lineWidth != 3 || box.area != grid.place(i).adjusted(-2, -2, 2, 2)) continue;
      const double value = headNumber(*trace, HeadNumber::PreviousToken, StackId::Decoder, i / 8, i % 8);
      const int entry = colormapIndex(static_cast<float>(value), 0, 1, Scale::Linear, 1);
      EXPECT_EQ(box.outline.rgb(),
                QColor::fromRgb(colormapTable(state_.colormap, Ground::Light)[static_cast<std::size_t>(entry)]).rgb());
      ++frames;
    }
  EXPECT_EQ(frames, 48);
  EXPECT_TRUE(view_.caption(*trace, state_).contains(QStringLiteral("from 0 to 1.00")));
  double most = 0;
  for (int i = 0; i < 48; ++i)
    most = std::max(most, headNumber(*trace, HeadNumber::Entropy, StackId::Decoder, i / 8, i % 8));
  view_.setOptions({.number = HeadNumber::Entropy, .coloured = true});
  EXPECT_EQ(view_.numberReach(*trace, state_), most);
}

class PinsTest : public HeadsDoTest {
 protected:
  PinsTest() {
    lens_.resize(900, 700);
    lens_.setShown(ShownTrace{.trace = make()});
  }
  void press(int key) {
    QKeyEvent event(QEvent::KeyPress, key, Qt::NoModifier);
    QApplication::sendEvent(&lens_, &event);
  }
  void click(QPointF at) {
    for (const auto type : {QEvent::MouseButtonPress, QEvent::MouseButtonRelease}) {
      QMouseEvent event(type, at, lens_.mapToGlobal(at), Qt::LeftButton,
                        type == QEvent::MouseButtonPress ? Qt::LeftButton : Qt::NoButton, Qt::NoModifier);
      QApplication::sendEvent(&lens_, &event);
    }
  }
  const AllHeadsView& heads() const { return dynamic_cast<const AllHeadsView&>(lens_.view()); }

  Selection selection_;
  LensWidget lens_{selection_};
};

TEST_F(PinsTest, PPinsTheHeadOfTheKeyboardAndTakesThePinOff) {
  press(Qt::Key_Right);
  press(Qt::Key_Down);
  press(Qt::Key_P);
  EXPECT_EQ(selection_.pins(), (std::vector<PinnedHead>{{StackId::Decoder, 1, 1}}));
  press(Qt::Key_P);
  EXPECT_TRUE(selection_.pins().empty());
}

TEST_F(PinsTest, aClickOnThePinPinsAndOneBesideItOpensTheHead) {
  int opened = 0;
  QObject::connect(&lens_, &LensWidget::headActivated, [&opened] { ++opened; });
  const auto grid = heads().grid(*lens_.trace(), lens_.state(), lens_.sceneSize());
  const QRectF thumb = grid.place(grid.indexOf(2, 3));
  click(HeadParts::pinPlace(thumb).center());
  EXPECT_EQ(selection_.pins(), (std::vector<PinnedHead>{{StackId::Decoder, 2, 3}}));
  EXPECT_EQ(opened, 0);
  click(thumb.center());
  EXPECT_EQ(opened, 1);
  EXPECT_EQ(selection_.pins().size(), 1U);
}

TEST_F(PinsTest, theWalkGoesThroughTheHeadsThatAreShown) {
  auto& view = const_cast<AllHeadsView&>(heads());
  view.setOptions({.filter = HeadFilter::Pinned});
  for (const int key : {Qt::Key_Right, Qt::Key_End, Qt::Key_Return}) press(key);  // none is shown
  selection_.setPins({{StackId::Decoder, 1, 4}, {StackId::Decoder, 3, 3}});
  int opened = 0;
  QObject::connect(&lens_, &LensWidget::headActivated, [&opened](int layer, int head) {
    EXPECT_EQ(layer, 3);
    EXPECT_EQ(head, 3);
    ++opened;
  });
  press(Qt::Key_Home);
  press(Qt::Key_Right);
  press(Qt::Key_Return);
  EXPECT_EQ(opened, 1);
}

}  // namespace
}  // namespace headlight::ui
